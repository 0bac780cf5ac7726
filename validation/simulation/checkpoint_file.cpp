#include "soret/validation/simulation/checkpoint_file.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_line = "soret checkpoint 3\n";

fs::path newest_in(const std::string& directory) {
    return fs::path(directory) / "checkpoint";
}

fs::path previous_in(const std::string& directory) {
    return fs::path(directory) / "checkpoint.previous";
}

std::string digest_of_bytes(std::string_view bytes) {
    Digest digest;
    std::uint64_t word = 0;
    for (std::size_t k = 0; k < bytes.size(); ++k) {
        word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[k])) << (8 * (k % 8));
        if (k % 8 != 7) continue;
        digest.add(word);
        word = 0;
    }
    return digest.add(word).hex();
}

std::string second_line(std::string_view bytes) {
    return fmt::format("{} {}\n", digest_of_bytes(bytes), bytes.size());
}

nlohmann::json load(const fs::path& path) {
    if (fs::is_directory(path)) throw InvalidInput(fmt::format("{}: is a directory: must be a file", path.string()));
    std::ifstream file(path, std::ios::binary);
    if (!file) throw InvalidInput(fmt::format("{}: cannot be read", path.string()));
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!text.starts_with(first_line)) {
        throw InvalidInput(fmt::format("{}: is damaged, or of another version: must begin with \"{}\"", path.string(),
                                       first_line.substr(0, first_line.size() - 1)));
    }
    const std::size_t end = text.find('\n', first_line.size());
    const std::string_view bytes =
        end == std::string::npos ? std::string_view() : std::string_view(text).substr(end + 1);
    if (end == std::string::npos || text.substr(first_line.size(), end + 1 - first_line.size()) != second_line(bytes)) {
        throw InvalidInput(
            fmt::format("{}: is damaged: its content has not the digest and length that it names", path.string()));
    }
    return reading_json(path.string(), [&] { return json_from_cbor(bytes); });
}

}  // namespace

void write_checkpoint(const std::string& directory, const nlohmann::json& content) {
    std::string bytes;
    nlohmann::json::to_cbor(content, bytes);
    const fs::path newest = newest_in(directory);
    std::error_code error;
    if (fs::exists(newest, error)) fs::rename(newest, previous_in(directory), error);
    if (error) throw InvalidInput(fmt::format("{}: cannot be written: {}", newest.string(), error.message()));
    write_file_atomically(newest.string(), fmt::format("{}{}{}", first_line, second_line(bytes), bytes));
}

std::optional<LoadedCheckpoint> read_checkpoint(const std::string& directory) {
    if (!has_checkpoint(directory)) return std::nullopt;
    std::string defect;
    try {
        if (fs::exists(newest_in(directory))) return LoadedCheckpoint{load(newest_in(directory)), ""};
        defect = fmt::format("{}: is missing", newest_in(directory).string());
    } catch (const InvalidInput& error) {
        defect = error.what();
    }
    try {
        return LoadedCheckpoint{load(previous_in(directory)), fmt::format("{}; going on from the one before", defect)};
    } catch (const InvalidInput&) {
        throw InvalidInput(
            fmt::format("{}; there is no usable one before: without --resume the run can be made anew in "
                        "another directory",
                        defect));
    }
}

bool has_checkpoint(const std::string& directory) {
    return fs::exists(newest_in(directory)) || fs::exists(previous_in(directory));
}

}  // namespace soret
