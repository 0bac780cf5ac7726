#pragma once

#include <cstdlib>
#include <string>

#include "soret/common/errors.hpp"

namespace soret::fuzz {

inline void must(bool holds) {
    if (!holds) std::abort();
}

/// Runs what reads an input. Of what it may throw only the errors of the library, one line each, may leave it.
template <class Error = InvalidInput, class Read>
void one_line_or(const Read& read) {
    try {
        read();
    } catch (const Error& error) {
        must(std::string(error.what()).find('\n') == std::string::npos);
    }
}

}  // namespace soret::fuzz
