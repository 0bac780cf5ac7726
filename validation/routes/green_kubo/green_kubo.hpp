#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "soret/common/contracts/integrators.hpp"
#include "soret/validation/campaign/route.hpp"
#include "soret/validation/simulation/green_kubo/flux_series.hpp"

namespace soret {

/// What the limits of integrals, the times of displacements and what they grow with in a box are measured by: those of
/// a mixture whose particles are as large and as fast as the paper's.
struct GreenKuboUnits {
    double time = 1.0;    ///< [tau]
    double length = 1.0;  ///< [sigma]

    bool operator==(const GreenKuboUnits&) const = default;
};

/// Runs of one size and ensemble at several compositions.
struct GreenKuboStudy {
    int particles = 250;
    IntegratorEnsemble ensemble = IntegratorEnsemble::nve;  ///< nve or nvt
    std::vector<double> compositions;                       ///< x_1, in (0, 1); N_1 is the integer nearest to N x_1
    int replicas = 4;
    std::map<double, int> replicas_at;  ///< by x_1, where they are not `replicas`
    std::uint64_t samples = 1 << 18;    ///< of the fluxes, in each run's production
};

struct GreenKuboPlan {
    std::vector<GreenKuboStudy> studies;  ///< the first is the main one; none in the tier quick
    double timestep = 0.005;              ///< [tau]
    std::uint64_t sample_every = 8;       ///< steps between two samples of the fluxes
    double correlation_time = 12.0;       ///< longest lag                                               [tau]
    double thermostat_time_span = 50.0;   ///< with a thermostat, after the preparation                   [tau]
    double settling_time = 20.0;          ///< at constant energy, before something is measured           [tau]
    double first_state_time = 400.0;      ///< of the first measurement of temperature and pressure       [tau]
    /// Between two resets of the total energy of what runs at constant energy: the energy walks by some 0.0004 a
    /// particle in it, by 0.003 in a whole run.                                                        [tau]
    double energy_reset_time = 200.0;
    double state_time = 3000.0;  ///< of the second                                              [tau]
    GreenKuboUnits units;
};

/// The plan of a tier. By the noise of Gaussian fluxes the error of L_1q/L_11 after runs of t in all, integrals to t_c,
///   is s = [(L_qq L_11 - L_1q^2)/L_11^2 2 t_c/(3 t)]^(1/2)
/// which needs five times as many runs at x_1 = 0.1 as at 0.5 for the same error (docs/settings.md).
///   quick      nothing
///   standard   L'_1q/L_11 of all compositions together to 3 %, S_T to 7 to 20 % at one of them
///   options.particles   0: the tier's own
///   options.effort      multiplies the number of runs; below 1 runs are shortened too, for trials of the machinery
/// throws   InvalidArgument: as check_size()
GreenKuboPlan green_kubo_plan(const PlanOptions& options = {});

/// The largest number of samples not above what is wanted that fills blocks of all lags: a power of two. Four blocks
/// of FluxSeries at least.
std::uint64_t flux_samples(double wanted);

inline const std::string green_kubo_route = "green_kubo";

/// Appends the route, its main study and the plan's tasks.
/// throws   InvalidArgument: there are no semi-grand chains at a composition
void add_tasks(const GreenKuboPlan& plan, Manifest& manifest);

/// What a plan takes for the time of one core on all its tasks.                                      [s]
double core_seconds(const GreenKuboPlan& plan);

/// The units that a task was planned with.
GreenKuboUnits units_of(const nlohmann::json& settings);

/// The study of a run by its settings.
Study study_of(const Manifest& manifest, const nlohmann::json& settings);

/// Onsager coefficients from the correlations of the fluxes at equilibrium [P eqs. 2-5, SI eqs. 10-16].
///   stage "state"  one task a composition and size: density and energy. The first ones come from semi-grand chains at
///                  that composition, moved to N_1/N by their partial volumes and energies; then both are corrected
///                  twice so that temperature and pressure of a run at constant energy are those of the state line
///   stage "run"    replicas: a fresh liquid each, with a thermostat, then its velocities scaled to that energy, then
///                  fluxes and displacements are sampled at constant energy (or with the thermostat in a study of nvt).
///                  At constant energy the total energy is brought back to that of the start now and then
///   curves         thermal conductivity, Onsager symmetry, viscosities, self-diffusion, temperature and pressure; and
///                  with what each route to Gamma yields those of transport_curves.hpp
/// It needs the route "semigrand".
class GreenKuboRoute : public Route {
public:
    std::string name() const override { return green_kubo_route; }
    RouteWords words() const override;
    std::vector<std::string> needs() const override { return {"semigrand"}; }
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

}  // namespace soret
