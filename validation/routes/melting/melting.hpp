#pragma once

#include <array>
#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Crystals of the pure substances half melted, at temperatures about the melting point.
struct MeltingPlan {
    std::array<int, 3> cells{6, 6, 14};  ///< fcc cells along x, y, z; half of those along z are melted
    std::vector<double> temperatures;    ///< over the melting temperature that is expected, ascending
    int replicas = 0;                    ///< of each species at each temperature
    std::array<int, 3> bulk_cells{5, 5, 5};
    std::uint64_t bulk_sweeps = 20000;  ///< of the chains of the solid and of the liquid alone
    double timestep = 0.005;            ///< this and all times in sigma sqrt(m/epsilon) of the substance
    double melting_time = 20.0;         ///< of half of the crystal, far above its melting point
    double settling_time = 20.0;        ///< at the temperature, the other half still held
    double longest_time = 3000.0;       ///< of a run that does not decide
    double sample_time = 5.0;           ///< between two values of <Q_6>
};

/// The plan of a tier.
///   quick      nothing
///   standard   2016 particles, planned for 0.002 of T_m
///   options.particles   0: the tier's own; else as many cells of the same shape as hold about so many
///   options.effort      multiplies the replicas; below 1 chains and runs are shortened too
/// throws   InvalidArgument: as check_size()
MeltingPlan melting_plan(const PlanOptions& options = {});

inline const std::string melting_route = "melting";

/// What is expected of a pure substance of truncated and shifted Lennard-Jones particles: T_m = 0.6598 eps at P = 0.46
/// eps/sigma^3, and the slope of the published melting line, 11.78.                            [SI Table 1]
double expected_melting_temperature(const StateLine& state_line, int species);

/// Appends the route, its main study and the plan's tasks.
void add_tasks(const MeltingPlan& plan, Manifest& manifest);

/// Melting of the pure substances by direct coexistence.                                       [SI 1.1, 2.9]
///   stage "bulk"  the crystal and the liquid alone, at constant pressure: densities and enthalpies
///   stage "run"   an fcc crystal of that density, half of it melted at the density of the liquid while springs hold
///                 the other half; both at the temperature; then free, the z edge under pressure: what <Q_6> becomes
///   numbers       melting temperature of P_f(T) = 1/2 - 1/2 tanh((T - T_m)/d), densities of both phases and enthalpy
///                 of fusion there; liquidus and solidus of the ideal solid solution at the state line's temperature
class MeltingRoute : public Route {
public:
    std::string name() const override { return melting_route; }
    RouteWords words() const override;
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

}  // namespace soret
