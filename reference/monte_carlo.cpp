#include "soret/reference/monte_carlo.hpp"

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret::reference {

MonteCarlo::MonteCarlo(const Mixture& mixture, const State& start, const MonteCarloParameters& parameters,
                       const Execution& execution)
    : MonteCarlo(mixture, start_of_chain(start, parameters), parameters, execution) {}

MonteCarlo::MonteCarlo(const Mixture& mixture, const MonteCarloChain& chain, const MonteCarloParameters& parameters,
                       const Execution&)
    : mixture_(mixture), parameters_(parameters), chain_(chain) {
    check_chain(mixture, chain, parameters);
    const TotalEnergy total = ParticleEnergies(mixture_, chain_.state).total();
    if (total.overlap) throw InvalidState("the start has two particles nearly on top of each other");
    energy_ = total.quanta;
    species_counts_ = chain_.state.species_counts(mixture_.species_count());
}

void MonteCarlo::set_step_sizes(double largest_displacement, double largest_log_volume_step) {
    check_step_sizes(chain_.state.box, largest_displacement, largest_log_volume_step);
    chain_.largest_displacement = largest_displacement;
    chain_.largest_log_volume_step = largest_log_volume_step;
}

void MonteCarlo::sweep() {
    const std::size_t n = chain_.state.size();
    for (std::size_t k = 0; k < n; ++k) {
        const std::uint64_t turn = chain_.sweep * n + k;
        const RandomWords a = random_words(parameters_.seed, RandomStream::monte_carlo_particle, turn, 0);
        const RandomWords b = random_words(parameters_.seed, RandomStream::monte_carlo_particle, turn, 1);
        const std::size_t i = index_from(a[0], static_cast<std::uint32_t>(n));
        displace(i, a, b);
        if (parameters_.ensemble == MonteCarloEnsemble::semi_grand) change_identity(i, turn, b);
    }
    if (parameters_.ensemble != MonteCarloEnsemble::nvt) change_volume();
    ++chain_.sweep;
}

bool MonteCarlo::accepts(double h, std::uint32_t high, std::uint32_t low) const {
    return h <= 0.0 || uniform_from(high, low) < portable_exp(-h / parameters_.temperature);
}

void MonteCarlo::record(MoveCount& count, bool accepted) {
    ++count.attempted;
    if (accepted) ++count.accepted;
    const std::uint64_t word = 2 * static_cast<std::uint64_t>(energy_) + (accepted ? 1 : 0);
    chain_.digest = fold_into_digest(chain_.digest, word);
}

void MonteCarlo::displace(std::size_t i, const RandomWords& a, const RandomWords& b) {
    State& state = chain_.state;
    const Vector3 edge = state.box.edges();
    const double d = displacement_limit(state.box, chain_.largest_displacement);
    const std::int32_t s = state.species[i];
    const std::array<double, 3> unwrapped{state.position[0][i] + on_position_grid(d * symmetric_uniform_from(a[1])),
                                          state.position[1][i] + on_position_grid(d * symmetric_uniform_from(a[2])),
                                          state.position[2][i] + on_position_grid(d * symmetric_uniform_from(a[3]))};
    const Vector3 trial{Box::wrap_once(unwrapped[0], edge.x), Box::wrap_once(unwrapped[1], edge.y),
                        Box::wrap_once(unwrapped[2], edge.z)};

    const ParticleEnergies energies(mixture_, state);
    const ParticleEnergy before = energies.without(i, state.position_of(i), s);
    const ParticleEnergy after = energies.without(i, trial, s);
    const Quanta change = after.quanta - before.quanta;
    const bool accepted = !after.overlap && accepts(from_quanta(change), b[0], b[1]);
    if (accepted) {
        const std::array<double, 3> wrapped{trial.x, trial.y, trial.z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            state.position[axis][i] = wrapped[axis];
            if (unwrapped[axis] < 0.0) --state.image[axis][i];
            if (wrapped[axis] < unwrapped[axis]) ++state.image[axis][i];
        }
        energy_ += change;
    }
    record(chain_.counts.displacement, accepted);
}

void MonteCarlo::change_identity(std::size_t i, std::uint64_t turn, const RandomWords& b) {
    State& state = chain_.state;
    const std::int32_t s = state.species[i];
    const auto others = static_cast<std::uint32_t>(mixture_.species_count() - 1);
    std::uint32_t choice = 0;
    if (others > 1) {
        const RandomWords c = random_words(parameters_.seed, RandomStream::monte_carlo_particle, turn, 2);
        choice = index_from(c[0], others);
    }
    const std::int32_t trial = static_cast<std::int32_t>(choice) < s ? static_cast<std::int32_t>(choice)
                                                                     : static_cast<std::int32_t>(choice) + 1;

    const ParticleEnergies energies(mixture_, state);
    const ParticleEnergy before = energies.without(i, state.position_of(i), s);
    const ParticleEnergy after = energies.without(i, state.position_of(i), trial);
    const Quanta change = after.quanta - before.quanta;
    const double delta_mu = parameters_.chemical_potential[static_cast<std::size_t>(trial)] -
                            parameters_.chemical_potential[static_cast<std::size_t>(s)];
    const bool accepted = !after.overlap && accepts(from_quanta(change) - delta_mu, b[2], b[3]);
    if (accepted) {
        state.species[i] = trial;
        --species_counts_[static_cast<std::size_t>(s)];
        ++species_counts_[static_cast<std::size_t>(trial)];
        energy_ += change;
    }
    record(chain_.counts.identity, accepted);
}

void MonteCarlo::change_volume() {
    const RandomWords c = random_words(parameters_.seed, RandomStream::monte_carlo_volume, chain_.sweep, 0);
    const double u = symmetric_uniform_from(c[0]);
    const double factor = portable_exp(chain_.largest_log_volume_step * u / 3.0);
    const State& state = chain_.state;

    State trial = state;
    trial.box = scaled_box(state.box, factor, mixture_);
    const Vector3 edge = trial.box.edges();
    const std::array<double, 3> edges{edge.x, edge.y, edge.z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (double& x : trial.position[axis]) {
            x = on_position_grid(x * factor);
            if (x >= edges[axis]) x = 0.0;
        }
    }

    const TotalEnergy after = ParticleEnergies(mixture_, trial).total();
    const double volume = state.box.volume();
    const double trial_volume = trial.box.volume();
    const double n = static_cast<double>(state.size());
    const double h = (from_quanta(after.quanta - energy_) + parameters_.pressure * (trial_volume - volume)) -
                     ((n + 1.0) * parameters_.temperature) * portable_log(trial_volume / volume);
    const bool accepted = !after.overlap && accepts(h, c[1], c[2]);
    if (accepted) {
        chain_.state = std::move(trial);
        energy_ = after.quanta;
    }
    record(chain_.counts.volume, accepted);
}

}  // namespace soret::reference
