// Real campaigns of boundary-driven flow, far too short to prove anything about the liquid.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "campaign_directories.hpp"
#include "curve_names.hpp"
#include "invented_flows.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/validation/campaign/audit.hpp"
#include "soret/validation/routes/nemd/nemd.hpp"
#include "soret/validation/routes/nemd/nemd_point.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {
namespace {

namespace fs = std::filesystem;
using namespace test;

/// Slabs that leave room for a window in a short box.
NemdPlan tiny_plan() {
    NemdPlan plan = nemd_plan({.tier = Tier::standard, .particles = 400, .effort = 1e-3});
    NemdStudy main = plan.studies.front();
    main.replicas = 2;
    main.time = 1.0;
    NemdStudy reversed = main;
    reversed.gradient = -main.gradient;
    plan.studies = {main, reversed};
    plan.slab_width = 2.0;
    plan.settling_times = 0.002;
    return plan;
}

Manifest tiny_manifest() {
    Manifest manifest;
    add_tasks(test::tiny_chains({0.5}), manifest);
    add_tasks(tiny_plan(), manifest);
    return manifest;
}

const Route& lookup(const std::string& name) {
    static const SemiGrandRoute chains;
    static const NemdRoute flow;
    return name == flow.name() ? static_cast<const Route&>(flow) : chains;
}

TEST(NemdCampaign, RunsResumesAndAuditsWithTheSameDigests) {
    const fs::path directory = fresh_directory("nemd");
    const Campaign campaign = Campaign::start(directory, tiny_manifest(), false);
    campaign.work(lookup, workers(2));
    const TaskResults results = campaign.complete_results();

    // As if it had been killed: one of each stage is missing.
    fs::remove(directory / "tasks" / "nemd-n400-g0.01350-x0.500-r1.json");
    fs::remove(directory / "tasks" / "nemd-n400-g-0.01350-x0.500-state.json");
    const Campaign resumed = Campaign::start(directory, tiny_manifest(), true);
    resumed.work(lookup, workers(1));
    EXPECT_EQ(digests(resumed.complete_results()), digests(results));

    const Reduction reduction = NemdRoute().reduce(campaign.manifest(), results, Backend::optimized);
    EXPECT_EQ(reduction.details,
              NemdRoute().reduce(campaign.manifest(), resumed.complete_results(), Backend::optimized).details);
    ASSERT_EQ(reduction.curves.size(), 5u);
    EXPECT_EQ(test::named(reduction.curves, "soret_nemd").points.size(), 1u);
    EXPECT_EQ(test::named(reduction.curves, "thermal_conductivity_nemd").points.size(), 1u);
    for (const char* curve : {"soret_nemd_gradient", "thermal_conductivity_nemd_gradient"}) {
        const auto& points = test::named(reduction.curves, curve).points;
        ASSERT_EQ(points.size(), 2u) << curve;
        // Rows are in the order of the gradients wanted, points in that of those measured.
        const nlohmann::json& rows = reduction.details.at("nemd");
        const double backward = rows.at(0).at("temperature_slope").at("value");
        const double forward = rows.at(1).at("temperature_slope").at("value");
        EXPECT_EQ(points[0].x, std::min(backward, forward));
        EXPECT_EQ(points[1].x, std::max(backward, forward));
        // What both gradients say together lies between.
        const std::string name(curve);
        const double together =
            test::named(reduction.curves, name.substr(0, name.find("_gradient"))).points[0].estimate.value;
        EXPECT_GT(together, std::min(points[0].estimate.value, points[1].estimate.value)) << curve;
        EXPECT_LT(together, std::max(points[0].estimate.value, points[1].estimate.value)) << curve;
    }
    EXPECT_EQ(reduction.details.at("nemd").size(), 2u);
    TaskResults some = results;
    some.erase("nemd-n400-g0.01350-x0.500-r2");
    EXPECT_THROW(NemdRoute().reduce(campaign.manifest(), some, Backend::optimized), InvalidInput);

    WorkOptions options = workers(2);
    EXPECT_TRUE(audit(campaign, lookup, options, 2, 1).agrees());
}

TEST(NemdCampaign, TheReferenceBackendHasTheSameBits) {
    Manifest manifest = tiny_manifest();
    const Task* task = manifest.find("nemd-n400-g0.01350-x0.500-r1");
    ASSERT_NE(task, nullptr);
    Task shorter = *task;
    shorter.settings["blocks"] = 2;
    shorter.settings["samples"] = 1;
    shorter.settings["settling_time"] = 0.1;
    TaskResult state;
    state.values = {{"density", 0.8}};
    RunContext context;
    const nlohmann::json optimized = NemdRoute().run(manifest.state_line, shorter, {&state}, context);
    context.backend = Backend::reference;
    EXPECT_EQ(digest_of(NemdRoute().run(manifest.state_line, shorter, {&state}, context)), digest_of(optimized));
}

/// The run command's own sums over the same trajectory.
TEST(NemdCampaign, ARunSaysWhatMolecularDynamicsSays) {
    const Manifest manifest = tiny_manifest();
    const Task* planned = manifest.find("nemd-n400-g0.01350-x0.500-r1");
    ASSERT_NE(planned, nullptr);
    Task task = *planned;
    task.settings["x1"] = 0.4;  // so that the species differ in number
    TaskResult result;
    result.values = {{"density", 0.8}};
    const nlohmann::json values = NemdRoute().run(manifest.state_line, task, {&result}, {});
    const NemdRecord record = nemd_record_from_json(values.at("profiles"));

    const StateLine& line = manifest.state_line;
    LiquidSettings liquid;
    liquid.n = 400;
    liquid.x1 = 0.4;
    liquid.density = 0.8;
    liquid.aspect = {1.0, 1.0, 3.0};
    liquid.temperature = line.temperature;
    liquid.seed = task.seed;
    State start = prepare_liquid(liquid, line.mixture, Backend::optimized, {}).state;
    draw_maxwell_velocities(start, line.mixture, line.temperature, task.seed);
    const double half = 0.5 * 1.35e-2 * (0.5 * start.box.edges().z - 2.0);
    MolecularDynamicsRunSettings settings;
    settings.parameters.ensemble = IntegratorEnsemble::nemd;
    settings.parameters.hot = {line.temperature + half, 2.0};
    settings.parameters.cold = {line.temperature - half, 2.0};
    settings.equilibration =
        static_cast<std::uint64_t>(std::llround(task.settings.at("settling_time").get<double>() / 0.004));
    settings.parameters.timestep = 0.004;
    settings.sample_every = 12;
    const auto samples = task.settings.at("samples").get<std::uint64_t>() * record.blocks.size();
    settings.production = samples * settings.sample_every;
    MolecularDynamicsRun run(line.mixture, start_of_trajectory(line.mixture, start, settings.parameters), settings,
                             Backend::optimized, {});
    while (!run.finished()) run.advance();
    const MolecularDynamicsRunResult other = run.result();

    const double blocks = static_cast<double>(record.blocks.size());
    double hot = 0.0;
    double cold = 0.0;
    double pressure = 0.0;
    double of_slices = 0.0;
    double kinetic = 0.0;
    double first = 0.0;
    for (const NemdBlock& block : record.blocks) {
        hot += block.flux_hot / blocks;
        cold += block.flux_cold / blocks;
        pressure += block.pressure / blocks;
        for (std::size_t b = 0; b < block.number.size(); ++b) {
            of_slices += block.pressure_zz[b] / (static_cast<double>(block.number.size()) * blocks);
            kinetic += 1.5 * block.kinetic[b] / blocks;
            first += block.number_1[b] / blocks;
        }
    }
    // Sums of the same numbers in another order; the pressure's terms are of order 10 and cancel.
    const std::vector<double> fluxes = other.heat_flux.mean();
    const std::vector<double> means = other.samples.mean();
    EXPECT_NEAR(hot, fluxes[flux_from_hot], 1e-12 * (1.0 + std::fabs(hot)));
    EXPECT_NEAR(cold, fluxes[flux_into_cold], 1e-12 * (1.0 + std::fabs(cold)));
    EXPECT_NEAR(pressure, means[pressure_tensor_now + 2], 1e-12 * 10.0);
    EXPECT_NEAR(of_slices, pressure, 1e-10);
    EXPECT_NEAR(kinetic / 400.0, means[kinetic_energy_per_particle], 1e-9);
    EXPECT_NEAR(first, 160.0, 1e-9);
    EXPECT_NEAR(values.at("conserved_change").get<double>(), run.conserved_change_per_particle(), 1e-11);
}

TEST(NemdPlan, HasWhatEachTierSays) {
    EXPECT_TRUE(nemd_plan({.tier = Tier::quick}).studies.empty());
    Manifest quick;
    add_tasks(nemd_plan({.tier = Tier::quick}), quick);
    EXPECT_TRUE(quick.routes.empty());
    EXPECT_THROW(add_tasks(nemd_plan({.tier = Tier::standard}), quick), InvalidArgument);
    EXPECT_THROW(nemd_plan({.tier = Tier::standard, .effort = 0.0}), InvalidArgument);
    EXPECT_THROW(nemd_plan({.tier = Tier::standard, .particles = 20}), InvalidArgument);
    for (const auto& [tier, particle_steps] : {std::pair{Tier::standard, 2.04e11}, std::pair{Tier::full, 4.15e13}}) {
        Manifest manifest;
        add_tasks(semi_grand_plan({.tier = tier}), manifest);
        const double before = manifest.cost();
        add_tasks(nemd_plan({.tier = tier}), manifest);
        EXPECT_NEAR((manifest.cost() - before) / seconds_per_step, particle_steps, 0.02 * particle_steps);
        EXPECT_NO_THROW(manifest_from_json(to_json(manifest)));
    }
}

/// Relative errors of S_T by the error of the slope of x_1 that nemd.hpp has, at the values of the mixture that the
/// tier standard found for 250 particles, D_12 1.15 times as large; of flows of a size that are taken together.
TEST(NemdPlan, ErrorsAreThoseThatItSays) {
    struct Mixture {
        double gamma, diffusion, soret;
    };
    const std::map<double, Mixture> mixture{
        {0.2, {0.78, 0.0276, -1.93}}, {0.5, {0.655, 0.0339, -2.1}}, {0.8, {0.774, 0.0535, -2.1}}};
    constexpr double share = 0.86;  // of the gradient wanted that is in the windows
    const NemdPlan plan = nemd_plan({.tier = Tier::standard});
    std::map<std::pair<int, double>, double> weights;
    for (const NemdStudy& study : plan.studies) {
        const double gradient = share * study.gradient;
        for (const double x1 : study.compositions) {
            weights[{study.particles, x1}] += gradient * gradient * study.replicas * study.time * study.particles;
        }
    }
    const auto error = [&](int particles, double x1) {
        const Mixture& at = mixture.at(x1);
        return std::sqrt(5.6 / (x1 * (1.0 - x1) * at.gamma * at.diffusion * weights.at({particles, x1}))) /
               std::fabs(at.soret);
    };
    EXPECT_NEAR(error(1200, 0.5), 0.085, 0.005);
    EXPECT_NEAR(error(1200, 0.2), 0.085, 0.005);
    EXPECT_NEAR(error(1200, 0.8), 0.105, 0.005);
    EXPECT_NEAR(error(600, 0.5), 0.31, 0.005);
    EXPECT_NEAR(error(2400, 0.5), 0.22, 0.005);
}

TaskResult state_of(const Task& task) {
    TaskResult result;
    result.task = task.id;
    const Estimate pressure{0.455, 0.004, 13.0};
    result.values = {{"density", 0.8},
                     {"measured", nlohmann::json::array({{{"density", 0.799}, {"pressure", pressure}}})}};
    return result;
}

TaskResult run_of(const Task& task, const NemdRecord& record) {
    TaskResult result;
    result.task = task.id;
    result.values = {{"profiles", to_json(record)}, {"departure", nullptr}, {"conserved_change", 0.0}};
    return result;
}

/// Invented runs at two compositions, of two sizes and at two gradients, which differ in what S_T they have.
TEST(NemdCampaign, CurvesAreOfTheFlowsThatTheyName) {
    NemdPlan plan;
    NemdStudy main;
    main.compositions = {0.3, 0.5};
    main.replicas = 4;
    NemdStudy steep = main;
    steep.compositions = {0.5};
    steep.gradient = 1.8e-2;
    NemdStudy narrow = main;
    narrow.compositions = {0.5};
    narrow.particles = 600;
    plan.studies = {main, steep, narrow};
    Manifest manifest;
    add_tasks(test::tiny_chains({0.3, 0.5}), manifest);
    add_tasks(plan, manifest);
    const auto soret_of = [](const Task& task) {
        return -2.0 - (task.settings.at("x1") == 0.3 ? 0.1 : 0.0) -
               (task.settings.at("gradient") == 1.8e-2 ? 0.3 : 0.0) -
               (task.settings.at("particles") == 600 ? 1.0 : 0.0);
    };
    TaskResults results;
    std::map<std::string, std::vector<NemdRecord>> records;
    for (const Task& task : manifest.tasks) {
        if (task.route != "nemd") continue;
        results[task.id] = state_of(task);
        if (task.settings.at("stage") == "run") {
            test::FlowTruth truth;
            truth.x1 = task.settings.at("x1");
            truth.gradient = task.settings.at("gradient");
            truth.soret = soret_of(task);
            truth.block_time = 1.0;
            NemdRecord record = test::invented_run(truth, task.seed, 0);
            record.block_time *= task.settings.at("correlation_time").get<double>();
            records[task.needs.front()].push_back(record);
            results[task.id] = run_of(task, record);
        }
    }
    const Reduction reduction = NemdRoute().reduce(manifest, results, Backend::optimized);
    const auto point_of = [&](const std::string& state) {
        const double memory = manifest.find(state + "-r1")->settings.at("correlation_time");
        return reduce_nemd(records.at(state + "-state"), {.temperature = manifest.state_line.temperature,
                                                          .slab_width = 3.0,
                                                          .window = 2.5,
                                                          .correlation_time = memory});
    };
    const NemdPoint one = point_of("nemd-n1200-g0.01350-x0.500");
    const NemdPoint two = point_of("nemd-n1200-g0.01800-x0.500");
    const NemdPoint small = point_of("nemd-n600-g0.01350-x0.500");
    const std::vector<CurvePoint>& soret = test::named(reduction.curves, "soret_nemd").points;
    ASSERT_EQ(soret.size(), 2u);
    EXPECT_EQ(soret[0].estimate, over_gradients(std::vector{point_of("nemd-n1200-g0.01350-x0.300")}).soret);
    EXPECT_EQ(soret[1].estimate, over_gradients(std::vector{one, two}).soret);
    ASSERT_EQ(reduction.flow_boxes.size(), 2u);
    const auto [lateral, along] = nemd_edges(1200, main.aspect, 0.8);
    for (std::size_t k = 0; k < 2; ++k) {
        const FlowBox& box = reduction.flow_boxes[k];
        EXPECT_EQ(box.route, "nemd");
        EXPECT_EQ(box.x1, soret[k].x);
        EXPECT_EQ(box.particles, 1200);
        EXPECT_EQ(box.edges, (std::array{lateral, lateral, along}));
    }
    EXPECT_EQ(test::named(reduction.curves, "thermal_conductivity_nemd").points[1].estimate,
              over_gradients(std::vector{one, two}).conductivity);
    // Runs at one gradient share the error of the pressure that their density was found by; gradients have their own.
    const auto with_state = [](const NemdPoint& point) {
        return Estimate{point.pressure.value, std::hypot(point.pressure.standard_error, 0.004), 0.0};
    };
    const std::vector<CurvePoint>& pressure = test::named(reduction.curves, "pressure_nemd").points;
    ASSERT_EQ(pressure.size(), 2u);
    const Estimate pressure_one = with_state(one);
    const Estimate pressure_two = with_state(two);
    EXPECT_NEAR(pressure[1].estimate.standard_error,
                1.0 / std::hypot(1.0 / pressure_one.standard_error, 1.0 / pressure_two.standard_error), 1e-12);
    EXPECT_NEAR(pressure[1].estimate.value, pooled(std::vector{pressure_one, pressure_two}).mean.value, 1e-12);
    EXPECT_GT(pressure[1].estimate.standard_error, 0.004 / std::sqrt(2.0));
    const std::vector<CurvePoint>& by_gradient = test::named(reduction.curves, "soret_nemd_gradient").points;
    ASSERT_EQ(by_gradient.size(), 2u);
    EXPECT_EQ(by_gradient[0].x, one.temperature_slope.value);
    EXPECT_EQ(by_gradient[0].estimate, one.soret);
    EXPECT_EQ(by_gradient[1].estimate, two.soret);
    EXPECT_EQ(test::named(reduction.curves, "soret_nemd_n600").points.at(0).estimate, small.soret);
    const std::vector<CurvePoint>& by_edge = test::named(reduction.curves, "soret_nemd_edge").points;
    ASSERT_EQ(by_edge.size(), 2u);
    EXPECT_EQ(by_edge[0].estimate, small.soret);
    EXPECT_EQ(by_edge[1].estimate, one.soret);
    const nlohmann::json& together = reduction.details.at("nemd_gradients");
    ASSERT_EQ(together.size(), 1u);
    EXPECT_EQ(together[0].at("soret").at("p_value").get<double>(), pooled(std::vector{one.soret, two.soret}).p_value);
}

/// Of each tier, every curve that the route says it yields, and no other.
TEST(NemdCampaign, CurvesOfATierAreThoseItNames) {
    for (const Tier tier : {Tier::standard, Tier::full}) {
        Manifest manifest;
        add_tasks(semi_grand_plan({.tier = tier}), manifest);
        const NemdRoute route;
        route.plan({.tier = tier}, manifest);
        TaskResults results;
        for (const Task& task : manifest.tasks) {
            if (task.route != "nemd") continue;
            results[task.id] = task.settings.at("stage") == "run" ? run_of(task, test::invented_run({}, task.seed, 0))
                                                                  : state_of(task);
        }
        std::set<CurveKey> made;
        for (const auto& [key, curve] : route.reduce(manifest, results, Backend::optimized).curves) made.insert(key);
        EXPECT_EQ(route.yields(manifest).curves, made);
        EXPECT_EQ(route.yields(manifest).flows, (std::set<std::string>{"nemd"}));
    }
}

}  // namespace
}  // namespace soret
