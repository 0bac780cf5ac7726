#pragma once

#include "soret/common/contracts/rdf.hpp"

namespace soret::reference {

/// A loop over all pairs. Contract: contracts/rdf.hpp.
class RadialDistribution {
public:
    RadialDistribution(std::size_t species_count, const RadialBins& bins, const Execution& = {});

    void count(const State& state, std::vector<std::uint64_t>& counts) const;

private:
    std::size_t species_count_;
    RadialBins bins_;
};

static_assert(RdfBackend<RadialDistribution>);

}  // namespace soret::reference
