#include "soret/common/contracts/theory_models.hpp"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

int is_finite(double value) {
    return std::abs(value) <= std::numeric_limits<double>::max();
}

int is_positive(double value) {
    return (value > 0.0) & is_finite(value);
}

double mean_volume(const TheoryState& s) {
    return s.partial_volume_1 * s.x1 + s.partial_volume_2 * (1.0 - s.x1);
}

// Not a branch for each value: most batches have nothing wrong.
bool is_usable(const TheoryState& s) {
    return (is_positive(s.temperature) & (s.x1 > 0.0) & (s.x1 < 1.0) & is_positive(s.mass_1) & is_positive(s.mass_2) &
            is_positive(s.gamma) & is_finite(s.partial_enthalpy_1) & is_finite(s.partial_enthalpy_2) &
            is_finite(s.partial_volume_1) & is_finite(s.partial_volume_2) & is_positive(mean_volume(s)) &
            is_finite(s.partial_energy_1) & is_finite(s.partial_energy_2) & is_positive(s.tau_1) &
            is_positive(s.tau_2) & is_finite(s.activation_energy_1) & is_finite(s.activation_energy_2) &
            is_finite(s.ideal_gas_soret)) != 0;
}

[[noreturn]] void refuse(std::size_t k, std::string_view name, double value, std::string_view range) {
    throw InvalidState(fmt::format("theory_models: state {}: {} = {}: {}", k, name, value, range));
}

}  // namespace

bool is_in(InputRange range, double value) {
    switch (range) {
        case InputRange::positive: return is_positive(value) != 0;
        case InputRange::fraction: return value > 0.0 && value < 1.0;
        case InputRange::any: break;
    }
    return is_finite(value) != 0;
}

std::string_view text_of(InputRange range) {
    switch (range) {
        case InputRange::positive: return "must be > 0";
        case InputRange::fraction: return "must be in (0, 1)";
        case InputRange::any: break;
    }
    return "must be finite";
}

std::string_view unusable_input(const TheoryState& state) {
    if (is_usable(state)) return {};
    for (const TheoryInput& input : theory_inputs) {
        if (!is_in(input.range, state.*input.member)) return input.name;
    }
    return mean_partial_volume;
}

void check_as_many(std::span<const TheoryState> states, std::span<SoretModels> results) {
    if (states.size() == results.size()) return;
    throw InvalidArgument(
        fmt::format("theory_models: {} results for {} states: must be as many", results.size(), states.size()));
}

void check_theory_states(std::span<const TheoryState> states) {
    for (std::size_t k = 0; k < states.size(); ++k) {
        if (is_usable(states[k])) continue;
        for (const TheoryInput& input : theory_inputs) {
            const double value = states[k].*input.member;
            if (!is_in(input.range, value)) refuse(k, input.name, value, text_of(input.range));
        }
        refuse(k, mean_partial_volume, mean_volume(states[k]), text_of(InputRange::positive));
    }
}

void check_soret_models(std::span<const SoretModels> results) {
    for (std::size_t k = 0; k < results.size(); ++k) {
        const SoretModels& m = results[k];
        // A sum is not finite if one of its parts is not.
        if ((is_finite(m.haase) & is_finite(m.kempers) & is_finite(m.shukla_firoozabadi) &
             is_finite(m.artola_rousseau)) == 0) {
            throw InvalidState(fmt::format("theory_models: state {}: a coefficient of {}, {}, {}, {}: must be finite",
                                           k, m.haase, m.kempers, m.shukla_firoozabadi, m.artola_rousseau));
        }
    }
}

}  // namespace soret
