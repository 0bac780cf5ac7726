#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Chains at constant pressure with one more particle that grows and shrinks, of each species in turn.
struct FepPlan {
    std::vector<double> compositions;    ///< wanted x_1, ascending, in [0, 1]; at 0 and 1 the other species is alone
    int particles = 250;                 ///< full ones: an error costs the more the more there are
    int stages = 24;                     ///< at even distances
    std::uint64_t turns = 100;           ///< of the growing particle in a sweep
    int replicas = 2;                    ///< of each species
    std::uint64_t rounds = 30;           ///< to find the weights of the stages: find_growing_weights()
    std::uint64_t equilibration = 3000;  ///< sweeps, in which the weights are adjusted further
    std::uint64_t sweeps = 16000;        ///< of the production of each replica at x_1 = 0.5
    double slowing = 1.75;               ///< the sweeps at x_1 are exp(slowing (1/2 - x_1)) times as many

    int swap_particles = 1000;  ///< of chains without a growing particle, whose particles swap identities
    int swap_replicas = 2;
    std::uint64_t swap_equilibration = 400;  ///< sweeps
    std::uint64_t swap_sweeps = 4000;        ///< of the production of each replica
    std::uint64_t swap_every = 5;            ///< sweeps between two looks at all changes of identity
};

/// The plan of a tier, by the 0.05 that 16 000 sweeps of 250 particles leave of a chemical potential at x_1 = 0.5 (11 s
/// of a core) and the inverse root of their number. The error of as many sweeps falls from four times that at x_1 = 0,
/// where the liquid is slow, to six tenths at 1: the sweeps follow it.
///   quick      five compositions and both ends: 0.07 of each mu_i, 0.001 of mu_1 - mu_2, which makes Gamma; two and a
///              half minutes of a core
///   standard   nine compositions and both ends: 0.018 and 0.0007; 40 minutes of a core
///   full       the same with a third of these errors
///   options.particles   0: the tier's own;   options.effort   multiplies the sweeps
/// throws   InvalidArgument: as check_size()
FepPlan fep_plan(const PlanOptions& options = {});

inline const std::string fep_route = "fep";

/// Appends the route, its main study and the plan's tasks.
void add_tasks(const FepPlan& plan, Manifest& manifest);

/// Chemical potentials by a particle that grows, and Gamma from those of both species.     [P, Methods; SI eqs. 18, 19]
///   stage "grow"   a liquid of the density of the semi-grand chains; heat baths over the stages, whose weights are
///                  found in the equilibration and then frozen (contracts/monte_carlo.hpp)
///   stage "swap"   chains of constant composition without a growing particle (swap.hpp): what a change of identity
///                  costs says mu_1 - mu_2, volumes and energies say the partial molar properties
///   curves         mu_i, their ideal and excess parts, density; Gamma with its ideal and its excess part from one
///                  smooth Gibbs energy of both species and their difference (gibbs_energy.hpp); mu_1 - mu_2, partial
///                  molar enthalpies, energies and volumes
/// It needs the route "semigrand".
class FepRoute : public Route {
public:
    std::string name() const override { return fep_route; }
    RouteWords words() const override;
    std::vector<std::string> needs() const override { return {"semigrand"}; }
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

}  // namespace soret
