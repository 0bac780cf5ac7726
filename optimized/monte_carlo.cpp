#include "soret/optimized/monte_carlo.hpp"

#include <utility>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/portable_math.hpp"

namespace soret::optimized {

MonteCarlo::MonteCarlo(const Mixture& mixture, const State& start, const MonteCarloParameters& parameters,
                       const Execution& execution)
    : MonteCarlo(mixture, start_of_chain(start, parameters), parameters, execution) {}

MonteCarlo::MonteCarlo(const Mixture& mixture, const MonteCarloChain& chain, const MonteCarloParameters& parameters,
                       const Execution& execution)
    : mixture_(mixture),
      parameters_(parameters),
      energies_(mixture, execution.instruction_set),
      chain_(chain),
      old_near_(mixture.species_count(), chain.state.size()),
      new_near_(mixture.species_count(), chain.state.size()) {
    check_chain(mixture, chain, parameters);
    const State& state = chain.state;
    const double* position[3] = {state.position[0].data(), state.position[1].data(), state.position[2].data()};
    grid_.build(state.box, energies_.cutoff(), mixture.species_count(), state.size(), position, state.species.data());
    const TotalEnergy total = energies_.total(grid_, old_near_);
    if (total.overlap) throw InvalidState("the start has two particles nearly on top of each other");
    energy_ = total.quanta;
    species_counts_ = state.species_counts(mixture.species_count());
    for (auto& axis : trial_position_) axis.resize(state.size());
}

MonteCarloChain MonteCarlo::chain() const {
    MonteCarloChain chain = chain_;
    chain.state.box = grid_.box();
    for (std::size_t k = 0; k < grid_.size(); ++k) {
        const Vector3 r = grid_.position(k);
        chain.state.position[0][k] = r.x;
        chain.state.position[1][k] = r.y;
        chain.state.position[2][k] = r.z;
        chain.state.species[k] = grid_.species(k);
    }
    return chain;
}

void MonteCarlo::set_step_sizes(double largest_displacement, double largest_log_volume_step) {
    check_step_sizes(grid_.box(), largest_displacement, largest_log_volume_step);
    chain_.largest_displacement = largest_displacement;
    chain_.largest_log_volume_step = largest_log_volume_step;
}

void MonteCarlo::sweep() {
    const std::size_t n = grid_.size();
    for (std::size_t k = 0; k < n; ++k) {
        const std::uint64_t index = chain_.sweep * n + k;
        const RandomWords a = random_words(parameters_.seed, RandomStream::monte_carlo_particle, index, 0);
        const RandomWords b = random_words(parameters_.seed, RandomStream::monte_carlo_particle, index, 1);
        const Turn turn = displace(index_from(a[0], static_cast<std::uint32_t>(n)), a, b);
        if (parameters_.ensemble == MonteCarloEnsemble::semi_grand) change_identity(turn, index, b);
    }
    if (parameters_.ensemble != MonteCarloEnsemble::nvt) change_volume();
    ++chain_.sweep;
}

bool MonteCarlo::accepts(double h, std::uint32_t high, std::uint32_t low) const {
    return h <= 0.0 || uniform_from(high, low) < portable_exp(-h / parameters_.temperature);
}

void MonteCarlo::record(MoveCount& count, bool accepted) {
    ++count.attempted;
    count.accepted += accepted ? 1 : 0;
    chain_.digest = fold_into_digest(chain_.digest, 2 * static_cast<std::uint64_t>(energy_) + (accepted ? 1 : 0));
}

MonteCarlo::Turn MonteCarlo::displace(std::size_t i, const RandomWords& a, const RandomWords& b) {
    const double d = displacement_limit(grid_.box(), chain_.largest_displacement);
    const Vector3 edge = grid_.box().edges();
    const Vector3 r = grid_.position(i);
    const Vector3 moved = r + Vector3{on_position_grid(d * symmetric_uniform_from(a[1])),
                                      on_position_grid(d * symmetric_uniform_from(a[2])),
                                      on_position_grid(d * symmetric_uniform_from(a[3]))};
    const Vector3 trial{Box::wrap_once(moved.x, edge.x), Box::wrap_once(moved.y, edge.y),
                        Box::wrap_once(moved.z, edge.z)};
    const std::int32_t s = grid_.species(i);

    energies_.scan_both(grid_, r, trial, i, old_near_, new_near_);
    const ParticleEnergy before = energies_.energy(old_near_, s);
    const ParticleEnergy after = energies_.energy(new_near_, s);
    const Quanta change = after.quanta - before.quanta;
    const bool accepted = !after.overlap && accepts(from_quanta(change), b[0], b[1]);
    if (accepted) {
        auto& image = chain_.state.image;
        image[0][i] += (moved.x >= edge.x ? 1 : 0) - (moved.x < 0.0 ? 1 : 0);
        image[1][i] += (moved.y >= edge.y ? 1 : 0) - (moved.y < 0.0 ? 1 : 0);
        image[2][i] += (moved.z >= edge.z ? 1 : 0) - (moved.z < 0.0 ? 1 : 0);
        grid_.move(i, trial);
        energy_ += change;
    }
    record(chain_.counts.displacement, accepted);
    return accepted ? Turn{i, &new_near_, after} : Turn{i, &old_near_, before};
}

void MonteCarlo::change_identity(const Turn& turn, std::uint64_t index, const RandomWords& b) {
    const std::int32_t s = grid_.species(turn.particle);
    const auto others = static_cast<std::uint32_t>(mixture_.species_count() - 1);
    std::int32_t trial = 0;
    if (others > 1) {
        const RandomWords c = random_words(parameters_.seed, RandomStream::monte_carlo_particle, index, 2);
        trial = static_cast<std::int32_t>(index_from(c[0], others));
    }
    if (trial >= s) ++trial;

    const ParticleEnergy after = energies_.energy(*turn.near, trial);
    const Quanta change = after.quanta - turn.energy.quanta;
    const double delta_mu = parameters_.chemical_potential[static_cast<std::size_t>(trial)] -
                            parameters_.chemical_potential[static_cast<std::size_t>(s)];
    const bool accepted = !after.overlap && accepts(from_quanta(change) - delta_mu, b[2], b[3]);
    if (accepted) {
        grid_.set_species(turn.particle, trial);
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
    const Box trial_box = scaled_box(grid_.box(), factor, mixture_);
    const Vector3 edge = trial_box.edges();
    const std::size_t n = grid_.size();
    const auto scaled = [factor](double x, double limit) {
        const double y = on_position_grid(x * factor);
        return y >= limit ? 0.0 : y;
    };
    std::vector<std::int32_t>& species = chain_.state.species;
    for (std::size_t k = 0; k < n; ++k) {
        const Vector3 r = grid_.position(k);
        trial_position_[0][k] = scaled(r.x, edge.x);
        trial_position_[1][k] = scaled(r.y, edge.y);
        trial_position_[2][k] = scaled(r.z, edge.z);
        species[k] = grid_.species(k);
    }
    const double* position[3] = {trial_position_[0].data(), trial_position_[1].data(), trial_position_[2].data()};
    trial_grid_.build(trial_box, energies_.cutoff(), mixture_.species_count(), n, position, species.data());

    const TotalEnergy after = energies_.total(trial_grid_, old_near_);
    const double volume = grid_.box().volume();
    const double trial_volume = trial_box.volume();
    const double h = (from_quanta(after.quanta - energy_) + parameters_.pressure * (trial_volume - volume)) -
                     ((static_cast<double>(n) + 1.0) * parameters_.temperature) * portable_log(trial_volume / volume);
    const bool accepted = !after.overlap && accepts(h, c[1], c[2]);
    if (accepted) {
        std::swap(grid_, trial_grid_);
        energy_ = after.quanta;
    }
    record(chain_.counts.volume, accepted);
}

}  // namespace soret::optimized
