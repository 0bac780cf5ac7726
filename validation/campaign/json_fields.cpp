#include "soret/validation/campaign/json_fields.hpp"

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

}  // namespace soret
