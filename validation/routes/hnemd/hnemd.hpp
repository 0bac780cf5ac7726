#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Runs of one size under one field, at several compositions.
struct FieldStudy {
    int particles = 250;
    double heat = 0.0;  ///< F_q; either this or the mass field                                         [1/sigma]
    double mass = 0.0;  ///< F_m                                                                       [sigma/tau^2]
    std::vector<double> compositions;  ///< x_1, in (0, 1); N_1 is the integer nearest to N x_1
    std::vector<double> times;         ///< of a set of runs of a composition together                 [tau]
    std::vector<int> sets;             ///< of runs, of each composition; empty: one
    double run_time = 1e4;             ///< longest production of one run                              [tau]
};

struct HnemdPlan {
    std::vector<FieldStudy> studies;  ///< the first is of the main size
    double timestep = 0.005;          ///< [tau]
    double interval = 2.0;            ///< between two samples: long against the memory of J_1, about 0.5   [tau]
    double settling_time = 100.0;     ///< of a fresh liquid, under the field                          [tau]
};

/// Time of runs under a heat field F at x_1 for a relative error s of L'_1q, by the noise of J_1:
///   s(L'_1q) = (T/F) sqrt(2 k_B L_11/(V t)),  with L_11 = 0.036 x_1 (1 - x_1) and L'_1q = -0.66 L_11 of the mixture
/// volume   [sigma^3]
double time_for_error(double heat, double x1, double volume, double temperature, double relative_error);

/// The plan of a tier.
///   quick      x_1 = 0.1, 0.3, 0.5, 0.7, 0.8, 0.9 under one field, steps of 0.008 tau; the way to zero field is one
///              that was found before (docs/measurements.md)
///   standard   nine compositions of 250 particles under fields of 0.2 and 0.4, a mass field at 0.5; 1 000 and 5 000
///              particles at 0.1, 0.5, 0.9 under smaller ones
///   full       5 000 particles at nine compositions
///   options.particles   0: the tier's own; else of every study
///   options.effort      multiplies all times
/// throws   InvalidArgument: as check_size()
HnemdPlan hnemd_plan(const PlanOptions& options = {});

inline const std::string hnemd_route = "hnemd";

/// Appends the route, its main study and the plan's tasks.
void add_tasks(const HnemdPlan& plan, Manifest& manifest);

/// Onsager coefficients from the response to a synthetic field (Evans' algorithm for mixtures).
///                  [Evans 1982; MacGowan and Evans 1986; Paolini and Ciccotti 1987; Sarman and Evans 1992; SPEC 15]
///   stage "run"    a fresh liquid of the density of the semi-grand chains, settled and sampled under the field; the
///                  replicas take turns in axis and sign of the field. c_i are the enthalpies of the chains
///   curves         thermal conductivity, temperature by direction; with what each route to Gamma yields those of
///                  transport_curves.hpp; and L_1q - L_q1 where there is a mass field
/// The way to zero field: each of L_11, L'_1q, L'_qq is Y (1 + a F^2), a of the first two a straight line in x_1 or
/// common to all compositions of a size (field_responses.hpp).
/// It needs the route "semigrand".
class HnemdRoute : public Route {
public:
    std::string name() const override { return hnemd_route; }
    RouteWords words() const override;
    std::vector<std::string> needs() const override { return {"semigrand"}; }
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

}  // namespace soret
