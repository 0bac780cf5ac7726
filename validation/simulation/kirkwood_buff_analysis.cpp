#include "soret/validation/simulation/kirkwood_buff_analysis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::size_t parts = 12;
constexpr std::size_t fewest_parts = 4;
constexpr std::size_t fewest_bins = 32;  // parts of two points

WindowedFits fits_in_inverse_radius(const RadialBins& bins, const std::vector<int>& powers) {
    if (bins.bins < fewest_bins) {
        throw InvalidArgument(
            fmt::format("kirkwood_buff: {} bins: must be at least {} for fits in 1/R", bins.bins, fewest_bins));
    }
    std::vector<double> inverse_radius;  // of a sphere of diameter L
    for (std::size_t n = 0; n < bins.bins; ++n) {
        inverse_radius.push_back(2.0 / (bins.width() * static_cast<double>(n + 1)));
    }
    return {inverse_radius, windows_of_parts(bins.bins / 4, bins.bins, parts, fewest_parts), powers};
}

KirkwoodBuffRelations relations_of(BinaryKirkwoodBuff state, const Eigen::Vector3d& G, Backend backend) {
    state.G11 = G[0];
    state.G12 = G[1];
    state.G22 = G[2];
    KirkwoodBuffRelations relations;
    with_backend(backend, [&]<class B>(B) { B::KirkwoodBuff::relations({&state, 1}, {&relations, 1}); });
    return relations;
}

// Rows as kirkwood_buff_relations, columns G_11, G_12, G_22: differences over a small part of the errors.
Eigen::MatrixXd slopes_of(const BinaryKirkwoodBuff& state, const AveragedIntercepts& G, Backend backend) {
    constexpr double part = 1e-3;
    Eigen::MatrixXd slopes(static_cast<Eigen::Index>(kirkwood_buff_relations.size()), 3);
    for (Eigen::Index pair = 0; pair < 3; ++pair) {
        const Eigen::Vector3d step = part * G.estimate(pair).standard_error * Eigen::Vector3d::Unit(pair);
        const KirkwoodBuffRelations above = relations_of(state, G.values + step, backend);
        const KirkwoodBuffRelations below = relations_of(state, G.values - step, backend);
        for (std::size_t k = 0; k < kirkwood_buff_relations.size(); ++k) {
            const auto relation = kirkwood_buff_relations[k];
            slopes(static_cast<Eigen::Index>(k), pair) = (above.*relation - below.*relation) / (2.0 * step[pair]);
        }
    }
    return slopes;
}

KirkwoodBuffLimit limit_of(AveragedIntercepts G, const KirkwoodBuffBlocks& blocks, Backend backend) {
    KirkwoodBuffLimit limit;
    limit.block_count = G.block_count;
    if (blocks.particles.size() == 2) {
        const double particles = blocks.particles[0] + blocks.particles[1];
        const BinaryKirkwoodBuff state{.x1 = blocks.particles[0] / particles,
                                       .number_density = particles / blocks.volume};
        limit.relations = relations_of(state, G.values, backend);
        const Eigen::MatrixXd slopes = slopes_of(state, G, backend);
        limit.covariance_of_relations = slopes * G.covariance * slopes.transpose();
    }
    limit.G = std::move(G);
    return limit;
}

}  // namespace

Estimate KirkwoodBuffEstimates::estimate(double KirkwoodBuffRelations::*relation) const {
    if (!relations) throw InvalidState("kirkwood_buff: relations are those of two species");
    const auto found = std::find(kirkwood_buff_relations.begin(), kirkwood_buff_relations.end(), relation);
    const Eigen::Index k = found - kirkwood_buff_relations.begin();
    return {*relations.*relation, std::sqrt(covariance_of_relations(k, k)), static_cast<double>(block_count)};
}

Estimate KirkwoodBuffEstimates::ratio_of_f() const {
    if (!relations) throw InvalidState("kirkwood_buff: relations are those of two species");
    const KirkwoodBuffRelations& of = *relations;
    const double ratio = (of.f11 + of.f22) / of.f12;
    Eigen::VectorXd gradient = Eigen::VectorXd::Zero(covariance_of_relations.rows());
    for (std::size_t k = 0; k < kirkwood_buff_relations.size(); ++k) {
        const auto relation = kirkwood_buff_relations[k];
        double& slope = gradient[static_cast<Eigen::Index>(k)];
        if (relation == &KirkwoodBuffRelations::f11 || relation == &KirkwoodBuffRelations::f22) slope = 1.0 / of.f12;
        if (relation == &KirkwoodBuffRelations::f12) slope = -ratio / of.f12;
    }
    return {ratio, std::sqrt(gradient.dot(covariance_of_relations * gradient)), static_cast<double>(block_count)};
}

KirkwoodBuffAnalysis analyse_kirkwood_buff(const KirkwoodBuffBlocks& blocks, ClosedBoxCorrection correction,
                                           Backend backend) {
    const WindowedFits series = fits_in_inverse_radius(blocks.bins, {1, 3});
    const WindowedFits lines = fits_in_inverse_radius(blocks.bins, {1});
    const std::size_t species = blocks.particles.size(), pairs = species_pair_count(species);
    const auto bins = static_cast<Eigen::Index>(blocks.bins.bins), curves = static_cast<Eigen::Index>(pairs);
    const auto of_fits = static_cast<Eigen::Index>(series.statistics_count(pairs));
    const FunctionsOfMeans functions = [&](std::span<const double> means) {
        PairDistances distances{blocks.bins, blocks.volume, blocks.particles, {means.begin(), means.end()}};
        // Pairs that one block alone has seen are 0 without it, to rounding.
        for (double& seen : distances.pairs) seen = std::max(seen, 0.0);
        const KirkwoodBuffIntegrals integrals =
            with_backend(backend, [&]<class B>(B) { return B::KirkwoodBuff::integrals(distances, correction); });
        const auto curves_of = [&](KirkwoodBuffWeight weight) {
            return Eigen::Map<const Eigen::MatrixXd>(integrals.of(weight).data(), bins, curves);
        };
        Eigen::VectorXd values(2 * of_fits + curves * static_cast<Eigen::Index>(kirkwood_buff_weight_count));
        values.head(of_fits) = series.statistics(curves_of(KirkwoodBuffWeight::finite_volume));
        values.segment(of_fits, of_fits) = lines.statistics(curves_of(KirkwoodBuffWeight::finite_volume));
        for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
            values.segment(2 * of_fits + static_cast<Eigen::Index>(weight) * curves, curves) =
                curves_of(weight).bottomRows<1>().transpose();
        }
        return values;
    };
    const JackknifeResult result = jackknife(blocks.pairs, functions);

    KirkwoodBuffAnalysis analysis;
    static_cast<KirkwoodBuffLimit&>(analysis) = limit_of(series.average(result, pairs), blocks, backend);
    analysis.by_lines = limit_of(lines.average(result, pairs, series.statistics_count(pairs)), blocks, backend);
    Eigen::Index next = 2 * of_fits;
    for (std::vector<Estimate>& of_weight : analysis.largest_sphere) {
        for (std::size_t pair = 0; pair < pairs; ++pair) of_weight.push_back(result.estimate(next++));
    }
    return analysis;
}

}  // namespace soret
