#include <map>
#include <utility>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/kirkwood_buff/kirkwood_buff.hpp"
#include "soret/validation/routes/kirkwood_buff_curves.hpp"
#include "soret/validation/routes/replicas.hpp"
#include "soret/validation/simulation/kirkwood_buff_analysis.hpp"
#include "soret/validation/simulation/structure_factor_analysis.hpp"

namespace soret {

namespace {

/// Windows whose integrals depart from the series as much as by chance in a thousandth of campaigns do not hold it.
constexpr double smallest_p_value_of_fits = 1e-3;

/// All replicas of one composition and size.
struct Runs {
    double x1 = 0.0;
    KirkwoodBuffBlocks blocks;
    StructureFactorBlocks structure;
    std::vector<Estimate> pressures;
};

void append(const TaskResult& result, Runs& runs) {
    reading_json("task " + result.task, [&] {
        const nlohmann::json& values = result.values;
        runs.x1 = field<double>(values, "x1");
        KirkwoodBuffBlocks of_task{{field<double>(values, "r_max"), field<std::size_t>(values, "bins")},
                                   field<double>(values, "volume"),
                                   field<std::vector<double>>(values, "particles"),
                                   field<BlockMeans>(values, "pairs")};
        StructureFactorBlocks structure{field<double>(values, "edge"), of_task.particles,
                                        field<int>(values, "largest_square"),
                                        field<BlockMeans>(values, "structure_factors")};
        runs.pressures.push_back(field<Estimate>(values, "pressure"));
        if (runs.blocks.pairs.empty()) {
            runs.blocks = std::move(of_task);
            runs.structure = std::move(structure);
            return;
        }
        if (of_task.bins != runs.blocks.bins || of_task.volume != runs.blocks.volume ||
            of_task.particles != runs.blocks.particles || structure.edge != runs.structure.edge ||
            structure.largest_square != runs.structure.largest_square) {
            throw InvalidInput("its box is another than that of the other replicas");
        }
        runs.blocks.pairs.insert(runs.blocks.pairs.end(), of_task.pairs.begin(), of_task.pairs.end());
        runs.structure.S.insert(runs.structure.S.end(), structure.S.begin(), structure.S.end());
    });
}

nlohmann::json row_of(const Runs& runs, const KirkwoodBuffAnalysis& analysis, int particles) {
    const PointWindow& best = analysis.G.windows[analysis.G.best];
    nlohmann::json row{{"particles", particles},
                       {"x1", runs.x1},
                       {"G", {analysis.G.estimate(0), analysis.G.estimate(1), analysis.G.estimate(2)}},
                       {"window_from", runs.blocks.bins.width() * static_cast<double>(best.first + 1)},
                       {"window_to", runs.blocks.bins.width() * static_cast<double>(best.last)},
                       {"p_value", analysis.G.p_value},
                       {"gamma", analysis.gamma()},
                       {"by_lines", {{"gamma", analysis.by_lines.gamma()}, {"p_value", analysis.by_lines.G.p_value}}},
                       {"choice", nlohmann::json::array()}};
    for (Eigen::Index pair = 0; pair < 3; ++pair) {
        row["choice"].push_back(analysis.G.of_choice(pair, pair) / analysis.G.covariance(pair, pair));
    }
    for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
        row["largest_sphere"][std::string(name_of(weight))] = analysis.largest_sphere[static_cast<std::size_t>(weight)];
    }
    return row;
}

/// Gamma from structure factors; none of a box that is too small for it, or of a run of few blocks.
/// row   gets how it was found, or why not
ZeroWaveVector gamma_without_window(const StructureFactorBlocks& blocks, nlohmann::json& row) {
    try {
        const ZeroWaveVector gamma = structure_factor_limits(blocks).gamma;
        row["structure_factor"] = {{"degree", gamma.degree}, {"p_value", gamma.p_value}};
        return gamma;
    } catch (const InvalidArgument& error) {
        row["structure_factor"] = {{"reason", error.what()}};
        return {};
    }
}

}  // namespace

Reduction KirkwoodBuffRoute::reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const {
    std::map<std::pair<int, double>, Runs> by_size;
    Reduction reduction;
    for (const Task& task : manifest.tasks) {
        if (task.route != name()) continue;
        const HeldResult result = results.find(task.id);
        if (!result) continue;
        append(*result, by_size[{field<int>(task.settings, "particles"), field<double>(task.settings, "x1")}]);
        reduction.checks[name()].add(*result);
    }
    nlohmann::json rows = nlohmann::json::array();
    int departing = 0;
    for (const auto& [key, runs] : by_size) {
        const int particles = key.first;
        const Study study = study_of_size(manifest, name(), particles);
        const KirkwoodBuffAnalysis analysis =
            analyse_kirkwood_buff(runs.blocks, ClosedBoxCorrection::ganguly_van_der_vegt, backend);
        rows.push_back(row_of(runs, analysis, particles));
        const ZeroWaveVector without_window = gamma_without_window(runs.structure, rows.back());
        if (without_window.value) {
            const RouteName by{name(), "", from_structure_factors};
            reduction.curves[{quantity::thermodynamic_factor, by, study}].points.push_back(
                {runs.x1, *without_window.value});
        }
        if (analysis.G.p_value < smallest_p_value_of_fits) {
            ++departing;
            continue;
        }
        add_kirkwood_buff_points({name()}, study, runs.x1, analysis, reduction.curves);
        if (!study.is_main()) continue;
        reduction.curves[{quantity::pressure, {name()}}].points.push_back({runs.x1, mean_of_replicas(runs.pressures)});
    }
    if (!rows.empty()) {
        reduction.remarks.push_back(
            fmt::format("Kirkwood-Buff integrals: {} of {} compositions and sizes have a window in which they follow "
                        "their series in "
                        "1/R, of powers 0, 1 and 3.",
                        rows.size() - static_cast<std::size_t>(departing), rows.size()));
    }
    reduction.details["kirkwood_buff"] = std::move(rows);
    return reduction;
}

}  // namespace soret
