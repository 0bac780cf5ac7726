#pragma once

#include <vector>

#include "soret/validation/campaign/route.hpp"
#include "soret/validation/routes/semi_grand/semi_grand_point.hpp"

namespace soret {

/// Chains of one size at several compositions.
struct SemiGrandStudy {
    int particles = 1000;
    std::vector<double> compositions;  ///< wanted x_1, ascending, in [0, 1]; 0 and 1 are NPT chains of a pure liquid
    int replicas = 4;
    std::vector<int> replicas_at;    ///< the same by composition, where they differ; empty: `replicas` at each
    std::uint64_t sweeps = 0;        ///< of production, of each replica at each inner composition
    std::uint64_t outer_sweeps = 0;  ///< the same for the first and the last inner one, where slopes do not help
    std::uint64_t pure_sweeps = 0;   ///< the same at the pure ends
};

struct SemiGrandPlan {
    SemiGrandStudy main;
    std::vector<SemiGrandStudy> sizes;   ///< other N: what the size costs
    std::uint64_t search_sweeps = 1500;  ///< to find Delta mu
    std::uint64_t equilibration_sweeps = 400;
};

/// The plan of a tier.
///   options.particles   0: 1000
///   options.effort      multiplies all production: 4 halves the errors; below 1 the search and the equilibration are
///                       shortened too, for trials of the machinery
/// throws   InvalidArgument: as check_size()
SemiGrandPlan semi_grand_plan(const PlanOptions& options = {});

/// Appends the route, its main study and the plan's tasks.
/// throws   InvalidArgument: replicas_at is not as long as the compositions
void add_tasks(const SemiGrandPlan& plan, Manifest& manifest);

inline const std::string semi_grand_route = "semigrand";
/// Parts of what the route yields: from fluctuations alone, from slopes along the compositions alone.
inline constexpr const char* from_fluctuations = "fluctuation";
inline constexpr const char* from_slopes = "slope";

/// Semi-grand chains (N, P, T, Delta mu): Gamma from how the composition fluctuates and from how it follows Delta mu.
///   stage 1, one task a composition: a chain whose Delta mu is driven towards the wanted x_1 (find_delta_mu)
///   stage 2, several replicas a composition: a fresh liquid each, equilibrated and sampled at that Delta mu
///   curves   Gamma from Var(N_1) ("fluctuation"), from the slope of Delta mu ("slope") and from both; likewise h_1 -
///            h_2; density, u_1 - u_2, v_1 - v_2, h, Delta mu, pressure; Gamma and h_1 - h_2 from fluctuations for
///            other sizes
///            [Kofke and Glandt, Mol. Phys. 64, 1105 (1988); Gamma from Var(N_1): Gibbs-Duhem]
class SemiGrandRoute : public Route {
public:
    std::string name() const override { return semi_grand_route; }
    RouteWords words() const override;
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

/// Chains of stage 2 of the main size at one wanted composition, those of a pure liquid at the ends, for the tasks of
/// another route that start from them: the first two, so that those tasks need not wait for all.
struct SemiGrandChains {
    int particles = 0;
    std::vector<std::string> ids;
};
/// throws   InvalidArgument: there are none in the manifest
SemiGrandChains semi_grand_chains(const Manifest& manifest, double x1);

}  // namespace soret
