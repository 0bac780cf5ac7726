// Particles that come into the cell grid and leave it: what the grid then holds, and the energies it gives.

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "soret/common/random_streams.hpp"
#include "soret/optimized/detail/trial_energies.hpp"
#include "soret/reference/particle_energy.hpp"

namespace soret {
namespace {

/// Uniform numbers one after another.
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : seed_(seed) {}
    std::uint32_t below(std::uint32_t n) { return index_from(next(), n); }
    double coordinate(double edge) { return on_position_grid(0.999 * edge * uniform_from(next(), next())); }

private:
    std::uint32_t next() { return random_words(seed_, RandomStream::synthetic_series, index_++, 0)[0]; }
    std::uint64_t seed_;
    std::uint64_t index_ = 0;
};

void build(optimized::CellGrid& grid, const State& state, const Mixture& mixture) {
    const double* const position[3] = {state.position[0].data(), state.position[1].data(), state.position[2].data()};
    grid.build(state.box, mixture.largest_cutoff(), mixture.species_count(), state.size(), position,
               state.species.data());
}

/// The same particles in the same rows, and the same energy of each and of one more.
void expect_same(const optimized::CellGrid& grid, const State& state, const Mixture& mixture) {
    ASSERT_EQ(grid.size(), state.size());
    const optimized::TrialEnergies energies(mixture, supported_instruction_sets().back());
    optimized::NearDistances near(mixture.species_count());
    const reference::ParticleEnergies expected(mixture, state);
    for (std::size_t k = 0; k <= state.size(); ++k) {
        const Vector3 r = k < state.size() ? state.position_of(k) : Vector3{1.0, 2.0, 3.0};
        if (k < state.size()) {
            ASSERT_EQ(grid.position(k), r) << k;
            ASSERT_EQ(grid.species(k), state.species[k]) << k;
        }
        energies.scan(grid, r, k, near);
        for (std::int32_t s = 0; s < 2; ++s) {
            const ParticleEnergy wanted = k < state.size() ? expected.without(k, r, s) : expected.at(r, s);
            ASSERT_EQ(energies.energy(near, s), wanted) << k;
        }
    }
    optimized::CellRows rows(mixture.species_count());
    const TotalEnergy total = energies.total(grid, rows, near);
    ASSERT_EQ(total.overlap, expected.total().overlap);
    ASSERT_TRUE(total.quanta == expected.total().quanta);
}

// From none to some 400, past the sizes at which the cells are chosen anew, and down to none again; between, particles
// move and change their species.
TEST(CellGrid, HoldsWhatCameAndDidNotLeave) {
    const Mixture mixture = paper_mixture();
    State state;
    state.box = Box({10.5, 8.0, 13.0});
    optimized::CellGrid grid;
    build(grid, state, mixture);
    Numbers numbers(3);
    const auto position = [&] {
        return Vector3{numbers.coordinate(10.5), numbers.coordinate(8.0), numbers.coordinate(13.0)};
    };
    std::int64_t id = 1;
    std::size_t most = 0;
    bool grows = true;
    for (int step = 0; grows || state.size() > 0; ++step) {
        if (state.size() == 400) grows = false;
        most = std::max(most, state.size());
        const bool comes = numbers.below(4) != 0 ? grows : !grows;
        if (comes) {
            const Vector3 r = position();
            const auto s = static_cast<std::int32_t>(numbers.below(2));
            state.add(id++, s, r);
            grid.append(r, s);
        } else if (state.size() > 0) {
            const std::size_t k = numbers.below(static_cast<std::uint32_t>(state.size()));
            state.remove(k);
            grid.erase(k);
        }
        if (state.size() > 0) {
            const std::size_t k = numbers.below(static_cast<std::uint32_t>(state.size()));
            const Vector3 r = position();
            state.position[0][k] = r.x;
            state.position[1][k] = r.y;
            state.position[2][k] = r.z;
            grid.move(k, r);
            const std::size_t j = numbers.below(static_cast<std::uint32_t>(state.size()));
            state.species[j] = 1 - state.species[j];
            grid.set_species(j, state.species[j]);
        }
        if (step % 50 == 0 || state.size() < 3) expect_same(grid, state, mixture);
    }
    EXPECT_GE(most, 400U);
    expect_same(grid, state, mixture);
}

double edge_after(double edge, double factor) {
    return Box({factor * edge, 20.0, 20.0}).edges().x;
}

double coordinate_after(double x, double edge, double factor) {
    const double y = on_position_grid(factor * x);
    return y >= edge_after(edge, factor) ? 0.0 : y;
}

/// A little less than 1, such that a particle a position quantum below the edge comes to lie on it.
double factor_onto_the_edge(double edge) {
    double factor = 0.97;
    while (coordinate_after(edge - position_quantum, edge, factor) > 0.0) factor *= 1.0 + 0x1.9p-21;
    return factor;
}

// Scaled by little the particles stay in their places, by more the number of cells changes; one that comes to lie on
// the edge is at 0. After each change they move, so that places are taken and left.
TEST(CellGrid, HoldsTheParticlesOfAScaledBox) {
    const Mixture mixture = paper_mixture();
    State state;
    state.box = Box({11.2, 9.0, 14.5});
    Numbers numbers(7);
    for (std::int64_t id = 1; id <= 300; ++id) {
        state.add(id, static_cast<std::int32_t>(id % 2),
                  {numbers.coordinate(11.2), numbers.coordinate(9.0), numbers.coordinate(14.5)});
    }
    optimized::CellGrid grid;
    build(grid, state, mixture);
    const auto move = [&](std::size_t k, const Vector3& r) {
        state.position[0][k] = r.x;
        state.position[1][k] = r.y;
        state.position[2][k] = r.z;
        grid.move(k, r);
    };
    const double onto_the_edge = factor_onto_the_edge(state.box.edges().x);
    for (const double factor : {onto_the_edge, 1.001, 0.999, 1.2, 0.8, 1.0}) {
        SCOPED_TRACE(factor);
        const Vector3 edge = state.box.edges();
        move(0, {edge.x - position_quantum, 0.0, 0.5});
        state.box = Box({factor * edge.x, factor * edge.y, factor * edge.z});
        for (std::size_t k = 0; k < state.size(); ++k) {
            const Vector3 r = state.position_of(k);
            state.position[0][k] = coordinate_after(r.x, edge.x, factor);
            state.position[1][k] = coordinate_after(r.y, edge.y, factor);
            state.position[2][k] = coordinate_after(r.z, edge.z, factor);
        }
        optimized::CellGrid scaled;
        scaled.build_scaled(grid, state.box, factor);
        std::swap(grid, scaled);
        expect_same(grid, state, mixture);
        if (factor == onto_the_edge) {
            EXPECT_EQ(grid.position(0).x, 0.0);
        }
        const Vector3 now = state.box.edges();
        for (int turn = 0; turn < 200; ++turn) {
            move(numbers.below(300), {numbers.coordinate(now.x), numbers.coordinate(now.y), numbers.coordinate(now.z)});
        }
        expect_same(grid, state, mixture);
    }
}

// A grid that has grown has the cells of one that was built so large: no cell of it is crowded.
TEST(CellGrid, HasNarrowerCellsWhenParticlesHaveBecomeMany) {
    const Mixture mixture = paper_mixture();
    State state;
    state.box = Box({40.0, 40.0, 40.0});
    optimized::CellGrid grid;
    build(grid, state, mixture);
    Numbers numbers(5);
    for (std::int64_t id = 1; id <= 4000; ++id) {
        const Vector3 r{numbers.coordinate(40.0), numbers.coordinate(40.0), numbers.coordinate(40.0)};
        state.add(id, 0, r);
        grid.append(r, 0);
    }
    optimized::CellGrid anew;
    build(anew, state, mixture);
    EXPECT_LE(grid.fullest_cell(), 4 * anew.fullest_cell());
}

}  // namespace
}  // namespace soret
