#include "soret/validation/check/value_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>

#include <boost/math/distributions/chi_squared.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/independent_values.hpp"
#include "soret/common/statistics/multiple_tests.hpp"

namespace soret {

namespace {

/// Of each warning about an error that cannot be true.
constexpr double warning_rate = 1e-4;

struct ComparedValue {
    MeasuredValue measured;
    ReferenceValue reference;
    double band = 0.0;  // the deviation that matters
    double error = 0.0;
    double degrees_of_freedom = 0.0;
    double p_value = 1.0;
    std::vector<std::string> warnings;

    double difference() const { return measured.value - reference.estimate.value; }
    bool error_cannot_be_true() const {
        return measured.standard_error == 0.0 && measured.effective_samples.value_or(0.0) > 0.0;
    }
};

// None below two samples: such an error is not known.
double degrees_of(double effective_samples) {
    if (effective_samples == 0.0) return std::numeric_limits<double>::infinity();
    return effective_samples < 2.0 ? 0.0 : effective_samples - 1.0;
}

double t_limit_of(double degrees_of_freedom, const VerdictRules& rules) {
    if (!(degrees_of_freedom > 0.0)) return std::numeric_limits<double>::infinity();
    return z_limit_of(rules.false_alarm_rate, degrees_of_freedom);
}

// A standard error as it would have to be with exactly known errors to tell as much.
double telling_error(double error, double degrees_of_freedom, const VerdictRules& rules) {
    if (error == 0.0) return 0.0;
    return error * t_limit_of(degrees_of_freedom, rules) / z_limit_of(rules.false_alarm_rate);
}

bool tells(const ComparedValue& value, double error, double degrees_of_freedom, const VerdictRules& rules) {
    return telling_error(error, degrees_of_freedom, rules) <= rules.telling_fraction * value.band;
}

ComparedValue compared_value(const MeasuredValue& measured, const ReferenceValues& reference, const ValueRules& rules) {
    ComparedValue value;
    value.measured = measured;
    value.reference = reference.at(measured.quantity, measured.state, measured.x1);
    const Estimate& known = value.reference.estimate;
    const double known_degrees = degrees_of(known.effective_samples);
    const double measured_degrees = degrees_of(measured.effective_samples.value_or(0.0));
    // What a reference of unknown error can tell is unknown, too: then nothing passes.
    const double least = known_degrees == 0.0
                             ? 0.0
                             : std::numbers::sqrt2 * telling_error(known.standard_error, known_degrees, rules.verdict) /
                                   rules.verdict.telling_fraction;
    value.band = std::max(rules.tolerance.value_or(value.reference.tolerance) * std::fabs(known.value), least);
    value.error = std::hypot(measured.standard_error, known.standard_error);
    value.degrees_of_freedom =
        welch_degrees_of_freedom(measured.standard_error, measured_degrees, known.standard_error, known_degrees);
    double excess = std::fabs(value.difference());
    if (value.error_cannot_be_true()) excess = std::max(0.0, excess - value.band);
    const double t = excess == 0.0 ? 0.0 : excess / value.error;
    value.p_value = two_sided_p_value(t, value.degrees_of_freedom);
    return value;
}

// Further effective samples after which the errors tell; none if it is not known how many there are.
std::optional<double> samples_needed(const ComparedValue& value, const VerdictRules& rules) {
    const double now = value.measured.effective_samples.value_or(0.0);
    const Estimate& known = value.reference.estimate;
    if (now == 0.0 || value.measured.standard_error == 0.0) return std::nullopt;
    const double deviation = value.measured.standard_error * std::sqrt(now);  // of one effective sample
    const auto enough = [&](double n) {
        const double error = deviation / std::sqrt(n);
        const double degrees =
            welch_degrees_of_freedom(error, degrees_of(n), known.standard_error, degrees_of(known.effective_samples));
        return tells(value, std::hypot(error, known.standard_error), degrees, rules);
    };
    constexpr double most = 1e15;
    if (!enough(most)) return std::nullopt;
    double low = std::max(now, 1.0);
    double high = 2.0 * low + 2.0;
    while (!enough(high)) high *= 2.0;
    while (high - low > 0.5) {  // of a sample
        const double middle = 0.5 * (low + high);
        if (middle == low || middle == high) break;
        (enough(middle) ? high : low) = middle;
    }
    return std::ceil(high - now);
}

void warn_of_single_error(ComparedValue& value) {
    const MeasuredValue& measured = value.measured;
    if (value.error_cannot_be_true()) value.warnings.push_back("its error of 0 cannot be true of a sampled value");
    if (measured.effective_samples && *measured.effective_samples > 0.0 && *measured.effective_samples < 2.0) {
        value.warnings.push_back(
            fmt::format("an error of {:.3g} effective samples is not known", *measured.effective_samples));
    }
    if (measured.blocks.size() < 2) return;
    const double scatter = mean_of_independent(measured.blocks).standard_error;
    const double degrees = static_cast<double>(measured.blocks.size()) - 1.0;
    // (n - 1) s^2/sigma^2 is a chi-squared: below sigma the blocks allow no error but with this probability.
    const double quantile =
        boost::math::quantile(boost::math::complement(boost::math::chi_squared(degrees), warning_rate));
    if (scatter * std::sqrt(degrees / quantile) > measured.standard_error) {
        value.warnings.push_back(fmt::format("its error of {:.3g} is smaller than its {} blocks allow, {:.3g}",
                                             measured.standard_error, measured.blocks.size(), scatter));
    }
}

// chi^2 of the differences of one quantity about their weighted mean: small errors have it large, and so does a
// deviation that changes along the list.
void warn_of_scatter(std::vector<ComparedValue>& values) {
    std::map<std::string, std::vector<ComparedValue*>> by_quantity;
    for (ComparedValue& value : values) {
        if (value.error > 0.0) by_quantity[value.measured.quantity].push_back(&value);
    }
    for (const auto& [quantity, members] : by_quantity) {
        if (members.size() < 4) continue;
        std::vector<Estimate> differences;
        for (const ComparedValue* value : members) {
            // Errors of few samples as exactly known ones that tell as much: chi^2 takes them for such.
            const double t = t_limit_of(value->degrees_of_freedom, {warning_rate});
            if (std::isfinite(t)) {
                differences.push_back({value->difference(), value->error * t / z_limit_of(warning_rate), 1.0});
            }
        }
        if (differences.size() < 4) continue;
        const PooledEstimate pool = pooled(differences);
        if (pool.p_value >= warning_rate) continue;
        const double factor = std::sqrt(pool.chi_squared / pool.degrees_of_freedom);
        for (ComparedValue* value : members) {
            value->warnings.push_back(
                fmt::format("differences of {} scatter {:.2g} times as much as their errors say: the errors are too "
                            "small, or the deviation changes along the list",
                            quantity, factor));
        }
    }
}

std::string number_with_error(double value, double error) {
    return error > 0.0 ? fmt::format("{:.7g} ± {:.2g}", value, error) : fmt::format("{:.7g}", value);
}

nlohmann::json estimate_json(double value, double error, std::optional<double> effective_samples) {
    nlohmann::json json{{"value", value}, {"sem", error}, {"n_eff", nullptr}};
    if (effective_samples) json["n_eff"] = *effective_samples;
    return json;
}

std::string text_of(const ComparedValue& value, Verdict verdict, std::optional<double> needed) {
    const Estimate& known = value.reference.estimate;
    std::string text = fmt::format(
        "{} against {}{}", number_with_error(value.measured.value, value.measured.standard_error),
        number_with_error(known.value, known.standard_error), value.reference.from == "fit" ? " (fit)" : "");
    text += value.error > 0.0 ? fmt::format(": {:+.2f} errors", value.difference() / value.error)
                              : fmt::format(": differs by {:.3g}", value.difference());
    if (verdict == Verdict::inconclusive) {
        text += fmt::format("; the error cannot tell a deviation of {:.2g}", value.band);
        if (needed) text += fmt::format(", {:.0f} more effective samples could", *needed);
    }
    for (const std::string& warning : value.warnings) text += "; warning: " + warning;
    return text;
}

CheckLine value_line(const ComparedValue& value, double false_alarm, const ValueRules& rules) {
    CheckLine line;
    line.id = value.measured.id();
    line.quantity = value.measured.quantity;
    const bool told =
        !value.error_cannot_be_true() && tells(value, value.error, value.degrees_of_freedom, rules.verdict);
    line.verdict = false_alarm <= rules.verdict.false_alarm_rate ? Verdict::fail
                   : told                                        ? Verdict::pass
                                                                 : Verdict::inconclusive;
    std::optional<double> needed = 0.0;
    if (line.verdict == Verdict::inconclusive) needed = samples_needed(value, rules.verdict);
    line.text = text_of(value, line.verdict, needed);
    line.fields = {
        {"x1", nullptr},
        {"value", estimate_json(value.measured.value, value.measured.standard_error, value.measured.effective_samples)},
        {"reference", value.reference.estimate},
        {"reference_from", value.reference.from},
        {"difference_that_matters", value.band},
        {"degrees_of_freedom", value.degrees_of_freedom},  // null where infinite
        {"p_value", value.p_value},
        {"false_alarm", false_alarm},
        {"z", nullptr},
        {"samples_needed", nullptr},
        {"warnings", value.warnings}};
    if (value.measured.x1) line.fields["x1"] = *value.measured.x1;
    if (value.error > 0.0) line.fields["z"] = value.difference() / value.error;
    if (needed) line.fields["samples_needed"] = *needed;
    if (!value.reference.source.empty()) line.fields["source"] = value.reference.source;
    return line;
}

// The second of one quantity and composition is density/0.500#2.
void make_unique(std::vector<CheckLine>& lines) {
    std::map<std::string, int> seen;
    for (CheckLine& line : lines) {
        const int count = ++seen[line.id];
        if (count > 1) line.id += fmt::format("#{}", count);
    }
}

}  // namespace

CheckReport check_values(const MeasuredValues& measured, const ReferenceValues& reference, const ValueRules& rules) {
    std::vector<ComparedValue> values;
    std::vector<double> p_values;
    for (std::size_t k = 0; k < measured.values.size(); ++k) {
        try {
            values.push_back(compared_value(measured.values[k], reference, rules));
        } catch (const InvalidInput& error) {
            throw InvalidInput(fmt::format("values[{}]: {}", k, error.what()));
        }
        warn_of_single_error(values.back());
        p_values.push_back(values.back().p_value);
    }
    warn_of_scatter(values);
    const std::vector<double> adjusted = holm_adjusted(p_values);
    CheckReport report;
    for (std::size_t k = 0; k < values.size(); ++k) report.checks.push_back(value_line(values[k], adjusted[k], rules));
    make_unique(report.checks);
    report.notes = measured.notes;
    const bool unstated = std::ranges::any_of(
        measured.values, [](const MeasuredValue& value) { return !value.effective_samples.has_value(); });
    if (unstated) report.notes.push_back("an error without n_eff is taken as exactly known");
    report.notes.push_back(
        fmt::format("reference {}: {}; right values fail with a probability of at most {} for the whole list",
                    reference.name, text_of(reference.state), rules.verdict.false_alarm_rate));
    report.more = {{"reference", {{"name", reference.name}, {"state", reference.state}}},
                   {"false_alarm_rate", rules.verdict.false_alarm_rate}};
    return report;
}

}  // namespace soret
