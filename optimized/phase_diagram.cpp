#include "soret/optimized/phase_diagram.hpp"

#include <algorithm>
#include <cstddef>

#include "soret/common/portable_math_tables.hpp"
#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/kernels/phase_diagram.hpp"

namespace soret::optimized {

namespace {

constexpr std::size_t block_size = phase_diagram_block;

constexpr ExpTables exp_tables() {
    using namespace portable_math_tables;
    ExpTables tables{steps_per_unit, step_high, step_low, {}, {}};
    for (std::size_t j = 0; j < powers_of_two.size(); ++j) {
        tables.value[j] = powers_of_two[j].value;
        tables.tail[j] = powers_of_two[j].tail;
    }
    return tables;
}
constexpr ExpTables tables = exp_tables();

struct PhaseDiagramBlock {
    alignas(64) double in[phase_diagram_inputs][block_size];
    alignas(64) double out[phase_diagram_outputs][block_size];

    PhaseDiagramBlock() {
        for (auto& column : in) std::fill_n(column, block_size, 0.5);
        std::fill_n(in[2], block_size, 1.0);  // different melting temperatures: a state for lanes that have none
    }
    PhaseDiagramColumns columns() {
        return {{in[0], in[1], in[2], in[3], in[4]}, {out[0], out[1], out[2], out[3], out[4], out[5], out[6], out[7]}};
    }
};

/// Calls the kernel for some states at a time and store(result, block, place) for each.
template <class Kernel, class Result, class Store>
void for_all(Kernel kernel, std::span<const MeltingState> states, std::span<Result> results, Store store) {
    check_melting_states(states, results.size());
    PhaseDiagramBlock block;
    const PhaseDiagramColumns columns = block.columns();
    for (std::size_t from = 0; from < states.size(); from += block_size) {
        const std::size_t count = std::min(block_size, states.size() - from);
        for (std::size_t k = 0; k < count; ++k) {
            const MeltingState& s = states[from + k];
            block.in[0][k] = s.melting_temperature_1;
            block.in[1][k] = s.melting_enthalpy_1;
            block.in[2][k] = s.melting_temperature_2;
            block.in[3][k] = s.melting_enthalpy_2;
            block.in[4][k] = s.temperature;
        }
        kernel(tables, columns, static_cast<int>(count));
        for (std::size_t k = 0; k < count; ++k) store(results[from + k], block, k);
    }
}

}  // namespace

void PhaseDiagram::compositions(std::span<const MeltingState> states, std::span<PhaseComposition> compositions,
                                const Execution& execution) {
    const auto store = [](PhaseComposition& composition, const PhaseDiagramBlock& block, std::size_t k) {
        composition = {block.out[0][k], block.out[1][k]};
    };
    for_all(kernels_for<PhaseDiagramKernels>(execution.instruction_set).compositions, states, compositions, store);
}

void PhaseDiagram::gradients(std::span<const MeltingState> states, std::span<PhaseGradient> gradients,
                             const Execution& execution) {
    const auto store = [](PhaseGradient& gradient, const PhaseDiagramBlock& block, std::size_t k) {
        for (std::size_t c = 0; c < melting_inputs; ++c) {
            gradient.liquid[c] = block.out[c][k];
            gradient.solid[c] = block.out[melting_inputs + c][k];
        }
    };
    for_all(kernels_for<PhaseDiagramKernels>(execution.instruction_set).gradients, states, gradients, store);
}

}  // namespace soret::optimized
