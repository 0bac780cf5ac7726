#include "soret/validation/campaign/claim.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"

namespace soret {

namespace {

Verdict verdict_from(const std::string& name) {
    for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::inconclusive}) {
        if (name == name_of(verdict)) return verdict;
    }
    throw InvalidInput("verdict = " + name + ": must be pass, fail or inconclusive");
}

template <class T>
std::optional<T> field_unless_null(const nlohmann::json& json, const char* key) {
    const auto value = field<nlohmann::json>(json, key);
    if (value.is_null()) return std::nullopt;
    return field<T>(json, key);
}

}  // namespace

std::string id_of(const ClaimRule& rule, const ClaimInstance& instance) {
    return instance.suffix.empty() ? rule.claim.id : rule.claim.id + "/" + instance.suffix;
}

void to_json(nlohmann::json& json, const ClaimResult& result) {
    const Claim& claim = result.claim;
    json = {{"id", claim.id},
            {"statement", claim.statement},
            {"formula", claim.formula},
            {"published", claim.published},
            {"as_published", claim.as_published},
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

void from_json(const nlohmann::json& json, ClaimResult& result) {
    const auto text = [&](const char* key) { return field<std::string>(json, key); };
    result.claim = {.id = text("id"),
                    .statement = text("statement"),
                    .formula = text("formula"),
                    .published = field<double>(json, "published"),
                    .tolerance = field<double>(json, "tolerance"),
                    .unit = text("unit"),
                    .source = text("source"),
                    .as_published = text("as_published"),
                    .accepted = field_unless_null<std::string>(json, "accepted").value_or("")};
    result.measured = field_unless_null<Estimate>(json, "measured");
    result.judgement = {verdict_from(text("verdict")), field_unless_null<double>(json, "z"),
                        field<double>(json, "z_limit"), text("reason")};
}

VerdictRules rules_for(const Estimate& measured) {
    VerdictRules rules;
    if (measured.effective_samples > 0.0) rules.degrees_of_freedom = std::max(1.0, measured.effective_samples - 1.0);
    return rules;
}

Available available_in(const Findings& findings) {
    Available available;
    for (const auto& [key, curve] : findings.curves) {
        if (!curve.points.empty()) available.curves.insert(key);
    }
    for (const auto& [key, estimate] : findings.numbers) available.numbers.insert(key);
    available.tier = findings.tier;
    return available;
}

bool ClaimTable::applies(const ClaimRule& rule, const StateLine& state_line, Tier tier) const {
    if (tier < rule.least_tier) return false;
    switch (rule.scope) {
        case ClaimScope::paper: return state_line == StateLine{};
        case ClaimScope::any: return true;
        case ClaimScope::equations: return equations_hold(state_line);
    }
    return false;
}

bool ClaimTable::decides(const ClaimInstance& instance, Tier tier) const {
    const auto is_above = [&](const std::map<std::string, Tier>& least, const std::string& route) {
        const auto found = least.find(route);
        return found != least.end() && tier < found->second;
    };
    return std::none_of(instance.curves.begin(), instance.curves.end(), [&](const CurveKey& key) {
        return is_above(least_tier_of_route, key.by.route) || is_above(least_tier_of_gamma, key.by.gamma);
    });
}

std::vector<ClaimInstance> ClaimTable::instances(const ClaimRule& rule, const StateLine& state_line,
                                                 const Available& available) const {
    if (!applies(rule, state_line, available.tier)) return {};
    std::vector<ClaimInstance> instances = rule.needs(available);
    if (rule.of_all_routes) return instances;
    std::erase_if(instances, [&](const ClaimInstance& instance) { return !decides(instance, available.tier); });
    return instances;
}

namespace {

void take_back(Judgement& judgement, const std::string& doubt) {
    if (judgement.verdict == Verdict::inconclusive) return;
    judgement.reason =
        fmt::format("{}; but for that it would {}: {}", doubt, name_of(judgement.verdict), judgement.reason);
    judgement.verdict = Verdict::inconclusive;
}

}  // namespace

std::vector<ClaimResult> judge_claims(const ClaimTable& table, const Findings& findings) {
    const Available available = available_in(findings);
    std::vector<ClaimResult> results;
    for (const ClaimRule& rule : table.rules) {
        for (const ClaimInstance& instance : table.instances(rule, findings.state_line, available)) {
            Claim claim = rule.claim;
            claim.id = id_of(rule, instance);
            results.push_back(rule.judge(findings, std::move(claim), instance));
            if (const auto doubt = table.doubt(findings, instance)) take_back(results.back().judgement, *doubt);
        }
    }
    return results;
}

std::vector<std::string> claim_ids(const ClaimTable& table, const StateLine& state_line, const Available& available) {
    std::vector<std::string> ids;
    for (const ClaimRule& rule : table.rules) {
        for (const ClaimInstance& instance : table.instances(rule, state_line, available)) {
            ids.push_back(id_of(rule, instance));
        }
    }
    return ids;
}

bool is_claim_named(const std::string& id, const std::string& wanted) {
    return id == wanted || id.substr(0, id.find('/')) == wanted;
}

Verdict verdict_without(const std::vector<ClaimResult>& claims, const std::vector<std::string>& accepted) {
    std::vector<Verdict> verdicts;
    for (const ClaimResult& result : claims) {
        const Verdict verdict = result.judgement.verdict;
        const bool is_accepted = std::any_of(accepted.begin(), accepted.end(), [&](const std::string& name) {
            return name == name_of(Verdict::inconclusive) ? verdict == Verdict::inconclusive
                                                          : is_claim_named(result.claim.id, name);
        });
        if (!is_accepted) verdicts.push_back(verdict);
    }
    return combined(verdicts);
}

namespace needs {

CurveKey at_published_size(const CurveKey& key, const Available& available) {
    const CurveKey corrected{key.quantity, key.by, {Study::Of::published_size}};
    return available.curves.contains(corrected) ? corrected : key;
}

Needs each(const Quantity& quantity) {
    return [quantity](const Available& available) {
        std::vector<ClaimInstance> instances;
        for (const CurveKey& key : available.curves) {
            if (key.quantity == quantity && key.is_main()) instances.push_back({name_of(key.by), {key}, {}});
        }
        return instances;
    };
}

Needs each_at_published_size(const Quantity& quantity) {
    return [quantity](const Available& available) {
        std::vector<ClaimInstance> instances = each(quantity)(available);
        for (ClaimInstance& instance : instances) {
            instance.curves.front() = at_published_size(instance.curves.front(), available);
        }
        return instances;
    };
}

Needs preferred_at_published_size(const Quantity& quantity) {
    return [quantity](const Available& available) -> std::vector<ClaimInstance> {
        for (const std::string& route : preferred_onsager_routes) {
            const CurveKey key{quantity, {route}};
            if (available.curves.contains(key)) return {{"", {at_published_size(key, available)}, {}}};
        }
        return {};
    };
}

Needs any_of(std::vector<CurveKey> curves) {
    return [curves = std::move(curves)](const Available& available) -> std::vector<ClaimInstance> {
        const bool there = std::any_of(curves.begin(), curves.end(),
                                       [&](const CurveKey& key) { return available.curves.contains(key); });
        if (!there) return {};
        return {{"", curves, {}}};
    };
}

Needs each_number(const std::string& name) {
    return [name](const Available& available) {
        std::vector<ClaimInstance> instances;
        for (const NumberKey& key : available.numbers) {
            if (key.name == name) instances.push_back({key.route, {}, {key}});
        }
        return instances;
    };
}

Needs all_of(std::vector<NumberKey> numbers) {
    return [numbers = std::move(numbers)](const Available& available) {
        const bool all = std::all_of(numbers.begin(), numbers.end(),
                                     [&](const NumberKey& key) { return available.numbers.contains(key); });
        return all ? std::vector<ClaimInstance>{{"", {}, numbers}} : std::vector<ClaimInstance>{};
    };
}

}  // namespace needs

}  // namespace soret
