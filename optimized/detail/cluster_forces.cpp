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
    buffers_.resize(static_cast<std::size_t>(execution.threads));
}

ClusterPass ClusterForces::pass_for(const ClusterPassOptions& options) const {
    if (options.currents) return kernels_->all;
    if (options.virial) return kernels_->forces_energies_virial;
    return options.energies ? kernels_->forces_energies : kernels_->forces;
}

ClusterPassInput ClusterForces::input() const {
    return {system_.list(),          system_.positions(), system_.velocities(), system_.image_shift().data(),
            table_in_quanta_.data(), species_count_,      equal_shape_,         force_shifted_,
            largest_force_over_r_};
}

void ClusterForces::add_up_buffers(bool energies) {
    for (std::size_t t = 1; t < buffers_.size(); ++t) {
        std::transform(buffers_[t].forces.begin(), buffers_[t].forces.end(), buffers_[0].forces.begin(),
                       buffers_[0].forces.begin(), std::plus<>{});
        if (!energies) continue;
        std::transform(buffers_[t].energies.begin(), buffers_[t].energies.end(), buffers_[0].energies.begin(),
                       buffers_[0].energies.begin(), std::plus<>{});
    }
}

bool ClusterForces::run_pass(const ClusterPassOptions& options) {
    const ClusterPassInput pass_input = input();
    const ClusterPass pass = pass_for(options);
    const bool energies = options.energies || options.virial || options.currents;
    const std::size_t clusters = system_.cluster_count();
    const int threads = pool_->size();
    std::vector<ClusterPassSums> sums(static_cast<std::size_t>(threads));
    std::vector<char> small(static_cast<std::size_t>(threads), 1);
    pool_->run([&](int t) {
        const auto own = static_cast<std::size_t>(t);
        buffers_[own].forces.assign(clusters * cluster_vectors, 0);
        if (energies) buffers_[own].energies.assign(clusters * cluster_size, 0);
        sums[own].forces = buffers_[own].forces.data();
        sums[own].energies = buffers_[own].energies.data();
        const std::int64_t runs = pass_input.list.run_count;
        small[own] = pass(pass_input, static_cast<std::int32_t>(runs * t / threads),
                          static_cast<std::int32_t>(runs * (t + 1) / threads), sums[own]);
    });
    if (std::any_of(small.begin(), small.end(), [](char yes) { return yes == 0; })) return false;
    add_up_buffers(energies);
    totals_ = {};
    for (const ClusterPassSums& own : sums) {
        for (std::size_t a = 0; a < 6; ++a) totals_.virial[a] += own.virial[a];
        for (std::size_t a = 0; a < 3; ++a) totals_.heat_current[a] += own.heat_current[a];
    }
    return true;
}

void ClusterForces::compute(const ClusterPassOptions& options) {
    const bool countable = system_.largest_place_count() <= largest_neighbour_count;
    if (species_count_ <= largest_species_count && countable && run_pass(options)) return;

    const std::size_t clusters = system_.cluster_count();
    buffers_[0].forces.assign(clusters * cluster_vectors, 0);
    buffers_[0].energies.assign(clusters * cluster_size, 0);
    totals_ = {};
    totals_.forces = buffers_[0].forces.data();
    totals_.energies = buffers_[0].energies.data();
    checked_pair_forces(system_, table_, species_count_, options, totals_);
}

}  // namespace soret::optimized
