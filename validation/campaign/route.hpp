#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include "soret/common/execution.hpp"
#include "soret/common/finite_size/undecayed_modes.hpp"
#include "soret/validation/campaign/claim.hpp"
#include "soret/validation/campaign/curve.hpp"
#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/campaign/results_on_demand.hpp"
#include "soret/validation/campaign/task.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

class TaskStages;

/// How a task may use the machine. Nothing in it changes a bit of the result.
struct RunContext {
    Backend backend = Backend::optimized;
    Execution execution;  ///< one thread: the campaign runs one task a core
    /// Called now and then with the fraction done; may throw to give the task up.
    std::function<void(double)> progress = {};
    TaskStages* stages = nullptr;  ///< where a long task keeps how far it is; null: nowhere
};

/// What is asked of a plan.
struct PlanOptions {
    Tier tier = Tier::quick;
    std::uint64_t seed = 1;
    StateLine state_line = {};
    std::vector<std::string> only = {};  ///< curves or claims; empty: everything
    int particles = 0;                   ///< of every simulation; 0: the tier's own
    double effort = 1.0;                 ///< multiplies the production of every route
};

/// throws   InvalidArgument: particles not 0 and not in [100, 1000000], effort not in [1e-4, 1e4]
void check_size(const PlanOptions& options);

/// A list of a study that says something of each composition.
/// throws   InvalidArgument: it is not as long as the compositions
void check_one_for_each(const char* name, std::size_t length, std::size_t compositions);

/// Onsager coefficients at one composition, before anything thermodynamic enters them.
struct OnsagerPoint {
    std::string route;
    Study study;
    int particles = 0;
    double x1 = 0.0;
    double number_density = 0.0;
    double temperature = 0.0;
    Eigen::Vector4d values;      ///< L_11, L_1q, L_q1, L_qq
    Eigen::Matrix4d covariance;  ///< of their errors
    /// Parts of these errors that all points of the route and study have in common, s s^T of the covariance for each
    /// column s: the same number times s of each point. All points have as many columns.
    Eigen::Matrix<double, 4, Eigen::Dynamic> shared_errors = Eigen::Matrix<double, 4, Eigen::Dynamic>(4, 0);
    double effective_samples = 0.0;
    /// Where L_11 is half the slope of the mean-square displacement of J_1: between which lags.
    SlopeLags slope_lags = {};
};

/// The box of a route's main flows, along z, at one composition.
struct FlowBox {
    std::string route;
    double x1 = 0.0;
    int particles = 0;
    std::array<double, 3> edges{};  ///< [sigma]
};

/// What is looked at in every run of every route.
struct RunChecks {
    std::size_t runs = 0;
    std::map<std::string, std::string> departures;  ///< by task: what the run became instead of a homogeneous liquid
    std::vector<double> conserved_changes;          ///< of the production, a particle; of molecular dynamics      [eps]
    std::vector<double> unaccounted_work;  ///< share of the work that the conserved energy lacks; of runs under a field

    /// values   of a run's result: "departure" and, of molecular dynamics, "conserved_change" or "unaccounted"
    /// throws   InvalidInput: there is no "departure"
    void add(const TaskResult& result);
    /// Those of other runs, behind these.
    void add(RunChecks other);
};

/// A table of curves for the report: a row each point of the first one.
struct ValueTable {
    std::string title;
    struct Column {
        CurveKey curve;
        std::string heading;  ///< with subscripts as in "x_1" and "L_{11}"
    };
    std::vector<Column> columns;
};

/// What a route makes of its finished tasks.
struct Reduction {
    Curves curves;
    std::vector<CurveCovariance> covariances;
    std::vector<OnsagerPoint> onsager;  ///< in order of study and x1
    std::vector<FlowBox> flow_boxes;    ///< one for each point of the route's curve of S_T
    Numbers numbers;
    std::map<std::string, RunChecks> checks;            ///< by route
    std::vector<ValueTable> tables;                     ///< for the report
    std::vector<std::string> remarks;                   ///< sentences for the report: how the route's checks came out
    nlohmann::json details = nlohmann::json::object();  ///< tables for the report, by name: acceptance, times, ...

    /// Adds another route's.
    /// throws   std::logic_error: both have a curve, number or detail of one name
    void merge(Reduction other);
    /// throws   std::logic_error: there is one of that key
    Curve& add_curve(const CurveKey& key, Curve curve = {});
};

/// What reduce() will make of a manifest's tasks, as far as their results allow.
struct Yield {
    std::set<CurveKey> curves;
    std::set<NumberKey> numbers;
    std::set<std::pair<std::string, Study>> onsager;  ///< routes and studies with Onsager coefficients
    std::set<std::string> flows{};                    ///< routes with flows in boxes that are known

    void merge(Yield other);
};

/// What a route says of itself to a reader of the report.
struct RouteWords {
    std::string label;        ///< of its points in a figure: "Green-Kubo"
    std::string description;  ///< what is done, in two lines, with subscripts as in "S_T"
};

/// A way from simulation to numbers along the state line: it plans tasks, runs one, and reduces the results of all.
/// docs/adding.md says how to add one.
class Route {
public:
    virtual ~Route() = default;
    virtual std::string name() const = 0;
    virtual RouteWords words() const { return {name(), ""}; }
    /// Routes whose tasks must stand in the manifest before: this one's tasks read their results.
    virtual std::vector<std::string> needs() const { return {}; }
    /// Appends this route's name, main study and tasks, whose ids begin with the route's name; nothing if the tier has
    /// none.
    /// throws   InvalidArgument: as check_size()
    virtual void plan(const PlanOptions& options, Manifest& manifest) const = 0;
    virtual Yield yields(const Manifest& manifest) const = 0;
    /// Runs one task: a pure function of state line, task and the results of the tasks that it needs, in that order.
    virtual nlohmann::json run(const StateLine& state_line, const Task& task,
                               const std::vector<const TaskResult*>& needed, const RunContext& context) const = 0;
    /// The order in which the tasks were finished cannot matter: results come by id. A campaign may have a hundred
    /// thousand: each of this route's is asked for once, and not held beyond what is made of it and of its replicas.
    virtual Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const = 0;
};

/// What follows from several routes together: S_T from Onsager coefficients and Gamma.
struct JointReduction {
    std::function<void(Yield&)> add_yield;
    std::function<void(Reduction&, const StateLine&, Backend)> add;
};

/// The routes that there are, each after those it needs.
struct RouteTable {
    std::vector<std::shared_ptr<const Route>> routes;
    std::vector<JointReduction> joint = {};

    /// throws   InvalidInput: there is none of that name
    const Route& named(const std::string& name) const;
    /// What the tasks of a manifest yield together.
    Yield yields(const Manifest& manifest) const;
};

/// The study of the runs of a route with so many particles: the main one, or that of their size.
Study study_of_size(const Manifest& manifest, const std::string& route, int particles);

/// The result of a task that a reduction needs.
/// throws   InvalidInput: the task is not finished
const TaskResult& result_of(const TaskResults& results, const std::string& task);

}  // namespace soret
