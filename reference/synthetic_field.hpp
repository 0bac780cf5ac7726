#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "soret/common/contracts/integrators.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/reference/nose_hoover_chain.hpp"

// Synthetic heat and mass fields: lines 1, 3, 4 and 5 of a step; the equations are in contracts/integrators.hpp.

namespace soret::reference {

using Axes = std::array<double, 3>;

inline double dot(const Axes& a, const Axes& b) {
    return (a[0] * b[0] + a[1] * b[1]) + a[2] * b[2];
}

/// A sum of terms that must be below largest_field_term.
class FieldSum {
public:
    void add(double term) {
        largest_ = std::fabs(term) < largest_field_term ? largest_ : largest_field_term;
        sum_.add(term);
    }
    WideQuanta quanta() const {
        check_field_terms(largest_);
        return sum_.quanta();
    }

private:
    double largest_ = 0.0;
    OrderIndependentTotal sum_;
};

/// Forces on the particles at the present positions.
struct FieldForces {
    const std::array<std::vector<double>, 3>& pairs;  ///< F
    const std::array<std::vector<double>, 3>& field;  ///< t; empty without a heat field
};

class SyntheticFieldSteps {
public:
    SyntheticFieldSteps(const Mixture& mixture, const IntegratorParameters& parameters, const State& state)
        : mixture_(mixture),
          parameters_(parameters),
          field_(parameters.field),
          constants_(field_constants(parameters.field, parameters.temperature, mixture, state)),
          half_kick_(half_kicks(mixture, parameters.timestep)) {}

    /// Lines 1 and 3.
    void kick(Trajectory& trajectory, const FieldForces& forces) const {
        State& state = trajectory.state;
        FieldVariables& variables = trajectory.extended.field;
        const double phi = 0.5 * field_.heat;
        const double k = (0.25 * parameters_.timestep) * field_.heat;
        FieldSum work;
        for (std::size_t i = 0; i < state.size(); ++i) {
            const auto s = static_cast<std::size_t>(state.species[i]);
            const double h = half_kick_[s];
            const Axes v{state.velocity[0][i], state.velocity[1][i], state.velocity[2][i]};
            Axes F{}, y{}, half_way{}, d{}, q{};
            for (std::size_t a = 0; a < 3; ++a) {
                F[a] = forces.pairs[a][i];
                const double t = forces.field[a].empty() ? 0.0 : forces.field[a][i];
                const double push = a == field_.axis ? h * constants_.push[s] : 0.0;
                y[a] = h * (F[a] + phi * t) + (push - variables.drift_kick[a]);
            }
            for (std::size_t a = 0; a < 3; ++a) {
                half_way[a] = v[a] + 0.5 * (a == field_.axis ? y[a] + k * dot(v, v) : y[a]);
            }
            for (std::size_t a = 0; a < 3; ++a) {
                d[a] = on_position_grid(a == field_.axis ? y[a] + k * dot(half_way, half_way) : y[a]);
                q[a] = ((v[a] + v[a]) + d[a]) * (d[a] - h * F[a]);
                state.velocity[a][i] = v[a] + d[a];
            }
            work.add((0.5 * mixture_.mass(s)) * ((q[0] + q[1]) + q[2]));
        }
        variables.work += from_quanta(work.quanta());
    }

    /// Lines 4 and 5.
    void hold_temperature(Trajectory& trajectory, const FieldForces& forces) const {
        const Sums sums = sums_of(trajectory.state);
        const std::size_t species_count = mixture_.species_count();
        std::vector<Axes> u(species_count, Axes{});
        double of_means = 0.0;
        for (std::size_t s = 0; s < species_count; ++s) {
            for (std::size_t a = 0; a < 3 && constants_.number[s] > 0.0; ++a) {
                u[s][a] = sums.momentum[s][a] / constants_.mass[s];
            }
            of_means += dot(sums.momentum[s], u[s]);
        }
        const double X = sums.kinetic_twice - of_means;
        const double factor = scale(trajectory, X);
        Axes c{};
        for (std::size_t a = 0; a < 3; ++a) c[a] = sums.total_momentum[a] / constants_.total_mass;
        scale_velocities(trajectory.state, factor, u, c);

        FieldVariables& variables = trajectory.extended.field;
        variables.heat += 0.5 * (((factor * factor) * X - X) - dot(sums.total_momentum, c));
        variables.drift_kick = next_drift_kick((factor * factor) * X, u, c, forces.field);
    }

private:
    struct Sums {
        double kinetic_twice;
        std::vector<Axes> momentum;  // P_s
        Axes total_momentum;
    };

    Sums sums_of(const State& state) const {
        std::array<FieldSum, 3> kinetic;
        std::vector<std::array<FieldSum, 3>> momentum(mixture_.species_count());
        for (std::size_t i = 0; i < state.size(); ++i) {
            const auto s = static_cast<std::size_t>(state.species[i]);
            const double m = mixture_.mass(s);
            for (std::size_t a = 0; a < 3; ++a) {
                const double v = state.velocity[a][i];
                kinetic[a].add(m * (v * v));
                momentum[s][a].add(m * v);
            }
        }
        Sums sums{
            (from_quanta(kinetic[0].quanta()) + from_quanta(kinetic[1].quanta())) + from_quanta(kinetic[2].quanta()),
            std::vector<Axes>(momentum.size()),
            {}};
        for (std::size_t a = 0; a < 3; ++a) {
            WideQuanta total = 0;
            for (std::size_t s = 0; s < momentum.size(); ++s) {
                sums.momentum[s][a] = from_quanta(momentum[s][a].quanta());
                total += momentum[s][a].quanta();
            }
            sums.total_momentum[a] = from_quanta(total);
        }
        return sums;
    }

    /// s
    double scale(Trajectory& trajectory, double X) const {
        if (field_.thermostat == FieldThermostat::none) return 1.0;
        check_relative_motion(X, constants_.freedoms);
        const double T = parameters_.temperature;
        if (field_.thermostat == FieldThermostat::gaussian) return std::sqrt(((constants_.freedoms - 1.0) * T) / X);
        const double tau2 = parameters_.thermostat_time * parameters_.thermostat_time;
        const ChainCoupling coupling{constants_.freedoms, T, (constants_.freedoms * T) * tau2, T * tau2};
        return half_step_of_chain(trajectory.extended.thermostat, coupling, X, parameters_.timestep,
                                  trajectory.step + 1);
    }

    static void scale_velocities(State& state, double factor, const std::vector<Axes>& u, const Axes& c) {
        for (std::size_t i = 0; i < state.size(); ++i) {
            const auto s = static_cast<std::size_t>(state.species[i]);
            for (std::size_t a = 0; a < 3; ++a) {
                double& v = state.velocity[a][i];
                v = on_position_grid(factor * v + ((1.0 - factor) * u[s][a] - c[a]));
            }
        }
    }

    /// C
    /// scaled   (s s) X
    Axes next_drift_kick(double scaled, const std::vector<Axes>& u, const Axes& c,
                         const std::array<std::vector<double>, 3>& field_force) const {
        double Y = scaled;
        for (std::size_t s = 0; s < u.size(); ++s) {
            const Axes w{u[s][0] - c[0], u[s][1] - c[1], u[s][2] - c[2]};
            Y += constants_.mass[s] * dot(w, w);
        }
        Axes C{};
        for (std::size_t a = 0; a < 3; ++a) {
            WideQuanta sum = 0;
            for (const double t : field_force[a]) sum += to_quanta(t);
            const double Z = from_quanta(sum);
            const bool along = a == field_.axis;
            const double push = along ? (0.5 * (Y + Z)) * field_.heat + constants_.pushes : (0.5 * Z) * field_.heat;
            C[a] = ((0.5 * parameters_.timestep) * push) / constants_.total_mass;
        }
        return C;
    }

    Mixture mixture_;
    IntegratorParameters parameters_;
    SyntheticField field_;
    FieldConstants constants_;
    std::vector<double> half_kick_;
};

}  // namespace soret::reference
