#include "soret/reference/pair_forces.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/reference/exact_pair_terms.hpp"
#include "soret/reference/mixed_pair_terms.hpp"

namespace soret::reference {

namespace {

/// More than what a distance up to r_c + 1 changes by in mixed precision, where a pair may be within its cutoff though it is
/// a little further apart: 2^-30 of an edge for each coordinate, and roundings of 2^-24.
constexpr double single_precision_margin = 0x1p-10;

/// The sums of one particle.
struct ParticleSums {
    OrderIndependentSum fx, fy, fz, energy;
    int neighbours = 0;
};

/// The sums over all pairs and particles.
struct Totals {
    std::array<OrderIndependentTotal, 6> virial, kinetic;
    OrderIndependentTotal scalar_virial;
    std::array<OrderIndependentTotal, 3> heat_current;
    std::vector<std::array<OrderIndependentTotal, 3>> mass_current;
};

template <std::size_t n>
void add_vector(std::array<OrderIndependentTotal, n>& sums, double scale, const Vector3& v) {
    sums[0].add(scale * v.x);
    sums[1].add(scale * v.y);
    sums[2].add(scale * v.z);
}

void add_kinetic(std::array<OrderIndependentTotal, 6>& sums, double m, const Vector3& v) {
    sums[0].add(m * (v.x * v.x));
    sums[1].add(m * (v.y * v.y));
    sums[2].add(m * (v.z * v.z));
    sums[3].add(m * (v.x * v.y));
    sums[4].add(m * (v.x * v.z));
    sums[5].add(m * (v.y * v.z));
}

double value_of(const OrderIndependentTotal& sum, const char* name) {
    if (!sum.in_range()) throw InvalidState(fmt::format("a term of the {} is not below 2^22", name));
    return from_quanta(sum.quanta());
}

template <std::size_t n>
std::array<double, n> values_of(const std::array<OrderIndependentTotal, n>& sums, const char* name) {
    std::array<double, n> values{};
    for (std::size_t k = 0; k < n; ++k) values[k] = value_of(sums[k], name);
    return values;
}

/// Squared distance of i from each particle after it. A loop of its own, which a compiler can make without branches.
void squared_distances(const State& state, std::size_t i, std::vector<double>& r2) {
    const Box box = state.box;
    const Vector3 position = state.position_of(i);
    const double* x = state.position[0].data();
    const double* y = state.position[1].data();
    const double* z = state.position[2].data();
    double* to = r2.data();
    const std::size_t n = state.size();
    for (std::size_t j = i + 1; j < n; ++j) {
        const Vector3 r = box.minimum_image(position, {x[j], y[j], z[j]});
        to[j] = dot(r, r);
    }
}

void check_particle(const ParticleSums& sums, std::int64_t id) {
    if (sums.neighbours > largest_neighbour_count) {
        throw InvalidState(fmt::format("particle {} has {} neighbours within the cutoff: must be at most {}", id,
                                       sums.neighbours, largest_neighbour_count));
    }
    if (!(sums.fx.in_range() && sums.fy.in_range() && sums.fz.in_range() && sums.energy.in_range())) {
        throw InvalidState(fmt::format("particle {} is nearly on top of another: force or energy not below 2^22", id));
    }
}

}  // namespace

void PairForces::compute(const State& state, PairForcesRequest request, PairForcesResult& result) const {
    const std::size_t n = state.size();
    const bool moving = state.has_velocities();
    const bool energies = request.energies || request.currents;
    const bool currents = request.currents && moving;
    const PairForcesRequest wanted{energies, request.virial, currents, request.scalar_virial};
    std::vector<ParticleSums> particles(n);
    Totals totals;
    totals.mass_current.resize(mixture_.species_count());

    const double reach = mixture_.largest_cutoff() + single_precision_margin;
    std::vector<double> r2(n);
    for (std::size_t i = 0; i < n; ++i) {
        squared_distances(state, i, r2);
        for (std::size_t j = i + 1; j < n; ++j) {
            if (r2[j] > reach * reach) continue;
            const PairParameters& pair =
                mixture_.pair(static_cast<std::size_t>(state.species[i]), static_cast<std::size_t>(state.species[j]));
            const auto terms = precision_ == Precision::exact ? exact_pair_terms(state, i, j, pair, wanted)
                                                              : mixed_pair_terms(state, i, j, pair, wanted);
            if (!terms) continue;

            const Vector3& f = terms->force;  // on i by j
            particles[i].fx.add(f.x);
            particles[i].fy.add(f.y);
            particles[i].fz.add(f.z);
            particles[j].fx.add(-f.x);  // Newton's third law, exactly: the rounding is odd
            particles[j].fy.add(-f.y);
            particles[j].fz.add(-f.z);
            ++particles[i].neighbours;
            ++particles[j].neighbours;
            if (energies) {
                particles[i].energy.add(terms->energy);
                particles[j].energy.add(terms->energy);
            }
            for (std::size_t k = 0; request.virial && k < 6; ++k) totals.virial[k].add(terms->virial[k]);
            totals.scalar_virial.add(terms->scalar_virial);
            for (std::size_t k = 0; currents && k < 3; ++k) totals.heat_current[k].add(terms->heat_current[k]);
        }
    }

    result = PairForcesResult{};
    result.mass_current.resize(mixture_.species_count());
    for (auto& axis : result.force) axis.resize(n);
    if (energies) result.particle_energy.resize(n);
    WideQuanta energy_twice = 0;
    for (std::size_t i = 0; i < n; ++i) {
        check_particle(particles[i], state.id[i]);
        result.force[0][i] = from_quanta(particles[i].fx.quanta());
        result.force[1][i] = from_quanta(particles[i].fy.quanta());
        result.force[2][i] = from_quanta(particles[i].fz.quanta());
        if (energies) result.particle_energy[i] = 0.5 * from_quanta(particles[i].energy.quanta());
        energy_twice += particles[i].energy.quanta();
        if (!moving) continue;

        const Vector3 v = state.velocity_of(i);
        const auto species = static_cast<std::size_t>(state.species[i]);
        const double m = mixture_.mass(species);
        if (request.virial) add_kinetic(totals.kinetic, m, v);
        if (currents) {
            const double kinetic_energy = 0.5 * (m * dot(v, v));
            add_vector(totals.heat_current, result.particle_energy[i] + kinetic_energy, v);
            add_vector(totals.mass_current[species], m, v);
        }
    }
    result.potential_energy = from_quanta(energy_twice / 2);  // every pair was counted twice: exact
    result.virial = values_of(totals.virial, "virial");
    result.scalar_virial = value_of(totals.scalar_virial, "virial");
    result.heat_current = values_of(totals.heat_current, "heat current");
    result.kinetic = values_of(totals.kinetic, "kinetic tensor");
    for (std::size_t s = 0; s < mixture_.species_count(); ++s) {
        result.mass_current[s] = values_of(totals.mass_current[s], "mass current");
    }
}

}  // namespace soret::reference
