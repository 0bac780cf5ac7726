#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "soret/validation/check/chosen_frame.hpp"
#include "soret/validation/check/comparison.hpp"
#include "soret/validation/check/sensitivity.hpp"

namespace soret {

/// Our numbers for the configuration, in the order of ids.
struct OurNumbers {
    const State& state;
    const Mixture& mixture;
    std::optional<std::int64_t> step;  ///< of the configuration
    PairForcesResult result;
};

/// Puts theirs beside ours, with the limit of each number.
/// errors    of the positions and velocities that the other code may have had
/// given     limit that widens all others
/// notes     readings taken are added
ForcesComparison compare_forces(const OurNumbers& ours, const ChosenFrame& chosen, const InputErrors& errors,
                                std::optional<double> given, std::vector<std::string>& notes);

}  // namespace soret
