#include "soret/optimized/detail/cluster_forces.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/detail/checked_pair_forces.hpp"
#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/detail/pair_table.hpp"

namespace soret::optimized {

namespace {

/// The specialised kernels leave out sigma and the choice of the cutoff.
bool have_equal_shape(const std::vector<PairConstants>& table) {
    return std::all_of(table.begin(), table.end(), [&](const PairConstants& pair) {
        return pair.cutoff2 == table[0].cutoff2 && pair.cutoff2 > 0.0 && pair.sigma2 == 1.0 && pair.slope == 0.0;
    });
}

}  // namespace

ClusterForces::ClusterForces(const Mixture& mixture, const Execution& execution)
    : kernels_(&cluster_kernels(execution.instruction_set)),
      table_(pair_table(mixture)),
      table_in_quanta_(in_quanta(table_)),
      species_count_(static_cast<int>(mixture.species_count())),
      equal_shape_(have_equal_shape(table_)),
      force_shifted_(mixture.truncation() == Truncation::force_shifted),
      largest_force_over_r_(largest_safe_force_over_r(table_) * 0x1p40) {
    if (execution.threads < 1) throw InvalidArgument(fmt::format("threads = {}: must be >= 1", execution.threads));
    pool_ = std::make_unique<ThreadPool>(execution.threads);
    lists_.resize(static_cast<std::size_t>(execution.threads));
    buffers_.resize(static_cast<std::size_t>(execution.threads));
}

ClusterPass ClusterForces::pass_for(const ClusterPassOptions& options) const {
    if (options.currents) return kernels_->all;
    if (options.virial) return kernels_->forces_energies_virial;
    return options.energies ? kernels_->forces_energies : kernels_->forces;
}

ClusterPassInput ClusterForces::input(int thread) const {
    return {lists_[static_cast<std::size_t>(thread)].view(),
            system_.positions(),
            system_.velocities(),
            system_.image_shift().data(),
            table_in_quanta_.data(),
            species_count_,
            equal_shape_,
            force_shifted_,
            largest_force_over_r_};
}

void ClusterForces::sort_and_list(double radius) {
    system_.sort();
    const auto clusters = static_cast<std::int64_t>(system_.cluster_count());
    const int threads = pool_->size();
    pool_->run([&](int t) {
        const auto first = static_cast<std::int32_t>(clusters * t / threads);
        const auto end = static_cast<std::int32_t>(clusters * (t + 1) / threads);
        lists_[static_cast<std::size_t>(t)].build(system_, radius, first, end, kernels_->prune);
    });
    forces_are_empty_ = false;
    count_neighbours();
}

/// Each listed pair of clusters gives a particle at most cluster_size terms.
void ClusterForces::count_neighbours() {
    std::vector<std::int32_t> counts(system_.cluster_count(), 0);
    for (const ClusterPairList& list : lists_) {
        std::transform(counts.begin(), counts.end(), list.pair_counts().begin(), counts.begin(), std::plus<>{});
    }
    neighbours_are_countable_ = std::all_of(counts.begin(), counts.end(), [](std::int32_t count) {
        return count * cluster_size <= largest_neighbour_count;
    });
}

std::int64_t ClusterForces::listed_places() const {
    std::int64_t places = 0;
    for (const ClusterPairList& list : lists_) places += list.place_count();
    return places;
}

void ClusterForces::empty_buffers(bool energies) {
    const std::size_t clusters = system_.cluster_count();
    for (Buffers& buffers : buffers_) {
        if (!forces_are_empty_) buffers.forces.assign(clusters * cluster_vectors, 0);
        if (energies) buffers.energies.assign(clusters * cluster_size, 0);
    }
    forces_are_empty_ = true;
}

void ClusterForces::add_up_buffers(bool energies) {
    const auto move_all = [](AlignedVector<std::int64_t>& from, AlignedVector<std::int64_t>& to) {
        std::transform(from.begin(), from.end(), to.begin(), to.begin(), std::plus<>{});
        std::fill(from.begin(), from.end(), 0);
    };
    for (std::size_t t = 1; t < buffers_.size(); ++t) {
        move_all(buffers_[t].forces, buffers_[0].forces);
        if (energies) move_all(buffers_[t].energies, buffers_[0].energies);
    }
}

bool ClusterForces::run_pass(const ClusterPassOptions& options) {
    const ClusterPass pass = pass_for(options);
    const int threads = pool_->size();
    std::vector<ClusterPassSums> sums(static_cast<std::size_t>(threads));
    std::vector<char> small(static_cast<std::size_t>(threads), 1);
    pool_->run([&](int t) {
        const auto own = static_cast<std::size_t>(t);
        sums[own].forces = buffers_[own].forces.data();
        sums[own].energies = buffers_[own].energies.data();
        const ClusterPassInput pass_input = input(t);
        small[own] = pass(pass_input, 0, pass_input.list.run_count, sums[own]);
    });
    forces_are_empty_ = false;
    if (std::any_of(small.begin(), small.end(), [](char yes) { return yes == 0; })) return false;
    totals_ = {};
    for (const ClusterPassSums& own : sums) {
        for (std::size_t a = 0; a < 6; ++a) totals_.virial[a] += own.virial[a];
        for (std::size_t a = 0; a < 3; ++a) totals_.heat_current[a] += own.heat_current[a];
    }
    return true;
}

void ClusterForces::compute(const ClusterPassOptions& options) {
    const bool energies = options.energies || options.virial || options.currents;
    empty_buffers(energies);
    if (species_count_ <= largest_species_count && neighbours_are_countable_ && run_pass(options)) return;

    empty_buffers(true);
    totals_ = {};
    totals_.forces = buffers_[0].forces.data();
    totals_.energies = buffers_[0].energies.data();
    forces_are_empty_ = false;
    checked_pair_forces(system_, lists_, table_, species_count_, options, totals_);
}

ClusterMotionExtremes ClusterForces::move(const std::vector<double>& half_kick, double timestep, int kicks,
                                          bool drift) {
    std::vector<std::int64_t*> forces;
    for (Buffers& buffers : buffers_) forces.push_back(buffers.forces.data());
    const ClusterMotion motion{system_.positions(),
                               system_.velocities(),
                               system_.sorted_positions(),
                               forces.data(),
                               static_cast<int>(forces.size()),
                               half_kick.data(),
                               species_count_,
                               timestep};
    const int threads = pool_->size();
    const auto clusters = static_cast<std::int64_t>(system_.cluster_count());
    std::vector<ClusterMotionExtremes> extremes(static_cast<std::size_t>(threads), ClusterMotionExtremes{0.0, 0.0});
    pool_->run([&](int t) {
        kernels_->move(motion, static_cast<std::int32_t>(clusters * t / threads),
                       static_cast<std::int32_t>(clusters * (t + 1) / threads), kicks, drift,
                       extremes[static_cast<std::size_t>(t)]);
    });
    forces_are_empty_ = drift;
    ClusterMotionExtremes most{0.0, 0.0};
    for (const ClusterMotionExtremes& own : extremes) {
        most = {std::max(most.displacement2, own.displacement2), std::max(most.speed, own.speed)};
    }
    return most;
}

}  // namespace soret::optimized
