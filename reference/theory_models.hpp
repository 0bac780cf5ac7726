#pragma once

#include "soret/common/contracts/theory_models.hpp"

namespace soret::reference {

/// One state after the other, each model by its formula. Contract: contracts/theory_models.hpp.
struct TheoryModels {
    static void models(std::span<const TheoryState> states, std::span<SoretModels> models, const Execution& = {});
};

static_assert(TheoryModelsBackend<TheoryModels>);

}  // namespace soret::reference
