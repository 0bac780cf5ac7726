#include "soret/validation/simulation/grand_canonical_samples.hpp"

#include <fmt/format.h>

#include "soret/common/statistics/block_average.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/simulation/reweighting.hpp"

namespace soret {

namespace {

constexpr std::size_t two_species = 2;
constexpr Eigen::Index first_relation = 5;

}  // namespace

std::string why_stuck(const BlockTable& samples, const AcceptanceTable& acceptance, std::size_t species) {
    for (const MonteCarloMove move : acceptance.moves) {
        if (!exchanges_particles(move)) continue;
        const auto accepted = acceptance.blocks.constant_value(acceptance.column_of(move));
        if (accepted == 0.0) return "no insertion or deletion was accepted";
    }
    for (std::size_t s = 0; s < species; ++s) {
        const auto constant = samples.constant_value(count_column(s));
        if (constant.value_or(0.0) == 0.0) continue;  // it changes, or the species is not there
        return fmt::format("the number of particles of species {} never changed", s + 1);
    }
    return "";
}

std::string why_too_short(const BlockTable& samples, std::size_t species) {
    constexpr std::size_t fewest_blocks = 4;
    for (std::size_t s = 0; s < species; ++s) {
        if (samples.constant_value(count_column(s))) continue;
        if (samples.block_count() < fewest_blocks) return "fewer than 4 samples";
        const BlockAverage number = block_average(samples, count_column(s));
        const double effective = number.mean.effective_samples;
        if (effective >= fewest_effective_samples && number.converged) continue;
        return fmt::format(
            "the run is too short for the memory of the number of particles of species {}: {:.3g} effective samples{}",
            s + 1, effective, number.converged ? "" : " at most");
    }
    return "";
}

GrandCanonicalAnalysis analyse_grand_canonical(const BlockTable& samples) {
    const FunctionsOfMeans functions = [&](std::span<const double> means) {
        const NumberMoments m = number_moments(samples, means, two_species);
        const KirkwoodBuffRelations relations = m.relations();
        Eigen::VectorXd values(first_relation + static_cast<Eigen::Index>(kirkwood_buff_relations.size()));
        values.head(first_relation) << m.particles[0] / m.total(), m.total() / m.volume, m.kirkwood_buff(0, 0),
            m.kirkwood_buff(0, 1), m.kirkwood_buff(1, 1);
        for (std::size_t k = 0; k < kirkwood_buff_relations.size(); ++k) {
            values[first_relation + static_cast<Eigen::Index>(k)] = relations.*kirkwood_buff_relations[k];
        }
        return values;
    };
    const JackknifeResult result = jackknife_with_chosen_blocks(samples, functions, Bias::remove);
    const auto count = static_cast<Eigen::Index>(kirkwood_buff_relations.size());
    const NumberMoments all = number_moments(samples, samples.mean(), two_species);

    GrandCanonicalAnalysis analysis;
    analysis.x1 = result.estimate(0);
    analysis.density = result.estimate(1);
    analysis.G = {result.estimate(2), result.estimate(3), result.estimate(4)};
    analysis.density_response = all.variance_of_total() / all.volume;
    analysis.relations.emplace();
    for (std::size_t k = 0; k < kirkwood_buff_relations.size(); ++k) {
        *analysis.relations.*kirkwood_buff_relations[k] = result.values[first_relation + static_cast<Eigen::Index>(k)];
    }
    analysis.covariance_of_relations = result.covariance.bottomRightCorner(count, count);
    analysis.block_count = result.block_count;
    analysis.errors_converged = result.converged;
    return analysis;
}

}  // namespace soret
