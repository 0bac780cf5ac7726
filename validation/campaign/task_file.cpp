#include "soret/validation/campaign/task_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string_view>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"
#include "soret/common/files/packed_doubles.hpp"

namespace soret {

namespace {

inline constexpr int plain_format = 1;
inline constexpr int packed_format = 2;

TaskResult result_from_json(const nlohmann::json& json) {
    const int format = field<int>(json, "format");
    if (format != plain_format && format != packed_format) {
        throw InvalidInput(fmt::format("format = {}: must be {} or {}", format, plain_format, packed_format));
    }
    TaskResult result;
    result.task = field<std::string>(json, "task");
    const auto values = field<nlohmann::json>(json, "values");
    result.values = format == packed_format ? with_plain_doubles(values) : values;
    result.digest = field<std::string>(json, "digest");
    result.provenance = field<nlohmann::json::object_t>(json, "provenance");
    result.seconds = field<double>(json, "seconds");
    const std::string found = digest_of(result.values);
    if (found != result.digest) {
        throw InvalidInput(fmt::format("digest = {}: the values have {}; the file is damaged", result.digest, found));
    }
    return result;
}

}  // namespace

void write_task_file(const std::filesystem::path& path, const TaskResult& result) {
    const nlohmann::json json = {{"format", packed_format},
                                 {"task", result.task},
                                 {"values", with_packed_doubles(result.values)},
                                 {"digest", result.digest},
                                 {"provenance", result.provenance},
                                 {"seconds", result.seconds}};
    write_file_atomically(path.string(), json_text(json));
}

TaskResult read_task_file(const std::filesystem::path& path) {
    const nlohmann::json json = read_json_file(path.string());
    return reading_json(path.string(), [&] { return result_from_json(json); });
}

std::optional<double> seconds_in_task_file(const std::filesystem::path& path) {
    // json_text() puts one key a line, in alphabetical order: the values come last.
    std::ifstream file(path);
    constexpr std::string_view key = " \"seconds\": ";
    for (std::string line; std::getline(file, line) && !line.starts_with(" \"values\"");) {
        if (!line.starts_with(key)) continue;
        const nlohmann::json number =
            nlohmann::json::parse(line.substr(key.size(), line.find(',') - key.size()), nullptr,
                                  /*allow_exceptions=*/false);
        if (number.is_number()) return number.get<double>();
    }
    return std::nullopt;
}

}  // namespace soret
