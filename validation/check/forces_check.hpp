#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "soret/common/execution.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/validation/check/check_report.hpp"
#include "soret/validation/check/comparison.hpp"
#include "soret/validation/check/results_file.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// What `soret check forces` is asked to compare.
struct ForcesCheck {
    const ConfigurationFile& configuration;
    std::string_view configuration_text;
    std::string results;  ///< path
    const Mixture& mixture;
    Backend backend = Backend::optimized;
    Execution execution;
    ColumnMap columns;
    std::optional<double> limit;  ///< of every number; it only widens
};

/// Compares another code's numbers for a configuration with ours.                             [docs/checking-limits.md]
/// returns   also where they cannot be compared: then cannot_compare says why
/// throws    InvalidState: forces of the configuration cannot be computed
CheckReport check_forces(const ForcesCheck& check);

}  // namespace soret
