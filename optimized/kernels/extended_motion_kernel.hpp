#pragma once

#include "soret/optimized/kernels/cluster_motion_kernel.hpp"

namespace soret::optimized {

/// The parts of a step with a thermostat, each one pass over memory.
template <class Arch>
class ExtendedMotionKernel : private ClusterMotionKernel<Arch> {
public:
    static void run(const ExtendedMotion& motion, std::int32_t first_cluster, std::int32_t end_cluster,
                    ExtendedPart part, ExtendedMotionResult& result) {
        if (part == ExtendedPart::kick) move_all<ExtendedPart::kick>(motion, first_cluster, end_cluster, result);
        if (part == ExtendedPart::scale) move_all<ExtendedPart::scale>(motion, first_cluster, end_cluster, result);
        if (part == ExtendedPart::advance) move_all<ExtendedPart::advance>(motion, first_cluster, end_cluster, result);
    }

private:
    using Base = ClusterMotionKernel<Arch>;
    using Lane = typename Base::Lane;
    using Real = typename Base::Real;
    using Integer = typename Base::Integer;
    using Species = typename Base::Species;

    ExtendedMotionKernel(const ExtendedMotion& motion, const ExtendedMotionResult& result)
        : Base(motion.motion, 1),
          step_(motion),
          mass_(motion.mass, motion.motion.species_count),
          displacement2_(result.extremes.displacement2),
          speed_(result.extremes.speed),
          kinetic_term_(result.largest_kinetic_term) {
        for (Integer& sum : kinetic_) sum = Integer(std::int64_t{0});
    }

    // One loop a part: its sums stay in registers.
    template <ExtendedPart part>
    static void move_all(const ExtendedMotion& motion, std::int32_t first_cluster, std::int32_t end_cluster,
                         ExtendedMotionResult& result) {
        ExtendedMotionKernel kernel(motion, result);
        for (std::int32_t first = first_cluster; first < end_cluster; first += longest_run) {
            const std::int32_t end = end_cluster - first < longest_run ? end_cluster : first + longest_run;
            for (std::int32_t cluster = first; cluster < end; ++cluster) kernel.template move<part>(cluster);
            kernel.widen(result);
        }
        result.extremes = {Base::largest(kernel.displacement2_), Base::largest(kernel.speed_)};
        result.largest_kinetic_term = Base::largest(kernel.kinetic_term_);
    }

    /// A cluster adds at most two terms below 2^11 to a lane: sums over longest_run of them stay below 2^62 quanta.
    void widen(ExtendedMotionResult& result) {
        for (int axis = 0; axis < 3; ++axis) {
            std::int64_t lanes[Base::width];
            kinetic_[axis].store_unaligned(lanes);
            for (const std::int64_t sum : lanes) result.kinetic[axis] += sum;
            kinetic_[axis] = Integer(std::int64_t{0});
        }
    }

    template <ExtendedPart part>
    void move(std::int32_t cluster) {
        double* position = this->motion_.positions + static_cast<std::ptrdiff_t>(cluster) * cluster_doubles;
        for (int first = 0; first < cluster_size; first += Base::width) {
            Real moved2(0.0);
            const Species species(position + 3 * cluster_size + first);
            const Real h = this->half_kick_.of(species);
            const Real mass = mass_.of(species);
            for (int axis = 0; axis < 3; ++axis) {
                const int offset = axis * cluster_size + first;
                const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(cluster) * cluster_vectors + offset;
                Real v = Real::load_aligned(this->motion_.velocities + at);
                if constexpr (part != ExtendedPart::kick) v = this->on_grid(Real(step_.scale) * v);
                if constexpr (part != ExtendedPart::scale) {
                    const Real force = to_doubles<Lane>(this->template take_force<part == ExtendedPart::advance>(at));
                    const Real push = h * Real(step_.push[axis]);
                    v = this->on_grid(Real(step_.keep[axis]) * v + push * force);
                }
                v.store_aligned(this->motion_.velocities + at);
                if constexpr (part == ExtendedPart::advance) {
                    moved2 = moved2 + advance(axis, v, position + offset, at);
                } else {
                    add_kinetic(axis, mass * (v * v));
                }
            }
            displacement2_ = xsimd::max(displacement2_, moved2);
        }
    }

    /// Coordinates are unwrapped since the last sorting, by less than an edge. The wrapped one is stretched; then the
    /// edge taken off is put back as it is now. All but the stretching is exact.
    /// returns   the squared displacement since listing
    Real advance(int axis, const Real& v, double* position, std::ptrdiff_t at) {
        speed_ = xsimd::max(speed_, xsimd::abs(v));
        const Real unwrapped = Real::load_aligned(position);
        const Real zero(0.0);
        const auto below = unwrapped < zero;
        const auto above = unwrapped >= Real(step_.edge[axis]);
        const auto edges_off = [&](double edge) {
            return xsimd::select(below, Real(-edge), xsimd::select(above, Real(edge), zero));
        };
        const Real wrapped = unwrapped - edges_off(step_.edge[axis]);
        const Real moved = this->on_grid(Real(step_.stretch[axis]) * wrapped + Real(step_.advance[axis]) * v);
        const Real r = moved + edges_off(step_.next_edge[axis]);
        r.store_aligned(position);
        const Real d = r - Real(step_.since_listing[axis]) * Real::load_aligned(this->motion_.listed_positions + at);
        return d * d;
    }

    void add_kinetic(int axis, const Real& term) {
        kinetic_term_ = xsimd::max(kinetic_term_, term);
        kinetic_[axis] = kinetic_[axis] + to_quanta<Lane>(term);
    }

    const ExtendedMotion& step_;
    typename Base::SpeciesTable mass_;
    Real displacement2_;
    Real speed_;
    Real kinetic_term_;
    Integer kinetic_[3];
};

}  // namespace soret::optimized
