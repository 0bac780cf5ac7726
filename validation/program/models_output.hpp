#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/program/models_inputs.hpp"

namespace soret {

/// What a model says of itself in every output.
struct TheoryModelWords {
    std::string_view name, title;
    std::string_view frame;   ///< where it puts the heat of transport to zero
    std::string_view source;  ///< publication
    double SoretModels::*value;
    std::vector<std::pair<std::string_view, double SoretModels::*>> parts;  ///< it is their sum
    std::vector<std::string_view> needs;                                    ///< inputs that have no default
};

/// In the order of theory_model_totals.
const std::vector<TheoryModelWords>& theory_model_words();

/// What S_T is in all of them.
inline constexpr std::string_view soret_definition =
    "S_T of component 1: x_1 x_2 S_T grad T = -grad x_1 where nothing flows; S_T > 0: component 1 goes to the cold "
    "side";
inline constexpr std::string_view soret_frame =
    "S_T depends on no frame of reference; heats of transport do, by which the models differ:";

/// A state with the models' answers.
struct EvaluatedState {
    StatedState stated;
    SoretModels value = {};
    SoretModels error = {};  ///< by straight lines through the inputs
    SoretGradient gradient = SoretGradient::Zero();
    std::optional<DrawnModels> drawn = {};  ///< none without errors of inputs, or if no draws are wanted
};

/// draws    options.draws 0: none
/// throws   InvalidState: a coefficient is too large for a double
EvaluatedState evaluated(StatedState stated, const DrawOptions& options, Backend backend, const Execution& execution);

/// Why a model cannot be made; empty if it can.
std::string reason_for_none(const TheoryModelWords& model, const StatedState& state);
/// value and linear error of one of soret_model_values; effective_samples: the smallest of the inputs it depends on.
Estimate model_estimate(const EvaluatedState& state, double SoretModels::*value);
/// What a reader of one model should know: draws that differ from the straight line, and discarded ones.
std::vector<std::string> model_remarks(const EvaluatedState& state, std::size_t model);

nlohmann::json to_json(const EvaluatedState& state);
/// {name: {title, frame, source, parts, needs}}
nlohmann::json model_words_json();

/// Lines for a terminal; with_inputs: each input, too, and where it comes from.
std::string models_table(const EvaluatedState& state, bool with_inputs);
/// What the columns and models of these tables mean.
std::string models_legend();

}  // namespace soret
