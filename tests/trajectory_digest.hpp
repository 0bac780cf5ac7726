#pragma once

#include <cstdint>
#include <string>

#include "configurations.hpp"
#include "soret/common/contracts/integrators.hpp"
#include "soret/common/digest.hpp"

namespace soret::test {

/// Everything about a trajectory, particles in order of id.
inline std::string digest_of(const Trajectory& trajectory, const PairForcesTotals& totals,
                             const RestraintSums& restraints = {}) {
    const State state = trajectory.state.sorted_by_id();
    Digest digest;
    for (const auto& axis : state.position) digest.add(axis);
    for (const auto& axis : state.velocity) digest.add(axis);
    for (const auto& axis : state.image) {
        for (const std::int32_t image : axis) digest.add(image);
    }
    for (const double edge : edges_of(state.box)) digest.add(edge);
    const ExtendedVariables& extended = trajectory.extended;
    for (const NoseHooverChain* chain : {&extended.thermostat, &extended.barostat}) {
        digest.add(chain->eta).add(chain->rate);
    }
    digest.add(extended.strain_rate);
    const EnergyGiven& given = extended.energy_given;
    if (given != EnergyGiven{}) digest.add(given.hot).add(given.cold).add(given.rest);
    const FieldVariables& field = extended.field;
    if (field != FieldVariables{}) {
        digest.add(field.work).add(field.heat);
        for (const double c : field.drift_kick) digest.add(c);
    }
    if (!trajectory.anchors.empty()) {
        for (const double s : restraints) digest.add(s);
    }
    digest.add(totals.potential_energy).add(trajectory.step);
    for (const double v : totals.virial) digest.add(v);
    for (const double v : totals.kinetic) digest.add(v);
    for (const double v : totals.heat_current) digest.add(v);
    for (const auto& current : totals.mass_current) {
        for (const double v : current) digest.add(v);
    }
    return digest.hex();
}

template <class Backend>
std::string digest_after(const Mixture& mixture, const State& start, std::uint64_t steps,
                         const IntegratorParameters& parameters, const Execution& execution = {},
                         const RestraintAnchors& anchors = {}) {
    typename Backend::Integrator integrator(mixture, start_of_trajectory(mixture, start, parameters, anchors),
                                            parameters, execution);
    integrator.run(steps);
    return digest_of(integrator.trajectory(), integrator.totals(), integrator.restraint_sums());
}

/// Executions of the optimised backend that must not show: every instruction set, threads, list buffers.
struct SameBitsMatrix {
    std::vector<int> threads{1, 2, 3, 8};
    std::vector<double> buffers{0.0, 0.02, 0.3};
};

/// The optimised backend in every way it can run, against the reference in the order of the state.
inline void expect_same_bits_in(const IntegratorParameters& parameters, const Mixture& mixture, const State& start,
                                std::uint64_t steps, const SameBitsMatrix& matrix = {},
                                const RestraintAnchors& anchors = {}) {
    const std::string expected = digest_after<ReferenceBackend>(mixture, start, steps, parameters, {}, anchors);
    const State shuffled = start.permuted(shuffled_order(start.size(), 3));
    ASSERT_EQ(expected, digest_after<ReferenceBackend>(mixture, shuffled, steps, parameters, {}, anchors));
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        for (const int threads : matrix.threads) {
            for (const double buffer : matrix.buffers) {
                SCOPED_TRACE(::testing::Message()
                             << start.size() << " particles, " << name_of(parameters.ensemble) << ", "
                             << name_of(instruction_set) << ", " << threads << " threads, buffer " << buffer);
                const Execution execution{instruction_set, threads, buffer};
                ASSERT_EQ(expected, digest_after<OptimizedBackend>(mixture, threads == 2 ? shuffled : start, steps,
                                                                   parameters, execution, anchors));
            }
        }
    }
}

/// Goes on by a few steps at a time: the totals are those asked for, of the state reached, and no others.
template <class Integrator>
void expect_the_sums_asked_for(Integrator& integrator, const Mixture& mixture) {
    for (const PairForcesRequest request :
         {PairForcesRequest{true, false, false}, PairForcesRequest{false, true, false},
          PairForcesRequest{true, true, true}, forces_only}) {
        integrator.run(3, request);
        PairForcesResult expected;
        ReferenceBackend::PairForces(mixture).compute(integrator.trajectory().state, request, expected);
        EXPECT_EQ(integrator.totals().potential_energy, expected.potential_energy);
        EXPECT_EQ(integrator.totals().virial, expected.virial);
        EXPECT_EQ(integrator.totals().kinetic, expected.kinetic);
        EXPECT_EQ(integrator.totals().heat_current, expected.heat_current);
        EXPECT_EQ(integrator.totals().mass_current, expected.mass_current);
    }
}

}  // namespace soret::test
