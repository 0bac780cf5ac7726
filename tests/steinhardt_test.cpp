// Bond-orientational order parameters: exact values of crystals, symmetries, ties, stated errors, bits and refusals.

#include "soret/common/contracts/steinhardt.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "configurations.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "steinhardt_environments.hpp"

namespace soret::test {
namespace {

constexpr double stated_error = 256.0 * 0x1p-53;
constexpr double stated_error_of_averages = 512.0 * 0x1p-53;
constexpr double stated_error_of_means = 0x1p-41;

const std::vector<Vector3> fcc_places{{0, 0, 0}, {1, 1, 0}, {1, 0, 1}, {0, 1, 1}};
const std::vector<Vector3> bcc_places{{0, 0, 0}, {1, 1, 1}};

template <class Backend>
SteinhardtResult order_of(const State& state, const SteinhardtOptions& options = {}, const Execution& execution = {}) {
    typename Backend::Steinhardt steinhardt(options, execution);
    SteinhardtResult result;
    steinhardt.compute(state, result);
    return result;
}

/// All numbers, particles in the order of id.
std::vector<double> numbers_of(const State& state, const SteinhardtResult& result) {
    std::vector<std::size_t> order(state.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return state.id[a] < state.id[b]; });
    std::vector<double> numbers;
    for (const BondOrder* each : {&result.own, &result.averaged}) {
        numbers.insert(numbers.end(), {each->mean_q4, each->mean_q6});
        if (each->q4.empty()) continue;
        for (const std::size_t i : order) numbers.insert(numbers.end(), {each->q4[i], each->q6[i]});
    }
    for (const std::size_t i : order) numbers.push_back(result.neighbours[i]);
    return numbers;
}

Vector3 random_direction(NormalSequence& normal) {
    const Vector3 r{normal.next(), normal.next(), normal.next()};
    return (1.0 / std::sqrt(dot(r, r))) * r;
}

Vector3 cross(const Vector3& a, const Vector3& b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

template <class Backend>
class Steinhardt : public ::testing::Test {};
TYPED_TEST_SUITE(Steinhardt, BothBackends, BackendNames);

TYPED_TEST(Steinhardt, OfAParticleAmongItsNeighboursAreThoseOfTheCrystal) {
    for (const Environment& around : environments()) {
        SCOPED_TRACE(around.name);
        const SteinhardtOptions options{NearestNeighbours{static_cast<int>(around.bonds.size())}};
        const SteinhardtResult result = order_of<TypeParam>(cluster(around.bonds), options);
        const double error = around.exact ? cluster_error + stated_error : 5e-7;
        EXPECT_NEAR(result.own.q4[0], around.q4, error);
        EXPECT_NEAR(result.own.q6[0], around.q6, error);
        EXPECT_EQ(static_cast<std::size_t>(result.neighbours[0]), around.bonds.size());
        EXPECT_TRUE(result.averaged.q6.empty());
    }
}

TYPED_TEST(Steinhardt, OfAPerfectCrystalAreTheSameForEveryParticleAndItsAverages) {
    struct Crystal {
        std::vector<Vector3> places;
        NeighbourRule rule;
        double q4, q6;
    };
    const double fcc4 = std::sqrt(7.0 / 192.0), fcc6 = 13.0 / std::sqrt(512.0);
    const std::vector<Crystal> crystals{
        {fcc_places, NearestNeighbours{12}, fcc4, fcc6},
        {fcc_places, NeighboursWithin{1.7}, fcc4, fcc6},
        {bcc_places, NearestNeighbours{8}, std::sqrt(7.0 / 27.0), std::sqrt(32.0 / 81.0)},
        {bcc_places, NeighboursWithin{2.1}, 0.0363696483726654, 0.5106882308569509},
        {{{0, 0, 0}}, NearestNeighbours{6}, std::sqrt(7.0 / 12.0), std::sqrt(1.0 / 8.0)}};
    for (const Crystal& of : crystals) {
        const State state = crystal({4, 3, 5}, of.places);
        const SteinhardtResult result = order_of<TypeParam>(state, {of.rule, true});
        for (std::size_t i = 0; i < state.size(); ++i) {
            EXPECT_NEAR(result.own.q4[i], of.q4, stated_error);
            EXPECT_NEAR(result.own.q6[i], of.q6, stated_error);
            EXPECT_NEAR(result.averaged.q4[i], of.q4, stated_error_of_averages);
            EXPECT_NEAR(result.averaged.q6[i], of.q6, stated_error_of_averages);
        }
        EXPECT_NEAR(result.own.mean_q6, of.q6, stated_error + stated_error_of_means);
        EXPECT_NEAR(result.averaged.mean_q4, of.q4, stated_error_of_averages + stated_error_of_means);
    }
}

// <Q_l^2> of n independent directions is 1/n. 2000 particles, limit 4.5 standard errors for both Q_l: a false alarm
// in 75 000 seeds.
TYPED_TEST(Steinhardt, OfRandomDirectionsHaveTheMeanSquareOneTwelfth) {
    constexpr int samples = 2000;
    NormalSequence normal(5, RandomStream::synthetic_series, 0);
    std::array<double, 2> sum{}, squares{};
    for (int k = 0; k < samples; ++k) {
        Bonds bonds(12);
        for (Vector3& bond : bonds) bond = random_direction(normal);
        const SteinhardtResult result = order_of<TypeParam>(cluster(bonds));
        const std::array<double, 2> q2{std::pow(result.own.q4[0], 2), std::pow(result.own.q6[0], 2)};
        for (std::size_t l = 0; l < 2; ++l) {
            sum[l] += q2[l];
            squares[l] += q2[l] * q2[l];
        }
    }
    for (std::size_t l = 0; l < 2; ++l) {
        const double mean = sum[l] / samples;
        const double error = std::sqrt((squares[l] / samples - mean * mean) / samples);
        EXPECT_NEAR(mean, 1.0 / 12.0, 4.5 * error);
        EXPECT_LT(error, 0.002);
    }
}

TYPED_TEST(Steinhardt, DoNotChangeWhenTheParticlesAreRotated) {
    NormalSequence normal(6, RandomStream::synthetic_series, 0);
    for (int k = 0; k < 50; ++k) {
        Bonds bonds(12), rotated;
        for (Vector3& bond : bonds) bond = (0.8 + 0.05 * normal.next()) * random_direction(normal);
        const Vector3 x = random_direction(normal);
        const Vector3 other = cross(x, random_direction(normal));
        const Vector3 y = (1.0 / std::sqrt(dot(other, other))) * other;
        const Vector3 z = cross(x, y);
        for (const Vector3& r : bonds) rotated.push_back({dot(r, x), dot(r, y), dot(r, z)});
        const SteinhardtResult before = order_of<TypeParam>(cluster(bonds));
        const SteinhardtResult after = order_of<TypeParam>(cluster(rotated));
        // A bond is at least 4 sigma long: twice the error of cluster() at 8.
        EXPECT_NEAR(after.own.q4[0], before.own.q4[0], 4.0 * cluster_error + 2.0 * stated_error);
        EXPECT_NEAR(after.own.q6[0], before.own.q6[0], 4.0 * cluster_error + 2.0 * stated_error);
    }
}

TYPED_TEST(Steinhardt, DoNotChangeWhenTheParticlesAreShiftedThroughTheBorders) {
    const State state = cubic_liquid(2, 216, 0.85, 7);
    const auto expected = numbers_of(state, order_of<TypeParam>(state, {NearestNeighbours{12}, true}));
    State shifted = state;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double edge = edges_of(state.box)[axis];
        const double by = on_position_grid(0.3 * edge + static_cast<double>(axis));
        for (double& x : shifted.position[axis]) x = Box::wrap_once(x + by, edge);
    }
    EXPECT_EQ(numbers_of(shifted, order_of<TypeParam>(shifted, {NearestNeighbours{12}, true})), expected);
}

TYPED_TEST(Steinhardt, AreThoseOfTheAdditionTheoremOfFiftyDigits) {
    for (const NeighbourRule& rule : {NeighbourRule{NearestNeighbours{12}}, NeighbourRule{NeighboursWithin{1.55}},
                                      NeighbourRule{NearestNeighbours{5}}}) {
        const State state = cubic_liquid(1, 125, 0.85, 3);
        const SteinhardtResult result = order_of<TypeParam>(state, {rule, true});
        const auto near = neighbourhoods(state, rule);
        double worst = 0.0, worst_average = 0.0;
        for (std::size_t i = 0; i < state.size(); ++i) {
            EXPECT_EQ(static_cast<std::size_t>(result.neighbours[i]), near[i].rows.size());
            const double errors[2] = {static_cast<double>(abs(result.own.q4[i] - precise_q(4, near[i].bonds))),
                                      static_cast<double>(abs(result.own.q6[i] - precise_q(6, near[i].bonds)))};
            worst = std::max({worst, errors[0], errors[1]});
            if (i % 42 != 0) continue;
            std::vector<Bonds> around{near[i].bonds};
            for (const std::size_t j : near[i].rows) around.push_back(near[j].bonds);
            worst_average = std::max({worst_average,
                                      static_cast<double>(abs(result.averaged.q4[i] - precise_averaged_q(4, around))),
                                      static_cast<double>(abs(result.averaged.q6[i] - precise_averaged_q(6, around)))});
        }
        EXPECT_LE(worst, stated_error);
        EXPECT_LE(worst_average, stated_error_of_averages);
        this->RecordProperty("largest_error_in_units_of_2^-53", std::to_string(worst / 0x1p-53));
        this->RecordProperty("of_averages", std::to_string(worst_average / 0x1p-53));
    }
}

// In a simple cubic crystal the 12 nearest are 6 and half of the next 12; in a body-centred one the 8 and 4 of 6.
TYPED_TEST(Steinhardt, TakeOfNeighboursAsFarAsEachOtherThoseWithTheSmallerIds) {
    for (const auto& places : {std::vector<Vector3>{{0, 0, 0}}, bcc_places}) {
        const State perfect = crystal({4, 4, 4}, places);
        const State state = perfect.permuted(shuffled_order(perfect.size(), 8));
        const SteinhardtResult result = order_of<TypeParam>(state);
        const auto near = neighbourhoods(state, NearestNeighbours{12});
        double lowest = 1.0, highest = 0.0;
        for (std::size_t i = 0; i < state.size(); ++i) {
            EXPECT_NEAR(result.own.q6[i], static_cast<double>(precise_q(6, near[i].bonds)), stated_error);
            EXPECT_NEAR(result.own.q4[i], static_cast<double>(precise_q(4, near[i].bonds)), stated_error);
            lowest = std::min(lowest, result.own.q6[i]);
            highest = std::max(highest, result.own.q6[i]);
        }
        EXPECT_GT(highest, lowest + 0.01);  // which are taken matters
    }
}

// Two particles have each other: bonds along z, where angles around it mean nothing, and just beside it.
TYPED_TEST(Steinhardt, OfOneBondAreOneInAnyDirection) {
    for (const Vector3& bond : {Vector3{0, 0, 1}, Vector3{0, 0, -1}, Vector3{1, 0, 0}, Vector3{0, -1, 0},
                                Vector3{0x1p-30, 0, 1}, Vector3{0x1p-40, -0x1p-41, -1}, Vector3{0x1p-20, 1, 0x1p-20}}) {
        const SteinhardtResult result = order_of<TypeParam>(cluster({bond}), {NearestNeighbours{1}, true});
        for (const double q : {result.own.q4[0], result.own.q6[1], result.averaged.q4[0], result.averaged.q6[1]}) {
            EXPECT_NEAR(q, 1.0, stated_error);
        }
    }
}

TYPED_TEST(Steinhardt, RefuseWhatHasNoneInOneLine) {
    using Backend = TypeParam;
    const auto message = [](const State& state, const NeighbourRule& rule) {
        return message_of<InvalidState>([&] { order_of<Backend>(state, {rule}); });
    };
    const Box box({6.0, 8.0, 9.0});
    EXPECT_EQ(message(gas(box, 1, 12, 1), NearestNeighbours{12}).find("steinhardt: "), 0U);
    State pair;
    pair.box = box;
    pair.add(7, 0, {1.0, 1.0, 1.0});
    pair.add(3, 0, {1.0, 5.0, 1.0});
    const std::string beyond =
        "steinhardt: 0 particles are nearer to particle 7 than half the shortest edge of the box, 3: must be at least "
        "1";
    EXPECT_EQ(message(pair, NearestNeighbours{1}), beyond);
    pair.position[1][1] = 4.0;  // just half the edge
    EXPECT_EQ(message(pair, NearestNeighbours{1}), beyond);
    pair.position[1][1] -= position_quantum;
    EXPECT_EQ(message(pair, NearestNeighbours{1}), "");
    EXPECT_EQ(message(pair, NeighboursWithin{2.5}),
              "steinhardt: particle 7 has 0 neighbours within 2.5: must be 1 to 2048");
    EXPECT_EQ(message(pair, NeighboursWithin{3.25}),
              "steinhardt: cutoff = 3.25: must be at most half the shortest edge of the box, 3");
    pair.add(5, 0, {1.0, 4.0, 1.0});
    pair.add(4, 0, {1.0, 4.0, 1.0});
    EXPECT_EQ(message(pair, NearestNeighbours{1}), "steinhardt: particle 5 is at the place of another");
    const State crowd = gas(Box({2.0, 2.0, 2.0}), 1, 6000, 2);
    EXPECT_EQ(message(crowd, NeighboursWithin{1.0}).find("steinhardt: particle 1 has 3"), 0U);
    EXPECT_THROW(order_of<Backend>(pair, {NearestNeighbours{0}}), InvalidArgument);
    EXPECT_THROW(order_of<Backend>(pair, {NearestNeighbours{65}}), InvalidArgument);
    for (const double cutoff : {0.0, -1.0, double{NAN}, double{INFINITY}}) {
        EXPECT_THROW(order_of<Backend>(pair, {NeighboursWithin{cutoff}}), InvalidArgument);
    }
    EXPECT_EQ(order_of<Backend>(State{}).own.mean_q6, 0.0);
}

TEST(SteinhardtTwins, AgreeAndTheOptimisedOneKeepsItsBits) {
    const bool same = rc::check("values within the stated errors, or the same refusal", [] {
        const auto number = [](double low, double high) {
            return low + (high - low) * 1e-6 * *rc::gen::inRange(0, 1'000'000);
        };
        const auto n = static_cast<std::size_t>(*rc::gen::element(1, 13, 14, 20, 63, 64, 201));
        const double edge = number(4.0, 9.0);
        const Box box({edge, edge * number(1.0, 2.0), edge * number(1.0, 4.0)});
        State state = gas(box, 1, n, static_cast<std::uint64_t>(*rc::gen::inRange(0, 1 << 30)));
        if (*rc::gen::element(true, false)) {  // all in a part of the box: the first reach is too short for some
            for (double& z : state.position[2]) z = on_position_grid(0.25 * z);
        }
        const NeighbourRule rule =
            *rc::gen::element(NeighbourRule{NearestNeighbours{12}}, NeighbourRule{NearestNeighbours{1}},
                              NeighbourRule{NeighboursWithin{0.5 * edge}}, NeighbourRule{NeighboursWithin{1.5}});
        const SteinhardtOptions options{rule, *rc::gen::element(true, false)};
        std::vector<double> expected;
        std::string refusal;
        const auto refused = [&](auto backend, const State& of, const Execution& execution, std::vector<double>& to) {
            return message_of<InvalidState>(
                [&] { to = numbers_of(of, order_of<decltype(backend)>(of, options, execution)); });
        };
        refusal = refused(ReferenceBackend{}, state, {}, expected);
        std::vector<double> first;
        for (const InstructionSet set : supported_instruction_sets()) {
            for (const int threads : {1, 3}) {
                std::vector<double> numbers;
                RC_ASSERT(refused(OptimizedBackend{}, state, {set, threads}, numbers) == refusal);
                if (first.empty()) first = numbers;
                RC_ASSERT(numbers == first);
                const State permuted = state.permuted(shuffled_order(n, 5));
                std::vector<double> of_permuted;
                const std::string other = refused(OptimizedBackend{}, permuted, {set, threads}, of_permuted);
                RC_ASSERT(other.empty() == refusal.empty());
                RC_ASSERT(of_permuted == first);
            }
        }
        RC_ASSERT(first.size() == expected.size());
        for (std::size_t k = 0; k < first.size(); ++k) {
            RC_ASSERT(std::fabs(first[k] - expected[k]) <= 2.0 * stated_error_of_averages + stated_error_of_means);
        }
    });
    EXPECT_TRUE(same);
}

// On lattices distances are the same for many neighbours, and coordinates at the borders of cells and of the box.
TEST(SteinhardtTwins, KeepTheirBitsOnLattices) {
    for (const auto& places : {std::vector<Vector3>{{0, 0, 0}}, bcc_places, fcc_places}) {
        const State state = crystal({3, 4, 6}, places).permuted(shuffled_order(72 * places.size(), 8));
        for (const NeighbourRule& rule : {NeighbourRule{NearestNeighbours{12}}, NeighbourRule{NearestNeighbours{5}},
                                          NeighbourRule{NeighboursWithin{2.0}}, NeighbourRule{NeighboursWithin{3.0}}}) {
            const SteinhardtOptions options{rule, true};
            if (places.size() == 1 && rule.index() == 1) continue;  // the nearest are just at the first cutoff
            const auto of_reference = numbers_of(state, order_of<ReferenceBackend>(state, options));
            const auto expected = numbers_of(state, order_of<OptimizedBackend>(state, options));
            for (std::size_t k = 0; k < expected.size(); ++k) {
                EXPECT_NEAR(expected[k], of_reference[k], 2.0 * stated_error_of_averages + stated_error_of_means);
            }
            for (const InstructionSet set : supported_instruction_sets()) {
                EXPECT_EQ(numbers_of(state, order_of<OptimizedBackend>(state, options, {set, 2})), expected);
            }
        }
    }
}

// An object that has seen one state knows where to look in the next: a tight one, a wide one, one with more neighbours.
TEST(SteinhardtTwins, DoNotRememberTheStateBefore) {
    const std::vector<State> states{cubic_liquid(1, 216, 0.85, 1), gas(Box({9.0, 9.0, 30.0}), 1, 500, 2),
                                    cubic_liquid(1, 343, 1.2, 3), crystal({4, 4, 4}, fcc_places)};
    for (const NeighbourRule& rule : {NeighbourRule{NearestNeighbours{12}}, NeighbourRule{NeighboursWithin{2.5}}}) {
        optimized::Steinhardt kept({rule, true});
        for (const State& state : states) {
            SteinhardtResult result;
            kept.compute(state, result);
            EXPECT_EQ(numbers_of(state, result), numbers_of(state, order_of<OptimizedBackend>(state, {rule, true})));
        }
    }
}

// The test of the test: values that tell one neighbour from the next.
TEST(SteinhardtPower, AThirteenthNeighbourIsSeen) {
    const State state = cubic_liquid(1, 125, 0.85, 3);
    const auto of = [&](int count) { return order_of<OptimizedBackend>(state, {NearestNeighbours{count}}); };
    const SteinhardtResult twelve = of(12), thirteen = of(13);
    for (std::size_t i = 0; i < state.size(); ++i) {
        EXPECT_GT(std::fabs(twelve.own.q6[i] - thirteen.own.q6[i]), 1e3 * stated_error) << i;
    }
}

}  // namespace
}  // namespace soret::test
