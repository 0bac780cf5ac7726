#pragma once

#include "soret/optimized/kernels/cluster_motion_kernel.hpp"

namespace soret::optimized {

/// The parts of a step under a synthetic field, each one pass over memory: kick and sums in one; scaling, and kick and
/// drift of the next step, in the other. A step with these passes and without pair terms takes 1.1 to 1.2 of one at
/// constant energy (bench/README.md).
template <class Arch>
class FieldMotionKernel : private ClusterMotionKernel<Arch> {
public:
    static void run(const FieldMotion& motion, std::int32_t first_cluster, std::int32_t end_cluster, FieldPart part,
                    FieldMotionResult& result) {
        if (part == FieldPart::kick) move_all<FieldPart::kick>(motion, first_cluster, end_cluster, result);
        if (part == FieldPart::scale) move_all<FieldPart::scale>(motion, first_cluster, end_cluster, result);
        if (part == FieldPart::advance) move_all<FieldPart::advance>(motion, first_cluster, end_cluster, result);
    }

private:
    using Base = ClusterMotionKernel<Arch>;
    using Lane = typename Base::Lane;
    using Real = typename Base::Real;
    using Integer = typename Base::Integer;
    using Species = typename Base::Species;
    using SpeciesTable = typename Base::SpeciesTable;

    FieldMotionKernel(const FieldMotion& motion, FieldMotionResult& result)
        : Base(motion.motion, 1),
          field_(motion),
          result_(result),
          displacement2_(result.extremes.displacement2),
          speed_(result.extremes.speed),
          term_(result.largest_term),
          mass_(motion.mass, motion.motion.species_count),
          push_{of_axis(motion, motion.push, 0), of_axis(motion, motion.push, 1), of_axis(motion, motion.push, 2)},
          drift_{of_axis(motion, motion.drift, 0), of_axis(motion, motion.drift, 1), of_axis(motion, motion.drift, 2)} {
        clear();
    }

    static SpeciesTable of_axis(const FieldMotion& motion, const double* table, int axis) {
        return SpeciesTable(table + axis * largest_species_count, motion.motion.species_count);
    }

    template <FieldPart part>
    [[gnu::flatten]] static void move_all(const FieldMotion& motion, std::int32_t first_cluster,
                                          std::int32_t end_cluster, FieldMotionResult& result) {
        FieldMotionKernel kernel(motion, result);
        for (std::int32_t first = first_cluster; first < end_cluster; first += longest_run) {
            const std::int32_t end = end_cluster - first < longest_run ? end_cluster : first + longest_run;
            for (std::int32_t cluster = first; cluster < end; ++cluster) kernel.template move<part>(cluster);
            if constexpr (part != FieldPart::scale) kernel.widen();
        }
        result.extremes = {Base::largest(kernel.displacement2_), Base::largest(kernel.speed_)};
        result.largest_term = Base::largest(kernel.term_);
    }

    void clear() {
        const Integer zero(std::int64_t{0});
        work_ = zero;
        for (int axis = 0; axis < 3; ++axis) {
            kinetic_[axis] = total_momentum_[axis] = heat_field_[axis] = zero;
            for (int s = 1; s < this->motion_.species_count; ++s) momentum_[s][axis] = zero;
        }
    }

    static WideInteger sum_of(const Integer& lanes) {
        std::int64_t values[Base::width];
        lanes.store_unaligned(values);
        WideInteger sum = 0;
        for (const std::int64_t value : values) sum += value;
        return sum;
    }

    /// The sum of t as doubles: beyond 2^53 quanta they have lost some.
    void add_heat_field(int axis, const Integer& t, const Real& as_double) {
        if (bits_of<Lane>(xsimd::abs(as_double) >= Real(0x1p53)) == 0) {
            heat_field_[axis] = heat_field_[axis] + t;
            return;
        }
        double values[Base::width];
        as_double.store_unaligned(values);
        for (const double value : values) result_.heat_field[axis] += static_cast<std::int64_t>(value);
    }

    /// A cluster adds at most two terms below 2^11, or below 2^53 quanta, to a lane: sums over longest_run of them stay
    /// below 2^63 quanta.
    void widen() {
        result_.work += sum_of(work_);
        for (int axis = 0; axis < 3; ++axis) {
            result_.kinetic[axis] += sum_of(kinetic_[axis]);
            result_.heat_field[axis] += sum_of(heat_field_[axis]);
            WideInteger rest = sum_of(total_momentum_[axis]);
            for (int s = 1; s < this->motion_.species_count; ++s) {
                const WideInteger own = sum_of(momentum_[s][axis]);
                result_.momentum[s][axis] += own;
                rest -= own;
            }
            result_.momentum[0][axis] += rest;
        }
        clear();
    }

    template <FieldPart part>
    void move(std::int32_t cluster) {
        double* cluster_position = this->motion_.positions + static_cast<std::ptrdiff_t>(cluster) * cluster_doubles;
        for (int first = 0; first < cluster_size; first += Base::width) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(cluster) * cluster_vectors + first;
            double* position = cluster_position + first;
            const Species species(position + 3 * cluster_size);
            used_ = Real::load_aligned(position) < Real(0.5 * nowhere);
            Real v[3];
            for (int a = 0; a < 3; ++a) v[a] = Real::load_aligned(this->motion_.velocities + at + a * cluster_size);
            if constexpr (part != FieldPart::kick) scale(species, v);
            if constexpr (part != FieldPart::scale) kick<part == FieldPart::advance>(species, at, v);
            if constexpr (part == FieldPart::kick) sum(species, v);
            if constexpr (part == FieldPart::advance) drift(position, at, v);
            for (int a = 0; a < 3; ++a) v[a].store_aligned(this->motion_.velocities + at + a * cluster_size);
        }
    }

    static Real square(const Real* v) { return (v[0] * v[0] + v[1] * v[1]) + v[2] * v[2]; }

    void scale(const Species& species, Real* v) const {
        for (int a = 0; a < 3; ++a) {
            v[a] = where<Lane>(used_, this->on_grid(Real(field_.scale) * v[a] + drift_[a].of(species)));
        }
    }

    template <bool advance>
    void kick(const Species& species, std::ptrdiff_t at, Real* v) {
        const Real h = this->half_kick_.of(species);
        const Real h_quantum = h * Real(field_.quantum);
        Real hF[3], y[3], half_way[3];
        for (int a = 0; a < 3; ++a) {
            const std::ptrdiff_t here = at + a * cluster_size;
            const Real F = to_doubles<Lane>(this->template take_force<advance>(here));  // in quanta, a power of two
            Real driven = F;
            if (field_.phi != 0.0) {
                const Integer quanta = this->template take<advance>(field_.heat_field, here);
                const Real t = to_doubles<Lane>(quanta);
                driven = driven + Real(field_.phi) * t;
                if constexpr (!advance) add_heat_field(a, quanta, t);
            }
            hF[a] = h_quantum * F;
            y[a] = h_quantum * driven + push_[a].of(species);
        }
        const Real k(field_.kinetic_push);
        const int axis = field_.axis;
        const Real pushed = k * square(v);
        for (int a = 0; a < 3; ++a) half_way[a] = v[a] + Real(0.5) * (a == axis ? y[a] + pushed : y[a]);
        const Real push = k * square(half_way);
        Real q[3];
        for (int a = 0; a < 3; ++a) {
            const Real d = where<Lane>(used_, this->on_grid(a == axis ? y[a] + push : y[a]));
            q[a] = ((v[a] + v[a]) + d) * (d - hF[a]);
            v[a] = v[a] + d;  // exact
        }
        const Real work = (Real(0.5) * mass_.of(species)) * ((q[0] + q[1]) + q[2]);
        term_ = xsimd::max(term_, xsimd::abs(work));
        work_ = work_ + to_quanta<Lane>(work);
    }

    void sum(const Species& species, const Real* v) {
        const Real m = mass_.of(species);
        Integer momentum[3];
        for (int a = 0; a < 3; ++a) {
            const Real kinetic = m * (v[a] * v[a]);
            const Real p = m * v[a];
            term_ = xsimd::max(term_, xsimd::max(kinetic, xsimd::abs(p)));
            kinetic_[a] = kinetic_[a] + to_quanta<Lane>(kinetic);
            momentum[a] = to_quanta<Lane>(p);
            total_momentum_[a] = total_momentum_[a] + momentum[a];
        }
        for (int s = 1; s < this->motion_.species_count; ++s) {
            const Mask<Lane> is_own = Real::load_aligned(species.lanes) == Real(s);
            const Integer mask = xsimd::bitwise_cast<Integer>(where<Lane>(is_own, Base::all_bits()));
            for (int a = 0; a < 3; ++a) momentum_[s][a] = momentum_[s][a] + (momentum[a] & mask);
        }
    }

    void drift(double* position, std::ptrdiff_t at, const Real* v) {
        Real moved2(0.0);
        for (int a = 0; a < 3; ++a) {
            speed_ = xsimd::max(speed_, xsimd::abs(v[a]));
            double* coordinate = position + a * cluster_size;
            const Real r = Real::load_aligned(coordinate) + this->on_grid(this->timestep_ * v[a]);  // exact
            r.store_aligned(coordinate);
            const Real moved = r - Real::load_aligned(this->motion_.listed_positions + at + a * cluster_size);
            moved2 = moved2 + moved * moved;
        }
        displacement2_ = xsimd::max(displacement2_, moved2);
    }

    const FieldMotion& field_;
    FieldMotionResult& result_;
    Mask<Lane> used_;  // lanes that hold a particle
    Real displacement2_;
    Real speed_;
    Real term_;
    SpeciesTable mass_;
    SpeciesTable push_[3];
    SpeciesTable drift_[3];
    Integer work_;
    Integer kinetic_[3];
    Integer total_momentum_[3];
    Integer momentum_[largest_species_count][3];  // but of the first species, which has the rest
    Integer heat_field_[3];
};

}  // namespace soret::optimized
