// A program of somebody else: two particles of the paper's second species at r = 1.25, by both backends.
#include <cstdio>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/optimized/pair_forces.hpp"
#include "soret/reference/pair_forces.hpp"

int main() {
    const soret::Mixture mixture = soret::paper_mixture();
    soret::State state;
    state.box = soret::Box({8.0, 8.0, 8.0});
    state.add(1, 1, {0.5, 1.0, 1.0});
    state.add(2, 1, {7.25, 1.0, 1.0});

    soret::PairForcesResult plain;
    soret::PairForcesResult fast;
    soret::reference::PairForces(mixture, soret::Execution{}).compute(state, {}, plain);
    soret::optimized::PairForces(mixture, soret::Execution{}).compute(state, {}, fast);
    const bool same = plain.potential_energy == fast.potential_energy && plain.force == fast.force;
    std::printf("u = %.10f, %s bits\n", plain.potential_energy, same ? "the same" : "different");
    return same ? 0 : 1;
}
