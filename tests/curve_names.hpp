#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>

#include "soret/validation/campaign/quantities.hpp"

// Curves by the names that they have in files, as a reader of results.json asks for them.

namespace soret::test {

inline auto find_named(auto& curves, const std::string& name) {
    return std::find_if(curves.begin(), curves.end(), [&](const auto& one) { return name_of(one.first) == name; });
}

/// throws   std::out_of_range: there is no such curve
inline auto& named(auto& curves, const std::string& name) {
    const auto found = find_named(curves, name);
    if (found == curves.end()) throw std::out_of_range(name);
    return found->second;
}

inline bool has(const Curves& curves, const std::string& name) {
    return find_named(curves, name) != curves.end();
}

inline void erase(Curves& curves, const std::string& name) {
    const auto found = find_named(curves, name);
    if (found != curves.end()) curves.erase(found);
}

}  // namespace soret::test
