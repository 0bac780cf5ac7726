#pragma once

#include <string>
#include <utility>
#include <vector>

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// Runs of one size and gradient at several compositions. Studies of another box have another number of particles.
struct NemdStudy {
    int particles = 1200;
    double aspect = 3.0;        ///< L_z over the lateral edge
    double gradient = 1.35e-2;  ///< wanted between the slabs; negative: heat flows the other way  [eps/(k_B sigma)]
    std::vector<double> compositions;  ///< x_1, in (0, 1); N_1 is the integer nearest to N x_1
    int replicas = 16;
    double time = 5000.0;  ///< of each run's production                                          [tau]
};

struct NemdPlan {
    std::vector<NemdStudy> studies;     ///< size and gradient of the first are the main ones
    double timestep = 0.004;            ///< [tau]
    int sample_every = 12;              ///< steps between two samples of the profiles
    double slab_width = 3.0;            ///< of each slab                                           [sigma]
    double diffusion = 0.03;            ///< D_12, about: only times are chosen by it               [sigma^2/tau]
    double settling_times = 3.0;        ///< discarded, in units of nemd_settling_time()
    double state_settling_time = 50.0;  ///< before a pressure is measured                         [tau]
    double first_state_time = 200.0;    ///< of the first measurement of <P_zz>                     [tau]
    double state_time = 1500.0;         ///< of the second                                          [tau]
    double pressure_window = 0.005;     ///< accepted distance of <P_zz> from the state line's      [eps/sigma^3]
};

/// The plan of a tier. Of the studies of main size and gradient, a box of about 8 x 8 x 24, the error of the slope of
///   x_1 is s = [5.6 x_1 x_2/(Gamma D_12 N t)]^(1/2)
/// (modes cos(2 pi n z/L_z), n = 1 and 3, in a window of +-2.5): work goes as N t, so to first order neither the size
/// of the box nor its length matters for the cost of an error, and the gradient enters with its square. The gradient in
/// the windows is less than the one wanted, 0.86 of it in the box of `standard` (eight flows), presumably as the slabs'
/// temperatures are means over slabs within which the profile goes on.
///   quick      nothing
///   standard   S_T = -2.1 to 8 % at x_1 = 0.5 by gradients of 9e-3, 1.35e-2 and 1.8e-2 together; by the latter two
///              S_T = -1.9 to 8 % at 0.2 and -2.1 to 11 % at 0.8; at 0.5 lateral edges smaller and larger by sqrt(2),
///              to 31 and 22 %
///   full       the paper's box of 20 x 20 x 30 and its slabs, 0.04 apart, at nine compositions, to 5 % at x_1 = 0.5;
///              there slabs 0.02 and 0.06 apart, and lateral edges of 10 and 40
/// At effort 1 these are 2.0e11 and 4.1e13 particle-steps; Manifest::cost() has them in core seconds.
///   options.particles   0: the tier's own; other sizes keep their ratio to it
///   options.effort      multiplies the number of runs; below 1 runs are shortened too, for trials of the machinery
/// throws     InvalidArgument: as check_size()
NemdPlan nemd_plan(const PlanOptions& options = {});

inline const std::string nemd_route = "nemd";

/// Appends the route, its main study and the plan's tasks; nothing if the plan has no studies.
/// throws   InvalidArgument: there are no semi-grand chains at a composition
void add_tasks(const NemdPlan& plan, Manifest& manifest);

/// Edges of the box of N particles at a density: lateral, along z.
std::pair<double, double> nemd_edges(double particles, double aspect, double density);

/// (L_z/2)^2/(pi^2 D_12): the time in which the slowest mode of the composition decays to 1/e.       [tau]
double nemd_settling_time(double edge_z, double diffusion);

/// Boundary-driven flow of heat: S_T and the thermal conductivity [SI 2.2, eqs. 8, 9].
///   stage "state"  one task a composition, size and gradient: the density at which <P_zz> between slabs is the state
///                  line's. It comes from the semi-grand chains at that composition, moved to N_1/N by their partial
///                  volumes, then is corrected twice by runs with the slabs on and the chains' compressibility
///   stage "run"    replicas: a fresh liquid each, the composition settles, then block means of the profiles
///   curves         S_T and the thermal conductivity of the main size, all gradients together (over_gradients()); of
///                  other sizes at the main gradient; at the composition with the most studies against the gradient
///                  measured (main size) and against the lateral edge (main gradient); <P_zz> of the main size
///   flow boxes     those of the main size, with which flows_at_published_size() goes on
/// It needs the route "semigrand".
class NemdRoute : public Route {
public:
    std::string name() const override { return nemd_route; }
    RouteWords words() const override;
    std::vector<std::string> needs() const override { return {"semigrand"}; }
    void plan(const PlanOptions& options, Manifest& manifest) const override;
    Yield yields(const Manifest& manifest) const override;
    nlohmann::json run(const StateLine& state_line, const Task& task, const std::vector<const TaskResult*>& needed,
                       const RunContext& context) const override;
    Reduction reduce(const Manifest& manifest, const ResultsOnDemand& results, Backend backend) const override;
};

}  // namespace soret
