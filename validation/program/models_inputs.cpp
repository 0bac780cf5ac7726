#include "soret/validation/program/models_inputs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/common/statistics/correlated_normals.hpp"
#include "soret/validation/program/models_sources.hpp"

namespace soret {

namespace {

Eigen::Index row_of(std::string_view input) {
    return static_cast<Eigen::Index>(theory_input_named(input).value());
}

NumberRange number_range(InputRange range) {
    switch (range) {
        case InputRange::positive: return greater_than(0.0);
        case InputRange::fraction: return {.least = 0.0, .most = 1.0, .least_allowed = false, .most_allowed = false};
        case InputRange::any: break;
    }
    return any_number();
}

/// A number, or a table {value, sem, n_eff}.
void read_input(TomlTable& table, const TheoryInput& input, StatedState& state) {
    const NumberRange range = number_range(input.range);
    if (!table.is_table(input.name)) {
        const auto value = table.optional_number(input.name, range);
        if (value) state.set(input.name, {*value, "given"});
        return;
    }
    TomlTable measured = table.table(input.name);
    const double value = measured.number("value", range);
    const double error = measured.number("sem", at_least(0.0));
    state.set(input.name, {value, "given", measured.number_or("n_eff", 0.0, at_least(0.0))});
    measured.finish();
    state.set_error(input.name, error);
}

/// [covariance] of inputs that are given without an error of their own.
void read_covariance(TomlTable& table, StatedState& state) {
    const auto names = table.optional_strings("inputs", 0);
    if (!names) table.reject("inputs", "must be a list of names of inputs");
    std::vector<Eigen::Index> rows;
    for (const std::string& name : *names) {
        const auto input = theory_input_named(name);
        if (!input) table.reject("inputs", fmt::format("{} is no input", displayed(name)));
        const auto row = static_cast<Eigen::Index>(*input);
        if (!state.has(name) || state.inputs[*input]->from != "given") {
            table.reject("inputs", fmt::format("{} is not given in [state]", name));
        }
        if (state.covariance(row, row) != 0.0) {
            table.reject("inputs", fmt::format("{} has a sem: must be in one place only", name));
        }
        if (std::find(rows.begin(), rows.end(), row) != rows.end()) {
            table.reject("inputs", fmt::format("{} is there twice", name));
        }
        rows.push_back(row);
    }
    const auto matrix = table.matrix("matrix", any_number(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < rows.size(); ++j) {
            if (matrix[i][j] != matrix[j][i]) {
                table.reject("matrix", fmt::format("elements [{}][{}] and [{}][{}] differ: must be symmetric", i + 1,
                                                   j + 1, j + 1, i + 1));
            }
            state.covariance(rows[i], rows[j]) = matrix[i][j];
        }
    }
    try {
        const Eigen::VectorXd means = Eigen::VectorXd::Zero(std::ssize(rows));
        CorrelatedNormals(means, state.covariance(rows, rows));
    } catch (const InvalidArgument& error) {
        table.reject("matrix", error.what());
    }
    table.finish();
}

/// What no source and no file says.
void add_defaults(StatedState& state, const ChosenMixture& chosen) {
    const auto mass = [&](std::string_view name, std::size_t species) {
        if (state.has(name) || chosen.mixture.species_count() != 2) return;
        state.set(name, {chosen.mixture.mass(species), chosen.source});
    };
    mass("mass_1", 0);
    mass("mass_2", 1);
    if (!state.has("ideal_gas_soret")) set_ideal_gas_soret(state, chosen.mixture);
}

/// A mean volume that is not positive has no key of its own, but is bad input as well.
void check_volumes(const std::vector<StatedState>& states, const std::string& path) {
    for (const StatedState& state : states) {
        if (unusable_input(state.uncertain().state) == mean_partial_volume) {
            throw InvalidInput(
                fmt::format("{}: {}: {} is not positive: must be > 0", path, state.label, mean_partial_volume));
        }
    }
}

}  // namespace

std::optional<std::size_t> theory_input_named(std::string_view name) {
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        if (theory_inputs[i].name == name) return i;
    }
    return std::nullopt;
}

bool StatedState::has(std::string_view input) const {
    return inputs[theory_input_named(input).value()].has_value();
}

double StatedState::value(std::string_view input) const {
    return inputs[theory_input_named(input).value()].value().value;
}

void StatedState::set(std::string_view input, StatedInput stated) {
    inputs[theory_input_named(input).value()] = std::move(stated);
    covariance.row(row_of(input)).setZero();
    covariance.col(row_of(input)).setZero();
}

void StatedState::set_error(std::string_view input, double standard_error) {
    covariance(row_of(input), row_of(input)) = standard_error * standard_error;
}

UncertainState StatedState::uncertain() const {
    UncertainState uncertain{.covariance = covariance};
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        if (inputs[i]) uncertain.state.*theory_inputs[i].member = inputs[i]->value;
    }
    return uncertain;
}

std::vector<StatedState> states_of_toml(const std::string& path, ChosenMixture& chosen, bool mixture_given) {
    TomlTable file = TomlTable::read(path);
    TomlTable table = file.table("state");
    std::vector<StatedState> states = states_of_source(table, chosen, mixture_given);
    const bool sourced = !states.empty();
    if (!sourced) states.emplace_back().label = "state";
    for (StatedState& state : states) {
        for (const TheoryInput& input : theory_inputs) {
            // A source is evaluated at one temperature and composition, and read them itself.
            if (sourced && (input.name == "temperature" || input.name == "x1")) continue;
            read_input(table, input, state);
        }
        if (!sourced) {
            for (const char* needed : {"temperature", "x1"}) {
                if (!state.has(needed)) table.number(needed, any_number());  // says that it is missing
            }
        }
    }
    table.finish();
    if (auto covariance = file.optional_table("covariance")) {
        for (StatedState& state : states) {
            TomlTable again = *covariance;
            read_covariance(again, state);
        }
    }
    file.finish();
    for (StatedState& state : states) add_defaults(state, chosen);
    return states;
}

std::vector<StatedState> stated_states(const std::string& path, ChosenMixture& chosen, bool mixture_given) {
    std::vector<StatedState> states;
    if (lower_case(path).ends_with(".csv")) {
        states = states_of_table(path);
        for (StatedState& state : states) add_defaults(state, chosen);
    } else {
        states = states_of_toml(path, chosen, mixture_given);
    }
    check_volumes(states, path);
    return states;
}

}  // namespace soret
