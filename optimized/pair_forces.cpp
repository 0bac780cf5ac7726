#include "soret/optimized/pair_forces.hpp"

#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/detail/cluster_totals.hpp"

namespace soret::optimized {

PairForces::PairForces(const Mixture& mixture, const Execution& execution)
    : mixture_(mixture), forces_(mixture, execution) {}

void PairForces::compute(const State& state, PairForcesRequest request, PairForcesResult& result) {
    check_request(request);
    const std::size_t n = state.size();
    const bool energies = request.energies || request.currents;
    const bool currents = request.currents && state.has_velocities();
    ClusterSystem& system = forces_.system();
    system.load(state);
    forces_.sort_and_list(mixture_.largest_cutoff());
    const PairForcesRequest wanted{energies, request.virial, currents, request.scalar_virial};
    forces_.compute(wanted);
    if (request.heat_field_axis) {
        PairForcesRequest of_field = forces_only;
        of_field.heat_field_axis = request.heat_field_axis;
        forces_.compute(of_field);
    }
    forces_.add_up_threads(energies);

    result = PairForcesResult{};
    for (auto& axis : result.force) axis.resize(n);
    if (energies) result.particle_energy.resize(n);
    for (auto& axis : result.heat_field_force) axis.resize(request.heat_field_axis ? n : 0);
    const std::size_t places = system.cluster_count() * cluster_size;
    for (std::size_t place = 0; place < places; ++place) {
        if (system.particle(place) == ClusterSystem::unused_particle) continue;
        const auto i = static_cast<std::size_t>(system.particle(place));
        for (std::size_t axis = 0; axis < 3; ++axis) result.force[axis][i] = from_quanta(forces_.force(place, axis));
        for (std::size_t axis = 0; request.heat_field_axis && axis < 3; ++axis) {
            result.heat_field_force[axis][i] = from_quanta(forces_.heat_field(place, axis));
        }
        if (energies) result.particle_energy[i] = 0.5 * from_quanta(forces_.energy(place));
    }
    static_cast<PairForcesTotals&>(result) = totals_of(mixture_, forces_, wanted);
}

}  // namespace soret::optimized
