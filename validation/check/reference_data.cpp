#include "soret/validation/check/reference_data.hpp"

#include <fmt/format.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

std::string_view reference_text(const std::string& name) {
    std::vector<std::string_view> names;
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.name == name) return file.text;
        names.push_back(file.name);
    }
    throw InvalidInput(fmt::format("reference = {}: must be a file or one of {}", name, fmt::join(names, ", ")));
}

ReferenceValues reference_named(const std::string& word) {
    const bool is_file = std::filesystem::is_regular_file(word);
    const nlohmann::json json = is_file ? read_json_file(word) : json_from_text(reference_text(word));
    return reading_json(is_file ? word : "reference " + word, [&] { return reference_values_from_json(word, json); });
}

}  // namespace soret
