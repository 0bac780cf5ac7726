#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/campaign/route.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/green_kubo/self_diffusion.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"

namespace soret {

/// The upper limit of the integrals of viscosities and conductivity, and the later one that L_1q/L_11 is compared
/// with.                                                                      [tau, of GreenKuboUnits]
inline constexpr double later_limit = 10.0;

/// The upper limit of the integrals of Onsager coefficients in a box of this volume.                  [tau]
double upper_limit(double volume, const GreenKuboUnits& units);

using Runs = std::vector<const Task*>;

/// What a run's result has as "fluxes".
FluxRecord flux_record_of(const TaskResult& run);

/// The runs of one study, and the states that were found for them.
struct GreenKuboGroup {
    Study study;
    int particles = 0;
    GreenKuboUnits units;
    std::map<double, Runs> runs;  // by x_1 wanted
    std::map<double, const Task*> states;

    bool constant_energy() const { return study.of != Study::Of::thermostat; }
};

/// In the order of the manifest.
std::vector<GreenKuboGroup> groups_of(const Manifest& manifest);

/// The numbers that integrals to the later limit give.
enum : Eigen::Index {
    viscosity_row,
    shear_row,
    bulk_row,
    conductivity_row,
    symmetry_row,
    coupling_scale_row,  ///< sqrt(L_11 L_qq), what L_1q - L_q1 is compared with
    coefficient_rows
};
/// From means of GreenKubo::integrals().
Eigen::VectorXd coefficients_of(std::span<const double> means, double volume, double time, Backend backend);
/// The same of runs, integrated to a limit [tau], with errors by the jackknife over their blocks.
JackknifeResult coefficients_at(const GreenKubo& fluxes, double limit, Backend backend);
/// L_11, L_1q, L_q1, L_qq.
Eigen::VectorXd onsager_of(std::span<const double> means, double volume);

/// What runs leave of their results.
struct GreenKuboRuns {
    /// Reads one after the other.
    /// throws   InvalidInput: one is not finished, or not what a run writes
    GreenKuboRuns(const Runs& runs, const GreenKuboUnits& units, const ResultsOnDemand& results);

    std::vector<FluxRecord> records;
    RunChecks checks;
    SelfDiffusion displacements;
    nlohmann::json resets = nlohmann::json::array();  ///< number, sum and size of the corrections of the energy by run
};

/// The runs of one study at one composition, with the coefficients that they give.
struct GreenKuboComposition {
    GreenKuboComposition(const GreenKuboGroup& of_group, double wanted, const ResultsOnDemand& results,
                         Backend backend);

    const GreenKuboGroup& group;
    nlohmann::json state;
    double x1;
    GreenKuboRuns runs;
    GreenKubo fluxes;
    JackknifeResult coefficients;
    std::optional<OnsagerPoint> onsager;  ///< at constant energy

    /// What changes of the coefficients, and of the Onsager coefficients, are relative to (truncation.hpp).
    Eigen::VectorXd coefficient_scales() const;
    Eigen::Vector4d onsager_scales() const;
};

}  // namespace soret
