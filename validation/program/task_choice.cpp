#include "soret/validation/program/task_choice.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

std::optional<std::size_t> number_in(std::string_view text) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

std::vector<std::size_t> chosen_tasks(const Manifest& manifest, const std::vector<std::string>& words) {
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t place = 0; place < manifest.tasks.size(); ++place) places.emplace(manifest.tasks[place].id, place);
    std::set<std::size_t> chosen;
    for (const std::string& word : words) {
        if (const auto place = places.find(word); place != places.end()) {
            chosen.insert(place->second);
            continue;
        }
        const std::string_view text = word;
        const std::size_t dash = std::min(text.find('-'), text.size());
        const auto first = number_in(text.substr(0, dash));
        const auto last = dash < text.size() ? number_in(text.substr(dash + 1)) : first;
        if (!first || !last || *first > *last || *last >= manifest.tasks.size()) {
            throw InvalidInput(
                fmt::format("task = {}: must be an id of the manifest, or a number or a range in [0, {}]", word,
                            manifest.tasks.size() - 1));
        }
        for (std::size_t place = *first; place <= *last; ++place) chosen.insert(place);
    }
    return {chosen.begin(), chosen.end()};
}

std::string text_of_places(const std::vector<std::size_t>& places) {
    std::string text;
    for (std::size_t k = 0; k < places.size();) {
        std::size_t last = k;
        while (last + 1 < places.size() && places[last + 1] == places[last] + 1) ++last;
        if (!text.empty()) text += ',';
        text += last == k ? fmt::format("{}", places[k]) : fmt::format("{}-{}", places[k], places[last]);
        k = last + 1;
    }
    return text;
}

}  // namespace soret
