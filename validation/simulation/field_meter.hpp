#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/contracts/integrators.hpp"
#include "soret/common/contracts/pair_forces.hpp"

namespace soret {

/// What is measured of a run under a synthetic field, from one sample to the next.
enum FieldQuantity : std::size_t {
    field_mass_current =
        0,                  ///< J_1 of x, y, z, mean of the interval                                  [1/(sigma^2 tau)]
    field_current_lag = 3,  ///< J_1 of this interval times that of the one before, x, y, z
    field_heat_current = 6,  ///< J'_q along the field: mean of the interval; without a heat field of the moment
    field_temperature = 7,   ///< of x, y, z, of velocities relative to the mean of each species        [eps/k_B]
    field_power = 10,        ///< work of the field a particle and time                                 [eps/tau]
    field_heat_taken = 11,   ///< by the thermostat, likewise
    field_imbalance = 12,    ///< (n - n')^2/N, n and n' the particles in the two halves of the box along the field
    field_quantities = 13,
};

/// Means over whole intervals: the mass current is the way that the particles of species 1 have gone, the heat current
/// the work that the field has done. So nothing between two samples is lost, and samples may be far apart.
///   V J_1 t = m_1 sum_{i of 1} (r_i(t) - r_i(0)),    V J'_q F_q t = W - F_m V J_1 t - T F_q sum_i (x_i(t) - x_i(0))
class FieldMeter {
public:
    FieldMeter(const Mixture& mixture, const IntegratorParameters& parameters);

    /// Whether the totals of a sample must have the currents.
    bool wants_currents() const { return parameters_.field.heat == 0.0; }
    void begin(const State& state, const FieldVariables& field);
    /// time     since the last sample, or begin()                                                        [tau]
    /// returns  nothing at the first sample, which has none before it
    std::optional<std::array<double, field_quantities>> sample(const State& state, const FieldVariables& field,
                                                               const PairForcesTotals& totals, double time);

    nlohmann::json to_json() const;
    /// throws   InvalidInput, nlohmann::json::exception: not what to_json() writes
    void from_json(const nlohmann::json& saved);

private:
    using Axes = std::array<double, 3>;

    struct Ways {
        Axes of_mass{};       // m_1 sum over species 1 of unwrapped r
        double of_all = 0.0;  // sum over all of unwrapped x along the field
    };
    Ways ways_of(const State& state) const;
    Axes temperatures_of(const State& state) const;
    double imbalance_of(const State& state) const;

    Mixture mixture_;
    IntegratorParameters parameters_;
    Ways ways_;
    double work_ = 0.0;
    double heat_ = 0.0;
    std::optional<Axes> current_;  // of the interval before
};

}  // namespace soret
