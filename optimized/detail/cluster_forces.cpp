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

int checked_threads(const Execution& execution) {
    if (execution.threads < 1) throw InvalidArgument(fmt::format("threads = {}: must be >= 1", execution.threads));
    return execution.threads;
}

/// What for_each_list() does last if there is nothing to do.
constexpr auto nothing = [](std::size_t) {};

}  // namespace

ClusterForces::ClusterForces(const Mixture& mixture, const Execution& execution)
    : kernels_(&kernels_for<ClusterKernels>(execution.instruction_set)),
      table_(pair_table(mixture)),
      table_in_quanta_(in_quanta(table_)),
      species_count_(static_cast<int>(mixture.species_count())),
      equal_shape_(have_equal_shape(table_)),
      force_shifted_(mixture.truncation() == Truncation::force_shifted),
      largest_force_over_r_(largest_safe_force_over_r(table_) / sum_quantum),
      largest_power_(largest_safe_power(mixture.largest_cutoff())),
      threads_(static_cast<std::size_t>(checked_threads(execution))),
      forces_(*kernels_, execution.threads),
      heat_field_(*kernels_, execution.threads) {
    pool_ = std::make_unique<ThreadPool>(execution.threads);
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
    const std::size_t threads = threads_.size();
    const std::size_t most = std::max(threads, system_.cluster_count() / least_clusters_of_list);
    const std::size_t count = threads == 1 ? 1 : std::min(threads * lists_of_thread, most);
    if (count == lists_.size()) return;  // the share of the last time is better than none
    lists_.resize(count);
    first_list_.resize(threads + 1);
    for (std::size_t t = 0; t <= threads; ++t) first_list_[t] = count * t / threads;
}

void ClusterForces::share_lists() {
    const std::size_t threads = threads_.size();
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

template <class Work, class Last>
void ClusterForces::for_each_list(const Work& work, const Last& last) {
    pool_->share(
        first_list_, [&](std::size_t list, int thread) { work(list, static_cast<std::size_t>(thread)); },
        [&](int thread) { last(static_cast<std::size_t>(thread)); });
}

void ClusterForces::sort_and_list(double radius) {
    system_.sort(*pool_);
    cut_into_lists();
    const std::size_t clusters = system_.cluster_count();
    for (OfThread& own : threads_) {
        own.listed.assign(clusters, 0);
    }
    for (ClusterSums* sums : {&forces_, &heat_field_}) sums->lists_were_made(lists_.size(), clusters);
    for_each_list(
        [&](std::size_t l, std::size_t thread) {
            const auto first = static_cast<std::int32_t>(clusters * l / lists_.size());
            const auto end = static_cast<std::int32_t>(clusters * (l + 1) / lists_.size());
            lists_[l].build(system_, radius, first, end, kernels_->prune_candidates);
            lists_[l].count_pairs(threads_[thread].listed);
            system_.keep_positions(first, end);
        },
        nothing);
    share_lists();
    count_neighbours();
}

void ClusterForces::prune_list(double radius) {
    const std::size_t clusters = system_.cluster_count();
    for_each_list(
        [&](std::size_t l, std::size_t) {
            lists_[l].prune(system_, radius, kernels_->prune_list);
            system_.keep_positions(static_cast<std::int32_t>(clusters * l / lists_.size()),
                                   static_cast<std::int32_t>(clusters * (l + 1) / lists_.size()));
        },
        nothing);
}

/// Each listed pair of clusters gives a particle at most cluster_size terms.
void ClusterForces::count_neighbours() {
    std::vector<std::int32_t> counts(system_.cluster_count(), 0);
    for (const OfThread& own : threads_) {
        std::transform(own.listed.begin(), own.listed.end(), counts.begin(), counts.begin(), std::plus<>{});
    }
    neighbours_are_countable_ = std::all_of(counts.begin(), counts.end(), [](std::int32_t count) {
        return count * cluster_size <= largest_neighbour_count;
    });
}

void ClusterForces::empty_energies() {
    for (OfThread& own : threads_) own.energies.assign(system_.cluster_count() * sum_width(), 0);
}

void ClusterForces::add_up_threads(bool energies) {
    if (threads_.size() == 1) return;
    pool_->run([&](int thread) {
        const auto t = static_cast<std::size_t>(thread);
        const ClusterShares shares = this->shares();
        forces_.take_over(t, shares.first(t), shares.first(t + 1));
        heat_field_.take_over(t, shares.first(t), shares.first(t + 1));
    });
    forces_.were_taken_over(false);
    heat_field_.were_taken_over(false);
    AlignedVector<std::int64_t>& sum = threads_.front().energies;
    for (std::size_t t = 1; energies && t < threads_.size(); ++t) {
        AlignedVector<std::int64_t>& own = threads_[t].energies;
        std::transform(own.begin(), own.end(), sum.begin(), sum.begin(), std::plus<>{});
        std::fill(own.begin(), own.end(), 0);
    }
}

std::int64_t ClusterForces::energy(std::size_t place) const {
    const std::int64_t* of_lane =
        threads_.front().energies.data() + place / cluster_size * sum_width() + place % cluster_size;
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < sum_width(); k += cluster_size) sum += of_lane[k];
    return sum;
}

bool ClusterForces::run_pass(ClusterPass pass, const PairForcesRequest& request, bool with_kept_forces,
                             bool adds_forces) {
    if (species_count_ > largest_species_count || !neighbours_are_countable_) return false;
    const bool adds_heat_field = request.heat_field_axis.has_value();
    for (std::size_t t = 0; t < threads_.size(); ++t) {
        OfThread& own = threads_[t];
        own.sums = {};
        own.sums.forces = forces_.of(t);
        own.sums.energies = own.energies.data();
        own.sums.heat_field = heat_field_.of(t);
        own.small = true;
    }
    for_each_list(
        [&](std::size_t l, std::size_t thread) {
            OfThread& own = threads_[thread];
            if (!own.small) return;
            if (l >= first_list_[thread] && l < first_list_[thread + 1] && adds_forces) {
                forces_.fetch_for_hand_over(thread, l - first_list_[thread],
                                            first_list_[thread + 1] - first_list_[thread]);
            }
            const ClusterPassInput pass_input = input(l, request, with_kept_forces ? kept_forces_[l].data() : nullptr);
            own.small = pass(pass_input, 0, pass_input.list.run_count, own.sums);
            if (adds_forces) forces_.reach(thread, l, lists_[l]);
            if (adds_heat_field) heat_field_.reach(thread, l, lists_[l]);
        },
        [&](std::size_t thread) {
            if (adds_forces) forces_.hand_over(thread);
            if (adds_heat_field) heat_field_.hand_over(thread);
        });
    if (adds_forces) forces_.were_handed_over();
    if (adds_heat_field) heat_field_.were_handed_over();
    if (!std::all_of(threads_.begin(), threads_.end(), [](const OfThread& own) { return own.small; })) return false;
    totals_ = {};
    for (const OfThread& own : threads_) {
        for (std::size_t a = 0; a < 6; ++a) totals_.virial[a] += own.sums.virial[a];
        totals_.scalar_virial += own.sums.scalar_virial;
        for (std::size_t a = 0; a < 3; ++a) totals_.heat_current[a] += own.sums.heat_current[a];
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
    forces_.empty(system_.cluster_count());
    if (request.energies || request.virial || request.currents) empty_energies();
    if (request.heat_field_axis) heat_field_.empty(system_.cluster_count());
    if (!run_pass(pass_for(request), request)) compute_checked(request);
}

void ClusterForces::compute_before_currents(const PairForcesRequest& request) {
    PairForcesRequest forces_alone = forces_only;
    forces_alone.scalar_virial = request.scalar_virial;
    if (!make_room_for_forces()) return compute(forces_alone);
    forces_.empty(system_.cluster_count());
    empty_energies();
    PairForcesRequest now = forces_alone;
    now.energies = true;
    forces_are_kept_ = run_pass(pass_for(now), now, true);
    if (!forces_are_kept_) compute_checked(forces_alone);
}

bool ClusterForces::compute_beside_forces(const PairForcesRequest& request) {
    if (!std::exchange(forces_are_kept_, false)) {
        empty_energies();
        return run_pass(kernels_->passes.all_but_forces, request, false, false);
    }
    const WideInteger scalar_virial = totals_.scalar_virial;
    const bool small = run_pass(kernels_->passes.virial_currents, request, true, false);
    totals_.scalar_virial = scalar_virial;
    return small;
}

void ClusterForces::hand_over_all_of_first_thread(ClusterSums& sums) {
    sums.reach_all(0);
    for (std::size_t t = 0; t < threads_.size(); ++t) sums.hand_over(t);
    sums.were_handed_over();
}

void ClusterForces::compute_checked(const PairForcesRequest& request) {
    forces_.empty(system_.cluster_count());
    empty_energies();
    totals_ = {};
    totals_.forces = forces_.of(0);
    totals_.energies = threads_.front().energies.data();
    if (request.heat_field_axis) heat_field_.empty(system_.cluster_count());
    totals_.heat_field = heat_field_.of(0);
    checked_pair_forces(system_, lists_, table_, species_count_, request, sum_width(), totals_);
    hand_over_all_of_first_thread(forces_);
    if (request.heat_field_axis) hand_over_all_of_first_thread(heat_field_);
}

}  // namespace soret::optimized
