#include "soret/optimized/theory_models.hpp"

#include <algorithm>
#include <cstddef>

#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/kernels/theory_models.hpp"

namespace soret::optimized {

namespace {

struct Block {
    alignas(64) double in[theory_input_count][theory_block];
    alignas(64) double out[soret_model_value_count][theory_block];

    Block() {
        for (auto& column : in) std::fill_n(column, theory_block, 0.5);  // a state that lanes without one can take
    }
    // In the order of theory_inputs and of soret_model_values.
    TheoryColumns columns() {
        return {in[0],  in[1],  in[2],  in[3],  in[4],  in[5],  in[6],  in[7],  in[8],
                in[9],  in[10], in[11], in[12], in[13], in[14], in[15], out[0], out[1],
                out[2], out[3], out[4], out[5], out[6], out[7], out[8], out[9], out[10]};
    }
};

}  // namespace

void TheoryModels::models(std::span<const TheoryState> states, std::span<SoretModels> models,
                          const Execution& execution) {
    check_as_many(states, models);
    const auto& kernels = kernels_for<TheoryModelsKernels>(execution.instruction_set);
    Block block;
    const TheoryColumns columns = block.columns();
    bool good = true;
    for (std::size_t from = 0; from < states.size(); from += theory_block) {
        const std::size_t count = std::min<std::size_t>(theory_block, states.size() - from);
        for (std::size_t k = 0; k < count; ++k) {
            for (std::size_t c = 0; c < theory_input_count; ++c) {
                block.in[c][k] = states[from + k].*theory_inputs[c].member;
            }
        }
        good = kernels.models(columns, static_cast<int>(count)) && good;
        for (std::size_t k = 0; k < count; ++k) {
            for (std::size_t c = 0; c < soret_model_value_count; ++c) {
                models[from + k].*soret_model_values[c] = block.out[c][k];
            }
        }
    }
    if (good) return;
    // By name, in the order of the reference.
    check_theory_states(states);
    check_soret_models(models);
}

}  // namespace soret::optimized
