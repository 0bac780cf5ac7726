// Fields that are too large for a liquid or its box, by invented records; the imbalance of a box, by invented states.

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "configurations.hpp"
#include "field_runs.hpp"
#include "soret/validation/simulation/field_response.hpp"

namespace soret::test {
namespace {

/// Means of a run along y whose motion along the field is hotter than the mean by `heating`, with so much imbalance.
std::optional<std::string> excess_with(double heating, double imbalance) {
    std::vector<double> means(field_quantities, 0.0);
    // T (1 + h) is to be 1 + h of the mean (T (1 + h) + 2 T')/3 = T.
    means[field_temperature] = means[field_temperature + 2] = 0.62 * (1.0 - 0.5 * heating);
    means[field_temperature + 1] = 0.62 * (1.0 + heating);
    means[field_imbalance] = imbalance;
    return excess_of_field({driven(0.3, 0.0, 1).field, 0.62, 300.0, 2.0}, means);
}

TEST(FieldExcess, IsHeatAlongTheFieldOrAWaveInTheBox) {
    EXPECT_EQ(excess_with(0.0, 0.05), std::nullopt);
    EXPECT_EQ(excess_with(0.099, 0.99), std::nullopt);
    EXPECT_EQ(excess_with(0.13, 0.05),
              "the field is too large: it heats the motion along it by 13 %: must be at most 10 %");
    EXPECT_EQ(
        excess_with(0.05, 4.41),
        "the field is too large for this box: the numbers in its halves differ by 2.1 sqrt(N), as in a wave: must "
        "be at most 1.0");
    EXPECT_EQ(excess_with(0.05, 1.01).value_or("").substr(0, 38), "the field is too large for this box: t");
    EXPECT_EQ(excess_with(0.13, 4.41), excess_with(0.13, 0.0));  // one reason is enough
    for (const double nothing : {std::nan(""), HUGE_VAL}) {
        EXPECT_TRUE(excess_with(nothing, 0.05).has_value());
        EXPECT_TRUE(excess_with(0.05, nothing).has_value());
    }
}

/// (n - n')^2/N of the halves along the field, and of no other axis: 40 particles, 25 of them below the middle of y.
TEST(FieldMeter, CountsTheHalvesOfTheBoxAlongTheField) {
    const Mixture mixture = paper_mixture();
    State state;
    state.box = Box({6.0, 9.0, 12.0});
    for (int i = 0; i < 40; ++i) {
        const double y = i < 25 ? 0.1 * i : 4.5 + 0.1 * i;
        state.add(i + 1, i % 2, {0.15 * i, y, 0.3 * i});
    }
    for (auto& velocities : state.velocity) velocities.assign(state.size(), 0.5);
    const auto imbalance_along = [&](std::size_t axis) {
        FieldMeter meter(mixture, driven(0.3, 0.0, axis));
        meter.begin(state, {});
        (void)meter.sample(state, {}, {}, 2.0);
        return meter.sample(state, {}, {}, 2.0).value()[field_imbalance];
    };
    EXPECT_DOUBLE_EQ(imbalance_along(1), 10.0 * 10.0 / 40.0);
    EXPECT_DOUBLE_EQ(imbalance_along(0), 0.0);
    EXPECT_DOUBLE_EQ(imbalance_along(2), 0.0);
    state.position[1][39] = 4.5;  // the middle belongs to the upper half
    EXPECT_DOUBLE_EQ(imbalance_along(1), 10.0 * 10.0 / 40.0);
}

}  // namespace
}  // namespace soret::test
