// The route of the gas of isotopes: what kinetic theory says of it, the enthalpy in a box, the plan, real tasks in both
// backends, and S_T of invented runs, with mistakes that must show.

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/gas_quantities.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/campaign/workers.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/report/gas_figures.hpp"
#include "soret/validation/routes/isotope/isotope.hpp"
#include "soret/validation/routes/isotope/isotope_gas.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {
namespace {

TEST(IsotopeTheory, ChangesItsSignWithTheSpeciesAndIsZeroForEqualMasses) {
    const IsotopeTheory light = theory_of_isotopes({}, Backend::optimized);
    const IsotopeTheory heavy = theory_of_isotopes({10.0, 0.5, 2.0, 1.0}, Backend::optimized);
    const IsotopeTheory equal = theory_of_isotopes({10.0, 0.5, 1.0, 1.0}, Backend::optimized);
    EXPECT_LT(light.soret_coefficient, 0.0);  // the light one goes to the hot side
    EXPECT_NEAR(heavy.soret_coefficient, -light.soret_coefficient, 1e-12);
    EXPECT_NEAR(equal.soret_coefficient, 0.0, 1e-12);
    EXPECT_NEAR(heavy.diffusion_times_density, light.diffusion_times_density, 1e-12);
    // Of hard spheres alpha_T is 0.2965 in the third order; a soft repulsion has some 0.6 of that.
    EXPECT_NEAR(light.soret_coefficient, -0.6 * 0.2965 / 10.0, 0.1 * 0.02965);
    EXPECT_GT(light.second_virial_coefficient, 0.0);  // above the Boyle temperature
}

/// B alone: no S_T that the push of unlike particles could be a share of.
IsotopeTheory theory_with(double soret, double second_virial_coefficient) {
    return {.soret_coefficient = soret, .second_virial_coefficient = second_virial_coefficient};
}

TEST(IsotopeTheory, OfEqualMassesIsEnskogsOfOneGas) {
    const DensitySlopes slopes = slopes_with_density({10.0, 0.3, 1.5, 1.5}, theory_with(0.0, 2.0));
    EXPECT_NEAR(slopes.soret, 3.0 / 5.0 * 2.0, 1e-15);
    EXPECT_NEAR(slopes.diffusion, -5.0 / 8.0 * 2.0, 1e-15);
}

/// Momentum along the line of centres that hard spheres of masses m and M at the temperatures T and U hand over in unit
/// time, without the factors of geometry: 2 mu g^2 averaged over approaching pairs, by sums over both velocities. A sum
/// in steps h over a normal distribution is right to exp(-2 (pi/h)^2), and g > 0 is half of it by symmetry.
double momentum_handed_over(double m, double T, double M, double U) {
    const double mu = m * M / (m + M);
    constexpr int half = 80;
    double sum = 0.0, weights = 0.0;
    for (int i = -half; i <= half; ++i) {
        for (int k = -half; k <= half; ++k) {
            const double v = 0.1 * i, w = 0.1 * k;  // in units of thermal velocities
            const double weight = std::exp(-0.5 * (v * v + w * w));
            const double g = v * std::sqrt(T / m) - w * std::sqrt(U / M);
            weights += weight;
            if (g > 0.0) sum += weight * 2.0 * mu * g * g;
        }
    }
    return sum / weights;
}

/// How it grows with the temperature of the second particle's place, relative to both temperatures growing.
double push_by_temperature(double m, double M) {
    constexpr double T = 10.0, step = 0.1;
    return (momentum_handed_over(m, T, M, T + step) - momentum_handed_over(m, T, M, T - step)) /
           (momentum_handed_over(m, T + step, M, T + step) - momentum_handed_over(m, T - step, M, T - step));
}

TEST(IsotopeTheory, UnlikeParticlesPushEachOtherToPlacesOfOtherTemperature) {
    const DiluteIsotopes gas{10.0, 0.3, 1.0, 2.0};
    constexpr double B = 0.5, S = -0.02;
    // Forces on a particle of each species, over n T grad ln T: 2 B for each neighbour beyond the centres' distance.
    const double on_1 = -2.0 * B * (0.3 * push_by_temperature(1.0, 1.0) + 0.7 * push_by_temperature(1.0, 2.0));
    const double on_2 = -2.0 * B * (0.7 * push_by_temperature(2.0, 2.0) + 0.3 * push_by_temperature(2.0, 1.0));
    const double of_energy = 12.0 / 5.0 * B * 0.5 * (0.25 + 2.0 / 9.0);
    // grad ln(x_1/x_2) = -S_T grad T. Velocities above 8 are left out, 1e-12 of 2 mu g^2, of which 0.02 is looked at.
    EXPECT_NEAR(slopes_with_density(gas, theory_with(S, B)).soret, of_energy + (on_2 - on_1) / (10.0 * S), 1e-9);
    // Relabelled it is the same share of an S_T of the other sign.
    const DiluteIsotopes relabelled{10.0, 0.7, 2.0, 1.0};
    EXPECT_NEAR(slopes_with_density(relabelled, theory_with(-S, B)).soret,
                slopes_with_density(gas, theory_with(S, B)).soret, 1e-15);
}

/// Velocities of an ideal gas in a small box under the Gaussian thermostat: a uniform point on the sphere of the
/// velocities relative to the species' means, which move as a canonical pair. The regression of J_q on J_1 is
/// h_s1 - h_s2.
TEST(IsotopeEnthalpy, IsWhatLeavesNoCorrelationOfHeatAndMassInABox) {
    constexpr std::size_t each = 3;
    constexpr double T = 3.0, n = 2.0 * each;
    const std::array masses{1.0, 2.0};
    NormalSequence normal(1, RandomStream::synthetic_series, 3);
    double heat_by_mass = 0.0, mass_squares = 0.0, residual = 0.0;
    constexpr int samples = 100000;
    const double h = enthalpy_in_box(T, n, 0.0);
    const double difference = h / masses[0] - h / masses[1];
    for (int k = 0; k < samples; ++k) {
        std::array<std::array<std::array<double, 3>, each>, 2> c{};
        double kinetic = 0.0;
        for (std::size_t s = 0; s < 2; ++s) {
            for (std::size_t a = 0; a < 3; ++a) {
                double mean = 0.0;
                for (std::size_t i = 0; i < each; ++i) {
                    c[s][i][a] = normal.next() / std::sqrt(masses[s]);
                    mean += c[s][i][a] / each;
                }
                for (std::size_t i = 0; i < each; ++i) {
                    c[s][i][a] -= mean;
                    kinetic += 0.5 * masses[s] * c[s][i][a] * c[s][i][a];
                }
            }
        }
        const double scale = std::sqrt(0.5 * (3.0 * n - 7.0) * T / kinetic);
        // Total momentum zero: one relative velocity of the reduced mass of both species.
        const double reduced = each * masses[0] * masses[1] / (masses[0] + masses[1]);
        std::array<double, 3> w{};
        for (double& component : w) component = std::sqrt(T / reduced) * normal.next();
        double J_1 = 0.0, J_q = 0.0;
        for (std::size_t s = 0; s < 2; ++s) {
            const double part = (s == 0 ? masses[1] : -masses[0]) / (masses[0] + masses[1]);
            for (std::size_t i = 0; i < each; ++i) {
                double square = 0.0, along = 0.0;
                for (std::size_t a = 0; a < 3; ++a) {
                    const double v = scale * c[s][i][a] + part * w[a];
                    square += v * v;
                    if (a == 0) along = v;
                }
                J_q += 0.5 * masses[s] * square * along;
                if (s == 0) J_1 += masses[0] * along;
            }
        }
        heat_by_mass += J_q * J_1;
        mass_squares += J_1 * J_1;
        residual += (J_q - difference * J_1) * (J_q - difference * J_1) * J_1 * J_1;
    }
    // Four standard errors: a false alarm in 16 000 of other seeds.
    const double error = std::sqrt(residual) / mass_squares;
    EXPECT_NEAR(heat_by_mass / mass_squares, difference, 4.0 * error);
    EXPECT_GT(2.5 * T * 0.5 - difference, 6.0 * error);  // the enthalpy of a large box is told from it
}

IsotopePlan tiny_plan() {
    IsotopePlan plan;
    plan.studies = {{160, 0.1, 0.2, 40.0}, {160, 0.1, 0.4, 40.0}, {160, 0.05, 0.2, 60.0}, {160, 0.05, 0.4, 60.0}};
    plan.interval = 0.1;
    plan.settling = 0.5;
    plan.state_sweeps = 60;
    return plan;
}

Manifest manifest_of(const IsotopePlan& plan) {
    Manifest manifest;
    add_tasks(plan, manifest);
    return manifest;
}

TEST(IsotopeRoute, PlansFieldsThatFollowTheDensity) {
    PlanOptions options;
    options.tier = Tier::standard;
    Manifest manifest;
    IsotopeRoute().plan(options, manifest);
    std::set<std::string> ids;
    std::map<double, std::set<double>> fields;
    for (const Task& task : manifest.tasks) {
        EXPECT_TRUE(ids.insert(task.id).second) << task.id;
        EXPECT_GT(task.cost, 0.0);
        EXPECT_EQ(gas_of(task.settings).mass_2, 2.0);
        if (task.settings.at("stage") == "state") continue;
        const Task* state = manifest.find(task.needs.at(0));
        ASSERT_NE(state, nullptr);
        EXPECT_EQ(state->settings.at("density"), task.settings.at("density"));
        EXPECT_EQ(state->settings.at("particles"), task.settings.at("particles"));
        const double density = task.settings.at("density"), heat = task.settings.at("heat");
        fields[density].insert(std::round(1e6 * std::fabs(heat) / density));
    }
    EXPECT_EQ(fields.size(), 2U);
    for (const auto& [density, of_density] : fields) EXPECT_EQ(of_density, fields.begin()->second) << density;
    const Yield yield = IsotopeRoute().yields(manifest);
    EXPECT_TRUE(yield.curves.contains({quantity::isotope_soret, {"isotope"}}));
    EXPECT_TRUE(yield.numbers.contains(number::dilute_isotope_soret));
    Manifest quick;
    IsotopeRoute().plan({}, quick);
    EXPECT_TRUE(quick.tasks.empty() && quick.routes.empty());
}

TEST(IsotopeRoute, HasTheSameBitsInBothBackends) {
    const Manifest manifest = manifest_of(tiny_plan());
    TaskResults finished;
    for (const Task& task : manifest.tasks) {
        if (task.id != "isotope-n160-d0.100-state" && task.id != "isotope-n160-d0.100-f0.200-r1") continue;
        const TaskResult result = run_task(manifest.state_line, task, finished, route_by_name, {});
        finished.emplace(task.id, result);
        RunContext reference;
        reference.backend = Backend::reference;
        EXPECT_EQ(run_task(manifest.state_line, task, finished, route_by_name, reference).digest, result.digest);
    }
    ASSERT_EQ(finished.size(), 2U);  // the state and a run
    const nlohmann::json& run = finished.at("isotope-n160-d0.100-f0.200-r1").values;
    const auto residual = finished.at("isotope-n160-d0.100-state").values.at("residual_enthalpy").get<Estimate>().value;
    // h_s1 - h_s2 = h/m_1 - h/m_2 with the enthalpy of the box.
    EXPECT_EQ(run.at("enthalpy_difference"), enthalpy_in_box(10.0, 160.0, residual) * (1.0 - 0.5));
    EXPECT_FALSE(run.contains("excess"));
}

/// What is put into invented runs.
struct Truth {
    double soret = -0.018;
    double diffusion = 0.79;                                 ///< n D_12
    double slope_of_soret = 2.6, slope_of_diffusion = -0.6;  ///< b
    double curvature = 1.5;                                  ///< a of both
    double noise = 0.05;                                     ///< of a block, relative
};

/// Which mistake the machinery makes.
enum class Mistake { none, sign_of_field, enthalpy_of_a_particle };

TaskResults invented(const Manifest& manifest, const Truth& truth, std::uint64_t seed, Mistake mistake) {
    TaskResults results;
    NormalSequence normal(seed, RandomStream::synthetic_series, 12);
    for (const Task& task : manifest.tasks) {
        TaskResult result;
        result.task = task.id;
        const double density = task.settings.at("density");
        if (task.settings.at("stage") == "state") {
            result.values = {{"residual_enthalpy", Estimate{0.8, 1e-4, 100.0}}, {"departure", nullptr}};
            results.emplace(task.id, result);
            continue;
        }
        const DiluteIsotopes gas = gas_of(task.settings);
        const double T = gas.temperature, heat = task.settings.at("heat");
        const double m = gas.x1 * gas.mass_1 + (1.0 - gas.x1) * gas.mass_2;
        const double w1 = gas.x1 * gas.mass_1 / m;
        const double of_field = truth.curvature * std::pow(heat / density, 2.0);
        // n D_12 = L_11/(w_1 w_2 m_1 m_2), S_T = L'_1q/L_11 m_1 m_2/(m T^2): of the Soret effect in a gas, by hand.
        const double L_11 = truth.diffusion * (1.0 + truth.slope_of_diffusion * density + of_field) * w1 * (1.0 - w1) *
                            gas.mass_1 * gas.mass_2;
        const double soret = truth.soret * (1.0 + truth.slope_of_soret * density + of_field);
        double L_1q = soret * L_11 * m * T * T / (gas.mass_1 * gas.mass_2);
        const double h = enthalpy_in_box(T, task.settings.at("particles"), 0.8);
        // J'_q = J_q - (h_1 - h_2) J_1 with the enthalpies of a particle, which are equal.
        if (mistake == Mistake::enthalpy_of_a_particle) L_1q += L_11 * (h / gas.mass_1 - h / gas.mass_2);
        if (mistake == Mistake::sign_of_field) L_1q = -L_1q;
        const double volume = task.settings.at("particles").get<double>() / density, interval = 5.0;
        nlohmann::json blocks = nlohmann::json::array();
        for (int b = 0; b < 8; ++b) {
            const double J = L_1q * heat / T * (1.0 + truth.noise * normal.next());
            const double squares = 2.0 * L_11 / (volume * interval) * (1.0 + truth.noise * normal.next()) + J * J;
            blocks.push_back({J, 200.0 * heat / T, squares, 0.0});
        }
        const Estimate temperature{T, 0.01, 50.0};
        result.values = {{"x1", gas.x1},
                         {"density", density},
                         {"volume", volume},
                         {"interval", interval},
                         {"field", {{"heat", heat}, {"mass", 0.0}}},
                         {"blocks", blocks},
                         {"temperature", {temperature, temperature, temperature}},
                         {"unaccounted", 0.0},
                         {"departure", nullptr}};
        results.emplace(task.id, result);
    }
    return results;
}

/// Deviations from the truth in units of their errors, of 100 campaigns whose slopes with density are as uncertain as
/// they are said to be: the mean of their squares is 1 with a standard deviation of 0.14. Four of them either way: two
/// false alarms in 1000 of other seeds, for both quantities together.
TEST(IsotopeRoute, FindsTheTruthAtZeroFieldAndDensityWithItsErrors) {
    const Manifest manifest = manifest_of(tiny_plan());
    const DensitySlopes known = slopes_with_density({}, theory_of_isotopes({}, Backend::optimized));
    NormalSequence normal(1, RandomStream::synthetic_series, 13);
    double of_soret = 0.0, of_diffusion = 0.0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        Truth truth;
        truth.slope_of_soret = known.soret * (1.0 + 0.5 * normal.next());
        truth.slope_of_diffusion = known.diffusion * (1.0 + 0.5 * normal.next());
        const Reduction reduction =
            IsotopeRoute().reduce(manifest, invented(manifest, truth, seed, Mistake::none), Backend::optimized);
        const Estimate soret = reduction.numbers.at(number::dilute_isotope_soret);
        const Estimate diffusion = reduction.numbers.at(number::dilute_isotope_diffusion);
        of_soret += std::pow((soret.value - truth.soret) / soret.standard_error, 2.0) / 100.0;
        of_diffusion += std::pow((diffusion.value - truth.diffusion) / diffusion.standard_error, 2.0) / 100.0;
        const Curve& curve = reduction.curves.at({quantity::isotope_soret, {"isotope"}});
        ASSERT_EQ(curve.points.size(), 2U);
        EXPECT_EQ(curve.axis, axes::density);
        for (const CurvePoint& point : curve.points) {
            EXPECT_NEAR(point.estimate.value, truth.soret * (1.0 + truth.slope_of_soret * point.x),
                        5.0 * point.estimate.standard_error);
        }
    }
    EXPECT_NEAR(of_soret, 1.0, 4.0 * std::sqrt(2.0 / 100.0));
    EXPECT_NEAR(of_diffusion, 1.0, 4.0 * std::sqrt(2.0 / 100.0));
}

/// The verdict of the claim on one invented campaign.
ClaimResult claim_on(Mistake mistake, const IsotopePlan& plan) {
    const Manifest manifest = manifest_of(plan);
    Truth truth;
    truth.soret = theory_of_isotopes({}, Backend::optimized).soret_coefficient;
    const Reduction reduction =
        IsotopeRoute().reduce(manifest, invented(manifest, truth, 1, mistake), Backend::optimized);
    Findings findings;
    findings.numbers = reduction.numbers;
    for (ClaimResult& result : judge_claims(all_claims(), findings)) {
        if (result.claim.id == "isotope") return result;
    }
    ADD_FAILURE() << "no claim";
    return {};
}

TEST(IsotopeClaim, PassesForTheTruthAndFailsForEveryMistake) {
    EXPECT_EQ(claim_on(Mistake::none, tiny_plan()).judgement.verdict, Verdict::pass);
    EXPECT_EQ(claim_on(Mistake::sign_of_field, tiny_plan()).judgement.verdict, Verdict::fail);
    EXPECT_EQ(claim_on(Mistake::enthalpy_of_a_particle, tiny_plan()).judgement.verdict, Verdict::fail);
    IsotopePlan exchanged = tiny_plan();  // the light particles go by the name of the heavy ones
    std::swap(exchanged.gas.mass_1, exchanged.gas.mass_2);
    EXPECT_EQ(claim_on(Mistake::none, exchanged).judgement.verdict, Verdict::fail);
}

TEST(IsotopeFigure, ShowsBothFieldsTheWayToZeroAndTheory) {
    const Manifest manifest = manifest_of(tiny_plan());
    const Reduction reduction =
        IsotopeRoute().reduce(manifest, invented(manifest, {}, 1, Mistake::none), Backend::optimized);
    Results results;
    EXPECT_TRUE(gas_figures(results).empty());
    results.details = reduction.details;
    results.findings.curves = reduction.curves;
    const std::vector<Figure> figures = gas_figures(results);
    ASSERT_EQ(figures.size(), 1U);
    for (const char* label : {"F/n = 0.20", "F/n = 0.40", "zero field", "kinetic theory"}) {
        EXPECT_NE(figures[0].svg.find(label), std::string::npos) << label;
    }
    EXPECT_NE(figures[0].caption.find("Chapman and Enskog: -0.017"), std::string::npos) << figures[0].caption;
}

TEST(IsotopeRoute, SaysNothingOfZeroFieldFromOneField) {
    IsotopePlan plan = tiny_plan();
    plan.studies.resize(1);
    const Manifest manifest = manifest_of(plan);
    const Reduction reduction =
        IsotopeRoute().reduce(manifest, invented(manifest, {}, 1, Mistake::none), Backend::optimized);
    EXPECT_TRUE(reduction.numbers.empty());
    EXPECT_EQ(reduction.details.at("isotope").at("rows").size(), 1U);
}

}  // namespace
}  // namespace soret
