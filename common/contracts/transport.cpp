#include "soret/common/contracts/transport.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

void check_counts(std::size_t states, std::size_t results) {
    if (states == results) return;
    throw InvalidArgument(fmt::format("transport: {} results for {} states: must be as many", results, states));
}

void check_finite(std::size_t k, std::string_view name, double value) {
    if (std::isfinite(value)) return;
    throw InvalidState(fmt::format("transport: state {}: {} = {}: must be finite", k, name, value));
}

void check_positive(std::size_t k, std::string_view name, double value) {
    check_finite(k, name, value);
    if (value > 0.0) return;
    throw InvalidState(fmt::format("transport: state {}: {} = {}: must be > 0", k, name, value));
}

int is_finite(double value) {
    return std::abs(value) <= std::numeric_limits<double>::max();
}

int is_positive(double value) {
    return (value > 0.0) & is_finite(value);
}

// Each value by its name: throws for the first one that is wrong.
void check_each(std::size_t k, const OnsagerCoefficients& s) {
    check_finite(k, "L11", s.L11);
    check_finite(k, "L1q", s.L1q);
    check_finite(k, "Lq1", s.Lq1);
    check_finite(k, "Lqq", s.Lqq);
    check_positive(k, "temperature", s.temperature);
}

void check_each(std::size_t k, const OnsagerState& s) {
    check_positive(k, "L11", s.L11);
    check_each(k, static_cast<const OnsagerCoefficients&>(s));
    check_positive(k, "number_density", s.number_density);
    if (!(s.x1 > 0.0 && s.x1 < 1.0)) {
        throw InvalidState(fmt::format("transport: state {}: x1 = {}: must be in (0, 1)", k, s.x1));
    }
    check_positive(k, "mass_1", s.mass_1);
    check_positive(k, "mass_2", s.mass_2);
    check_positive(k, "gamma", s.gamma);
    check_finite(k, "enthalpy_difference", s.enthalpy_difference);
}

void check_each(std::size_t k, const TransportCoefficients& c) {
    check_finite(k, "L1q_primed", c.L1q_primed);
    check_finite(k, "Lq1_primed", c.Lq1_primed);
    check_finite(k, "Lqq_primed", c.Lqq_primed);
    check_finite(k, "onsager_ratio", c.onsager_ratio);
    check_finite(k, "thermal_conductivity", c.thermal_conductivity);
    check_finite(k, "thermal_conductivity_primed_form", c.thermal_conductivity_primed_form);
    check_finite(k, "delta_lambda", c.delta_lambda);
    check_finite(k, "delta_lambda_primed", c.delta_lambda_primed);
    check_finite(k, "mutual_diffusion_coefficient", c.mutual_diffusion_coefficient);
    check_finite(k, "thermal_diffusion_coefficient", c.thermal_diffusion_coefficient);
    check_finite(k, "soret_coefficient", c.soret_coefficient);
}

}  // namespace

double specific_enthalpy_difference_of_mixture(double h, double h_1_minus_h_2, double x1, double mass_1,
                                               double mass_2) {
    return specific_enthalpy_difference(h + (1.0 - x1) * h_1_minus_h_2, h - x1 * h_1_minus_h_2, mass_1, mass_2);
}

void check_onsager_coefficients(std::span<const OnsagerCoefficients> states, std::span<ThermalConductivity> results) {
    check_counts(states.size(), results.size());
    for (std::size_t k = 0; k < states.size(); ++k) check_each(k, states[k]);
}

void check_onsager_states(std::span<const OnsagerState> states, std::span<TransportCoefficients> results) {
    check_counts(states.size(), results.size());
    for (std::size_t k = 0; k < states.size(); ++k) {
        const OnsagerState& s = states[k];
        // Not a branch for each value: most batches have nothing wrong.
        const int good = is_positive(s.L11) & is_finite(s.L1q) & is_finite(s.Lq1) & is_finite(s.Lqq) &
                         is_positive(s.temperature) & is_positive(s.number_density) & (s.x1 > 0.0) & (s.x1 < 1.0) &
                         is_positive(s.mass_1) & is_positive(s.mass_2) & is_positive(s.gamma) &
                         is_finite(s.enthalpy_difference);
        if (good == 0) check_each(k, s);
    }
}

void check_thermal_conductivities(std::span<const ThermalConductivity> results) {
    for (std::size_t k = 0; k < results.size(); ++k) {
        check_finite(k, "thermal_conductivity", results[k].lambda);
        check_finite(k, "delta_lambda", results[k].delta_lambda);
    }
}

void check_transport_coefficients(std::span<const TransportCoefficients> results) {
    for (std::size_t k = 0; k < results.size(); ++k) {
        const TransportCoefficients& c = results[k];
        const int good = is_finite(c.L1q_primed) & is_finite(c.Lq1_primed) & is_finite(c.Lqq_primed) &
                         is_finite(c.onsager_ratio) & is_finite(c.thermal_conductivity) &
                         is_finite(c.thermal_conductivity_primed_form) & is_finite(c.delta_lambda) &
                         is_finite(c.delta_lambda_primed) & is_finite(c.mutual_diffusion_coefficient) &
                         is_finite(c.thermal_diffusion_coefficient) & is_finite(c.soret_coefficient);
        if (good == 0) check_each(k, c);
    }
}

void check_pressure_integrals(std::span<const PressureIntegrals> states, std::span<Viscosities> results) {
    check_counts(states.size(), results.size());
    for (std::size_t k = 0; k < states.size(); ++k) {
        const PressureIntegrals& s = states[k];
        check_finite(k, "integral of xx", s.xx);
        check_finite(k, "integral of yy", s.yy);
        check_finite(k, "integral of zz", s.zz);
        check_finite(k, "integral of xy", s.xy);
        check_finite(k, "integral of xz", s.xz);
        check_finite(k, "integral of yz", s.yz);
        check_finite(k, "integral of the pressure", s.pressure);
        check_positive(k, "volume", s.volume);
        check_positive(k, "temperature", s.temperature);
    }
}

void check_viscosities(std::span<const Viscosities> results) {
    for (std::size_t k = 0; k < results.size(); ++k) {
        check_finite(k, "off_diagonal", results[k].off_diagonal);
        check_finite(k, "traceless", results[k].traceless);
        check_finite(k, "bulk", results[k].bulk);
    }
}

}  // namespace soret
