#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "soret/validation/campaign/campaign.hpp"

namespace soret {

struct AuditedTask {
    std::string task;
    std::string stored;  ///< digest in its result file
    std::string found;   ///< digest of the result now
    bool agrees() const { return stored == found; }
};

struct AuditResult {
    std::vector<AuditedTask> tasks;  ///< in the order of the manifest
    bool agrees() const;
};

/// Runs finished tasks of a campaign again, as its manifest has them, and compares digests. Nothing is written.
///   sample   how many, >= 1; all that are finished if there are fewer
///   seed     of the choice, stream `bootstrap`
/// throws     InvalidArgument: sample 0;  InvalidInput: a damaged file, no finished task
AuditResult audit(const Campaign& campaign, const RouteLookup& routes, const WorkOptions& options, std::size_t sample,
                  std::uint64_t seed);

}  // namespace soret
