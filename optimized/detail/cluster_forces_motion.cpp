// The passes over the particles: each thread moves those that it owns by the forces that all threads have summed.

#include <algorithm>

#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/detail/cluster_forces.hpp"

namespace soret::optimized {

namespace {

/// Clusters that a thread moves after it has begun to fetch what others have of them: about what is near a core.
constexpr std::size_t moved_at_once = 256;

ClusterMotionExtremes larger(const ClusterMotionExtremes& a, const ClusterMotionExtremes& b) {
    return {std::max(a.displacement2, b.displacement2), std::max(a.speed, b.speed)};
}

}  // namespace

template <class Result, class Work>
std::vector<Result> ClusterForces::move_all(const std::vector<double>& half_kick, double timestep, bool leaves_none,
                                            const Work& work) {
    std::vector<Result> results(threads_.size(), Result{});
    pool_->run([&](int thread) {
        const auto t = static_cast<std::size_t>(thread);
        const ClusterMotion motion{system_.positions(),
                                   system_.velocities(),
                                   system_.listed_positions(),
                                   forces_.of(t),
                                   half_kick.data(),
                                   species_count_,
                                   timestep};
        const std::size_t last = shares().first(t + 1);
        const std::size_t at_once = threads_.size() == 1 ? last : moved_at_once;
        for (std::size_t first = shares().first(t); first < last; first += at_once) {
            const std::size_t end = std::min(last, first + at_once);
            if (threads_.size() > 1) system_.fetch_positions(first, end);
            forces_.take_over(t, first, end);
            work(OwnClusters{motion, static_cast<std::int32_t>(first), static_cast<std::int32_t>(end), t}, results[t]);
        }
    });
    forces_.were_taken_over(leaves_none);
    return results;
}

ClusterMotionExtremes ClusterForces::move(const std::vector<double>& half_kick, double timestep, int kicks,
                                          bool drift) {
    const auto extremes = move_all<ClusterMotionExtremes>(
        half_kick, timestep, drift, [&](const OwnClusters& own, ClusterMotionExtremes& result) {
            kernels_->move(own.motion, own.first, own.end, kicks, drift, result);
        });
    ClusterMotionExtremes most{0.0, 0.0};
    for (const ClusterMotionExtremes& own : extremes) most = larger(most, own);
    return most;
}

template <class Result, class Motion, class Part>
std::vector<Result> ClusterForces::move_part(void (*kernel)(const Motion&, std::int32_t, std::int32_t, Part, Result&),
                                             const Motion& all, const std::vector<double>& half_kick, double timestep,
                                             Part part) {
    return move_all<Result>(half_kick, timestep, part == Part::advance, [&](const OwnClusters& own, Result& result) {
        Motion of_thread = all;
        of_thread.motion = own.motion;
        kernel(of_thread, own.first, own.end, part, result);
    });
}

ExtendedMotionResult ClusterForces::move(const ExtendedMotion& all, const std::vector<double>& half_kick,
                                         ExtendedPart part) {
    const auto results = move_part(kernels_->extended_move, all, half_kick, 0.0, part);
    ExtendedMotionResult sum{};
    for (const ExtendedMotionResult& own : results) {
        sum.extremes = larger(sum.extremes, own.extremes);
        for (std::size_t a = 0; a < 3; ++a) sum.kinetic[a] += own.kinetic[a];
        sum.largest_kinetic_term = std::max(sum.largest_kinetic_term, own.largest_kinetic_term);
    }
    return sum;
}

SlabMotionResult ClusterForces::move(const SlabMotion& all, const std::vector<double>& half_kick, double timestep,
                                     SlabPart part) {
    const auto results = move_part(kernels_->slab_move, all, half_kick, timestep, part);
    SlabMotionResult sum{};
    for (const SlabMotionResult& own : results) {
        sum.extremes = larger(sum.extremes, own.extremes);
        sum.largest_kinetic_term = std::max(sum.largest_kinetic_term, own.largest_kinetic_term);
        for (std::size_t a = 0; a < 3; ++a) sum.momentum[a] += own.momentum[a];
        for (std::size_t s = 0; s < 2; ++s) {
            SlabSums& slab = sum.slab[s];
            slab.number += own.slab[s].number;
            slab.mass += own.slab[s].mass;
            slab.kinetic += own.slab[s].kinetic;
            for (std::size_t a = 0; a < 3; ++a) slab.momentum[a] += own.slab[s].momentum[a];
        }
    }
    return sum;
}

FieldMotionResult ClusterForces::move(const FieldMotion& all, const std::vector<double>& half_kick, double timestep,
                                      FieldPart part) {
    const bool leaves_none = part == FieldPart::advance;
    const auto results = move_all<FieldMotionResult>(
        half_kick, timestep, leaves_none, [&](const OwnClusters& own, FieldMotionResult& result) {
            heat_field_.take_over(own.thread, static_cast<std::size_t>(own.first), static_cast<std::size_t>(own.end));
            FieldMotion of_thread = all;
            of_thread.motion = own.motion;
            of_thread.quantum = sum_quantum;
            of_thread.heat_field = heat_field_.of(own.thread);
            kernels_->field_move(of_thread, own.first, own.end, part, result);
        });
    if (all.phi != 0.0) heat_field_.were_taken_over(leaves_none);
    FieldMotionResult sum{};
    for (const FieldMotionResult& own : results) {
        sum.extremes = larger(sum.extremes, own.extremes);
        sum.largest_term = std::max(sum.largest_term, own.largest_term);
        sum.work += own.work;
        for (std::size_t a = 0; a < 3; ++a) {
            sum.kinetic[a] += own.kinetic[a];
            sum.heat_field[a] += own.heat_field[a];
            for (int s = 0; s < species_count_; ++s) sum.momentum[s][a] += own.momentum[s][a];
        }
    }
    return sum;
}

}  // namespace soret::optimized
