#include "soret/validation/planning/campaign_request.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "soret/common/files/toml_reader.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/start_defect.hpp"

namespace soret {

namespace {

constexpr std::size_t most_compositions = 40;
constexpr double smallest_step = 0.005;  // of x_1: ids have three digits, and chains wander by some 0.02
constexpr double largest_relative_error = 1.0;

struct WantedKey {
    const char* name;
    std::optional<double> WantedErrors::*member;
    const std::string& route;  // that finds it
};
const WantedKey wanted_keys[] = {{"gamma", &WantedErrors::gamma, semi_grand_route},
                                 {"soret_coefficient", &WantedErrors::soret_coefficient, hnemd_route},
                                 {"onsager_ratio", &WantedErrors::onsager_ratio, hnemd_route},
                                 {"mutual_diffusion", &WantedErrors::mutual_diffusion, hnemd_route},
                                 {"thermal_conductivity", &WantedErrors::thermal_conductivity, hnemd_route},
                                 {"viscosity", &WantedErrors::viscosity, green_kubo_route}};

StateLine read_state_line(TomlTable& table) {
    StateLine line;
    const auto mixture = table.optional_path("mixture");
    if (mixture) line.mixture = read_mixture(*mixture);
    const std::size_t species = line.mixture.species_count();
    if (species != 2) table.reject("mixture", fmt::format("has {} species: must have 2", species));
    try {
        check_measures_pressure(line.mixture);  // every route holds the pressure
    } catch (const InvalidArgument& error) {
        throw InvalidInput(fmt::format("{}: {}", *mixture, error.what()));
    }
    line.temperature = table.number("temperature", {.least = 0.0, .most = 1e4, .least_allowed = false});
    return line;
}

void read_pressure(TomlTable& table, CampaignRequest& request) {
    const double x1 = request.compositions.size() == 1 ? request.compositions.front() : 0.5;  // a density is of one
    const double most = largest_density(request.state_line.mixture, std::array{x1, 1.0 - x1});
    request.density = table.optional_number("density", {.least = 0.0, .most = most, .least_allowed = false});
    if (!request.density) {
        request.state_line.pressure = table.number("pressure", between(0.0, 1e6));
        return;
    }
    table.must_not_have("pressure", "must not be given together with density, whose pressure is found");
    if (request.tier || request.compositions.size() != 1) {
        table.reject("density",
                     "is possible with one composition only: several have one pressure in common, not one density; "
                     "give `pressure`");
    }
}

std::vector<double> read_compositions(TomlTable& table) {
    std::vector<double> x1 = table.numbers("x1", between(0.01, 0.99));
    std::sort(x1.begin(), x1.end());
    if (x1.size() > most_compositions) {
        table.reject("x1", fmt::format("has {} values: must have at most {}", x1.size(), most_compositions));
    }
    for (std::size_t k = 1; k < x1.size(); ++k) {
        if (x1[k] - x1[k - 1] >= smallest_step) continue;
        table.reject("x1", fmt::format("has {} and {}: must be at least {} apart", x1[k - 1], x1[k], smallest_step));
    }
    return x1;
}

std::vector<std::string> read_routes(TomlTable& table, const std::vector<std::string>& known,
                                     const std::vector<std::string>& planned, bool has_tier) {
    const std::vector<std::string>& possible = has_tier ? known : planned;
    const auto named = table.optional_strings("routes", 0);
    if (!named) return possible;
    for (const std::string& name : *named) {
        if (std::find(possible.begin(), possible.end(), name) != possible.end()) continue;
        const bool only_by_tier = std::find(known.begin(), known.end(), name) != known.end();
        table.reject("routes", only_by_tier ? fmt::format("{} is planned by `tier` only; errors are planned for {}",
                                                          name, fmt::join(planned, ", "))
                                            : fmt::format("{}: must be one of {}", name, fmt::join(possible, ", ")));
    }
    std::vector<std::string> routes;
    for (const std::string& name : possible) {
        if (std::find(named->begin(), named->end(), name) != named->end()) routes.push_back(name);
    }
    return routes;
}

WantedErrors read_wanted(TomlTable table, const CampaignRequest& request) {
    WantedErrors wanted;
    bool any = false;
    for (const WantedKey& key : wanted_keys) {
        wanted.*key.member = table.optional_number(key.name, between(smallest_error, largest_relative_error));
        if (!(wanted.*key.member)) continue;
        any = true;
        if (!request.has_route(key.route)) table.reject(key.name, fmt::format("needs the route {}", key.route));
    }
    wanted.core_hours = table.optional_number("core_hours", between(1e-3, 1e7));
    if (wanted.core_hours && any) table.reject("core_hours", "must not be given together with errors: it buys them");
    table.finish();
    if (!any && !wanted.core_hours) {
        throw InvalidInput(fmt::format("{}: wanted: must have an error that is wanted, or core_hours", request.file));
    }
    return wanted;
}

/// Of what can be planned the route of fluctuations finds the viscosity alone.
void settle_fluctuations(TomlTable& table, CampaignRequest& request) {
    if (!request.has_route(green_kubo_route) || request.wanted.viscosity) return;
    if (!table.has("routes")) {
        std::erase(request.routes, green_kubo_route);
    } else if (!request.wanted.core_hours) {
        table.reject("routes",
                     "has green_kubo, which is planned for an error of `viscosity` in [wanted]: there is none");
    }
}

}  // namespace

nlohmann::json to_json(const WantedErrors& wanted) {
    nlohmann::json json = nlohmann::json::object();
    for (const WantedKey& key : wanted_keys) {
        if (wanted.*key.member) json[key.name] = *(wanted.*key.member);
    }
    if (wanted.core_hours) json["core_hours"] = *wanted.core_hours;
    return json;
}

bool CampaignRequest::has_route(const std::string& name) const {
    return std::find(routes.begin(), routes.end(), name) != routes.end();
}

CampaignRequest read_campaign_request(const std::string& path, const std::vector<std::string>& known,
                                      const std::vector<std::string>& planned) {
    TomlTable file = TomlTable::read(path);
    file.knows({"campaign", "wanted"});
    TomlTable table = file.table("campaign");
    CampaignRequest request;
    request.file = path;
    request.state_line = read_state_line(table);
    request.seed = static_cast<std::uint64_t>(table.integer_or("seed", 1, {.least = 0}));
    const auto tier = table.optional_string("tier");
    if (tier) {
        try {
            request.tier = tier_from(*tier);
        } catch (const InvalidArgument& error) {
            table.reject("tier", "must be quick, standard or full");
        }
        table.must_not_have("x1", "must not be given together with tier, which has its own");
        if (file.has("wanted")) table.reject("tier", "must not be given together with [wanted]");
        request.routes = read_routes(table, known, planned, true);
    } else {
        request.compositions = read_compositions(table);
        request.routes = read_routes(table, known, planned, false);
        if (!request.has_route(semi_grand_route))
            table.reject("routes", "must have semigrand: all others start from it");
    }
    read_pressure(table, request);
    table.finish();
    if (!tier) {
        request.wanted = read_wanted(file.table("wanted"), request);
        settle_fluctuations(table, request);
    }
    return request;
}

}  // namespace soret
