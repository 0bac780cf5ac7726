#include "soret/reference/pair_forces.hpp"

#include "soret/common/order_independent_sum.hpp"
#include "soret/reference/currents.hpp"
#include "soret/reference/pairs.hpp"

namespace soret::reference {

namespace {

/// The sums of one particle over its neighbours.
struct ParticleSums {
    OrderIndependentSum fx, fy, fz, energy_twice;  // 2 V_i
    OrderIndependentSum tx, ty, tz;
    int neighbours = 0;

    void add(const Vector3& force, double energy) {
        fx.add(force.x);
        fy.add(force.y);
        fz.add(force.z);
        energy_twice.add(energy);
        ++neighbours;
    }
    void add_heat_field(const Vector3& force) {
        tx.add(force.x);
        ty.add(force.y);
        tz.add(force.z);
    }
    bool forces_in_range() const {
        return fx.in_range() && fy.in_range() && fz.in_range() && tx.in_range() && ty.in_range() && tz.in_range();
    }
};

/// r_x f + (u, 0, 0), x the axis of the field
Vector3 heat_field_force(const ExactPair& pair, std::size_t axis) {
    Vector3 t = pair.along(axis) * pair.force();
    (axis == 0 ? t.x : axis == 1 ? t.y : t.z) += pair.energy();
    return t;
}

SymmetricTensor kinetic_tensor(const Mixture& mixture, const State& state) {
    TensorTotal kinetic;
    for (std::size_t i = 0; i < state.size() && state.has_velocities(); ++i) {
        const double m = mixture.mass(static_cast<std::size_t>(state.species[i]));
        const Vector3 v = state.velocity_of(i);
        add(kinetic, products(m, v, v));  // m v_a v_b
    }
    return checked_values(kinetic, "kinetic tensor");
}

}  // namespace

void PairForces::compute(const State& state, PairForcesRequest request, PairForcesResult& result) const {
    check_request(request);
    const std::size_t n = state.size();
    const bool energies = request.energies || request.currents;
    std::vector<ParticleSums> particles(n);
    TensorTotal virial;
    OrderIndependentTotal scalar_virial;
    for_each_pair(mixture_, state, [&](std::size_t i, std::size_t j, const ExactPair& pair) {
        particles[i].add(pair.force(), pair.energy());
        particles[j].add(-pair.force(), pair.energy());  // Newton's third law, exactly: the rounding is odd
        add(virial, pair.virial());
        scalar_virial.add(pair.scalar_virial(request.scalar_virial));
        if (!request.heat_field_axis) return;
        const Vector3 t = heat_field_force(pair, *request.heat_field_axis);
        particles[i].add_heat_field(t);  // the same for both
        particles[j].add_heat_field(t);
    });
    for (std::size_t i = 0; i < n; ++i) {
        const bool in_range = particles[i].forces_in_range() && (!energies || particles[i].energy_twice.in_range());
        check_particle_sums(state.id[i], particles[i].neighbours, in_range);
    }

    result = PairForcesResult{};
    for (const ParticleSums& sums : particles) {
        result.force[0].push_back(from_quanta(sums.fx.quanta()));
        result.force[1].push_back(from_quanta(sums.fy.quanta()));
        result.force[2].push_back(from_quanta(sums.fz.quanta()));
        if (!request.heat_field_axis) continue;
        result.heat_field_force[0].push_back(from_quanta(sums.tx.quanta()));
        result.heat_field_force[1].push_back(from_quanta(sums.ty.quanta()));
        result.heat_field_force[2].push_back(from_quanta(sums.tz.quanta()));
    }
    if (energies) {
        WideQuanta every_pair_twice = 0;
        for (const ParticleSums& sums : particles) {
            result.particle_energy.push_back(0.5 * from_quanta(sums.energy_twice.quanta()));
            every_pair_twice += sums.energy_twice.quanta();
        }
        result.potential_energy = from_quanta(every_pair_twice / 2);  // exact
    }
    if (request.virial) result.virial = checked_values(virial, "virial");
    result.scalar_virial = checked_value(scalar_virial, "virial");
    result.mass_current.resize(mixture_.species_count());
    if (request.currents && state.has_velocities()) {
        const Currents currents = currents_of(mixture_, state, result.particle_energy);
        result.heat_current = currents.heat;
        result.mass_current = currents.mass;
    }
    if (request.virial) result.kinetic = kinetic_tensor(mixture_, state);
}

}  // namespace soret::reference
