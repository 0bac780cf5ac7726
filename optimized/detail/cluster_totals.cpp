#include "soret/optimized/detail/cluster_totals.hpp"

#include "soret/common/order_independent_sum.hpp"

namespace soret::optimized {

namespace {

/// The sums over single particles; all zero without velocities.
struct ParticleSums {
    TensorTotal kinetic;
    VectorTotal heat_current;
    std::vector<VectorTotal> mass_current;

    void add_kinetic(double m, const Vector3& v) { add(kinetic, products(m, v, v)); }

    void add_currents(std::size_t species, double m, const Vector3& v, double potential_energy) {
        add(heat_current, (potential_energy + 0.5 * (m * dot(v, v))) * v);
        add(mass_current[species], m * v);
    }
};

}  // namespace

PairForcesTotals totals_of(const Mixture& mixture, const ClusterForces& forces, const PairForcesRequest& request) {
    const ClusterSystem& system = forces.system();
    ParticleSums sums;
    sums.mass_current.resize(mixture.species_count());
    WideQuanta energy_twice = 0;
    const std::size_t places = system.cluster_count() * cluster_size;
    for (std::size_t place = 0; place < places; ++place) {
        if (system.particle(place) == ClusterSystem::unused_particle) continue;
        if (request.energies) energy_twice += forces.energy(place);
        if (!system.has_velocities()) continue;
        const auto species = static_cast<std::size_t>(system.species(place));
        const double m = mixture.mass(species);
        const Vector3 v = system.velocity(place);
        if (request.virial) sums.add_kinetic(m, v);
        if (request.currents) sums.add_currents(species, m, v, 0.5 * from_quanta(forces.energy(place)));
    }

    PairForcesTotals totals;
    const ClusterPassSums& pairs = forces.totals();
    totals.potential_energy = from_quanta(energy_twice / 2);  // every pair is in the sums of both particles: exact
    for (std::size_t a = 0; request.currents && a < 3; ++a) {
        totals.heat_current[a] =
            from_quanta(checked_quanta(sums.heat_current[a], "heat current") + pairs.heat_current[a]);
    }
    if (request.scalar_virial != ScalarVirial::none) totals.scalar_virial = from_quanta(pairs.scalar_virial);
    for (std::size_t a = 0; a < 6; ++a) {
        if (request.virial) totals.virial[a] = from_quanta(pairs.virial[a]);
    }
    totals.kinetic = checked_values(sums.kinetic, "kinetic tensor");
    for (const VectorTotal& current : sums.mass_current) {
        totals.mass_current.push_back(checked_values(current, "mass current"));
    }
    return totals;
}

std::array<double, 3> checked_kinetic_diagonal(const Mixture& mixture, const ClusterSystem& system) {
    ParticleSums sums;
    for (std::size_t place = 0; place < system.cluster_count() * cluster_size; ++place) {
        if (system.particle(place) == ClusterSystem::unused_particle) continue;
        sums.add_kinetic(mixture.mass(static_cast<std::size_t>(system.species(place))), system.velocity(place));
    }
    std::array<double, 3> diagonal{};
    for (std::size_t a = 0; a < 3; ++a) diagonal[a] = checked_value(sums.kinetic[a], "kinetic tensor");
    return diagonal;
}

}  // namespace soret::optimized
