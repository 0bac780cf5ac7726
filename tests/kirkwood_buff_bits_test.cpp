// Kirkwood-Buff integrals: the same bits in both backends, bounds of errors, what is refused.

#include <gtest/gtest.h>

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "pair_distances.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret::test {
namespace {

using Precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

constexpr double unit = 0x1p-53;  ///< largest relative error of one operation
constexpr auto plain = ClosedBoxCorrection::none;
constexpr auto corrected = ClosedBoxCorrection::ganguly_van_der_vegt;

template <class Backend>
class KirkwoodBuffBounds : public ::testing::Test {
protected:
    static KirkwoodBuffIntegrals of(const PairDistances& distances, ClosedBoxCorrection correction = plain) {
        return Backend::KirkwoodBuff::integrals(distances, correction);
    }
    static KirkwoodBuffRelations of(const BinaryKirkwoodBuff& state) {
        KirkwoodBuffRelations relations;
        Backend::KirkwoodBuff::relations({&state, 1}, {&relations, 1});
        return relations;
    }
};
TYPED_TEST_SUITE(KirkwoodBuffBounds, BothBackends, BackendNames);

/// Values, and sums of the magnitudes of their terms, with 50 digits.
struct PreciseIntegral {
    Precise value = 0, magnitude = 0;
};
PreciseIntegral precise_integral(const PairDistances& d, std::size_t row, double pairs_of_all,
                                 KirkwoodBuffWeight weight, std::size_t n, std::vector<Precise>* g_of_bins = nullptr) {
    const Precise precise_pi = boost::math::constants::pi<Precise>();
    const auto border = [&](std::size_t k) -> Precise {
        return Precise(d.bins.r_max) * static_cast<double>(k) / static_cast<double>(d.bins.bins);
    };
    const auto moment = [&](std::size_t k, int p) -> Precise {
        return 4 * precise_pi / (p + 3) * (pow(border(k + 1), p + 3) - pow(border(k), p + 3));
    };
    PreciseIntegral G;
    const KirkwoodBuffPolynomial& u = polynomial_of(weight);
    for (std::size_t k = 0; k <= n; ++k) {
        const Precise g = Precise(d.pairs[row + k]) * d.volume / (Precise(pairs_of_all) * moment(k, 0));
        if (g_of_bins) g_of_bins->push_back(g);
        for (int p = 0; p < static_cast<int>(u.size()); ++p) {
            const double u_p = u[static_cast<std::size_t>(p)];
            if (u_p == 0.0) continue;
            const Precise term = moment(k, p) * u_p / pow(border(n + 1), p);
            G.value += (g - 1) * term;
            G.magnitude += (g + 1) * abs(term);
        }
    }
    return G;
}

TYPED_TEST(KirkwoodBuffBounds, IsWithinItsBoundOfError) {
    for (const std::size_t bins : {1U, 2U, 5U, 40U}) {
        const PairDistances d = random_distances({3.3, bins}, {70.0}, 11 + bins);
        const KirkwoodBuffIntegrals integrals = this->of(d);
        const auto b = static_cast<double>(bins);
        for (const KirkwoodBuffWeight weight : every_kirkwood_buff_weight) {
            for (std::size_t n = 0; n < bins; n += 1 + bins / 8) {
                std::vector<Precise> g;
                const PreciseIntegral G = precise_integral(d, 0, 0.5 * 70.0 * 70.0, weight, n, &g);
                const Precise error = abs(G.value - integrals.of(weight)[n]);
                EXPECT_LE(error, Precise((100.0 * b + 40.0) * unit) * G.magnitude) << name_of(weight) << " " << n;
                EXPECT_LE(abs(g[n] - integrals.g[n]), Precise((18.0 * b + 6.0) * unit) * g[n]);
            }
        }
    }
}

TYPED_TEST(KirkwoodBuffBounds, RelationsAreWithinTheirBoundOfError) {
    Uniform uniform(3);
    for (int trial = 0; trial < 2000; ++trial) {
        const BinaryKirkwoodBuff s{uniform(0.0, 1.0), uniform(0.1, 1.0), uniform(-2.0, 2.0), uniform(-2.0, 2.0),
                                   uniform(-2.0, 2.0)};
        const Precise x1 = s.x1, x2 = 1 - x1, rho = s.number_density;
        const Precise f11 = x1 * x2 * rho * s.G11, f22 = x1 * x2 * rho * s.G22, f12 = -2 * x1 * x2 * rho * s.G12;
        const Precise f = f11 + f22 + f12, sum = abs(f11) + abs(f22) + abs(f12), gamma = 1 / (1 + f);
        if (1 + f < 0.01) continue;
        const KirkwoodBuffRelations r = this->of(s);
        EXPECT_LE(abs(rho * x2 * s.G12 - r.n12), 3 * unit * (1.0 + 0x1p-40) * abs(rho * x2 * s.G12));
        EXPECT_LE(abs(f - ((Precise(r.f11) + r.f22) + r.f12)), 6 * unit * sum);
        EXPECT_LE(abs(1 - f - r.gamma_first_order), 7 * unit * (1 + sum));
        EXPECT_LE(abs(gamma - r.gamma), 8 * unit * (1.0 + 0x1p-40) * (1 + sum) * gamma * gamma);
    }
}

TYPED_TEST(KirkwoodBuffBounds, RefusesWhatItCannotUse) {
    const PairDistances good = ideal_gas({2.0, 4}, 64.0, {10.0, 1.0});
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto message = [&](const std::function<void(PairDistances&)>& spoil, ClosedBoxCorrection correction = plain) {
        PairDistances distances = good;
        spoil(distances);
        return message_of<InvalidState>([&] { this->of(distances, correction); });
    };
    EXPECT_EQ(message([](PairDistances&) {}), "");
    EXPECT_EQ(message([](PairDistances&) {}, corrected),
              "kirkwood_buff: particles of species 2 = 1: must be >= 2, to be corrected");
    EXPECT_EQ(message([](PairDistances& d) { d.volume = 0.0; }), "kirkwood_buff: volume = 0: must be > 0");
    EXPECT_EQ(message([](PairDistances& d) { d.volume = nan; }), "kirkwood_buff: volume = nan: must be > 0");
    EXPECT_EQ(message([](PairDistances& d) { d.volume = 63.9; }),
              "kirkwood_buff: r_max = 2: must be at most half the edge of a cube of the volume 63.9");
    EXPECT_EQ(message([](PairDistances& d) { d.particles.clear(); }), "kirkwood_buff: 0 species: must be at least 1");
    EXPECT_EQ(message([](PairDistances& d) { d.particles[0] = 0.5; }),
              "kirkwood_buff: particles of species 1 = 0.5: must be >= 1");
    EXPECT_EQ(message([](PairDistances& d) { d.pairs.pop_back(); }), "kirkwood_buff: 11 numbers of pairs: must be 12");
    EXPECT_EQ(message([](PairDistances& d) { d.pairs[5] = -1.0; }),
              "kirkwood_buff: pairs in bin 1 of row 1 = -1: must be >= 0");
    EXPECT_EQ(message([](PairDistances& d) { d.pairs[0] = nan; }),
              "kirkwood_buff: pairs in bin 0 of row 0 = nan: must be >= 0");
    EXPECT_EQ(message([](PairDistances& d) { d.pairs[0] = 1e308; }),
              "kirkwood_buff: g in bin 0 of row 0 = inf: must be finite, with more particles in the box than are "
              "missing");
    PairDistances no_bins = good;
    no_bins.bins.bins = 0;
    EXPECT_THROW(this->of(no_bins), InvalidArgument);
    // More around a particle than there are in the box.
    PairDistances crowded = ideal_gas({2.0, 4}, 64.0, {10.0});
    for (double& pairs : crowded.pairs) pairs *= 20.0;
    EXPECT_THROW(this->of(crowded, corrected), InvalidState);

    const auto of_state = [&](const BinaryKirkwoodBuff& s) { return message_of<InvalidState>([&] { this->of(s); }); };
    EXPECT_EQ(of_state({1.5, 0.8, 0.0, 0.0, 0.0}), "kirkwood_buff: x1 = 1.5: must be in [0, 1]");
    EXPECT_EQ(of_state({0.5, 0.0, 0.0, 0.0, 0.0}), "kirkwood_buff: number density = 0: must be > 0");
    EXPECT_EQ(of_state({0.5, 0.8, 0.0, nan, 0.0}), "kirkwood_buff: G_12 = nan: must be finite");
    EXPECT_EQ(of_state({0.5, 1.0, -4.0, 0.0, -4.0}),
              "kirkwood_buff: thermodynamic factor = -1: must be > 0: a mixture with less is not stable");
    KirkwoodBuffRelations none;
    EXPECT_THROW(TypeParam::KirkwoodBuff::relations({}, {&none, 1}), InvalidArgument);
}

TEST(KirkwoodBuffBits, AreTheSameInBothBackends) {
    const std::vector<std::vector<double>> mixtures{{5.0}, {80.0, 33.0}, {2.0, 1e6, 3.5}, {12.0, 9.0, 7.0, 1e3}};
    for (const std::vector<double>& particles : mixtures) {
        for (const std::size_t bins : {1U, 2U, 3U, 7U, 8U, 9U, 63U, 200U}) {
            const PairDistances distances = random_distances({2.7, bins}, particles, bins);
            for (const ClosedBoxCorrection correction : {plain, corrected}) {
                EXPECT_EQ(reference::KirkwoodBuff::integrals(distances, correction),
                          optimized::KirkwoodBuff::integrals(distances, correction))
                    << particles.size() << " species, " << bins << " bins";
            }
        }
    }
    Uniform uniform(9);
    std::vector<BinaryKirkwoodBuff> states;
    for (int k = 0; k < 101; ++k) {
        states.push_back(
            {uniform(0.0, 1.0), uniform(0.5, 1.0), uniform(-1.0, 1.0), uniform(-1.0, 0.9), uniform(-1.0, 1.0)});
    }
    std::vector<KirkwoodBuffRelations> first(states.size()), second(states.size());
    reference::KirkwoodBuff::relations(states, first);
    optimized::KirkwoodBuff::relations(states, second);
    EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace soret::test
