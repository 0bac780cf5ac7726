// Mistakes in a part of what another code computes: one sum of several, one axis, one pair of species.

#include <iostream>

#include "planted_errors.hpp"

namespace soret::test {
namespace {

using Q = CheckedQuantity;

const std::vector<Q> everything{Q::forces, Q::particle_energies, Q::potential_energy, Q::kinetic_energy,
                                Q::virial, Q::pressure_tensor,   Q::heat_current,     Q::mass_current_1};

std::string listed(const std::vector<Cause>& causes) {
    std::string text;
    for (const Cause& cause : causes) text += fmt::format("\n  {} {:.6f}: {}", cause.cause, cause.explains, cause.text);
    return text.empty() ? " nothing" : text;
}

const std::vector<System>& liquids() {
    static const std::vector<System> all{lammps_system("paper_n500", Truncation::shifted),
                                         lammps_system("asymmetric_n840", Truncation::plain)};
    return all;
}

/// One cause and no other, with all of the difference; its text says `says`.
void expect_named(const System& system, const Printed& theirs, const std::vector<Q>& wanted, const std::string& cause,
                  std::optional<double> parameter, const std::string& says) {
    const std::vector<Cause> causes = diagnose(comparison_of(system, theirs, wanted, 10));
    ASSERT_FALSE(causes.empty()) << system.name << ", " << wanted.size() << " quantities, " << says;
    const std::string where = fmt::format("{}, {} quantities:{}", system.name, wanted.size(), listed(causes));
    EXPECT_EQ(causes[0].cause, cause) << where;
    EXPECT_GT(causes[0].explains, 0.999) << where;
    EXPECT_NE(causes[0].text.find(says), std::string::npos) << where;
    if (!parameter) return;
    ASSERT_TRUE(causes[0].parameter) << where;
    EXPECT_NEAR(*causes[0].parameter, *parameter, 1e-6) << where;
}

Printed with_virial_in_pressure(const System& system, double in_virial, double in_pressure) {
    return with_sheet(system, [&](Printed& p, const Sheet& sheet) {
        scale(p[Q::virial], in_virial);
        for (std::size_t c = 0; c < 6; ++c) {
            p[Q::pressure_tensor][c] = (sheet.kinetic[c] + in_pressure * sheet.virial[c]) / sheet.volume;
        }
    });
}

TEST(DiagnosisOfOneSum, NamesAVirialOfPairsCountedTwiceWithItsPressure) {
    for (const System& s : liquids()) {
        for (const auto& wanted :
             std::vector<std::vector<Q>>{everything, {Q::potential_energy, Q::virial, Q::pressure_tensor}}) {
            expect_named(s, with_virial_in_pressure(s, 2.0, 2.0), wanted, "factor", 2.0, "in the pressure as well");
            expect_named(s, with_virial_in_pressure(s, 0.5, 0.5), wanted, "factor", 0.5, "in the pressure as well");
            expect_named(s, with_virial_in_pressure(s, 1.0, 2.0), wanted, "factor", 2.0,
                         "the virial in their pressure");
        }
        expect_named(s, with_virial_in_pressure(s, 1.0, 2.0), {Q::potential_energy, Q::pressure_tensor}, "factor", 2.0,
                     "the virial in their pressure");
    }
}

TEST(DiagnosisOfOneSum, NamesPairsCountedTwiceButInTheHeatCurrent) {
    for (const System& s : liquids()) {
        Printed theirs = with_code(s, [&](OtherCode& code) {
            code.law = [law = code.law](std::size_t a, std::size_t b, double r) -> PairValue {
                const PairValue value = law(a, b, r);
                return {2.0 * value.u, 2.0 * value.force};
            };
        });
        theirs[Q::heat_current] = s.right.at(Q::heat_current);
        expect_named(s, theirs, everything, "factor", 2.0, "but the heat current");
    }
}

/// x + v t, velocities as they are.
Printed moved_straight(const System& s, double time) {
    return with_code(s, [&](OtherCode& code) {
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t i = 0; i < code.mass.size(); ++i) code.position[a][i] += time * code.velocity[a][i];
        }
    });
}

/// After steps of velocity Verlet.
Printed after_steps(const System& s, int steps, double time) {
    return with_code(s, [&](OtherCode& code) {
        std::vector<double> force = sheet_of(code).forces;
        for (int step = 0; step < steps; ++step) {
            for (std::size_t i = 0; i < code.mass.size(); ++i) {
                for (std::size_t a = 0; a < 3; ++a) {
                    code.velocity[a][i] += 0.5 * time * force[3 * i + a] / code.mass[i];
                    code.position[a][i] += time * code.velocity[a][i];
                }
            }
            force = sheet_of(code).forces;
            for (std::size_t i = 0; i < code.mass.size(); ++i) {
                for (std::size_t a = 0; a < 3; ++a) code.velocity[a][i] += 0.5 * time * force[3 * i + a] / code.mass[i];
            }
        }
    });
}

TEST(DiagnosisOfAnotherTime, NamesItAlongTheVelocities) {
    for (const System& s : liquids()) {
        for (const auto& wanted : std::vector<std::vector<Q>>{{Q::forces, Q::particle_energies}, {Q::forces}}) {
            expect_named(s, moved_straight(s, 0.005), wanted, "other-configuration", 0.005, "along its velocities");
            expect_named(s, moved_straight(s, -0.005), wanted, "other-configuration", -0.005, "before CONFIG");
        }
    }
}

TEST(DiagnosisOfAnotherTime, NamesItAlongATrajectory) {
    const System& s = liquids()[0];
    for (const int steps : {10, -10, 50}) {
        const Printed theirs = after_steps(s, std::abs(steps), steps > 0 ? 0.002 : -0.002);
        for (const auto& wanted :
             std::vector<std::vector<Q>>{everything, {Q::forces, Q::particle_energies}, {Q::forces}}) {
            expect_named(s, theirs, wanted, "other-configuration", 0.002 * steps, "along its trajectory");
        }
    }
    // Another timestep has another error.
    const std::vector<Cause> causes = diagnose(comparison_of(s, after_steps(s, 9, 0.003), {Q::forces}, 10));
    ASSERT_EQ(causes.size(), 1U);
    EXPECT_EQ(causes[0].cause, "other-configuration") << listed(causes);
    EXPECT_GT(causes[0].explains, 0.99) << listed(causes);
    EXPECT_NEAR(*causes[0].parameter, 0.027, 1e-4) << listed(causes);
}

TEST(DiagnosisOfAxes, NamesTheOnesWithTheOtherSign) {
    for (const System& s : liquids()) {
        for (const auto& wanted : std::vector<std::vector<Q>>{everything, {Q::forces}}) {
            Printed theirs = s.right;
            for (std::size_t k = 2; k < theirs[Q::forces].size(); k += 3) theirs[Q::forces][k] *= -1.0;
            expect_named(s, theirs, wanted, "sign", std::nullopt, "forces along z have");
            for (std::size_t k = 0; k < theirs[Q::forces].size(); k += 3) theirs[Q::forces][k] *= -1.0;
            expect_named(s, theirs, wanted, "sign", std::nullopt, "forces along x and z have");
        }
    }
}

TEST(DiagnosisOfAxes, DoesNotTakeExchangedOnesForAnotherConfiguration) {
    for (const System& s : liquids()) {
        Printed theirs = s.right;
        for (std::size_t k = 0; k < theirs[Q::forces].size(); k += 3) {
            std::swap(theirs[Q::forces][k], theirs[Q::forces][k + 1]);
        }
        const std::vector<Cause> causes = diagnose(comparison_of(s, theirs, {Q::forces}, 10));
        EXPECT_TRUE(causes.empty()) << s.name << listed(causes);
    }
}

TEST(DiagnosisOfCutoffs, NamesThePairOfSpecies) {
    for (const System& s : liquids()) {
        for (const auto& wanted :
             std::vector<std::vector<Q>>{everything, {Q::forces, Q::particle_energies}, {Q::forces}}) {
            expect_named(s, with_mixture(s, [](MixtureParameters& m) { set_pair(m.cutoff, 2.2); }), wanted, "cutoff",
                         2.2, "cutoff of species 1-2 is 2.2, ours is 2.5");
            expect_named(s, with_mixture(s, [](MixtureParameters& m) { m.cutoff(1, 1) = 3.0; }), wanted, "cutoff", 3.0,
                         "cutoff of species 2-2 is 3, ours is 2.5");
            const Printed two = with_mixture(s, [](MixtureParameters& m) {
                set_pair(m.cutoff, 2.2);
                m.cutoff(0, 0) = 2.8;
            });
            expect_named(s, two, wanted, "cutoff", std::nullopt, "cutoff of species 1-2 is 2.2, ours is 2.5");
            expect_named(s, two, wanted, "cutoff", std::nullopt, "cutoff of species 1-1 is 2.8, ours is 2.5");
        }
    }
}

/// Three of ten pairs beyond 2.2 that a code does not see.
Printed without_many_pairs(const System& s) {
    return with_code(s, [](OtherCode& code) {
        code.feels = [](std::size_t i, std::size_t j, const std::array<int, 3>&, double r) {
            return r < 2.2 || (std::min(i, j) * 7919 + std::max(i, j) * 104729) % 10 > 2;
        };
    });
}

TEST(DiagnosisOfMissingPairs, NamesThousands) {
    for (const System& s : liquids()) {
        for (const auto& wanted : std::vector<std::vector<Q>>{{Q::forces, Q::particle_energies}, everything}) {
            const std::vector<Cause> causes = diagnose(comparison_of(s, without_many_pairs(s), wanted, 10));
            ASSERT_EQ(causes.size(), 1U) << s.name;
            EXPECT_EQ(causes[0].cause, "missing-pairs") << s.name << listed(causes);
            EXPECT_GT(causes[0].explains, 0.999) << s.name << listed(causes);
        }
    }
}

// Errors as large that add up to 0, beside right energies.
TEST(DiagnosisOfMissingPairs, DoesNotTakeNoiseForThem) {
    for (const System& s : liquids()) {
        const std::vector<double> missing = without_many_pairs(s).at(Q::forces);
        Printed theirs = s.right;
        const std::vector<std::size_t> order = shuffled_order(s.state.size(), 9);
        for (std::size_t i = 0; i < order.size(); ++i) {
            for (std::size_t a = 0; a < 3; ++a) {
                const std::size_t k = 3 * order[i] + a;
                theirs[Q::forces][3 * i + a] += missing[k] - s.right.at(Q::forces)[k];
            }
        }
        const std::vector<Cause> causes = diagnose(comparison_of(s, theirs, {Q::forces, Q::particle_energies}, 10));
        EXPECT_TRUE(causes.empty()) << s.name << listed(causes);
    }
}

}  // namespace
}  // namespace soret::test
