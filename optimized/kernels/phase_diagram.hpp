#pragma once

namespace soret::optimized {

/// States of a block: whole vectors of every instruction set.
inline constexpr int phase_diagram_block = 64;
inline constexpr int phase_diagram_inputs = 5;
inline constexpr int phase_diagram_outputs = 8;  ///< of gradients; compositions have two

/// Those of portable_exp_and_expm1().
struct ExpTables {
    double steps_per_unit, step_high, step_low;
    double value[64], tail[64];
};

/// Columns of phase_diagram_block numbers each, aligned for whole vectors, in the order of the members of
/// soret::MeltingState and of the results.
struct PhaseDiagramColumns {
    const double* input[phase_diagram_inputs];
    double* output[phase_diagram_outputs];
};

struct PhaseDiagramKernels {
    /// The first count states, and what else is in their last vector.
    void (*compositions)(const ExpTables&, const PhaseDiagramColumns&, int count);
    void (*gradients)(const ExpTables&, const PhaseDiagramColumns&, int count);

    static const PhaseDiagramKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
