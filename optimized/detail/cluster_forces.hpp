#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/optimized/detail/cluster_system.hpp"
#include "soret/optimized/detail/thread_pool.hpp"

namespace soret::optimized {

/// Forces and sums over the cluster pairs of a system, on all threads. Integers all along: how the work is divided
/// never reaches a result.
class ClusterForces {
public:
    /// throws   InvalidArgument: fewer than one thread
    ClusterForces(const Mixture& mixture, const Execution& execution);

    ClusterSystem& system() { return system_; }
    const ClusterSystem& system() const { return system_; }

    void sort_and_list(double radius) { system_.sort_and_list(radius, kernels_->prune); }

    /// Sums over all listed pairs. The list must hold every pair within the cutoff.
    /// throws   InvalidState: as contracts/pair_forces.hpp says
    void compute(const ClusterPassOptions& options);

    /// In quanta; [cluster][cluster_vectors] and [cluster][cluster_size].
    const std::int64_t* forces() const { return buffers_.front().forces.data(); }
    const std::int64_t* energies() const { return buffers_.front().energies.data(); }
    const ClusterPassSums& totals() const { return totals_; }

private:
    struct Buffers {
        AlignedVector<std::int64_t> forces;
        AlignedVector<std::int64_t> energies;
    };

    ClusterPass pass_for(const ClusterPassOptions& options) const;
    ClusterPassInput input() const;
    bool run_pass(const ClusterPassOptions& options);
    void add_up_buffers(bool energies);

    const ClusterKernels* kernels_;
    std::vector<PairConstants> table_;  // in natural units
    std::vector<PairConstants> table_in_quanta_;
    int species_count_;
    bool equal_shape_;
    bool force_shifted_;
    double largest_force_over_r_;
    std::unique_ptr<ThreadPool> pool_;
    ClusterSystem system_;
    std::vector<Buffers> buffers_;  // one a thread; the first holds the result
    ClusterPassSums totals_{};
};

}  // namespace soret::optimized
