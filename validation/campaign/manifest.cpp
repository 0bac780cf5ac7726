#include "soret/validation/campaign/manifest.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

inline constexpr int manifest_format = 2;

nlohmann::json rows_of(const SpeciesMatrix& matrix) {
    nlohmann::json rows = nlohmann::json::array();
    for (std::size_t a = 0; a < matrix.species_count(); ++a) {
        std::vector<double> row;
        for (std::size_t b = 0; b < matrix.species_count(); ++b) row.push_back(matrix(a, b));
        rows.push_back(row);
    }
    return rows;
}

SpeciesMatrix matrix_from(const nlohmann::json& json, const char* key, std::size_t species_count) {
    const auto rows = field<std::vector<std::vector<double>>>(json, key);
    // All rows before the matrix is made: what the list of masses announces must not decide what is taken for it.
    if (rows.size() != species_count) throw InvalidInput(fmt::format("mixture.{} has {} rows", key, rows.size()));
    for (const std::vector<double>& row : rows) {
        if (row.size() != species_count) throw InvalidInput(fmt::format("mixture.{} is not square", key));
    }
    SpeciesMatrix matrix(species_count, 0.0);
    for (std::size_t a = 0; a < species_count; ++a) {
        for (std::size_t b = 0; b < species_count; ++b) matrix(a, b) = rows[a][b];
    }
    return matrix;
}

nlohmann::json mixture_to_json(const Mixture& mixture) {
    const MixtureParameters& parameters = mixture.parameters();
    return {{"mass", parameters.mass},
            {"epsilon", rows_of(parameters.epsilon)},
            {"sigma", rows_of(parameters.sigma)},
            {"cutoff", rows_of(parameters.cutoff)},
            {"truncation", std::string(name_of(parameters.truncation))}};
}

Mixture mixture_from_json(const nlohmann::json& json) {
    MixtureParameters parameters;
    parameters.mass = field<std::vector<double>>(json, "mass");
    const std::size_t count = parameters.mass.size();
    parameters.epsilon = matrix_from(json, "epsilon", count);
    parameters.sigma = matrix_from(json, "sigma", count);
    parameters.cutoff = matrix_from(json, "cutoff", count);
    const auto truncation = field<std::string>(json, "truncation");
    for (const Truncation known : {Truncation::shifted, Truncation::plain, Truncation::force_shifted}) {
        if (truncation == name_of(known)) {
            parameters.truncation = known;
            return Mixture(parameters);
        }
    }
    throw InvalidInput(fmt::format("mixture.truncation = {}: must be shifted, plain or force-shifted", truncation));
}

/// The rows of a member, which are taken out of it.
nlohmann::json::array_t taken_rows(nlohmann::json& json, const char* key) {
    auto* rows = json.contains(key) ? json[key].get_ptr<nlohmann::json::array_t*>() : nullptr;
    if (rows == nullptr) return field<std::vector<nlohmann::json>>(json, key);  // says what is wrong
    return std::move(*rows);
}

std::map<std::string, nlohmann::json> studies_of_first_runs(const std::vector<Task>& tasks) {
    std::map<std::string, nlohmann::json> studies;
    for (const Task& task : tasks) {
        const std::string stage = task.settings.contains("stage") ? field<std::string>(task.settings, "stage") : "";
        if (stage == "search" || stage == "state" || studies.contains(task.route)) continue;
        nlohmann::json& study = studies[task.route] = nlohmann::json::object();
        for (const char* key : {"particles", "ensemble", "gradient"}) {
            if (task.settings.contains(key)) study[key] = task.settings.at(key);
        }
    }
    return studies;
}

}  // namespace

std::string_view name_of(Tier tier) {
    switch (tier) {
        case Tier::quick: return "quick";
        case Tier::standard: return "standard";
        case Tier::full: return "full";
    }
    return "unknown";
}

Tier tier_from(std::string_view name) {
    for (const Tier tier : {Tier::quick, Tier::standard, Tier::full}) {
        if (name == name_of(tier)) return tier;
    }
    throw InvalidArgument(fmt::format("tier = {}: must be quick, standard or full", name));
}

const Task* Manifest::find(const std::string& id) const {
    for (const Task& task : tasks) {
        if (task.id == id) return &task;
    }
    return nullptr;
}

double Manifest::cost() const {
    double sum = 0.0;
    for (const Task& task : tasks) sum += task.cost;
    return sum;
}

bool Manifest::is_main(const Task& task) const {
    const auto study = main_studies.find(task.route);
    if (study == main_studies.end()) return false;
    for (const auto& [key, value] : study->second.items()) {
        if (!task.settings.contains(key) || task.settings.at(key) != value) return false;
    }
    return true;
}

int Manifest::main_particles(const std::string& route) const {
    const auto study = main_studies.find(route);
    if (study == main_studies.end()) throw InvalidInput(fmt::format("main_studies.{} is missing", route));
    return field<int>(study->second, "particles");
}

nlohmann::json to_json(const StateLine& state_line) {
    return {{"mixture", mixture_to_json(state_line.mixture)},
            {"temperature", state_line.temperature},
            {"pressure", state_line.pressure}};
}

StateLine state_line_from_json(const nlohmann::json& json) {
    return {mixture_from_json(field<nlohmann::json>(json, "mixture")), field<double>(json, "temperature"),
            field<double>(json, "pressure")};
}

nlohmann::json to_json(const Manifest& manifest) {
    nlohmann::json json = to_json(manifest.state_line);
    json.update({{"format", manifest_format},
                 {"tier", std::string(name_of(manifest.tier))},
                 {"seed", manifest.seed},
                 {"routes", manifest.routes},
                 {"main_studies", manifest.main_studies},
                 {"tasks", manifest.tasks}});
    return json;
}

Manifest manifest_from_json(nlohmann::json json) {
    const int format = field<int>(json, "format");
    if (format < 1 || format > manifest_format) {
        throw InvalidInput(fmt::format("format = {}: must be 1 to {}", format, manifest_format));
    }
    Manifest manifest;
    manifest.tier = tier_from(field<std::string>(json, "tier"));
    manifest.seed = field<std::uint64_t>(json, "seed");
    manifest.state_line = state_line_from_json(json);
    manifest.routes = field<std::vector<std::string>>(json, "routes");
    std::set<std::string> known;
    nlohmann::json::array_t tasks = taken_rows(json, "tasks");
    manifest.tasks.reserve(tasks.size());
    for (std::size_t k = 0; k < tasks.size(); ++k) {
        Task task;
        try {
            task = tasks.at(k).get<Task>();
            tasks[k] = nullptr;  // a hundred thousand of both forms need not be in memory together
        } catch (const Error& error) {
            throw InvalidInput(fmt::format("tasks[{}].{}", k, error.what()));
        }
        for (const std::string& needed : task.needs) {
            if (!known.contains(needed)) {
                throw InvalidInput(fmt::format("tasks[{}].needs: {} does not stand before {}", k, needed, task.id));
            }
        }
        if (!known.insert(task.id).second)
            throw InvalidInput(fmt::format("tasks[{}].id = {} occurs twice", k, task.id));
        manifest.tasks.push_back(std::move(task));
    }
    manifest.main_studies = format == 1 ? studies_of_first_runs(manifest.tasks)
                                        : field<std::map<std::string, nlohmann::json>>(json, "main_studies");
    for (const auto& [route, study] : manifest.main_studies) {
        if (!study.is_object())
            throw InvalidInput(fmt::format("main_studies.{} = {}: is no study", route, shown(study)));
    }
    return manifest;
}

}  // namespace soret
