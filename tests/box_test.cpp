#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "configurations.hpp"
#include "soret/common/box.hpp"
#include "soret/common/errors.hpp"

namespace soret::test {
namespace {

using Precise = boost::multiprecision::cpp_bin_float_100;

/// A coordinate in [0, edge) on the grid.
double coordinate(Uniform& uniform, double edge) {
    return wrap(uniform(0.0, edge), edge).position;
}

double grid_edge(Uniform& uniform) {
    return Box({uniform(1.0, largest_edge), 1.0, 1.0}).edges().x;
}

TEST(PositionGrid, RoundsToTheNearestMultipleWithTiesToEven) {
    constexpr double q = position_quantum;
    EXPECT_EQ(on_position_grid(0.5 * q), 0.0);
    EXPECT_EQ(on_position_grid(1.5 * q), 2.0 * q);
    EXPECT_EQ(on_position_grid(0.75 * q), q);
    EXPECT_EQ(on_position_grid(512.0 - q), 512.0 - q);
    EXPECT_EQ(on_position_grid(512.0), 512.0);
    EXPECT_EQ(on_position_grid(-512.0), -512.0);
    EXPECT_EQ(on_position_grid(largest_edge - q), largest_edge);  // twice as coarse beyond 512
    EXPECT_EQ(on_fine_position_grid(largest_edge - q), largest_edge - q);
    EXPECT_EQ(on_fine_position_grid(0.5 * q - 600.0), -600.0);
    EXPECT_TRUE(is_on_position_grid(largest_edge - q));
    EXPECT_FALSE(is_on_position_grid(600.0 + 0.5 * q));
    EXPECT_EQ(on_position_grid(-1.5 * q), -2.0 * q);
}

TEST(PositionGrid, IsOddAndWithinHalfAQuantum) {
    const bool held = rc::check("grid(-x) = -grid(x); |grid(x) - x| <= 2^-43", [](std::uint32_t word, int exponent) {
        const double x = std::ldexp(symmetric_uniform_from(word), (exponent % 60) - 50);
        RC_PRE(std::fabs(x) <= 512.0);
        RC_ASSERT(on_fine_position_grid(x) == on_position_grid(x));
        RC_ASSERT(on_position_grid(-x) == -on_position_grid(x));
        RC_ASSERT(std::fabs(on_position_grid(x) - x) <= 0x1p-43);
        const double quanta = std::ldexp(on_position_grid(x), 42);
        RC_ASSERT(quanta == std::nearbyint(quanta));
    });
    ASSERT_TRUE(held);
}

TEST(Box, RefusesEdgesThatAreNotPositiveOrTooLarge) {
    for (const double edge : {0.0, -1.0, std::nan(""), HUGE_VAL, std::nextafter(1024.0, 2000.0)}) {
        EXPECT_THROW(Box({1.0, edge, 1.0}), InvalidArgument) << edge;
    }
    EXPECT_EQ(message_of<InvalidArgument>([] { Box({1.0, -2.0, 1.0}); }), "box edge y = -2: must be in (0, 1024]");
    EXPECT_EQ(Box({1024.0, 1e-30, 3.0}).edges(), (Vector3{1024.0, position_quantum, 3.0}));
    EXPECT_EQ(Box({4.0, 2.0, 3.0}).shortest_edge(), 2.0);
    EXPECT_EQ(Box({4.0, 2.0, 3.0}).volume(), 24.0);
}

TEST(Box, TheMinimumImageIsExactOddAndTheNearest) {
    const bool held = rc::check("against 100 digits", [](std::uint32_t seed) {
        Uniform uniform(seed);
        const double edge = grid_edge(uniform);
        const double a = coordinate(uniform, edge), b = coordinate(uniform, edge);
        const double d = Box::minimum_image(a - b, edge);
        RC_ASSERT(Box::minimum_image(b - a, edge) == -d);
        const Precise exact = Precise(a) - Precise(b);
        const Precise images = (exact - Precise(d)) / Precise(edge);
        RC_ASSERT(images == round(images));
        RC_ASSERT(abs(Precise(d)) * 2 <= Precise(edge));
    });
    ASSERT_TRUE(held);
}

TEST(Box, HalfAnEdgeIsLeftAsItIs) {
    EXPECT_EQ(Box::minimum_image(2.5, 5.0), 2.5);
    EXPECT_EQ(Box::minimum_image(-2.5, 5.0), -2.5);
    EXPECT_EQ(Box::minimum_image(2.5 + position_quantum, 5.0), -2.5 + position_quantum);
}

TEST(Box, DisplacementsDoNotDependOnACommonTranslation) {
    const bool held = rc::check("a - b = (a + t) - (b + t), wrapped", [](std::uint32_t seed) {
        Uniform uniform(seed);
        const double edge = grid_edge(uniform);
        const double a = coordinate(uniform, edge), b = coordinate(uniform, edge), t = coordinate(uniform, edge);
        const double moved = Box::wrap_once(a + t, edge) - Box::wrap_once(b + t, edge);
        const double still = Box::minimum_image(a - b, edge);
        RC_ASSERT(Box::minimum_image(moved, edge) == still || std::fabs(still) * 2.0 == edge);
    });
    ASSERT_TRUE(held);
}

TEST(Wrap, GivesAPositionInTheBoxAndTheNumberOfEdgesTakenOff) {
    const WrappedCoordinate high = wrap(12.25, 5.0);
    EXPECT_EQ(high.position, 2.25);
    EXPECT_EQ(high.image, 2);
    const WrappedCoordinate low = wrap(-0.25, 5.0);
    EXPECT_EQ(low.position, 4.75);
    EXPECT_EQ(low.image, -1);
    const WrappedCoordinate edge = wrap(5.0, 5.0);
    EXPECT_EQ(edge.position, 0.0);
    EXPECT_EQ(edge.image, 1);
    const WrappedCoordinate tiny = wrap(-1e-30, 5.0);  // rounds up to the edge, which is 0 of the next image
    EXPECT_EQ(tiny.position, 0.0);
    EXPECT_EQ(tiny.image, 0);
}

TEST(Wrap, IsWithinTheStatedErrorForEveryImage) {
    const bool held = rc::check("position + image edge = x within 2^-43 + 2^-44", [](std::uint32_t seed) {
        Uniform uniform(seed);
        const double edge = grid_edge(uniform);
        const double x = uniform(-1.0, 1.0) * edge * std::ldexp(1.0, uniform.below(21));
        const WrappedCoordinate wrapped = wrap(x, edge);
        RC_ASSERT(wrapped.position >= 0.0 && wrapped.position < edge);
        RC_ASSERT(is_on_position_grid(wrapped.position));
        const Precise error = Precise(wrapped.position) + Precise(wrapped.image) * Precise(edge) - Precise(x);
        RC_ASSERT(abs(error) <= Precise(0x1p-43) + Precise(wrapped.position < 512.0 ? 0x1p-45 : 0x1p-44));
    });
    ASSERT_TRUE(held);
}

TEST(Wrap, OfAGridPositionInTheBoxIsItself) {
    const bool held = rc::check("wrap(wrap(x)) = wrap(x)", [](std::uint32_t seed) {
        Uniform uniform(seed);
        const double edge = grid_edge(uniform);
        const double x = coordinate(uniform, edge);
        RC_ASSERT(wrap(x, edge).position == x);
        RC_ASSERT(wrap(x, edge).image == 0);
    });
    ASSERT_TRUE(held);
}

TEST(Wrap, IsAsFineBeyond512AsBelow) {
    const double odd = 600.0 + position_quantum;
    EXPECT_EQ(wrap(odd, 1000.0).position, odd);
    EXPECT_EQ(wrap(odd - 1000.0, 1000.0).position, odd);
    EXPECT_EQ(Box({odd, 1.0, 1.0}).edges().x, odd);
}

TEST(Wrap, RefusesWhatIsNotFiniteOrTooFarAway) {
    const double limit = largest_image * 5.0;
    EXPECT_NO_THROW(wrap(limit, 5.0));
    for (const double x : {std::nextafter(limit, HUGE_VAL), -limit - 1.0, HUGE_VAL, std::nan("")}) {
        EXPECT_THROW(wrap(x, 5.0), InvalidArgument) << x;
    }
    EXPECT_EQ(message_of<InvalidArgument>([] { wrap(1e9, 5.0); }),
              "1000000000: must be finite and at most 2^20 = 1048576 edges of 5 from the origin");
}

}  // namespace
}  // namespace soret::test
