#include "soret/validation/planning/planned_file.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"

namespace soret {

namespace {

std::filesystem::path planned_file(const std::filesystem::path& directory) {
    return directory / "planned.json";
}

}  // namespace

void write_planned(const std::filesystem::path& directory, const nlohmann::json& planned) {
    const std::filesystem::path file = planned_file(directory);
    if (const auto known = read_planned(directory)) {
        const auto difference = first_difference(*known, planned);
        if (!difference) return;
        throw InvalidInput(
            fmt::format("{}: {}; a campaign never changes, choose another directory", file.string(), *difference));
    }
    write_file_atomically(file.string(), json_text(planned));
}

std::optional<nlohmann::json> read_planned(const std::filesystem::path& directory) {
    const std::filesystem::path file = planned_file(directory);
    if (!std::filesystem::exists(file)) return std::nullopt;
    const nlohmann::json planned = read_json_file(file.string());
    reading_json(file.string(), [&] { return field<nlohmann::json>(planned, "wanted"); });
    return planned;
}

}  // namespace soret
