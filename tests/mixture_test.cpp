#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "high_precision_pairs.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/mixture.hpp"

namespace soret::test {
namespace {

MixtureParameters two_species() {
    return lorentz_berthelot({1.0, 2.5}, {0.64, 1.0}, {1.0, 0.5}, 2.5);
}

TEST(Mixture, LorentzBerthelotCombinesSigmaByTheMeanAndEpsilonByTheRoot) {
    const MixtureParameters p = lorentz_berthelot({1.0, 2.0}, {0.25, 1.0}, {1.0, 0.5}, 3.0, 0.9);
    EXPECT_EQ(p.epsilon(0, 0), 0.25);
    EXPECT_EQ(p.epsilon(1, 1), 1.0);
    EXPECT_EQ(p.epsilon(0, 1), 0.45);
    EXPECT_EQ(p.epsilon(1, 0), 0.45);
    EXPECT_EQ(p.sigma(0, 1), 0.75);
    EXPECT_EQ(p.cutoff(0, 1), 3.0);
    EXPECT_EQ(p.truncation, Truncation::shifted);
}

// Gittus and Bresme, PCCP 2023, 25, 1606, Methods: equal masses and diameters, eps_11 = 0.6 eps_22, cutoff 2.5.
TEST(Mixture, OfThePaperIsThatOfThePaper) {
    const Mixture mixture = paper_mixture();
    EXPECT_EQ(mixture.species_count(), 2U);
    EXPECT_EQ(mixture.parameters().epsilon(0, 0), 0.6);
    EXPECT_EQ(mixture.parameters().epsilon(1, 1), 1.0);
    EXPECT_EQ(mixture.parameters().epsilon(0, 1), std::sqrt(0.6));
    EXPECT_EQ(mixture.truncation(), Truncation::shifted);
    EXPECT_EQ(mixture.largest_cutoff(), 2.5);
    EXPECT_EQ(mixture.mass(0), 1.0);
    EXPECT_EQ(mixture.mass(1), 1.0);
}

TEST(Mixture, ConstantsOfAPairFollowFromTheParameters) {
    for (const Truncation truncation : all_truncations) {
        MixtureParameters parameters = two_species();
        parameters.truncation = truncation;
        const Mixture mixture(parameters);
        const PairParameters& pair = mixture.pair(0, 1);
        EXPECT_EQ(pair.cutoff, 2.5);
        EXPECT_EQ(pair.cutoff2, 6.25);
        EXPECT_EQ(pair.sigma2, 0.5625);
        EXPECT_EQ(pair.epsilon4, 4.0 * 0.8);
        EXPECT_EQ(pair.epsilon24, 24.0 * 0.8);
        const Precise c2 = Precise(0.5625) / Precise(6.25), c6 = c2 * c2 * c2, eps = 0.8;
        const Precise shift = 4 * eps * (c6 * c6 - c6), slope = -24 * eps * (2 * c6 * c6 - c6) / Precise(2.5);
        const double bound = 0x1p-48;  // 32 roundings of 2^-53 of the magnitude
        if (truncation == Truncation::plain) {
            EXPECT_EQ(pair.shift, 0.0);
        } else {
            EXPECT_NEAR(pair.shift, static_cast<double>(shift), bound * std::fabs(pair.shift));
        }
        if (truncation == Truncation::force_shifted) {
            EXPECT_NEAR(pair.slope, static_cast<double>(slope), bound * std::fabs(pair.slope));
        } else {
            EXPECT_EQ(pair.slope, 0.0);
        }
    }
}

TEST(Mixture, APairWithoutEpsilonHasNoCutoff) {
    const Mixture mixture = mixture_with_ghosts(Truncation::force_shifted);
    EXPECT_EQ(mixture.pair(0, 1).cutoff2, 0.0);
    EXPECT_EQ(mixture.pair(1, 1).slope, 0.0);
    EXPECT_EQ(mixture.largest_cutoff(), 2.5);
    EXPECT_EQ(Mixture(lorentz_berthelot({1.0}, {0.0}, {1.0}, 2.5)).largest_cutoff(), 0.0);
}

TEST(Mixture, TheLargestCutoffIsThatOfAnyPairThatInteracts) {
    EXPECT_EQ(asymmetric_mixture(Truncation::plain).largest_cutoff(), 2.5);
    MixtureParameters parameters = two_species();
    parameters.cutoff(0, 1) = parameters.cutoff(1, 0) = 4.0;
    EXPECT_EQ(Mixture(parameters).largest_cutoff(), 4.0);
}

std::string refusal(const MixtureParameters& parameters) {
    return message_of<InvalidArgument>([&] { Mixture{parameters}; });
}

TEST(Mixture, RefusesValuesOutOfRangeByNameAndPlace) {
    const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
    for (const double bad : {0.0, -1.0, nan, inf}) {
        MixtureParameters p = two_species();
        p.mass[1] = bad;
        EXPECT_NE(refusal(p).find("mass[2] = "), std::string::npos) << refusal(p);
        p = two_species();
        p.sigma(0, 1) = bad;
        EXPECT_NE(refusal(p).find("sigma[1][2] = "), std::string::npos) << refusal(p);
        p = two_species();
        p.cutoff(1, 1) = bad;
        EXPECT_NE(refusal(p).find("cutoff[2][2] = "), std::string::npos) << refusal(p);
    }
    MixtureParameters p = two_species();
    p.epsilon(0, 0) = -0.1;
    EXPECT_EQ(refusal(p), "epsilon[1][1] = -0.1: must be finite and >= 0");
    p = two_species();
    p.mass[0] = -2.0;
    EXPECT_EQ(refusal(p), "mass[1] = -2: must be finite and > 0");
}

TEST(Mixture, RefusesTablesOfTheWrongShape) {
    MixtureParameters p = two_species();
    p.epsilon(0, 1) = 0.5;
    EXPECT_EQ(refusal(p), "epsilon[1][2] = 0.5: must equal epsilon[2][1] = 0.8");
    p = two_species();
    p.sigma = SpeciesMatrix(3, 1.0);
    EXPECT_EQ(refusal(p), "sigma is a table for 3 species: must be for 2, as mass");
    p = two_species();
    p.mass.clear();
    EXPECT_EQ(refusal(p), "mass is empty: must have one value a species");
    EXPECT_EQ(message_of<InvalidArgument>([] {
                  lorentz_berthelot({1.0, 1.0}, {1.0}, {1.0, 1.0}, 2.5);
              }),
              "epsilon has 1 values and sigma 2: both must have 2, as mass");
}

// Allen and Tildesley, section 2.8; and sums over pairs beyond the cutoff integrated by Simpson's rule.
TEST(TailCorrection, IsTheIntegralOverThePairsBeyondTheCutoff) {
    const Mixture mixture = asymmetric_mixture(Truncation::plain);
    const std::vector<double> counts{300.0, 150.0, 50.0};
    const double volume = 700.0;
    double energy = 0.0, virial = 0.0;
    for (std::size_t a = 0; a < 3; ++a) {
        for (std::size_t b = 0; b < 3; ++b) {
            const MixtureParameters& p = mixture.parameters();
            const double rc = p.cutoff(a, b), scale = 2.0 * M_PI * counts[a] * counts[b] / volume;
            constexpr int steps = 20000;  // in t = r_c / r from 0 to 1
            for (int k = 0; k <= steps; ++k) {
                const double t = static_cast<double>(k) / steps;
                if (k == 0) continue;  // the integrand vanishes there
                const double r = rc / t, s6 = std::pow(p.sigma(a, b) / r, 6);
                const double weight = (k == steps   ? 1.0
                                       : k % 2 == 0 ? 2.0
                                                    : 4.0) /
                                      (3.0 * steps) * rc / (t * t) * r * r;
                energy += weight * scale * 4.0 * p.epsilon(a, b) * (s6 * s6 - s6);
                virial += weight * scale * 24.0 * p.epsilon(a, b) * (2.0 * s6 * s6 - s6);
            }
        }
    }
    const TailCorrection tail = tail_correction(mixture, counts, volume);
    // Simpson's rule for polynomials in t up to t^8, step h = 5e-5: relative error of the order of 10^3 h^4 / 180.
    EXPECT_NEAR(tail.energy, energy, 1e-12 * std::fabs(energy));
    EXPECT_NEAR(tail.virial, virial, 1e-12 * std::fabs(virial));
}

TEST(TailCorrection, IsZeroUnlessTheTruncationIsPlain) {
    for (const Truncation truncation : {Truncation::shifted, Truncation::force_shifted}) {
        const TailCorrection tail = tail_correction(asymmetric_mixture(truncation), {10.0, 10.0, 10.0}, 100.0);
        EXPECT_EQ(tail.energy, 0.0);
        EXPECT_EQ(tail.virial, 0.0);
    }
}

TEST(Truncation, HasTheNamesThatFilesUse) {
    EXPECT_EQ(name_of(Truncation::shifted), "shifted");
    EXPECT_EQ(name_of(Truncation::plain), "plain");
    EXPECT_EQ(name_of(Truncation::force_shifted), "force-shifted");
}

}  // namespace
}  // namespace soret::test
