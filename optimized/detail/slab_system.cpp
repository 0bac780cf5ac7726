#include "soret/optimized/detail/slab_system.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"

namespace soret::optimized {

namespace {

double dot(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return (a[0] * b[0] + a[1] * b[1]) + a[2] * b[2];
}

std::array<double, 3> in_natural_units(const WideInteger* quanta) {
    return {from_quanta(quanta[0]), from_quanta(quanta[1]), from_quanta(quanta[2])};
}

}  // namespace

SlabSystem::SlabSystem(const Mixture& mixture, const IntegratorParameters& parameters, const State& state)
    : slab_{parameters.hot, parameters.cold},
      edge_(state.box.edges().z),
      borders_(slab_borders(parameters, state.box)) {
    for (const std::int32_t species : state.species)
        mass_ += to_quanta(mixture.mass(static_cast<std::size_t>(species)));
}

SlabMotion SlabSystem::motion() const {
    SlabMotion motion{};
    motion.edge = edge_;
    motion.hot_low = borders_.hot_low;
    motion.hot_high = borders_.hot_high;
    motion.cold_low = borders_.cold_low;
    motion.cold_high = borders_.cold_high;
    std::copy(scale_.begin(), scale_.end(), motion.scale);
    std::copy(drift_.begin(), drift_.end(), motion.drift);
    return motion;
}

void SlabSystem::find_scales(const SlabMotionResult& sums, EnergyGiven& given, std::uint64_t step) {
    // What is in no slab is the rest of the integers: exact.
    WideInteger rest_mass = mass_;
    WideInteger rest_quanta[3] = {sums.momentum[0], sums.momentum[1], sums.momentum[2]};
    std::array<double, 2> heat{};
    std::array<std::array<double, 3>, 2> momentum{};
    for (std::size_t s = 0; s < 2; ++s) {
        const SlabSums& slab = sums.slab[s];
        rest_mass -= slab.mass;
        for (std::size_t a = 0; a < 3; ++a) rest_quanta[a] -= slab.momentum[a];
        momentum[s] = in_natural_units(slab.momentum);
        scale_[s] = 1.0;
        if (slab.number == 0) continue;
        const double kinetic_twice = from_quanta(slab.kinetic);
        check_slab_moves(kinetic_twice, s == 0 ? "hot" : "cold", step);
        const double target = (3.0 * static_cast<double>(slab.number)) * slab_[s].temperature;
        scale_[s] = std::sqrt(target / kinetic_twice);
        heat[s] = target - kinetic_twice;
    }

    const std::array<double, 3> rest = in_natural_units(rest_quanta);
    const double mass = from_quanta(mass_);
    for (std::size_t a = 0; a < 3; ++a) {
        drift_[a] = ((scale_[0] * momentum[0][a] + scale_[1] * momentum[1][a]) + rest[a]) / mass;
    }
    const double drift2 = dot(drift_, drift_);
    const auto energy = [&](double heat_given, double scale, const std::array<double, 3>& p, WideInteger m) {
        return (0.5 * heat_given - scale * dot(p, drift_)) + 0.5 * (from_quanta(m) * drift2);
    };
    given.hot += energy(heat[0], scale_[0], momentum[0], sums.slab[0].mass);
    given.cold += energy(heat[1], scale_[1], momentum[1], sums.slab[1].mass);
    given.rest += energy(0.0, 1.0, rest, rest_mass);
}

void SlabSystem::forget_scales() {
    scale_ = {1.0, 1.0};
    drift_ = {};
}

SlabMotionResult SlabSystem::checked_sums(const Mixture& mixture, const ClusterSystem& system) const {
    struct Totals {
        OrderIndependentTotal mass, kinetic;
        std::array<OrderIndependentTotal, 3> momentum;
    };
    std::array<Totals, 3> totals;  // hot, cold, rest
    SlabMotionResult result{};
    for (std::size_t place = 0; place < system.cluster_count() * cluster_size; ++place) {
        if (system.particle(place) == ClusterSystem::unused_particle) continue;
        const double z = Box::wrap_once(system.position(place).z, edge_);
        const bool hot = z >= borders_.hot_low && z < borders_.hot_high;
        const bool cold = z < borders_.cold_low || z >= borders_.cold_high;
        const std::size_t region = hot ? 0 : cold ? 1 : 2;
        if (region < 2) ++result.slab[region].number;
        const double m = mixture.mass(static_cast<std::size_t>(system.species(place)));
        const Vector3 velocity = system.velocity(place);
        const std::array<double, 3> v{velocity.x, velocity.y, velocity.z};
        Totals& own = totals[region];
        own.mass.add(m);
        for (std::size_t a = 0; a < 3; ++a) {
            own.kinetic.add(m * (v[a] * v[a]));
            own.momentum[a].add(m * v[a]);
        }
    }
    for (std::size_t region = 0; region < 3; ++region) {
        const Totals& own = totals[region];
        const bool in_range = std::all_of(own.momentum.begin(), own.momentum.end(),
                                          [](const OrderIndependentTotal& total) { return total.in_range(); });
        if (!(in_range && own.kinetic.in_range())) {
            throw InvalidState("a term of the kinetic tensor is not below 2^22");
        }
        for (std::size_t a = 0; a < 3; ++a) result.momentum[a] += own.momentum[a].quanta();
        if (region == 2) continue;
        SlabSums& slab = result.slab[region];
        slab.mass = own.mass.quanta();
        slab.kinetic = own.kinetic.quanta();
        for (std::size_t a = 0; a < 3; ++a) slab.momentum[a] = own.momentum[a].quanta();
    }
    return result;
}

}  // namespace soret::optimized
