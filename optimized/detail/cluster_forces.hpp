#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/optimized/detail/cluster_list.hpp"
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

    /// Sorts the particles and lists every cluster pair within the radius.
    /// radius   at most the shortest edge                                                  [sigma]
    void sort_and_list(double radius);
    /// Chooses the cluster pairs within a smaller radius now out of those listed.
    void prune_list(double radius);

    /// Sums over all listed pairs. The list must hold every pair within the cutoff. Forces and energies are left in the
    /// buffers.
    /// throws   InvalidState: as contracts/pair_forces.hpp says
    void compute(const PairForcesRequest& request);
    /// The same for a request with currents where velocities are not known yet: they must follow by
    /// compute_beside_forces(). What that can take over is kept.
    void compute_before_currents(const PairForcesRequest& request);
    /// The same for currents where the forces are in the buffers, of these positions, with whatever was added to them:
    /// those are left as they are. Sums of compute_before_currents() at these positions are not made again.
    /// returns  false if that needs compute()
    bool compute_beside_forces(const PairForcesRequest& request);

    /// Adds up the buffers; then force and energy of a place are of all threads.                          [quanta]
    void add_up_buffers(bool energies);
    std::int64_t force(std::size_t place, std::size_t axis) const {
        return sum_at(buffers_.front().forces, vector_index(place, axis));
    }
    std::int64_t energy(std::size_t place) const {
        return sum_at(buffers_.front().energies, place / cluster_size * sum_width() + place % cluster_size);
    }
    /// The same before they are added up.
    std::int64_t force_in_buffers(std::size_t place, std::size_t axis) const;
    void add_force(std::size_t place, std::size_t axis, std::int64_t quanta);
    /// t of a place, after add_up_buffers().                                                          [quanta]
    std::int64_t heat_field(std::size_t place, std::size_t axis) const {
        return sum_at(buffers_.front().heat_field, vector_index(place, axis));
    }
    const ClusterPassSums& totals() const { return totals_; }

    /// Moves all particles by the forces in the buffers, half kicks times sum_quantum; with drift the buffers are
    /// left empty.
    /// returns  the largest displacement since listing or pruning and the largest speed that drifted
    ClusterMotionExtremes move(const std::vector<double>& half_kick, double timestep, int kicks, bool drift);

    /// A part of a step with a thermostat, for all particles; `motion` says everything but where the particles are.
    ExtendedMotionResult move(ExtendedMotion motion, const std::vector<double>& half_kick, ExtendedPart part);
    /// A part of a step with slabs, likewise.
    SlabMotionResult move(SlabMotion motion, const std::vector<double>& half_kick, double timestep, SlabPart part);
    /// A part of a step under a field, likewise; half kicks in natural units.
    FieldMotionResult move(FieldMotion motion, const std::vector<double>& half_kick, double timestep, FieldPart part);

private:
    struct Buffers {
        AlignedVector<std::int64_t> forces;
        AlignedVector<std::int64_t> energies;
        AlignedVector<std::int64_t> heat_field;
    };

    std::size_t sum_width() const { return static_cast<std::size_t>(kernels_->sum_width); }
    std::size_t vector_index(std::size_t place, std::size_t axis) const {
        return (place / cluster_size * 3 + axis) * sum_width() + place % cluster_size;
    }
    std::int64_t sum_at(const AlignedVector<std::int64_t>& sums, std::size_t first) const {
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < sum_width(); k += cluster_size) sum += sums[first + k];
        return sum;
    }

    ClusterMotion motion(const std::vector<double>& half_kick, double timestep);
    /// Calls work(first_cluster, end_cluster, result) on every thread.
    /// returns  the results of all threads
    template <class Result, class Work>
    std::vector<Result> move_all(const Work& work);
    ClusterPass pass_for(const PairForcesRequest& request) const;
    ClusterPassInput input(std::size_t list, const PairForcesRequest& request, double* kept_forces) const;
    bool run_pass(ClusterPass pass, const PairForcesRequest& request, bool with_kept_forces = false);
    bool make_room_for_forces();
    void empty_forces();
    void empty_energies();
    void empty_heat_field();
    void compute_checked(const PairForcesRequest& request);
    void count_neighbours();
    void cut_into_lists();
    void share_lists();
    /// Calls work(list, number of the thread) for every list, each thread for its own.
    template <class Work>
    void for_each_list(const Work& work);

    const ClusterKernels* kernels_;
    std::vector<PairConstants> table_;  // in natural units
    std::vector<PairConstants> table_in_quanta_;
    int species_count_;
    bool equal_shape_;
    bool force_shifted_;
    double largest_force_over_r_;
    double largest_power_;
    std::unique_ptr<ThreadPool> pool_;
    ClusterSystem system_;
    std::vector<ClusterPairList> lists_;              // of successive ranges of clusters
    std::vector<std::size_t> first_list_;             // of each thread, and the end
    std::vector<Buffers> buffers_;                    // one a thread
    std::vector<AlignedVector<double>> kept_forces_;  // by list
    bool forces_are_kept_ = false;                    // of the last pass, with energies and virial
    bool forces_are_empty_ = false;                   // in every buffer
    bool heat_field_is_empty_ = false;
    bool neighbours_are_countable_ = true;
    std::vector<std::int64_t*> force_buffers_;
    std::vector<std::int64_t*> heat_field_buffers_;
    ClusterPassSums totals_{};
};

}  // namespace soret::optimized
