#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "soret/common/provenance.hpp"
#include "soret/validation/report/report.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/nemd/nemd.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "synthetic_transport.hpp"

namespace soret::synthetic {

/// A report of invented curves with the details that its figures are made of.
inline Results transport_report(const std::vector<double>& compositions = nine_compositions(), double error = 0.04) {
    Results report;
    report.findings = transport_findings({}, {error, 0.01, 64.0}, 2, compositions);
    report.claims = judge_claims(all_claims(), report.findings);
    report.fits = all_claims().fits(report.findings);
    report.routes = {{"semigrand", SemiGrandRoute().words()},
                     {"green_kubo", GreenKuboRoute().words()},
                     {"nemd", NemdRoute().words()}};
    NormalSequence normal(5, RandomStream::synthetic_series, 9);
    for (const double x1 : compositions) {
        for (const char* route : {"semigrand", "fep"}) {
            const double gamma = 0.03 + 0.2 * x1 * (1.0 - x1);
            report.details["soret_error_shares"].push_back({{"route", route},
                                                            {"x1", x1},
                                                            {"green_kubo", 0.95 - gamma},
                                                            {"enthalpy_difference", 0.06},
                                                            {"gamma", gamma},
                                                            {"correlation", -0.01}});
        }
        nlohmann::json row{{"x1", x1}, {"upper_limit", 4.0}};
        double walk = 0.0;
        for (int k = 0; k <= 60; ++k) {
            const double time = 0.2 * k;
            walk += 0.01 * normal.next();
            row["times"].push_back(time);
            row["onsager_ratio"].push_back(-0.75 * (1.0 - std::exp(-time)) + walk);
            row["onsager_ratio_sem"].push_back(0.01 * std::sqrt(static_cast<double>(k)));
        }
        report.details["green_kubo_plateaus"].push_back(row);
    }
    report.provenance = to_json(provenance({}, 1));
    report.verdict = verdict_without(report.claims, {});
    return report;
}

}  // namespace soret::synthetic
