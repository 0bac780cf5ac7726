#pragma once

#include <array>
#include <span>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Chains at constant volume whose particles come, go and change their kind.
struct GrandCanonicalPlan {
    std::vector<double> compositions;
    int particles = 1000;  ///< of the start
    int replicas = 2;
    std::uint64_t equilibration = 1000;  ///< sweeps
    std::uint64_t sweeps = 10000;        ///< of the production of each replica
};

/// The plan of a tier.
///   quick      three compositions, two minutes of a core in all, for an error of Gamma of about 0.01
///   standard   nine compositions, for half of it, twenty-five minutes
///   full       the same with a quarter of the errors
///   options.particles   0: the tier's own;   options.effort   multiplies the sweeps
/// throws   InvalidArgument: as check_size()
GrandCanonicalPlan grand_canonical_plan(const PlanOptions& options = {});

inline const std::string grand_canonical_route = "gcmc";

/// Appends the route, its main study and the plan's tasks.
/// throws   InvalidArgument: the manifest lacks chains, or runs of a growing particle, at a composition
void add_tasks(const GrandCanonicalPlan& plan, Manifest& manifest);

/// Gamma and Kirkwood-Buff integrals from how the numbers of both species fluctuate.                   [SI eq. 23]
///   stage "run"   a liquid of the density of the semi-grand chains, at the chemical potentials that the routes
///                 "semigrand" and "fep" have found (imposed_potentials)
///   curves        thermodynamic factor, excess coordination numbers n_ij, f_ij, Gamma to first order; density and
///                 pressure, whose errors contain that of the level of the chemical potentials
/// A composition whose runs are stuck, too short for the memory of a number, or without a chemical potential to impose
/// has no point and a remark.
class GrandCanonicalRoute : public Route {
public:
    std::string name() const override { return grand_canonical_route; }
    RouteWords words() const override;
    std::vector<std::string> needs() const override { return {"semigrand", "fep"}; }
    /// At those compositions at which there are runs of a growing particle.
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

/// Tasks of the route "fep" in which a particle of a species grows, at one composition. The result of each has the
/// Estimate "chemical_potential", null where the chain does not know it.
struct GrowingRuns {
    std::vector<std::string> ids;
    std::vector<int> species;  ///< 1 or 2, of each of them
};
/// Empty if there are none.
GrowingRuns growing_runs(const Manifest& manifest, double x1);

/// The chemical potential of one species, by a growing particle.
struct MeasuredPotential {
    int species = 1;  ///< 1 or 2
    Estimate mu;      ///< Lambda = 1                                       [eps]
};

struct ImposedPotentials {
    std::array<double, 2> mu{};  ///< [eps]
    double level_error = 0.0;    ///< standard error of both together: their difference is set
    double p_value = 1.0;        ///< of the scatter of the measurements against their errors
};

/// mu_1 and mu_2 whose difference is that of the semi-grand chains. Their level, mu_2, is the weighted mean of mu_2 and
/// of mu_1 - Delta mu over all measurements. An error of the level moves the pressure by dP = rho dmu.
/// throws   InvalidInput: no measurement, or one of another species
ImposedPotentials imposed_potentials(double delta_mu, std::span<const MeasuredPotential> measured);

}  // namespace soret
