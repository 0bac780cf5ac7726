#include "soret/optimized/detail/extended_system.hpp"

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

namespace {

double sum_of(const std::array<double, 3>& a) {
    return (a[0] + a[1]) + a[2];
}

/// sinh(x)/x by its series in x^2, innermost first.
double sinh_ratio(double x) {
    const double x2 = x * x;
    double series = 1.0;
    for (const double divisor : {72.0, 42.0, 20.0, 6.0}) series = 1.0 + (x2 / divisor) * series;
    return series;
}

std::vector<double> inertia_of(std::size_t length, double first, double others) {
    std::vector<double> inertia(length, others);
    if (length > 0) inertia.front() = first;
    return inertia;
}

}  // namespace

ExtendedSystem::ExtendedSystem(const IntegratorParameters& parameters, std::size_t particles,
                               const ExtendedVariables& variables)
    : parameters_(parameters),
      constants_(extended_constants(parameters, particles)),
      breathes_(soret::breathing_edges(parameters.ensemble)),
      has_barostat_(soret::has_barostat(parameters.ensemble)),
      thermostat_{
          parameters.temperature, constants_.degrees_of_freedom * parameters.temperature,
          inertia_of(variables.thermostat.rate.size(), constants_.first_thermostat, constants_.other_thermostats)},
      barostat_{
          parameters.temperature, parameters.temperature,
          inertia_of(variables.barostat.rate.size(), constants_.barostat_thermostats, constants_.barostat_thermostats)},
      variables_(variables) {}

double advance_chain(NoseHooverChain& chain, const ChainConstants& constants, double kinetic_twice, double delta,
                     std::uint64_t step) {
    const std::size_t last = chain.rate.size() - 1;
    std::vector<double>& v = chain.rate;
    const auto kick = [&](std::size_t k) {
        const double drive = k == 0 ? kinetic_twice - constants.heat
                                    : constants.inertia[k - 1] * (v[k - 1] * v[k - 1]) - constants.temperature;
        const double friction = k == last ? 1.0 : portable_exp(-(0.25 * delta) * v[k + 1]);
        v[k] = (v[k] * friction + (0.5 * delta) * (drive / constants.inertia[k])) * friction;
        if (k > 0) check_damping((0.25 * delta) * v[k], step);
    };
    for (std::size_t k = last + 1; k-- > 0;) kick(k);
    const double exponent = -delta * v[0];
    check_scaling(exponent, step);
    const double s = portable_exp(exponent);
    kinetic_twice = (s * s) * kinetic_twice;
    for (std::size_t k = 0; k <= last; ++k) {
        chain.eta[k] += delta * v[k];
        kick(k);
    }
    return s;
}

void ExtendedSystem::half_step_of_barostat(std::uint64_t step) {
    if (!has_barostat_) return;
    double& omega = variables_.strain_rate;
    omega *= advance_chain(variables_.barostat, barostat_, constants_.barostat * (omega * omega),
                           0.5 * parameters_.timestep, step);
}

void ExtendedSystem::kick_strain_rate(const Sums& sums, double volume, std::uint64_t step) {
    if (!has_barostat_) return;
    std::array<double, 3> breathing{};
    for (std::size_t axis = 0; axis < 3; ++axis) breathing[axis] = breathes_[axis] ? sums.kinetic[axis] : 0.0;
    const double d = constants_.breathing_edges;
    const double outer = (d * parameters_.pressure) * volume;
    const double force =
        ((sum_of(breathing) + sums.virial) - outer) + (d / constants_.degrees_of_freedom) * sum_of(sums.kinetic);
    variables_.strain_rate += (0.5 * parameters_.timestep) * (force / constants_.barostat);
    check_strain(variables_.strain_rate, parameters_.timestep, step);
}

double ExtendedSystem::begin_step(const Sums& sums, double volume, std::uint64_t step) {
    half_step_of_barostat(step);
    const double s =
        advance_chain(variables_.thermostat, thermostat_, sum_of(sums.kinetic), 0.5 * parameters_.timestep, step);
    Sums scaled = sums;
    for (double& x : scaled.kinetic) x *= s * s;
    kick_strain_rate(scaled, volume, step);
    return s;
}

double ExtendedSystem::end_step(const Sums& sums, double volume, std::uint64_t step) {
    kick_strain_rate(sums, volume, step);
    const double s =
        advance_chain(variables_.thermostat, thermostat_, sum_of(sums.kinetic), 0.5 * parameters_.timestep, step);
    half_step_of_barostat(step);
    return s;
}

ExtendedSystem::Factors ExtendedSystem::factors() const {
    const double dt = parameters_.timestep;
    const double omega = variables_.strain_rate;
    const double shared = (constants_.breathing_edges / constants_.degrees_of_freedom) * omega;
    Factors factors{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double own = breathes_[axis] ? omega : 0.0;
        const double quarter = (0.25 * dt) * (own + shared);
        const double half = (0.5 * dt) * own;
        factors.keep[axis] = portable_exp(-(2.0 * quarter));
        factors.push[axis] = portable_exp(-quarter) * sinh_ratio(quarter);
        factors.stretch[axis] = portable_exp(2.0 * half);
        factors.advance[axis] = dt * (portable_exp(half) * sinh_ratio(half));
    }
    return factors;
}

}  // namespace soret::optimized
