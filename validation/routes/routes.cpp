#include "soret/validation/routes/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "soret/common/errors.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/nemd/nemd.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/transport_curves.hpp"

namespace soret {

namespace {

std::vector<std::unique_ptr<Route>> routes_of(const PlanOptions& options) {
    std::vector<std::unique_ptr<Route>> routes;
    routes.push_back(
        std::make_unique<SemiGrandRoute>(semi_grand_plan(options.tier, options.particles, options.effort)));
    routes.push_back(
        std::make_unique<GreenKuboRoute>(green_kubo_plan(options.tier, options.particles, options.effort)));
    routes.push_back(std::make_unique<NemdRoute>(nemd_plan(options.tier, options.particles, options.effort)));
    return routes;
}

bool yields(const Route& route, Tier tier, const std::string& wanted) {
    const std::vector<std::string> curves = route.curves(tier);
    if (std::find(curves.begin(), curves.end(), wanted) != curves.end()) return true;
    const std::vector<std::string> claims = claims_from(curves);
    return std::any_of(claims.begin(), claims.end(), [&](const std::string& id) { return is_claim_named(id, wanted); });
}

/// In the order of work: what other tasks wait for, then the routes that need others, then the rest. The slowest numbers to
/// become precise are those of flows; a campaign that is interrupted has them first.
void put_in_order(std::vector<Task>& tasks, const std::vector<std::unique_ptr<Route>>& routes) {
    std::set<std::string> awaited;
    for (const Task& task : tasks) awaited.insert(task.needs.begin(), task.needs.end());
    const auto place = [&](const Task& task) {
        if (awaited.contains(task.id)) return 0;
        const auto route =
            std::find_if(routes.begin(), routes.end(), [&](const auto& r) { return r->name() == task.route; });
        return (*route)->needs().empty() ? 2 : 1;
    };
    std::stable_sort(tasks.begin(), tasks.end(), [&](const Task& a, const Task& b) { return place(a) < place(b); });
}

}  // namespace

Manifest plan_campaign(const PlanOptions& options) {
    if (options.state_line.mixture.species_count() != 2) {
        throw InvalidArgument(
            fmt::format("the mixture has {} species: must have 2", options.state_line.mixture.species_count()));
    }
    Manifest manifest;
    manifest.tier = options.tier;
    manifest.seed = options.seed;
    manifest.state_line = options.state_line;
    const auto routes = routes_of(options);
    for (const std::string& wanted : options.only) {
        const bool known = std::any_of(routes.begin(), routes.end(),
                                       [&](const auto& route) { return yields(*route, options.tier, wanted); });
        if (!known)
            throw InvalidArgument(
                fmt::format("only = {}: no route of tier {} yields it", wanted, name_of(options.tier)));
    }
    std::set<std::string> needed;
    for (auto route = routes.rbegin(); route != routes.rend(); ++route) {  // each stands after those it needs
        const bool wanted = options.only.empty() ||
                            std::any_of(options.only.begin(), options.only.end(),
                                        [&](const std::string& name) { return yields(**route, options.tier, name); });
        if (!wanted && !needed.contains((*route)->name())) continue;
        needed.insert((*route)->name());
        for (const std::string& other : (*route)->needs()) needed.insert(other);
    }
    for (const auto& route : routes) {
        if (needed.contains(route->name())) route->plan(manifest);
    }
    put_in_order(manifest.tasks, routes);
    return manifest;
}

const Route& route_by_name(const std::string& name) {
    static const std::vector<std::unique_ptr<Route>> routes = routes_of({});
    for (const auto& route : routes) {
        if (route->name() == name) return *route;
    }
    throw InvalidInput(fmt::format("route = {}: this version does not have it", name));
}

Reduction reduce_campaign(const Manifest& manifest, const TaskResults& results) {
    Reduction all;
    for (const std::string& name : manifest.routes) {
        Reduction one = route_by_name(name).reduce(manifest, results);
        all.curves.merge(one.curves);
        all.onsager.insert(all.onsager.end(), one.onsager.begin(), one.onsager.end());
        all.quantities.merge(one.quantities);
        all.details.update(one.details);
    }
    add_transport_curves(all, manifest.state_line);
    return all;
}

}  // namespace soret
