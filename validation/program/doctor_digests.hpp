#pragma once

#include <functional>
#include <string>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/validation/check/check_report.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// A system whose result every machine must have to the bit.
struct GoldenSystem {
    std::string id;      ///< "forces/paper_dense"
    std::string digest;  ///< what must come out; a regression value
    std::function<std::string(Backend, const Execution&)> compute;
};

/// Forces of each configuration in the program; and from the dense liquids among them some steps at constant
/// temperature, at constant pressure, at constant energy, and a semi-grand chain.
std::vector<GoldenSystem> golden_systems();

/// Computes it by the reference and by the optimised backend on every instruction set of this CPU, with one thread and
/// with two: pass if all have the digest, else fail, and the text names those that differ.
CheckLine check_golden_system(const GoldenSystem& system);

}  // namespace soret
