// The insertion and deletion of particles with a choice of places, in both backends: detailed balance with the density
// of the grand-canonical ensemble, the choice itself, the places.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "configurations.hpp"
#include "monte_carlo_moves.hpp"
#include "soret/common/insertion_places.hpp"

namespace soret {
namespace {

using test::OptimizedMoves;
using test::Potential;
using test::potential_of;
using test::ReferenceMoves;
using test::unlike_triple;
using test::unlike_triple_cut;
using test::warm;

template <class Backend>
class MonteCarloBiasedExchange : public ::testing::Test {};
using Backends = ::testing::Types<ReferenceMoves, OptimizedMoves>;
TYPED_TEST_SUITE(MonteCarloBiasedExchange, Backends);

/// Boltzmann factors at all places around an origin of one more particle of species s in a state, by the C library.
std::vector<double> boltzmann_factors(const State& state, const Mixture& mixture, std::int32_t s, double temperature,
                                      const Vector3& origin) {
    const reference::ParticleEnergies energies(mixture, state);
    std::vector<double> factors;
    for (std::uint32_t q = 0; q < place_count; ++q) {
        const Vector3 r = place_of(state.box, origin, place_spacing(mixture), q);
        bool taken = false;
        for (std::size_t j = 0; j < state.size(); ++j) {
            const Vector3 d = state.box.minimum_image(r, state.position_of(j));
            const auto other = static_cast<std::size_t>(state.species[j]);
            taken = taken || dot(d, d) < taken_within2(mixture, static_cast<std::size_t>(s), other);
        }
        const ParticleEnergy u = energies.at(r, s);
        factors.push_back(taken || u.overlap ? 0.0 : std::exp(-u.value() / temperature));
    }
    return factors;
}

double sum_of(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum;
}

/// What a turn proposes, from its words as the contract says.
struct Proposal {
    bool comes = false;
    std::int32_t species = 0;
    std::uint32_t place_of_one_that_goes = 0;
    Vector3 origin_of_one_that_comes;

    Proposal(const MonteCarloTurn& turn, const Box& box, std::uint32_t species_count)
        : comes((turn.words(3)[0] >> 31) == 1),
          species(static_cast<std::int32_t>(index_from(turn.words(3)[1], species_count))),
          place_of_one_that_goes(index_from(turn.words(4)[0], place_count)),
          origin_of_one_that_comes(uniform_position(box, turn.words(4), turn.words(5))) {}
};

std::size_t row_that_has_gone(const State& before, const State& after) {
    std::size_t row = 0;
    while (row < after.size() && after.id[row] == before.id[row]) ++row;
    return row;
}

// For one lattice: a particle comes with the density 1/V of the origin times w/W of its place, and goes with 1/N_s
// times 1/64 of the place that the origin follows from.
TYPED_TEST(MonteCarloBiasedExchange, IsInDetailedBalanceForEveryLattice) {
    int came = 0, went = 0, without_place = 0;
    double chosen_best = 0.0, expected_best = 0.0, variance_of_best = 0.0;
    for (const Mixture& mixture : {unlike_triple(), unlike_triple_cut()}) {
        const MonteCarloParameters parameters = warm(MonteCarloEnsemble::grand_canonical_biased);
        const State start = test::grid_state_of_density(120, 0.5, 3);
        MonteCarloChain chain = start_of_chain(start, parameters);
        chain.turn = 1;  // ids need not be in order any more
        typename TypeParam::Displacement displacement;
        typename TypeParam::BiasedExchange exchange;
        for (std::uint64_t index = 1; index <= 400; ++index) {
            SCOPED_TRACE(index);
            typename TypeParam::System system(mixture, chain, parameters, Execution{});
            const MonteCarloTurn numbers{parameters.seed, RandomStream::monte_carlo_particle, index};
            auto turn = TypeParam::turn(numbers, system);
            const MoveTrial moved = displacement.propose(system, turn);  // away from the lattice of the start
            if (!moved.overlap && moved.h < 5.0) {
                TypeParam::apply(displacement, system, turn);
                system.energy += moved.energy_change;
            }
            const State before = TypeParam::state(system);
            chain.state = before;
            chain.turn = index + 1;
            const Proposal proposal(numbers, before.box, 3);
            const MoveTrial trial = exchange.propose(system, turn);
            if (proposal.comes) {
                const std::vector<double> w = boltzmann_factors(
                    before, mixture, proposal.species, parameters.temperature, proposal.origin_of_one_that_comes);
                ASSERT_EQ(trial.overlap, sum_of(w) == 0.0);
                if (trial.overlap) ++without_place;
            }
            if (trial.overlap) continue;
            TypeParam::apply(exchange, system, turn);
            system.energy += trial.energy_change;
            const State after = TypeParam::state(system);
            const bool stays = uniform_from(trial.high, trial.low) > std::exp(-trial.h / parameters.temperature);
            if (!stays) chain.state = after;
            ASSERT_NO_THROW(check_state(after, mixture));
            ASSERT_TRUE(system.energy == reference::ParticleEnergies(mixture, after).total().quanta);
            ASSERT_EQ(system.species_counts, after.species_counts(3));

            const State& larger = proposal.comes ? after : before;
            const std::size_t row = proposal.comes ? before.size() : row_that_has_gone(before, after);
            ASSERT_EQ(larger.size(), std::min(before.size(), after.size()) + 1);
            ASSERT_EQ(larger.species[row], proposal.species);
            const Vector3 r = larger.position_of(row);
            const Vector3 origin = proposal.comes ? proposal.origin_of_one_that_comes
                                                  : origin_with_place(larger.box, r, place_spacing(mixture),
                                                                      proposal.place_of_one_that_goes);
            State smaller = larger;
            smaller.remove(row);
            const std::vector<double> w =
                boltzmann_factors(smaller, mixture, proposal.species, parameters.temperature, origin);
            std::uint32_t q = 0;
            while (q < place_count && !(place_of(larger.box, origin, place_spacing(mixture), q) == r)) ++q;
            ASSERT_LT(q, place_count);
            const double of_species =
                static_cast<double>(larger.species_counts(3)[static_cast<std::size_t>(proposal.species)]);
            const double comes = w[q] / sum_of(w) / larger.box.volume();
            const double goes = 1.0 / of_species / place_count;
            const double proposals = proposal.comes ? goes / comes : comes / goes;  // way back over way there
            ++(proposal.comes ? came : went);

            const Potential from = potential_of(before, mixture, parameters);
            const Potential to = potential_of(after, mixture, parameters);
            const double expected = to.value - from.value - parameters.temperature * std::log(proposals);
            // Roundings of both potentials and of 64 factors, each with an exponent of magnitude below 100.
            const double roundings = 64.0 * 100.0 + static_cast<double>(before.size());
            EXPECT_NEAR(trial.h, expected,
                        roundings * std::numeric_limits<double>::epsilon() * (from.magnitude + to.magnitude + 10.0));
            if (!proposal.comes) continue;
            const auto best = static_cast<std::uint32_t>(std::max_element(w.begin(), w.end()) - w.begin());
            const double p = w[best] / sum_of(w);
            chosen_best += q == best ? 1.0 : 0.0;
            expected_best += p;
            variance_of_best += p * (1.0 - p);
        }
    }
    EXPECT_GT(came, 100);
    EXPECT_GT(went, 20);
    EXPECT_GT(without_place, 20);
    // The place with the largest factor is chosen as often as its share says: five standard deviations.
    EXPECT_NEAR(chosen_best, expected_best, 5.0 * std::sqrt(variance_of_best));
    EXPECT_GT(variance_of_best, 10.0);
}

// No particle of the species, and species that do not interact, for which all places are alike.
TYPED_TEST(MonteCarloBiasedExchange, OfIdealParticlesIsThePlainOne) {
    const MonteCarloParameters parameters = warm(MonteCarloEnsemble::grand_canonical_biased);
    const State start = test::grid_state(2, {6.0, 6.0, 6.0}, 2);  // none of species 3
    typename TypeParam::System system(test::ideal_mixture(3), start_of_chain(start, parameters), parameters,
                                      Execution{});
    typename TypeParam::BiasedExchange biased;
    typename TypeParam::ParticleExchange plain;
    int impossible = 0;
    for (std::uint64_t index = 0; index < 100; ++index) {
        auto turn = TypeParam::turn({parameters.seed, RandomStream::monte_carlo_particle, index}, system);
        const MoveTrial a = biased.propose(system, turn);
        const MoveTrial b = plain.propose(system, turn);
        // The optimised deletion may say at once that it is rejected.
        const bool rejected = uniform_from(b.high, b.low) > std::exp(-b.h / parameters.temperature);
        if (b.overlap || !rejected) {
            EXPECT_EQ(a.overlap, b.overlap);
        }
        if (a.overlap) {
            ++impossible;
        } else {
            EXPECT_NEAR(a.h, b.h, 1e-13);
        }
    }
    EXPECT_GT(impossible, 5);
}

TEST(InsertionPlaces, AreExactlyWhereTheyComeFrom) {
    const Mixture mixture = unlike_triple();
    const double spacing = place_spacing(mixture);
    EXPECT_NEAR(spacing, 0.2 * mixture.largest_cutoff(), 1e-11);
    EXPECT_TRUE(is_on_position_grid(1.5 * spacing));
    const Box box({4.9, 7.3, 1000.0});
    test::Uniform uniform(3);
    for (int k = 0; k < 1000; ++k) {
        const Vector3 r{on_position_grid(uniform(0.0, 4.8)), on_position_grid(uniform(0.0, 7.2)),
                        on_fine_position_grid(uniform(0.0, 999.0))};
        for (const std::uint32_t q : {0U, 3U, 21U, 63U}) {
            const Vector3 origin = origin_with_place(box, r, spacing, q);
            EXPECT_TRUE(place_of(box, origin, spacing, q) == r);
            EXPECT_TRUE(origin.x >= 0.0 && origin.x < 4.9 && origin.z >= 0.0 && origin.z < 1000.0);
        }
    }
    const Vector3 last = place_of(box, {0.0, 7.2, 0.0}, spacing, place_count - 1);
    EXPECT_NEAR(last.x, 3.0 * spacing, 1e-12);
    EXPECT_NEAR(last.y, 7.2 + 3.0 * spacing - 7.3, 1e-12);
    EXPECT_NEAR(place_of(box, {0.0, 0.0, 0.0}, spacing, 1).x, spacing, 1e-12);
    EXPECT_NEAR(place_of(box, {0.0, 0.0, 0.0}, spacing, 4).y, spacing, 1e-12);
    EXPECT_NEAR(place_of(box, {0.0, 0.0, 0.0}, spacing, 16).z, spacing, 1e-12);
}

TEST(InsertionPlaces, AreTakenByParticlesWithinSevenEighthsOfADiameter) {
    const Mixture mixture = unlike_triple();
    EXPECT_EQ(taken_within2(mixture, 0, 0), 0.875 * 0.875);
    EXPECT_NEAR(taken_within2(mixture, 0, 1), std::pow(0.875 * 0.95, 2), 1e-15);
    EXPECT_EQ(taken_within2(test::ideal_mixture(2), 0, 1), 0.0);
    const Mixture narrow(lorentz_berthelot({1.0}, {1.0}, {1.0}, 1.1));
    EXPECT_NEAR(taken_within2(narrow, 0, 0), std::pow(0.77, 2), 1e-15);
}

}  // namespace
}  // namespace soret
