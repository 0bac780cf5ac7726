#include "soret/validation/simulation/observers/kirkwood_buff_summary.hpp"

#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/validation/simulation/observers/rdf_observer.hpp"

namespace soret {

namespace {

nlohmann::json correlations_of(const Eigen::MatrixXd& covariance) {
    nlohmann::json rows = nlohmann::json::array();
    for (Eigen::Index i = 0; i < covariance.rows(); ++i) {
        nlohmann::json row = nlohmann::json::array();
        for (Eigen::Index j = 0; j < covariance.cols(); ++j) {
            row.push_back(i == j ? 1.0 : covariance(i, j) / std::sqrt(covariance(i, i) * covariance(j, j)));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

nlohmann::json summary_of(const KirkwoodBuffAnalysis& analysis, const KirkwoodBuffBlocks& blocks) {
    const std::size_t species = blocks.particles.size();
    nlohmann::json summary;
    for (std::size_t a = 0; a < species; ++a) {
        for (std::size_t b = a; b < species; ++b) {
            const std::size_t pair = species_pair(a, b, species);
            const std::string label = pair_label(a, b, species);
            summary["G"][label] = analysis.G.estimate(static_cast<Eigen::Index>(pair));
            for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
                summary["largest_sphere"][std::string(name_of(weight))][label] =
                    analysis.largest_sphere[static_cast<std::size_t>(weight)][pair];
            }
        }
    }
    summary["correlations"] = correlations_of(analysis.G.covariance);
    const PointWindow& best = analysis.G.windows[analysis.G.best];
    summary["window"] = {{"from", blocks.bins.width() * static_cast<double>(best.first + 1)},
                         {"to", blocks.bins.width() * static_cast<double>(best.last)},
                         {"p_value", analysis.G.p_value}};
    if (!analysis.relations) return summary;
    using R = KirkwoodBuffRelations;
    summary["n"] = {{"11", analysis.estimate(&R::n11)},
                    {"12", analysis.estimate(&R::n12)},
                    {"21", analysis.estimate(&R::n21)},
                    {"22", analysis.estimate(&R::n22)}};
    summary["f"] = {
        {"11", analysis.estimate(&R::f11)}, {"12", analysis.estimate(&R::f12)}, {"22", analysis.estimate(&R::f22)}};
    summary["gamma"] = analysis.gamma();
    summary["gamma_first_order"] = analysis.estimate(&R::gamma_first_order);
    summary["by_lines"] = {{"gamma", analysis.by_lines.gamma()}, {"p_value", analysis.by_lines.G.p_value}};
    return summary;
}

}  // namespace

nlohmann::json kirkwood_buff_summary(const KirkwoodBuffBlocks& blocks, Backend backend) {
    try {
        return summary_of(analyse_kirkwood_buff(blocks, ClosedBoxCorrection::ganguly_van_der_vegt, backend), blocks);
    } catch (const Error& error) {  // few bins or blocks, a species of one particle, nothing that varies
        return {{"reason", error.what()}};
    }
}

}  // namespace soret
