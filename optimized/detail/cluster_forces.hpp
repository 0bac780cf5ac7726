#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/optimized/detail/cluster_list.hpp"
#include "soret/optimized/detail/cluster_sums.hpp"
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

    /// Sums over all listed pairs. The list must hold every pair within the cutoff. Forces and energies are kept, by
    /// thread.
    /// throws   InvalidState: as contracts/pair_forces.hpp says
    void compute(const PairForcesRequest& request);
    /// The same for a request with currents where velocities are not known yet: they must follow by
    /// compute_beside_forces(). What that can take over is kept.
    void compute_before_currents(const PairForcesRequest& request);
    /// The same for currents where the forces are kept, of these positions, with whatever was added to them: those are
    /// left as they are. Sums of compute_before_currents() at these positions are not made again.
    /// returns  false if that needs compute()
    bool compute_beside_forces(const PairForcesRequest& request);

    /// Adds up what threads have; then force, energy and t of a place are of all of them.                 [quanta]
    void add_up_threads(bool energies);
    std::int64_t force(std::size_t place, std::size_t axis) const { return forces_.sum(place, axis); }
    std::int64_t energy(std::size_t place) const;
    std::int64_t heat_field(std::size_t place, std::size_t axis) const { return heat_field_.sum(place, axis); }
    void add_force(std::size_t place, std::size_t axis, std::int64_t quanta) { forces_.add(place, axis, quanta); }
    const ClusterPassSums& totals() const { return totals_; }

    /// Moves all particles by the forces, half kicks times sum_quantum; with drift no forces are left.
    /// returns  the largest displacement since listing or pruning and the largest speed that drifted
    ClusterMotionExtremes move(const std::vector<double>& half_kick, double timestep, int kicks, bool drift);

    /// A part of a step with a thermostat, for all particles; `motion` says everything but where the particles are.
    ExtendedMotionResult move(const ExtendedMotion& motion, const std::vector<double>& half_kick, ExtendedPart part);
    /// A part of a step with slabs, likewise.
    SlabMotionResult move(const SlabMotion& motion, const std::vector<double>& half_kick, double timestep,
                          SlabPart part);
    /// A part of a step under a field, likewise; half kicks in natural units.
    FieldMotionResult move(const FieldMotion& motion, const std::vector<double>& half_kick, double timestep,
                           FieldPart part);

private:
    /// What a thread alone writes to.
    struct alignas(64) OfThread {
        AlignedVector<std::int64_t> energies;  // [cluster][sum_width]
        ClusterPassSums sums;
        bool small;                        // terms of the pass so far
        std::vector<std::int32_t> listed;  // pairs of each cluster in the lists that it made
    };

    std::size_t sum_width() const { return static_cast<std::size_t>(kernels_->sum_width); }

    ClusterShares shares() const { return {system_.cluster_count(), threads_.size()}; }

    /// Clusters [first, end), with the forces on them in the motion.
    struct OwnClusters {
        ClusterMotion motion;
        std::int32_t first;
        std::int32_t end;
        std::size_t thread;
    };

    /// Calls work(own clusters, result) on every thread, for all that it owns.
    /// leaves_none   no forces
    /// returns       the results of all threads
    template <class Result, class Work>
    std::vector<Result> move_all(const std::vector<double>& half_kick, double timestep, bool leaves_none,
                                 const Work& work);
    /// By a kernel that takes the motion as it is in all threads but for where the particles are.
    template <class Result, class Motion, class Part>
    std::vector<Result> move_part(void (*kernel)(const Motion&, std::int32_t, std::int32_t, Part, Result&),
                                  const Motion& all, const std::vector<double>& half_kick, double timestep, Part part);
    ClusterPass pass_for(const PairForcesRequest& request) const;
    ClusterPassInput input(std::size_t list, const PairForcesRequest& request, double* kept_forces) const;
    bool run_pass(ClusterPass pass, const PairForcesRequest& request, bool with_kept_forces = false,
                  bool adds_forces = true);
    void hand_over_all_of_first_thread(ClusterSums& sums);
    bool make_room_for_forces();
    void empty_energies();
    void compute_checked(const PairForcesRequest& request);
    void count_neighbours();
    void cut_into_lists();
    void share_lists();
    /// Calls work(list, number of a thread) for every list, and last(number) on each thread when no list is left.
    template <class Work, class Last>
    void for_each_list(const Work& work, const Last& last);

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
    std::vector<ClusterPairList> lists_;   // of successive ranges of clusters
    std::vector<std::size_t> first_list_;  // of each thread, and the end
    std::vector<OfThread> threads_;
    ClusterSums forces_;
    ClusterSums heat_field_;
    std::vector<AlignedVector<double>> kept_forces_;  // by list
    bool forces_are_kept_ = false;                    // of the last pass, with energies and virial
    bool neighbours_are_countable_ = true;
    ClusterPassSums totals_{};
};

}  // namespace soret::optimized
