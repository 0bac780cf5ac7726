// Outputs that LAMMPS made with settings that are not those of the mixture: tests/data/lammps/mistakes.

#include <fstream>
#include <sstream>

#include "planted_errors.hpp"

namespace soret::test {
namespace {

using Q = CheckedQuantity;

std::vector<double> numbers_in(const std::string& path) {
    std::ifstream stream(path);
    EXPECT_TRUE(stream) << path;
    std::vector<double> numbers;
    for (double x = 0.0; stream >> x;) numbers.push_back(x);
    return numbers;
}

/// Forces and energies of `dump`, energy and virial of `totals`, printed with 8 and 12 digits.
ForcesComparison comparison_with_lammps(const System& system, const std::string& dump, const std::string& totals,
                                        const std::vector<Q>& wanted) {
    const std::string folder = std::string(SORET_TEST_DATA) + "/lammps/mistakes/";
    Printed theirs = system.right;
    std::ifstream stream(folder + dump + ".dump");
    std::string line;
    while (std::getline(stream, line) && !line.starts_with("ITEM: ATOMS")) continue;
    for (std::size_t row = 0; row < system.state.size(); ++row) {
        std::size_t id = 0;
        std::array<double, 4> x{};
        stream >> id >> x[0] >> x[1] >> x[2] >> x[3];
        EXPECT_EQ(id, row + 1);
        for (std::size_t axis = 0; axis < 3; ++axis) theirs[Q::forces][3 * row + axis] = x[axis];
        theirs[Q::particle_energies][row] = x[3];
    }
    const std::vector<double> sums = numbers_in(folder + totals + ".totals");
    theirs[Q::potential_energy] = {sums.at(0)};
    theirs[Q::virial].assign(sums.begin() + 1, sums.end());
    ForcesComparison comparison = comparison_of(system, theirs, wanted, 0);
    for (ComparedQuantity& quantity : comparison.quantities) {
        const bool rows = quantity.quantity == Q::forces || quantity.quantity == Q::particle_energies;
        for (std::size_t k = 0; k < quantity.limit.size(); ++k) {
            quantity.limit[k] += half_a_digit(quantity.theirs[k], rows ? 8 : 12);
        }
    }
    return comparison;
}

struct Expected {
    std::string cause;
    std::optional<double> parameter;
};

void expect_causes(const ForcesComparison& comparison, const std::vector<Expected>& expected,
                   const std::string& where) {
    ASSERT_TRUE(fails(comparison)) << where;
    const std::vector<Cause> causes = diagnose(comparison);
    std::string named;
    for (const Cause& cause : causes) named += "\n  " + cause.cause + ": " + cause.text;
    ASSERT_EQ(causes.size(), expected.size()) << where << named;
    for (const Expected& one : expected) {
        const auto found =
            std::find_if(causes.begin(), causes.end(), [&](const Cause& cause) { return cause.cause == one.cause; });
        ASSERT_NE(found, causes.end()) << where << one.cause << named;
        if (!one.parameter) continue;
        ASSERT_TRUE(found->parameter) << where << named;
        EXPECT_NEAR(*found->parameter, *one.parameter, 1e-6) << where << named;
    }
}

const std::vector<Q> dump{Q::forces, Q::particle_energies};
const std::vector<Q> totals{Q::potential_energy, Q::virial};
const std::vector<Q> both{Q::forces, Q::particle_energies, Q::potential_energy, Q::virial};

TEST(DiagnosisOfLammps, NamesPairModifyShiftNo) {
    const System system = lammps_system("asymmetric_n840", Truncation::shifted);
    for (const auto& wanted : {dump, totals, both}) {
        expect_causes(comparison_with_lammps(system, "plain", "plain", wanted), {{"not-shifted", {}}}, "shift no");
    }
}
TEST(DiagnosisOfLammps, NamesPairModifyTailYes) {
    const System system = lammps_system("asymmetric_n840", Truncation::plain);
    for (const auto& wanted : {totals, both}) {
        expect_causes(comparison_with_lammps(system, "plain", "tail", wanted), {{"tail-extra", -234.57207592}}, "tail");
    }
    // and where the right energies are shifted, both
    const System shifted = lammps_system("asymmetric_n840", Truncation::shifted);
    expect_causes(comparison_with_lammps(shifted, "plain", "tail", both), {{"tail-extra", {}}, {"not-shifted", {}}},
                  "tail of energies that are not shifted");
}
TEST(DiagnosisOfLammps, NamesAnotherCutoff) {
    const System system = lammps_system("asymmetric_n840", Truncation::shifted);
    for (const auto& wanted : {dump, totals, both}) {
        expect_causes(comparison_with_lammps(system, "cutoff3", "cutoff3", wanted), {{"cutoff", 3.0}}, "cutoff 3");
    }
}
TEST(DiagnosisOfLammps, NamesMixing) {
    const System system = lammps_system("asymmetric_n840", Truncation::shifted);
    const double geometric = std::sqrt(0.8 * 1.3);
    const double s1 = 1.0;
    const double s2 = std::pow(0.9, 6.0);
    for (const auto& wanted : {dump, both}) {
        expect_causes(comparison_with_lammps(system, "arithmetic", "arithmetic", wanted),
                      {{"mixing-epsilon", geometric}, {"mixing-sigma", 0.95}}, "mix arithmetic");
        expect_causes(comparison_with_lammps(system, "geometric", "geometric", wanted),
                      {{"mixing-epsilon", geometric}, {"mixing-sigma", std::sqrt(0.9)}}, "mix geometric");
        expect_causes(comparison_with_lammps(system, "sixthpower", "sixthpower", wanted),
                      {{"mixing-epsilon", 2.0 * geometric * std::sqrt(s1 * s2) / (s1 + s2)},
                       {"mixing-sigma", std::pow(0.5 * (s1 + s2), 1.0 / 6.0)}},
                      "mix sixthpower");
    }
}
// What LAMMPS does by default where coefficients of unlike pairs are left out: geometric mixing, nothing shifted. Made
// by the plain loop of other_code.hpp.
TEST(DiagnosisOfLammps, NamesItsDefaults) {
    const System system = lammps_system("asymmetric_n840", Truncation::shifted);
    const Printed theirs = with_mixture(system, [](MixtureParameters& m) {
        set_pair(m.epsilon, std::sqrt(0.8 * 1.3));
        set_pair(m.sigma, std::sqrt(0.9));
        m.truncation = Truncation::plain;
    });
    expect_causes(comparison_of(system, theirs, both, 8),
                  {{"mixing-epsilon", std::sqrt(0.8 * 1.3)}, {"mixing-sigma", std::sqrt(0.9)}, {"not-shifted", {}}},
                  "defaults");
}
TEST(DiagnosisOfLammps, NamesSmoothing) {
    const System system = lammps_system("paper_n500", Truncation::shifted);
    for (const auto& wanted : {dump, totals, both}) {
        expect_causes(comparison_with_lammps(system, "smooth", "smooth", wanted), {{"smoothing", 2.0}}, "lj/smooth");
        expect_causes(comparison_with_lammps(system, "gromacs", "gromacs", wanted), {{"smoothing", 2.0}}, "lj/gromacs");
    }
}

}  // namespace
}  // namespace soret::test
