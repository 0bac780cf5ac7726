#include "soret/optimized/detail/cluster_forces.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/detail/checked_pair_forces.hpp"
#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/detail/pair_table.hpp"

namespace soret::optimized {

namespace {

/// Lists that the clusters of a thread are cut into, and the fewest clusters of one.
constexpr std::size_t lists_of_thread = 32;
constexpr std::size_t least_clusters_of_list = 8;

/// Most pairs of clusters whose forces are kept: 2 MB, about what is near a core.
constexpr std::int64_t most_kept_pairs = 1 << 14;

/// The specialised kernels leave out sigma and the choice of the cutoff.
bool have_equal_shape(const std::vector<PairConstants>& table) {
    return std::all_of(table.begin(), table.end(), [&](const PairConstants& pair) {
        return pair.cutoff2 == table[0].cutoff2 && pair.cutoff2 > 0.0 && pair.sigma2 == 1.0 && pair.slope == 0.0;
    });
}

/// Power of a pair, in quanta, up to which its product with a component of a distance within the cutoff is below 2^51.
double largest_safe_power(double cutoff) {
    return 0x1p51 * (1.0 - 0x1p-10) / cutoff;
}

ClusterMotionExtremes larger(const ClusterMotionExtremes& a, const ClusterMotionExtremes& b) {
    return {std::max(a.displacement2, b.displacement2), std::max(a.speed, b.speed)};
}

}  // namespace

ClusterForces::ClusterForces(const Mixture& mixture, const Execution& execution)
    : kernels_(&kernels_for<ClusterKernels>(execution.instruction_set)),
      table_(pair_table(mixture)),
      table_in_quanta_(in_quanta(table_)),
      species_count_(static_cast<int>(mixture.species_count())),
      equal_shape_(have_equal_shape(table_)),
      force_shifted_(mixture.truncation() == Truncation::force_shifted),
      largest_force_over_r_(largest_safe_force_over_r(table_) / sum_quantum),
      largest_power_(largest_safe_power(mixture.largest_cutoff())) {
    if (execution.threads < 1) throw InvalidArgument(fmt::format("threads = {}: must be >= 1", execution.threads));
    pool_ = std::make_unique<ThreadPool>(execution.threads);
    buffers_.resize(static_cast<std::size_t>(execution.threads));
}

ClusterPass ClusterForces::pass_for(const PairForcesRequest& request) const {
    if (request.heat_field_axis) return kernels_->passes.forces_heat_field[*request.heat_field_axis];
    if (request.currents) return kernels_->passes.all;
    const bool scalar = request.scalar_virial != ScalarVirial::none;
    if (request.virial || (scalar && request.energies)) return kernels_->passes.forces_energies_virial;
    if (scalar) return kernels_->passes.forces_scalar_virial;
    return request.energies ? kernels_->passes.forces_energies : kernels_->passes.forces;
}

ClusterPassInput ClusterForces::input(std::size_t list, const PairForcesRequest& request, double* kept_forces) const {
    return {lists_[list].view(),
            system_.positions(),
            system_.velocities(),
            system_.image_shift().data(),
            table_in_quanta_.data(),
            species_count_,
            equal_shape_,
            force_shifted_,
            request.scalar_virial != ScalarVirial::none,
            request.scalar_virial == ScalarVirial::trace,
            largest_force_over_r_,
            largest_power_,
            kept_forces};
}

/// The lists of a thread are next to each other. Clusters near a lower face of the box have more pairs of their own
/// than those near an upper one: equal numbers of clusters would let a thread wait for another.
void ClusterForces::cut_into_lists() {
    const std::size_t threads = buffers_.size();
    const std::size_t most = std::max(threads, system_.cluster_count() / least_clusters_of_list);
    const std::size_t count = threads == 1 ? 1 : std::min(threads * lists_of_thread, most);
    if (count == lists_.size()) return;  // the share of the last time is better than none
    lists_.resize(count);
    first_list_.resize(threads + 1);
    for (std::size_t t = 0; t <= threads; ++t) first_list_[t] = count * t / threads;
}

void ClusterForces::share_lists() {
    const std::size_t threads = buffers_.size();
    std::int64_t work = 0;
    for (const ClusterPairList& list : lists_) work += list.entry_count();
    std::int64_t done = 0;
    std::size_t list = 0;
    for (std::size_t t = 1; t < threads; ++t) {
        const std::int64_t share = work * static_cast<std::int64_t>(t) / static_cast<std::int64_t>(threads);
        while (list < lists_.size() && 2 * done + lists_[list].entry_count() <= 2 * share) {
            done += lists_[list++].entry_count();
        }
        first_list_[t] = list;
    }
}

template <class Work>
void ClusterForces::for_each_list(const Work& work) {
    pool_->run([&](int t) {
        const auto thread = static_cast<std::size_t>(t);
        for (std::size_t l = first_list_[thread]; l < first_list_[thread + 1]; ++l) work(l, thread);
    });
}

void ClusterForces::sort_and_list(double radius) {
    system_.sort();
    cut_into_lists();
    const std::size_t clusters = system_.cluster_count();
    for_each_list([&](std::size_t l, std::size_t) {
        const auto first = static_cast<std::int32_t>(clusters * l / lists_.size());
        const auto end = static_cast<std::int32_t>(clusters * (l + 1) / lists_.size());
        lists_[l].build(system_, radius, first, end, kernels_->prune_candidates);
        system_.keep_positions(first, end);
    });
    share_lists();
    forces_are_empty_ = false;
    heat_field_is_empty_ = false;
    count_neighbours();
}

void ClusterForces::prune_list(double radius) {
    const std::size_t clusters = system_.cluster_count();
    for_each_list([&](std::size_t l, std::size_t) {
        lists_[l].prune(system_, radius, kernels_->prune_list);
        system_.keep_positions(static_cast<std::int32_t>(clusters * l / lists_.size()),
                               static_cast<std::int32_t>(clusters * (l + 1) / lists_.size()));
    });
}

/// Each listed pair of clusters gives a particle at most cluster_size terms.
void ClusterForces::count_neighbours() {
    std::vector<std::int32_t> counts(system_.cluster_count(), 0);
    for (const ClusterPairList& list : lists_) list.count_pairs(counts);
    neighbours_are_countable_ = std::all_of(counts.begin(), counts.end(), [](std::int32_t count) {
        return count * cluster_size <= largest_neighbour_count;
    });
}

void ClusterForces::empty_forces() {
    if (forces_are_empty_) return;
    for (Buffers& buffers : buffers_) buffers.forces.assign(system_.cluster_count() * 3 * sum_width(), 0);
    forces_are_empty_ = true;
}

void ClusterForces::empty_energies() {
    for (Buffers& buffers : buffers_) buffers.energies.assign(system_.cluster_count() * sum_width(), 0);
}

void ClusterForces::empty_heat_field() {
    if (heat_field_is_empty_) return;
    for (Buffers& buffers : buffers_) buffers.heat_field.assign(system_.cluster_count() * 3 * sum_width(), 0);
    heat_field_is_empty_ = true;
}

void ClusterForces::add_up_buffers(bool energies) {
    const auto move_all = [](AlignedVector<std::int64_t>& from, AlignedVector<std::int64_t>& to) {
        std::transform(from.begin(), from.end(), to.begin(), to.begin(), std::plus<>{});
        std::fill(from.begin(), from.end(), 0);
    };
    for (std::size_t t = 1; t < buffers_.size(); ++t) {
        move_all(buffers_[t].forces, buffers_[0].forces);
        if (energies) move_all(buffers_[t].energies, buffers_[0].energies);
        move_all(buffers_[t].heat_field, buffers_[0].heat_field);
    }
}

std::int64_t ClusterForces::force_in_buffers(std::size_t place, std::size_t axis) const {
    std::int64_t sum = 0;
    for (const Buffers& buffers : buffers_) sum += sum_at(buffers.forces, vector_index(place, axis));
    return sum;
}

void ClusterForces::add_force(std::size_t place, std::size_t axis, std::int64_t quanta) {
    buffers_.front().forces[vector_index(place, axis)] += quanta;
}

bool ClusterForces::run_pass(ClusterPass pass, const PairForcesRequest& request, bool with_kept_forces) {
    if (species_count_ > largest_species_count || !neighbours_are_countable_) return false;
    std::vector<ClusterPassSums> sums(buffers_.size());
    std::vector<char> small(buffers_.size(), 1);
    for (std::size_t t = 0; t < buffers_.size(); ++t) {
        sums[t].forces = buffers_[t].forces.data();
        sums[t].energies = buffers_[t].energies.data();
        sums[t].heat_field = buffers_[t].heat_field.data();
    }
    for_each_list([&](std::size_t l, std::size_t thread) {
        const ClusterPassInput pass_input = input(l, request, with_kept_forces ? kept_forces_[l].data() : nullptr);
        if (small[thread] != 0) small[thread] = pass(pass_input, 0, pass_input.list.run_count, sums[thread]);
    });
    forces_are_empty_ = false;
    if (request.heat_field_axis) heat_field_is_empty_ = false;
    if (std::any_of(small.begin(), small.end(), [](char yes) { return yes == 0; })) return false;
    totals_ = {};
    for (const ClusterPassSums& own : sums) {
        for (std::size_t a = 0; a < 6; ++a) totals_.virial[a] += own.virial[a];
        totals_.scalar_virial += own.scalar_virial;
        for (std::size_t a = 0; a < 3; ++a) totals_.heat_current[a] += own.heat_current[a];
    }
    return true;
}

/// returns   whether the forces of all pairs may be kept
bool ClusterForces::make_room_for_forces() {
    std::int64_t pairs = 0;
    for (const ClusterPairList& list : lists_) pairs += list.entry_count();
    if (pairs > most_kept_pairs) return false;
    kept_forces_.resize(lists_.size());
    for (std::size_t l = 0; l < lists_.size(); ++l) {
        const std::size_t places = static_cast<std::size_t>(lists_[l].entry_count()) * cluster_places;
        if (kept_forces_[l].size() < places) kept_forces_[l].resize(places + places / 4);
    }
    return true;
}

void ClusterForces::compute(const PairForcesRequest& request) {
    forces_are_kept_ = false;
    empty_forces();
    if (request.energies || request.virial || request.currents) empty_energies();
    if (request.heat_field_axis) empty_heat_field();
    if (!run_pass(pass_for(request), request)) compute_checked(request);
}

void ClusterForces::compute_before_currents(const PairForcesRequest& request) {
    PairForcesRequest forces_alone = forces_only;
    forces_alone.scalar_virial = request.scalar_virial;
    if (!make_room_for_forces()) return compute(forces_alone);
    empty_forces();
    empty_energies();
    PairForcesRequest now = forces_alone;
    now.energies = true;
    forces_are_kept_ = run_pass(pass_for(now), now, true);
    if (!forces_are_kept_) compute_checked(forces_alone);
}

bool ClusterForces::compute_beside_forces(const PairForcesRequest& request) {
    if (!std::exchange(forces_are_kept_, false)) {
        empty_energies();
        return run_pass(kernels_->passes.all_but_forces, request);
    }
    const WideInteger scalar_virial = totals_.scalar_virial;
    const bool small = run_pass(kernels_->passes.virial_currents, request, true);
    totals_.scalar_virial = scalar_virial;
    return small;
}

void ClusterForces::compute_checked(const PairForcesRequest& request) {
    forces_are_empty_ = false;
    empty_forces();
    empty_energies();
    totals_ = {};
    totals_.forces = buffers_[0].forces.data();
    totals_.energies = buffers_[0].energies.data();
    if (request.heat_field_axis) {
        heat_field_is_empty_ = false;
        empty_heat_field();
        heat_field_is_empty_ = false;
    }
    totals_.heat_field = buffers_[0].heat_field.data();
    forces_are_empty_ = false;
    checked_pair_forces(system_, lists_, table_, species_count_, request, sum_width(), totals_);
}

ClusterMotion ClusterForces::motion(const std::vector<double>& half_kick, double timestep) {
    force_buffers_.clear();
    for (Buffers& buffers : buffers_) force_buffers_.push_back(buffers.forces.data());
    return {system_.positions(),
            system_.velocities(),
            system_.listed_positions(),
            force_buffers_.data(),
            static_cast<int>(force_buffers_.size()),
            half_kick.data(),
            species_count_,
            timestep};
}

template <class Result, class Work>
std::vector<Result> ClusterForces::move_all(const Work& work) {
    const int threads = pool_->size();
    const auto clusters = static_cast<std::int64_t>(system_.cluster_count());
    std::vector<Result> results(static_cast<std::size_t>(threads), Result{});
    pool_->run([&](int t) {
        work(static_cast<std::int32_t>(clusters * t / threads), static_cast<std::int32_t>(clusters * (t + 1) / threads),
             results[static_cast<std::size_t>(t)]);
    });
    return results;
}

ClusterMotionExtremes ClusterForces::move(const std::vector<double>& half_kick, double timestep, int kicks,
                                          bool drift) {
    const ClusterMotion all = motion(half_kick, timestep);
    const auto extremes =
        move_all<ClusterMotionExtremes>([&](std::int32_t first, std::int32_t end, ClusterMotionExtremes& own) {
            kernels_->move(all, first, end, kicks, drift, own);
        });
    forces_are_empty_ = drift;
    ClusterMotionExtremes most{0.0, 0.0};
    for (const ClusterMotionExtremes& own : extremes) most = larger(most, own);
    return most;
}

ExtendedMotionResult ClusterForces::move(ExtendedMotion all, const std::vector<double>& half_kick, ExtendedPart part) {
    all.motion = motion(half_kick, 0.0);
    const auto results =
        move_all<ExtendedMotionResult>([&](std::int32_t first, std::int32_t end, ExtendedMotionResult& own) {
            kernels_->extended_move(all, first, end, part, own);
        });
    if (part == ExtendedPart::advance) forces_are_empty_ = true;
    ExtendedMotionResult sum{};
    for (const ExtendedMotionResult& own : results) {
        sum.extremes = larger(sum.extremes, own.extremes);
        for (std::size_t a = 0; a < 3; ++a) sum.kinetic[a] += own.kinetic[a];
        sum.largest_kinetic_term = std::max(sum.largest_kinetic_term, own.largest_kinetic_term);
    }
    return sum;
}

SlabMotionResult ClusterForces::move(SlabMotion all, const std::vector<double>& half_kick, double timestep,
                                     SlabPart part) {
    all.motion = motion(half_kick, timestep);
    const auto results = move_all<SlabMotionResult>([&](std::int32_t first, std::int32_t end, SlabMotionResult& own) {
        kernels_->slab_move(all, first, end, part, own);
    });
    if (part == SlabPart::advance) forces_are_empty_ = true;
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

FieldMotionResult ClusterForces::move(FieldMotion all, const std::vector<double>& half_kick, double timestep,
                                      FieldPart part) {
    all.motion = motion(half_kick, timestep);
    all.quantum = sum_quantum;
    heat_field_buffers_.clear();
    for (Buffers& buffers : buffers_) heat_field_buffers_.push_back(buffers.heat_field.data());
    all.heat_field = heat_field_buffers_.data();
    const auto results = move_all<FieldMotionResult>([&](std::int32_t first, std::int32_t end, FieldMotionResult& own) {
        kernels_->field_move(all, first, end, part, own);
    });
    if (part == FieldPart::advance) forces_are_empty_ = heat_field_is_empty_ = true;
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
