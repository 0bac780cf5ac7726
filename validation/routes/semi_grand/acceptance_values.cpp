#include "soret/validation/routes/semi_grand/acceptance_values.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

namespace soret {

namespace {

constexpr std::array listed_moves{MonteCarloMove::displacement, MonteCarloMove::identity, MonteCarloMove::volume};

}  // namespace

std::vector<double> acceptance_values(const AcceptanceTable& acceptance) {
    const std::vector<double> means = acceptance.blocks.mean();
    const auto has = [&](MonteCarloMove move) {
        return std::find(acceptance.moves.begin(), acceptance.moves.end(), move) != acceptance.moves.end();
    };
    std::vector<double> values;
    for (const MonteCarloMove move : listed_moves) {
        values.push_back(has(move) ? means.at(acceptance.column_of(move)) : 0.0);
    }
    for (std::size_t b = 0; b < listed_moves.size(); ++b) {  // the order of product_column(a, b)
        for (std::size_t a = 0; a <= b; ++a) {
            const bool both = has(listed_moves[a]) && has(listed_moves[b]);
            values.push_back(both ? means.at(acceptance.blocks.product_column(acceptance.column_of(listed_moves[a]),
                                                                              acceptance.column_of(listed_moves[b])))
                                  : 0.0);
        }
    }
    return values;
}

double acceptance_in(const std::vector<double>& values, MonteCarloMove move) {
    const auto found = std::find(listed_moves.begin(), listed_moves.end(), move);
    if (found == listed_moves.end())
        throw std::out_of_range(fmt::format("no acceptance of {} is listed", name_of(move)));
    return values.at(static_cast<std::size_t>(found - listed_moves.begin()));
}

}  // namespace soret
