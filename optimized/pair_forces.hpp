#pragma once

#include <memory>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/optimized/detail/cell_grid.hpp"
#include "soret/optimized/detail/thread_pool.hpp"
#include "soret/optimized/kernels/pair_forces.hpp"

namespace soret::optimized {

// Twin of reference/pair_forces.hpp: particles sorted into cells, each one against whole vectors of its neighbourhood;
// every pair is seen from both sides, so that no two threads write to the same place. O(N) instead of O(N^2).
class PairForces {
public:
    /// throws   InvalidArgument: fewer than one thread
    explicit PairForces(const Mixture& mixture, const Execution& execution = {});
    void compute(const State& state, PairForcesRequest request, PairForcesResult& result);

private:
    void sort(const State& state, bool currents);
    bool run_kernel(const PairForcesInput& input);

    Mixture mixture_;
    PairForcesKernel kernel_;
    std::unique_ptr<ThreadPool> pool_;
    CellGrid grid_;
    AlignedVector<double> species_;
    AlignedVector<double> velocities_;
    std::array<std::vector<std::int64_t>, 3> force_;
    std::vector<std::int64_t> energy_;
    PairForcesSums totals_{};
};

static_assert(PairForcesBackend<PairForces>);

}  // namespace soret::optimized
