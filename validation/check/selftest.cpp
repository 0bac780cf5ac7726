#include "soret/validation/check/selftest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "soret/validation/check/ensemble_checks.hpp"
#include "soret/validation/check/planted_error.hpp"
#include "soret/validation/check/planted_series.hpp"
#include "soret/validation/check/reference_data.hpp"
#include "soret/validation/check/value_checks.hpp"

namespace soret {

namespace {

CheckReport with_planted_series(const PlantedErrors& planted) {
    constexpr int particles = 20;
    EnsembleSettings settings;
    settings.kind = EnsembleKind::npt;
    settings.particles = particles;
    settings.states = {{planted_temperature, planted_pressure, std::nullopt, std::nullopt}};
    settings.masses = {1.0, 1.0};
    return check_ensemble({planted_series(particles, 4000, 77, planted)}, settings);
}

/// The densities of the state line, with a change of some of them.
CheckReport with_planted_densities(const std::function<void(std::vector<MeasuredValue>&)>& plant) {
    const ReferenceValues reference = reference_named("state_line");
    MeasuredValues measured;
    for (const CurvePoint& point : reference.quantities.at("density").curve.points) {
        measured.values.push_back({"density",
                                   reference.state,
                                   point.x,
                                   point.estimate.value,
                                   point.estimate.standard_error,
                                   point.estimate.effective_samples,
                                   {}});
    }
    plant(measured.values);
    return check_values(measured, reference, {});
}

std::vector<PlantedError> planted_values() {
    using Values = std::vector<MeasuredValue>;
    const auto densities = [](std::function<void(Values&)> plant) {
        return [plant = std::move(plant)] { return with_planted_densities(plant); };
    };
    return {
        {"values/right", "nothing", Verdict::pass, "", densities([](Values&) {})},
        {"values/deviation", "one density off by eight of its errors", Verdict::fail, "",
         densities([](Values& values) { values[4].value += 8.0 * values[4].standard_error; })},
        {"values/cutoff", "all densities off by 0.3 %, as of a cutoff of 3 for 2.5 and more", Verdict::fail, "",
         densities([](Values& values) {
             for (MeasuredValue& value : values) value.value *= 1.003;
         })},
        {"values/species-exchanged", "x1 and 1 - x1 exchanged", Verdict::fail, "", densities([](Values& values) {
             for (std::size_t k = 0; k < values.size() / 2; ++k) {
                 std::swap(values[k].value, values[values.size() - 1 - k].value);
             }
         })},
        {"values/no-error", "an error of 0", Verdict::inconclusive, "",
         densities([](Values& values) { values[4].standard_error = 0.0; })},
        {"values/few-samples", "an error of a tenth from five samples", Verdict::inconclusive, "",
         densities([](Values& values) {
             values[4].standard_error = 0.1;
             values[4].effective_samples = 5.0;
         })},
    };
}

std::vector<PlantedError> planted_series_errors() {
    const auto series = [](PlantedErrors planted) { return [planted] { return with_planted_series(planted); }; };
    return {
        {"ensemble/right", "nothing", Verdict::pass, "", series({})},
        {"ensemble/temperature", "9 % too hot", Verdict::fail, "temperature", series({.temperature = 1.09})},
        {"ensemble/degrees-of-freedom", "three degrees of freedom too many", Verdict::fail, "degrees-of-freedom",
         series({.degrees_of_freedom = 3})},
        {"ensemble/kinetic-fluctuations", "half of the deviation of K, a thermostat that damps", Verdict::fail,
         "kinetic-fluctuations", series({.kinetic_deviation = 0.5})},
        {"ensemble/barostat-fluctuations", "0.6 of the deviation of V, a barostat that damps", Verdict::fail,
         "barostat-fluctuations", series({.volume_deviation = 0.6})},
        {"ensemble/drift", "the conserved quantity drifts by 0.1 a particle", Verdict::fail, "drift",
         series({.drift = 2.0})},
        {"ensemble/walk", "the conserved quantity walks", Verdict::fail, "walk", series({.walk = 0.1})},
        {"ensemble/pressure", "a pressure higher by 0.2", Verdict::fail, "pressure", series({.pressure = 0.2})},
        {"ensemble/flying-ice-cube", "a centre of mass that speeds up", Verdict::fail, "flying-ice-cube",
         series({.momentum = 0.05})},
    };
}

CheckLine line_of_planted(const PlantedError& planted) {
    const CheckReport report = planted.check();
    std::string found;
    if (report.diagnosis.is_array() && !report.diagnosis.empty()) {
        found = report.diagnosis.front().at("cause").get<std::string>();
    }
    const bool is_right = planted.verdict == Verdict::pass;
    const bool seen =
        report.verdict() == planted.verdict && (is_right || planted.cause.empty() || found == planted.cause);
    CheckLine line{
        planted.id,
        planted.id.substr(planted.id.find('/') + 1),
        seen ? Verdict::pass : Verdict::fail,
        {},
        {{"planted", planted.words}, {"seen", seen}, {"verdict_of_check", name_of(report.verdict())}, {"cause", found}},
        false};
    line.text = fmt::format("{}: {}, {}{}", seen ? "seen" : "missed", planted.words, name_of(report.verdict()),
                            found.empty() ? "" : ", " + found);
    return line;
}

}  // namespace

CheckReport check_selftest() {
    CheckReport report;
    report.title = "soret check selftest";
    std::size_t seen = 0;
    for (const auto& list : {planted_forces(), planted_values(), planted_series_errors()}) {
        for (const PlantedError& planted : list) {
            report.checks.push_back(line_of_planted(planted));
            seen += report.checks.back().verdict == Verdict::pass ? 1U : 0U;
        }
    }
    report.notes.push_back(fmt::format("{} of {} are seen for what they are", seen, report.checks.size()));
    report.more = {{"seen", seen}, {"planted", report.checks.size()}};
    return report;
}

}  // namespace soret
