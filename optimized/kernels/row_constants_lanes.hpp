#pragma once

#include "soret/optimized/kernels/cluster_lanes.hpp"

namespace soret::optimized {

/// Vectors of the constants of two species in turn, of which choose_constants() takes one for each lane: one
/// instruction and one register, where a choice between two vectors takes two or three.
template <class Arch>
inline constexpr bool shuffles_constants = ClusterLanes<Arch>::width >= cluster_size;

template <class Arch>
inline Doubles<Arch> constants_in_turn([[maybe_unused]] double first, [[maybe_unused]] double second) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) {
        return Doubles<Arch>(_mm512_mask_blend_pd(0xAA, _mm512_set1_pd(first), _mm512_set1_pd(second)));
    }
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) {
        return Doubles<Arch>(_mm256_blend_pd(_mm256_set1_pd(first), _mm256_set1_pd(second), 0xA));
    }
#endif
}

/// species   bits of 0.0 or 1.0
template <class Arch>
inline Doubles<Arch> choose_constants([[maybe_unused]] const Doubles<Arch>& in_turn,
                                      [[maybe_unused]] const Doubles<Arch>& species) {
#ifdef __AVX512F__
    if constexpr (std::is_same_v<Arch, Avx512>) {
        const __m512i second = _mm512_srli_epi64(_mm512_castpd_si512(species.data), 60);  // 3 for 1.0: bit 1 is read
        return Doubles<Arch>(_mm512_permutevar_pd(in_turn.data, second));
    }
#endif
#ifdef __AVX2__
    if constexpr (std::is_same_v<Arch, Avx2>) {
        const __m256i second = _mm256_srli_epi64(_mm256_castpd_si256(species.data), 60);
        return Doubles<Arch>(_mm256_permutevar_pd(in_turn.data, second));
    }
#endif
}

/// Constants of the pairs of one row with the particles of j, chosen by the species of j.
template <class Arch, int known_species, bool equal_shape, bool energies>
class RowConstants {
public:
    using Real = Doubles<Arch>;
    using Lanes = ClusterLanes<Arch>;

    struct Pair {
        Real cutoff2, sigma2, epsilon24, epsilon4, shift, slope, cutoff;
    };

    void set(const ClusterPassInput& input, const double* i_species, int row) {
        if constexpr (known_species == 0) {
            for (int s = 0; s < input.species_count && s < most; ++s) set_any(input, i_species, row, s);
        } else {
            const Mask<Arch> second = Lanes::of_i(i_species, row) != Real(0.0);
            const PairConstants* of_first = input.table;
            const PairConstants* of_second = input.table + (known_species - 1) * input.species_count;
            for (int s = 0; s < stored; ++s) {
                const auto choose = [&](double PairConstants::*member) {
                    const auto by_species_of_j = [&](const PairConstants* pairs) {
                        if constexpr (in_turn) return constants_in_turn<Arch>(pairs[0].*member, pairs[1].*member);
                        return Real(pairs[s].*member);
                    };
                    if (known_species == 1) return by_species_of_j(of_first);
                    return xsimd::select(second, by_species_of_j(of_second), by_species_of_j(of_first));
                };
                pairs_[s].epsilon24 = choose(&PairConstants::epsilon24);
                if constexpr (energies) {
                    pairs_[s].epsilon4 = choose(&PairConstants::epsilon4);
                    pairs_[s].shift = choose(&PairConstants::shift);
                }
                if constexpr (equal_shape) continue;
                pairs_[s].cutoff2 = choose(&PairConstants::cutoff2);
                pairs_[s].sigma2 = choose(&PairConstants::sigma2);
                pairs_[s].slope = choose(&PairConstants::slope);
                pairs_[s].cutoff = choose(&PairConstants::cutoff);
            }
        }
    }

    template <class Member>
    Real get(Member member, const Real& j_species, int count) const {
        Real chosen = pairs_[0].*member;
        if constexpr (in_turn) {
            chosen = choose_constants<Arch>(chosen, j_species);
        } else if constexpr (known_species == 2) {
            chosen = xsimd::select(j_species != Real(0.0), pairs_[1].*member, chosen);
        } else if constexpr (known_species == 0) {
            for (int s = 1; s < count; ++s) {
                chosen = xsimd::select(j_species == Real(static_cast<double>(s)), pairs_[s].*member, chosen);
            }
        }
        return chosen;
    }

private:
    void set_any(const ClusterPassInput& input, const double* i_species, int row, int s) {
        double value[7][cluster_size];
        for (int k = 0; k < cluster_size; ++k) {
            const PairConstants& p = input.table[static_cast<int>(i_species[k]) * input.species_count + s];
            const double constants[7] = {p.cutoff2, p.sigma2, p.epsilon24, p.epsilon4, p.shift, p.slope, p.cutoff};
            for (int c = 0; c < 7; ++c) value[c][k] = constants[c];
        }
        pairs_[s] = {Lanes::of_i(value[0], row), Lanes::of_i(value[1], row), Lanes::of_i(value[2], row),
                     Lanes::of_i(value[3], row), Lanes::of_i(value[4], row), Lanes::of_i(value[5], row),
                     Lanes::of_i(value[6], row)};
    }

    static constexpr bool in_turn = known_species == 2 && shuffles_constants<Arch>;
    static constexpr int most = known_species > 0 ? known_species : largest_species_count;
    static constexpr int stored = in_turn ? 1 : most;
    Pair pairs_[stored];
};

}  // namespace soret::optimized
