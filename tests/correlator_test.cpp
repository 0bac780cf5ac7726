// Correlation functions on the fly and of stored series: bits, states, accuracy, input. What is known of random
// processes is in correlator_statistics_test.cpp.

#include "soret/common/contracts/correlator.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <functional>

#include "signals.hpp"
#include "soret/common/errors.hpp"

namespace soret::test {
namespace {

using Precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;

template <class Backend>
class CorrelatorOf : public ::testing::Test {
protected:
    using Correlator = typename Backend::Correlator;

    static Correlations correlations_of(const CorrelatorSettings& settings, const Signals& signals) {
        Correlator correlator(settings);
        add_all(correlator, signals);
        return correlator.correlations();
    }
};
TYPED_TEST_SUITE(CorrelatorOf, BothBackends, BackendNames);

const CorrelatorSettings two_signals{2, {{{0, 1}}, {{1, 0}}, {{0, 1}, {1, 1}}}, 4, 2};

/// Two signals worked by hand. Level 1: a = 1.5, 3.5, 5.5, 7.5 and b = 1, 0, 0.5, 2.
const Signals by_hand{{1, 2}, {2, 0}, {3, -1}, {4, 1}, {5, 3}, {6, -2}, {7, 0}, {8, 4}};

TEST(CorrelatorLags, DoubleTheirUnitWithTheLevel) {
    using Lags = std::vector<std::uint64_t>;
    EXPECT_EQ(correlator_lags({1, {}, 4, 3}), (Lags{0, 1, 2, 3, 4, 6, 8, 12}));
    EXPECT_EQ(correlator_lags({1, {}, 2, 4}), (Lags{0, 1, 2, 4, 8}));
    EXPECT_EQ(correlator_lags({1, {}, 32, 10}).size(), 32U + 9U * 16U);
    EXPECT_EQ(correlator_lags({1, {}, 32, 32}).back(), std::uint64_t{31} << 31);
}

TYPED_TEST(CorrelatorOf, TwoSignalsAreAsWorkedByHand) {
    const Correlations found = this->correlations_of(two_signals, by_hand);
    EXPECT_EQ(found.samples, 8U);
    EXPECT_EQ(found.lags, correlator_lags(two_signals));
    EXPECT_EQ(found.counts, (std::vector<double>{8, 7, 6, 5, 2, 1}));
    EXPECT_EQ(found.sums[0], (std::vector<double>{38, 9, 12, 33, 5.5, 7.5}));
    EXPECT_EQ(found.sums[1], (std::vector<double>{38, 31, 26, 21, 7.75, 3}));
    EXPECT_EQ(found.sums[2], (std::vector<double>{73, 5, -3, 49, 6, 9.5}));
    const std::vector<double> means = correlation_means(found, 0);
    EXPECT_EQ(means[5], 7.5);
    EXPECT_EQ(means[4], 2.75);
}

TYPED_TEST(CorrelatorOf, NothingHasSumsOfZeroAndMeansThatAreNone) {
    const Correlations none = this->correlations_of(two_signals, {});
    EXPECT_EQ(none.counts, std::vector<double>(6, 0.0));
    EXPECT_EQ(none.sums, std::vector<std::vector<double>>(3, std::vector<double>(6, 0.0)));
    for (const double mean : correlation_means(none, 2)) EXPECT_TRUE(std::isnan(mean));
}

TYPED_TEST(CorrelatorOf, BlocksMergeByAddition) {
    // Small integers: all sums are exact.
    Uniform uniform(3);
    Signals signals(300, std::vector<double>(2));
    for (auto& sample : signals) {
        for (double& x : sample) x = uniform.below(17) - 8;
    }
    Correlations all = this->correlations_of(two_signals, {});
    Signals block;
    std::vector<std::vector<double>> direct(3, std::vector<double>(4, 0.0));  // level 0
    for (const std::size_t length : {1U, 37U, 100U, 162U}) {
        const auto from = signals.begin() + static_cast<std::ptrdiff_t>(all.samples);
        block.assign(from, from + static_cast<std::ptrdiff_t>(length));
        const Correlations before = all;
        const Correlations of_block = this->correlations_of(two_signals, block);
        all += of_block;
        EXPECT_EQ(all.samples, before.samples + length);
        for (std::size_t k = 0; k < 4; ++k) {
            for (std::size_t n = k; n < length; ++n) {
                direct[0][k] += block[n][0] * block[n - k][1];
                direct[1][k] += block[n][1] * block[n - k][0];
                direct[2][k] += block[n][0] * block[n - k][1] + block[n][1] * block[n - k][1];
            }
        }
        for (std::size_t k = 0; k < 6; ++k) {
            EXPECT_EQ(all.counts[k], before.counts[k] + of_block.counts[k]);
            for (std::size_t f = 0; f < 3; ++f) {
                EXPECT_EQ(all.sums[f][k], before.sums[f][k] + of_block.sums[f][k]);
                if (k < 4) {
                    EXPECT_EQ(all.sums[f][k], direct[f][k]);
                }
            }
        }
    }
    EXPECT_EQ(all.counts[3], 300.0 - 4.0 * 3.0 + 2.0);  // a block of one sample lacks one product, not three
    CorrelatorSettings other = two_signals;
    other.levels = 3;
    EXPECT_THROW(all += this->correlations_of(other, signals), InvalidArgument);
    other = two_signals;
    other.functions.pop_back();
    EXPECT_THROW(all += this->correlations_of(other, signals), InvalidArgument);
}

// The bound of the contract, on every lag of every level.
TYPED_TEST(CorrelatorOf, SumsAreAsAccurateAsStated) {
    const CorrelatorSettings settings{3, {{{0, 1}, {1, 2}, {2, 2}}}, 8, 6};
    const Signals signals = rough_signals(3, 999, 5);
    const Correlations found = this->correlations_of(settings, signals);
    std::vector<std::vector<Precise>> level;
    for (const auto& sample : signals) level.emplace_back(sample.begin(), sample.end());
    double largest = 0.0;
    std::size_t lag = 0;
    for (std::size_t l = 0; l < settings.levels; ++l) {
        for (std::size_t k = l == 0 ? 0 : 4; k < 8; ++k, ++lag) {
            Precise sum = 0, magnitude = 0;
            for (std::size_t n = k; n < level.size(); ++n) {
                for (const SignalPair& pair : settings.functions[0]) {
                    const Precise product = level[n][pair.a] * level[n - k][pair.b];
                    sum += product;
                    magnitude += abs(product);
                }
            }
            const double bound = 1.01 * static_cast<double>(level.size() + 3 + 2 * l) * 0x1p-53;
            const double error = static_cast<double>(abs(sum - found.sums[0][lag]) / magnitude);
            EXPECT_LE(error, bound) << l << " " << k;
            largest = std::max(largest, error);
        }
        std::vector<std::vector<Precise>> means;
        for (std::size_t n = 0; n + 1 < level.size(); n += 2) {
            auto& mean = means.emplace_back(3);
            for (std::size_t s = 0; s < 3; ++s) mean[s] = (level[n][s] + level[n + 1][s]) / 2;
        }
        level = means;
    }
    EXPECT_GT(largest, 0.0);  // else nothing was rounded
}

TYPED_TEST(CorrelatorOf, TheLargestValuesDoNotOverflow) {
    const CorrelatorSettings settings{1, {{{0, 0}, {0, 0}}}, 4, 3};
    const Correlations found = this->correlations_of(settings, Signals(100, {-largest_correlator_value}));
    for (std::size_t k = 0; k < found.lags.size(); ++k) EXPECT_EQ(found.sums[0][k], 2.0 * found.counts[k] * 0x1p960);
}

/// The one line of the error that a call throws; empty if it throws nothing.
std::string message_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const InvalidArgument& error) {
        return error.what();
    }
    return "";
}

TYPED_TEST(CorrelatorOf, RefusesWhatItCannotCorrelate) {
    using Tested = typename TestFixture::Correlator;
    const CorrelatorSettings good{2, {{{0, 1}}}, 4, 2};
    const auto refusal = [&](auto&& change) {
        CorrelatorSettings bad = good;
        change(bad);
        return message_of([&] { Tested tested(bad); });
    };
    EXPECT_EQ(refusal([](auto&) {}), "");
    EXPECT_EQ(refusal([](auto& s) { s.lags_per_level = 5; }),
              "correlator: lags_per_level = 5: must be even, 2 to 4096");
    EXPECT_NE(refusal([](auto& s) { s.lags_per_level = 0; }), "");
    EXPECT_NE(refusal([](auto& s) { s.lags_per_level = largest_lags_per_level + 2; }), "");
    EXPECT_EQ(refusal([](auto& s) { s.levels = 0; }), "correlator: levels = 0: must be 1 to 32");
    EXPECT_NE(refusal([](auto& s) { s.levels = largest_correlator_levels + 1; }), "");
    EXPECT_EQ(refusal([](auto& s) { s.signals = 0; }), "correlator: signals = 0: must be at least 1");
    EXPECT_EQ(refusal([](auto& s) { s.functions = {}; }), "correlator: 0 functions: must be at least 1");
    EXPECT_EQ(refusal([](auto& s) {
                  s.functions = {{{0, 1}}, {}};
              }),
              "correlator: function 1 has 0 pairs: must be at least 1");
    EXPECT_EQ(refusal([](auto& s) {
                  s.functions = {{{0, 1}, {2, 0}}};
              }),
              "correlator: signal 2 in function 0: must be in [0, 2)");
    EXPECT_NE(refusal([](auto& s) { s.functions = {{{0, 7}}}; }), "");

    Tested tested(good);
    tested.add(std::vector<double>{1.0, 2.0});
    const CorrelatorState before = tested.state();
    const auto sample_refusal = [&](const std::vector<double>& sample) {
        return message_of([&] { tested.add(sample); });
    };
    EXPECT_EQ(sample_refusal({1.0}), "correlator: 1 values in a sample: must be 2");
    EXPECT_EQ(sample_refusal({1.0, NAN}), "correlator: signal 1 = nan: must be finite and at most 2^480 in magnitude");
    EXPECT_NE(sample_refusal({-INFINITY, 1.0}), "");
    EXPECT_NE(sample_refusal({0x1.8p480, 1.0}), "");
    EXPECT_EQ(tested.state(), before);

    const auto state_refusal = [&](auto&& change) {
        CorrelatorState bad = before;
        change(bad);
        return message_of([&] { tested.restore(bad); });
    };
    EXPECT_EQ(state_refusal([](auto& s) { s.samples = 3; }), "correlator: 1 latest values in a state: must be 3");
    EXPECT_NE(state_refusal([](auto& s) { s.samples = ~std::uint64_t{0}; }), "");
    EXPECT_NE(state_refusal([](auto& s) { s.recent.pop_back(); }), "");
    EXPECT_NE(state_refusal([](auto& s) { s.recent[1].pop_back(); }), "");
    EXPECT_NE(state_refusal([](auto& s) { s.recent[0][1][0] = NAN; }), "");
    EXPECT_NE(state_refusal([](auto& s) { s.sums.clear(); }), "");
    EXPECT_NE(state_refusal([](auto& s) { s.sums[0].push_back(0.0); }), "");
    EXPECT_NE(state_refusal([](auto& s) { s.sums[0][2] = INFINITY; }), "");
    EXPECT_EQ(tested.state(), before);
    EXPECT_THROW(correlation_means(tested.correlations(), 1), InvalidArgument);
    EXPECT_THROW(correlation_integrals(good, std::vector<double>(5, 1.0)), InvalidArgument);
    EXPECT_THROW(correlator_lags({1, {}, 3, 1}), InvalidArgument);
}

TEST(CorrelatorBits, AreTheSameInBothBackendsOnEveryInstructionSetAndWhenRestored) {
    const bool same = rc::check("correlations are those of the reference", [] {
        const auto below = [](std::size_t n) {
            return static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(n)));
        };
        CorrelatorSettings settings;
        settings.signals = 1 + below(9);
        settings.lags_per_level = *rc::gen::element<std::size_t>(2, 4, 6, 16, 18, 32, 34);
        settings.levels = 1 + below(10);
        settings.functions.resize(1 + below(5));
        for (CorrelationFunction& function : settings.functions) {
            function.resize(1 + below(4));
            for (SignalPair& pair : function) pair = {below(settings.signals), below(settings.signals)};
        }
        const std::size_t p = settings.lags_per_level;
        const std::size_t samples = *rc::gen::element<std::size_t>(0, 1, p - 1, p, p + 1, 3 * p + 7, 777, 3000);
        const Signals signals = rough_signals(settings.signals, samples, below(1 << 30));
        const std::size_t restored_at = below(samples + 1);

        reference::Correlator expected(settings);
        add_all(expected, signals);
        const Correlations correlations = expected.correlations();
        CorrelatorState state;
        for (const InstructionSet set : supported_instruction_sets()) {
            optimized::Correlator direct(settings, {set, 1});
            for (std::size_t n = 0; n < samples; ++n) {
                if (n == restored_at) state = direct.state();
                direct.add(signals[n]);
            }
            if (restored_at == samples) state = direct.state();
            RC_ASSERT(same_bits(direct.correlations(), correlations));
            RC_ASSERT(direct.state() == expected.state());
            optimized::Correlator restored(settings, {set, 1});
            restored.restore(state);
            add_all(restored, signals, restored_at);
            RC_ASSERT(same_bits(restored.correlations(), correlations));
        }
        reference::Correlator restored(settings);
        restored.restore(state);
        add_all(restored, signals, restored_at);
        RC_ASSERT(same_bits(restored.correlations(), correlations));
        RC_ASSERT(restored.state() == expected.state());
    });
    EXPECT_TRUE(same);
}

// What one backend wrote down after every sample the other goes on with; so it does into a correlator that was in use.
TYPED_TEST(CorrelatorOf, AStateGoesOnInEitherBackendAfterAnySample) {
    const CorrelatorSettings settings{2, {{{0, 1}, {1, 0}}, {{1, 1}}}, 6, 4};
    const Signals signals = rough_signals(2, 120, 8);
    const Correlations through = this->correlations_of(settings, signals);
    typename TestFixture::Correlator writer(settings);
    reference::Correlator in_reference(settings);
    optimized::Correlator in_optimized(settings);
    for (std::size_t n = 0; n <= signals.size(); ++n) {
        in_reference.restore(writer.state());
        in_optimized.restore(writer.state());
        EXPECT_EQ(in_reference.samples(), n);
        EXPECT_EQ(in_optimized.samples(), n);
        add_all(in_reference, signals, n);
        add_all(in_optimized, signals, n);
        EXPECT_TRUE(same_bits(in_reference.correlations(), through)) << n;
        EXPECT_TRUE(same_bits(in_optimized.correlations(), through)) << n;
        if (n < signals.size()) writer.add(signals[n]);
    }
}

// The test of the test: a sample that is left out anywhere changes sums of every function.
TYPED_TEST(CorrelatorOf, ADroppedSampleIsSeen) {
    const Signals signals = rough_signals(2, 101, 9);
    const Correlations all = this->correlations_of(two_signals, signals);
    for (std::size_t n = 0; n < signals.size(); ++n) {
        typename TestFixture::Correlator without(two_signals);
        for (std::size_t k = 0; k < signals.size(); ++k) {
            if (k != n) without.add(signals[k]);
        }
        const Correlations found = without.correlations();
        for (std::size_t f = 0; f < 3; ++f) EXPECT_FALSE(same_bits(found.sums[f], all.sums[f])) << n;
    }
}

TYPED_TEST(CorrelatorOf, StoredSeriesAreAsWorkedByHand) {
    std::vector<double> a, b;
    for (const auto& sample : by_hand) {
        a.push_back(sample[0]);
        b.push_back(sample[1]);
    }
    const std::vector<double> expected{38, 9, 12, 33, 11, 4, 14, 16};
    const std::vector<double> found = TypeParam::correlate_series(a, b, 8);
    ASSERT_EQ(found.size(), 8U);
    for (std::size_t k = 0; k < 8; ++k) EXPECT_NEAR(found[k], expected[k], 1e-12) << k;
    EXPECT_EQ(TypeParam::correlate_series(a, b, 3).size(), 3U);
    EXPECT_THROW(TypeParam::correlate_series(a, b, 0), InvalidArgument);
    EXPECT_THROW(TypeParam::correlate_series(a, b, 9), InvalidArgument);
    EXPECT_THROW(TypeParam::correlate_series(a, std::span(b).first(7), 3), InvalidArgument);
    b[7] = NAN;
    EXPECT_EQ(message_of([&] { TypeParam::correlate_series(a, b, 3); }),
              "correlator: value 7 = nan: must be finite and at most 2^480 in magnitude");
}

// Both bounds of the contract. Constant series have the largest sums of all series with the same squares.
TYPED_TEST(CorrelatorOf, StoredSeriesAreAsAccurateAsStated) {
    constexpr bool transforms = std::is_same_v<TypeParam, OptimizedBackend>;
    for (const std::size_t n : {1U, 2U, 3U, 5U, 31U, 32U, 33U, 1000U}) {
        for (const bool constant : {false, true}) {
            const Signals signals = rough_signals(2, n, n);
            std::vector<double> a(n, 1.1), b(n, 1e6 / 3.0);
            for (std::size_t t = 0; t < n && !constant; ++t) {
                a[t] = signals[t][0];
                b[t] = 1e6 * signals[t][1];
            }
            Precise a2 = 0, b2 = 0;
            for (std::size_t t = 0; t < n; ++t) {
                a2 += Precise(a[t]) * a[t];
                b2 += Precise(b[t]) * b[t];
            }
            const auto norm = static_cast<double>(sqrt(a2 * b2));
            for (const std::size_t lags : {std::size_t{1}, n / 2 + 1, n}) {
                const std::vector<double> found = TypeParam::correlate_series(a, b, lags);
                for (std::size_t k = 0; k < lags; ++k) {
                    Precise sum = 0, magnitude = 0;
                    for (std::size_t t = 0; t + k < n; ++t) {
                        sum += Precise(a[t + k]) * b[t];
                        magnitude += abs(Precise(a[t + k]) * b[t]);
                    }
                    const auto count = static_cast<double>(n);
                    const double bound = transforms ? 32.0 * std::log2(8.0 * count) * 0x1p-53 * norm
                                                    : 1.01 * count * 0x1p-53 * static_cast<double>(magnitude);
                    EXPECT_LE(static_cast<double>(abs(sum - found[k])), bound) << n << " " << lags << " " << k;
                }
            }
        }
    }
}

}  // namespace
}  // namespace soret::test
