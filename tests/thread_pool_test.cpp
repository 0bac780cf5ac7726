// The threads of the optimised backend: every piece of work is done once, however pieces are shared and whoever waits.

#include "soret/optimized/detail/thread_pool.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace soret::optimized {
namespace {

using Clock = std::chrono::steady_clock;

/// Far longer than threads wait awake: they sleep.
constexpr std::chrono::milliseconds asleep{20};

TEST(ThreadPool, RunsTheWorkOnceOnEachThreadAndWaitsForAll) {
    for (const int threads : {1, 2, 3, 8}) {
        ThreadPool pool(threads);
        ASSERT_EQ(pool.size(), threads);
        std::vector<int> calls(static_cast<std::size_t>(threads), 0);  // no atomics: run() orders them
        constexpr int rounds = 300;
        for (int round = 1; round <= rounds; ++round) {
            pool.run([&](int t) { ++calls[static_cast<std::size_t>(t)]; });
            ASSERT_EQ(calls, std::vector<int>(static_cast<std::size_t>(threads), round)) << threads << " threads";
        }
    }
}

TEST(ThreadPool, WakesThreadsThatSleepAndACallerThatSleeps) {
    for (const int threads : {2, 5}) {
        ThreadPool pool(threads);
        for (int round = 0; round < 3; ++round) {
            std::this_thread::sleep_for(asleep);
            std::atomic<int> calls{0};
            pool.run([&](int t) {
                if (t > 0) std::this_thread::sleep_for(asleep);
                ++calls;
            });
            EXPECT_EQ(calls, threads);
        }
    }  // ends while they wait awake
    ThreadPool sleeping(3);
    std::this_thread::sleep_for(asleep);
}

TEST(ThreadPool, SharesEachPieceOnceAndEndsOnEachThread) {
    for (const int threads : {1, 2, 3, 8}) {
        ThreadPool pool(threads);
        for (const std::size_t pieces : {0U, 1U, 7U, 64U}) {
            for (const bool all_of_the_last : {false, true}) {
                std::vector<std::size_t> first;
                for (int t = 0; t <= threads; ++t) {
                    const bool end = t == threads;
                    first.push_back(all_of_the_last
                                        ? (end ? pieces : 0)
                                        : pieces * static_cast<std::size_t>(t) / static_cast<std::size_t>(threads));
                }
                std::vector<std::atomic<int>> calls(pieces);
                std::vector<int> ends(static_cast<std::size_t>(threads), 0);
                pool.share(
                    first, [&](std::size_t piece, int) { ++calls[piece]; },
                    [&](int t) { ++ends[static_cast<std::size_t>(t)]; });
                for (std::size_t piece = 0; piece < pieces; ++piece) {
                    EXPECT_EQ(calls[piece], 1) << "piece " << piece << " of " << pieces << ", " << threads;
                }
                EXPECT_EQ(ends, std::vector<int>(static_cast<std::size_t>(threads), 1));
            }
        }
    }
}

// Thread 0 has all pieces, and its first one waits for the others: another thread has to take them.
TEST(ThreadPool, TakesPiecesOfAThreadThatIsBehind) {
    ThreadPool pool(2);
    constexpr std::size_t pieces = 9;
    std::atomic<std::size_t> done{0};
    std::vector<int> thread_of(pieces, -1);
    const Clock::time_point latest = Clock::now() + std::chrono::seconds(20);
    pool.share(
        {0, pieces, pieces},
        [&](std::size_t piece, int thread) {
            thread_of[piece] = thread;
            while (thread == 0 && done < pieces - 1 && Clock::now() < latest) std::this_thread::yield();
            ++done;
        },
        [](int) {});
    EXPECT_EQ(done, pieces);
    EXPECT_LE(std::count(thread_of.begin(), thread_of.end(), 0), 1);
    EXPECT_EQ(std::count(thread_of.begin(), thread_of.end(), -1), 0);
}

}  // namespace
}  // namespace soret::optimized
