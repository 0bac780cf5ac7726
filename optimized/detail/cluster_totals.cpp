#include "soret/optimized/detail/cluster_totals.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "soret/common/order_independent_sum.hpp"

namespace soret::optimized {

namespace {

/// The sums over single particles, in quanta; all zero without velocities.
struct ParticleSums {
    std::array<WideQuanta, 6> kinetic{};
    std::array<WideQuanta, 3> heat_current{};
    std::vector<std::array<WideQuanta, 3>> mass_current;
};

/// Calls visit(species, m, v, place) for the places of clusters [first, end); unused ones are at rest.
template <class Visit>
void for_each_place(const Mixture& mixture, const ClusterSystem& system, std::size_t first, std::size_t end,
                    Visit visit) {
    for (std::size_t cluster = first; cluster < end; ++cluster) {
        const double* species = system.positions() + cluster * cluster_doubles + 3 * cluster_size;
        const double* v = system.velocities() + cluster * cluster_vectors;
        for (std::size_t lane = 0; lane < cluster_size; ++lane) {
            const auto s = static_cast<std::size_t>(species[lane]);
            visit(s, mixture.mass(s), Vector3{v[lane], v[cluster_size + lane], v[2 * cluster_size + lane]},
                  cluster * cluster_size + lane);
        }
    }
}

Vector3 heat_current_of(double m, const Vector3& v, double potential_energy) {
    return (potential_energy + 0.5 * (m * dot(v, v))) * v;
}

/// returns   nothing if a term is not below small_term_limit
std::optional<ParticleSums> sums_of_small_terms(const Mixture& mixture, const ClusterForces& forces,
                                                const PairForcesRequest& request) {
    const ClusterSystem& system = forces.system();
    ParticleSums all;
    all.mass_current.resize(mixture.species_count());
    // A cluster adds four terms below 2^51 quanta to a sum, so that those of longest_run of them stay below 2^63.
    for (std::size_t first = 0; first < system.cluster_count(); first += longest_run) {
        bool small = true;
        const auto add = [&small](double term, Quanta& sum) {
            small = small && std::fabs(term) < small_term_limit;
            sum += small_term_to_quanta(term);
        };
        std::array<Quanta, 6> kinetic{};
        std::array<Quanta, 3> heat{};
        std::vector<std::array<Quanta, 3>> mass(mixture.species_count());
        const std::size_t end = std::min(system.cluster_count(), first + longest_run);
        for_each_place(mixture, system, first, end, [&](std::size_t s, double m, const Vector3& v, std::size_t place) {
            const SymmetricTensor mvv = products(m, v, v);
            for (std::size_t a = 0; a < 6; ++a) add(mvv[a], kinetic[a]);
            if (!request.currents) return;
            const Vector3 q = heat_current_of(m, v, 0.5 * from_quanta(forces.energy(place)));
            add(q.x, heat[0]);
            add(q.y, heat[1]);
            add(q.z, heat[2]);
            add(m * v.x, mass[s][0]);
            add(m * v.y, mass[s][1]);
            add(m * v.z, mass[s][2]);
        });
        if (!small) return std::nullopt;
        for (std::size_t a = 0; a < 6; ++a) all.kinetic[a] += kinetic[a];
        for (std::size_t a = 0; a < 3; ++a) {
            all.heat_current[a] += heat[a];
            for (std::size_t s = 0; s < mass.size(); ++s) all.mass_current[s][a] += mass[s][a];
        }
    }
    return all;
}

template <std::size_t n>
std::array<WideQuanta, n> all_checked(const std::array<OrderIndependentTotal, n>& totals, std::string_view name) {
    std::array<WideQuanta, n> quanta{};
    for (std::size_t k = 0; k < n; ++k) quanta[k] = checked_quanta(totals[k], name);
    return quanta;
}

ParticleSums checked_sums(const Mixture& mixture, const ClusterForces& forces, const PairForcesRequest& request) {
    const ClusterSystem& system = forces.system();
    TensorTotal kinetic;
    VectorTotal heat_current;
    std::vector<VectorTotal> mass_current(mixture.species_count());
    for_each_place(mixture, system, 0, system.cluster_count(),
                   [&](std::size_t s, double m, const Vector3& v, std::size_t place) {
                       if (request.virial) add(kinetic, products(m, v, v));
                       if (!request.currents) return;
                       add(heat_current, heat_current_of(m, v, 0.5 * from_quanta(forces.energy(place))));
                       add(mass_current[s], m * v);
                   });
    ParticleSums sums;
    sums.heat_current = all_checked(heat_current, "heat current");
    sums.kinetic = all_checked(kinetic, "kinetic tensor");
    for (const VectorTotal& current : mass_current) sums.mass_current.push_back(all_checked(current, "mass current"));
    return sums;
}

ParticleSums particle_sums(const Mixture& mixture, const ClusterForces& forces, const PairForcesRequest& request) {
    if (forces.system().has_velocities() && (request.virial || request.currents)) {
        const auto sums = sums_of_small_terms(mixture, forces, request);
        return sums ? *sums : checked_sums(mixture, forces, request);
    }
    ParticleSums none;
    none.mass_current.resize(mixture.species_count());
    return none;
}

}  // namespace

PairForcesTotals totals_of(const Mixture& mixture, const ClusterForces& forces, const PairForcesRequest& request) {
    const ClusterSystem& system = forces.system();
    const ParticleSums sums = particle_sums(mixture, forces, request);
    WideQuanta energy_twice = 0;
    for (std::size_t place = 0; request.energies && place < system.cluster_count() * cluster_size; ++place) {
        energy_twice += forces.energy(place);  // 0 of an unused one
    }

    PairForcesTotals totals;
    const ClusterPassSums& pairs = forces.totals();
    totals.potential_energy = from_quanta(energy_twice / 2);  // every pair is in the sums of both particles: exact
    for (std::size_t a = 0; request.currents && a < 3; ++a) {
        totals.heat_current[a] = from_quanta(sums.heat_current[a] + pairs.heat_current[a]);
    }
    if (request.scalar_virial != ScalarVirial::none) totals.scalar_virial = from_quanta(pairs.scalar_virial);
    for (std::size_t a = 0; request.virial && a < 6; ++a) {
        totals.virial[a] = from_quanta(pairs.virial[a]);
        totals.kinetic[a] = from_quanta(sums.kinetic[a]);
    }
    for (const std::array<WideQuanta, 3>& current : sums.mass_current) {
        totals.mass_current.push_back({from_quanta(current[0]), from_quanta(current[1]), from_quanta(current[2])});
    }
    return totals;
}

std::array<double, 3> checked_kinetic_diagonal(const Mixture& mixture, const ClusterSystem& system) {
    TensorTotal kinetic;
    for_each_place(mixture, system, 0, system.cluster_count(),
                   [&](std::size_t, double m, const Vector3& v, std::size_t) { add(kinetic, products(m, v, v)); });
    std::array<double, 3> diagonal{};
    for (std::size_t a = 0; a < 3; ++a) diagonal[a] = checked_value(kinetic[a], "kinetic tensor");
    return diagonal;
}

}  // namespace soret::optimized
