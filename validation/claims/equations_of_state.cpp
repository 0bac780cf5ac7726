#include "soret/validation/claims/equations_of_state.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/equations_of_state/thol.hpp"
#include "soret/common/errors.hpp"

namespace soret {

namespace {

double relative_difference(double a, double b) {
    return std::fabs(a / b - 1.0);
}

bool nearly_equal(double a, double b) {
    return relative_difference(a, b) < 1e-12;
}

bool equations_hold(const Mixture& mixture) {
    if (mixture.species_count() != 2 || mixture.truncation() != Truncation::shifted) return false;
    const MixtureParameters& p = mixture.parameters();
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = 0; b < 2; ++b) {
            if (!(p.epsilon(a, b) > 0.0)) return false;
            if (!nearly_equal(p.cutoff(a, b), 2.5 * p.sigma(a, b))) return false;
        }
    }
    return nearly_equal(p.epsilon(0, 1), std::sqrt(p.epsilon(0, 0) * p.epsilon(1, 1))) &&
           nearly_equal(p.sigma(0, 1), 0.5 * (p.sigma(0, 0) + p.sigma(1, 1)));
}

}  // namespace

std::optional<EquationsOfState> EquationsOfState::along(const StateLine& state_line) {
    if (!equations_hold(state_line.mixture)) return std::nullopt;
    const MixtureParameters& p = state_line.mixture.parameters();
    try {
        PetsEquation pets({p.epsilon(0, 0), p.epsilon(1, 1)}, {p.sigma(0, 0), p.sigma(1, 1)});
        std::vector<FluidProperties> thol;
        for (std::size_t s = 0; s < 2; ++s) {
            thol.push_back(
                TholEquation(p.epsilon(s, s), p.sigma(s, s)).at_pressure(state_line.temperature, state_line.pressure));
        }
        return EquationsOfState(state_line, std::move(pets), std::move(thol));
    } catch (const Error&) {
        return std::nullopt;  // no liquid there
    }
}

EquationsOfState::EquationsOfState(const StateLine& state_line, PetsEquation pets, std::vector<FluidProperties> thol)
    : temperature_(state_line.temperature),
      pressure_(state_line.pressure),
      pets_(std::move(pets)),
      thol_(std::move(thol)) {
    for (std::size_t s = 0; s < 2; ++s) {
        const FluidProperties end = mixture(s == 0 ? 1.0 : 0.0);
        density_discrepancy_ = std::max(density_discrepancy_, relative_difference(end.density, thol_[s].density));
        second_derivative_discrepancy_ =
            std::max(second_derivative_discrepancy_,
                     relative_difference(end.isothermal_compressibility, thol_[s].isothermal_compressibility));
    }
}

FluidProperties EquationsOfState::mixture(double x1) const {
    return pets_.at_pressure(temperature_, pressure_, {x1, 1.0 - x1});
}

double EquationsOfState::enthalpy_difference(double x1) const {
    const FluidProperties state = mixture(x1);
    return state.partial_enthalpy[0] - state.partial_enthalpy[1];
}

}  // namespace soret
