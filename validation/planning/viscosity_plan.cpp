#include "soret/validation/planning/viscosity_plan.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/chi_squared.hpp>

#include "soret/validation/planning/expected_errors.hpp"
#include "soret/validation/planning/mixture_scales.hpp"
#include "soret/validation/routes/green_kubo/composition.hpp"
#include "soret/validation/routes/steps_in.hpp"

namespace soret {

namespace {

constexpr int fewest_runs = 6;
constexpr double blocks_of_a_run = 2.0;
constexpr double shortest_run = 4096.0;  // samples: a dozen of the longest lag
constexpr double longest_run = 1 << 18;

/// The squared relative error times the measured time of a composition, with all others measured as long.
struct Squares {
    double of_noise = 0.0;       ///< [tau]
    double of_truncation = 0.0;  ///< [tau]
};

Squares squares_of(const GreenKuboPlan& plan) {
    const double limit = later_limit * plan.units.time;
    const double of_unit_limit = 4.0 / 5.0;
    const auto compositions = static_cast<double>(plan.studies.front().compositions.size());
    return {of_unit_limit * limit, of_unit_limit * 0.5 * limit / compositions};
}

/// The factor by which such a sum of squares may come out too large with risk_of_excess, over what is allowed.
double for_the_safe_side(const Squares& squares, double runs) {
    const double sum = squares.of_noise + squares.of_truncation;
    const double freedom = sum * sum /
                           (squares.of_noise * squares.of_noise / (blocks_of_a_run * runs - 1.0) +
                            squares.of_truncation * squares.of_truncation);
    const boost::math::chi_squared distribution(freedom);
    const double largest = boost::math::quantile(boost::math::complement(distribution, risk_of_excess)) / freedom;
    return std::max(1.0, largest / (allowed_excess * allowed_excess));
}

}  // namespace

GreenKuboPlan viscosity_plan(const StateLine& line, const std::vector<double>& compositions, int particles,
                             double relative_error) {
    const MixtureScales scales = scales_of(line.mixture, line.temperature);
    GreenKuboPlan plan;
    plan.units = {scales.time, scales.length};
    const double interval = plan.timestep * static_cast<double>(plan.sample_every) * scales.time;
    plan.timestep = scales.timestep;
    plan.sample_every = std::max<std::uint64_t>(1, steps_in(interval, plan.timestep));
    plan.correlation_time *= scales.time;
    plan.thermostat_time_span *= scales.time;
    plan.settling_time *= scales.time;
    plan.energy_reset_time *= scales.time;
    GreenKuboStudy study;
    study.particles = particles;
    study.compositions = compositions;
    plan.studies = {study};

    const Squares squares = squares_of(plan);
    const double wanted = (squares.of_noise + squares.of_truncation) / (relative_error * relative_error) *
                          for_the_safe_side(squares, fewest_runs);
    const double samples = wanted / (plan.timestep * static_cast<double>(plan.sample_every));
    GreenKuboStudy& main = plan.studies.front();
    main.samples = flux_samples(std::clamp(samples / fewest_runs, shortest_run, longest_run));
    main.replicas = std::max(fewest_runs, static_cast<int>(std::ceil(samples / static_cast<double>(main.samples))));
    // What temperature and pressure are known by weighs little: a tenth of the time is enough.
    plan.first_state_time = 100.0 * scales.time;
    plan.state_time = std::clamp(0.1 * measured_time(plan), 200.0 * scales.time, 3000.0 * scales.time);
    return plan;
}

double measured_time(const GreenKuboPlan& plan) {
    const GreenKuboStudy& main = plan.studies.front();
    return plan.timestep * static_cast<double>(plan.sample_every * main.samples) * main.replicas;
}

double expected_viscosity_error(const GreenKuboPlan& plan) {
    const Squares squares = squares_of(plan);
    return std::sqrt((squares.of_noise + squares.of_truncation) / measured_time(plan));
}

}  // namespace soret
