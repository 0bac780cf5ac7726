#pragma once

#include <string>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// A number of a table, as short as reads back with the same bits; what is not a number is always "nan".
std::string number_text(double value);

/// Collects the columns of one row of a table of estimates: all values, then all standard errors, then all effective
/// samples. What was the same in every sample has no error: both are "nan".
class EstimateRow {
public:
    void add(const Estimate& estimate);
    /// With a comma before each number.
    std::string text() const { return values_ + errors_ + effective_; }

private:
    std::string values_, errors_, effective_;
};

}  // namespace soret
