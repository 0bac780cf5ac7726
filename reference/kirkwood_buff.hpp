#pragma once

#include "soret/common/contracts/kirkwood_buff.hpp"

namespace soret::reference {

/// Each sphere by a sum of its own over the shells. Contract: contracts/kirkwood_buff.hpp.
struct KirkwoodBuff {
    static KirkwoodBuffIntegrals integrals(const PairDistances& distances, ClosedBoxCorrection correction);
    static void relations(std::span<const BinaryKirkwoodBuff> states, std::span<KirkwoodBuffRelations> relations);
};

static_assert(KirkwoodBuffBackend<KirkwoodBuff>);

}  // namespace soret::reference
