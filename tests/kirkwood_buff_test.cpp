// Kirkwood-Buff integrals: hand-worked values, closed forms, the closed box, mistakes made elsewhere.

#include "soret/common/contracts/kirkwood_buff.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "pair_distances.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret::test {
namespace {

using enum KirkwoodBuffWeight;

constexpr double pi = std::numbers::pi;
constexpr double unit = 0x1p-53;  ///< largest relative error of one operation
constexpr auto plain = ClosedBoxCorrection::none;
constexpr auto corrected = ClosedBoxCorrection::ganguly_van_der_vegt;

double published_weight(KirkwoodBuffWeight weight, double x) {
    const double a = 35.0 / 16.0;
    switch (weight) {
        case truncated: return 1.0;
        case finite_volume: return 1.0 - 1.5 * x + 0.5 * x * x * x;
        case krueger_vlugt: return (1.0 - 1.5 * x + 0.5 * x * x * x) * (1.0 + 1.5 * x + 2.25 * x * x);
        case santos: break;
    }
    return std::pow(1.0 - x, 4) * (1.0 + a * x) * (1.0 + a * a * x * x) *
           (1.0 + 29.0 / 16.0 * x + 1.25 * x * x + 5.0 / 16.0 * x * x * x);
}

template <class Backend>
class KirkwoodBuff : public ::testing::Test {
protected:
    static KirkwoodBuffIntegrals of(const PairDistances& distances, ClosedBoxCorrection correction = plain) {
        return Backend::KirkwoodBuff::integrals(distances, correction);
    }
    /// G up to r_max of one species.
    static double last(const PairDistances& distances, KirkwoodBuffWeight weight) {
        return of(distances).of(weight).back();
    }
    static KirkwoodBuffRelations of(const BinaryKirkwoodBuff& state) {
        KirkwoodBuffRelations relations;
        Backend::KirkwoodBuff::relations({&state, 1}, {&relations, 1});
        return relations;
    }
    /// Gamma of what the last sphere gives, as if it were of infinite size.
    static double gamma_of(const PairDistances& distances, ClosedBoxCorrection correction) {
        const KirkwoodBuffIntegrals integrals = of(distances, correction);
        const std::size_t bins = distances.bins.bins;
        const auto G = [&](std::size_t a, std::size_t b) {
            return integrals.of(truncated)[(species_pair(a, b, 2) + 1) * bins - 1];
        };
        const double n = distances.particles[0] + distances.particles[1];
        return of(BinaryKirkwoodBuff{distances.particles[0] / n, n / distances.volume, G(0, 0), G(0, 1), G(1, 1)})
            .gamma;
    }
};
TYPED_TEST_SUITE(KirkwoodBuff, BothBackends, BackendNames);

TEST(KirkwoodBuffWeights, ArePublishedProducts) {
    for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
        for (int k = 0; k <= 64; ++k) {
            const double x = k / 64.0;
            double u = 0.0;
            for (std::size_t p = kirkwood_buff_power_count; p-- > 0;) u = u * x + polynomial_of(weight)[p];
            EXPECT_NEAR(u, published_weight(weight, x), 200.0 * unit * 75.0) << name_of(weight) << " at " << x;
        }
    }
}

// N = 4 in V = 1024: 8 pairs are expected in V where a particle counts itself. g - 1 integrated over the shells is
// V H/8 less their volumes.
TYPED_TEST(KirkwoodBuff, OfAFewPairsByHand) {
    PairDistances distances{{4.0, 4}, 1024.0, {4.0}, {0.0, 2.0, 0.0, 4.0}};
    const std::vector<double> truncated_by_hand{-ball(1.0), 256.0 - ball(2.0), 256.0 - ball(3.0), 768.0 - ball(4.0)};
    // u = 1 - 3x/2 + x^3/2 integrated over all is the volume of a sphere of diameter L. Of the two shells with pairs:
    // mean of r from 1 to 2 (2^4 - 1)/4/(7/3) = 45/28, of r^3 (2^6 - 1)/6/(7/3) = 9/2, from 3 to 4 525/148, 3367/74.
    const auto with_pairs = [](double r, double r3, double L) { return 1.0 - 1.5 * r / L + 0.5 * r3 / (L * L * L); };
    const double r3_far = (4096.0 - 729.0) / 6.0 / (37.0 / 3.0), r_far = (256.0 - 81.0) / 4.0 / (37.0 / 3.0);
    const std::vector<double> finite_by_hand{
        -pi / 6.0, 256.0 * with_pairs(45.0 / 28.0, 4.5, 2.0) - pi / 6.0 * 8.0,
        256.0 * with_pairs(45.0 / 28.0, 4.5, 3.0) - pi / 6.0 * 27.0,
        256.0 * with_pairs(45.0 / 28.0, 4.5, 4.0) + 512.0 * with_pairs(r_far, r3_far, 4.0) - pi / 6.0 * 64.0};
    const KirkwoodBuffIntegrals integrals = this->of(distances);
    EXPECT_NEAR(integrals.g[1], 256.0 / (ball(2.0) - ball(1.0)), 1e-14 * integrals.g[1]);
    for (std::size_t n = 0; n < 4; ++n) {
        EXPECT_NEAR(integrals.of(truncated)[n], truncated_by_hand[n], 1e-12) << n;
        EXPECT_NEAR(integrals.of(finite_volume)[n], finite_by_hand[n], 1e-12) << n;
    }
}

// Nothing within L: -4 pi int u r^2 dr, of a sphere its volume.
TYPED_TEST(KirkwoodBuff, OfNothingIsTheVolumeOfTheWeight) {
    for (const std::size_t bins : {1U, 2U, 7U, 64U}) {
        const KirkwoodBuffIntegrals integrals = this->of(of_function({3.0, bins}, [](double) { return 0.0; }));
        for (std::size_t n = 0; n < bins; ++n) {
            const double L = 3.0 * static_cast<double>(n + 1) / static_cast<double>(bins);
            EXPECT_NEAR(integrals.of(truncated)[n], -ball(L), 1e-12 * ball(L));
            EXPECT_NEAR(integrals.of(finite_volume)[n], -ball(0.5 * L), 1e-12 * ball(L));
            EXPECT_NEAR(integrals.of(krueger_vlugt)[n],
                        -4.0 * pi * L * L * L * (1.0 / 3.0 - 23.0 / 48.0 + 3.0 / 28.0 + 9.0 / 64.0), 1e-12 * ball(L));
        }
    }
}

// Krueger and Vlugt's test function; integrals up to L = 8 by quadrature elsewhere, to the digits printed. A jump at
// 0.95 is a border of bins. The width makes an error of (pi/3) width^2 (int h dr - [r h + r^2 h'/2] at the jump), 1e-4.
TYPED_TEST(KirkwoodBuff, OfThePublishedTestFunction) {
    const auto g = [](double r) {
        return r < 0.95 ? 0.0 : 1.0 + 1.5 / r * std::exp(0.5 * (1.0 - r)) * std::cos(2.0 * pi * (r - 1.05));
    };
    const KirkwoodBuffIntegrals integrals = this->of(of_function({8.0, 1600}, g));
    const auto value = [&](KirkwoodBuffWeight weight) { return integrals.of(weight).back(); };
    constexpr double printed = 0.5e-5;
    constexpr double of_width = 2e-4;
    EXPECT_NEAR(value(truncated), -2.30527, printed + of_width);
    EXPECT_NEAR(value(finite_volume), -1.75516, printed + of_width);
    EXPECT_NEAR(value(krueger_vlugt), -2.03106, printed + of_width);
    EXPECT_NEAR(value(santos), -2.04109, printed + of_width);
}

// g - 1 = A exp(-r^2/2s^2) and its moments int (g - 1) r^p 4 pi r^2 dr; that of p = 0 is G.
constexpr double bump_amplitude = 2.0, bump_width = 0.5;
double bump(double r) {
    return 1.0 + bump_amplitude * std::exp(-r * r / (2.0 * bump_width * bump_width));
}
double moment_of_bump(std::size_t p) {
    const auto n = static_cast<double>(p);
    return 4.0 * pi * bump_amplitude * std::pow(bump_width, n + 3.0) * std::pow(2.0, 0.5 * (n + 1.0)) *
           std::tgamma(0.5 * (n + 3.0));
}
/// What g in the middle of the bins in place of its mean does to G, to leading order: (pi/3) width^2 int (g - 1) dr.
double error_of_width(double width) {
    return pi / 3.0 * width * width * bump_amplitude * bump_width * std::sqrt(0.5 * pi);
}

TYPED_TEST(KirkwoodBuff, ConvergesWithTheSquareOfTheWidth) {
    EXPECT_NEAR(moment_of_bump(0), bump_amplitude * std::pow(2.0 * pi * bump_width * bump_width, 1.5), 1e-13);
    for (const std::size_t bins : {80U, 160U, 320U}) {
        const double error = this->last(of_function({8.0, bins}, bump), truncated) - moment_of_bump(0);
        const double expected = error_of_width(8.0 / static_cast<double>(bins));
        EXPECT_NEAR(error, expected, 0.02 * expected) << bins;  // the next order is width^2/s^2 of it
    }
}

// Where g is 1 from L on, G(L) = sum_p u_p M_p/L^p: a line in 1/L and more, or nothing below 1/L^3.
TYPED_TEST(KirkwoodBuff, NearsTheInfiniteSizeByThePowersOfItsWeight) {
    const KirkwoodBuffIntegrals integrals = this->of(of_function({16.0, 1600}, bump));
    for (const std::size_t n : {799U, 1599U}) {
        const double L = 0.01 * static_cast<double>(n + 1);
        for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
            double G = 0.0;
            for (std::size_t p = 0; p < kirkwood_buff_power_count; ++p) {
                G += polynomial_of(weight)[p] * moment_of_bump(p) / std::pow(L, static_cast<double>(p));
            }
            EXPECT_NEAR(integrals.of(weight)[n], G, 2.0 * error_of_width(0.01)) << name_of(weight) << " " << n;
        }
        const double size_error = std::abs(integrals.of(finite_volume)[n] - moment_of_bump(0));
        EXPECT_GT(size_error, 1.4 * moment_of_bump(1) / L);
        EXPECT_LT(std::abs(integrals.of(santos)[n] - moment_of_bump(0)), 3.0 * moment_of_bump(3) / (L * L * L));
    }
}

// Around a particle of a closed box one of its own species is missing: -1/rho_i in all, as much of it as the sphere is
// of the box. The correction gives it back.
TYPED_TEST(KirkwoodBuff, OfAClosedIdealGas) {
    const std::vector<double> particles{10.0, 1.0e3, 3.0e4};
    const double volume = 1000.0;
    const RadialBins bins{5.0, 125};
    const PairDistances gas = ideal_gas(bins, volume, particles);
    const KirkwoodBuffIntegrals closed = this->of(gas), open = this->of(gas, corrected);
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = a; b < 3; ++b) {
            const std::size_t row = species_pair(a, b, 3) * bins.bins;
            for (std::size_t n = 0; n < bins.bins; ++n) {
                const double sphere = ball(bins.width() * static_cast<double>(n + 1));
                const double missing = a == b ? -(volume / particles[a]) * (sphere / volume) : 0.0;
                EXPECT_NEAR(closed.of(truncated)[row + n], missing, 1e-12 * sphere);
                EXPECT_NEAR(open.g[row + n], 1.0, 1e-12);
                for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
                    EXPECT_NEAR(open.of(weight)[row + n], 0.0, 1e-11 * sphere) << name_of(weight);
                }
            }
        }
    }
}

// Particles that are alike whatever they are called: an ideal mixture, with the same G for all pairs, but in a closed
// box only after the correction.
TYPED_TEST(KirkwoodBuff, OfAPureLiquidOfTwoNamesIsAnIdealMixture) {
    const RadialBins bins{4.0, 160};
    for (const double n1 : {2.0, 50.0, 150.0, 398.0}) {
        const PairDistances split = split_liquid(bins, 512.0, {n1, 400.0 - n1});
        EXPECT_NEAR(this->gamma_of(split, corrected), 1.0, 1e-11) << n1;
        // -(1/rho_1 + 1/rho_2) b/V of the truncated integrals, times x_1 x_2 rho: f = -b/V of nearly a half
        EXPECT_GT(this->gamma_of(split, plain), 1.5) << n1;
        const KirkwoodBuffIntegrals integrals = this->of(split, corrected);
        for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
            for (std::size_t n = 0; n < bins.bins; ++n) {
                const double G12 = integrals.of(weight)[bins.bins + n];
                EXPECT_NEAR(integrals.of(weight)[n], G12, 1e-10);
                EXPECT_NEAR(integrals.of(weight)[2 * bins.bins + n], G12, 1e-10);
            }
        }
    }
}

// What others got wrong, made on purpose: each moves Gamma of an ideal mixture away from 1.
TYPED_TEST(KirkwoodBuff, ShowsSelfPairsAndOtherNormalisations) {
    const RadialBins bins{4.0, 160};
    const std::vector<double> particles{150.0, 250.0};
    const PairDistances right = split_liquid(bins, 512.0, particles);
    ASSERT_NEAR(this->gamma_of(right, corrected), 1.0, 1e-11);

    PairDistances self = right;          // every particle a pair with itself at distance 0: G_ii grows by about 1/rho_i
    PairDistances without_self = right;  // as if N_i (N_i - 1)/2 pairs had been expected
    PairDistances twice = right;         // both orders of like pairs counted
    for (std::size_t s = 0; s < 2; ++s) {
        const std::size_t row = species_pair(s, s, 2) * bins.bins;
        self.pairs[row] += 0.5 * particles[s];
        for (std::size_t k = 0; k < bins.bins; ++k) {
            without_self.pairs[row + k] *= particles[s] / (particles[s] - 1.0);
            twice.pairs[row + k] *= 2.0;
        }
    }
    EXPECT_LT(this->gamma_of(self, corrected), 0.7);
    EXPECT_LT(this->gamma_of(without_self, corrected), 0.7);
    EXPECT_THROW(this->gamma_of(twice, corrected), InvalidState);
}

TYPED_TEST(KirkwoodBuff, DoesNotCareAboutTheNamesOfTheSpecies) {
    const RadialBins bins{2.0, 33};
    const std::vector<double> particles{40.0, 7.0, 120.0};
    const PairDistances distances = random_distances(bins, particles, 5);
    const std::array<std::size_t, 3> renamed{2, 0, 1};
    PairDistances other = distances;
    const auto rows = [&](const std::function<void(std::size_t from, std::size_t to)>& each) {
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t b = a; b < 3; ++b) {
                for (std::size_t k = 0; k < bins.bins; ++k) {
                    each(species_pair(a, b, 3) * bins.bins + k,
                         species_pair(renamed[a], renamed[b], 3) * bins.bins + k);
                }
            }
        }
    };
    for (std::size_t a = 0; a < 3; ++a) other.particles[renamed[a]] = particles[a];
    rows([&](std::size_t from, std::size_t to) { other.pairs[to] = distances.pairs[from]; });
    for (const ClosedBoxCorrection correction : {plain, corrected}) {
        const KirkwoodBuffIntegrals before = this->of(distances, correction), after = this->of(other, correction);
        rows([&](std::size_t from, std::size_t to) {
            EXPECT_EQ(before.g[from], after.g[to]);
            for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
                EXPECT_EQ(before.of(weight)[from], after.of(weight)[to]);
            }
        });
    }
}

// From particles to G by way of `rdf`. The pairs within L are Poisson to 1/N: V^2/(c N_i N_j)^2 times their mean is the
// variance of G, over the samples. Three pairs and two spheres, limit 5: a false alarm in 3e5 seeds.
TYPED_TEST(KirkwoodBuff, OfParticlesAnywhereIsZero) {
    constexpr int samples = 60;
    constexpr double edge = 10.0;
    const RadialBins bins{5.0, 50};
    const std::vector<double> particles{100.0, 40.0};
    std::vector<std::uint64_t> counts(3 * bins.bins, 0);
    typename TypeParam::RadialDistribution rdf(2, bins, {});
    Uniform uniform(77);
    for (int sample = 0; sample < samples; ++sample) {
        State state;
        state.box = Box({edge, edge, edge});
        for (int k = 0; k < 140; ++k) {
            state.add(k + 1, k < 100 ? 0 : 1, {uniform(0.0, edge), uniform(0.0, edge), uniform(0.0, edge)});
        }
        rdf.count(state, counts);
    }
    PairDistances distances{bins, edge * edge * edge, particles, {}};
    for (const std::uint64_t count : counts) distances.pairs.push_back(static_cast<double>(count) / samples);
    const KirkwoodBuffIntegrals integrals = this->of(distances, corrected);
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = a; b < 2; ++b) {
            for (const std::size_t n : {19U, 49U}) {
                const double pairs = (a == b ? 0.5 : 1.0) * particles[a] * particles[b];
                const double error = std::sqrt(1000.0 * ball(0.1 * static_cast<double>(n + 1)) / (pairs * samples));
                // The correction enlarges g by up to 1/h = 2.1 near the end.
                const double G = integrals.of(truncated)[species_pair(a, b, 2) * bins.bins + n];
                EXPECT_NEAR(G, 0.0, 5.0 * 2.1 * error) << a << b << " " << n;
            }
        }
    }
}

TYPED_TEST(KirkwoodBuff, RelationsByHand) {
    const KirkwoodBuffRelations r = this->of(BinaryKirkwoodBuff{0.25, 2.0, 1.0, -0.5, 2.0});
    EXPECT_EQ(r.n11, 0.5);  // rho_1 = 1/2, rho_2 = 3/2
    EXPECT_EQ(r.n12, -0.75);
    EXPECT_EQ(r.n21, -0.25);
    EXPECT_EQ(r.n22, 3.0);
    EXPECT_EQ(r.f11, 0.375);
    EXPECT_EQ(r.f22, 0.75);
    EXPECT_EQ(r.f12, 0.375);
    EXPECT_EQ(r.gamma_first_order, -0.5);
    EXPECT_EQ(r.gamma, 0.4);  // 1/(1 + x_1 x_2 rho (1 + 2 + 1)) = 1/2.5
}

// The equation of state PeTS, its second derivatives inverted, at x_1 = 0.5 of the paper's state line: Gamma = 0.6612.
TYPED_TEST(KirkwoodBuff, RelationsOfAnEquationOfState) {
    const double rho = 0.80096, half = 0.5 * rho;
    const KirkwoodBuffRelations r =
        this->of(BinaryKirkwoodBuff{0.5, rho, -0.3421 / half, -0.7191 / half, -0.0715 / half});
    EXPECT_NEAR(r.f11 + r.f12 + r.f22, 0.5124, 1.5e-4);
    EXPECT_NEAR(r.gamma, 0.6612, 1e-4);
    EXPECT_NEAR(r.gamma_first_order, 1.0 - 0.5124, 1.5e-4);
}

TYPED_TEST(KirkwoodBuff, RelationsAtTheEndsAndWithNamesExchanged) {
    for (const double x1 : {0.0, 1.0}) {
        const KirkwoodBuffRelations r = this->of(BinaryKirkwoodBuff{x1, 0.8, -1.0, -2.0, 3.0});
        EXPECT_EQ(r.gamma, 1.0);
        EXPECT_EQ(r.gamma_first_order, 1.0);
    }
    const KirkwoodBuffRelations r = this->of(BinaryKirkwoodBuff{0.25, 0.8, -1.0, -2.0, 3.0});
    const KirkwoodBuffRelations s = this->of(BinaryKirkwoodBuff{0.75, 0.8, 3.0, -2.0, -1.0});
    EXPECT_DOUBLE_EQ(r.gamma, s.gamma);
    EXPECT_DOUBLE_EQ(r.f11, s.f22);
    EXPECT_DOUBLE_EQ(r.f12, s.f12);
    EXPECT_DOUBLE_EQ(r.n12, s.n21);
}

}  // namespace
}  // namespace soret::test
