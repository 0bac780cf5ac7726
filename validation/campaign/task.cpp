#include "soret/validation/campaign/task.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/random_streams.hpp"

namespace soret {

namespace {

std::uint64_t digest_of_text(const std::string& text) {
    Digest digest;
    digest.add(static_cast<std::uint64_t>(text.size()));
    for (std::size_t start = 0; start < text.size(); start += 8) {
        std::uint64_t word = 0;
        for (std::size_t k = 0; k < std::min<std::size_t>(8, text.size() - start); ++k) {
            word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[start + k])) << (8 * k);
        }
        digest.add(word);
    }
    return digest.value();
}

bool is_file_name(const std::string& id) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    };
    return !id.empty() && id.size() <= 100 && id.front() != '.' && std::all_of(id.begin(), id.end(), allowed);
}

}  // namespace

std::uint64_t task_seed(std::uint64_t campaign_seed, const std::string& id) {
    const RandomWords words = random_words(campaign_seed, RandomStream::task_seed, digest_of_text(id), 0);
    return (static_cast<std::uint64_t>(words[1]) << 32) | words[0];
}

std::string digest_of(const nlohmann::json& value) {
    return hex_digits(digest_of_text(value.dump()));
}

void to_json(nlohmann::json& json, const Task& task) {
    json = {{"id", task.id},     {"route", task.route}, {"settings", task.settings},
            {"seed", task.seed}, {"needs", task.needs}, {"cost", task.cost}};
}

void from_json(const nlohmann::json& json, Task& task) {
    task.id = field<std::string>(json, "id");
    if (!is_file_name(task.id)) {
        throw InvalidInput(fmt::format("id = \"{}\": must be 1 to 100 letters, digits, '-', '_' or '.'", task.id));
    }
    task.route = field<std::string>(json, "route");
    task.settings = field<nlohmann::json::object_t>(json, "settings");
    task.seed = field<std::uint64_t>(json, "seed");
    task.needs = field<std::vector<std::string>>(json, "needs");
    task.cost = field<double>(json, "cost");
}

}  // namespace soret
