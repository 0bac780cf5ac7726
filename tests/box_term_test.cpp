// The hydrodynamic term that diffusion lacks in a periodic cuboid.

#include "soret/common/finite_size/box_term.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "soret/common/errors.hpp"
#include "soret/common/finite_size/yeh_hummer.hpp"

namespace soret::test {
namespace {

using Edges = std::array<double, 3>;
using std::numbers::pi;

/// The box of the flows, one with three different edges, a flat one.
constexpr Edges boxes[] = {{7.94, 7.94, 23.8}, {6.0, 8.0, 11.0}, {20.0, 20.0, 5.0}};

/// Relative to one over the smallest edge.
double accuracy(const Edges& edges) {
    return 1e-12 / std::min({edges[0], edges[1], edges[2]});
}

/// The same limit with waves alone, cut off smoothly above K, without images or an error function:
///   8 pi (O_aa - G_aa) = 8 pi [integral d^3k/(2 pi)^3 - (1/V) sum_{k != 0}] (1 - k_a^2/k^2)/k^2 exp(-(k/K)^4)
/// The integral is 8 K Gamma(5/4)/(3 pi). What the cutoff changes goes as k^2 (1 - k_a^2/k^2), so it is a flow of
/// short range, exp(-0.236 (K L)^(4/3)) at the next image: exp(-43) for K L = 50.
Edges by_waves_alone(const Edges& edges) {
    const double K = 50.0 / std::min({edges[0], edges[1], edges[2]});
    const double volume = edges[0] * edges[1] * edges[2];
    std::array<long double, 3> sum{};
    std::array<int, 3> last;
    for (std::size_t a = 0; a < 3; ++a) last[a] = static_cast<int>(2.5 * K * edges[a] / (2.0 * pi));  // exp(-39)
    for (int i = -last[0]; i <= last[0]; ++i) {
        for (int j = -last[1]; j <= last[1]; ++j) {
            for (int l = -last[2]; l <= last[2]; ++l) {
                const Edges k{2.0 * pi * i / edges[0], 2.0 * pi * j / edges[1], 2.0 * pi * l / edges[2]};
                const double k2 = k[0] * k[0] + k[1] * k[1] + k[2] * k[2];
                if (k2 == 0.0) continue;
                const double cut = std::exp(-std::pow(k2 / (K * K), 2)) / k2;
                for (std::size_t a = 0; a < 3; ++a) sum[a] += cut * (1.0 - k[a] * k[a] / k2);
            }
        }
    }
    Edges result;
    for (std::size_t a = 0; a < 3; ++a) {
        const double all = 8.0 * K * std::tgamma(1.25) / (3.0 * pi);
        result[a] = 0.75 * (all - 8.0 * pi / volume * static_cast<double>(sum[a]));
    }
    return result;
}

TEST(BoxTerm, OfACubeIsThatOfYehAndHummerAlongEveryAxis) {
    for (const double edge : {0.5, 1.0, 7.94}) {
        for (const double factor : box_term_factors({edge, edge, edge})) {
            EXPECT_NEAR(factor, yeh_hummer_xi / edge, 1e-12 / edge);
        }
    }
}

TEST(BoxTerm, DoesNotDependOnHowTheSumIsSplit) {
    for (const Edges& edges : boxes) {
        const Edges usual = box_term_factors(edges);
        for (const double splitting : {0.5, 0.8, 1.3, 2.0}) {
            const Edges other = box_term_factors(edges, splitting);
            for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(other[a], usual[a], accuracy(edges)) << splitting;
        }
    }
}

TEST(BoxTerm, IsThatOfASumOfWavesAlone) {
    for (const Edges& edges : boxes) {
        const Edges factors = box_term_factors(edges);
        const Edges waves = by_waves_alone(edges);
        for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(factors[a], waves[a], accuracy(edges)) << a;
    }
}

/// L_z/L_x = 2.7933596497 is where D_x is that of an infinite system, and D_0 - D_z is 8.1711245653 T/(6 pi eta L_z)
/// there [Busch and Paschek, J. Phys. Chem. B 127, 7983 (2023)]. Half a unit of the last digit of either; that of the
/// ratio counts pi/2 times.
TEST(BoxTerm, IsThePublishedOneOfALongBox) {
    const double ratio = 2.7933596497;
    const Edges factors = box_term_factors({1.0, 1.0, ratio});
    EXPECT_NEAR(factors[0], 0.0, 0.5 * pi * 0.5e-10);
    EXPECT_NEAR(factors[1], 0.0, 0.5 * pi * 0.5e-10);
    EXPECT_NEAR(factors[2] * ratio, 8.1711245653, 2e-10);
    EXPECT_GT(box_term_factors({1.0, 1.0, 2.7})[0], 0.0);
    EXPECT_LT(box_term_factors({1.0, 1.0, 2.9})[0], 0.0);
}

/// Waves along a long z are an exact row of the sum, -(pi/2) L_z/(L_x L_y) across z and nothing along it; over all
/// others the sum along k_z is an integral but for exp(-2 pi L_z/L_x), 1e-16 at 6.
TEST(BoxTerm, OfAVeryLongBoxGrowsAsTheRowOfWavesAlongIt) {
    const Edges six = box_term_factors({1.0, 1.1, 6.6});
    for (const double more : {1.0, 5.0, 40.0}) {
        const Edges longer = box_term_factors({1.0, 1.1, 6.6 + more});
        for (std::size_t a = 0; a < 2; ++a) {
            EXPECT_NEAR(longer[a] - six[a], -0.5 * pi * more / 1.1, 1e-12 * (1.0 + more)) << a;
        }
        EXPECT_NEAR(longer[2], six[2], 1e-12);
    }
}

TEST(BoxTerm, GoesAlongWithTheAxesAndAsOneOverTheLength) {
    const Edges factors = box_term_factors({6.0, 8.0, 11.0});
    const Edges turned = box_term_factors({11.0, 6.0, 8.0});
    const Edges larger = box_term_factors({18.0, 24.0, 33.0});
    for (std::size_t a = 0; a < 3; ++a) {
        EXPECT_NEAR(turned[(a + 1) % 3], factors[a], 1e-12 / 6.0);
        EXPECT_NEAR(3.0 * larger[a], factors[a], 1e-12 / 6.0);
    }
    EXPECT_LT(factors[0], factors[1]);  // the shorter the edge, the less is lacking along it
    EXPECT_LT(factors[1], factors[2]);
}

/// What docs/measurements.md says of the boxes of flows.
TEST(BoxTerm, AlongTheFlowsIsThatOfACubeSomewhatSmallerThanTheBoxIsWide) {
    const Edges factors = box_term_factors({7.94, 7.94, 23.8});
    EXPECT_NEAR(yeh_hummer_xi / factors[2], 7.70, 0.005);
    EXPECT_NEAR(3.0 * yeh_hummer_xi / (factors[0] + factors[1] + factors[2]), 29.6, 0.05);
    const double half = box_term_factors({7.94, 7.94, 11.9})[2];
    EXPECT_NEAR(half / factors[2], 1.0, 0.002);
}

TEST(BoxTerm, RefusesWhatIsNoBox) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinite = std::numeric_limits<double>::infinity();
    for (const double bad : {0.0, -1.0, nan, infinite}) {
        EXPECT_THROW(box_term_factors({bad, 1.0, 1.0}), InvalidArgument) << bad;
        EXPECT_THROW(box_term_factors({1.0, 1.0, bad}), InvalidArgument) << bad;
    }
    EXPECT_THROW(box_term_factors({1.0, 1.0, 1001.0}), InvalidArgument);
    EXPECT_NO_THROW(box_term_factors({1.0, 1.0, 1000.0}));
    EXPECT_NO_THROW(box_term_factors({1000.0, 1.0, 1000.0}));
    EXPECT_THROW(box_term_factors({1.0, 1.0, 1.0}, 0.4), InvalidArgument);
    EXPECT_THROW(box_term_factors({1.0, 1.0, 1.0}, nan), InvalidArgument);
}

}  // namespace
}  // namespace soret::test
