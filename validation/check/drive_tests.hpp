#pragma once

#include <optional>
#include <string>
#include <vector>

#include "soret/validation/check/drive.hpp"
#include "soret/validation/check/sensitivity.hpp"

namespace soret {

/// What the tests of `soret check drive` share. Internal to them.
struct DriveBase {
    const DriveCheck& check;
    OtherProgram& program;
    ProgramAnswer answer;          ///< about the configuration as it is
    Sensitivity sensitivity;       ///< of our own forces: how large the terms are that a program adds up
    double energy_rounding = 0.0;  ///< of a sum of all pairs in doubles

    Question question() const { return {check.state, check.mixture, {}, 1}; }
};

/// The result of a test, or why it was left out.
struct DriveResult {
    std::optional<CheckLine> line;
    std::string left_out;
};

DriveResult left_out(std::string why);

/// Largest of differences over what they may be.
class WorstDifference {
public:
    /// what   "force x of particle 7"; the numbers of largest share are told
    void add(double value, double expected, double limit, const std::string& what);
    bool any() const { return count_ > 0; }
    bool within() const { return share_ <= 1.0; }
    /// A line of the test by this name with verdict, numbers and a sentence.
    CheckLine line(const std::string& test, const std::string& sentence) const;

private:
    std::size_t count_ = 0, beyond_ = 0;
    double share_ = -1.0, value_ = 0.0, expected_ = 0.0, limit_ = 0.0;
    std::string what_;
};

/// Adds forces, energies and virial of an answer that must be those of `base` under `row`: particle i of the
/// configuration is row[i] of the answer. `factor` multiplies totals.
/// moved   how far coordinates may have been rounded                       [sigma]
void add_same(WorstDifference& worst, const DriveBase& base, const ProgramAnswer& answer,
              const std::vector<std::size_t>& row, double factor, double moved);

DriveResult test_finite_difference(DriveBase& base);
DriveResult test_virial(DriveBase& base);
DriveResult test_permutation(DriveBase& base);
DriveResult test_translation(DriveBase& base);
DriveResult test_images(DriveBase& base);
DriveResult test_species_exchange(DriveBase& base);
DriveResult test_repeat(DriveBase& base);
DriveResult test_cutoff_scan(DriveBase& base);
DriveResult test_threads(DriveBase& base);

}  // namespace soret
