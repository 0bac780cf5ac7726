#include "soret/common/files/nearest_word.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "soret/common/files/text_file.hpp"

namespace soret {

namespace {

// Letters to be added, left out, changed or exchanged with the next one to make one word of the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (exchanged) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a.size()][b.size()];
}

}  // namespace

std::string nearest_word(std::string_view word, const std::set<std::string, std::less<>>& known) {
    static constexpr std::size_t longest = 40;
    if (word.size() > longest) return {};
    const std::string lower = lower_case(word);
    std::string nearest;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const std::string other = lower_case(candidate);
        const bool continues = lower.size() >= 3 && (other.starts_with(lower) || lower.starts_with(other));
        const std::size_t distance =
            continues && other.size() >= 3 ? std::min<std::size_t>(least - 1, 1) : edit_distance(lower, other);
        if (distance >= least) continue;
        least = distance;
        nearest = candidate;
    }
    return nearest;
}

}  // namespace soret
