#include "soret/validation/report/melting_figures.hpp"

#include <cctype>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/melting_sigmoid.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/report/chart.hpp"
#include "soret/validation/report/figure_columns.hpp"
#include "soret/validation/report/text.hpp"

namespace soret {

namespace {

/// Shares with the standard error that one more replica of either kind would leave: of none or all it is not 0.
Columns shares_of(const nlohmann::json& replicas) {
    Columns columns;
    for (const nlohmann::json& row : replicas) {
        const double frozen = row.at("frozen").get<double>(), melted = row.at("melted").get<double>();
        const double all = frozen + melted;
        if (all == 0.0) continue;
        const double likely = (frozen + 1.0) / (all + 2.0);
        columns.x.push_back(row.at("temperature").get<double>());
        columns.y.push_back(frozen / all);
        columns.error.push_back(std::sqrt(likely * (1.0 - likely) / (all + 2.0)));
    }
    return columns;
}

std::string beginning_a_sentence(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

Figure melting_figure(const nlohmann::json& substance) {
    const std::string title = fmt::format("Melting of pure substance {}", substance.at("species").get<int>());
    Chart chart(title, "temperature T [\u03b5/k_B]", "replicas that froze");
    const Columns shares = shares_of(substance.at("replicas"));
    std::string caption =
        "Crystals of which half was melted, each left to itself: the share in which the crystal won. Those that had "
        "not "
        "decided are not counted";
    const auto& undecided = substance.at("undecided");
    caption += fmt::format(" ({}).", undecided.get<int>());
    if (!substance.at("melting_temperature").is_null() && !substance.at("width").is_null() && !shares.x.empty()) {
        const auto melting = substance.at("melting_temperature").get<Estimate>();
        const auto spread = substance.at("width").get<Estimate>();
        add_line(chart, "P_f(T)", Look::grey, Stroke::solid,
                 line_of([&](double T) { return freezing_probability(T, melting.value, spread.value); },
                         shares.x.front(), shares.x.back()));
        caption += fmt::format(" P_f = 1/2 \u2212 1/2 tanh((T \u2212 T_m)/d) with T_m = {} and d = {}.",
                               text_of(melting), text_of(spread));
    } else {
        if (!substance.at("melting_temperature").is_null()) {
            caption += fmt::format(" T_m = {}.", text_of(substance.at("melting_temperature").get<Estimate>()));
        }
        caption += fmt::format(" {}.", beginning_a_sentence(substance.at("reason").get<std::string>()));
    }
    add_points(chart, "replicas", Look::blue, Marker::circle, shares);
    chart.y_range(-0.05, 1.05);
    return {title, caption, chart.svg()};
}

/// Liquidus and solidus of the ideal solid solution, by our numbers and by those published.
std::optional<Figure> phase_diagram_figure(const Results& results) {
    const nlohmann::json diagrams = results.details.value("phase_diagram", nlohmann::json::object());
    if (!diagrams.contains("measured")) return std::nullopt;
    const std::string title = "Phase diagram of the ideal solid solution";
    Chart chart(title, composition, "temperature T [\u03b5/k_B]");
    for (const auto& [inputs, look] : {std::pair{"measured", Look::blue}, std::pair{"published", Look::grey}}) {
        if (!diagrams.contains(inputs)) continue;
        for (const auto& [phase, label, stroke] :
             {std::tuple{"liquid", "liquidus", Stroke::solid}, std::tuple{"solid", "solidus", Stroke::dashed}}) {
            Columns columns;
            for (const nlohmann::json& row : diagrams.at(inputs)) {
                columns.x.push_back(row.at(phase).get<Estimate>().value);
                columns.y.push_back(row.at("temperature").get<double>());
            }
            add_line(chart, fmt::format("{}, {} T_m and \u0394H", label, inputs), look, stroke, columns);
        }
    }
    chart.x_range(0.0, 1.0);
    std::string caption =
        "Above the liquidus all is liquid, below the solidus all is crystal, if both solutions are ideal";
    const auto liquidus = results.findings.numbers.find(number::liquidus);
    if (liquidus != results.findings.numbers.end()) {
        caption += fmt::format(": at T = {} a liquid freezes below x_1 = {}", results.findings.state_line.temperature,
                               text_of(liquidus->second));
    }
    return Figure{title, caption + ".", chart.svg()};
}

}  // namespace

std::vector<Figure> melting_figures(const Results& results) {
    std::vector<Figure> figures;
    for (const nlohmann::json& substance : results.details.value("melting", nlohmann::json::array())) {
        figures.push_back(melting_figure(substance));
    }
    if (const auto diagram = phase_diagram_figure(results)) figures.push_back(*diagram);
    return figures;
}

}  // namespace soret
