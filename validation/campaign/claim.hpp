#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/estimate.hpp"
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
    /// What is accepted, in words, where it is no band: "< 0 everywhere". Then `published` is the edge and `tolerance`
    /// 0, or 0 and the half-width of the deviations.
    std::string accepted = {};
};

struct ClaimResult {
    Claim claim;
    std::optional<Estimate> measured;  ///< none where nothing could be measured
    Judgement judgement;
};

/// Object of id, statement, formula, published, as_published, accepted (null for a band), measured, unit, tolerance, z,
/// z_limit, verdict, reason, source.
void to_json(nlohmann::json& json, const ClaimResult& result);
/// throws   InvalidInput: not what to_json writes
void from_json(const nlohmann::json& json, ClaimResult& result);

/// The false-alarm rate of all verdicts and as many degrees of freedom as the error of the measurement has.
VerdictRules rules_for(const Estimate& measured);

/// All that claims are judged by.
struct Findings {
    StateLine state_line;
    Curves curves;
    Numbers numbers;
    Tier tier = Tier::standard;
};

/// What there is to judge claims by, before anything is measured or afterwards.
struct Available {
    std::set<CurveKey> curves;
    std::set<NumberKey> numbers;
    Tier tier = Tier::standard;
};
Available available_in(const Findings& findings);

/// One claim that can be judged: what it needs, and what it says of itself besides the row of the table.
struct ClaimInstance {
    std::string suffix;            ///< of the id: the route; empty if there is one claim only
    std::vector<CurveKey> curves;  ///< in the order in which the judge wants them
    std::vector<NumberKey> numbers;
};

/// Which mixtures a claim is about.
enum class ClaimScope {
    paper,      ///< the published mixture and state line
    any,        ///< whatever obeys thermodynamics
    equations,  ///< those that the equations of state hold for
};

/// A row of the table of claims.
struct ClaimRule {
    Claim claim;  ///< what is the same for all of its instances; their ids are "ID" or "ID/SUFFIX"
    ClaimScope scope = ClaimScope::paper;
    /// The claims that can be judged by what is there, at least in part: a claim that compares two curves is judged if
    /// either is there, and inconclusive without the other.
    std::function<std::vector<ClaimInstance>(const Available&)> needs;
    /// claim   with the id of the instance
    std::function<ClaimResult(const Findings&, Claim claim, const ClaimInstance&)> judge;
    /// The smallest tier whose errors can decide it: smaller ones do not make the claim.
    Tier least_tier = Tier::quick;
    /// About all routes together, which can decide where each by itself cannot: the least tiers of ClaimTable do not
    /// count.
    bool of_all_routes = false;
};

/// "ID" or "ID/SUFFIX".
std::string id_of(const ClaimRule& rule, const ClaimInstance& instance);

/// The table of claims, and the fits behind them for results.json.
struct ClaimTable {
    std::vector<ClaimRule> rules;
    std::function<bool(const StateLine&)> equations_hold = [](const StateLine&) { return false; };
    std::function<nlohmann::json(const Findings&)> fits = [](const Findings&) { return nlohmann::json::object(); };
    /// Why what an instance is judged by says nothing, whatever its value and error: it is inconclusive then.
    std::function<std::optional<std::string>(const Findings&, const ClaimInstance&)> doubt =
        [](const Findings&, const ClaimInstance&) { return std::nullopt; };

    /// By route, the smallest tier whose errors can decide claims about curves by it; routes that are not there decide
    /// in every tier.
    std::map<std::string, Tier> least_tier_of_route = {};
    /// The same for curves that are made with the Gamma of a route.
    std::map<std::string, Tier> least_tier_of_gamma = {};

    /// What a rule judges on this state line of what is available.
    std::vector<ClaimInstance> instances(const ClaimRule& rule, const StateLine& state_line,
                                         const Available& available) const;

private:
    bool applies(const ClaimRule& rule, const StateLine& state_line, Tier tier) const;
    bool decides(const ClaimInstance& instance, Tier tier) const;
};

/// Judges every claim that the findings allow, in the order of the table.
std::vector<ClaimResult> judge_claims(const ClaimTable& table, const Findings& findings);

/// Ids of the claims that can be judged on this state line by what is available, each once.
std::vector<std::string> claim_ids(const ClaimTable& table, const StateLine& state_line, const Available& available);

/// True if `wanted` is the id or its part before the '/'.
bool is_claim_named(const std::string& id, const std::string& wanted);

/// The verdict of all claims but those that `accepted` names (ids, parts before the '/', or "inconclusive" for all
/// those).
Verdict verdict_without(const std::vector<ClaimResult>& claims, const std::vector<std::string>& accepted);

/// What a claim needs, in the ways that occur often.
namespace needs {

using Needs = std::function<std::vector<ClaimInstance>(const Available&)>;

/// The curve corrected to the size of the published values where there is one, else the curve itself.
CurveKey at_published_size(const CurveKey& key, const Available& available);
/// One claim for each main curve of a quantity, with its route as suffix.
Needs each(const Quantity& quantity);
/// The same, made about the curve at the size of the published values where there is one. The suffix stays that of the
/// route.
Needs each_at_published_size(const Quantity& quantity);
/// One claim about the curve of the first of preferred_onsager_routes that has one, at the size of the published values
/// where that is known.
Needs preferred_at_published_size(const Quantity& quantity);
/// One claim if any of these curves is there; the instance has all of them, in this order.
Needs any_of(std::vector<CurveKey> curves);
/// One claim for each route that yields a number of this name, with that route as suffix.
Needs each_number(const std::string& name);
/// One claim if all of these numbers are there; the instance has them in this order.
Needs all_of(std::vector<NumberKey> numbers);

}  // namespace needs

}  // namespace soret
