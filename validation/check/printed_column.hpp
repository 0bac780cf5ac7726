#pragma once

#include <array>
#include <climits>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace soret {

/// A number as it stands in a text.
struct PrintedNumber {
    double value = 0.0;  ///< nan and infinities too
    int digits = 0;      ///< significant ones: "0.0120" has 3, "0.00" none
    int decimals = 0;    ///< place of its last digit: 3 for "1.200", 7 for "1.20e-05", -3 for "1e3"
    bool is_number = false;
};

/// Reads a whole word; nan and inf in any spelling of C are numbers here.
PrintedNumber printed_number(std::string_view word);

/// Numbers that one program printed in one way.
///
/// Programs drop zeros at the end ("2.5" for 2.50000), so that a number alone does not tell with how many digits it was
/// rounded. The column does: with `digits` significant ones, or to `decimals` places, the most that any of its numbers
/// has. A number was rounded by half a unit of the coarser of both, which is never more than of its own last digit.
struct PrintedColumn {
    std::string name;
    std::vector<double> values;
    int digits = 0;
    int decimals = INT_MIN;

    void add(const PrintedNumber& number);
    /// Largest error of a printed value by its rounding.
    double half_unit(double value) const;
    /// With which probability other numbers of as many digits were all, within their printing, those of floats; nothing
    /// if these are not, or if they have no more than seven digits.
    std::optional<double> chance_of_floats() const;
    bool is_finite() const;
};

/// Whether numbers were written by hand or by a rule, and are what they say: no more than two digits, or no more than
/// five and fewer than half as many different values as rounded numbers at random would have.
bool are_exact(const std::array<PrintedColumn, 3>& columns);

/// Whether numbers are those of floats: all of them within their printing, and that is no accident. With nine digits
/// and more it is taken so, with eight if the chance is below 1e-3: a number of eight digits is a float by chance in
/// one of ten cases and more.
bool are_single_precision(const std::vector<const PrintedColumn*>& columns);

}  // namespace soret
