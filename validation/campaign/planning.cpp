#include "soret/validation/campaign/planning.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/quantities.hpp"

namespace soret {

namespace {

Manifest empty_manifest(const PlanOptions& options) {
    Manifest manifest;
    manifest.tier = options.tier;
    manifest.seed = options.seed;
    manifest.state_line = options.state_line;
    return manifest;
}

void add_route(std::set<std::string>& wanted, const std::string& name, const RouteTable& routes) {
    if (name.empty() || !wanted.insert(name).second) return;
    for (const std::string& other : routes.named(name).needs()) add_route(wanted, other, routes);
}

void add_routes_of(std::set<std::string>& wanted, const CurveKey& key, const RouteTable& routes) {
    add_route(wanted, key.by.route, routes);
    add_route(wanted, key.by.gamma, routes);
    const bool corrected = key.study.of == Study::Of::infinite_system || key.study.of == Study::Of::published_size;
    if (corrected) add_route(wanted, quantity::viscosity.customary_route, routes);
}

/// The routes that yield a curve or claim of that name, and those that they need; empty if nothing does.
std::set<std::string> routes_for(const std::string& name, const Yield& yield, const PlanOptions& options,
                                 const RouteTable& routes, const ClaimTable& claims) {
    std::set<std::string> wanted;
    for (const CurveKey& key : yield.curves) {
        if (name_of(key) == name) add_routes_of(wanted, key, routes);
    }
    const Available available{yield.curves, yield.numbers, options.tier};
    for (const ClaimRule& rule : claims.rules) {
        for (const ClaimInstance& instance : claims.instances(rule, options.state_line, available)) {
            if (!is_claim_named(id_of(rule, instance), name)) continue;
            for (const CurveKey& key : instance.curves) {
                if (yield.curves.contains(key)) add_routes_of(wanted, key, routes);
            }
            for (const NumberKey& key : instance.numbers) add_route(wanted, key.route, routes);
        }
    }
    return wanted;
}

}  // namespace

// The slowest numbers to become precise are those of flows; a campaign that is interrupted has them first.
void put_in_order(std::vector<Task>& tasks, const RouteTable& routes) {
    std::set<std::string> awaited;
    for (const Task& task : tasks) awaited.insert(task.needs.begin(), task.needs.end());
    const auto place = [&](const Task& task) {
        if (awaited.contains(task.id)) return 0;
        return routes.named(task.route).needs().empty() ? 2 : 1;
    };
    std::stable_sort(tasks.begin(), tasks.end(), [&](const Task& a, const Task& b) { return place(a) < place(b); });
}

Manifest plan_campaign(const PlanOptions& options, const RouteTable& routes, const ClaimTable& claims) {
    check_size(options);
    const Mixture& mixture = options.state_line.mixture;
    if (mixture.species_count() != 2) {
        throw InvalidArgument(fmt::format("the mixture has {} species: must have 2", mixture.species_count()));
    }
    Manifest everything = empty_manifest(options);
    for (const auto& route : routes.routes) route->plan(options, everything);
    if (!options.only.empty()) {
        const Yield yield = routes.yields(everything);
        std::set<std::string> wanted;
        for (const std::string& name : options.only) {
            const std::set<std::string> found = routes_for(name, yield, options, routes, claims);
            if (found.empty()) {
                throw InvalidArgument(
                    fmt::format("only = {}: no route of tier {} yields it", name, name_of(options.tier)));
            }
            wanted.insert(found.begin(), found.end());
        }
        everything = empty_manifest(options);
        for (const auto& route : routes.routes) {
            if (wanted.contains(route->name())) route->plan(options, everything);
        }
    }
    put_in_order(everything.tasks, routes);
    return everything;
}

CampaignNames names_in(const Manifest& manifest, const RouteTable& routes, const ClaimTable& claims) {
    const Yield yield = routes.yields(manifest);
    CampaignNames names;
    for (const CurveKey& key : yield.curves) names.curves.push_back(name_of(key));
    names.claims = claim_ids(claims, manifest.state_line, {yield.curves, yield.numbers, manifest.tier});
    return names;
}

}  // namespace soret
