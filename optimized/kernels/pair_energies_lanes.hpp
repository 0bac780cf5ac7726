#pragma once

#include "soret/optimized/kernels/cell_view.hpp"
#include "soret/optimized/kernels/simd.hpp"

// After simd.hpp, which has the square root of a vector.
#include "soret/optimized/kernels/pair_potential.hpp"

namespace soret::optimized {

/// Adds Q(u) over packed distances; row: the pairs of the species at their centre with each species.
/// returns false if a term may be too large for the fast rounding: then sum is unchanged
template <class Arch>
bool add_pair_energies(const DistanceBuffers& near, const PairConstants* row, int species_count, std::int64_t* sum) {
    using Real = Doubles<Arch>;
    constexpr int width = static_cast<int>(Real::size);
    Integers<Arch> quanta(std::int64_t{0});
    unsigned unsafe = 0;
    for (int s = 0; s < species_count; ++s) {
        double* distances2 = near.distances2[s];
        const int count = near.counts[s];
        const PairConstants& pair = row[s];
        Real(far_distance2).store_unaligned(distances2 + count);  // there is room for one vector more
        Real nearest(far_distance2);
        for (int k = 0; k < count; k += width) {
            const Real r2 = Real::load_unaligned(distances2 + k);
            const Real u = pair_energy(pair, r2, Real(1.0) / r2);
            quanta += to_quanta<Arch>(xsimd::select(r2 < Real(pair.cutoff2), u, Real(0.0)));
            nearest = xsimd::min(nearest, r2);
        }
        unsafe |= bits_of<Arch>(nearest < Real(pair.safe2));
    }
    if (unsafe != 0) return false;
    *sum += sum_of_lanes<Arch>(quanta);
    return true;
}

/// Whether distances may carry the tag of the other species: there are two, and their pairs have no part that needs r.
static inline bool can_be_tagged(const PairConstants* table, int species_count) {
    if (species_count != 2) return false;
    for (int pair = 0; pair < 4; ++pair) {
        if (table[pair].slope != 0.0) return false;
    }
    return true;
}

/// Adds Q(u) over packed distances of which those with the sign of second_species_tag are to the second of two species,
/// a vector at a time: the caller computes something else between, while the divisions take their time.
template <class Arch>
class TaggedEnergies {
public:
    /// row: as above. There must be room for one vector more behind the distances.
    void start(double* tagged, int count, const PairConstants* row) {
        Real(far_distance2).store_unaligned(tagged + count);
        next_ = tagged;
        end_ = tagged + count;
        row_ = row;
        quanta_ = Integers<Arch>(std::int64_t{0});
        unsafe_ = Mask<Arch>(false);
    }

    bool is_done() const { return next_ >= end_; }

    void add_vector() {
        const Real values = Real::load_unaligned(next_);
        next_ += Real::size;
        const Mask<Arch> second = values < Real(0.0);
        const auto of_pair = [&](double first, double other) {
            return xsimd::select(second, Real(other), Real(first));
        };
        const Real r2 = xsimd::abs(values);
        const Real s2 = of_pair(row_[0].sigma2, row_[1].sigma2) * (Real(1.0) / r2);
        const Real s6 = (s2 * s2) * s2;
        const Real u = of_pair(row_[0].epsilon4, row_[1].epsilon4) * (s6 * (s6 - Real(1.0))) -
                       of_pair(row_[0].shift, row_[1].shift);
        const Mask<Arch> within = r2 < of_pair(row_[0].cutoff2, row_[1].cutoff2);
        quanta_ += to_quanta<Arch>(xsimd::select(within, u, Real(0.0)));
        unsafe_ = unsafe_ | (r2 < of_pair(row_[0].safe2, row_[1].safe2));
    }

    /// Adds what is left, and all of it to the sum.
    /// returns false if a term may be too large for the fast rounding: then sum means nothing
    bool finish(WideInteger* sum) {
        while (!is_done()) add_vector();
        *sum += sum_of_lanes<Arch>(quanta_);
        quanta_ = Integers<Arch>(std::int64_t{0});
        return bits_of<Arch>(unsafe_) == 0;
    }

private:
    using Real = Doubles<Arch>;
    const double* next_ = nullptr;
    const double* end_ = nullptr;
    const PairConstants* row_ = nullptr;
    Integers<Arch> quanta_ = Integers<Arch>(std::int64_t{0});
    Mask<Arch> unsafe_ = Mask<Arch>(false);
};

}  // namespace soret::optimized
