#include "soret/validation/simulation/observers/estimate_rows.hpp"

#include <cmath>

#include <fmt/format.h>

namespace soret {

namespace {

/// No statistical error is so small a part of its value: it is what rounding leaves of a constant.
constexpr double rounding = 0x1p-44;

}  // namespace

std::string number_text(double value) {
    return std::isnan(value) ? "nan" : fmt::format("{}", value);  // a negative one would be "-nan"
}

void EstimateRow::add(const Estimate& estimate) {
    const bool known = estimate.standard_error > rounding * std::fabs(estimate.value);
    values_ += "," + number_text(estimate.value);
    errors_ += "," + (known ? number_text(estimate.standard_error) : "nan");
    effective_ += "," + (known ? number_text(estimate.effective_samples) : "nan");
}

}  // namespace soret
