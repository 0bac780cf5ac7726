// What was read and what was assumed, for people and programs.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/text_file.hpp"

namespace soret {

nlohmann::json to_json(const ConfigurationFile& file) {
    const Vector3& origin = file.state.origin;
    nlohmann::json names = nlohmann::json::object();
    for (const auto& [type, name] : file.type_names) names[std::to_string(type)] = name;
    return {{"file", file.path},
            {"format", file.format},
            {"frame", file.frame},
            {"frames", file.frames},
            {"step", file.step ? nlohmann::json(*file.step) : nlohmann::json(nullptr)},
            {"units", file.units_as_is ? "as-is" : "lj"},
            {"units_stated", file.units.empty() ? nlohmann::json(nullptr) : nlohmann::json(file.units)},
            {"origin", {origin.x, origin.y, origin.z}},
            {"velocities", file.state.has_velocities()},
            {"type_names", names},
            {"ignored", file.ignored},
            {"notes", file.notes}};
}

std::string described(const ConfigurationFile& file) {
    std::string text = fmt::format("{}: {}, {} particles", file.path, file.format, file.state.size());
    if (file.frames > 1) text += fmt::format(", frame {} of 0 to {}", file.frame, file.frames - 1);
    if (file.step) text += fmt::format(", step {}", *file.step);
    text += file.state.has_velocities() ? ", with velocities\n" : ", without velocities\n";
    const std::string stated = file.units.empty() ? "the file states none" : "the file states " + file.units;
    text += fmt::format("  {:<17} {}; {}\n", "units",
                        file.units_as_is ? "those of the mixture, as --units as-is says" : "lj", stated);
    if (!file.ignored.empty()) text += fmt::format("  {:<17} {}\n", "not used", fmt::join(file.ignored, ", "));
    for (const std::string& note : file.notes) text += fmt::format("  {:<17} {}\n", "note", note);
    return text;
}

}  // namespace soret
