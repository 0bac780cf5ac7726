// Arrays of lists of pairs that grow, and the memory that they leave to a large system.

#include <gtest/gtest.h>

#include <malloc.h>

#include <cstdint>

#include "configurations.hpp"
#include "sanitized.hpp"
#include "soret/optimized/detail/growing_array.hpp"

namespace soret::test {
namespace {

TEST(GrowingArray, KeepsWhatItHoldsWhileItGrows) {
    optimized::GrowingArray<std::int32_t> array;
    std::size_t held = 0;
    for (const std::size_t room : {1U, 2U, 3U, 100U, 99U, 5000U, 1000000U}) {
        array.make_room(room);
        for (; held < room; ++held) array.data()[held] = static_cast<std::int32_t>(7 * held);
        for (std::size_t k = 0; k < held; ++k) ASSERT_EQ(array[k], static_cast<std::int32_t>(7 * k)) << room;
    }
    optimized::GrowingArray<std::int32_t> moved = std::move(array);
    EXPECT_EQ(moved[999999], 6999993);
}

// Memory asked for, whether used or not. What is needed, in bytes a particle, where clusters are filled to 0.9:
// positions, velocities, images and places 80, positions when listed 27, forces and energies 36, boxes and identities
// 24, and two lists of some 30 pairs a cluster with runs, of which a third may be room to grow, 130: 300.
TEST(ClusterMemory, OfAnIntegratorIsThatOfOneOrderOfItsParticles) {
    if (is_sanitized) GTEST_SKIP() << "the sanitizer has its own heap";
    const Mixture mixture = paper_mixture();
    const State state = cubic_liquid(2, 27000, 0.8, 3);
    const IntegratorParameters parameters{.timestep = 0.002};
    const Trajectory start = start_of_trajectory(mixture, state, parameters);
    const auto in_use = [] {
        const auto heap = mallinfo2();
        return static_cast<double>(heap.uordblks + heap.hblkhd);
    };
    const double before = in_use();
    const OptimizedBackend::Integrator integrator(mixture, start, parameters, {});
    EXPECT_LT((in_use() - before) / static_cast<double>(state.size()), 300.0);
    EXPECT_GT((in_use() - before) / static_cast<double>(state.size()), 100.0);  // it is measured at all
}

}  // namespace
}  // namespace soret::test
