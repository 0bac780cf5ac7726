// Boxes with an edge beyond 512, where the position grid of a move is twice as coarse: both backends, the same bits.
#include <string>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "monte_carlo_chains.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/optimized/monte_carlo.hpp"
#include "soret/reference/monte_carlo.hpp"
#include "soret/validation/simulation/state_digest.hpp"
#include "trajectory_digest.hpp"

namespace soret::test {
namespace {

/// A thin liquid along the whole of an edge, so that pairs meet across its end; most particles are beyond 512.
State long_liquid(double edge, std::size_t axis) {
    Vector3 edges{6.0, 6.0, 6.0};
    (axis == 0 ? edges.x : axis == 1 ? edges.y : edges.z) = edge;
    std::array<int, 3> cells{5, 5, 5};
    cells[axis] = 30;
    State state = lattice(Box(edges), 2, 750, {.cells = cells, .jitter = 0.2});
    // A dense part across the end of the long edge.
    State dense;
    dense.box = state.box;
    for (std::size_t i = 0; i < state.size(); ++i) {
        std::array<double, 3> r{state.position[0][i], state.position[1][i], state.position[2][i]};
        r[axis] = r[axis] * (35.0 / edge) - 20.0;
        dense.add(state.id[i], state.species[i], {r[0], r[1], r[2]});
    }
    dense.velocity = state.velocity;
    return dense;
}

TEST(LongBox, HasTheSameForcesAndTrajectoriesInBothBackends) {
    for (const double edge : {600.0, largest_edge}) {
        for (const std::size_t axis : {0U, 2U}) {
            const State start = long_liquid(edge, axis);
            check_state(start, paper_mixture());
            for (const auto ensemble : {IntegratorEnsemble::nve, IntegratorEnsemble::nvt, IntegratorEnsemble::npzt}) {
                if (ensemble == IntegratorEnsemble::npzt && edge == largest_edge) continue;  // it would grow beyond
                const IntegratorParameters parameters{
                    .timestep = 0.001, .ensemble = ensemble, .temperature = 1.0, .pressure = 0.1};
                expect_same_bits_in(parameters, paper_mixture(), start, 20, {.threads = {1, 2}, .buffers = {0.3}});
            }
        }
    }
}

TEST(LongBox, HasTheSameMarkovChainInBothBackends) {
    const State start = long_liquid(700.0, 0);
    MonteCarloParameters parameters;
    parameters.ensemble = MonteCarloEnsemble::npt;
    parameters.pressure = 0.01;
    reference::MonteCarlo one(paper_mixture(), start, parameters);
    optimized::MonteCarlo other(paper_mixture(), start, parameters);
    for (int sweep = 0; sweep < 5; ++sweep) {
        one.sweep();
        other.sweep();
    }
    EXPECT_EQ(one.chain().digest, other.chain().digest);
    EXPECT_EQ(one.chain().state.position, other.chain().state.position);
    EXPECT_NO_THROW(check_state(other.chain().state, paper_mixture()));
}

// A state after a run has particles on odd multiples of the finest grid beyond 512: files keep them.
TEST(LongBox, ReadsBackToTheBitAfterARun) {
    const State start = long_liquid(largest_edge, 0);
    const IntegratorParameters parameters{.timestep = 0.001};
    OptimizedBackend::Integrator integrator(paper_mixture(), start_of_trajectory(paper_mixture(), start, parameters),
                                            parameters, {});
    integrator.run(20);
    const State end = integrator.trajectory().state.sorted_by_id();
    EXPECT_NO_THROW(check_state(end, paper_mixture()));
    int odd = 0;
    for (const double x : end.position[0]) odd += on_position_grid(x) != x ? 1 : 0;
    EXPECT_GT(odd, 10);
    EXPECT_EQ(parse_configuration(lammps_data_text(end, {1.0, 1.0}), "data").state.position, end.position);
    EXPECT_EQ(parse_configuration(lammps_dump_text(end, 0), "dump").state.position, end.position);
}

}  // namespace
}  // namespace soret::test
