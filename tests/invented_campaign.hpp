#pragma once

// Campaigns planned for wanted errors on invented liquids that follow the laws of noise.

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "invented_fields.hpp"
#include "soret/validation/planning/wanted_plan.hpp"
#include "soret/validation/routes/routes.hpp"
#include "synthetic_campaign.hpp"

namespace soret::test {

inline CampaignRequest request_for(const std::vector<double>& x1, const WantedErrors& wanted, bool fields) {
    CampaignRequest request;
    request.file = "campaign.toml";
    // Another temperature than the paper's by a hair: nothing is known of its fields before.
    request.state_line.temperature = 0.62 + 1e-9;
    request.compositions = x1;
    request.routes = {"semigrand"};
    if (fields) request.routes.push_back("hnemd");
    request.wanted = wanted;
    return request;
}

inline synthetic::FieldTruth fields_like_the_papers() {
    synthetic::FieldTruth truth;
    truth.onsager = [](double x1) {
        const double L_11 = 0.036 * x1 * (1.0 - x1);
        return Eigen::Vector3d(L_11, -0.66 * L_11, 2.6 - x1);
    };
    truth.curvature = {0.3, -0.3, 0.3};
    truth.enthalpy_difference = synthetic::truth_of_pets(0.6).enthalpy_difference;
    return truth;
}

inline TaskResults invented_results(const Manifest& manifest) {
    Manifest chains = manifest;
    std::erase_if(chains.tasks, [](const Task& task) { return task.route != semi_grand_route; });
    TaskResults results = synthetic::results(chains, synthetic::truth_of_pets(0.6));
    synthetic::add_results(manifest, fields_like_the_papers(), results);
    return results;
}

inline PlannedCampaign planned_on_invented_pilot(const CampaignRequest& request) {
    const Manifest pilot = pilot_manifest(request, 0);
    const TaskResults results = invented_results(pilot);
    EXPECT_FALSE(no_liquid(pilot, results).has_value());
    EXPECT_FALSE(field_is_too_large(pilot, results));
    return plan_for_errors(request, what_the_pilot_says(pilot, results), all_routes());
}

/// Standard errors along a curve over what was wanted, relative to the size of the values if asked for; the largest.
inline double largest_share(const Curve& curve, double wanted, bool relative) {
    double largest = 0.0;
    for (const CurvePoint& point : curve.points) {
        const double size = relative ? std::fabs(point.estimate.value) : 1.0;
        largest = std::max(largest, point.estimate.standard_error / size / wanted);
    }
    return largest;
}

}  // namespace soret::test
