#pragma once

#include "soret/common/contracts/phase_diagram.hpp"

namespace soret::reference {

/// One state after the other, by the formulas. Contract: contracts/phase_diagram.hpp.
struct PhaseDiagram {
    static void compositions(std::span<const MeltingState> states, std::span<PhaseComposition> compositions,
                             const Execution& = {});
    static void gradients(std::span<const MeltingState> states, std::span<PhaseGradient> gradients,
                          const Execution& = {});
};

static_assert(PhaseDiagramBackend<PhaseDiagram>);

}  // namespace soret::reference
