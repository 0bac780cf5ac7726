#pragma once

#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Liquids of the state line's pressure at several temperatures about its own.
struct ActivationPlan {
    std::vector<double> compositions;  ///< x_1, in [0, 1]
    std::vector<double> temperatures;  ///< over that of the state line
    int particles = 250;
    int replicas = 2;                ///< of each mixture at each temperature
    int pure_replicas = 2;           ///< the same of the pure liquids, whose viscosities are needed too
    std::uint64_t state_sweeps = 0;  ///< of the chain that finds density and energy
    std::uint64_t samples = 0;       ///< of displacements and fluxes in each run's production
    double timestep = 0.005;         ///< [tau]
    std::uint64_t sample_every = 8;  ///< steps between two of them
};

/// The plan of a tier.
///   quick      nothing
///   standard   0.57 to 0.67 for the published 0.605 to 0.63: the same errors of the viscosities say four times as
///              much of a slope. Planned for 3 % of tau_i, 2 % of Delta G_i
///   options.particles   0: the tier's own;   options.effort   multiplies the samples
/// throws   InvalidArgument: as check_size()
ActivationPlan activation_plan(const PlanOptions& options = {});

inline const std::string activation_route = "activation";

/// Appends the route, its main study and the plan's tasks.
void add_tasks(const ActivationPlan& plan, Manifest& manifest);

/// How diffusion and viscosity follow the temperature at constant pressure, which theories of the Soret coefficient
/// start from.                                                                                 [SI 6, SI fig. 4]
///   stage "state"  a chain at constant pressure: density and potential energy at one composition and temperature
///   stage "run"    fresh liquids of that density with a thermostat: displacements, and of pressure fluctuations the
///                  viscosity
///   curves         Delta G_i of ln D_i0 = a - Delta G_i/T along the compositions, D_i0 the self-diffusion coefficient
///                  of an infinite system
///   numbers        tau_i of ln eta = a + Delta U_c/(tau_i T) of the pure liquids, Delta U_c = -U/N
/// It needs the route "semigrand", for the density to begin with.
class ActivationRoute : public Route {
public:
    std::string name() const override { return activation_route; }
    RouteWords words() const override;
    std::vector<std::string> needs() const override { return {"semigrand"}; }
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

}  // namespace soret
