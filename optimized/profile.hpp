#pragma once

#include "soret/common/contracts/profile.hpp"

namespace soret::optimized {

// Twin of reference/profile.hpp. The terms of a few hundred particles are made in one loop without branches, and only
// then added to their slices.
class Profile {
public:
    Profile(const Mixture& mixture, std::size_t bins);
    ProfileSums sums(const State& state, const std::vector<double>& force_z, double virial_zz) const;

private:
    std::vector<double> mass_;
    std::size_t bins_;
};

static_assert(ProfileBackend<Profile>);

}  // namespace soret::optimized
