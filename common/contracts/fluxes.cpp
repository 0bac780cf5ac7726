#include "soret/common/contracts/fluxes.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"

namespace soret {

Fluxes fluxes_of(const PairForcesTotals& totals, double volume) {
    Fluxes fluxes;
    if (!totals.mass_current.empty()) fluxes.mass_current = totals.mass_current.front();
    fluxes.heat_current = totals.heat_current;
    for (std::size_t a = 0; a < fluxes.pressure.size(); ++a) {
        fluxes.pressure[a] = (totals.kinetic[a] + totals.virial[a]) / volume;
    }
    return fluxes;
}

std::array<double, flux_signal_count> flux_signals(const Fluxes& fluxes) {
    std::array<double, flux_signal_count> signals{};
    std::copy(fluxes.mass_current.begin(), fluxes.mass_current.end(), signals.begin() + mass_current_signals);
    std::copy(fluxes.heat_current.begin(), fluxes.heat_current.end(), signals.begin() + heat_current_signals);
    const SymmetricTensor& p = fluxes.pressure;
    std::copy(p.begin() + 3, p.end(), signals.begin() + shear_signals);
    signals[normal_signals] = (p[0] - p[1]) / std::sqrt(2.0);
    signals[normal_signals + 1] = (2.0 * p[2] - (p[0] + p[1])) / std::sqrt(6.0);
    signals[pressure_signal] = ((p[0] + p[1]) + p[2]) / 3.0;
    return signals;
}

void check_fluxes_state(const State& state) {
    if (state.size() > 0 && !state.has_velocities()) throw InvalidArgument("fluxes need velocities: there are none");
}

}  // namespace soret
