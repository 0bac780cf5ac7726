#pragma once

#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "soret/validation/campaign/route.hpp"
#include "soret/validation/planning/campaign_request.hpp"
#include "soret/validation/routes/semi_grand/semi_grand_point.hpp"

namespace soret {

/// Heat fields times box edge that the pilot tries, one after the other, until none is too large for the liquid.
inline constexpr double pilot_fields[] = {2.4, 1.2, 0.6};

/// Short tasks of the same routes at all compositions, a campaign of its own.
/// attempt   index in pilot_fields
Manifest pilot_manifest(const CampaignRequest& request, std::size_t attempt);

/// What the pilot found at one composition.
struct PilotPoint {
    double x1 = 0.0;       ///< wanted
    SemiGrandPoint chain;  ///< of all chains of the pilot
    double density = 0.0;
    /// A squared error, which falls as one over the sweeps.
    struct SquaredError {
        double after_one_sweep = 0.0;
        double freedom = 0.0;  ///< degrees of freedom of the chi^2 that it scatters as
    };
    /// Of the mean x_1, of Gamma relatively, of the enthalpy of a particle at fixed composition, and of its slope h_1 -
    /// h_2.
    struct Noise {
        SquaredError x1, gamma, enthalpy, enthalpy_difference;
    };
    Noise noise;
    /// L_11, L'_1q, L'_qq at zero field; L'_1q/L_11 is that of a straight line along the compositions where there are
    /// three or more. 0 without fields.
    Eigen::Vector3d onsager = Eigen::Vector3d::Zero();
    Estimate onsager_ratio;  ///< L'_1q/L_11
    double heating = 0.0;    ///< how much hotter the motion along a field is than the mean, over F^2  [sigma^2]
    double memory = 0.0;     ///< of J_1                                                               [tau]
    double specific = 1.0;   ///< d(h_s1 - h_s2)/d(h_1 - h_2)                                          [1/m]
};

struct Pilot {
    std::vector<PilotPoint> points;  ///< in ascending order of x_1
    int chain_particles = 0;
    int field_particles = 0;  ///< 0 without fields
    double field = 0.0;       ///< F_q of the pilot
    double interval = 0.0;    ///< between two of its samples
    /// What tasks took over what plans take for them (routes/planned_speed.hpp), of chains and under fields.
    double chain_speed = 1.0, field_speed = 1.0;
};

/// Why no campaign can be planned here: one line that names the composition, what happened, and what to change.
struct NoLiquid {
    double x1 = 0.0;
    std::string text;
};
/// Looks for a demixed, boiled or frozen liquid, a composition that the chains cannot hold, or species that never
/// change into each other.
std::optional<NoLiquid> no_liquid(const Manifest& manifest, const TaskResults& results);

/// Whether the field was too large somewhere: then the next of pilot_fields is to be tried.
bool field_is_too_large(const Manifest& manifest, const TaskResults& results);

/// throws   InvalidInput: results that the routes do not write
Pilot what_the_pilot_says(const Manifest& manifest, const TaskResults& results);

}  // namespace soret
