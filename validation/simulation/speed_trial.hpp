#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "soret/common/contracts/integrators.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret {

/// A liquid for timing, in a time that grows as N: a lattice with velocities of a temperature far above melting, held
/// there in short runs at constant energy after each of which the velocities are scaled, then the same at the
/// temperature wanted. Density, composition, structure and neighbours are those of the liquid; it is not equilibrated
/// to the last.
/// throws   as lattice_start and the integrator
State quick_liquid(const LiquidSettings& settings, const Mixture& mixture, const Execution& execution);

/// What is compared before anything is timed: one step of this backend and of the reference, to the bit.
/// throws   as the integrator
bool first_step_is_that_of_the_reference(const Mixture& mixture, const Trajectory& start,
                                         const IntegratorParameters& parameters, Backend backend,
                                         const Execution& execution);

struct SpeedTrial {
    std::vector<double> rates;               ///< particles times steps a second, by repetition
    std::optional<double> rebuild_interval;  ///< steps a list of pairs; nothing for a backend without lists
    PairForcesTotals start;                  ///< sums at the start
};

/// Times `steps` steps at constant energy, forces only, `repetitions` times on one trajectory. A tenth as many steps
/// are made before, so that lists have found their length and the memory is there.
SpeedTrial time_integrator(const Mixture& mixture, const Trajectory& start, const IntegratorParameters& parameters,
                           std::uint64_t steps, int repetitions, Backend backend, const Execution& execution);

}  // namespace soret
