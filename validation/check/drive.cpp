#include "soret/validation/check/drive.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_builder.hpp"
#include "soret/optimized/pair_forces.hpp"
#include "soret/validation/check/drive_tests.hpp"
#include "soret/validation/check/limits.hpp"

namespace soret {

namespace {

// A sum of doubles of so many terms whose partial sums stay below `largest`: seven standard deviations of independent
// roundings.
double rounding_of_sum(double terms, double largest) {
    return standard_deviations * 0x1p-53 * largest * std::sqrt(std::max(1.0, terms) / 3.0);
}

}  // namespace

DriveResult left_out(std::string why) {
    return {std::nullopt, std::move(why)};
}

void WorstDifference::add(double value, double expected, double limit, const std::string& what) {
    ++count_;
    const double share = std::fabs(value - expected) / limit;
    const bool is_beyond = !(share <= 1.0);  // also of nan
    beyond_ += is_beyond ? 1 : 0;
    if (!(share > share_) && !std::isnan(share)) return;
    if (std::isnan(share_)) return;
    share_ = share;
    value_ = value;
    expected_ = expected;
    limit_ = limit;
    what_ = what;
}

CheckLine WorstDifference::line(const std::string& test, const std::string& sentence) const {
    CheckLine line;
    line.id = line.quantity = test;
    line.verdict = beyond_ == 0 ? Verdict::pass : Verdict::fail;
    line.text = beyond_ == 0 ? fmt::format("{}: {} numbers, largest difference {:.2g} ({}), limit {:.2g}", sentence,
                                           count_, std::fabs(value_ - expected_), what_, limit_)
                             : fmt::format(
                                   "not so: {}: {} of {} numbers differ; {} is {:.10g}, expected {:.10g}, limit "
                                   "{:.2g}",
                                   sentence, beyond_, count_, what_, value_, expected_, limit_);
    line.fields = {
        {"compared", count_},   {"beyond_limit", beyond_}, {"largest_difference", std::fabs(value_ - expected_)},
        {"limit", limit_},      {"what", what_},           {"value", value_},
        {"expected", expected_}};
    return line;
}

void add_same(WorstDifference& worst, const DriveBase& base, const ProgramAnswer& answer,
              const std::vector<std::size_t>& row, double factor, double moved) {
    const State& state = base.check.state;
    InputErrors errors;
    for (auto& axis : errors.position) axis.assign(state.size(), moved);
    PairForcesResult result;
    optimized::PairForces(base.check.mixture, base.check.execution).compute(state, PairForcesRequest{}, result);
    const Sensitivity by_moving = sensitivity(state, base.check.mixture, result, errors, true);
    for (std::size_t a = 0; a < 3; ++a) {
        if (answer.force[a].empty() || base.answer.force[a].empty()) continue;
        for (std::size_t i = 0; i < state.size(); ++i) {
            const PrintedValue& one = answer.force[a][row[i]];
            const PrintedValue& other = base.answer.force[a][i];
            const double limit = one.half_unit + other.half_unit + by_moving.by_inputs.force[a][i] +
                                 2.0 * accuracy_of_sum(by_moving.neighbours[i], by_moving.magnitudes.force[a][i]);
            worst.add(one.value, other.value, limit,
                      fmt::format("force {} of particle {}", axis_names[a], state.id[i]));
        }
    }
    const PerQuantity& magnitudes = by_moving.magnitudes;
    const auto pairs = static_cast<double>(by_moving.pairs);
    const auto add_total = [&](const std::optional<PrintedValue>& one, const std::optional<PrintedValue>& other,
                               double by_inputs, double magnitude, const std::string& what) {
        if (!one || !other) return;
        const double limit =
            one->half_unit + factor * other->half_unit + factor * (by_inputs + 2.0 * accuracy_of_sum(pairs, magnitude));
        worst.add(one->value, factor * other->value, limit, what);
    };
    add_total(answer.potential_energy, base.answer.potential_energy, by_moving.by_inputs.potential_energy,
              magnitudes.potential_energy, "potential energy");
    for (std::size_t a = 0; a < 3; ++a) {
        add_total(answer.virial[a], base.answer.virial[a], by_moving.by_inputs.virial[a], magnitudes.virial[a],
                  fmt::format("virial {0}{0}", axis_names[a]));
    }
}

CheckReport check_drive(DriveCheck check, OtherProgram& program) {
    check.state.velocity = {};  // all questions are about particles at rest
    DriveBase base{check, program, {}, {}, 0.0};
    if (check.progress) check.progress("configuration");
    base.answer = program.ask(base.question());
    ProgramAnswer& answer = base.answer;
    if (!answer.potential_energy && !answer.particle_energy.empty()) {
        PrintedValue sum;
        for (const PrintedValue& one : answer.particle_energy) {
            sum.value += one.value;
            sum.half_unit = std::hypot(sum.half_unit, one.half_unit);
        }
        sum.half_unit *= standard_deviations / std::sqrt(3.0);
        answer.potential_energy = sum;
    }
    const bool has_forces =
        std::any_of(answer.force.begin(), answer.force.end(), [](const auto& f) { return !f.empty(); });
    if (!has_forces && !answer.potential_energy) {
        throw InvalidInput("--command: wrote neither forces nor energies: one of both must be in {output}");
    }
    PairForcesResult result;
    optimized::PairForces(check.mixture, check.execution).compute(check.state, PairForcesRequest{}, result);
    InputErrors none;
    for (auto& axis : none.position) axis.assign(check.state.size(), 0.0);
    base.sensitivity = sensitivity(check.state, check.mixture, result, none, true);
    base.energy_rounding =
        rounding_of_sum(static_cast<double>(base.sensitivity.pairs),
                        std::fabs(result.potential_energy) + std::sqrt(base.sensitivity.squares.potential_energy));

    CheckReport report;
    const std::pair<const char*, DriveResult (*)(DriveBase&)> tests[] = {{"finite-difference", test_finite_difference},
                                                                         {"virial", test_virial},
                                                                         {"permutation", test_permutation},
                                                                         {"translation", test_translation},
                                                                         {"images", test_images},
                                                                         {"species-exchange", test_species_exchange},
                                                                         {"repeat", test_repeat},
                                                                         {"cutoff-scan", test_cutoff_scan},
                                                                         {"threads", test_threads}};
    for (const auto& [name, test] : tests) {
        if (check.progress) check.progress(name);
        DriveResult result_of_test = test(base);
        if (result_of_test.line) {
            report.checks.push_back(std::move(*result_of_test.line));
        } else {
            report.notes.push_back(fmt::format("{} is left out: {}", name, result_of_test.left_out));
        }
    }
    return report;
}

}  // namespace soret
