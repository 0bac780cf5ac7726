#include "soret/optimized/profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "soret/common/order_independent_sum.hpp"

namespace soret::optimized {

namespace {

constexpr std::size_t piece_size = 256;

enum Term : std::size_t { kinetic, kinetic_zz, force, force_depth, term_count };

/// By slice.
using SliceSums = std::array<WideQuanta, term_count>;

struct Piece {
    std::array<std::int32_t, piece_size> slice;
    std::array<std::array<Quanta, piece_size>, term_count> terms;
    bool terms_are_small;
};

class PieceMaker {
public:
    PieceMaker(const State& state, const std::vector<double>& mass, const std::vector<double>& force_z,
               std::size_t bins)
        : state_(state),
          mass_(mass),
          force_z_(force_z),
          last_slice_(static_cast<std::int32_t>(bins) - 1),
          width_(state.box.edges().z / static_cast<double>(bins)),
          slices_per_length_(static_cast<double>(bins) / state.box.edges().z) {}

    std::int32_t slice_of(std::size_t i) const {
        return std::min(static_cast<std::int32_t>(state_.position[2][i] * slices_per_length_), last_slice_);
    }

    /// In natural units: m v_x^2, m v_y^2, m v_z^2, F_z, F_z d.
    std::array<double, 5> terms_of(std::size_t i, std::int32_t slice) const {
        const double m = mass_[static_cast<std::size_t>(state_.species[i])];
        const auto square = [&](std::size_t axis) { return m * (state_.velocity[axis][i] * state_.velocity[axis][i]); };
        const double depth = (static_cast<double>(slice) + 1.0) * width_ - state_.position[2][i];
        return {square(0), square(1), square(2), force_z_[i], force_z_[i] * depth};
    }

    /// Particles [first, first + count). The sums mean nothing unless the terms are small.
    void make(std::size_t first, std::size_t count, Piece& piece) const {
        bool small = true;
        for (std::size_t k = 0; k < count; ++k) {
            const std::int32_t slice = slice_of(first + k);
            const std::array<double, 5> t = terms_of(first + k, slice);
            for (const double term : t) small &= std::fabs(term) < small_term_limit;
            const Quanta zz = small_term_to_quanta(t[2]);
            piece.slice[k] = slice;
            piece.terms[kinetic][k] = (small_term_to_quanta(t[0]) + small_term_to_quanta(t[1])) + zz;
            piece.terms[kinetic_zz][k] = zz;
            piece.terms[force][k] = small_term_to_quanta(t[3]);
            piece.terms[force_depth][k] = small_term_to_quanta(t[4]);
        }
        piece.terms_are_small = small;
    }

private:
    const State& state_;
    const std::vector<double>& mass_;
    const std::vector<double>& force_z_;
    std::int32_t last_slice_;
    double width_;
    double slices_per_length_;
};

Quanta checked_quanta(double term) {
    if (!(std::fabs(term) < large_terms_limit)) refuse_profile_term();
    return to_quanta(term);
}

void add_checked(const PieceMaker& maker, std::size_t first, std::size_t count, std::vector<SliceSums>& sums) {
    for (std::size_t i = first; i < first + count; ++i) {
        const std::int32_t slice = maker.slice_of(i);
        const std::array<double, 5> t = maker.terms_of(i, slice);
        SliceSums& own = sums[static_cast<std::size_t>(slice)];
        for (std::size_t axis = 0; axis < 3; ++axis) own[kinetic] += checked_quanta(t[axis]);
        own[kinetic_zz] += checked_quanta(t[2]);
        own[force] += checked_quanta(t[3]);
        own[force_depth] += checked_quanta(t[4]);
    }
}

}  // namespace

Profile::Profile(const Mixture& mixture, std::size_t bins) : bins_(bins) {
    check_profile_bins(bins);
    for (std::size_t s = 0; s < mixture.species_count(); ++s) mass_.push_back(mixture.mass(s));
}

ProfileSums Profile::sums(const State& state, const std::vector<double>& force_z, double virial_zz) const {
    check_profile_input(state, force_z);
    const PieceMaker maker(state, mass_, force_z, bins_);
    std::vector<SliceSums> sums(bins_, SliceSums{});
    ProfileSums result;
    result.number.assign(mass_.size(), std::vector<std::int64_t>(bins_, 0));
    Piece piece;
    for (std::size_t first = 0; first < state.size(); first += piece_size) {
        const std::size_t count = std::min(piece_size, state.size() - first);
        maker.make(first, count, piece);
        for (std::size_t k = 0; k < count; ++k) {
            const auto slice = static_cast<std::size_t>(piece.slice[k]);
            ++result.number[static_cast<std::size_t>(state.species[first + k])][slice];
        }
        if (!piece.terms_are_small) {
            add_checked(maker, first, count, sums);
            continue;
        }
        for (std::size_t k = 0; k < count; ++k) {
            SliceSums& own = sums[static_cast<std::size_t>(piece.slice[k])];
            for (std::size_t term = 0; term < term_count; ++term) own[term] += piece.terms[term][k];
        }
    }

    const double edge = state.box.edges().z;
    const double width = edge / static_cast<double>(bins_);
    double moment = 0.0;  // S
    WideQuanta below = 0;
    result.virial_zz.reserve(bins_);
    for (const SliceSums& own : sums) {
        result.kinetic.push_back(from_quanta(own[kinetic]));
        result.kinetic_zz.push_back(from_quanta(own[kinetic_zz]));
        result.virial_zz.push_back(from_quanta(below));  // A_b for now
        moment += from_quanta(own[force_depth]) + width * result.virial_zz.back();
        below += own[force];
    }
    const double at_bottom = (virial_zz + moment) / edge;
    for (std::size_t b = 0; b < bins_; ++b) {
        double& share = result.virial_zz[b];
        share = width * (at_bottom - share) - from_quanta(sums[b][force_depth]);
    }
    return result;
}

}  // namespace soret::optimized
