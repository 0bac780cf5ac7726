#pragma once

#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/scalar_virial.hpp"
#include "soret/common/state.hpp"
#include "soret/reference/pair_potential.hpp"

namespace soret::reference {

/// Two particles i and j in double precision: what they add to the sums of contracts/pair_forces.hpp.
class ExactPair {
public:
    /// r = r_i - r_j, nearest image; r2 = dot(r, r)
    ExactPair(const PairParameters& parameters, const Vector3& r, double r2) : pair_(&parameters), r_(r), r2_(r2) {}

    bool within_cutoff() const { return r2_ < pair_->cutoff2; }

    double energy() const { return pair_energy(*pair_, r2_); }  // u
    Vector3 force() const { return phi() * r_; }                // f, on i by j
    double along(std::size_t axis) const { return axis == 0 ? r_.x : axis == 1 ? r_.y : r_.z; }
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
    Vector3 r_;
    double r2_;
};

/// The pairs of one particle of a configuration after the other.
class ExactPairs {
public:
    ExactPairs(const Mixture& mixture, const State& state)
        : mixture_(mixture), state_(state), x_(state.size()), y_(state.size()), z_(state.size()), r2_(state.size()) {}

    /// From now on i is this particle, and j is after it. Each component has a loop of its own, which compilers turn
    /// into vectors: nobody could predict a branch for the nearest image.
    void set_first(std::size_t i) {
        species_ = static_cast<std::size_t>(state_.species[i]);
        const Vector3 edges = state_.box.edges();
        set_component(x_, state_.position[0], edges.x, i);
        set_component(y_, state_.position[1], edges.y, i);
        set_component(z_, state_.position[2], edges.z, i);
        for (std::size_t j = i + 1; j < r2_.size(); ++j) {
            const Vector3 r{x_[j], y_[j], z_[j]};
            r2_[j] = dot(r, r);
        }
    }

    ExactPair with(std::size_t j) const {
        return {mixture_.pair(species_, static_cast<std::size_t>(state_.species[j])), {x_[j], y_[j], z_[j]}, r2_[j]};
    }

private:
    /// Of r_i - r_j, nearest image.
    static void set_component(std::vector<double>& r, const std::vector<double>& position, double edge, std::size_t i) {
        const double own = position[i];
        for (std::size_t j = i + 1; j < r.size(); ++j) r[j] = Box::minimum_image(own - position[j], edge);
    }

    const Mixture& mixture_;
    const State& state_;
    std::size_t species_ = 0;  // of i
    std::vector<double> x_, y_, z_, r2_;
};

}  // namespace soret::reference
