#include "soret/optimized/pair_forces.hpp"

#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/detail/particle_sums.hpp"

namespace soret::optimized {

PairForces::PairForces(const Mixture& mixture, const Execution& execution)
    : mixture_(mixture), forces_(mixture, execution) {}

void PairForces::compute(const State& state, PairForcesRequest request, PairForcesResult& result) {
    const std::size_t n = state.size();
    const bool energies = request.energies || request.currents;
    const bool currents = request.currents && state.has_velocities();
    ClusterSystem& system = forces_.system();
    system.load(state);
    forces_.sort_and_list(mixture_.largest_cutoff());
    forces_.compute({energies, request.virial, currents});

    result = PairForcesResult{};
    for (auto& axis : result.force) axis.resize(n);
    if (energies) result.particle_energy.resize(n);
    WideQuanta energy_twice = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t place = system.place_of(i);
        const std::int64_t* force = forces_.forces() + place / cluster_size * cluster_vectors + place % cluster_size;
        for (std::size_t axis = 0; axis < 3; ++axis) result.force[axis][i] = from_quanta(force[axis * cluster_size]);
        if (!energies) continue;
        const Quanta energy = forces_.energies()[place];
        result.particle_energy[i] = 0.5 * from_quanta(energy);
        energy_twice += energy;
    }
    result.potential_energy = from_quanta(energy_twice / 2);  // every pair is in the sums of both particles: exact
    const ClusterPassSums& totals = forces_.totals();
    for (std::size_t a = 0; a < 6 && request.virial; ++a) result.virial[a] = from_quanta(totals.virial[a]);
    const ParticleSums particles(mixture_, state, {request.virial, currents}, result.particle_energy);
    result.heat_current = particles.heat_current(totals.heat_current);
    result.kinetic = particles.kinetic();
    result.mass_current = particles.mass_current();
}

}  // namespace soret::optimized
