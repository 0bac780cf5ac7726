#include "soret/common/files/json_fields.hpp"

#include <fstream>
#include <iterator>

namespace soret {

nlohmann::json read_json_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw InvalidInput(fmt::format("{}: cannot be read", path));
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) throw InvalidInput(fmt::format("{}: cannot be read", path));
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        throw InvalidInput(fmt::format("{}: not JSON: damaged at byte {} of {}", path, error.byte, text.size()));
    }
}

std::optional<std::string> first_difference(const nlohmann::json& stored, const nlohmann::json& wanted) {
    const nlohmann::json differences = nlohmann::json::diff(stored, wanted);
    if (differences.empty()) return std::nullopt;
    const auto path = differences.front().at("path").get<std::string>();
    const nlohmann::json::json_pointer place(path);
    const auto text = [&place](const nlohmann::json& json) {
        if (!json.contains(place)) return std::string("nothing");
        const std::string value = json.at(place).dump();
        return value.size() > 60 ? value.substr(0, 57) + "..." : value;
    };
    return fmt::format("{} is {}, asked for is {}", path.substr(1), text(stored), text(wanted));
}

}  // namespace soret
