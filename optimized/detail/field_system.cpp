#include "soret/optimized/detail/field_system.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/order_independent_sum.hpp"

namespace soret::optimized {

static_assert(most_field_species <= largest_species_count);

namespace {

std::size_t entry(std::size_t axis, std::size_t species) {
    return axis * largest_species_count + species;
}

double square(const std::array<double, 3>& a) {
    return (a[0] * a[0] + a[1] * a[1]) + a[2] * a[2];
}

double product(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return (a[0] * b[0] + a[1] * b[1]) + a[2] * b[2];
}

}  // namespace

FieldSystem::FieldSystem(const Mixture& mixture, const IntegratorParameters& parameters, const State& state)
    : parameters_(parameters),
      constants_(field_constants(parameters.field, parameters.temperature, mixture, state)),
      half_kick_(half_kicks(mixture, parameters.timestep)) {
    for (std::size_t s = 0; s < mixture.species_count(); ++s) mass_.push_back(mixture.mass(s));
    const double tau2 = parameters.thermostat_time * parameters.thermostat_time;
    const double heat = constants_.freedoms * parameters.temperature;
    chain_ = {parameters.temperature, heat, {}};
    if (parameters.field.thermostat != FieldThermostat::nose_hoover) return;
    chain_.inertia.assign(static_cast<std::size_t>(parameters.chain_length), parameters.temperature * tau2);
    chain_.inertia.front() = heat * tau2;
}

FieldMotion FieldSystem::motion(const FieldVariables& variables) {
    const SyntheticField& field = parameters_.field;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t s = 0; s < mass_.size(); ++s) {
            const double push = axis == field.axis ? half_kick_[s] * constants_.push[s] : 0.0;
            push_[entry(axis, s)] = push - variables.drift_kick[axis];
        }
    }
    FieldMotion motion{};
    motion.mass = mass_.data();
    motion.axis = static_cast<int>(field.axis);
    motion.phi = 0.5 * field.heat;
    motion.kinetic_push = (0.25 * parameters_.timestep) * field.heat;
    motion.push = push_.data();
    motion.scale = scale_;
    motion.drift = drift_.data();
    return motion;
}

void FieldSystem::add_work(const FieldMotionResult& sums, FieldVariables& variables) {
    check_field_terms(sums.largest_term);
    variables.work += from_quanta(sums.work);
}

double FieldSystem::scale_of(double X, NoseHooverChain& chain, std::uint64_t step) const {
    if (parameters_.field.thermostat == FieldThermostat::none) return 1.0;
    check_relative_motion(X, constants_.freedoms);
    if (parameters_.field.thermostat == FieldThermostat::gaussian) {
        return std::sqrt(((constants_.freedoms - 1.0) * parameters_.temperature) / X);
    }
    return advance_chain(chain, chain_, X, parameters_.timestep, step);
}

void FieldSystem::find_scale(const FieldMotionResult& sums, ExtendedVariables& variables, std::uint64_t step) {
    std::vector<Axes> u(mass_.size(), Axes{});
    Axes total{};
    Axes c{};
    double of_means = 0.0;
    for (std::size_t s = 0; s < mass_.size(); ++s) {
        Axes momentum{};
        for (std::size_t a = 0; a < 3; ++a) {
            momentum[a] = from_quanta(sums.momentum[s][a]);
            if (constants_.number[s] > 0.0) u[s][a] = momentum[a] / constants_.mass[s];
        }
        of_means += product(momentum, u[s]);
    }
    for (std::size_t a = 0; a < 3; ++a) {
        WideInteger quanta = 0;
        for (std::size_t s = 0; s < mass_.size(); ++s) quanta += sums.momentum[s][a];
        total[a] = from_quanta(quanta);
        c[a] = total[a] / constants_.total_mass;
    }
    const double X =
        ((from_quanta(sums.kinetic[0]) + from_quanta(sums.kinetic[1])) + from_quanta(sums.kinetic[2])) - of_means;
    scale_ = scale_of(X, variables.thermostat, step);
    for (std::size_t s = 0; s < mass_.size(); ++s) {
        for (std::size_t a = 0; a < 3; ++a) drift_[entry(a, s)] = (1.0 - scale_) * u[s][a] - c[a];
    }
    const double scaled = (scale_ * scale_) * X;
    variables.field.heat += 0.5 * ((scaled - X) - product(total, c));
    variables.field.drift_kick = drift_kick(scaled, u, c, sums.heat_field);
}

FieldSystem::Axes FieldSystem::drift_kick(double scaled, const std::vector<Axes>& u, const Axes& c,
                                          const WideInteger* heat_field) const {
    double kinetic = scaled;
    for (std::size_t s = 0; s < u.size(); ++s) {
        kinetic += constants_.mass[s] * square({u[s][0] - c[0], u[s][1] - c[1], u[s][2] - c[2]});
    }
    const SyntheticField& field = parameters_.field;
    Axes kick{};
    for (std::size_t a = 0; a < 3; ++a) {
        const double Z = from_quanta(heat_field[a]);
        const double push =
            a == field.axis ? (0.5 * (kinetic + Z)) * field.heat + constants_.pushes : (0.5 * Z) * field.heat;
        kick[a] = ((0.5 * parameters_.timestep) * push) / constants_.total_mass;
    }
    return kick;
}

void FieldSystem::forget_scale() {
    scale_ = 1.0;
    drift_ = {};
}

}  // namespace soret::optimized
