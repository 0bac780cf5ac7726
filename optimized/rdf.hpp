#pragma once

#include <memory>

#include "soret/common/contracts/rdf.hpp"
#include "soret/optimized/detail/rdf_cells.hpp"
#include "soret/optimized/detail/thread_pool.hpp"

namespace soret::optimized {

// Twin of reference/rdf.hpp: only what is within reach of a small block of particles is looked at, by whole vectors
// (kernels/rdf_kernel.hpp). Counts of threads are apart and added at the end.
class RadialDistribution {
public:
    RadialDistribution(std::size_t species_count, const RadialBins& bins, const Execution& execution = {});

    void count(const State& state, std::vector<std::uint64_t>& counts);

private:
    struct Thread {
        AlignedVector<double> near[3];
        AlignedVector<double> distances2;
        AlignedVector<std::int32_t> bins;
        std::vector<std::uint64_t> counts;  // [pair of species][histogram][bin]
    };

    std::size_t species_count_;
    RadialBins bins_;
    InstructionSet instruction_set_;
    std::unique_ptr<ThreadPool> pool_;
    RdfCells cells_;
    std::vector<Thread> threads_;
};

static_assert(RdfBackend<RadialDistribution>);

}  // namespace soret::optimized
