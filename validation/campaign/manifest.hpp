#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/validation/campaign/task.hpp"

namespace soret {

enum class Tier { quick, standard, full };

std::string_view name_of(Tier tier);
/// throws   InvalidArgument: an unknown name
Tier tier_from(std::string_view name);

/// The line of states that a campaign walks: one mixture at one temperature and pressure, all compositions.
struct StateLine {
    Mixture mixture = paper_mixture();
    double temperature = 0.62;  ///< [eps/k_B]
    double pressure = 0.46;     ///< [eps/sigma^3]

    bool operator==(const StateLine&) const = default;
};

/// Members mixture, temperature, pressure.
nlohmann::json to_json(const StateLine& state_line);
/// throws   InvalidInput: a key is missing or of another type
StateLine state_line_from_json(const nlohmann::json& json);

/// What a campaign consists of, complete and immutable: whoever has it can make every result again, to the bit.
/// Backend, instruction set and number of threads are not in it because they change no bit.
struct Manifest {
    Tier tier = Tier::quick;
    std::uint64_t seed = 1;
    StateLine state_line;
    std::vector<std::string> routes;
    /// By route: what the settings of the tasks of its main study have in common, {"particles": 1000}. Curves without a
    /// study in their name are of these tasks, whichever of them are finished.
    std::map<std::string, nlohmann::json> main_studies = {};
    std::vector<Task> tasks;  ///< in an order in which they can be run: each after those it needs

    const Task* find(const std::string& id) const;
    double cost() const;  ///< [core seconds], an estimate
    /// Whether a task's settings are those of its route's main study.
    bool is_main(const Task& task) const;
    /// A setting of a route's main study.
    /// throws   InvalidInput: the route has no such setting
    int main_particles(const std::string& route) const;
};

nlohmann::json to_json(const Manifest& manifest);

/// Manifests of format 1 name no main studies: these are those of the first run of each route.
/// throws   InvalidInput: a key is missing or of another type, a task twice, a task before one that it needs
Manifest manifest_from_json(nlohmann::json json);

}  // namespace soret
