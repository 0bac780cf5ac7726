#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/scalar_virial.hpp"
#include "soret/common/state.hpp"

namespace soret::reference {

/// Three components in single precision.
struct FloatVector3 {
    float x, y, z;

    explicit FloatVector3(const Vector3& a)
        : x(static_cast<float>(a.x)), y(static_cast<float>(a.y)), z(static_cast<float>(a.z)) {}
    FloatVector3(float ax, float ay, float az) : x(ax), y(ay), z(az) {}

    friend FloatVector3 operator+(const FloatVector3& a, const FloatVector3& b) {
        return {a.x + b.x, a.y + b.y, a.z + b.z};
    }
    friend FloatVector3 operator*(float s, const FloatVector3& a) { return {s * a.x, s * a.y, s * a.z}; }
    friend float dot(const FloatVector3& a, const FloatVector3& b) { return (a.x * b.x + a.y * b.y) + a.z * b.z; }
};

/// The multiple of a quantum nearest to x, ties to even.
inline double rounded(float x, float quantum) {
    return std::nearbyint(static_cast<double>(x) / static_cast<double>(quantum)) * static_cast<double>(quantum);
}
inline Vector3 rounded(const FloatVector3& a, float quantum) {
    return {rounded(a.x, quantum), rounded(a.y, quantum), rounded(a.z, quantum)};
}

/// Two particles i and j in single precision: what they add to the sums of contracts/pair_forces.hpp.
class MixedPair {
public:
    MixedPair(const PairParameters& parameters, const FloatVector3& r) : pair_(&parameters), r_(r), r2_(dot(r, r)) {}

    bool within_cutoff() const { return r2_ < static_cast<float>(pair_->cutoff2); }

    double energy() const {
        const float s6 = sixth_power();
        float u = static_cast<float>(pair_->epsilon4) * (s6 * (s6 - 1.0F)) - static_cast<float>(pair_->shift);
        if (pair_->slope != 0.0) u += slope() * (static_cast<float>(pair_->cutoff) - std::sqrt(r2_));
        return rounded(u, mixed_quantum);
    }
    Vector3 force() const { return rounded(unrounded_force(), mixed_quantum); }
    SymmetricTensor virial() const {
        const FloatVector3 f = unrounded_force();
        const auto q = [](float term) { return rounded(term, mixed_quantum); };
        return {q(r_.x * f.x), q(r_.y * f.y), q(r_.z * f.z), q(r_.x * f.y), q(r_.x * f.z), q(r_.y * f.z)};
    }
    double scalar_virial(ScalarVirial part) const {
        if (part == ScalarVirial::none) return 0.0;
        return rounded(phi() * (part == ScalarVirial::trace ? r2_ : r_.z * r_.z), mixed_quantum);
    }
    Vector3 heat_current(const Vector3& v_i, const Vector3& v_j) const {
        const float power = 0.5F * dot(FloatVector3(v_i) + FloatVector3(v_j), unrounded_force());
        return rounded(power * r_, mixed_heat_quantum);
    }

private:
    float w() const { return 1.0F / r2_; }
    float slope() const { return static_cast<float>(pair_->slope); }
    float sixth_power() const {  // (sigma/r)^6
        const float s2 = static_cast<float>(pair_->sigma2) * w();
        return (s2 * s2) * s2;
    }
    float phi() const {  // -u'(r)/r
        const float s6 = sixth_power();
        float f = (static_cast<float>(pair_->epsilon24) * w()) * (s6 * ((s6 + s6) - 1.0F));
        if (pair_->slope != 0.0) f += slope() * (std::sqrt(r2_) * w());
        return f;
    }
    FloatVector3 unrounded_force() const { return phi() * r_; }

    const PairParameters* pair_;
    FloatVector3 r_;  // r_i - r_j, nearest image
    float r2_;
};

/// Coordinates along one edge as whole numbers of a unit.
class UnitCoordinates {
public:
    UnitCoordinates(const std::vector<double>& positions, double edge) : unit_(mixed_unit(edge)), edge_(units(edge)) {
        for (const double x : positions) units_.push_back(units(x));
    }

    /// Of i from j, nearest image.
    float displacement(std::size_t i, std::size_t j) const {
        std::int32_t difference = units_[i] - units_[j];
        if (difference > edge_ / 2) difference -= edge_;
        if (difference < -edge_ / 2) difference += edge_;
        return static_cast<float>(difference) * static_cast<float>(unit_);
    }

private:
    std::int32_t units(double x) const { return static_cast<std::int32_t>(std::nearbyint(x / unit_)); }

    double unit_;
    std::int32_t edge_;
    std::vector<std::int32_t> units_;
};

/// The pairs of one particle of a configuration after the other.
class MixedPairs {
public:
    MixedPairs(const Mixture& mixture, const State& state)
        : mixture_(mixture),
          state_(state),
          x_(state.position[0], state.box.edges().x),
          y_(state.position[1], state.box.edges().y),
          z_(state.position[2], state.box.edges().z) {}

    /// From now on i is this particle, and j is after it.
    void set_first(std::size_t i) { i_ = i; }

    MixedPair with(std::size_t j) const {
        const auto species_i = static_cast<std::size_t>(state_.species[i_]);
        const auto species_j = static_cast<std::size_t>(state_.species[j]);
        return {mixture_.pair(species_i, species_j),
                {x_.displacement(i_, j), y_.displacement(i_, j), z_.displacement(i_, j)}};
    }

private:
    const Mixture& mixture_;
    const State& state_;
    std::size_t i_ = 0;
    UnitCoordinates x_, y_, z_;
};

}  // namespace soret::reference
