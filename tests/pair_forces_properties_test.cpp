// Properties of pair_forces that hold for every configuration, in both backends.

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "configurations.hpp"
#include "soret/common/order_independent_sum.hpp"

namespace soret::test {
namespace {

template <class Backend>
class PairForcesProperties : public ::testing::Test {};
TYPED_TEST_SUITE(PairForcesProperties, BothBackends, BackendNames);

/// A configuration of up to 70 particles of three species, and its mixture.
struct Case {
    Mixture mixture;
    State state;
    std::uint64_t seed;
};

Case arbitrary_case() {
    const auto n = static_cast<std::size_t>(*rc::gen::inRange(1, 70));
    const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1U << 30);
    const double density = *rc::gen::element(0.05, 0.3, 0.7);
    return {asymmetric_mixture(all_truncations[seed % 3]), cubic_liquid(3, n, density, seed), seed};
}

/// An integer number of quanta, exactly.
WideQuanta quanta_of(double value) {
    const double scaled = std::ldexp(value, 40);
    RC_ASSERT(scaled == std::nearbyint(scaled));
    return static_cast<WideQuanta>(scaled);
}

template <class Property>
void expect_property(const char* description, Property&& property) {
    ASSERT_TRUE(rc::check(description, std::forward<Property>(property)));
}

TYPED_TEST(PairForcesProperties, ForcesSumToZeroExactly) {
    expect_property("each component of all forces sums to 0 quanta", [] {
        const Case c = arbitrary_case();
        const PairForcesResult result = pair_forces_of<TypeParam>(c.mixture, c.state);
        for (const auto& axis : result.force) {
            WideQuanta sum = 0;
            for (const double f : axis) sum += quanta_of(f);
            RC_ASSERT(sum == 0);
        }
    });
}

TYPED_TEST(PairForcesProperties, ForcesOfAPairAreOppositeToTheBit) {
    expect_property("f on i by j = -f on j by i", [] {
        const auto seed = *rc::gen::inRange<std::uint64_t>(0, 1U << 30);
        const Mixture mixture = asymmetric_mixture(all_truncations[seed % 3]);
        Uniform uniform(seed);
        State state;
        state.box = Box({7.0, 5.5, 6.0});
        const Vector3 r{uniform(0.0, 7.0), uniform(0.0, 5.5), uniform(0.0, 6.0)};
        const double reach = *rc::gen::element(0.55, 0.9, 1.4);
        const Vector3 d{uniform(-reach, reach), uniform(0.5, reach), uniform(-reach, reach)};
        state.add(1, uniform.below(3), r);
        state.add(2, uniform.below(3), r + d);
        const PairForcesResult result = pair_forces_of<TypeParam>(mixture, state);
        for (const auto& axis : result.force) RC_ASSERT(axis[0] == -axis[1]);
        RC_ASSERT(result.particle_energy[0] == result.particle_energy[1]);
    });
}

TYPED_TEST(PairForcesProperties, ATranslationByAGridVectorChangesNoBit) {
    expect_property("r + t for all", [] {
        const Case c = arbitrary_case();
        Uniform uniform(c.seed + 7);
        State moved = c.state;
        const std::array<double, 3> edge = edges_of(c.state.box);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double shift = on_position_grid(uniform(0.0, edge[axis]));
            for (double& x : moved.position[axis]) x = Box::wrap_once(x + shift, edge[axis]);
        }
        RC_ASSERT(numbers_by_id(c.state, pair_forces_of<TypeParam>(c.mixture, c.state)) ==
                  numbers_by_id(moved, pair_forces_of<TypeParam>(c.mixture, moved)));
    });
}

TYPED_TEST(PairForcesProperties, WrappingByWholeEdgesChangesNoBit) {
    expect_property("another image of each particle, wrapped again", [] {
        const Case c = arbitrary_case();
        Uniform uniform(c.seed + 8);
        const std::array<double, 3> edge = edges_of(c.state.box);
        State wrapped;
        wrapped.box = c.state.box;
        for (std::size_t i = 0; i < c.state.size(); ++i) {
            const auto image = [&](std::size_t axis) {
                return c.state.position[axis][i] + edge[axis] * (uniform.below(5) - 2);
            };
            wrapped.add(c.state.id[i], c.state.species[i], {image(0), image(1), image(2)});
        }
        wrapped.velocity = c.state.velocity;
        RC_ASSERT(wrapped.position == c.state.position);
        RC_ASSERT(numbers_by_id(c.state, pair_forces_of<TypeParam>(c.mixture, c.state)) ==
                  numbers_by_id(wrapped, pair_forces_of<TypeParam>(c.mixture, wrapped)));
    });
}

TYPED_TEST(PairForcesProperties, TheOrderOfTheParticlesChangesNoBit) {
    expect_property("a permutation", [] {
        const Case c = arbitrary_case();
        const State shuffled = c.state.permuted(shuffled_order(c.state.size(), c.seed + 9));
        RC_ASSERT(numbers_by_id(c.state, pair_forces_of<TypeParam>(c.mixture, c.state)) ==
                  numbers_by_id(shuffled, pair_forces_of<TypeParam>(c.mixture, shuffled)));
    });
}

TYPED_TEST(PairForcesProperties, RenamingTheSpeciesChangesNoBit) {
    expect_property("species 0, 1, 2 become 2, 0, 1 in mixture and state", [] {
        const Case c = arbitrary_case();
        constexpr std::array<std::size_t, 3> new_name{2, 0, 1};
        const MixtureParameters& old = c.mixture.parameters();
        MixtureParameters renamed = old;
        for (std::size_t a = 0; a < 3; ++a) {
            renamed.mass[new_name[a]] = old.mass[a];
            for (std::size_t b = 0; b < 3; ++b) {
                renamed.epsilon(new_name[a], new_name[b]) = old.epsilon(a, b);
                renamed.sigma(new_name[a], new_name[b]) = old.sigma(a, b);
                renamed.cutoff(new_name[a], new_name[b]) = old.cutoff(a, b);
            }
        }
        State state = c.state;
        for (std::int32_t& s : state.species) s = static_cast<std::int32_t>(new_name[static_cast<std::size_t>(s)]);
        PairForcesResult result = pair_forces_of<TypeParam>(Mixture(renamed), state);
        const auto current = result.mass_current;
        for (std::size_t a = 0; a < 3; ++a) result.mass_current[a] = current[new_name[a]];
        RC_ASSERT(numbers_by_id(c.state, pair_forces_of<TypeParam>(c.mixture, c.state)) ==
                  numbers_by_id(state, result));
    });
}

TYPED_TEST(PairForcesProperties, ScalingAllLengthsByTwoScalesWithoutRounding) {
    // sigma, cutoff and the box twice as large: u and r f stay, f halves. In binary only the quanta differ.
    expect_property("lengths times 2", [] {
        const Case c = arbitrary_case();
        MixtureParameters parameters = c.mixture.parameters();
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t b = 0; b < 3; ++b) {
                parameters.sigma(a, b) *= 2.0;
                parameters.cutoff(a, b) *= 2.0;
            }
        }
        State scaled = c.state;
        scaled.box = Box(2.0 * c.state.box.edges());
        for (auto& axis : scaled.position) {
            for (double& x : axis) x *= 2.0;
        }
        PairForcesResult small = pair_forces_of<TypeParam>(c.mixture, c.state);
        PairForcesResult large = pair_forces_of<TypeParam>(Mixture(parameters), scaled);
        RC_ASSERT(small.particle_energy == large.particle_energy);
        RC_ASSERT(small.potential_energy == large.potential_energy);
        RC_ASSERT(small.virial == large.virial);
        const double rounding = static_cast<double>(c.state.size()) * 1.5 * 0x1p-41;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            for (std::size_t i = 0; i < c.state.size(); ++i) {
                RC_ASSERT(std::fabs(large.force[axis][i] - 0.5 * small.force[axis][i]) <= rounding);
            }
        }
    });
}

/// Bounds, summed over the pairs of particle i (or over all pairs), of the error of a central difference of step h:
/// h^2/6 |u'''| and the rounding of the two energies. Along a line through the pair |u'''| is largest.
struct DifferenceBound {
    double third_derivative = 0.0;
    double magnitude = 0.0;
    double pairs = 0.0;

    void add(const PairParameters& pair, double r) {
        const double s6 = std::pow(pair.sigma2 / (r * r), 3);
        third_derivative += 4.0 * pair.epsilon4 * (12.0 * 13.0 * 14.0 * s6 * s6 + 6.0 * 7.0 * 8.0 * s6) / (r * r * r) +
                            4.0 * std::fabs(pair.slope) / (r * r);
        magnitude += pair.epsilon4 * (s6 * s6 + s6) + std::fabs(pair.shift) + std::fabs(pair.slope) * (pair.cutoff + r);
        pairs += 1.0;
    }
    double allowed(double h) const {
        return 1.01 * h * h / 6.0 * third_derivative + (pairs * 0x1p-41 + 0x1p-47 * magnitude) / h;
    }
};

/// False if a pair is so close to its cutoff that a step may cross it, where the energy jumps or bends.
bool smooth_within(const Case& c, double step) {
    for (std::size_t i = 0; i < c.state.size(); ++i) {
        for (std::size_t j = i + 1; j < c.state.size(); ++j) {
            const Vector3 d = c.state.box.minimum_image(c.state.position_of(i), c.state.position_of(j));
            const PairParameters& pair = c.mixture.pair(static_cast<std::size_t>(c.state.species[i]),
                                                        static_cast<std::size_t>(c.state.species[j]));
            if (std::fabs(std::sqrt(dot(d, d)) - pair.cutoff) < step) return false;
        }
    }
    return true;
}

DifferenceBound bound_of(const Case& c, std::size_t only = SIZE_MAX) {
    DifferenceBound bound;
    for (std::size_t i = 0; i < c.state.size(); ++i) {
        for (std::size_t j = i + 1; j < c.state.size(); ++j) {
            if (only != SIZE_MAX && i != only && j != only) continue;
            const Vector3 d = c.state.box.minimum_image(c.state.position_of(i), c.state.position_of(j));
            const PairParameters& pair = c.mixture.pair(static_cast<std::size_t>(c.state.species[i]),
                                                        static_cast<std::size_t>(c.state.species[j]));
            const double r = std::sqrt(dot(d, d));
            if (r < pair.cutoff) bound.add(pair, r);
        }
    }
    return bound;
}

TYPED_TEST(PairForcesProperties, TheForceIsMinusTheGradientOfTheEnergy) {
    expect_property("central difference of the energy", [] {
        const Case c = arbitrary_case();
        constexpr double h = 0x1p-14;
        RC_PRE(smooth_within(c, 2.0 * h));
        const PairForcesResult result = pair_forces_of<TypeParam>(c.mixture, c.state);
        const std::size_t i = c.seed % c.state.size();
        const std::array<double, 3> edge = edges_of(c.state.box);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const auto energy_at = [&](double step) {
                State moved = c.state;
                moved.position[axis][i] = Box::wrap_once(moved.position[axis][i] + step, edge[axis]);
                return pair_forces_of<TypeParam>(c.mixture, moved).potential_energy;
            };
            const double slope = (energy_at(h) - energy_at(-h)) / (2.0 * h);
            RC_ASSERT(std::fabs(result.force[axis][i] + slope) <= bound_of(c, i).allowed(h));
        }
    });
}

TYPED_TEST(PairForcesProperties, TheTraceOfTheVirialIsMinusThreeTimesTheVolumeDerivativeOfTheEnergy) {
    // E(lambda) with all lengths but sigma and cutoff times lambda: dE/dlambda = sum over pairs of r u' = -trace.
    expect_property("central difference with respect to the edge", [] {
        const Case c = arbitrary_case();
        constexpr double h = 0x1p-16;
        RC_PRE(smooth_within(c, 4.0 * h * c.mixture.largest_cutoff()));
        const auto energy_at = [&](double lambda) {
            State scaled;
            scaled.box = Box(lambda * c.state.box.edges());
            for (std::size_t i = 0; i < c.state.size(); ++i) {
                scaled.add(c.state.id[i], c.state.species[i], lambda * c.state.position_of(i));
            }
            return pair_forces_of<TypeParam>(c.mixture, scaled).potential_energy;
        };
        const double slope = (energy_at(1.0 + h) - energy_at(1.0 - h)) / (2.0 * h);
        const SymmetricTensor virial = pair_forces_of<TypeParam>(c.mixture, c.state).virial;
        const double trace = (virial[0] + virial[1]) + virial[2];
        // In lambda the third derivative gains r^3 <= r_c^3, and rounded coordinates move the energy by |u'| 2^-41.
        DifferenceBound bound = bound_of(c);
        const double rc = c.mixture.largest_cutoff();
        bound.third_derivative *= rc * rc * rc;
        const double positions = 0x1p-41 * bound.third_derivative / h;  // |u'| is below the bound of |u'''| rc^3
        RC_ASSERT(std::fabs(trace + slope) <= bound.allowed(h) + positions);
    });
}

TYPED_TEST(PairForcesProperties, TheMassCurrentsSumToTheMomentum) {
    expect_property("sum over species of the mass current = sum of Q(m v)", [] {
        const Case c = arbitrary_case();
        const PairForcesResult result = pair_forces_of<TypeParam>(c.mixture, c.state);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            WideQuanta current = 0, momentum = 0;
            for (const auto& of_species : result.mass_current) current += quanta_of(of_species[axis]);
            for (std::size_t i = 0; i < c.state.size(); ++i) {
                momentum +=
                    to_quanta(c.mixture.mass(static_cast<std::size_t>(c.state.species[i])) * c.state.velocity[axis][i]);
            }
            RC_ASSERT(current == momentum);
        }
    });
}

TYPED_TEST(PairForcesProperties, AGalileanBoostShiftsTheMomentumByTheMass) {
    expect_property("v + 2 for all, exactly: momentum grows by 2 m", [] {
        Case c = arbitrary_case();
        for (auto& axis : c.state.velocity) {
            for (double& v : axis) v = std::ldexp(std::nearbyint(std::ldexp(v, 20)), -20);
        }
        const PairForcesResult rest = pair_forces_of<TypeParam>(c.mixture, c.state);
        std::array<double, 3> count{};
        for (const std::int32_t s : c.state.species) count[static_cast<std::size_t>(s)] += 1.0;
        for (double& v : c.state.velocity[1]) v += 2.0;
        const PairForcesResult boosted = pair_forces_of<TypeParam>(c.mixture, c.state);
        RC_ASSERT(boosted.force == rest.force);
        RC_ASSERT(boosted.virial == rest.virial);
        for (std::size_t s = 0; s < 3; ++s) {
            const double expected = 2.0 * c.mixture.mass(s) * count[s];
            RC_ASSERT(std::fabs(boosted.mass_current[s][1] - rest.mass_current[s][1] - expected) <=
                      2.0 * count[s] * 0x1p-41 + 0x1p-47 * expected);
        }
    });
}

}  // namespace
}  // namespace soret::test
