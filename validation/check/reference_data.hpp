#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "soret/validation/check/reference_values.hpp"

namespace soret {

/// A file of validation/reference as it is in the binary: the source is made when the program is built.
struct EmbeddedFile {
    std::string_view name;  ///< path below validation/reference without .json: "configurations/paper_dense"
    std::string_view text;
};

std::span<const EmbeddedFile> embedded_files();

/// throws   InvalidInput: no such name; the message has those that there are
std::string_view reference_text(const std::string& name);

/// Reference values by the name of embedded ones or by a file, a reference or a results.json.
/// throws   InvalidInput: neither; a configuration, which has no values along a state line
ReferenceValues reference_named(const std::string& word);

}  // namespace soret
