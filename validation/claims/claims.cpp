#include "soret/validation/claims/claims.hpp"

#include <algorithm>
#include <cctype>

#include "soret/validation/claims/gamma_claims.hpp"
#include "soret/validation/claims/soret_claims.hpp"
#include "soret/validation/claims/theory_claims.hpp"
#include "soret/validation/claims/transport_claims.hpp"

namespace soret {

namespace {

const std::string gamma_prefix = "gamma_";
const std::string pressure_prefix = "pressure_";

// The part of a route's name before its last '_': the route that it may be a part of. "" if there is none.
std::string whole_of(const std::string& route) {
    const std::size_t last = route.rfind('_');
    return last == std::string::npos ? "" : route.substr(0, last);
}

}  // namespace

void to_json(nlohmann::json& json, const ClaimResult& result) {
    const Claim& claim = result.claim;
    json = {{"id", claim.id},
            {"statement", claim.statement},
            {"formula", claim.formula},
            {"published", claim.published},
            {"accepted", nullptr},
            {"measured", result.measured},
            {"unit", claim.unit},
            {"tolerance", claim.tolerance},
            {"z", nullptr},
            {"z_limit", result.judgement.z_limit},
            {"verdict", std::string(name_of(result.judgement.verdict))},
            {"reason", result.judgement.reason},
            {"source", claim.source}};
    if (!claim.accepted.empty()) json["accepted"] = claim.accepted;
    if (result.judgement.z) json["z"] = *result.judgement.z;
}

VerdictRules rules_for(const Estimate& measured) {
    VerdictRules rules;
    if (measured.effective_samples > 0.0) rules.degrees_of_freedom = std::max(1.0, measured.effective_samples - 1.0);
    return rules;
}

std::vector<ClaimResult> judge_claims(const Findings& findings) {
    std::vector<ClaimResult> results;
    if (findings.state_line == StateLine{}) {
        results = judge_soret_claims(findings);
        for (const auto& [name, curve] : findings.curves) {
            const std::string route = route_of_gamma_curve(name);
            if (route.empty() || is_part_of_another(route, findings.curves)) continue;
            results.push_back(judge_gamma_minimum(route, curve));
            results.push_back(judge_gamma_at_liquidus(route, curve));
        }
        for (ClaimResult& result : judge_transport_claims(findings)) results.push_back(std::move(result));
    }
    for (ClaimResult& result : judge_theory_claims(findings)) results.push_back(std::move(result));
    return results;
}

std::vector<std::string> claims_from(const std::vector<std::string>& curves) {
    std::vector<std::string> ids = soret_claims_from(curves);
    for (std::string& id : transport_claims_from(curves)) ids.push_back(std::move(id));
    for (const std::string& curve : curves) {
        const std::string route = route_of_gamma_curve(curve);
        if (!route.empty() && std::find(curves.begin(), curves.end(), gamma_prefix + whole_of(route)) == curves.end()) {
            for (const char* claim : {"g-min/", "g-021/", "gamma-pets/"}) ids.push_back(claim + route);
        }
        if (curve == "density") ids.insert(ids.end(), {"density-thol-1", "density-thol-2", "density-pets"});
        if (curve == "enthalpy_difference") ids.emplace_back("enthalpy-pets");
        if (curve == "gamma_semigrand") ids.insert(ids.end(), {"gamma-integral/semigrand", "liquid/semigrand"});
        if (curve.starts_with(pressure_prefix)) ids.push_back("pressure/" + curve.substr(pressure_prefix.size()));
    }
    return ids;
}

bool is_claim_named(const std::string& id, const std::string& wanted) {
    return id == wanted || id.substr(0, id.find('/')) == wanted;
}

bool is_part_of_another(const std::string& route, const Curves& curves) {
    return curves.contains(gamma_prefix + whole_of(route));
}

bool is_of_a_size_study(const std::string& curve) {
    const std::size_t last = curve.rfind('_');
    if (last == std::string::npos || curve.size() < last + 3 || curve[last + 1] != 'n') return false;
    return std::all_of(curve.begin() + static_cast<std::ptrdiff_t>(last) + 2, curve.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string route_of_gamma_curve(const std::string& curve) {
    if (!curve.starts_with(gamma_prefix) || is_of_a_size_study(curve)) return "";
    return curve.substr(gamma_prefix.size());
}

}  // namespace soret
