#include "soret/validation/campaign/results.hpp"

#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

inline constexpr int results_format = 2;

void check_names(const Curves& curves) {
    std::set<std::string> names;
    for (const auto& [key, curve] : curves) {
        if (!names.insert(name_of(key)).second) {
            throw std::logic_error(fmt::format("two curves have the name {}", name_of(key)));
        }
    }
}

nlohmann::json tables_to_json(const std::vector<ValueTable>& tables) {
    nlohmann::json json = nlohmann::json::array();
    for (const ValueTable& table : tables) {
        nlohmann::json columns = nlohmann::json::array();
        for (const ValueTable::Column& column : table.columns) {
            columns.push_back({{"curve", name_of(column.curve)}, {"heading", column.heading}});
        }
        json.push_back({{"title", table.title}, {"columns", columns}});
    }
    return json;
}

/// Columns whose curve is not there are left out.
std::vector<ValueTable> tables_from_json(const std::vector<nlohmann::json>& rows, const Curves& curves) {
    std::map<std::string, const CurveKey*> keys;
    for (const auto& [key, curve] : curves) keys.emplace(name_of(key), &key);
    std::vector<ValueTable> tables;
    for (const nlohmann::json& row : rows) {
        ValueTable table{field<std::string>(row, "title"), {}};
        for (const auto& column : field<std::vector<nlohmann::json>>(row, "columns")) {
            const auto key = keys.find(field<std::string>(column, "curve"));
            if (key != keys.end()) table.columns.push_back({*key->second, field<std::string>(column, "heading")});
        }
        tables.push_back(std::move(table));
    }
    return tables;
}

nlohmann::json routes_to_json(const std::vector<Results::RouteUsed>& routes) {
    nlohmann::json json = nlohmann::json::array();
    for (const Results::RouteUsed& route : routes) {
        json.push_back({{"name", route.name}, {"label", route.words.label}, {"description", route.words.description}});
    }
    return json;
}

std::vector<Results::RouteUsed> routes_from_json(const std::vector<nlohmann::json>& rows) {
    std::vector<Results::RouteUsed> routes;
    for (const nlohmann::json& row : rows) {
        routes.push_back({field<std::string>(row, "name"),
                          {field<std::string>(row, "label"), field<std::string>(row, "description")}});
    }
    return routes;
}

}  // namespace

std::string Results::label_of(const std::string& route) const {
    for (const RouteUsed& used : routes) {
        if (used.name == route) return used.words.label;
    }
    return route;
}

nlohmann::json to_json(const Results& results) {
    check_names(results.findings.curves);
    return {{"format", results_format},
            {"tier", std::string(name_of(results.tier))},
            {"seed", results.seed},
            {"state_line", to_json(results.findings.state_line)},
            {"verdict", std::string(name_of(results.verdict))},
            {"tasks", {{"finished", results.task_count}, {"planned", results.planned_task_count}}},
            {"claims", results.claims},
            {"curves", to_json(results.findings.curves)},
            {"curve_keys", keys_to_json(results.findings.curves)},
            {"quantities", to_json(results.findings.numbers)},
            {"fits", results.fits},
            {"routes", routes_to_json(results.routes)},
            {"departures_from_liquid", results.departures},
            {"tables", tables_to_json(results.tables)},
            {"remarks", results.remarks},
            {"details", results.details},
            {"provenance", results.provenance}};
}

Results results_from_json(const nlohmann::json& json) {
    const int format = json.is_object() && !json.contains("format") ? 1 : field<int>(json, "format");
    if (format != results_format) {
        throw InvalidInput(
            fmt::format("format = {}: must be {}; `soret report` writes it anew", format, results_format));
    }
    const auto part = [&](const char* key) -> nlohmann::json { return field<nlohmann::json::object_t>(json, key); };
    const auto rows = [&](const char* key) { return field<std::vector<nlohmann::json>>(json, key); };
    Results results;
    results.tier = tier_from(field<std::string>(json, "tier"));
    results.seed = field<std::uint64_t>(json, "seed");
    results.findings = {state_line_from_json(part("state_line")), curves_from_json(part("curves"), part("curve_keys")),
                        numbers_from_json(part("quantities"))};
    results.claims = field<std::vector<ClaimResult>>(json, "claims");
    results.verdict = verdict_without(results.claims, {});
    results.fits = part("fits");
    results.routes = routes_from_json(rows("routes"));
    results.departures = field<decltype(results.departures)>(json, "departures_from_liquid");
    results.tables = tables_from_json(rows("tables"), results.findings.curves);
    results.remarks = field<std::vector<std::string>>(json, "remarks");
    results.details = part("details");
    results.provenance = part("provenance");
    results.task_count = field<std::size_t>(part("tasks"), "finished");
    results.planned_task_count = field<std::size_t>(part("tasks"), "planned");
    if (results.provenance.contains("core_seconds")) {
        results.core_seconds = field<double>(results.provenance, "core_seconds");
    }
    return results;
}

}  // namespace soret
