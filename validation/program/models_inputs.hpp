#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soret/validation/program/input_configuration.hpp"
#include "soret/validation/simulation/theory_errors.hpp"

namespace soret {

/// The place of an input in theory_inputs, or nothing.
std::optional<std::size_t> theory_input_named(std::string_view name);

/// A value and where it comes from.
struct StatedInput {
    double value = 0.0;
    std::string from;
    double effective_samples = 0.0;  ///< 0: set or known
};

/// One state as a file states it, with what a source adds.
struct StatedState {
    std::string label;
    std::array<std::optional<StatedInput>, theory_input_count> inputs;
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(theory_input_count, theory_input_count);
    std::vector<std::string> remarks;

    bool has(std::string_view input) const;
    double value(std::string_view input) const;  ///< of one that is there
    void set(std::string_view input, StatedInput stated);
    void set_error(std::string_view input, double standard_error);

    /// Inputs that are not there are as in TheoryState: models that need them are not to be read.
    UncertainState uncertain() const;
};

/// The states of a file: a table with a row a state if its name ends in .csv, else STATE.toml. Masses that it does not
/// give are those of the mixture, which a source may replace.
/// throws   InvalidInput: a file or a value that cannot be used
std::vector<StatedState> stated_states(const std::string& path, ChosenMixture& chosen, bool mixture_given);

/// The parts of it.
std::vector<StatedState> states_of_table(const std::string& path);
std::vector<StatedState> states_of_toml(const std::string& path, ChosenMixture& chosen, bool mixture_given);

}  // namespace soret
