#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "soret/validation/check/ensemble_finding.hpp"

namespace soret {

namespace {

// The conserved quantity may walk over the series by this much of the fluctuations of K, and drift by this much of N T.
constexpr double largest_walk = 0.2;
constexpr double largest_drift = 1e-3;

std::vector<double> sum_of(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> sum(a.size());
    std::transform(a.begin(), a.end(), b.begin(), sum.begin(), std::plus<>());
    return sum;
}

std::vector<double> conserved_of(const SeriesTable& table, EnsembleKind kind) {
    if (table.has("conserved")) return table.at("conserved");
    if (kind != EnsembleKind::nve) return {};
    if (table.has("total_energy")) return table.at("total_energy");
    if (!table.has("potential_energy") || !table.has("kinetic_energy")) return {};
    return sum_of(table.at("potential_energy"), table.at("kinetic_energy"));
}

double mean_value(const std::vector<double>& series) {
    return std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
}

// "three degrees of freedom too many": whole numbers of three about F that the mean tells apart from each other.
std::string wrong_degrees(double found, double error, double expected, double* surplus) {
    if (error > 1.0) return {};  // three of them are three errors
    for (const int change : {3, -3}) {
        if (std::fabs(found - expected - change) > 3.5 * error) continue;
        *surplus = change;
        return change > 0 ? "three degrees of freedom too many: as if the centre of mass moved, or 3 N were divided by"
                          : "three degrees of freedom too few";
    }
    return {};
}

void check_temperature(const EnsembleRun& run, std::vector<EnsembleFinding>& findings) {
    const double f = run.degrees_of_freedom;
    EnsembleFinding finding{"kinetic-energy", "kinetic_energy",
                            test_mean(run.table.at("kinetic_energy"), 0.5 * f * run.temperature)};
    const double found = 2.0 * finding.test.measured / run.temperature;
    const double error = 2.0 * finding.test.error / run.temperature;
    finding.telling_error = 0.01 * finding.test.measured;
    const double percent = 100.0 * (found / f - 1.0);
    finding.text = fmt::format("2 <K>/{:g} = {:.6g} ± {:.2g} against T = {:g}: {:+.2f} %", f,
                               2.0 * finding.test.measured / f, 2.0 * finding.test.error / f, run.temperature, percent);
    double surplus = 0.0;
    const std::string words = wrong_degrees(found, error, f, &surplus);
    finding.cause = words.empty() ? "temperature" : "degrees-of-freedom";
    finding.parameter = words.empty() ? found / f : surplus;
    finding.cause_text = words.empty()
                             ? fmt::format("the temperature is off by {:+.2g} %", percent)
                             : fmt::format("{}: <K> is that of {:.1f} ± {:.1f}, not of {:g}", words, found, error, f);
    findings.push_back(finding);
}

void check_fluctuations(const EnsembleRun& run, std::vector<EnsembleFinding>& findings) {
    const double f = run.degrees_of_freedom;
    const std::vector<double>& kinetic = run.table.at("kinetic_energy");
    EnsembleFinding variance{"kinetic-variance", "kinetic_energy", test_relative_variance(kinetic, 2.0 / f)};
    variance.telling_error = 0.25;
    const double ratio = variance.test.measured;
    variance.text = fmt::format("var K/<K>^2 is {:.3g} ± {:.2g} of 2/{:g}", ratio, variance.test.error, f);
    variance.cause = "kinetic-fluctuations";
    variance.parameter = ratio;
    variance.cause_text = ratio < 1.0
                              ? fmt::format(
                                    "the kinetic energy varies too little, {:.3g} of its variance: a thermostat that "
                                    "damps or scales velocities, as Berendsen's",
                                    ratio)
                              : fmt::format("the kinetic energy varies too much, {:.3g} times its variance", ratio);
    findings.push_back(variance);
    EnsembleFinding shape{"kinetic-distribution", "kinetic_energy", test_chi_squared_shape(kinetic, f)};
    if (shape.test.effective_samples < 50.0) return;
    shape.text = fmt::format("Pearson's chi^2 over its degrees of freedom is {:.2f}, of {:.0f} samples",
                             shape.test.measured, shape.test.effective_samples);
    shape.cause = "kinetic-distribution";
    shape.cause_text = fmt::format("the kinetic energy is not distributed as chi-squared of {:g}", f);
    findings.push_back(shape);
}

void check_temperature_column(const EnsembleRun& run, std::vector<EnsembleFinding>& findings) {
    const double found = 2.0 * mean_value(run.table.at("kinetic_energy")) / mean_value(run.table.at("temperature"));
    const double surplus = found - run.degrees_of_freedom;
    EnsembleFinding finding{
        "temperature-column", "temperature", {found, 0.0, std::fabs(surplus) < 0.5 ? 1.0 : 0.0, 0.0}};
    finding.text = fmt::format("2 <K>/<T> is {:.2f} degrees of freedom, of {:g}", found, run.degrees_of_freedom);
    finding.cause = "degrees-of-freedom";
    finding.parameter = surplus;
    finding.cause_text = std::fabs(surplus - 3.0) < 0.5
                             ? "three degrees of freedom too many: the temperature is 2 K/(3 N), and not "
                               "2 K/(3 N - 3)"
                             : fmt::format("the temperature counts {:.1f} degrees of freedom, and not {:g}", found,
                                           run.degrees_of_freedom);
    findings.push_back(finding);
}

// A part of the kinetic energy against its share of the whole, whatever the temperature.
EnsembleFinding share_finding(const EnsembleRun& run, const std::string& part, double share, const std::string& words) {
    const std::vector<double>& all = run.table.at("kinetic_energy");
    const std::vector<double>& of_part = run.table.at("kinetic_energy_" + part);
    const double mean = mean_value(all);
    std::vector<double> deviation;
    for (std::size_t k = 0; k < all.size(); ++k) deviation.push_back((of_part[k] / share - all[k]) / mean);
    EnsembleFinding finding{"equipartition-" + part, "kinetic_energy_" + part, test_mean(deviation, 0.0)};
    finding.telling_error = 0.03;
    const double percent = 100.0 * finding.test.measured;
    finding.text = fmt::format("{} is off its share {:.5f} of K by {:+.2f} ± {:.2g} %", words, share, percent,
                               100.0 * finding.test.error);
    finding.cause = "equipartition";
    finding.parameter = finding.test.measured;
    finding.cause_text = fmt::format("{} is {:+.2g} % off its temperature", words, percent);
    return finding;
}

void check_shares(const EnsembleRun& run, std::vector<EnsembleFinding>& findings) {
    for (const char* axis : {"x", "y", "z"}) {
        if (!run.table.has(std::string("kinetic_energy_") + axis)) continue;
        findings.push_back(share_finding(run, axis, 1.0 / 3.0, fmt::format("the motion along {}", axis)));
    }
    if (!run.table.has("x1") || run.masses.size() != 2) return;
    const double x1 = mean_value(run.table.at("x1"));
    const std::array<double, 2> count{x1 * run.particles, (1.0 - x1) * run.particles};
    const double all = count[0] * run.masses[0] + count[1] * run.masses[1];
    for (const std::size_t s : {std::size_t{0}, std::size_t{1}}) {
        const std::string part = std::to_string(s + 1);
        if (!run.table.has("kinetic_energy_" + part) || count[s] < 0.5) continue;
        const double share = 3.0 * count[s] * (1.0 - run.masses[s] / all) / run.degrees_of_freedom;
        findings.push_back(share_finding(run, part, share, fmt::format("species {}", part)));
    }
}

void check_centre_of_mass(const EnsembleRun& run, std::vector<EnsembleFinding>& findings) {
    double mass = run.particles * run.masses.front();
    if (run.masses.size() == 2) {
        if (!run.table.has("x1")) return;
        const double x1 = mean_value(run.table.at("x1"));
        mass = run.particles * (x1 * run.masses[0] + (1.0 - x1) * run.masses[1]);
    } else if (run.masses.size() > 2) {
        return;
    }
    std::vector<double> energy(run.table.rows());
    for (const char* axis : {"x", "y", "z"}) {
        const std::vector<double>& momentum = run.table.at(std::string("momentum_") + axis);
        for (std::size_t k = 0; k < energy.size(); ++k) energy[k] += momentum[k] * momentum[k] / (2.0 * mass);
    }
    const double expected = 1.5 * run.temperature;
    EnsembleFinding finding{"centre-of-mass", "momentum", test_mean_at_most(energy, expected)};
    // Its memory does not matter where it is small, nor far above: a cube that flies does not change its course.
    if (finding.test.measured <= expected) finding.test.error = 0.0;
    if (finding.test.measured > 20.0 * expected) finding.test.p_value = 0.0;
    finding.text = fmt::format("<P^2/2M> = {:.3g}, at most 3 T/2 = {:.3g}", finding.test.measured, expected);
    finding.cause = "flying-ice-cube";
    finding.parameter = finding.test.measured;
    finding.cause_text = fmt::format(
        "a flying ice cube: the centre of mass has the kinetic energy {:.3g}, {:.2g} of "
        "all, where 3 T/2 = {:.3g} is the most: its momentum must be removed",
        finding.test.measured, finding.test.measured / mean_value(run.table.at("kinetic_energy")), expected);
    findings.push_back(finding);
}

}  // namespace

void check_conserved(const EnsembleRun& run, EnsembleKind kind, std::vector<EnsembleFinding>& findings) {
    const std::vector<double> conserved = conserved_of(run.table, kind);
    if (conserved.empty()) return;
    const double limit = largest_drift * run.particles * run.temperature;
    EnsembleFinding drift{"conserved-drift", "conserved", test_drift(conserved, limit)};
    drift.telling_error = 3.0 * limit;
    drift.text = fmt::format("changes by {:.3g} ± {:.2g} over the series; {:.3g} is 0.001 N T", drift.test.measured,
                             drift.test.error, limit);
    drift.cause = "drift";
    drift.parameter = drift.test.measured / run.particles;
    drift.cause_text = fmt::format(
        "the conserved quantity drifts by {:.3g} a particle over the series: the time step "
        "is too long, or a force is not the derivative of its energy",
        drift.test.measured / run.particles);
    findings.push_back(drift);
    const double deviation = largest_walk * run.temperature * std::sqrt(0.5 * run.degrees_of_freedom);
    EnsembleFinding walk{"conserved-walk", "conserved", test_walk(conserved, deviation)};
    walk.text =
        fmt::format("walks by {:.2g} ± {:.1g} of a fifth of the deviation of K", walk.test.measured, walk.test.error);
    walk.cause = "walk";
    walk.parameter = walk.test.measured * deviation;
    walk.cause_text = fmt::format(
        "the conserved quantity walks at random, by {:.3g} over the series: a force or an "
        "energy that jumps at the cutoff, or a neighbour list that is rebuilt too late",
        walk.test.measured * deviation);
    findings.push_back(walk);
}

void check_kinetic(const EnsembleRun& run, EnsembleKind kind, std::vector<EnsembleFinding>& findings) {
    const SeriesTable& table = run.table;
    const bool has_velocities = kind != EnsembleKind::gcmc && kind != EnsembleKind::semigrand;
    if (!has_velocities || !table.has("kinetic_energy")) return;
    if (table.has("temperature") && !run.kinetic_is_of_temperature) check_temperature_column(run, findings);
    if (kind == EnsembleKind::nvt || kind == EnsembleKind::npt) {
        check_temperature(run, findings);
        check_fluctuations(run, findings);
    }
    check_shares(run, findings);
    if (table.has("momentum_x") && table.has("momentum_y") && table.has("momentum_z")) {
        check_centre_of_mass(run, findings);
    }
}

void check_stationary(const EnsembleRun& run, EnsembleKind kind, std::vector<EnsembleFinding>& findings) {
    std::vector<std::string> columns{"potential_energy"};
    if (kind == EnsembleKind::gcmc) columns.push_back(run.table.has("particles") ? "particles" : "density");
    for (const std::string& column : columns) {
        if (!run.table.has(column)) continue;
        EnsembleFinding finding{"stationary-" + column, column, test_halves(run.table.at(column))};
        if (finding.test.p_value == 1.0) continue;  // shorter than its memory
        finding.text =
            fmt::format("its second half is higher by {:.3g} ± {:.2g}", finding.test.measured, finding.test.error);
        finding.cause = "not-stationary";
        finding.parameter = finding.test.measured;
        finding.cause_text = fmt::format("{} has not settled: its second half is higher by {:.3g} ± {:.2g}", column,
                                         finding.test.measured, finding.test.error);
        findings.push_back(finding);
    }
}

void check_volume(const EnsembleRun& run, std::vector<EnsembleFinding>& findings, std::vector<std::string>& notes) {
    const SeriesTable& table = run.table;
    if (!table.has("pressure") || !run.set.pressure) return;
    EnsembleFinding mean{"pressure", "pressure", test_mean(table.at("pressure"), *run.set.pressure)};
    mean.text =
        fmt::format("<P> = {:.5g} ± {:.2g} against {:g}", mean.test.measured, mean.test.error, *run.set.pressure);
    mean.cause = "pressure";
    mean.parameter = mean.test.measured;
    mean.cause_text = fmt::format("the mean pressure is {:.5g}, not the one set", mean.test.measured);
    if (table.has("volume"))
        mean.telling_error = 0.1 * run.particles * run.temperature / mean_value(table.at("volume"));
    findings.push_back(mean);
    if (!table.has("volume")) return;
    const std::vector<double>& volume = table.at("volume");
    EnsembleFinding both{"volume-fluctuations", "volume",
                         test_covariance(table.at("pressure"), volume, -run.temperature)};
    const SeriesTest variance = test_relative_variance(volume, 1.0 / run.particles);  // N var V/<V>^2 = rho T kappa
    // No Lennard-Jones liquid is as stiff as that.
    const bool is_rigid = variance.measured < 0.003;
    const bool follows = std::fabs(both.test.measured) > 3.0 * both.test.error;
    if (!follows && !is_rigid && both.test.p_value < 0.01) {
        notes.push_back(
            fmt::format("{}: the pressure does not follow the volume, so it is not that of each sample: "
                        "fluctuations of the volume are not checked without a second series",
                        table.file));
        return;
    }
    both.telling_error = 0.5;
    both.text = fmt::format("cov(P, V) is {:.3g} ± {:.2g} of -T; N var V/<V>^2 = {:.3g}", both.test.measured,
                            both.test.error, variance.measured);
    both.cause = "barostat-fluctuations";
    both.parameter = both.test.measured;
    both.cause_text = both.test.measured < 1.0
                          ? fmt::format(
                                "the volume varies too little: cov(P, V) is {:.2g} of -T, as of a barostat that damps "
                                "(Berendsen's)",
                                std::max(0.0, both.test.measured))
                          : fmt::format("the volume varies too much: cov(P, V) is {:.2g} of -T", both.test.measured);
    findings.push_back(both);
}

}  // namespace soret
