#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/validation/check/check_report.hpp"
#include "soret/validation/check/other_program.hpp"

namespace soret {

/// What `soret check drive` is asked to do.
struct DriveCheck {
    State state;  ///< in the order of ids; velocities are not looked at
    Mixture mixture;
    Execution execution;
    std::uint64_t seed = 1;
    std::function<void(const std::string& test)> progress = {};
};

/// Tests another program by asking it about a configuration and variations of it. A test that needs what the program
/// does not say is left out, and a note says so.
///   finite-difference  a force is minus the derivative of the energy, where no pair crosses a cutoff
///   virial             the diagonal of the virial is that of the energy under a strain of one edge
///   permutation        numbers of the particles exchanged: their forces are too
///   translation        all moved by one vector: nothing changes
///   images             some particles written a few edges away: nothing changes
///   species-exchange   species and mixture exchanged: nothing changes
///   repeat             two boxes side by side: twice the energy, the same forces
///   cutoff-scan        pairs of each two species alone, about their cutoff: forces, and energies if it writes those of
///                      particles, as of the mixture; where they end and whether they jump there
///   threads            1, 2 and 4 threads: the same bits, or differences within rounding
/// Limits come from the digits printed and from roundings of sums of doubles; forces and energies as such are compared
/// by `soret check forces`, not here.
/// throws   InvalidInput: the program fails, or says neither forces nor energies
CheckReport check_drive(DriveCheck check, OtherProgram& program);

}  // namespace soret
