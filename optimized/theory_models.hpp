#pragma once

#include "soret/common/contracts/theory_models.hpp"

namespace soret::optimized {

// Twin of reference/theory_models.hpp: states are turned, some at a time, into columns of each of their inputs, of
// which a kernel takes whole vectors, and the checks are a part of it. No operation is another one. Twice
// as fast as the reference with AVX2 and AVX-512, 1.3 times with SSE2 (bench/README.md).
struct TheoryModels {
    static void models(std::span<const TheoryState> states, std::span<SoretModels> models,
                       const Execution& execution = {});
};

static_assert(TheoryModelsBackend<TheoryModels>);

}  // namespace soret::optimized
