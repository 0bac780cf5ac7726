#pragma once

// What the committed digests are taken of, and the ways to run the optimised backend that must meet them. A change here
// changes all of them.

#include <cstdint>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "configurations.hpp"
#include "soret/common/digest.hpp"

namespace soret::test {

/// Forces, energies, virial, kinetic tensor and currents.
inline std::string digest_of(const State& state, const PairForcesResult& result) {
    return Digest().add(numbers_by_id(state, result)).hex();
}

/// Positions and velocities after some steps of molecular dynamics, potential energy and heat current.
template <class Backend>
std::string digest_of_nve(const Mixture& mixture, const State& start, const IntegratorParameters& parameters,
                          std::uint64_t steps, const Execution& execution = {}) {
    typename Backend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters), parameters,
                                            execution);
    integrator.run(steps);
    const State end = integrator.trajectory().state.sorted_by_id();
    Digest digest;
    for (const auto& axis : end.position) digest.add(axis);
    for (const auto& axis : end.velocity) digest.add(axis);
    digest.add(integrator.totals().potential_energy).add(integrator.totals().heat_current);
    return digest.hex();
}

/// Every instruction set of this CPU with 1, 2, 3 and 8 threads.
inline std::vector<Execution> all_executions() {
    std::vector<Execution> executions;
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        for (const int threads : {1, 2, 3, 8}) executions.push_back({instruction_set, threads});
    }
    return executions;
}

inline std::string description_of(const Execution& execution) {
    return fmt::format("{}, {} threads, buffer {}", name_of(execution.instruction_set), execution.threads,
                       execution.list_buffer);
}

}  // namespace soret::test
