#include "soret/optimized/rdf.hpp"

#include "soret/common/errors.hpp"
#include "soret/optimized/detail/dispatch.hpp"

namespace soret::optimized {

namespace {

constexpr std::size_t vector_room = 8;

}  // namespace

RadialDistribution::RadialDistribution(std::size_t species_count, const RadialBins& bins, const Execution& execution)
    : species_count_(species_count),
      bins_(bins),
      instruction_set_(execution.instruction_set),
      pool_(std::make_unique<ThreadPool>(execution.threads)),
      cells_(species_count),
      threads_(static_cast<std::size_t>(execution.threads)) {
    check_radial_bins(bins);
    if (species_count == 0) throw InvalidArgument("rdf: 0 species: must be at least 1");
    for (Thread& thread : threads_) {
        for (auto& axis : thread.near) axis.resize(rdf_near_size + vector_room);
        thread.distances2.resize(2 * rdf_near_size + vector_room);
        thread.bins.resize(2 * rdf_near_size + vector_room);
    }
}

void RadialDistribution::count(const State& state, std::vector<std::uint64_t>& counts) {
    check_radial_counts(state, species_count_, bins_, counts);
    cells_.sort(state, bins_.r_max);
    const std::vector<RdfSpecies> species = cells_.species();
    const std::size_t bins = bins_.bins;
    const RdfTask task{.grid = cells_.grid(),
                       .species = species.data(),
                       .species_count = static_cast<int>(species_count_),
                       .r_max2 = bins_.r_max * bins_.r_max,
                       .bins_per_length = static_cast<double>(bins) / bins_.r_max,
                       .last_bin = static_cast<double>(bins - 1)};
    const auto& kernels = kernels_for<RdfKernels>(instruction_set_);
    pool_->run([&](int t) {
        Thread& thread = threads_[static_cast<std::size_t>(t)];
        thread.counts.assign(counts.size() * rdf_histograms, 0);
        kernels.count_pairs(task, t, pool_->size(),
                            {{thread.near[0].data(), thread.near[1].data(), thread.near[2].data()},
                             thread.distances2.data(),
                             thread.bins.data(),
                             thread.counts.data()});
    });
    for (const Thread& thread : threads_) {
        for (std::size_t k = 0; k < thread.counts.size(); ++k) {
            counts[k / (bins * rdf_histograms) * bins + k % bins] += thread.counts[k];
        }
    }
}

}  // namespace soret::optimized
