#pragma once

#include "soret/common/contracts/steinhardt.hpp"

namespace soret::reference {

/// All other particles of each, sorted by distance; spherical harmonics of Boost.Math. Contract:
/// contracts/steinhardt.hpp.
class Steinhardt {
public:
    explicit Steinhardt(const SteinhardtOptions& options, const Execution& = {});

    void compute(const State& state, SteinhardtResult& result) const;

private:
    SteinhardtOptions options_;
};

static_assert(SteinhardtBackend<Steinhardt>);

}  // namespace soret::reference
