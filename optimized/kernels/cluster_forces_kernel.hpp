#pragma once

#include "soret/optimized/kernels/row_constants_lanes.hpp"

namespace soret::optimized {

/// Sums of the four particles of i over a run. Terms carry a bias; the sums start with what takes it off.
template <class Arch, PassParts parts>
struct RunSums {
    Integers<Arch> force[3][ClusterLanes<Arch>::rows];
    Integers<Arch> energy[ClusterLanes<Arch>::rows];
    Integers<Arch> heat_field[3][ClusterLanes<Arch>::rows];
    Integers<Arch> virial[6];
    Integers<Arch> scalar_virial;
    Integers<Arch> heat_current[3];
    Mask<Arch> small;  ///< every term so far is; a comparison, not a maximum, because that may lose a NaN

    explicit RunSums(const ClusterRun& run) : small(Doubles<Arch>(0.0) == Doubles<Arch>(0.0)) {
        constexpr int rows = ClusterLanes<Arch>::rows;
        std::int64_t all = 0;
        for (int row = 0; row < rows; ++row) {
            const std::int32_t entries =
                row < rows / 2 ? run.end_lower - run.first : (run.end_whole - run.first) + (run.end - run.end_lower);
            const std::int64_t terms = std::int64_t{ClusterLanes<Arch>::parts} * entries;
            all += terms;
            const Integers<Arch> start = start_of_sum<Arch>(terms);
            for (int axis = 0; parts.forces && axis < 3; ++axis) force[axis][row] = start;
            for (int axis = 0; parts.heat_field_axis >= 0 && axis < 3; ++axis) heat_field[axis][row] = start;
            if constexpr (parts.energies) energy[row] = start;
        }
        const Integers<Arch> start = start_of_sum<Arch>(all);
        if constexpr (parts.virial > 0) scalar_virial = start;
        for (int a = 0; parts.virial > 1 && a < 6; ++a) virial[a] = start;
        for (int a = 0; parts.currents && a < 3; ++a) heat_current[a] = start;
    }
};

/// The passes of one instruction set, for a number of species known at compile time (0: any) and for equal or general
/// shape. All that they call is inlined (gnu::flatten), so that the sums of a run stay in registers. Left to gcc, that
/// hangs on what else is in the file: a call for each pair of clusters took 15 % of a step.
template <class Arch, int known_species, bool equal_shape, PassParts parts>
class ClusterPassKernel {
public:
    [[gnu::flatten]] static bool run(const ClusterPassInput& input, std::int32_t first_run, std::int32_t end_run,
                                     ClusterPassSums& sums) {
        for (std::int32_t k = first_run; k < end_run; ++k) {
            ClusterPassKernel kernel(input, input.list.runs[k]);
            if (!kernel.pass(input.list.runs[k], sums)) return false;
        }
        return true;
    }

private:
    using Real = Doubles<Arch>;
    using Integer = Integers<Arch>;
    using Lanes = ClusterLanes<Arch>;
    static constexpr bool forces = parts.forces;
    static constexpr bool energies = parts.energies;
    static constexpr int virial = parts.virial;
    static constexpr bool currents = parts.currents;
    static constexpr bool heat_field = parts.heat_field_axis >= 0;
    static constexpr bool keeps_forces = parts.kept_forces && forces;
    static constexpr bool has_forces = parts.kept_forces && !forces;
    using Constants = RowConstants<Arch, known_species, equal_shape, energies || heat_field>;
    struct RowOfPairs {
        Real dx, dy, dz, r2, w;
        Mask<Arch> within;
    };
    struct Vectors {
        Real x, y, z;
    };
    /// Sums over the rows for a part of j.
    struct SumsOfJ {
        Integer force[3], energy, heat_field[3];

        void start(const Integer& from) {
            for (Integer* sums : {force, heat_field}) sums[0] = sums[1] = sums[2] = from;
            energy = from;
        }
    };
    static constexpr unsigned all_lanes = (1U << Lanes::width) - 1U;
    static constexpr int half = Lanes::rows / 2;
    static constexpr bool begins_ahead = !std::is_same_v<Arch, Sse2>;
    static_assert(!begins_ahead || Lanes::parts == 1);

    ClusterPassKernel(const ClusterPassInput& input, const ClusterRun& run)
        : input_(input), trace_(Real(input.trace ? 1.0 : 0.0) == Real(1.0)), run_(run) {
        const double* i_values = input.positions + static_cast<std::ptrdiff_t>(run.i) * cluster_doubles;
        const double* shift = input.image_shift + 3 * run.image;
        for (int row = 0; row < Lanes::rows; ++row) {
            for (int axis = 0; axis < 3; ++axis) {
                position_[row][axis] = Lanes::of_i(i_values + axis * cluster_size, row) + Real(shift[axis]);  // exact
                if constexpr (currents) {
                    velocity_[row][axis] = Lanes::of_i(
                        input.velocities + static_cast<std::ptrdiff_t>(run.i) * cluster_vectors + axis * cluster_size,
                        row);
                }
            }
            if constexpr (!has_forces) constants_[row].set(input, i_values + 3 * cluster_size, row);
        }
    }

    bool pass(const ClusterRun& run, ClusterPassSums& sums) {
        const std::int32_t* entries = input_.list.entries;
        std::int32_t entry = run.first;
        if (run.image == home_image && entry < run.end_whole && entries[entry] == run.i) {
            pairs_of_clusters<true, 0, Lanes::rows>(entry, entry + 1, sums);
            ++entry;
        }
        pairs_of_clusters<false, 0, Lanes::rows>(entry, run.end_whole, sums);
        pairs_of_clusters<false, 0, half>(run.end_whole, run.end_lower, sums);
        pairs_of_clusters<false, half, Lanes::rows>(run.end_lower, run.end, sums);

        if (bits_of<Arch>(run_.small) != all_lanes) return false;  // before sums that may have wrapped are used
        for (int axis = 0; forces && axis < 3; ++axis) Lanes::add_to_i(of(sums.forces, run.i, axis), run_.force[axis]);
        for (int axis = 0; heat_field && axis < 3; ++axis) {
            Lanes::add_to_i(of(sums.heat_field, run.i, axis), run_.heat_field[axis]);
        }
        if constexpr (energies) Lanes::add_to_i(sums.energies + offset_of(run.i, 1), run_.energy);
        if (sums_scalar_virial()) sums.scalar_virial += sum_of_lanes<Arch>(run_.scalar_virial);
        if constexpr (virial > 1) {
            for (int a = 0; a < 6; ++a) sums.virial[a] += sum_of_lanes<Arch>(run_.virial[a]);
        }
        if constexpr (currents) {
            for (int a = 0; a < 3; ++a) sums.heat_current[a] += sum_of_lanes<Arch>(run_.heat_current[a]);
        }
        return true;
    }

    /// The entries [entry, end) with the rows [first_row, end_row). Reciprocals are begun before sums that do not need
    /// them, so that there is work while a division takes its time: with 32 vector registers those of the next pair of
    /// clusters, with 16 those of the next half of it.
    template <bool same_cluster, int first_row, int end_row>
    inline void pairs_of_clusters(std::int32_t entry, std::int32_t end, ClusterPassSums& sums) {
        if constexpr (has_forces) {
            for (; entry < end; ++entry) {
                for (int part = 0; part < Lanes::parts; ++part) sums_of_kept_forces<first_row, end_row>(part, entry);
            }
            return;
        }
        constexpr bool in_halves = Lanes::rows == cluster_size && end_row - first_row == Lanes::rows;
        constexpr int rows = in_halves ? half : end_row - first_row;
        const std::int32_t* entries = input_.list.entries;
        if constexpr (same_cluster || !begins_ahead) {
            for (; entry < end; ++entry) {
                for (int part = 0; part < Lanes::parts; ++part) {
                    RowOfPairs pairs[end_row - first_row];
                    begin_pairs<same_cluster, first_row, end_row>(part, entries[entry], pairs);
                    end_pairs<first_row, end_row>(part, entry, pairs, sums);
                }
            }
        } else {
            if (entry >= end) return;
            RowOfPairs next[rows];
            RowOfPairs pairs[rows];
            begin_pairs<false, first_row, first_row + rows>(0, entries[entry], next);
            for (; entry < end; ++entry) {
                if constexpr (in_halves) {
                    begin_pairs<false, half, Lanes::rows>(0, entries[entry], pairs);
                    end_pairs<0, half>(0, entry, next, sums);
                    if (entry + 1 < end) begin_pairs<false, 0, half>(0, entries[entry + 1], next);
                    end_pairs<half, Lanes::rows>(0, entry, pairs, sums);
                } else {
                    for (int k = 0; k < rows; ++k) pairs[k] = next[k];
                    if (entry + 1 < end) begin_pairs<false, first_row, end_row>(0, entries[entry + 1], next);
                    end_pairs<first_row, end_row>(0, entry, pairs, sums);
                }
            }
        }
    }

    Real species_of_j(std::int32_t j, int part) const {
        if constexpr (known_species == 1) return Real(0.0);
        return Lanes::of_j(input_.positions + static_cast<std::ptrdiff_t>(j) * cluster_doubles + 3 * cluster_size +
                           part * Lanes::j_width);
    }

    /// Distances and reciprocals, operation by operation over the rows.
    template <bool same_cluster, int first_row, int end_row>
    inline void begin_pairs(int part, std::int32_t j, RowOfPairs* pairs) const {
        const double* j_values =
            input_.positions + static_cast<std::ptrdiff_t>(j) * cluster_doubles + part * Lanes::j_width;
        const Real x = Lanes::of_j(j_values);
        const Real y = Lanes::of_j(j_values + cluster_size);
        const Real z = Lanes::of_j(j_values + 2 * cluster_size);
        for (int row = first_row; row < end_row; ++row) {
            RowOfPairs& p = pairs[row - first_row];
            p.dx = position_[row][0] - x;
            p.dy = position_[row][1] - y;
            p.dz = position_[row][2] - z;
            p.r2 = (p.dx * p.dx + p.dy * p.dy) + p.dz * p.dz;
            p.w = Real(1.0) / p.r2;
        }
        for (int row = first_row; row < end_row; ++row) {
            RowOfPairs& p = pairs[row - first_row];
            p.within = p.r2 < (equal_shape ? Real(input_.table[0].cutoff2)
                                           : constants_[row].get(&Constants::Pair::cutoff2, species_of_j(j, part),
                                                                 input_.species_count));
            if constexpr (same_cluster) p.within = p.within & Lanes::before(row, part);
        }
    }

    /// Forces and sums of pairs that are begun.
    template <int first_row, int end_row>
    inline void end_pairs(int part, std::int32_t entry, const RowOfPairs* pairs, ClusterPassSums& sums) {
        using Pair = typename Constants::Pair;
        const std::int32_t j = input_.list.entries[entry];
        constexpr int rows = end_row - first_row;
        const Constants* constants = constants_ + first_row;
        const int count = input_.species_count;
        const Real species = species_of_j(j, part);
        Real s6[rows];
        Real f[rows];
        for (int k = 0; k < rows; ++k) {
            const Real& w = pairs[k].w;
            const Real s2 = equal_shape ? w : constants[k].get(&Pair::sigma2, species, count) * w;
            s6[k] = (s2 * s2) * s2;
        }
        for (int k = 0; k < rows; ++k) {
            const RowOfPairs& p = pairs[k];
            f[k] = (constants[k].get(&Pair::epsilon24, species, count) * p.w) * (s6[k] * ((s6[k] + s6[k]) - Real(1.0)));
            if (!equal_shape && input_.force_shifted)
                f[k] = f[k] + constants[k].get(&Pair::slope, species, count) * (square_root(p.r2) * p.w);
            f[k] = where(p.within, f[k]);
            run_.small = run_.small & (f[k] <= Real(input_.largest_force_over_r));
        }
        if (keeps_forces && input_.kept_forces != nullptr) {
            for (int k = 0; k < rows; ++k) f[k].store_aligned(kept_forces(entry, part, first_row + k));
        }
        SumsOfJ on_j;
        on_j.start(start_of_sum<Arch>(rows));
        for (int k = 0; k < rows; ++k) add_row(first_row + k, part, pairs[k], s6[k], f[k], species, j, on_j);

        const int offset = part * Lanes::j_width;
        for (int axis = 0; forces && axis < 3; ++axis) {
            Lanes::subtract_from_j(of(sums.forces, j, axis) + offset, on_j.force[axis]);
        }
        if constexpr (energies) Lanes::add_to_j(sums.energies + offset_of(j, 1) + offset, on_j.energy);
        for (int axis = 0; heat_field && axis < 3; ++axis) {
            Lanes::add_to_j(of(sums.heat_field, j, axis) + offset, on_j.heat_field[axis]);
        }
    }

    inline void add_row(int row, int part, const RowOfPairs& p, const Real& s6, const Real& f, const Real& species,
                        std::int32_t j, SumsOfJ& on_j) {
        const Real fx = f * p.dx;
        const Real fy = f * p.dy;
        const Real fz = f * p.dz;
        if constexpr (forces) {
            add(biased_integers(fx), run_.force[0][row], on_j.force[0]);
            add(biased_integers(fy), run_.force[1][row], on_j.force[1]);
            add(biased_integers(fz), run_.force[2][row], on_j.force[2]);
        }
        Real u(0.0);
        if constexpr (energies || heat_field) u = where(p.within, pair_energy(constants_[row], p, s6, species));
        if constexpr (energies) add(biased_integers(u), run_.energy[row], on_j.energy);
        if constexpr (heat_field) {
            constexpr int along = parts.heat_field_axis;
            const Real force[3] = {fx, fy, fz};
            const Real& r_along = along == 0 ? p.dx : along == 1 ? p.dy : p.dz;
            for (int axis = 0; axis < 3; ++axis) {
                const Integer quanta =
                    biased_integers(axis == along ? r_along * force[axis] + u : r_along * force[axis]);
                add(quanta, run_.heat_field[axis][row], on_j.heat_field[axis]);
            }
        }
        if (sums_scalar_virial()) {
            run_.scalar_virial += biased_integers(f * xsimd::select(trace_, p.r2, p.dz * p.dz));
        }
        const Vectors r{p.dx, p.dy, p.dz};
        if constexpr (virial > 1) add_virial(r, {fx, fy, fz});
        if constexpr (currents) add_currents(row, velocities_of_j(part, j), r, {fx, fy, fz});
    }

    inline void add_virial(const Vectors& r, const Vectors& f) {
        run_.virial[0] += biased_integers(r.x * f.x);
        run_.virial[1] += biased_integers(r.y * f.y);
        run_.virial[2] += biased_integers(r.z * f.z);
        run_.virial[3] += biased_integers(r.x * f.y);
        run_.virial[4] += biased_integers(r.x * f.z);
        run_.virial[5] += biased_integers(r.y * f.z);
    }

    Vectors velocities_of_j(int part, std::int32_t j) const {
        const double* v = input_.velocities + static_cast<std::ptrdiff_t>(j) * cluster_vectors + part * Lanes::j_width;
        return {Lanes::of_j(v), Lanes::of_j(v + cluster_size), Lanes::of_j(v + 2 * cluster_size)};
    }

    inline void add_currents(int row, const Vectors& v_j, const Vectors& r, const Vectors& f) {
        const Real vx = velocity_[row][0] + v_j.x;
        const Real vy = velocity_[row][1] + v_j.y;
        const Real vz = velocity_[row][2] + v_j.z;
        const Real power = Real(0.5) * ((vx * f.x + vy * f.y) + vz * f.z);
        run_.small = run_.small & (xsimd::abs(power) <= Real(input_.largest_power));
        run_.heat_current[0] += biased_integers(power * r.x);
        run_.heat_current[1] += biased_integers(power * r.y);
        run_.heat_current[2] += biased_integers(power * r.z);
    }

    double* kept_forces(std::int32_t entry, int part, int row) const {
        return input_.kept_forces + static_cast<std::ptrdiff_t>(entry) * cluster_places +
               (part * Lanes::rows + row) * Lanes::width;
    }

    /// Virial and currents from kept forces.
    template <int first_row, int end_row>
    inline void sums_of_kept_forces(int part, std::int32_t entry) {
        const std::int32_t j = input_.list.entries[entry];
        const double* r = input_.positions + static_cast<std::ptrdiff_t>(j) * cluster_doubles + part * Lanes::j_width;
        const Vectors r_j{Lanes::of_j(r), Lanes::of_j(r + cluster_size), Lanes::of_j(r + 2 * cluster_size)};
        const Vectors v_j = velocities_of_j(part, j);
        for (int row = first_row; row < end_row; ++row) {
            const Real f = Real::load_aligned(kept_forces(entry, part, row));
            const Vectors d{position_[row][0] - r_j.x, position_[row][1] - r_j.y, position_[row][2] - r_j.z};
            const Vectors force{f * d.x, f * d.y, f * d.z};
            add_virial(d, force);
            add_currents(row, v_j, d, force);
        }
    }

    Real pair_energy(const Constants& constants, const RowOfPairs& p, const Real& s6, const Real& species) const {
        using Pair = typename Constants::Pair;
        const int count = input_.species_count;
        Real u = constants.get(&Pair::epsilon4, species, count) * (s6 * (s6 - Real(1.0))) -
                 constants.get(&Pair::shift, species, count);
        if (!equal_shape && input_.force_shifted) {
            u = u + constants.get(&Pair::slope, species, count) *
                        (constants.get(&Pair::cutoff, species, count) - square_root(p.r2));
        }
        return u;
    }

    /// Where the sums of a cluster begin that have so many components.
    static std::ptrdiff_t offset_of(std::int32_t cluster, int components) {
        return static_cast<std::ptrdiff_t>(cluster) * components * Lanes::sum_width;
    }
    static std::int64_t* of(std::int64_t* vectors, std::int32_t cluster, int axis) {
        return vectors + offset_of(cluster, 3) + axis * Lanes::sum_width;
    }

    bool sums_scalar_virial() const { return virial == 1 || (virial > 1 && !has_forces && input_.scalar_virial); }

    static void add(const Integer& quanta, Integer& on_i, Integer& on_j) {
        on_i += quanta;
        on_j += quanta;
    }

    const ClusterPassInput& input_;
    const Mask<Arch> trace_;
    Real position_[Lanes::rows][3];
    Real velocity_[Lanes::rows][3];
    Constants constants_[Lanes::rows];
    RunSums<Arch, parts> run_;
};

/// Chooses the specialisation once a pass.
template <class Arch, PassParts parts>
bool cluster_pass(const ClusterPassInput& input, std::int32_t first_run, std::int32_t end_run, ClusterPassSums& sums) {
    if (input.equal_shape && input.species_count == 1) {
        return ClusterPassKernel<Arch, 1, true, parts>::run(input, first_run, end_run, sums);
    }
    if (input.equal_shape && input.species_count == 2) {
        return ClusterPassKernel<Arch, 2, true, parts>::run(input, first_run, end_run, sums);
    }
    if (input.species_count == 1) return ClusterPassKernel<Arch, 1, false, parts>::run(input, first_run, end_run, sums);
    if (input.species_count == 2) return ClusterPassKernel<Arch, 2, false, parts>::run(input, first_run, end_run, sums);
    return ClusterPassKernel<Arch, 0, false, parts>::run(input, first_run, end_run, sums);
}

}  // namespace soret::optimized
