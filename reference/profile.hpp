#pragma once

#include "soret/common/contracts/profile.hpp"

namespace soret::reference {

/// One loop over the particles, one over the slices. Contract: contracts/profile.hpp.
class Profile {
public:
    Profile(const Mixture& mixture, std::size_t bins);
    ProfileSums sums(const State& state, const std::vector<double>& force_z, double virial_zz) const;

private:
    Mixture mixture_;
    std::size_t bins_;
};

static_assert(ProfileBackend<Profile>);

}  // namespace soret::reference
