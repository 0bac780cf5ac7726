#pragma once

#include "soret/optimized/kernels/cluster_lanes.hpp"
#include "soret/optimized/kernels/float_lanes.hpp"

namespace soret::optimized {

/// The passes of mixed precision. Sums of at most mixed_run terms a lane are kept in 32 bits, then widened.
template <class Arch, int known_species, bool equal_shape, PassParts parts>
class MixedPassKernel {
public:
    static bool run(const ClusterPassInput& input, std::int32_t first_run, std::int32_t end_run,
                    ClusterPassSums& sums) {
        for (std::int32_t k = first_run; k < end_run; ++k) {
            MixedPassKernel kernel(input, input.list.runs[k]);
            if (!kernel.pass(sums)) return false;
        }
        return true;
    }

private:
    using Real = Floats<Arch>;
    using Integer = Integers32<Arch>;
    using Lanes = FloatLanes<Arch>;
    static_assert(parts.heat_field_axis < 0);
    static constexpr bool forces = parts.forces;
    static constexpr bool energies = parts.energies;
    static constexpr int virial = parts.virial;
    static constexpr bool currents = parts.currents;
    static constexpr int rows = Lanes::rows;
    static constexpr int width = Lanes::width;
    static constexpr int first_row_sum = forces ? 0 : 3;
    static constexpr int row_sums = 3 + (energies ? 1 : 0);
    static constexpr int virial_sums = virial == 0 ? 0 : virial == 1 ? 1 : 7;  // the scalar one first
    static constexpr int total_sums = virial_sums + (currents ? 3 : 0);
    static constexpr int most_species = known_species > 0 ? known_species : largest_species_count;

    struct Constants {
        Real cutoff2, sigma2, epsilon24, epsilon4, shift, slope, cutoff;
    };

    [[gnu::always_inline]] inline MixedPassKernel(const ClusterPassInput& input, const ClusterRun& run)
        : input_(input),
          run_(run),
          unit_{Real(input.unit[0]), Real(input.unit[1]), Real(input.unit[2])},
          limit_(static_cast<float>(input.largest_force_over_r)),
          trace_(Real(input.trace ? 1.0F : 0.0F) == Real(1.0F)),
          small_(Real(0.0F) == Real(0.0F)) {
        const std::int32_t* i_values = fractions_of(run.i);
        const int offset[3] = {run.image % 3 - 1, run.image / 3 % 3 - 1, run.image / 9 - 1};
        for (int row = 0; row < rows; ++row) {
            for (int axis = 0; axis < 3; ++axis) {
                const std::int32_t shift = offset[axis] * input.whole[axis];
                position_[row][axis] = Lanes::of_i(i_values + axis * cluster_size, row) + Integer(shift);
                if constexpr (currents) {
                    const FourFloats v = velocities_of(run.i, axis);
                    velocity_[row][axis] = xsimd::bitwise_cast<Real>(Lanes::of_i(v.bits, row));
                }
            }
            set_constants(xsimd::bitwise_cast<Real>(Lanes::of_i(i_values + 3 * cluster_size, row)), row);
        }
        const Integers<Arch> zero(std::int64_t{0});
        for (int a = first_row_sum; a < row_sums; ++a) {
            for (int row = 0; row < rows; ++row) {
                row_[a][row] = Integer(0);
                wide_row_[a][row][0] = wide_row_[a][row][1] = zero;
            }
        }
        for (int a = 0; a < total_sums; ++a) {
            total_[a] = Integer(0);
            wide_total_[a][0] = wide_total_[a][1] = zero;
        }
    }

    /// Four floats as the bits that FloatLanes takes.
    struct FourFloats {
        alignas(16) std::int32_t bits[cluster_size];
    };

    FourFloats velocities_of(std::int32_t cluster, int axis) const {
        const double* v =
            input_.velocities + static_cast<std::ptrdiff_t>(cluster) * cluster_vectors + axis * cluster_size;
        const __m128 both = _mm_movelh_ps(_mm_cvtpd_ps(_mm_load_pd(v)), _mm_cvtpd_ps(_mm_load_pd(v + 2)));
        FourFloats four;
        _mm_store_si128(reinterpret_cast<__m128i*>(four.bits), _mm_castps_si128(both));
        return four;
    }

    const std::int32_t* fractions_of(std::int32_t cluster) const {
        return input_.fractions + static_cast<std::ptrdiff_t>(cluster) * cluster_fractions;
    }

    /// A particle of i that is none gets a cutoff below 0.
    [[gnu::always_inline]] inline void set_constants(const Real& i_species, int row) {
        const int count = known_species > 0 ? known_species : input_.species_count;
        for (int s = 0; s < count && s < most_species; ++s) {
            Constants& constants = constants_[row][s];
            constants.epsilon24 = chosen(i_species, s, &PairConstants::epsilon24);
            constants.epsilon4 = chosen(i_species, s, &PairConstants::epsilon4);
            constants.shift = chosen(i_species, s, &PairConstants::shift);
            constants.cutoff2 =
                xsimd::select(i_species < Real(0.0F), Real(-1.0F), chosen(i_species, s, &PairConstants::cutoff2));
            if constexpr (equal_shape) continue;
            constants.sigma2 = chosen(i_species, s, &PairConstants::sigma2);
            constants.slope = chosen(i_species, s, &PairConstants::slope);
            constants.cutoff = chosen(i_species, s, &PairConstants::cutoff);
        }
    }

    /// A constant of the pairs of the species of i with species s.
    Real chosen(const Real& i_species, int s, double PairConstants::*member) const {
        Real value(static_cast<float>(input_.table[s].*member));
        const int count = known_species > 0 ? known_species : input_.species_count;
        for (int k = 1; k < count; ++k) {
            const Real of_k(static_cast<float>(input_.table[k * input_.species_count + s].*member));
            value = xsimd::select(i_species == Real(static_cast<float>(k)), of_k, value);
        }
        return value;
    }

    Real get(Real Constants::*member, int row, const Real& j_species) const {
        Real chosen = constants_[row][0].*member;
        if constexpr (known_species == 2) {
            chosen = xsimd::select(j_species > Real(0.0F), constants_[row][1].*member, chosen);
        } else if constexpr (known_species == 0) {
            for (int s = 1; s < input_.species_count; ++s) {
                chosen = xsimd::select(j_species == Real(static_cast<float>(s)), constants_[row][s].*member, chosen);
            }
        }
        return chosen;
    }

    [[gnu::always_inline]] inline bool pass(ClusterPassSums& sums) {
        std::int32_t entry = run_.first;
        if (run_.image == home_image && entry < run_.end_whole && input_.list.entries[entry] == run_.i) {
            pair_of_clusters<true, 0, rows>(run_.i, sums);
            widen();
            ++entry;
        }
        add_entries<0, rows>(entry, run_.end_whole, sums);
        if constexpr (Lanes::takes_two) {
            add_two_by_two(sums);
        } else {
            add_entries<0, rows / 2>(run_.end_whole, run_.end_lower, sums);
            add_entries<rows / 2, rows>(run_.end_lower, run_.end, sums);
        }
        if (!all_of<Arch>(small_)) return false;  // before sums that may have wrapped are used
        std::int64_t* i_forces = sums.forces + static_cast<std::ptrdiff_t>(run_.i) * cluster_vectors;
        for (int axis = 0; forces && axis < 3; ++axis) {
            Lanes::add_to_i(i_forces + axis * cluster_size, wide_row_[axis]);
        }
        if constexpr (energies) {
            Lanes::add_to_i(sums.energies + static_cast<std::ptrdiff_t>(run_.i) * cluster_size, wide_row_[3]);
        }
        if constexpr (virial > 0) sums.scalar_virial += sum_of(wide_total_[0]);
        for (int a = 1; a < virial_sums; ++a) sums.virial[a - 1] += sum_of(wide_total_[a]);
        for (int a = 0; currents && a < 3; ++a) sums.heat_current[a] += sum_of(wide_total_[total_sums - 3 + a]);
        return true;
    }

    static WideInteger sum_of(const Integers<Arch>* halves) { return sum_of_lanes<Arch>(halves[0] + halves[1]); }

    template <int first_row, int end_row>
    [[gnu::always_inline]] inline void add_entries(std::int32_t entry, std::int32_t end, ClusterPassSums& sums) {
        // A total takes a term of each row, the sums of i and j one an entry.
        constexpr int longest = total_sums > 0 ? mixed_run / (end_row - first_row) : mixed_run;
        while (entry < end) {
            const std::int32_t stop = end - entry < longest ? end : entry + longest;
            for (; entry < stop; ++entry) {
                pair_of_clusters<false, first_row, end_row>(input_.list.entries[entry], sums);
            }
            widen();
        }
    }

    /// A cluster that is near the first two particles of i with one that is near the last two, as long as there are
    /// both.
    [[gnu::always_inline]] inline void add_two_by_two(ClusterPassSums& sums) {
        const std::int32_t* entries = input_.list.entries;
        const std::int32_t lower = run_.end_lower - run_.end_whole;
        const std::int32_t upper = run_.end - run_.end_lower;
        const std::int32_t count = lower > upper ? lower : upper;
        for (std::int32_t k = 0; k < count;) {
            const std::int32_t stop = count - k < mixed_run ? count : k + mixed_run;
            for (; k < stop; ++k) {
                const std::int32_t of_lower = run_.end_whole + k;
                const std::int32_t of_upper = run_.end_lower + k;
                // A cluster without a partner meets all of i: it is too far from the half that is not its own.
                pair_with_two(entries[k < lower ? of_lower : of_upper], entries[k < upper ? of_upper : of_lower], sums);
            }
            widen();
        }
    }

    [[gnu::always_inline]] inline void widen() {
        for (int a = first_row_sum; a < row_sums; ++a) {
            for (int row = 0; row < rows; ++row) {
                Lanes::add_wide(row_[a][row], wide_row_[a][row][0], wide_row_[a][row][1]);
                row_[a][row] = Integer(0);
            }
        }
        for (int a = 0; a < total_sums; ++a) {
            Lanes::add_wide(total_[a], wide_total_[a][0], wide_total_[a][1]);
            total_[a] = Integer(0);
        }
    }

    /// The particles of a vector that are paired with the rows of i.
    struct Others {
        Integer at[3];
        Real species;
        Real velocity[3];
    };

    template <bool same_cluster, int first_row, int end_row>
    [[gnu::always_inline]] inline void pair_of_clusters(std::int32_t j, ClusterPassSums& sums) {
        const std::int32_t* values = fractions_of(j);
        Others others;
        for (int axis = 0; axis < 3; ++axis) others.at[axis] = Lanes::of_j(values + axis * cluster_size);
        others.species = xsimd::bitwise_cast<Real>(Lanes::of_j(values + 3 * cluster_size));
        if constexpr (currents) {
            for (int axis = 0; axis < 3; ++axis) {
                others.velocity[axis] = xsimd::bitwise_cast<Real>(Lanes::of_j(velocities_of(j, axis).bits));
            }
        }
        Integer on_j[4] = {Integer(0), Integer(0), Integer(0), Integer(0)};
        rows_of_pairs<same_cluster, first_row, end_row>(others, on_j);
        if constexpr (forces) {
            Lanes::subtract_from_j(sums.forces + static_cast<std::ptrdiff_t>(j) * cluster_vectors, on_j);
        }
        if constexpr (energies) {
            Lanes::subtract_one(sums.energies + static_cast<std::ptrdiff_t>(j) * cluster_size, on_j[3]);
        }
    }

    [[gnu::always_inline]] inline void pair_with_two(std::int32_t a, std::int32_t b, ClusterPassSums& sums) {
        const std::int32_t* of_a = fractions_of(a);
        const std::int32_t* of_b = fractions_of(b);
        Others others;
        for (int axis = 0; axis < 3; ++axis) {
            others.at[axis] = Lanes::of_two_j(of_a + axis * cluster_size, of_b + axis * cluster_size);
            if constexpr (currents) {
                others.velocity[axis] = xsimd::bitwise_cast<Real>(
                    Lanes::of_two_j(velocities_of(a, axis).bits, velocities_of(b, axis).bits));
            }
        }
        others.species = xsimd::bitwise_cast<Real>(Lanes::of_two_j(of_a + 3 * cluster_size, of_b + 3 * cluster_size));
        Integer on_j[4] = {Integer(0), Integer(0), Integer(0), Integer(0)};
        rows_of_pairs<false, 0, 1>(others, on_j);
        if constexpr (forces) {
            Lanes::subtract_from_two_j(sums.forces + static_cast<std::ptrdiff_t>(a) * cluster_vectors,
                                       sums.forces + static_cast<std::ptrdiff_t>(b) * cluster_vectors, on_j);
        }
        if constexpr (energies) {
            Lanes::subtract_one_from_two_j(sums.energies + static_cast<std::ptrdiff_t>(a) * cluster_size,
                                           sums.energies + static_cast<std::ptrdiff_t>(b) * cluster_size, on_j[3]);
        }
    }

    struct RowOfPairs {
        Real dx, dy, dz, r2, w, s6, f;
        FloatMask<Arch> within;
    };

    /// Rows [first_row, end_row) at once, operation by operation: a division keeps a row waiting for longer than the
    /// processor looks ahead.
    template <bool same_cluster, int first_row, int end_row>
    [[gnu::always_inline]] inline void rows_of_pairs(const Others& others, Integer* on_j) {
        const Real& species = others.species;
        const bool sloped = !equal_shape && input_.force_shifted;
        RowOfPairs pairs[end_row - first_row];
        for (int row = first_row; row < end_row; ++row) {
            RowOfPairs& p = pairs[row - first_row];
            p.dx = to_floats<Arch>(position_[row][0] - others.at[0]) * unit_[0];
            p.dy = to_floats<Arch>(position_[row][1] - others.at[1]) * unit_[1];
            p.dz = to_floats<Arch>(position_[row][2] - others.at[2]) * unit_[2];
            p.r2 = (p.dx * p.dx + p.dy * p.dy) + p.dz * p.dz;
            p.w = Real(1.0F) / p.r2;
        }
        for (int row = first_row; row < end_row; ++row) {
            RowOfPairs& p = pairs[row - first_row];
            // A particle that is none has, in i, a cutoff below 0, and in j, a species below 0.
            const Real cutoff2 = equal_shape ? constants_[row][0].cutoff2 : get(&Constants::cutoff2, row, species);
            p.within = (p.r2 < cutoff2) & (species >= Real(0.0F));
            if constexpr (same_cluster) p.within = p.within & Lanes::before(row);
        }
        for (int row = first_row; row < end_row; ++row) {
            RowOfPairs& p = pairs[row - first_row];
            const Real s2 = equal_shape ? p.w : get(&Constants::sigma2, row, species) * p.w;
            p.s6 = (s2 * s2) * s2;
        }
        for (int row = first_row; row < end_row; ++row) {
            RowOfPairs& p = pairs[row - first_row];
            p.f = (get(&Constants::epsilon24, row, species) * p.w) * (p.s6 * ((p.s6 + p.s6) - Real(1.0F)));
            if (sloped) p.f = p.f + get(&Constants::slope, row, species) * (xsimd::sqrt(p.r2) * p.w);
            p.f = where<Arch>(p.within, p.f);
            small_ = small_ & (p.f <= limit_);
        }
        for (int row = first_row; row < end_row; ++row) add_row(row, pairs[row - first_row], others, on_j);
    }

    [[gnu::always_inline]] inline void add_row(int row, const RowOfPairs& p, const Others& others, Integer* on_j) {
        const Real force[3] = {p.f * p.dx, p.f * p.dy, p.f * p.dz};
        for (int axis = 0; forces && axis < 3; ++axis) {
            add(to_integers32<Arch>(force[axis]), row_[axis][row], on_j[axis]);
        }
        if constexpr (energies) {
            const Real& species = others.species;
            Real u = get(&Constants::epsilon4, row, species) * (p.s6 * (p.s6 - Real(1.0F))) -
                     get(&Constants::shift, row, species);
            if (!equal_shape && input_.force_shifted) {
                u = u +
                    get(&Constants::slope, row, species) * (get(&Constants::cutoff, row, species) - xsimd::sqrt(p.r2));
            }
            const Integer quanta = to_integers32<Arch>(where<Arch>(p.within, u));
            row_[3][row] += quanta;
            on_j[3] -= quanta;  // what is subtracted from j is minus the sum
        }
        if constexpr (virial > 0) total_[0] += to_integers32<Arch>(p.f * xsimd::select(trace_, p.r2, p.dz * p.dz));
        if constexpr (virial > 1) {
            const Real terms[6] = {p.dx * force[0], p.dy * force[1], p.dz * force[2],
                                   p.dx * force[1], p.dx * force[2], p.dy * force[2]};
            for (int a = 0; a < 6; ++a) total_[a + 1] += to_integers32<Arch>(terms[a]);
        }
        if constexpr (currents) add_heat_current(row, others, p.dx, p.dy, p.dz, force);
    }

    void add_heat_current(int row, const Others& others, const Real& dx, const Real& dy, const Real& dz,
                          const Real* force) {
        Real v[3];
        for (int axis = 0; axis < 3; ++axis) v[axis] = velocity_[row][axis] + others.velocity[axis];
        // From quanta of 2^-19 to quanta of 2^-14: a power of two.
        const Real power = Real(0x1p-5F) * (Real(0.5F) * ((v[0] * force[0] + v[1] * force[1]) + v[2] * force[2]));
        const Real terms[3] = {power * dx, power * dy, power * dz};
        for (int a = 0; a < 3; ++a) {
            small_ = small_ & (xsimd::abs(terms[a]) < Real(0x1p28F));
            total_[total_sums - 3 + a] += to_integers32<Arch>(terms[a]);
        }
    }

    static void add(const Integer& quanta, Integer& on_i, Integer& on_j) {
        on_i += quanta;
        on_j += quanta;
    }

    const ClusterPassInput& input_;
    const ClusterRun run_;
    const Real unit_[3];
    const Real limit_;
    Integer position_[rows][3];
    Real velocity_[rows][3];
    Constants constants_[rows][most_species];
    const FloatMask<Arch> trace_;
    FloatMask<Arch> small_;  // every term so far is
    Integer row_[row_sums][rows];
    Integers<Arch> wide_row_[row_sums][rows][2];
    Integer total_[total_sums > 0 ? total_sums : 1];
    Integers<Arch> wide_total_[total_sums > 0 ? total_sums : 1][2];
};

}  // namespace soret::optimized
