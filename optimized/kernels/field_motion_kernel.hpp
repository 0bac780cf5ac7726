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

    FieldMotionKernel(const FieldMotion& motion, FieldMotionResult& result)
        : Base(motion.motion, 1),
          field_(motion),
          result_(result),
          displacement2_(result.extremes.displacement2),
          speed_(result.extremes.speed),
          term_(result.largest_term) {
        clear();
    }

    template <FieldPart part>
    static void move_all(const FieldMotion& motion, std::int32_t first_cluster, std::int32_t end_cluster,
                         FieldMotionResult& result) {
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
        work_ = kinetic_[0] = kinetic_[1] = kinetic_[2] = zero;
        for (int s = 0; s < this->motion_.species_count; ++s) {
            for (Integer& sum : momentum_[s]) sum = zero;
        }
    }

    static void add_lanes(const Integer& lanes, WideInteger& sum) {
        std::int64_t values[Base::width];
        lanes.store_unaligned(values);
        for (const std::int64_t value : values) sum += value;
    }

    /// The sum of t as doubles: beyond 2^53 quanta they have lost some.
    static void add_rounded(const Integer& lanes, WideInteger& sum) {
        std::int64_t values[Base::width];
        lanes.store_unaligned(values);
        for (const std::int64_t value : values) sum += static_cast<std::int64_t>(static_cast<double>(value));
    }

    /// A cluster adds at most two terms below 2^11 to a lane: sums over longest_run of them stay below 2^63 quanta.
    void widen() {
        add_lanes(work_, result_.work);
        for (int axis = 0; axis < 3; ++axis) {
            add_lanes(kinetic_[axis], result_.kinetic[axis]);
            for (int s = 0; s < this->motion_.species_count; ++s) {
                add_lanes(momentum_[s][axis], result_.momentum[s][axis]);
            }
        }
        clear();
    }

    template <FieldPart part>
    void move(std::int32_t cluster) {
        double* cluster_position = this->motion_.positions + static_cast<std::ptrdiff_t>(cluster) * cluster_doubles;
        for (int first = 0; first < cluster_size; first += Base::width) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(cluster) * cluster_vectors + first;
            double* position = cluster_position + first;
            used_ = Real::load_aligned(position) < Real(0.5 * nowhere);
            Real v[3];
            for (int a = 0; a < 3; ++a) v[a] = Real::load_aligned(this->motion_.velocities + at + a * cluster_size);
            if constexpr (part != FieldPart::kick) scale(position + 3 * cluster_size, v);
            if constexpr (part != FieldPart::scale) kick<part == FieldPart::advance>(position, at, v);
            if constexpr (part == FieldPart::kick) sum(position + 3 * cluster_size, v);
            if constexpr (part == FieldPart::advance) drift(position, at, v);
            for (int a = 0; a < 3; ++a) v[a].store_aligned(this->motion_.velocities + at + a * cluster_size);
        }
    }

    static const double* of_axis(const double* table, int axis) { return table + axis * largest_species_count; }

    static Real square(const Real* v) { return (v[0] * v[0] + v[1] * v[1]) + v[2] * v[2]; }

    void scale(const double* species, Real* v) const {
        for (int a = 0; a < 3; ++a) {
            const Real drift = Base::by_species(of_axis(field_.drift, a), species);
            v[a] = where<Lane>(used_, this->on_grid(Real(field_.scale) * v[a] + drift));
        }
    }

    template <bool advance>
    void kick(const double* position, std::ptrdiff_t at, Real* v) {
        const double* species = position + 3 * cluster_size;
        const Real h = Base::by_species(this->motion_.half_kick, species);
        const Real quantum(field_.quantum);
        Real F[3], y[3], half_way[3];
        for (int a = 0; a < 3; ++a) {
            const std::ptrdiff_t here = at + a * cluster_size;
            F[a] = quantum * to_doubles<Lane>(this->template take_force<advance>(here));
            Real driven = F[a];
            if (field_.phi != 0.0) {
                const Integer t = this->template take<advance>(field_.heat_field, here);
                driven = driven + Real(field_.phi) * (quantum * to_doubles<Lane>(t));
                if constexpr (!advance) add_rounded(t, result_.heat_field[a]);
            }
            y[a] = h * driven + Base::by_species(of_axis(field_.push, a), species);
        }
        const Real k(field_.kinetic_push);
        const int axis = field_.axis;
        const Real pushed = k * square(v);
        for (int a = 0; a < 3; ++a) half_way[a] = v[a] + Real(0.5) * (a == axis ? y[a] + pushed : y[a]);
        const Real push = k * square(half_way);
        Real q[3];
        for (int a = 0; a < 3; ++a) {
            const Real d = where<Lane>(used_, this->on_grid(a == axis ? y[a] + push : y[a]));
            q[a] = ((v[a] + v[a]) + d) * (d - h * F[a]);
            v[a] = v[a] + d;  // exact
        }
        const Real work = (Real(0.5) * Base::by_species(field_.mass, species)) * ((q[0] + q[1]) + q[2]);
        term_ = xsimd::max(term_, xsimd::abs(work));
        work_ = work_ + to_quanta<Lane>(work);
    }

    void sum(const double* species, const Real* v) {
        const Real m = Base::by_species(field_.mass, species);
        Integer momentum[3];
        for (int a = 0; a < 3; ++a) {
            const Real kinetic = m * (v[a] * v[a]);
            const Real p = m * v[a];
            term_ = xsimd::max(term_, xsimd::max(kinetic, xsimd::abs(p)));
            kinetic_[a] = kinetic_[a] + to_quanta<Lane>(kinetic);
            momentum[a] = to_quanta<Lane>(p);
        }
        const Real own = Real::load_aligned(species);
        for (int s = 0; s < this->motion_.species_count; ++s) {
            const Real all_bits = xsimd::bitwise_cast<Real>(Integer(std::int64_t{-1}));
            const Integer mask = xsimd::bitwise_cast<Integer>(where<Lane>(own == Real(s), all_bits));
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
    Integer work_;
    Integer kinetic_[3];
    Integer momentum_[largest_species_count][3];
};

}  // namespace soret::optimized
