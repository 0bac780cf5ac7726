#pragma once

#include <functional>
#include <optional>

#include "soret/validation/check/problem.hpp"

namespace soret::diagnosis {

/// How well predicted numbers explain theirs.
struct Explanation {
    bool within_limits = false;  ///< every number, twice the limits allowed
    /// Mean over the quantities that fail of 1 - sum (theirs - predicted)^2/sum (theirs - ours)^2.
    double explains = 0.0;
    /// log10 of the chance that numbers at random would be explained as well: that of each number that fails is
    /// max(limit, |theirs - predicted|)/|theirs - ours|; a fitted parameter takes away the most telling one.
    double log_chance = 0.0;
    bool spoils = false;  ///< a quantity that is right would not be right
    bool worth_naming = false;
};

/// A quantity counts as explained if it is within the limits or this share of its squared difference goes away.
inline constexpr double nearly_all = 0.999;

/// log10 of the chance of an explanation by accident that is taken.
inline constexpr double largest_log_chance = -3.0;

/// predicted   of all quantities
/// fitted      parameters that were taken from their numbers
/// tried       alternatives that were tried, this one included
Explanation explanation_of(const Problem& problem, const Numbers& predicted, int fitted, double tried);

/// Sum of ((theirs - predicted) weight)^2 over the quantities that a parameter is fitted to.
double misfit(const Problem& problem, const Numbers& predicted, const std::vector<std::size_t>& quantities);

using Family = std::function<Numbers(double)>;

struct FittedParameter {
    double value = 0.0;
    Numbers numbers;
    double misfit = 0.0;
    double misfit_at_start = 0.0;
};

/// Least squares for one parameter by Gauss and Newton from a start, to the forces if they depend on it, else to the
/// particle energies, else to all numbers; then the roundest number with which they are within the limits.
/// Nothing if one number fails alone, if no number depends on the parameter, or if the misfit hardly does at the start.
std::optional<FittedParameter> fitted(const Problem& problem, const Family& family, double start, double low,
                                      double high);

/// The number with the fewest decimals in [low, high]; of several a multiple of 10, else of 5, else the middle one.
double roundest_between(double low, double high);

}  // namespace soret::diagnosis
