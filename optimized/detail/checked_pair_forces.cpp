#include "soret/optimized/detail/checked_pair_forces.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/kernels/near_chunks.hpp"
#include "soret/optimized/pair_potential.hpp"

namespace soret::optimized {

namespace {

struct CheckedTotals {
    std::array<OrderIndependentTotal, 6> virial;
    std::array<OrderIndependentTotal, 3> heat_current;
};

struct CheckedParticle {
    OrderIndependentSum fx, fy, fz, energy;
    int neighbours = 0;

    void check(std::int64_t id) const {
        if (neighbours > largest_neighbour_count) {
            throw InvalidState(fmt::format("particle {} has {} neighbours within the cutoff: must be at most {}", id,
                                           neighbours, largest_neighbour_count));
        }
        if (!(fx.in_range() && fy.in_range() && fz.in_range() && energy.in_range())) {
            throw InvalidState(
                fmt::format("particle {} is nearly on top of another: force or energy not below 2^22", id));
        }
    }
};

void add_pair(const PairForcesInput& input, const PairConstants& pair, const Vector3& r, double r2, const Vector3& v,
              CheckedParticle& particle, CheckedTotals& totals) {
    const double w = 1.0 / r2;
    const Vector3 f = pair_force_over_r(pair, r2, w) * r;
    particle.fx.add(f.x);
    particle.fy.add(f.y);
    particle.fz.add(f.z);
    ++particle.neighbours;
    if (input.energies) particle.energy.add(pair_energy(pair, r2, w));
    if (input.virial) {
        const double terms[6] = {r.x * f.x, r.y * f.y, r.z * f.z, r.x * f.y, r.x * f.z, r.y * f.z};
        for (std::size_t a = 0; a < 6; ++a) totals.virial[a].add(terms[a]);
    }
    if (input.velocities != nullptr) {
        const double power = 0.5 * dot(v, f);
        totals.heat_current[0].add(power * r.x);
        totals.heat_current[1].add(power * r.y);
        totals.heat_current[2].add(power * r.z);
    }
}

template <std::size_t n>
void store(const std::array<OrderIndependentTotal, n>& totals, const char* name, WideInteger* sums) {
    for (std::size_t a = 0; a < n; ++a) {
        if (!totals[a].in_range()) throw InvalidState(fmt::format("a term of the {} is not below 2^22", name));
        sums[a] = totals[a].quanta();
    }
}

}  // namespace

void checked_pair_forces(const CellGrid& grid, const PairForcesInput& input, const State& state, PairForcesSums& sums) {
    CheckedTotals totals;
    std::vector<NearChunk> list(static_cast<std::size_t>(near_chunk_capacity(input.grid)));
    for (std::size_t i = 0; i < grid.size(); ++i) {
        CheckedParticle particle;
        const Vector3 ri = grid.position(i);
        const double position[3] = {ri.x, ri.y, ri.z};
        const Place own = grid.place(i);
        const int listed =
            list_near_chunks(input.grid, position, input.cutoff2, Side::both, own.chunk, own.lane, list.data());
        for (int k = 0; k < listed; ++k) {
            const NearChunk& near = list[static_cast<std::size_t>(k)];
            for (int lane = 0; lane < chunk_size; ++lane) {
                if ((near.hidden >> lane & 1U) != 0 || !grid.taken(near.chunk, lane)) continue;
                const std::size_t j = grid.particle_at(near.chunk, lane);
                const Vector3 r = Vector3{near.x, near.y, near.z} - grid.position(j);
                const double r2 = dot(r, r);
                const PairConstants& pair = input.table[grid.species(i) * input.grid.species_count + grid.species(j)];
                if (!(r2 < pair.cutoff2)) continue;
                const Vector3 v = input.velocities == nullptr ? Vector3{} : state.velocity_of(i) + state.velocity_of(j);
                add_pair(input, pair, r, r2, v, particle, totals);
            }
        }
        particle.check(state.id[i]);
        const std::size_t at = place_index(grid.place(i));
        sums.force[0][at] = particle.fx.quanta();
        sums.force[1][at] = particle.fy.quanta();
        sums.force[2][at] = particle.fz.quanta();
        sums.energy[at] = particle.energy.quanta();
    }
    store(totals.virial, "virial", sums.virial);
    store(totals.heat_current, "heat current", sums.heat_current);
}

}  // namespace soret::optimized
