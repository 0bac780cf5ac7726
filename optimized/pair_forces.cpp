#include "soret/optimized/pair_forces.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/optimized/detail/checked_pair_forces.hpp"
#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/detail/pair_table.hpp"
#include "soret/optimized/detail/particle_sums.hpp"
#include "soret/optimized/kernels/near_chunks.hpp"

namespace soret::optimized {

namespace {

double largest_speed(const State& state) {
    double largest2 = 0.0;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const Vector3 v = state.velocity_of(i);
        largest2 = std::max(largest2, dot(v, v));
    }
    return std::sqrt(largest2);
}

}  // namespace

PairForces::PairForces(const Mixture& mixture, const Execution& execution)
    : mixture_(mixture), kernel_(pair_forces_kernel(execution.instruction_set)) {
    if (execution.threads < 1) throw InvalidArgument(fmt::format("threads = {}: must be >= 1", execution.threads));
    pool_ = std::make_unique<ThreadPool>(execution.threads);
}

void PairForces::sort(const State& state, bool currents) {
    const double* position[3] = {state.position[0].data(), state.position[1].data(), state.position[2].data()};
    grid_.build(state.box, mixture_.largest_cutoff(), mixture_.species_count(), state.size(), position,
                state.species.data());
    const std::size_t places = grid_.place_count();
    species_.assign(places, 0.0);
    velocities_.assign(currents ? 3 * places : 0, 0.0);
    for (auto& axis : force_) axis.assign(places, 0);
    energy_.assign(places, 0);
    for (std::size_t i = 0; i < state.size(); ++i) {
        const Place at = grid_.place(i);
        species_[place_index(at)] = static_cast<double>(state.species[i]);
        if (!currents) continue;
        double* velocity = velocities_.data() + static_cast<std::ptrdiff_t>(at.chunk) * chunk_doubles + at.lane;
        for (std::size_t axis = 0; axis < 3; ++axis) velocity[axis * chunk_size] = state.velocity[axis][i];
    }
}

bool PairForces::run_kernel(const PairForcesInput& input) {
    const int cells = input.grid.cells[0] * input.grid.cells[1] * input.grid.cells[2];
    const int threads = pool_->size();
    std::vector<PairForcesSums> sums(static_cast<std::size_t>(threads));
    std::vector<char> small(static_cast<std::size_t>(threads), 1);
    pool_->run([&](int t) {
        std::vector<NearChunk> scratch(static_cast<std::size_t>(near_chunk_capacity(input.grid)));
        PairForcesSums& own = sums[static_cast<std::size_t>(t)];
        own.force[0] = force_[0].data();
        own.force[1] = force_[1].data();
        own.force[2] = force_[2].data();
        own.energy = energy_.data();
        small[static_cast<std::size_t>(t)] =
            kernel_(input, static_cast<int>(static_cast<std::int64_t>(cells) * t / threads),
                    static_cast<int>(static_cast<std::int64_t>(cells) * (t + 1) / threads), scratch.data(), own);
    });
    totals_ = {};
    for (const PairForcesSums& own : sums) {
        for (std::size_t a = 0; a < 6; ++a) totals_.virial[a] += own.virial[a];
        for (std::size_t a = 0; a < 3; ++a) totals_.heat_current[a] += own.heat_current[a];
    }
    return std::all_of(small.begin(), small.end(), [](char yes) { return yes != 0; });
}

void PairForces::compute(const State& state, PairForcesRequest request, PairForcesResult& result) {
    const std::size_t n = state.size();
    const bool moving = state.has_velocities();
    const bool energies = request.energies || request.currents;
    const bool currents = request.currents && moving;
    sort(state, currents);

    const std::vector<PairConstants> table = pair_table(mixture_, currents ? largest_speed(state) : 0.0);
    const double cutoff = mixture_.largest_cutoff();
    PairForcesInput input{
        grid_.view(), species_.data(), currents ? velocities_.data() : nullptr,           table.data(), cutoff * cutoff,
        energies,     request.virial,  mixture_.truncation() == Truncation::force_shifted};
    if (!run_kernel(input)) {
        totals_ = {};
        for (std::size_t axis = 0; axis < 3; ++axis) totals_.force[axis] = force_[axis].data();
        totals_.energy = energy_.data();
        checked_pair_forces(grid_, input, state, totals_);
    }

    result = PairForcesResult{};
    for (auto& axis : result.force) axis.resize(n);
    if (energies) result.particle_energy.resize(n);
    WideQuanta energy_twice = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t at = place_index(grid_.place(i));
        for (std::size_t axis = 0; axis < 3; ++axis) result.force[axis][i] = from_quanta(force_[axis][at]);
        if (energies) result.particle_energy[i] = 0.5 * from_quanta(energy_[at]);
        energy_twice += energy_[at];
    }
    result.potential_energy = from_quanta(energy_twice / 2);  // every pair was counted from both sides: exact
    for (std::size_t a = 0; a < 6; ++a) result.virial[a] = from_quanta(totals_.virial[a] / 2);
    const ParticleSums particles(mixture_, state, {request.virial, currents}, result.particle_energy);
    result.heat_current = particles.heat_current(totals_.heat_current);
    result.kinetic = particles.kinetic();
    result.mass_current = particles.mass_current();
}

}  // namespace soret::optimized
