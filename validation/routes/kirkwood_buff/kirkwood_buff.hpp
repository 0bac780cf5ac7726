#pragma once

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Chains at constant volume and composition whose particles swap identities, observed by their pairs.
struct KirkwoodBuffPlan {
    std::vector<double> compositions;
    int particles = 2000;
    int replicas = 2;
    std::uint64_t equilibration = 300;  ///< sweeps
    std::uint64_t sweeps = 3000;        ///< of the production of each replica
    std::uint64_t every = 10;           ///< sweeps between two samples
    std::size_t bins = 96;              ///< of distances up to half the edge
};

/// The plan of a tier.
///   quick      three compositions; planned for 0.011
///   standard   nine compositions, half and twice the particles at 0.5; planned for 0.006, by the 0.025 of 2000 sweeps
///              at x_1 = 0.5 and the inverse root of their number
///   full       the same with a quarter of these errors
///   options.particles   0: the tier's own;   options.effort   multiplies the sweeps
/// throws   InvalidArgument: as check_size()
std::vector<KirkwoodBuffPlan> kirkwood_buff_plans(const PlanOptions& options = {});

inline const std::string kirkwood_buff_route = "rdf";

/// Appends the route, its main study, the first of the plans, and the tasks of all.
void add_tasks(const std::vector<KirkwoodBuffPlan>& plans, Manifest& manifest);

/// Gamma from radial distribution functions.                  [P eq. 7, SI eqs. 25 to 27; contracts/kirkwood_buff.hpp]
///   stage "run"   a liquid of the density of the semi-grand chains; swaps carry composition across the box
///   curves        thermodynamic factor, excess coordination numbers n_ij, f_ij, Gamma to first order; Gamma once more
///                 from structure factors of the same runs ("structure_factor")
/// It needs the route "semigrand".
class KirkwoodBuffRoute : public Route {
public:
    std::string name() const override { return kirkwood_buff_route; }
    RouteWords words() const override;
    std::vector<std::string> needs() const override { return {"semigrand"}; }
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

}  // namespace soret
