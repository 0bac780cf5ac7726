#include "soret/validation/check/ensemble_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/multiple_tests.hpp"
#include "soret/validation/check/ensemble_finding.hpp"

namespace soret {

namespace {

constexpr std::array<std::string_view, 5> kind_names{"nve", "nvt", "npt", "gcmc", "semigrand"};

double mean_of_column(const std::vector<double>& column) {
    return std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(column.size());
}

double needed(const std::optional<double>& number, const char* option, EnsembleKind kind) {
    if (!number) throw InvalidInput(fmt::format("{} is missing: must be given for {}", option, name_of(kind)));
    return *number;
}

bool breathes(EnsembleKind kind) {
    return kind == EnsembleKind::npt || kind == EnsembleKind::semigrand;
}

void make_extensive(EnsembleRun& run, std::vector<std::string>& notes) {
    SeriesTable& table = run.table;
    if (!table.has("kinetic_energy") || !(run.temperature > 0.0) || run.particles < 4.0) return;
    const double freedoms = 2.0 * mean_of_column(table.at("kinetic_energy")) / run.temperature;
    if (!(freedoms > 1.5 && freedoms < 4.5)) return;
    for (auto& [name, column] : table.columns) {
        const bool is_energy = name.rfind("kinetic", 0) == 0 || name == "potential_energy" || name == "total_energy" ||
                               name == "conserved";
        if (!is_energy) continue;
        for (double& value : column) value *= run.particles;
    }
    notes.push_back(fmt::format("{}: energies are taken to be per particle: 2 <K>/T = {:.3g}", table.file, freedoms));
}

// Columns that follow from others.
void complete(EnsembleRun& run, const EnsembleSettings& settings) {
    SeriesTable& table = run.table;
    if (!table.has("volume") && table.has("density") && breathes(settings.kind)) {
        std::vector<double>& volume = table.columns["volume"];
        for (const double density : table.at("density")) volume.push_back(run.particles / density);
    }
    if (!table.has("particles") && table.has("density") && settings.kind == EnsembleKind::gcmc && settings.volume) {
        std::vector<double>& particles = table.columns["particles"];
        for (const double density : table.at("density")) particles.push_back(density * *settings.volume);
    }
    if (!table.has("kinetic_energy") && table.has("temperature")) {
        std::vector<double>& kinetic = table.columns["kinetic_energy"];
        for (const double t : table.at("temperature")) kinetic.push_back(0.5 * run.degrees_of_freedom * t);
        run.kinetic_is_of_temperature = true;
    }
}

EnsembleRun run_of(SeriesTable table, const SetPoint& set, const EnsembleSettings& settings,
                   std::vector<std::string>& notes) {
    EnsembleRun run{std::move(table), set, settings.particles, 0.0, 0.0, settings.masses, false};
    run.degrees_of_freedom = settings.degrees_of_freedom.value_or(3.0 * settings.particles - 3.0);
    const bool has_temperature = run.table.has("temperature");
    if (settings.kind != EnsembleKind::nve) {
        run.temperature = needed(set.temperature, "--temperature", settings.kind);
    } else if (set.temperature) {
        run.temperature = *set.temperature;
    } else if (has_temperature) {
        run.temperature = mean_of_column(run.table.at("temperature"));
    } else if (run.table.has("kinetic_energy")) {
        run.temperature = 2.0 * mean_of_column(run.table.at("kinetic_energy")) / run.degrees_of_freedom;
    } else {
        throw InvalidInput(fmt::format("{}: must have a column temperature or kinetic_energy", run.table.file));
    }
    if (breathes(settings.kind)) needed(set.pressure, "--pressure", settings.kind);
    if (!run.table.left_alone.empty()) {
        notes.push_back(
            fmt::format("{}: columns left alone: {}", run.table.file, fmt::join(run.table.left_alone, ", ")));
    }
    make_extensive(run, notes);
    complete(run, settings);
    return run;
}

// ln p(x) of each sample depends on the set point by -U/T - P V/T + mu N/T + delta_mu N_1/T: what differs between two.
std::vector<double> exponent_of(const EnsembleRun& run, const EnsembleRun& a, const EnsembleRun& b,
                                const EnsembleSettings& settings) {
    std::vector<double> exponent(run.table.rows());
    const auto add = [&](const char* column, double factor, double scale) {
        if (std::fabs(factor) < 1e-12) return;
        if (!run.table.has(column)) {
            throw InvalidInput(
                fmt::format("{}: column {} is missing: the ratio of both series needs it", run.table.file, column));
        }
        const std::vector<double>& values = run.table.at(column);
        for (std::size_t k = 0; k < exponent.size(); ++k) exponent[k] += factor * scale * values[k];
    };
    const auto difference = [&](const std::optional<double>& of_a, const std::optional<double>& of_b) {
        return of_b.value_or(0.0) / b.temperature - of_a.value_or(0.0) / a.temperature;
    };
    add("potential_energy", 1.0 / a.temperature - 1.0 / b.temperature, 1.0);
    if (breathes(settings.kind)) add("volume", -difference(a.set.pressure, b.set.pressure), 1.0);
    if (settings.kind == EnsembleKind::gcmc) add("particles", difference(a.set.mu, b.set.mu), 1.0);
    if (settings.kind == EnsembleKind::semigrand) add("x1", difference(a.set.delta_mu, b.set.delta_mu), run.particles);
    return exponent;
}

void check_ratio(const EnsembleRun& a, const EnsembleRun& b, const EnsembleSettings& settings,
                 std::vector<EnsembleFinding>& findings, std::vector<std::string>& notes) {
    const std::vector<double> of_a = exponent_of(a, a, b, settings);
    const std::vector<double> of_b = exponent_of(b, a, b, settings);
    const auto [least, most] = std::minmax_element(of_a.begin(), of_a.end());
    if (*least == *most) throw InvalidInput(fmt::format("{}: must be of another set point", b.table.file));
    const std::optional<SeriesTest> test = test_ratio(of_a, of_b);
    if (!test) {
        notes.push_back("the distributions of both series do not overlap: their ratio is not checked");
        return;
    }
    EnsembleFinding finding{.id = "ratio", .quantity = "distribution", .test = *test};
    finding.telling_error = 0.5;
    const bool of_volume = settings.kind == EnsembleKind::npt && a.temperature == b.temperature;
    finding.quantity = of_volume ? "volume" : "potential_energy";
    finding.text = fmt::format(
        "the ratio of both distributions has a slope of {:.3g} ± {:.2g} of what the set points "
        "say",
        test->measured, test->error);
    finding.cause = of_volume ? "barostat-fluctuations" : "distribution-ratio";
    finding.parameter = 1.0 / test->measured;
    finding.cause_text =
        of_volume ? fmt::format(
                        "the volume varies too {}: {:.2g} of the variance that goes with how it answers to the "
                        "pressure",
                        test->measured > 1.0 ? "little" : "much", 1.0 / test->measured)
                  : fmt::format(
                        "fluctuations do not go with how the means answer to the set point: {:.2g} of their "
                        "variance, or set points that are not those stated",
                        1.0 / test->measured);
    findings.push_back(finding);
}

nlohmann::json quantities_of(const EnsembleRun& run) {
    nlohmann::json quantities = nlohmann::json::object();
    for (const auto& [name, column] : run.table.columns) {
        if (name == "step" || name == "time") continue;
        quantities[name] = correlated_mean(column);
    }
    return quantities;
}

// A wrong number of degrees of freedom, or a variance, shows in the shape of the distribution, too.
bool is_explained_by(const EnsembleFinding& finding, const std::vector<EnsembleFinding>& failed, double freedoms) {
    const bool is_shape = finding.cause == "kinetic-distribution";
    if (!is_shape && finding.cause != "kinetic-fluctuations") return false;
    return std::ranges::any_of(failed, [&](const EnsembleFinding& other) {
        if (is_shape && other.cause == "kinetic-fluctuations") return true;
        if (other.cause != "degrees-of-freedom" || other.quantity != "kinetic_energy") return false;
        const double ratio = finding.test.measured * (1.0 + *other.parameter / freedoms);
        return is_shape || std::fabs(ratio - 1.0) <= 3.0 * finding.test.error;
    });
}

nlohmann::json diagnosis_of(std::vector<EnsembleFinding> failed, double freedoms) {
    std::ranges::stable_sort(failed, {}, [](const EnsembleFinding& finding) { return finding.test.p_value; });
    nlohmann::json causes = nlohmann::json::array();
    std::map<std::string, int> named;
    for (const EnsembleFinding& finding : failed) {
        if (is_explained_by(finding, failed, freedoms) || named[finding.cause_text]++ > 0) continue;
        causes.push_back({{"cause", finding.cause},
                          {"quantity", finding.quantity},
                          {"parameter", nullptr},
                          {"text", finding.cause_text}});
        if (finding.parameter) causes.back()["parameter"] = *finding.parameter;
    }
    return causes;
}

Verdict verdict_of(const EnsembleFinding& finding, double adjusted, double rate) {
    if (adjusted <= rate) return Verdict::fail;
    const bool is_long = finding.test.error == 0.0 || finding.test.effective_samples >= 15.0;
    return is_long && finding.test.error <= finding.telling_error ? Verdict::pass : Verdict::inconclusive;
}

}  // namespace

std::string_view name_of(EnsembleKind kind) {
    return kind_names[static_cast<std::size_t>(kind)];
}

EnsembleKind ensemble_kind_from(const std::string& name) {
    const auto found = std::ranges::find(kind_names, name);
    if (found == kind_names.end()) {
        throw InvalidArgument(fmt::format("kind = {}: must be one of {}", name, fmt::join(kind_names, ", ")));
    }
    return static_cast<EnsembleKind>(found - kind_names.begin());
}

CheckReport check_ensemble(std::vector<SeriesTable> series, const EnsembleSettings& settings) {
    CheckReport report;
    std::vector<EnsembleRun> runs;
    std::vector<EnsembleFinding> findings;
    report.more["quantities"] = nlohmann::json::array();
    for (std::size_t k = 0; k < series.size(); ++k) {
        runs.push_back(run_of(std::move(series[k]), settings.states.at(k), settings, report.notes));
        const std::size_t first = findings.size();
        check_conserved(runs.back(), settings.kind, findings);
        check_kinetic(runs.back(), settings.kind, findings);
        check_stationary(runs.back(), settings.kind, findings);
        if (breathes(settings.kind)) check_volume(runs.back(), findings, report.notes);
        for (std::size_t i = first; k > 0 && i < findings.size(); ++i) findings[i].id += fmt::format("/{}", k + 1);
        report.more["quantities"].push_back(quantities_of(runs.back()));
    }
    if (runs.size() == 2) check_ratio(runs[0], runs[1], settings, findings, report.notes);
    if (findings.empty()) {
        report.cannot_compare = fmt::format("{}: nothing to check: {} needs more columns, or a second series",
                                            runs.front().table.file, name_of(settings.kind));
        return report;
    }
    std::vector<double> p_values;
    for (const EnsembleFinding& finding : findings) p_values.push_back(finding.test.p_value);
    const std::vector<double> adjusted = holm_adjusted(p_values);
    std::vector<EnsembleFinding> failed;
    for (std::size_t k = 0; k < findings.size(); ++k) {
        const EnsembleFinding& finding = findings[k];
        const Verdict verdict = verdict_of(finding, adjusted[k], settings.false_alarm_rate);
        if (verdict == Verdict::fail) failed.push_back(finding);
        report.checks.push_back({finding.id,
                                 finding.quantity,
                                 verdict,
                                 finding.text,
                                 {{"p_value", finding.test.p_value},
                                  {"false_alarm", adjusted[k]},
                                  {"measured", finding.test.measured},
                                  {"sem", finding.test.error},
                                  {"n_eff", finding.test.effective_samples}},
                                 false});
    }
    report.diagnosis = diagnosis_of(failed, runs.front().degrees_of_freedom);
    report.more["false_alarm_rate"] = settings.false_alarm_rate;
    report.notes.push_back(fmt::format("a right series fails with a probability of at most {} in all checks together",
                                       settings.false_alarm_rate));
    return report;
}

}  // namespace soret
