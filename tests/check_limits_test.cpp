// Limits of `soret check forces`: right numbers never fail however they were printed, and errors just above a limit do.
#include <cmath>

#include <rapidcheck.h>

#include "checked_liquid.hpp"
#include "configurations.hpp"
#include "soret/validation/check/chosen_frame.hpp"
#include "soret/validation/check/compare_forces.hpp"
#include "soret/validation/check/limits.hpp"
#include "soret/validation/check/printed_configuration.hpp"

namespace soret::testing {
namespace {

/// The liquid of the tests, every coordinate and velocity moved a little, by the seed.
CheckedLiquid moved_liquid(std::uint32_t seed) {
    State state = CheckedLiquid().state;
    test::Uniform uniform(seed);
    State moved;
    moved.box = state.box;
    for (std::size_t i = 0; i < state.size(); ++i) {
        Vector3 r = state.position_of(i);
        r = r + Vector3{uniform(-0.02, 0.02), uniform(-0.02, 0.02), uniform(-0.02, 0.02)};
        moved.add(state.id[i], state.species[i], r);
        for (std::size_t a = 0; a < 3; ++a) {
            moved.velocity[a].push_back(state.velocity[a][i] + uniform(-0.1, 0.1));
        }
    }
    return CheckedLiquid(moved);
}

ForcesComparison compared(const std::string& configuration, const std::string& results) {
    const ConfigurationFile file = parse_configuration(configuration, "CONFIG");
    OurNumbers ours{file.state.sorted_by_id(), paper_mixture(), file.step, {}};
    optimized::PairForces(paper_mixture(), Execution{}).compute(ours.state, PairForcesRequest{}, ours.result);
    const InputErrors errors = printed_errors(file, configuration, ours.mixture);
    const ChosenFrame chosen =
        choose_frame(open_results(results, "RESULTS", {}), "RESULTS", {}, file, ours.state, errors);
    std::vector<std::string> notes;
    return compare_forces(ours, chosen, errors, std::nullopt, notes);
}

bool within_limits(const ForcesComparison& comparison) {
    for (const ComparedQuantity& quantity : comparison.quantities) {
        if (!quantity.within_limits()) return false;
    }
    return true;
}

TEST(CheckLimits, RoundedPositionsAndVelocitiesNeverFail) {
    const bool held = rc::check("CONFIG printed with d digits, RESULTS of what was before", [](std::uint32_t seed) {
        const CheckedLiquid liquid = moved_liquid(seed);
        const int digits = *rc::gen::inRange(3, 12);
        const std::string configuration = dump_text(liquid, "id type x y z vx vy vz", {digits}, {});
        RC_ASSERT(within_limits(compared(configuration, json_text_of(liquid, Printing{*rc::gen::inRange(3, 18)}))));
    });
    EXPECT_TRUE(held);
}

/// The liquid with an error in one number of a quantity; false if it is not one of those printed by themselves.
bool plant(CheckedLiquid& liquid, const ComparedQuantity& quantity, std::size_t at, double error) {
    const std::size_t axis = quantity.axes[at % quantity.components];
    switch (quantity.quantity) {
        case CheckedQuantity::forces: liquid.result.force[axis][at / 3] += error; return true;
        case CheckedQuantity::particle_energies: liquid.result.particle_energy[at] += error; return true;
        case CheckedQuantity::potential_energy: liquid.result.potential_energy += error; return true;
        case CheckedQuantity::virial: liquid.result.virial[axis] += error; return true;
        case CheckedQuantity::heat_current: liquid.result.heat_current[axis] += error; return true;
        case CheckedQuantity::mass_current_1: liquid.result.mass_current[0][axis] += error; return true;
        default: return false;
    }
}

TEST(CheckLimits, ThreeTimesALimitAlwaysFails) {
    const bool held = rc::check("an error of three limits in any number", [](std::uint32_t seed) {
        const CheckedLiquid liquid = moved_liquid(seed);
        const std::string configuration = dump_text(liquid, "id type x y z vx vy vz", {*rc::gen::inRange(4, 18)}, {});
        const Printing number{*rc::gen::inRange(4, 18)};
        const ForcesComparison right = compared(configuration, json_text_of(liquid, number));
        const std::size_t which = *rc::gen::inRange<std::size_t>(0, right.quantities.size());
        const ComparedQuantity& quantity = right.quantities[which];
        const std::size_t at = *rc::gen::inRange<std::size_t>(0, quantity.limit.size());
        // The rounding of the configuration comes to the limits only where something fails without it.
        CheckedLiquid wrong = liquid;
        if (!plant(wrong, quantity, at, 1e3 * (1.0 + std::fabs(quantity.ours[at])))) RC_DISCARD("an error of a part");
        const double limit = compared(configuration, json_text_of(wrong, number)).find(quantity.quantity)->limit[at];
        wrong = liquid;
        plant(wrong, quantity, at, *rc::gen::arbitrary<bool>() ? 3.0 * limit : -3.0 * limit);
        const ForcesComparison comparison = compared(configuration, json_text_of(wrong, number));
        const ComparedQuantity* found = comparison.find(quantity.quantity);
        RC_ASSERT(found != nullptr);
        RC_ASSERT(!found->within_limits());
        RC_ASSERT(offenders_of(*found).worst.at == at);
    });
    EXPECT_TRUE(held);
}

TEST(CheckLimits, ErrorsJustBelowPassAndJustAboveFail) {
    const CheckedLiquid liquid;
    const std::string configuration = whole_configuration(liquid);
    const ForcesComparison right = compared(configuration, dump_text(liquid, "id fx fy fz c_pe", {}, {}));
    for (const std::size_t at : {0U, 100U, 323U}) {
        const double limit = right.quantities[0].limit[at];
        for (const double part : {0.99, 1.01}) {
            CheckedLiquid wrong = liquid;
            wrong.result.force[at % 3][at / 3] += part * limit;
            EXPECT_EQ(within_limits(compared(configuration, dump_text(wrong, "id fx fy fz", {}, {}))), part < 1.0);
        }
    }
}

/// Everything in floats, as a code in single precision has it: positions, pairs, sums.
struct FloatNumbers {
    std::vector<std::array<float, 3>> force;
    std::vector<float> particle_energy;
    float potential_energy = 0.0F;
    std::array<float, 6> virial{};
};

FloatNumbers in_floats(const State& state, const Mixture& mixture) {
    const std::size_t n = state.size();
    const Vector3& e = state.box.edges();
    const std::array<float, 3> edge{static_cast<float>(e.x), static_cast<float>(e.y), static_cast<float>(e.z)};
    FloatNumbers out;
    out.force.resize(n);
    out.particle_energy.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            std::array<float, 3> r{};
            float r2 = 0.0F;
            for (std::size_t a = 0; a < 3; ++a) {
                r[a] = static_cast<float>(state.position[a][i]) - static_cast<float>(state.position[a][j]);
                r[a] -= edge[a] * std::nearbyint(r[a] / edge[a]);
                r2 += r[a] * r[a];
            }
            const PairParameters& p =
                mixture.pair(static_cast<std::size_t>(state.species[i]), static_cast<std::size_t>(state.species[j]));
            if (r2 >= static_cast<float>(p.cutoff2)) continue;
            const float s2 = static_cast<float>(p.sigma2) / r2;
            const float s6 = s2 * s2 * s2;
            const float u = static_cast<float>(p.epsilon4) * s6 * (s6 - 1.0F) - static_cast<float>(p.shift);
            const float phi = static_cast<float>(p.epsilon24) / r2 * s6 * (2.0F * s6 - 1.0F);
            out.potential_energy += u;
            out.particle_energy[i] += 0.5F * u;
            out.particle_energy[j] += 0.5F * u;
            static constexpr std::array<std::array<std::size_t, 2>, 6> axes{
                {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}};
            for (std::size_t k = 0; k < 6; ++k) out.virial[k] += phi * r[axes[k][0]] * r[axes[k][1]];
            for (std::size_t a = 0; a < 3; ++a) {
                out.force[i][a] += phi * r[a];
                out.force[j][a] -= phi * r[a];
            }
        }
    }
    return out;
}

CheckedLiquid with_numbers(CheckedLiquid liquid, const FloatNumbers& numbers) {
    for (std::size_t i = 0; i < liquid.state.size(); ++i) {
        for (std::size_t a = 0; a < 3; ++a) liquid.result.force[a][i] = static_cast<double>(numbers.force[i][a]);
        liquid.result.particle_energy[i] = static_cast<double>(numbers.particle_energy[i]);
    }
    liquid.result.potential_energy = static_cast<double>(numbers.potential_energy);
    for (std::size_t k = 0; k < 6; ++k) liquid.result.virial[k] = static_cast<double>(numbers.virial[k]);
    return liquid;
}

TEST(CheckLimits, NumbersOfACodeInSinglePrecisionPassAsSuch) {
    const bool held = rc::check("nine digits of floats", [](std::uint32_t seed) {
        const CheckedLiquid liquid = moved_liquid(seed);
        const CheckedLiquid single = with_numbers(liquid, in_floats(liquid.state, liquid.mixture));
        const ForcesComparison comparison = compared(dump_text(liquid, "id type x y z", {}, {}),
                                                     json_text_of(single, Printing{*rc::gen::element(9, 12, 17)}));
        for (const ComparedQuantity& quantity : comparison.quantities) {
            RC_ASSERT(quantity.within_limits());
            RC_ASSERT(quantity.limit_from == LimitFrom::single_precision);
        }
    });
    EXPECT_TRUE(held);
}

TEST(CheckLimits, FloatsThatWereMadeOfRightNumbersDoNotHideAWrongOne) {
    const CheckedLiquid liquid;
    FloatNumbers numbers = in_floats(liquid.state, liquid.mixture);
    numbers.force[12][1] += 0.05F;
    numbers.potential_energy += 0.5F;
    const CheckedLiquid wrong = with_numbers(liquid, numbers);
    const ForcesComparison comparison =
        compared(dump_text(liquid, "id type x y z", {}, {}), json_text_of(wrong, Printing{9}));
    const Offenders forces = offenders_of(*comparison.find(CheckedQuantity::forces));
    EXPECT_EQ(forces.count, 1U);
    EXPECT_EQ(forces.worst.at, 12U * 3U + 1U);
    EXPECT_FALSE(comparison.find(CheckedQuantity::potential_energy)->within_limits());
}

// Eight digits, of which one number in ten is that of a float by chance.
TEST(CheckLimits, ATotalThatHappensToBeAFloatIsNotTakenForOne) {
    int taken = 0;
    for (std::uint32_t seed = 0; seed < 40; ++seed) {
        const CheckedLiquid liquid = moved_liquid(seed);
        const ForcesComparison comparison =
            compared(dump_text(liquid, "id type x y z", {}, {}),
                     fmt::format("{{\"potential_energy\": {}}}", Printing{8}(liquid.result.potential_energy)));
        if (comparison.quantities[0].limit_from == LimitFrom::single_precision) ++taken;
    }
    EXPECT_EQ(taken, 0);
}

// Two pairs: the first at the cutoff within its printing, the second elsewhere.
TEST(CheckLimits, APairThatMayBeOnEitherSideOfTheCutoffIsNoError) {
    const auto text = [](const std::string& distance) {
        return "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n4\nITEM: BOX BOUNDS pp pp pp\n0 20\n0 20\n0 20\nITEM: ATOMS "
               "id "
               "type x y z\n1 2 1.00000 1.00000 1.00000\n2 2 " +
               distance + " 1.00000 1.00000\n3 2 1.00000 1.00000 9.00000\n4 2 1.00000 1.00000 10.1000\n";
    };
    const auto results = [](double force, double other) {
        return fmt::format("id fx fy fz\n1 {0:.9f} 0 0\n2 {1:.9f} 0 0\n3 0 0 {2:.9f}\n4 0 0 {3:.9f}\n", force, -force,
                           other, -other);
    };
    const ConfigurationFile file = parse_configuration(text("3.50000"), "CONFIG");
    PairForcesResult right;
    optimized::PairForces(paper_mixture(), Execution{}).compute(file.state, PairForcesRequest{}, right);
    const double other = right.force[2][2];
    const double jump = 0.038999477;  // -u'(2.5) for epsilon = sigma = 1
    for (const char* distance : {"3.49999", "3.50000", "3.50001"}) {
        EXPECT_TRUE(within_limits(compared(text(distance), results(jump, other)))) << distance;
        EXPECT_TRUE(within_limits(compared(text(distance), results(0.0, other)))) << distance;
        EXPECT_FALSE(within_limits(compared(text(distance), results(2.5 * jump, other)))) << distance;
        EXPECT_FALSE(within_limits(compared(text(distance), results(jump, other + jump)))) << distance;
    }
    EXPECT_FALSE(within_limits(compared(text("3.49000"), results(0.0, other))));
    EXPECT_FALSE(within_limits(compared(text("3.51000"), results(jump, other))));
}

TEST(PrintedColumn, KnowsTheDigitsThatItsNumbersWereRoundedTo) {
    struct Case {
        std::vector<std::string> words;
        std::size_t which;
        double half_unit;
    };
    for (const Case& one : std::vector<Case>{{{"1.23456", "0.00123456", "12.5"}, 2, 5e-5},  // %g
                                             {{"1.23456", "0.00123456", "12.5"}, 1, 5e-9},
                                             {{"1.234560e+01", "-1.500000e-05"}, 1, 5e-12},  // %e
                                             {{"123.456", "0.120", "7.000"}, 1, 5e-4},       // %f
                                             {{"123.456", "0.12", "7"}, 2, 5e-4},            // without zeros
                                             {{"0.5"}, 0, 0.05},
                                             {{"1500"}, 0, 0.5},
                                             {{"0.000", "nan"}, 0, 5e-4},
                                             {{"1.5D-03"}, 0, 5e-5}}) {
        PrintedColumn column;
        for (const std::string& word : one.words) column.add(printed_number(word));
        EXPECT_NEAR(column.half_unit(column.values[one.which]) / one.half_unit, 1.0, 1e-12) << one.words[one.which];
    }
    for (const char* word : {"", "x", "1.2.3", "1e", "--1", "nothing"}) EXPECT_FALSE(printed_number(word).is_number);
}

}  // namespace
}  // namespace soret::testing
