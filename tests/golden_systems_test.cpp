// Regression: digests of pair forces and of short trajectories of five kinds of system that every compiler, backend,
// instruction set, number of threads, order of the particles and list buffer must meet.

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "golden_digests.hpp"

namespace soret::test {
namespace {

struct GoldenSystem {
    const char* name;
    Mixture (*mixture)();
    State (*state)();
    double timestep;
    const char* forces;      ///< digest of forces, energies, virial, currents
    const char* trajectory;  ///< of state, energy and heat current after ten steps
};

std::ostream& operator<<(std::ostream& stream, const GoldenSystem& system) {
    return stream << system.name;
}

/// Masses, epsilons and sigmas far apart: ratios of 4000, 40 and 4.
Mixture extreme_mixture() {
    MixtureParameters parameters;
    parameters.mass = {1.0, 200.0, 0.05};
    parameters.epsilon = symmetric_matrix(3, {1.0, 2.0, 0.4, 4.0, 0.6, 0.1});
    parameters.sigma = symmetric_matrix(3, {0.8, 0.9, 0.5, 1.0, 0.6, 0.25});
    parameters.cutoff = symmetric_matrix(3, {2.0, 2.25, 1.25, 2.5, 1.5, 0.625});
    return Mixture(parameters);
}

Mixture shifted() {
    return asymmetric_mixture(Truncation::shifted);
}
Mixture force_shifted() {
    return asymmetric_mixture(Truncation::force_shifted);
}

State dense() {
    return lattice(Box({10.75, 10.75, 10.75}), 2, 1000, {.cells = {10, 10, 10}, .seed = 31});
}
State dilute() {
    return lattice(Box({25.0, 25.0, 25.0}), 3, 500, {.cells = {8, 8, 8}, .jitter = 0.3, .seed = 32});
}
/// A slab of liquid that fills a third of the box, in its vapour.
State two_phases() {
    State state = lattice(Box({8.0, 9.0, 40.0}), 3, 560,
                          {.cells = {7, 8, 10}, .jitter = 0.05, .filled_part_of_z = 0.3, .seed = 33});
    Uniform uniform(34);
    std::int64_t id = 1000;
    for (int z = 0; z < 7; ++z) {
        for (int xy = 0; xy < 4; ++xy) {
            const Vector3 corner{4.0 * (xy % 2) + 2.0, 4.5 * (xy / 2) + 2.0, 3.5 * z + 14.0};
            const Vector3 moved{uniform(-1.0, 1.0), uniform(-1.0, 1.0), uniform(-1.0, 1.0)};
            state.add(id++, uniform.below(3), corner + moved);
        }
    }
    draw_velocities(state, 2.0, 35);
    return state;
}
State unlike() {
    return lattice(Box({9.25, 9.25, 9.25}), 3, 512,
                   {.cells = {8, 8, 8}, .jitter = 0.04, .largest_velocity = 1.0, .seed = 36});
}
State not_cubic() {
    return lattice(Box({5.25, 31.5, 9.75}), 2, 1350, {.cells = {5, 30, 9}, .jitter = 0.08, .seed = 37});
}

const std::array systems{
    GoldenSystem{"Dense", paper_mixture, dense, 0.002, "c92023d685410527", "fd89fcf45d899868"},
    GoldenSystem{"Dilute", force_shifted, dilute, 0.002, "98001c9721c47a45", "b648441303243c45"},
    GoldenSystem{"TwoPhases", shifted, two_phases, 0.002, "55969643361e16dc", "a48082120e03ace2"},
    GoldenSystem{"StronglyAsymmetric", extreme_mixture, unlike, 0.0005, "3ab5e4991b96b9ba", "cc792370ceffb88c"},
    GoldenSystem{"NonCubic", paper_mixture, not_cubic, 0.002, "27abd0e9ba0fc6f8", "5da37576e8cc25f2"},
};

constexpr std::uint64_t steps = 10;

class GoldenSystems : public ::testing::TestWithParam<GoldenSystem> {
protected:
    std::vector<State> orders() const {
        const State state = GetParam().state();
        return {state, state.permuted(reversed_order(state.size())), state.permuted(shuffled_order(state.size(), 3))};
    }
    const Mixture mixture_ = GetParam().mixture();
};

TEST_P(GoldenSystems, HaveTheirForcesEnergiesVirialAndCurrents) {
    const std::vector<State> states = orders();
    for (const State& state : states) {
        ASSERT_EQ(digest_of(state, pair_forces_of<ReferenceBackend>(mixture_, state, {}, {})), GetParam().forces);
        for (const Execution& execution : all_executions()) {
            ASSERT_EQ(digest_of(state, pair_forces_of<OptimizedBackend>(mixture_, state, {}, execution)),
                      GetParam().forces)
                << description_of(execution);
        }
    }
}

TEST_P(GoldenSystems, MoveAlongTheirTrajectories) {
    const IntegratorParameters parameters{GetParam().timestep};
    for (const State& start : orders()) {
        ASSERT_EQ(digest_of_nve<ReferenceBackend>(mixture_, start, parameters, steps), GetParam().trajectory);
        for (Execution execution : all_executions()) {
            for (const double buffer : {0.0, 0.03, 0.4}) {
                execution.list_buffer = buffer;
                ASSERT_EQ(digest_of_nve<OptimizedBackend>(mixture_, start, parameters, steps, execution),
                          GetParam().trajectory)
                    << description_of(execution);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Bits, GoldenSystems, ::testing::ValuesIn(systems),
                         [](const auto& system) { return std::string(system.param.name); });

}  // namespace
}  // namespace soret::test
