#pragma once

#include "soret/optimized/kernels/cluster_motion_kernel.hpp"

namespace soret::optimized {

/// The parts of a step with slabs, each one pass over memory. Few clusters reach into a slab: what is summed over a
/// slab alone is skipped for the others, what is left is the momentum.
template <class Arch>
class SlabMotionKernel : private ClusterMotionKernel<Arch> {
public:
    static void run(const SlabMotion& motion, std::int32_t first_cluster, std::int32_t end_cluster, SlabPart part,
                    SlabMotionResult& result) {
        if (part == SlabPart::kick) move_all<SlabPart::kick>(motion, first_cluster, end_cluster, result);
        if (part == SlabPart::scale) move_all<SlabPart::scale>(motion, first_cluster, end_cluster, result);
        if (part == SlabPart::advance) move_all<SlabPart::advance>(motion, first_cluster, end_cluster, result);
    }

private:
    using Base = ClusterMotionKernel<Arch>;
    using Lane = typename Base::Lane;
    using Real = typename Base::Real;
    using Integer = typename Base::Integer;
    using Species = typename Base::Species;
    using Lanes = Mask<Lane>;
    static constexpr int slab_count = 2;

    /// Lanes of a part of a cluster that hold a particle, and those in each slab.
    struct Places {
        Lanes used;
        Lanes slab[slab_count];
    };

    struct Sums {
        Integer mass, kinetic, momentum[3];

        void clear() { mass = kinetic = momentum[0] = momentum[1] = momentum[2] = Integer(std::int64_t{0}); }
    };

    SlabMotionKernel(const SlabMotion& motion, const SlabMotionResult& result)
        : Base(motion.motion, 1),
          slabs_(motion),
          mass_(motion.mass, motion.motion.species_count),
          displacement2_(result.extremes.displacement2),
          speed_(result.extremes.speed),
          kinetic_term_(result.largest_kinetic_term) {
        clear();
    }

    template <SlabPart part>
    static void move_all(const SlabMotion& motion, std::int32_t first_cluster, std::int32_t end_cluster,
                         SlabMotionResult& result) {
        SlabMotionKernel kernel(motion, result);
        for (std::int32_t first = first_cluster; first < end_cluster; first += longest_run) {
            const std::int32_t end = end_cluster - first < longest_run ? end_cluster : first + longest_run;
            for (std::int32_t cluster = first; cluster < end; ++cluster) kernel.template move<part>(cluster);
            if constexpr (part == SlabPart::kick) kernel.widen(result);
        }
        result.extremes = {Base::largest(kernel.displacement2_), Base::largest(kernel.speed_)};
        result.largest_kinetic_term = Base::largest(kernel.kinetic_term_);
    }

    void clear() {
        for (Integer& sum : momentum_) sum = Integer(std::int64_t{0});
        for (int s = 0; s < slab_count; ++s) {
            sums_[s].clear();
            number_[s] = 0;
        }
    }

    /// A cluster adds at most six terms below 2^11 to a lane: sums over longest_run of them stay below 2^63 quanta.
    void widen(SlabMotionResult& result) {
        const auto add = [](const Integer& lanes, WideInteger& sum) {
            std::int64_t values[Base::width];
            lanes.store_unaligned(values);
            for (const std::int64_t value : values) sum += value;
        };
        for (int axis = 0; axis < 3; ++axis) add(momentum_[axis], result.momentum[axis]);
        for (int s = 0; s < slab_count; ++s) {
            SlabSums& slab = result.slab[s];
            slab.number += number_[s];
            add(sums_[s].mass, slab.mass);
            add(sums_[s].kinetic, slab.kinetic);
            for (int axis = 0; axis < 3; ++axis) add(sums_[s].momentum[axis], slab.momentum[axis]);
        }
        clear();
    }

    /// Coordinates are unwrapped since the last sorting, by less than an edge.
    Places places_of(const double* position) const {
        const Real unwrapped = Real::load_aligned(position + 2 * cluster_size);
        const Real edge(slabs_.edge);
        const Real z = unwrapped + (where<Lane>(unwrapped < Real(0.0), edge) - where<Lane>(unwrapped >= edge, edge));
        const Lanes used = Real::load_aligned(position) < Real(0.5 * nowhere);
        return {used,
                {used & (z >= Real(slabs_.hot_low)) & (z < Real(slabs_.hot_high)),
                 used & ((z < Real(slabs_.cold_low)) | (z >= Real(slabs_.cold_high)))}};
    }

    template <SlabPart part>
    void move(std::int32_t cluster) {
        double* position = this->motion_.positions + static_cast<std::ptrdiff_t>(cluster) * cluster_doubles;
        for (int first = 0; first < cluster_size; first += Base::width) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(cluster) * cluster_vectors + first;
            const Places places = places_of(position + first);
            if constexpr (part == SlabPart::kick) {
                kick(position + first, at, places);
            } else {
                scale<part == SlabPart::advance>(position + first, at, places);
            }
        }
    }

    void kick(const double* position, std::ptrdiff_t at, const Places& places) {
        const Species species(position + 3 * cluster_size);
        const Real h = this->half_kick_.of(species);
        const Real mass = mass_.of(species);
        Integer kinetic(std::int64_t{0});
        Integer momentum[3];
        for (int axis = 0; axis < 3; ++axis) {
            const std::ptrdiff_t here = at + axis * cluster_size;
            const Real force = to_doubles<Lane>(this->template take_force<false>(here));
            const Real v = Real::load_aligned(this->motion_.velocities + here) + this->on_grid(h * force);  // exact
            v.store_aligned(this->motion_.velocities + here);
            const Real term = mass * (v * v);
            kinetic_term_ = xsimd::max(kinetic_term_, term);
            kinetic = kinetic + to_quanta<Lane>(term);
            momentum[axis] = to_quanta<Lane>(mass * v);
            momentum_[axis] = momentum_[axis] + momentum[axis];
        }
        for (int s = 0; s < slab_count; ++s) {
            const unsigned inside = bits_of<Lane>(places.slab[s]);
            if (inside == 0) continue;
            const Integer mask = xsimd::bitwise_cast<Integer>(where<Lane>(places.slab[s], Base::all_bits()));
            Sums& sums = sums_[s];
            number_[s] += bit_count(inside);
            sums.mass = sums.mass + (to_quanta<Lane>(mass) & mask);
            sums.kinetic = sums.kinetic + (kinetic & mask);
            for (int axis = 0; axis < 3; ++axis) sums.momentum[axis] = sums.momentum[axis] + (momentum[axis] & mask);
        }
    }

    template <bool advance>
    void scale(double* position, std::ptrdiff_t at, const Places& places) {
        const Real s = xsimd::select(places.slab[0], Real(slabs_.scale[0]),
                                     xsimd::select(places.slab[1], Real(slabs_.scale[1]), Real(1.0)));
        const Real h = advance ? this->half_kick_.of(Species(position + 3 * cluster_size)) : Real(0.0);
        Real moved2(0.0);
        for (int axis = 0; axis < 3; ++axis) {
            const std::ptrdiff_t here = at + axis * cluster_size;
            const Real before = Real::load_aligned(this->motion_.velocities + here);
            Real v = where<Lane>(places.used, this->on_grid(s * before - Real(slabs_.drift[axis])));
            if constexpr (advance) {
                v = v + this->on_grid(h * to_doubles<Lane>(this->template take_force<true>(here)));  // exact
                speed_ = xsimd::max(speed_, xsimd::abs(v));
                double* coordinate = position + axis * cluster_size;
                const Real r = Real::load_aligned(coordinate) + this->on_grid(this->timestep_ * v);  // exact
                r.store_aligned(coordinate);
                const Real d = r - Real::load_aligned(this->motion_.listed_positions + here);
                moved2 = moved2 + d * d;
            }
            v.store_aligned(this->motion_.velocities + here);
        }
        displacement2_ = xsimd::max(displacement2_, moved2);
    }

    const SlabMotion& slabs_;
    typename Base::SpeciesTable mass_;
    Real displacement2_;
    Real speed_;
    Real kinetic_term_;
    Integer momentum_[3];
    Sums sums_[slab_count];
    std::int64_t number_[slab_count];
};

}  // namespace soret::optimized
