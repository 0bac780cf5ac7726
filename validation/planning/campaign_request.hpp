#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "soret/validation/campaign/manifest.hpp"

namespace soret {

/// Errors that a campaign is planned for; each holds at every composition.
struct WantedErrors {
    std::optional<double> gamma;                 ///< standard error of Gamma
    std::optional<double> soret_coefficient;     ///< standard error over the size of S_T
    std::optional<double> onsager_ratio;         ///< the same of L'_1q/L_11
    std::optional<double> mutual_diffusion;      ///< of D_12
    std::optional<double> thermal_conductivity;  ///< of lambda
    std::optional<double> viscosity;             ///< of eta
    std::optional<double> core_hours;            ///< instead of the errors: what they may cost

    bool operator==(const WantedErrors&) const = default;
};

/// No error that is asked for may be smaller.
inline constexpr double smallest_error = 1e-4;

/// Members as in the table [wanted], those that are there.
nlohmann::json to_json(const WantedErrors& wanted);

/// What a campaign file asks for.
struct CampaignRequest {
    std::string file;  ///< for messages
    StateLine state_line;
    std::optional<double> density;  ///< in place of the pressure, which is to be found: at the only composition
    std::uint64_t seed = 1;
    std::optional<Tier> tier;          ///< the plan of `soret validate` for this mixture
    std::vector<double> compositions;  ///< x_1, ascending; none in a tier
    std::vector<std::string> routes;   ///< in the order of `known`
    WantedErrors wanted;

    bool has_route(const std::string& name) const;
};

/// Reads a campaign file: the tables [campaign] and [wanted] (docs/campaigns.md).
/// known      names of all routes
/// planned    those of them that can be planned for wanted errors; "green_kubo" is one only for the viscosity
/// throws     InvalidInput: one line that names file, line, key, value and allowed range
CampaignRequest read_campaign_request(const std::string& path, const std::vector<std::string>& known,
                                      const std::vector<std::string>& planned);

}  // namespace soret
