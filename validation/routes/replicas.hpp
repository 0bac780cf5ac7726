#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "soret/common/statistics/jackknife.hpp"
#include "soret/common/statistics/linear_combination.hpp"

namespace soret {

/// The mean of replicas of one length: their errors are too uncertain to weigh them by.
inline Estimate mean_of_replicas(const std::vector<Estimate>& estimates) {
    const auto n = static_cast<double>(estimates.size());
    return linear_combination(std::vector<double>(estimates.size(), 1.0 / n), estimates);
}

/// By quantity, whether the replicas of one state scatter as the blocks within them say.
using ReplicaAgreements = std::vector<std::pair<std::string, SeriesAgreement>>;

/// By quantity: chi_squared, degrees_of_freedom, p_value.
nlohmann::json json_of_replicas(const ReplicaAgreements& replicas);

/// "WORDS: chi^2 = ... for n degrees of freedom (p = ...); ...", each summed over independent states.
/// quantities   names in the agreements, and how a reader knows them
std::string summed_over_states(std::span<const ReplicaAgreements> states,
                               std::span<const std::pair<const char*, const char*>> quantities);

}  // namespace soret
