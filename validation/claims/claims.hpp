#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/common/statistics/verdict.hpp"
#include "soret/validation/campaign/curve.hpp"
#include "soret/validation/campaign/manifest.hpp"

namespace soret {

/// Something published or demanded by theory that a measurement can contradict.
struct Claim {
    std::string id;         ///< with the route as suffix if it is found once a route: g-min/semigrand
    std::string statement;  ///< one sentence for a reader
    std::string formula;
    double published = 0.0;
    double tolerance = 0.0;  ///< half-width of the accepted band around `published`, and why it is that: see source
    std::string unit;
    std::string source;
    std::string as_published = {};  ///< as the publication writes it, "~ 0.5"; empty if it states no such number
    /// What is accepted, in words, where it is no band: "< 0 everywhere". Then `published` is the edge and `tolerance` 0, or
    /// 0 and the half-width of the deviations.
    std::string accepted = {};
};

struct ClaimResult {
    Claim claim;
    std::optional<Estimate> measured;  ///< none where nothing could be measured
    Judgement judgement;
};

/// The false-alarm rate of all verdicts and as many degrees of freedom as the error of the measurement has.
VerdictRules rules_for(const Estimate& measured);

/// Object of id, statement, formula, published, accepted (null for a band), measured, unit, tolerance, z, z_limit, verdict, reason, source.
void to_json(nlohmann::json& json, const ClaimResult& result);

/// All that claims are judged by.
struct Findings {
    StateLine state_line;
    Curves curves;
    std::map<std::string, Estimate> quantities;
};

/// Judges every claim that the findings allow, in the order of the table in the documentation. Claims of the paper are
/// made only about the paper's mixture and state line; those of theory about every mixture the theory is for. A claim that
/// compares two curves is made if either is there, and is inconclusive without the other.
std::vector<ClaimResult> judge_claims(const Findings& findings);

/// Ids of the claims that curves of these names have a say in (for the paper's mixture), each once.
std::vector<std::string> claims_from(const std::vector<std::string>& curves);

/// True if `wanted` is the id or its part before the '/'.
bool is_claim_named(const std::string& id, const std::string& wanted);

/// The name of the route in "gamma_ROUTE" or in another curve of the kind; empty for other curves and for size studies.
std::string route_of_gamma_curve(const std::string& curve);

/// True if the route's Gamma is an estimate that another route's is made of: gamma_semigrand_slope beside
/// gamma_semigrand. No claim is judged about such a part: it would be judged twice.
bool is_part_of_another(const std::string& route, const Curves& curves);

/// True for "..._n500": a curve of a study of system sizes, at one of them.
bool is_of_a_size_study(const std::string& curve);

/// The fit that a claim about the minimum of Gamma is judged by, with one or both ends held at 1.
enum class PinnedEnds { both, x1_is_1, x1_is_0 };
/// returns   nothing if there are too few points
std::optional<DegreeChoice> fit_gamma(const Curve& gamma, PinnedEnds ends);

}  // namespace soret
