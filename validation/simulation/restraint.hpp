#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include <nlohmann/json.hpp>

#include "soret/common/restraints.hpp"

namespace soret {

/// Which particles of a start are held where they are, and for how long.
struct RestraintSettings {
    double spring = 0.0;  ///< k; 0: none                                              [eps/sigma^2]
    double z_low = 0.0;   ///< of the z edge: [z_low, z_high), up to the edge if 1
    double z_high = 1.0;  ///< > z_low
    std::optional<std::int32_t> species = std::nullopt;  ///< 0-based; all if not given
    std::optional<double> time = std::nullopt;  ///< until then; to the end of the run if not given          [tau]

    bool any() const { return spring > 0.0; }
    /// Steps, the equilibration included, after which they are let go: the time to the nearest step, at least one.
    std::uint64_t steps(double timestep) const;
    nlohmann::json parameters() const;
};

/// Anchors at the places of the particles that are meant.
/// throws   InvalidState: there are none
RestraintAnchors anchors_of(const State& start, const RestraintSettings& settings);

nlohmann::json anchors_to_json(const RestraintAnchors& anchors);
/// throws   nlohmann::json::exception: not what anchors_to_json writes
RestraintAnchors anchors_from_json(const nlohmann::json& saved);

}  // namespace soret
