#pragma once

#include <Eigen/Core>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "soret/common/execution.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/campaign/curve.hpp"
#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/campaign/task.hpp"

namespace soret {

/// How a task may use the machine. Nothing in it changes a bit of the result.
struct RunContext {
    Backend backend = Backend::optimized;
    Execution execution;  ///< one thread: the campaign runs one task a core
    std::function<void(double)>
        progress;  ///< called now and then with the fraction done; may throw to give the task up
};

using TaskResults = std::map<std::string, TaskResult>;  ///< by task id

/// Onsager coefficients at one composition, before anything thermodynamic enters them.
struct OnsagerPoint {
    int particles = 0;
    bool main = true;  ///< of the size that curves without a suffix are about
    double x1 = 0.0;
    double number_density = 0.0;
    double temperature = 0.0;
    Eigen::Vector4d values;      ///< L_11, L_1q, L_q1, L_qq
    Eigen::Matrix4d covariance;  ///< of their errors
    double effective_samples = 0.0;
};

/// What a route makes of its finished tasks.
struct Reduction {
    Curves curves;
    std::vector<OnsagerPoint> onsager;                  ///< of equilibrium runs; in order of particles and x1
    std::map<std::string, Estimate> quantities;         ///< single numbers that claims are made about, by name
    nlohmann::json details = nlohmann::json::object();  ///< tables for the report, by name: acceptance, times, ...
};

/// A way from simulation to numbers along the state line: it plans tasks, runs one, and reduces the results of all.
/// To add one: derive, and name it in routes/routes.cpp.
class Route {
public:
    virtual ~Route() = default;
    virtual std::string name() const = 0;
    /// Names of the curves that reduce() yields at this tier.
    virtual std::vector<std::string> curves(Tier tier) const = 0;
    /// Routes whose tasks must stand in the manifest before: this one's tasks read their results.
    virtual std::vector<std::string> needs() const { return {}; }
    /// Appends this route's tasks. Their ids begin with the route's name.
    virtual void plan(Manifest& manifest) const = 0;
    /// Runs one task: a pure function of state line, task and the results of the tasks that it needs, in that order.
    virtual nlohmann::json run(const StateLine& state_line, const Task& task,
                               const std::vector<const TaskResult*>& needed, const RunContext& context) const = 0;
    /// The order in which the tasks were finished cannot matter: results come by id.
    virtual Reduction reduce(const Manifest& manifest, const TaskResults& results) const = 0;
};

/// Finds the route of a task by its name.
using RouteLookup = std::function<const Route&(const std::string&)>;

}  // namespace soret
