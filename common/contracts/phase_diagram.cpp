#include "soret/common/contracts/phase_diagram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/portable_expm1.hpp"

namespace soret {

namespace {

void check_positive(std::size_t k, std::string_view name, double value) {
    if (value > 0.0 && std::isfinite(value)) return;
    throw InvalidState(fmt::format("phase_diagram: state {}: {} = {}: must be finite and > 0", k, name, value));
}

void check_exponent(std::size_t k, std::string_view name, double melting_temperature, double enthalpy, double T) {
    const double exponent = enthalpy * ((melting_temperature - T) / (T * melting_temperature));
    if (std::abs(exponent) <= largest_plain_exponent) return;
    throw InvalidState(
        fmt::format("phase_diagram: state {}: dH (1/T - 1/T_m) of species {} = {}: must be at most {} "
                    "in magnitude",
                    k, name, exponent, largest_plain_exponent));
}

void check_state(std::size_t k, const MeltingState& s) {
    check_positive(k, "melting_temperature_1", s.melting_temperature_1);
    check_positive(k, "melting_enthalpy_1", s.melting_enthalpy_1);
    check_positive(k, "melting_temperature_2", s.melting_temperature_2);
    check_positive(k, "melting_enthalpy_2", s.melting_enthalpy_2);
    if (s.melting_temperature_1 == s.melting_temperature_2) {
        throw InvalidState(fmt::format("phase_diagram: state {}: melting temperatures {} of both species: must differ",
                                       k, s.melting_temperature_1));
    }
    const auto [low, high] = std::minmax(s.melting_temperature_1, s.melting_temperature_2);
    if (!(s.temperature >= low && s.temperature <= high)) {
        throw InvalidState(
            fmt::format("phase_diagram: state {}: temperature = {}: must be between the melting "
                        "temperatures, {} and {}",
                        k, s.temperature, low, high));
    }
    check_exponent(k, "1", s.melting_temperature_1, s.melting_enthalpy_1, s.temperature);
    check_exponent(k, "2", s.melting_temperature_2, s.melting_enthalpy_2, s.temperature);
}

double standard_error(const std::array<double, melting_inputs>& gradient, const MeltingCovariance& covariance) {
    double variance = 0.0;
    double magnitude = 0.0;
    for (std::size_t a = 0; a < melting_inputs; ++a) {
        for (std::size_t b = 0; b < melting_inputs; ++b) {
            const double term = gradient[a] * covariance[a][b] * gradient[b];
            variance += term;
            magnitude += std::abs(term);
        }
    }
    if (variance < -0x1p-48 * magnitude) {
        throw InvalidArgument("phase_diagram: covariance: must not make a variance negative");
    }
    return std::sqrt(std::max(variance, 0.0));
}

}  // namespace

PhaseComposition standard_errors(const PhaseGradient& gradient, const MeltingCovariance& covariance) {
    for (std::size_t a = 0; a < melting_inputs; ++a) {
        for (std::size_t b = 0; b < melting_inputs; ++b) {
            if (std::isfinite(covariance[a][b]) && covariance[a][b] == covariance[b][a]) continue;
            throw InvalidArgument(fmt::format("phase_diagram: covariance {} {} = {}: must be finite and symmetric", a,
                                              b, covariance[a][b]));
        }
    }
    return {standard_error(gradient.liquid, covariance), standard_error(gradient.solid, covariance)};
}

void check_melting_states(std::span<const MeltingState> states, std::size_t results) {
    if (states.size() != results) {
        throw InvalidArgument(
            fmt::format("phase_diagram: {} results for {} states: must be as many", results, states.size()));
    }
    for (std::size_t k = 0; k < states.size(); ++k) {
        const MeltingState& s = states[k];
        const double T = s.temperature, T1 = s.melting_temperature_1, T2 = s.melting_temperature_2;
        const double H1 = s.melting_enthalpy_1, H2 = s.melting_enthalpy_2;
        const double low = std::min(T1, T2), high = std::max(T1, T2);
        // Not a branch or a division for each value: most batches have nothing wrong. A temperature that is not a
        // number is in low, or makes low and high the same.
        const int good = static_cast<int>(low > 0.0) & (low < high) & (high <= std::numeric_limits<double>::max()) &
                         (T >= low) & (T <= high) & (H1 > 0.0) & (H2 > 0.0) &
                         (H1 * std::abs(T1 - T) <= largest_plain_exponent * (T * T1)) &
                         (H2 * std::abs(T2 - T) <= largest_plain_exponent * (T * T2));
        if (good == 0) check_state(k, s);
    }
}

}  // namespace soret
