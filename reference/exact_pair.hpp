#pragma once

#include "soret/common/mixture.hpp"
#include "soret/common/scalar_virial.hpp"
#include "soret/common/state.hpp"
#include "soret/reference/pair_potential.hpp"

namespace soret::reference {

/// Two particles i and j in double precision: what they add to the sums of contracts/pair_forces.hpp.
class ExactPair {
public:
    ExactPair(const PairParameters& parameters, const Vector3& r) : pair_(&parameters), r_(r), r2_(dot(r, r)) {}

    bool within_cutoff() const { return r2_ < pair_->cutoff2; }

    double energy() const { return pair_energy(*pair_, r2_); }        // u
    Vector3 force() const { return phi() * r_; }                      // f, on i by j
    SymmetricTensor virial() const { return products(r_, force()); }  // r_a f_b
    double scalar_virial(ScalarVirial part) const {                   // phi r^2, phi r_z^2
        if (part == ScalarVirial::none) return 0.0;
        return phi() * (part == ScalarVirial::trace ? r2_ : r_.z * r_.z);
    }
    Vector3 heat_current(const Vector3& v_i, const Vector3& v_j) const {  // 1/2 ((v_i + v_j) . f) r
        return (0.5 * dot(v_i + v_j, force())) * r_;
    }

private:
    double phi() const { return pair_force_over_r(*pair_, r2_); }  // -u'(r)/r

    const PairParameters* pair_;
    Vector3 r_;  // r_i - r_j, nearest image
    double r2_;
};

/// The pairs of a configuration.
class ExactPairs {
public:
    ExactPairs(const Mixture& mixture, const State& state) : mixture_(mixture), state_(state) {}

    ExactPair operator()(std::size_t i, std::size_t j) const {
        return {mixture_.pair(static_cast<std::size_t>(state_.species[i]), static_cast<std::size_t>(state_.species[j])),
                state_.box.minimum_image(state_.position_of(i), state_.position_of(j))};
    }

private:
    const Mixture& mixture_;
    const State& state_;
};

}  // namespace soret::reference
