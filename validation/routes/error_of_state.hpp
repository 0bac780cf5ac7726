#pragma once

#include <array>

#include <nlohmann/json.hpp>

#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/linear_combination.hpp"

namespace soret {

/// All runs at a composition have the one density (and energy) that were found for them by a measurement: what they
/// have in common with each other, but not with the state line, is the error of that measurement. No number of runs
/// makes it smaller. Their mean temperature or pressure with both errors.
/// of_runs   with the error that the runs have about their common mean
/// state     what the task found which their density is from: the last of "measured" has `what` with its error
inline Estimate with_error_of_state(const Estimate& of_runs, const nlohmann::json& state, const char* what) {
    auto found = field<nlohmann::json>(state, "measured").back().at(what).get<Estimate>();
    found.value = 0.0;
    return linear_combination(std::array{1.0, 1.0}, std::array{of_runs, found});
}

}  // namespace soret
