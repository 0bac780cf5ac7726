// Curves of a campaign read between their points, and the inputs that follow from them.

#include <gtest/gtest.h>

#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/curve_value.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/program/models_sources.hpp"
#include "temporary_directory.hpp"

namespace soret::testing {
namespace {

double cubic(double x) {
    return ((2.0 * x - 3.0) * x + 0.5) * x + 1.0;
}

const CurveKey gamma_key{quantity::thermodynamic_factor, {"semigrand"}};

/// Points of a cubic at uneven places, with errors of 0.01, 0.02, ...
Curves cubic_curve() {
    Curve curve;
    for (const double x : {0.1, 0.22, 0.3, 0.41, 0.5, 0.63, 0.7}) {
        const double error = 0.01 * (1.0 + static_cast<double>(curve.points.size()));
        curve.points.push_back({x, {cubic(x), error, 100.0 - 10.0 * static_cast<double>(curve.points.size())}});
    }
    return {{gamma_key, curve}};
}

TEST(CurveValue, IsThatOfACubicThroughItsPoints) {
    const Curves curves = cubic_curve();
    for (const double x : {0.095, 0.1000001, 0.17, 0.2999, 0.36, 0.45, 0.6, 0.69, 0.7069}) {
        // The sum of |weights| of four neighbours is below 3 there, of values below 2.
        EXPECT_NEAR(curve_value(curves, gamma_key, x).estimate.value, cubic(x), 16.0 * 3.0 * 2.0 * 0x1p-53) << x;
    }
    const CurveValue at = curve_value(curves, gamma_key, 0.41);
    EXPECT_EQ(at.estimate, curves.at(gamma_key).points[3].estimate);
    EXPECT_EQ(at.from, "gamma_semigrand");
    EXPECT_EQ(curve_value(curves, gamma_key, 0.45).from, "gamma_semigrand, 4 points from x1 = 0.3 to 0.63");
    EXPECT_EQ(curve_value(curves, gamma_key, 0.45).estimate.effective_samples, 50.0);
}

TEST(CurveValue, HasTheErrorOfItsWeights) {
    // In the middle of four even points the weights are -1/16, 9/16, 9/16, -1/16.
    Curve curve;
    for (const double x : {0.25, 0.375, 0.5, 0.625}) curve.points.push_back({x, {1.0, 0.16, 9.0}});
    const auto error = [&] { return curve_value({{gamma_key, curve}}, gamma_key, 0.4375).estimate.standard_error; };
    EXPECT_NEAR(error(), 0.01 * std::sqrt(1.0 + 81.0 + 81.0 + 1.0), 1e-15);
    curve.covariance.assign(16, 0.16 * 0.16);  // one error in common: the weights add up to 1
    EXPECT_NEAR(error(), 0.16, 1e-15);
    // Fewer points make a line, or a constant at its own place.
    curve.covariance.clear();
    curve.points.resize(2);
    EXPECT_NEAR(curve_value({{gamma_key, curve}}, gamma_key, 0.3125).estimate.standard_error, 0.08 * std::sqrt(2.0),
                1e-15);
    curve.points.resize(1);
    EXPECT_EQ(curve_value({{gamma_key, curve}}, gamma_key, 0.25).estimate.value, 1.0);
    EXPECT_THROW(curve_value({{gamma_key, curve}}, gamma_key, 0.26), InvalidInput);
}

TEST(CurveValue, IsNoneBeyondTheEnds) {
    const Curves curves = cubic_curve();
    EXPECT_NO_THROW(curve_value(curves, gamma_key, 0.0881));  // a tenth of 0.12 below 0.1
    EXPECT_THROW(curve_value(curves, gamma_key, 0.0879), InvalidInput);
    EXPECT_NO_THROW(curve_value(curves, gamma_key, 0.7069));
    const std::string message = message_of<InvalidInput>([&] { curve_value(curves, gamma_key, 0.7071); });
    EXPECT_EQ(message, "curve gamma_semigrand ends at x1 = 0.1 and 0.7: x1 = 0.7071 is outside");
    EXPECT_THROW(curve_value({}, gamma_key, 0.3), InvalidInput);
}

TEST(PetsState, ObeysTheSumsOfPartialProperties) {
    const ChosenMixture chosen;
    const double T = 0.62, P = 0.46, x1 = 0.3;
    const StatedState state = pets_state(chosen, T, P, x1);
    const TheoryState s = state.uncertain().state;
    ChosenMixture exchanged;
    exchanged.mixture = Mixture(lorentz_berthelot({1.0, 1.0}, {1.0, 0.6}, {1.0, 1.0}, 2.5));
    const StatedState mirror = pets_state(exchanged, T, P, 1.0 - x1);
    const TheoryState m = mirror.uncertain().state;
    EXPECT_NEAR(s.gamma, m.gamma, 1e-10);
    EXPECT_NEAR(s.partial_energy_1, m.partial_energy_2, 1e-9);
    EXPECT_NEAR(s.partial_enthalpy_1, 1.5 * T + s.partial_energy_1 + P * s.partial_volume_1, 1e-14);
    EXPECT_TRUE(state.covariance.isZero(0.0));
    EXPECT_FALSE(state.has("tau_1"));
    EXPECT_THROW(pets_state(chosen, T, 1e9, x1), Error);
}

}  // namespace
}  // namespace soret::testing
