#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include <Eigen/Core>

#include "soret/common/contracts/theory_models.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// A state and what is known of the errors of its inputs.
struct UncertainState {
    TheoryState state = {};
    /// Of the errors, in the order of theory_inputs; rows and columns of exact inputs are 0.
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(theory_input_count, theory_input_count);
};

/// The models' S_T, without parts.
inline constexpr std::array<double SoretModels::*, 5> theory_model_totals{
    &SoretModels::haase, &SoretModels::kempers, &SoretModels::shukla_firoozabadi, &SoretModels::artola_rousseau,
    &SoretModels::prigogine};

/// d value/d input, a row for each of soret_model_values and a column for each of theory_inputs; 0 for exact inputs.
using SoretGradient = Eigen::Matrix<double, soret_model_value_count, theory_input_count>;

/// By central differences with a step of 2^-10 of the input's standard error, or of its distance to the end of its
/// range where that is less. In units of the error that an input makes, the rounding of a value of size S adds
/// 2^10 k 2^-53 S, k of the contract, and the curvature a millionth of what the cubic term adds to the error itself.
/// throws   as B::TheoryModels::models
SoretGradient soret_gradient(const UncertainState& state, Backend backend, const Execution& execution);

/// sqrt(g^T C g) of each value: the errors of straight lines through the inputs' values.
SoretModels linear_errors(const SoretGradient& gradient, const Eigen::MatrixXd& covariance);

struct DrawOptions {
    std::uint64_t draws = 100000;
    std::uint64_t seed = 1;
    std::uint64_t first_index = 0;  ///< of the stream error_propagation: draw k has the index first_index + k
};

/// Most draws: their values are kept, 40 bytes each.
inline constexpr std::uint64_t most_draws = 10'000'000;

struct DrawnValue {
    double mean = 0.0;
    double standard_deviation = 0.0;
    double median = 0.0;
    double lower = 0.0, upper = 0.0;  ///< between them lie 68.27 % of the draws, 15.87 % below and above
};

/// What the models make of draws of all inputs, normal with the covariance of their errors.
struct DrawnModels {
    std::uint64_t draws = 0;
    /// Draws with an input outside its range, by the name of the first such one; they enter nothing else.
    std::map<std::string_view, std::uint64_t> discarded = {};
    std::uint64_t discarded_count() const;
    /// In the order of theory_model_totals; nothing where fewer than two draws are left.
    std::array<std::optional<DrawnValue>, theory_model_totals.size()> values = {};
};

/// throws   InvalidArgument: a covariance that is none, draws above most_draws
///          InvalidState: a coefficient is too large for a double
DrawnModels drawn_models(const UncertainState& state, const DrawOptions& options, Backend backend,
                         const Execution& execution);

/// Draws and straight lines differ noticeably where the spreads are further apart than this share, or the mean of the
/// draws is further from the value, in units of the linear error.
inline constexpr double noticeable_difference = 0.1;
bool differ_noticeably(const DrawnValue& drawn, double value, double linear_error);

}  // namespace soret
