#include "soret/validation/simulation/theory_errors.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "soret/common/statistics/correlated_normals.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret {

namespace {

constexpr std::size_t models_at_a_time = 1024;
constexpr double step_in_errors = 0x1p-10;

std::vector<SoretModels> models_of(const std::vector<TheoryState>& states, Backend backend,
                                   const Execution& execution) {
    std::vector<SoretModels> models(states.size());
    with_backend(backend, [&]<class B>(B) { B::TheoryModels::models(states, models, execution); });
    return models;
}

double distance_to_end(const TheoryInput& input, double value) {
    switch (input.range) {
        case InputRange::positive: return value;
        case InputRange::fraction: return std::min(value, 1.0 - value);
        case InputRange::any: break;
    }
    return std::numeric_limits<double>::infinity();
}

/// The value below which a share of the others lies: the nearest of them. Their order changes.
double quantile(std::vector<double>& values, double share) {
    const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1) + 0.5);
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<std::size_t>(rank)];
}

DrawnValue drawn_value(std::vector<double>& values) {
    RunningMoments moments(1);
    for (const double& value : values) moments.add({&value, 1});
    constexpr double tail = 0.15865525393145707;  // of the normal distribution beyond one standard deviation
    return {moments.mean(0), std::sqrt(moments.variance(0)), quantile(values, 0.5), quantile(values, tail),
            quantile(values, 1.0 - tail)};
}

}  // namespace

SoretGradient soret_gradient(const UncertainState& state, Backend backend, const Execution& execution) {
    std::vector<TheoryState> around;
    std::vector<std::size_t> inputs;
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const double error = std::sqrt(state.covariance(row, row));
        if (error == 0.0) continue;
        const TheoryInput& input = theory_inputs[i];
        const double step = step_in_errors * std::min(error, distance_to_end(input, state.state.*input.member));
        for (const double by : {-step, step}) {
            around.push_back(state.state);
            around.back().*input.member += by;
        }
        inputs.push_back(i);
    }
    const std::vector<SoretModels> models = models_of(around, backend, execution);
    SoretGradient gradient = SoretGradient::Zero();
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        const auto member = theory_inputs[inputs[k]].member;
        const double width = around[2 * k + 1].*member - around[2 * k].*member;
        for (std::size_t r = 0; r < soret_model_value_count; ++r) {
            const double rise = models[2 * k + 1].*soret_model_values[r] - models[2 * k].*soret_model_values[r];
            gradient(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(inputs[k])) = rise / width;
        }
    }
    return gradient;
}

SoretModels linear_errors(const SoretGradient& gradient, const Eigen::MatrixXd& covariance) {
    SoretModels errors;
    for (std::size_t r = 0; r < soret_model_value_count; ++r) {
        const Eigen::VectorXd g = gradient.row(static_cast<Eigen::Index>(r)).transpose();
        errors.*soret_model_values[r] = std::sqrt(std::max(0.0, g.dot(covariance * g)));
    }
    return errors;
}

std::uint64_t DrawnModels::discarded_count() const {
    std::uint64_t count = 0;
    for (const auto& [name, of_input] : discarded) count += of_input;
    return count;
}

DrawnModels drawn_models(const UncertainState& state, const DrawOptions& options, Backend backend,
                         const Execution& execution) {
    if (options.draws > most_draws) {
        throw InvalidArgument(fmt::format("draws = {}: must be <= {}", options.draws, most_draws));
    }
    // Only of the inputs that have errors: they are a few of all.
    std::vector<const TheoryInput*> inputs;
    std::vector<Eigen::Index> rows;
    std::vector<double> means;
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        if (state.covariance(row, row) == 0.0) continue;
        inputs.push_back(&theory_inputs[i]);
        rows.push_back(row);
        means.push_back(state.state.*theory_inputs[i].member);
    }
    const CorrelatedNormals normals(Eigen::Map<const Eigen::VectorXd>(means.data(), std::ssize(means)),
                                    state.covariance(rows, rows));
    DrawnModels drawn{.draws = options.draws};
    std::array<std::vector<double>, theory_model_totals.size()> values;
    for (auto& of_model : values) of_model.reserve(options.draws);
    std::vector<double> drawn_inputs(inputs.size());
    std::vector<TheoryState> states;
    for (std::uint64_t from = 0; from < options.draws; from += models_at_a_time) {
        states.clear();
        const std::uint64_t to = std::min<std::uint64_t>(options.draws, from + models_at_a_time);
        for (std::uint64_t k = from; k < to; ++k) {
            normals.draw(options.seed, RandomStream::error_propagation, options.first_index + k, drawn_inputs);
            TheoryState& one = states.emplace_back(state.state);
            for (std::size_t i = 0; i < inputs.size(); ++i) one.*inputs[i]->member = drawn_inputs[i];
            const std::string_view unusable = unusable_input(one);
            if (unusable.empty()) continue;
            ++drawn.discarded[unusable];
            states.pop_back();
        }
        for (const SoretModels& models : models_of(states, backend, execution)) {
            for (std::size_t m = 0; m < values.size(); ++m) values[m].push_back(models.*theory_model_totals[m]);
        }
    }
    for (std::size_t m = 0; m < values.size(); ++m) {
        if (values[m].size() >= 2) drawn.values[m] = drawn_value(values[m]);
    }
    return drawn;
}

bool differ_noticeably(const DrawnValue& drawn, double value, double linear_error) {
    return std::abs(drawn.standard_deviation - linear_error) > noticeable_difference * linear_error ||
           std::abs(drawn.mean - value) > noticeable_difference * linear_error;
}

}  // namespace soret
