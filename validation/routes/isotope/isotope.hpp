#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/route.hpp"
#include "soret/validation/simulation/dilute_isotopes.hpp"

namespace soret {

/// Runs of one gas under one field. In a dilute gas everything follows from F/n, the field over a mean free path.
struct IsotopeStudy {
    int particles = 500;
    double density = 0.05;        ///< n                                                                  [sigma^-3]
    double reduced_field = 0.28;  ///< F_q/n                                                        [sigma^2]
    double time = 0.0;            ///< of all runs together                                         [tau]
};

struct IsotopePlan {
    DiluteIsotopes gas;
    std::vector<IsotopeStudy> studies;  ///< the first is of the main size
    double timestep = 0.004;            ///< a collision takes 0.01 [tau]
    double longest_run = 1e4;           ///< [tau]
    /// Between two samples times n, and before the first one: J_1 forgets itself within 0.1/n.      [tau/sigma^3]
    double interval = 0.5, settling = 3.0;
    std::uint64_t state_sweeps = 0;  ///< of the chain that finds the enthalpy
};

/// The plan of a tier.
///   quick      nothing
///   standard   two densities under two fields, planned for 5 % of S_T
///   full       the same, nine times as long
///   options.particles   0: the tier's own;   options.effort   multiplies times and sweeps
/// throws   InvalidArgument: as check_size()
IsotopePlan isotope_plan(const PlanOptions& options = {});

inline const std::string isotope_route = "isotope";

/// Appends the route, its main study and the plan's tasks.
void add_tasks(const IsotopePlan& plan, Manifest& manifest);

/// S_T where theory knows it and it is not zero: a dilute gas of isotopes under a synthetic heat field. The mixture is
/// its own, whatever that of the state line.
///   stage "state"  a chain at constant volume: the residual enthalpy of a particle
///   stage "run"    the gas under the field, which drives J'_q = J_q - (h_s1 - h_s2) J_1, h_si = h/m_i
///   curves         S_T and n D_12 at zero field, along the density n
///   numbers        the same at zero density, of Y (1 + b n + a (F/n)^2) by least squares; b is taken from Enskog's
///                  hard spheres with half of it as error, besides what the densities tell
class IsotopeRoute : public Route {
public:
    std::string name() const override { return isotope_route; }
    RouteWords words() const override;
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

}  // namespace soret
