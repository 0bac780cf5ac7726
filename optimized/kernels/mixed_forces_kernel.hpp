#pragma once

#include "soret/optimized/kernels/cluster_lanes.hpp"
#include "soret/optimized/kernels/float_lanes.hpp"

namespace soret::optimized {

/// Coordinates as integer fractions of the box.
template <class Arch>
class ClusterFractionsKernel {
public:
    static void run(const double* positions, const double* edges, std::int32_t first_cluster, std::int32_t end_cluster,
                    std::int32_t* fractions) {
        for (std::int32_t cluster = first_cluster; cluster < end_cluster; ++cluster) {
            const double* from = positions + static_cast<std::ptrdiff_t>(cluster) * cluster_doubles;
            std::int32_t* to = fractions + static_cast<std::ptrdiff_t>(cluster) * cluster_fractions;
            for (int axis = 0; axis < 3; ++axis)
                convert(from + axis * cluster_size, edges[axis], to + axis * cluster_size);
        }
    }

private:
    using Lane = std::conditional_t<std::is_same_v<Arch, Avx512>, Avx2, Arch>;
    using Real = Doubles<Lane>;
    using Integer = Integers<Lane>;
    static constexpr int width = static_cast<int>(Real::size);

    // The fraction of the wrapped coordinate is the one that is rounded; then the whole edges taken off are put back.
    static void convert(const double* x, double edge, std::int32_t* to) {
        for (int part = 0; part < cluster_size; part += width) {
            const Real unwrapped = Real::load_aligned(x + part);
            const auto below = unwrapped < Real(0.0);
            const auto above = unwrapped >= Real(edge);
            const Real wrapped =
                xsimd::select(below, unwrapped + Real(edge), xsimd::select(above, unwrapped - Real(edge), unwrapped));
            const Real back =
                xsimd::select(below, Real(-whole_fraction), xsimd::select(above, Real(whole_fraction), Real(0.0)));
            // Rounds to an integer in the low bits of 2^52 + 2^51; adding whole fractions to it is exact.
            const Real rounded = (wrapped * Real(whole_fraction / edge) + Real(0x1.8p52)) + back;
            std::int64_t bits[width];
            xsimd::bitwise_cast<Integer>(rounded).store_unaligned(bits);
            for (int l = 0; l < width; ++l) to[part + l] = static_cast<std::int32_t>(bits[l]);  // modulo 2^32
        }
    }
};

/// The passes of mixed precision. Sums over at most mixed_run pairs are kept in 32 bits, then widened.
template <class Arch, int known_species, bool equal_shape, bool energies, int virial, bool currents>
class MixedPassKernel {
public:
    static bool run(const ClusterPassInput& input, std::int32_t first_run, std::int32_t end_run,
                    ClusterPassSums& sums) {
        for (std::int32_t k = first_run; k < end_run; ++k) {
            MixedPassKernel kernel(input, input.list.runs[k]);
            if (!kernel.pass(input.list.runs[k], sums)) return false;
        }
        return true;
    }

private:
    using Real = Floats<Arch>;
    using Integer = Integers32<Arch>;
    using Lanes = FloatLanes<Arch>;
    static constexpr int rows = Lanes::rows;
    static constexpr int width = Lanes::width;
    static constexpr int row_sums = 3 + (energies ? 1 : 0);
    static constexpr int total_sums = virial + (currents ? 3 : 0);
    static constexpr int most_species = known_species > 0 ? known_species : largest_species_count;

    struct Constants {
        Real cutoff2, sigma2, epsilon24, epsilon4, shift, slope, cutoff;
    };

    MixedPassKernel(const ClusterPassInput& input, const ClusterRun& run)
        : input_(input), small_(Real(0.0F) == Real(0.0F)) {
        const std::int32_t* i_values = fractions_of(run.i);
        const int offset[3] = {run.image % 3 - 1, run.image / 3 % 3 - 1, run.image / 9 - 1};
        for (int row = 0; row < rows; ++row) {
            for (int axis = 0; axis < 3; ++axis) {
                const auto shift = static_cast<std::int32_t>(offset[axis] * whole_fraction);
                position_[row][axis] = Lanes::of_i(i_values + axis * cluster_size, row) + Integer(shift);
                if constexpr (currents) {
                    velocity_[row][axis] = xsimd::bitwise_cast<Real>(Lanes::of_i(velocities_of(run.i, axis).bits, row));
                }
            }
            for (auto& sum : row_[row]) sum = Integer(0);
            for (auto& halves : wide_row_[row]) halves[0] = halves[1] = Integers<Arch>(std::int64_t{0});
            set_constants(i_values, row);
        }
        if constexpr (total_sums > 0) {
            for (int a = 0; a < total_sums; ++a) {
                total_[a] = Integer(0);
                wide_total_[a][0] = wide_total_[a][1] = Integers<Arch>(std::int64_t{0});
            }
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
    void set_constants(const std::int32_t* i_values, int row) {
        const Real i_species = xsimd::bitwise_cast<Real>(Lanes::of_i(i_values + 3 * cluster_size, row));
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

    bool pass(const ClusterRun& run, ClusterPassSums& sums) {
        // With one row a half of the cluster is no less work than the whole.
        constexpr int half = rows > 1 ? rows / 2 : rows;
        constexpr int second_half = rows > 1 ? rows / 2 : 0;
        std::int32_t entry = run.first;
        if (run.image == home_image && entry < run.end_whole && input_.list.entries[entry] == run.i) {
            pair_of_clusters<true, 0, rows>(run.i, sums);
            widen();
            ++entry;
        }
        add_entries<0, rows>(entry, run.end_whole, sums);
        add_entries<0, half>(run.end_whole, run.end_lower, sums);
        add_entries<second_half, rows>(run.end_lower, run.end, sums);
        if (!all_of<Arch>(small_)) return false;
        for (int row = 0; row < rows; ++row) {
            for (int axis = 0; axis < 3; ++axis) {
                add_to_i(sums.forces + static_cast<std::ptrdiff_t>(run.i) * cluster_vectors + axis * cluster_size, row,
                         wide_row_[row][axis]);
            }
            if constexpr (energies) {
                add_to_i(sums.energies + static_cast<std::ptrdiff_t>(run.i) * cluster_size, row, wide_row_[row][3]);
            }
        }
        for (int a = 0; a < virial; ++a) sums.virial[a] += sum_of(wide_total_[a]);
        for (int a = 0; currents && a < 3; ++a) sums.heat_current[a] += sum_of(wide_total_[total_sums - 3 + a]);
        return true;
    }

    static WideInteger sum_of(const Integers<Arch>* halves) { return sum_of_lanes<Arch>(halves[0] + halves[1]); }

    static void add_to_i(std::int64_t* target, int row, const Integers<Arch>* halves) {
        std::int64_t lanes[width];
        halves[0].store_unaligned(lanes);
        halves[1].store_unaligned(lanes + width / 2);
        for (int l = 0; l < width; ++l) target[row * Lanes::i_per_row + l / cluster_size] += lanes[l];
    }

    template <int first_row, int end_row>
    inline void add_entries(std::int32_t entry, std::int32_t end, ClusterPassSums& sums) {
        while (entry < end) {
            const std::int32_t stop = end - entry < mixed_run ? end : entry + mixed_run;
            for (; entry < stop; ++entry) {
                pair_of_clusters<false, first_row, end_row>(input_.list.entries[entry], sums);
            }
            widen();
        }
    }

    void widen() {
        for (int row = 0; row < rows; ++row) {
            for (int a = 0; a < row_sums; ++a) {
                Lanes::add_wide(row_[row][a], wide_row_[row][a][0], wide_row_[row][a][1]);
                row_[row][a] = Integer(0);
            }
        }
        for (int a = 0; a < total_sums; ++a) {
            Lanes::add_wide(total_[a], wide_total_[a][0], wide_total_[a][1]);
            total_[a] = Integer(0);
        }
    }

    template <bool same_cluster, int first_row, int end_row>
    inline void pair_of_clusters(std::int32_t j, ClusterPassSums& sums) {
        const std::int32_t* j_values = fractions_of(j);
        const Integer at[3] = {Lanes::of_j(j_values), Lanes::of_j(j_values + cluster_size),
                               Lanes::of_j(j_values + 2 * cluster_size)};
        const Real species = xsimd::bitwise_cast<Real>(Lanes::of_j(j_values + 3 * cluster_size));
        Integer on_j[4] = {Integer(0), Integer(0), Integer(0), Integer(0)};
        for (int row = first_row; row < end_row; ++row) row_of_pairs<same_cluster>(row, at, species, j, on_j);
        std::int64_t* j_forces = sums.forces + static_cast<std::ptrdiff_t>(j) * cluster_vectors;
        for (int axis = 0; axis < 3; ++axis) Lanes::subtract_from_j(j_forces + axis * cluster_size, on_j[axis]);
        if constexpr (energies) {
            Lanes::subtract_from_j(sums.energies + static_cast<std::ptrdiff_t>(j) * cluster_size, on_j[3]);
        }
    }

    template <bool same_cluster>
    inline void row_of_pairs(int row, const Integer* at, const Real& species, std::int32_t j, Integer* on_j) {
        const Real dx = to_floats<Arch>(position_[row][0] - at[0]) * Real(input_.length[0]);
        const Real dy = to_floats<Arch>(position_[row][1] - at[1]) * Real(input_.length[1]);
        const Real dz = to_floats<Arch>(position_[row][2] - at[2]) * Real(input_.length[2]);
        const Real r2 = (dx * dx + dy * dy) + dz * dz;
        // A particle of i that is none has a cutoff below 0, one of j a species below 0.
        const Real cutoff2 = equal_shape ? constants_[row][0].cutoff2 : get(&Constants::cutoff2, row, species);
        FloatMask<Arch> within = (r2 < cutoff2) & (species >= Real(0.0F));
        if constexpr (same_cluster) within = within & Lanes::before(row);

        const Real w = Real(1.0F) / r2;
        const Real s2 = equal_shape ? w : get(&Constants::sigma2, row, species) * w;
        const Real s6 = (s2 * s2) * s2;
        Real f = (get(&Constants::epsilon24, row, species) * w) * (s6 * ((s6 + s6) - Real(1.0F)));
        const bool sloped = !equal_shape && input_.force_shifted;
        if (sloped) f = f + get(&Constants::slope, row, species) * (xsimd::sqrt(r2) * w);
        f = where<Arch>(within, f);
        small_ = small_ & (f <= Real(static_cast<float>(input_.largest_force_over_r)));
        const Real force[3] = {f * dx, f * dy, f * dz};
        for (int axis = 0; axis < 3; ++axis) add(to_integers32<Arch>(force[axis]), row_[row][axis], on_j[axis]);
        if constexpr (energies) {
            Real u = get(&Constants::epsilon4, row, species) * (s6 * (s6 - Real(1.0F))) -
                     get(&Constants::shift, row, species);
            if (sloped) {
                u = u +
                    get(&Constants::slope, row, species) * (get(&Constants::cutoff, row, species) - xsimd::sqrt(r2));
            }
            const Integer quanta = to_integers32<Arch>(where<Arch>(within, u));
            row_[row][3] += quanta;
            on_j[3] -= quanta;  // what is subtracted from j is minus the sum
        }
        if constexpr (virial > 0) {
            const Real terms[6] = {dx * force[0], dy * force[1], dz * force[2],
                                   dx * force[1], dx * force[2], dy * force[2]};
            for (int a = 0; a < virial; ++a) total_[a] += to_integers32<Arch>(terms[a]);
        }
        if constexpr (currents) add_heat_current(row, j, dx, dy, dz, force);
    }

    void add_heat_current(int row, std::int32_t j, const Real& dx, const Real& dy, const Real& dz, const Real* force) {
        Real v[3];
        for (int axis = 0; axis < 3; ++axis) {
            v[axis] = velocity_[row][axis] + xsimd::bitwise_cast<Real>(Lanes::of_j(velocities_of(j, axis).bits));
        }
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
    Integer position_[rows][3];
    Real velocity_[rows][3];
    Constants constants_[rows][most_species];
    FloatMask<Arch> small_;  // every term so far is
    Integer row_[rows][row_sums];
    Integers<Arch> wide_row_[rows][row_sums][2];
    Integer total_[total_sums > 0 ? total_sums : 1];
    Integers<Arch> wide_total_[total_sums > 0 ? total_sums : 1][2];
};

}  // namespace soret::optimized
