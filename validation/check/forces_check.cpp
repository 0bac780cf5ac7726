#include "soret/validation/check/forces_check.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_builder.hpp"
#include "soret/validation/check/chosen_frame.hpp"
#include "soret/validation/check/compare_forces.hpp"
#include "soret/validation/check/diagnosis.hpp"
#include "soret/validation/check/limits.hpp"
#include "soret/validation/check/printed_configuration.hpp"

namespace soret {

namespace {

// Above this part of the root mean square a limit tells nothing.
constexpr double telling_limit = 0.01;

// A diagnosis takes some 0.2 ms and 10 kB a particle.
constexpr std::size_t most_diagnosed = 100000;

constexpr std::array<std::string_view, 6> names_of_components{"xx", "yy", "zz", "xy", "xz", "yz"};

nlohmann::json axis_of(const ComparedQuantity& quantity, std::size_t component) {
    if (quantity.is_trace) return nullptr;
    switch (quantity.quantity) {
        case CheckedQuantity::positions:
        case CheckedQuantity::forces:
        case CheckedQuantity::heat_current:
        case CheckedQuantity::mass_current_1: return std::string(axis_names[quantity.axes[component]]);
        case CheckedQuantity::virial:
        case CheckedQuantity::pressure_tensor: return std::string(names_of_components[quantity.axes[component]]);
        default: return nullptr;
    }
}

bool is_of_particles(const ComparedQuantity& quantity) {
    return quantity.quantity == CheckedQuantity::positions || quantity.quantity == CheckedQuantity::forces ||
           quantity.quantity == CheckedQuantity::particle_energies;
}

// id, axis and numbers of one that is compared.
nlohmann::json described(const ComparedQuantity& quantity, const State& state, const Offender& one) {
    const std::size_t row = one.at / quantity.components;
    return {{"id", is_of_particles(quantity) ? nlohmann::json(state.id[row]) : nlohmann::json(nullptr)},
            {"axis", axis_of(quantity, one.at % quantity.components)},
            {"theirs", quantity.theirs[one.at]},
            {"ours", quantity.ours[one.at]},
            {"difference", one.difference},
            {"limit", quantity.limit[one.at]}};
}

std::string place_of(const nlohmann::json& offender) {
    std::string place;
    if (!offender.at("axis").is_null()) place += " " + offender.at("axis").get<std::string>();
    if (!offender.at("id").is_null()) place += fmt::format(" of particle {}", offender.at("id").get<std::int64_t>());
    return place;
}

std::string sentence_of(const ComparedQuantity& quantity, const Offenders& offenders, const nlohmann::json& worst,
                        const nlohmann::json& first) {
    const std::string reading = quantity.reading.empty() ? "" : fmt::format(" ({})", quantity.reading);
    if (offenders.count == 0) {
        return fmt::format("{} numbers{}: largest difference {:.3g}{}, limit {:.3g} from {}", quantity.theirs.size(),
                           reading, offenders.worst.difference, place_of(worst), quantity.limit[offenders.worst.at],
                           name_of(quantity.limit_from));
    }
    std::string text = fmt::format(
        "{} of {} numbers{} beyond their limits: worst{}: {:.9g}, ours {:.9g}, limit {:.3g} from {}", offenders.count,
        quantity.theirs.size(), reading, place_of(worst), quantity.theirs[offenders.worst.at],
        quantity.ours[offenders.worst.at], quantity.limit[offenders.worst.at], name_of(quantity.limit_from));
    if (offenders.count > 1) text += fmt::format("; first{}", place_of(first));
    return text;
}

CheckLine line_of(const ComparedQuantity& quantity, const State& state) {
    const Offenders offenders = offenders_of(quantity);
    const nlohmann::json worst = described(quantity, state, offenders.worst);
    const nlohmann::json first =
        offenders.first ? described(quantity, state, *offenders.first) : nlohmann::json(nullptr);
    CheckLine line;
    line.quantity = name_of(quantity.quantity);
    line.id = quantity.is_trace ? line.quantity + "/trace" : line.quantity;
    line.verdict = offenders.count == 0 ? Verdict::pass : Verdict::fail;
    line.text = sentence_of(quantity, offenders, worst, first);
    line.fields = {{"compared", quantity.theirs.size()},
                   {"largest_difference", worst.at("difference")},
                   {"limit", worst.at("limit")},
                   {"limit_from", name_of(quantity.limit_from)},
                   {"id", worst.at("id")},
                   {"axis", worst.at("axis")},
                   {"worst", worst},
                   {"first", first},
                   {"beyond_limit", offenders.count},
                   {"relative_limit", relative_limit(quantity)},
                   {"reading", quantity.reading.empty() ? nlohmann::json(nullptr) : nlohmann::json(quantity.reading)}};
    return line;
}

bool within_limits(const ForcesComparison& comparison) {
    return std::all_of(comparison.quantities.begin(), comparison.quantities.end(),
                       [](const ComparedQuantity& quantity) { return quantity.within_limits(); });
}

// Nothing fails, but no limit is small enough to tell.
void mark_inconclusive(CheckReport& report, const ForcesComparison& comparison) {
    if (!within_limits(comparison)) return;
    bool tells = false;
    for (const ComparedQuantity& quantity : comparison.quantities) {
        const bool is_position = quantity.quantity == CheckedQuantity::positions;
        tells = tells || (!is_position && relative_limit(quantity) <= telling_limit);
    }
    if (tells) return;
    for (CheckLine& line : report.checks) {
        if (line.quantity != name_of(CheckedQuantity::positions)) line.verdict = Verdict::inconclusive;
    }
    report.notes.push_back("every limit is above 1 % of the root mean square of its quantity: too few digits to tell");
}

nlohmann::json to_json(const Cause& cause) {
    return {{"cause", cause.cause},
            {"quantity", name_of(cause.quantity)},
            {"parameter", cause.parameter ? nlohmann::json(*cause.parameter) : nlohmann::json(nullptr)},
            {"explains", cause.explains},
            {"text", cause.text}};
}

// What made a right result differ, if its limits come from there.
std::vector<Cause> causes_of_pass(const ForcesComparison& comparison) {
    std::vector<Cause> causes;
    for (const LimitFrom from : {LimitFrom::single_precision, LimitFrom::printed_digits}) {
        for (const ComparedQuantity& quantity : comparison.quantities) {
            if (quantity.quantity == CheckedQuantity::positions || quantity.limit_from != from) continue;
            const bool is_single = from == LimitFrom::single_precision;
            causes.push_back({is_single ? "single-precision" : "printed-digits", quantity.quantity, std::nullopt, 1.0,
                              is_single ? "the differences are those of single precision"
                                        : "the differences are those of the digits printed"});
            break;
        }
    }
    return causes;
}

std::vector<Cause> causes_of_failure(const ForcesComparison& comparison, const ChosenFrame& chosen,
                                     std::vector<std::string>& notes) {
    if (chosen.positions && chosen.positions->is_permuted) {
        return {{"id-order", CheckedQuantity::positions, std::nullopt, 1.0,
                 "the positions are those of the configuration under another numbering"}};
    }
    if (comparison.state.size() > most_diagnosed) {
        notes.push_back(fmt::format("no cause is looked for among more than {} particles", most_diagnosed));
        return {};
    }
    return diagnose(comparison);
}

void must_have_same_units(const ForcesCheck& check, const ResultsFrame& frame) {
    const std::string& ours = check.configuration.units;
    const bool as_is = check.configuration.units_as_is;
    const std::string& theirs = frame.units;
    const bool is_other = !theirs.empty() && (as_is ? !ours.empty() && theirs != ours : theirs != "lj");
    if (!is_other) return;
    throw CannotCompare(fmt::format("{}: units = {}: must be {}, those of the configuration{}", check.results, theirs,
                                    as_is ? ours : "lj", as_is ? "" : "; if they are, --units as-is says so"),
                        "units");
}

// OpenMM and GROMACS write their units whatever the numbers are: these count if the numbers do not agree.
void must_fit_label(const ForcesCheck& check, const ResultsFrame& frame, bool agrees, CheckReport& report) {
    if (frame.label_units.empty() || check.configuration.units_as_is) return;
    if (!agrees) {
        throw CannotCompare(fmt::format("{}: units = {}: must be lj, those of the configuration; if they are, --units "
                                        "as-is says so",
                                        check.results, frame.label_units),
                            "units");
    }
    report.notes.push_back(
        fmt::format("the labels say {}: the numbers are those of the configuration's units", frame.label_units));
}

nlohmann::json input_of(const ForcesCheck& check, const ChosenFrame* chosen) {
    nlohmann::json results{{"file", check.results}, {"format", nullptr}, {"frame", nullptr}, {"step", nullptr}};
    if (chosen != nullptr) {
        const ResultsFrame& frame = chosen->frame;
        results["format"] = frame.format;
        results["frame"] = frame.frame;
        results["frames"] = chosen->frames;
        results["step"] = frame.step ? nlohmann::json(*frame.step) : nlohmann::json(nullptr);
        results["units"] = frame.units.empty() ? nlohmann::json(nullptr) : nlohmann::json(frame.units);
        results["ignored"] = chosen->left_alone;
    }
    return {{"configuration", soret::to_json(check.configuration)}, {"results", results}};
}

// The configuration as it is printed: their code may have read it.
InputErrors of_exact_numbers(InputErrors errors) {
    for (auto& axis : errors.position) std::fill(axis.begin(), axis.end(), position_quantum);
    for (auto& axis : errors.velocity) std::fill(axis.begin(), axis.end(), 0.0);
    return errors;
}

bool is_wider(const std::vector<double>& a, const std::vector<double>& b) {
    static constexpr double of_all_digits = 1e-11;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] > b[i] + of_all_digits) return true;
    }
    return false;
}

bool is_wider(const InputErrors& a, const InputErrors& b) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (is_wider(a.position[axis], b.position[axis]) || is_wider(a.velocity[axis], b.velocity[axis])) return true;
    }
    return false;
}

// Or it had what the configuration is a rounding of, and then may have had the positions that it printed.
std::vector<InputErrors> wider_errors(const InputErrors& errors, const ChosenFrame& chosen) {
    std::vector<InputErrors> stages;
    if (is_wider(errors, of_exact_numbers(errors))) stages.push_back(errors);
    if (!chosen.positions || !chosen.positions->agrees) return stages;
    InputErrors with_results = errors;
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t i = 0; i < errors.position[a].size(); ++i) {
            with_results.position[a][i] += chosen.positions->error[a][i];
        }
    }
    if (is_wider(with_results, errors)) stages.push_back(std::move(with_results));
    return stages;
}

void compare(const ForcesCheck& check, std::string_view text, CheckReport& report) {
    OurNumbers ours{check.configuration.state.sorted_by_id(), check.mixture, check.configuration.step, {}};
    const InputErrors errors = printed_errors(check.configuration, check.configuration_text, check.mixture);
    const FrameReader frames = open_results(text, check.results, check.columns);
    const FrameReader in_our_units = [&] {
        auto frame = frames();
        if (frame) must_have_same_units(check, *frame);
        return frame;
    };
    const ChosenFrame chosen =
        choose_frame(in_our_units, check.results, check.columns, check.configuration, ours.state, errors);
    report.more["input"] = input_of(check, &chosen);
    with_backend(check.backend, [&]<class B>(B) {
        typename B::PairForces pair_forces(check.mixture, check.execution);
        pair_forces.compute(ours.state, PairForcesRequest{}, ours.result);
    });
    report.notes.insert(report.notes.end(), chosen.notes.begin(), chosen.notes.end());
    std::vector<std::string> notes;
    ForcesComparison comparison = compare_forces(ours, chosen, of_exact_numbers(errors), check.limit, notes);
    for (const InputErrors& wider : wider_errors(errors, chosen)) {
        if (within_limits(comparison)) break;
        notes.clear();
        comparison = compare_forces(ours, chosen, wider, check.limit, notes);
    }
    report.notes.insert(report.notes.end(), notes.begin(), notes.end());
    must_fit_label(check, chosen.frame, within_limits(comparison), report);
    const bool has_values =
        std::any_of(comparison.quantities.begin(), comparison.quantities.end(),
                    [](const ComparedQuantity& quantity) { return quantity.quantity != CheckedQuantity::positions; });
    if (!has_values && !(chosen.positions && chosen.positions->is_permuted)) {
        throw CannotCompare(fmt::format(
            "{}: nothing to compare: no forces, energies, virial, pressure or currents{}", check.results,
            chosen.left_alone.empty() ? "" : fmt::format(" are known of the columns {}", listed(chosen.left_alone))));
    }
    for (const ComparedQuantity& quantity : comparison.quantities) {
        report.checks.push_back(line_of(quantity, comparison.state));
    }
    mark_inconclusive(report, comparison);
    if (!chosen.left_alone.empty()) {
        report.notes.push_back(fmt::format("columns left alone: {}", listed(chosen.left_alone)));
    }
    if (check.mixture.truncation() == Truncation::plain) {
        report.notes.push_back("values are compared without tail corrections");
    }
    const bool passes = report.verdict() != Verdict::fail;
    report.diagnosis = nlohmann::json::array();
    for (const Cause& cause :
         passes ? causes_of_pass(comparison) : causes_of_failure(comparison, chosen, report.notes)) {
        report.diagnosis.push_back(to_json(cause));
    }
}

}  // namespace

CheckReport check_forces(const ForcesCheck& check) {
    CheckReport report;
    report.title = fmt::format("soret check forces {} {}", check.configuration.path, check.results);
    report.diagnosis = nlohmann::json::array();
    report.more["input"] = input_of(check, nullptr);
    try {
        const std::string text = read_text_file(check.results);
        compare(check, text, report);
    } catch (const CannotCompare& error) {
        report.cannot_compare = error.what();
        if (!error.cause.empty()) {
            report.diagnosis.push_back(
                to_json({error.cause, CheckedQuantity::positions, std::nullopt, 1.0, error.what()}));
        }
    } catch (const InvalidInput& error) {
        report.cannot_compare = error.what();
    }
    return report;
}

}  // namespace soret
