#include "soret/common/equations_of_state/thol.hpp"

#include <fmt/format.h>

#include <string_view>

#include "soret/common/equations_of_state/helmholtz_derivatives.hpp"
#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::string_view name = "equation of state of Thol et al.";

void check_positive(std::string_view what, double value) {
    if (std::isfinite(value) && value > 0.0) return;
    throw InvalidArgument(fmt::format("{}: {} = {}: must be > 0 and finite", name, what, value));
}

}  // namespace

TholEquation::TholEquation(double epsilon, double sigma) : epsilon_(epsilon), sigma_(sigma) {
    check_positive("epsilon", epsilon);
    check_positive("sigma", sigma);
}

double TholEquation::largest_density() const {
    return 1.2 / (sigma_ * sigma_ * sigma_);
}

FluidProperties TholEquation::at_density(double temperature, double density) const {
    check_temperature(name, temperature);
    check_density(name, density, largest_density());
    return fluid_properties(temperature, {density}, helmholtz_derivatives(*this, temperature, {density}));
}

FluidProperties TholEquation::at_pressure(double temperature, double pressure) const {
    return at_density(temperature, density(temperature, pressure));
}

double TholEquation::density(double temperature, double pressure) const {
    check_temperature(name, temperature);
    const auto pressure_at = [&](double rho) { return pressure_from_helmholtz(*this, temperature, {rho}); };
    return densest_density(name, pressure_at, pressure, largest_density());
}

}  // namespace soret
