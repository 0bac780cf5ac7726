// Melting by coexistence: the crystal, the plan, tasks in both backends, numbers from invented fates, their claims.

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "campaign_directories.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/statistics/normal_sequence.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/claims/melting_claims.hpp"
#include "soret/validation/routes/melting/bond_order_observer.hpp"
#include "soret/validation/routes/melting/melting.hpp"
#include "soret/validation/routes/melting/solid_solution.hpp"
#include "soret/validation/routes/routes.hpp"
#include "soret/validation/simulation/crystal.hpp"

namespace soret {
namespace {

TEST(FccCrystal, HasItsDensityAndTheBondOrderOfTheLattice) {
    FccCells of;
    of.cells = {4, 5, 6};
    of.density = 0.95;
    const State crystal = fcc_crystal(of, 1);
    ASSERT_EQ(crystal.size(), 480U);
    EXPECT_NEAR(480.0 / crystal.box.volume(), 0.95, 1e-12);
    EXPECT_EQ(crystal.species, std::vector<std::int32_t>(480, 1));
    // Q_6 of the twelve neighbours [P. J. Steinhardt, D. R. Nelson and M. Ronchetti, Phys. Rev. B 28, 784 (1983)];
    // positions are rounded to 2^-42.
    EXPECT_NEAR(mean_bond_order(crystal, {}), 0.574524, 1e-6);
}

TEST(FccCrystal, HasTwoDensitiesWhereHalfOfItIsStretched) {
    FccCells of;
    of.cells = {4, 4, 8};
    of.density = 0.95;
    of.expanded = 4;
    of.density_expanded = 0.85;
    const State crystal = fcc_crystal(of, 0);
    const Vector3 edges = crystal.box.edges();
    const double border = 4 * of.expanded_edge();
    int below = 0;
    for (const double z : crystal.position[2]) below += z < border;
    EXPECT_EQ(below, 256);
    EXPECT_NEAR(256.0 / (edges.x * edges.y * border), 0.85, 1e-12);
    EXPECT_NEAR(256.0 / (edges.x * edges.y * (edges.z - border)), 0.95, 1e-12);
    of.expanded = 9;
    EXPECT_THROW(fcc_crystal(of, 0), InvalidArgument);
    of.expanded = 0;
    of.density = 0.0;
    EXPECT_THROW(fcc_crystal(of, 0), InvalidArgument);
}

// Frozen above 0.50 - 0.15 0.12 = 0.482, melted below 0.38 + 0.15 0.12 = 0.398.
TEST(BondOrderObserver, DecidesByTheLastSamplesAlone) {
    const auto fate = [](const std::vector<double>& values) {
        BondOrderObserver observer(1, BondOrderLimits::between(0.38, 0.50), {});
        observer.from_json({{"values", values}});
        return observer.fate();
    };
    EXPECT_EQ(fate({0.49, 0.49, 0.49}), Fate::undecided);
    EXPECT_EQ(fate({0.45, 0.49, 0.49, 0.49, 0.49}), Fate::frozen);
    EXPECT_EQ(fate({0.49, 0.49, 0.48, 0.49, 0.49}), Fate::undecided);
    EXPECT_EQ(fate({0.49, 0.39, 0.39, 0.39, 0.39}), Fate::melted);
    EXPECT_EQ(fate({0.49, 0.39, 0.39, 0.39, 0.40}), Fate::undecided);
    EXPECT_EQ(fate({0.45, 0.45, 0.45, 0.45, 0.45}), Fate::undecided);
    EXPECT_THROW(BondOrderLimits::between(0.5, 0.5), InvalidState);
}

TEST(MeltingRoute, ExpectsThePublishedMeltingPoints) {
    const StateLine line;
    EXPECT_NEAR(expected_melting_temperature(line, 2), 0.6598, 1e-12);
    EXPECT_NEAR(expected_melting_temperature(line, 1), 0.4115, 0.0003);
}

MeltingPlan tiny_plan() {
    MeltingPlan plan;
    plan.cells = {4, 4, 8};
    plan.temperatures = {0.9, 0.96, 0.98, 1.0, 1.02, 1.04, 1.1};
    plan.replicas = 3;
    plan.bulk_cells = {4, 4, 4};
    plan.bulk_sweeps = 30;
    plan.melting_time = 0.5;
    plan.settling_time = 0.5;
    plan.longest_time = 1.0;
    plan.sample_time = 0.1;
    return plan;
}

Manifest tiny_manifest() {
    Manifest manifest;
    add_tasks(tiny_plan(), manifest);
    return manifest;
}

TEST(MeltingRoute, PlansBulkPhasesAndReplicasOfBothSubstances) {
    const Manifest manifest = tiny_manifest();
    EXPECT_EQ(manifest.tasks.size(), 2U * 7U * 4U);
    int runs = 0;
    for (const Task& task : manifest.tasks) {
        EXPECT_GT(task.cost, 0.0);
        if (task.settings.at("stage") == "bulk") {
            EXPECT_TRUE(task.needs.empty());
            continue;
        }
        ++runs;
        ASSERT_EQ(task.needs.size(), 1U);
        EXPECT_EQ(manifest.find(task.needs.front())->settings.at("temperature"), task.settings.at("temperature"));
    }
    EXPECT_EQ(runs, 42);
    EXPECT_TRUE(MeltingRoute().yields(manifest).numbers.contains(number::liquidus));
    Manifest quick;
    MeltingRoute().plan({}, quick);
    EXPECT_TRUE(quick.tasks.empty());
    EXPECT_TRUE(MeltingRoute().yields(quick).numbers.empty());
}

TEST(MeltingRoute, HasTheSameBitsInBothBackends) {
    const Manifest manifest = tiny_manifest();
    TaskResults finished;
    int compared = 0;
    for (const Task& task : manifest.tasks) {
        if (task.settings.at("species") != 1 || task.id.find("t0.41") == std::string::npos) continue;
        if (task.settings.value("replica", 1) != 1) continue;
        const TaskResult result = run_task(manifest.state_line, task, finished, route_by_name, {});
        finished.emplace(task.id, result);
        RunContext reference;
        reference.backend = Backend::reference;
        EXPECT_EQ(run_task(manifest.state_line, task, finished, route_by_name, reference).digest, result.digest);
        ++compared;
        if (task.settings.at("stage") == "bulk") continue;
        EXPECT_EQ(result.values.at("fate"), "undecided");
        EXPECT_EQ(result.values.at("bond_order").size(), 10U);
        EXPECT_EQ(result.values.at("departure"), nullptr);
        // Half a crystal: between both limits, though little of it has melted yet.
        EXPECT_LT(result.values.at("bond_order").back().get<double>(), 0.574);
    }
    EXPECT_GE(compared, 2);
}

/// Far from the melting point a run decides as it must, and ends before its longest time.
TEST(MeltingRoute, FreezesWellBelowAndMeltsWellAboveTheMeltingPoint) {
    MeltingPlan plan = tiny_plan();
    plan.temperatures = {0.85, 1.25};
    plan.replicas = 1;
    plan.bulk_sweeps = 300;
    plan.melting_time = 10.0;
    plan.settling_time = 10.0;
    plan.longest_time = 600.0;
    plan.sample_time = 1.0;
    Manifest manifest;
    add_tasks(plan, manifest);
    TaskResults finished;
    std::map<bool, std::string> fates;  // by whether it is hot
    for (const Task& task : manifest.tasks) {
        if (task.settings.at("species") != 2) continue;
        const TaskResult result = run_task(manifest.state_line, task, finished, route_by_name, {});
        finished.emplace(task.id, result);
        if (task.settings.at("stage") == "bulk") continue;
        fates[task.settings.at("temperature").get<double>() > 0.66] = result.values.at("fate");
        EXPECT_LT(result.values.at("steps").get<double>(), 600.0 / plan.timestep);
    }
    EXPECT_EQ(fates, (std::map<bool, std::string>{{false, "frozen"}, {true, "melted"}}));
}

/// Fates by P_f about the truth, bulk phases on lines about theirs.
constexpr double truth[2] = {0.4121, 0.6611};
constexpr double width = 0.006;

TaskResults invented(const Manifest& manifest, std::uint32_t seed) {
    TaskResults results;
    NormalSequence normal(seed, RandomStream::synthetic_series, 13);
    for (const Task& task : manifest.tasks) {
        const std::size_t s = task.settings.at("species").get<std::size_t>() - 1;
        const double off = task.settings.at("temperature").get<double>() - truth[s];
        TaskResult result;
        result.task = task.id;
        if (task.settings.at("stage") == "bulk") {
            const auto phase = [&](double density, double enthalpy) {
                return nlohmann::json{{"density", Estimate{density - 0.6 * off, 0.0001, 100.0}},
                                      {"enthalpy", Estimate{enthalpy + 3.0 * off, 0.001, 100.0}}};
            };
            result.values = {{"solid", phase(0.955, -6.0)}, {"liquid", phase(0.85, s == 0 ? -5.4 : -5.0)}};
        } else {
            const double p = 0.5 - 0.5 * std::tanh(off / width);
            result.values = {{"fate", 0.5 * std::erfc(-normal.next() / std::sqrt(2.0)) < p ? "frozen" : "melted"},
                             {"conserved_change", 0.0}};
        }
        result.values["departure"] = nullptr;
        results.emplace(task.id, result);
    }
    return results;
}

/// 200 campaigns: the interval of one standard error holds T_m in 68 %, less 4 standard deviations of 3.3 %.
TEST(MeltingRoute, FindsTheMeltingPointWithAnErrorThatHoldsIt) {
    const Manifest manifest = tiny_manifest();
    int held = 0, known = 0;
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        const Reduction reduction = MeltingRoute().reduce(manifest, invented(manifest, seed), Backend::optimized);
        const auto found = reduction.numbers.find(number::melting_temperature_2);
        if (found == reduction.numbers.end()) continue;
        ++known;
        held += std::fabs(found->second.value - truth[1]) < found->second.standard_error;
        EXPECT_LT(found->second.standard_error, 0.02);
    }
    EXPECT_GE(known, 190);
    EXPECT_GT(held, known * (0.68 - 4 * 0.033));
    EXPECT_LT(held, known * (0.68 + 4 * 0.033));
}

TEST(MeltingRoute, ReadsThePhasesAtTheMeltingPointAndTheLiquidus) {
    const Manifest manifest = tiny_manifest();
    const Reduction reduction = MeltingRoute().reduce(manifest, invented(manifest, 3), Backend::optimized);
    const auto number = [&](const NumberKey& key) { return reduction.numbers.at(key); };
    // On a line of slope -0.6 at the T_m found.
    const Estimate melting = number(number::melting_temperature_1);
    const Estimate density = number(number::solid_density_1);
    EXPECT_NEAR(density.value, 0.955 - 0.6 * (melting.value - truth[0]), 1e-9);
    EXPECT_NEAR(density.standard_error, std::hypot(0.6 * melting.standard_error, 0.0001 / std::sqrt(9.0)), 2e-5);
    EXPECT_NEAR(number(number::fusion_enthalpy_1).value, 0.6, 1e-9);
    EXPECT_NEAR(number(number::fusion_enthalpy_2).value, 1.0, 1e-9);
    // By the two equations of the ideal solid solution [SPEC 9].
    const Estimate liquid = number(number::liquidus), solid = number(number::solidus);
    const double a1 = 0.6 * (1.0 / 0.62 - 1.0 / melting.value);
    const double a2 = 1.0 * (1.0 / 0.62 - 1.0 / number(number::melting_temperature_2).value);
    EXPECT_NEAR(std::log(solid.value / liquid.value), a1, 1e-9);
    EXPECT_NEAR(std::log((1.0 - solid.value) / (1.0 - liquid.value)), a2, 1e-9);
    EXPECT_GT(liquid.standard_error, 0.0);
    // The figure's lines: pure substances at the ends; by the published numbers the published compositions [SPEC 13].
    const nlohmann::json& diagrams = reduction.details.at("phase_diagram");
    for (const char* inputs : {"measured", "published"}) {
        const auto composition = [&](const nlohmann::json& row, const char* phase) {
            return row.at(phase).get<Estimate>().value;
        };
        for (const char* phase : {"liquid", "solid"}) {
            EXPECT_EQ(composition(diagrams.at(inputs).front(), phase), 1.0) << inputs;
            EXPECT_EQ(composition(diagrams.at(inputs).back(), phase), 0.0) << inputs;
        }
        for (const nlohmann::json& row : diagrams.at(inputs)) {
            EXPECT_GE(composition(row, "liquid"), composition(row, "solid")) << inputs;
        }
    }
    const SolidSolution published(
        {{{{0.4115, 0.0005, 0.0}, {0.523, 0.003, 0.0}}, {{0.6598, 0.0003, 0.0}, {0.927, 0.003, 0.0}}}},
        Backend::reference);
    EXPECT_NEAR(published.at(0.62).liquid.value, 0.2134, 5e-5);
    EXPECT_NEAR(published.at(0.62).solid.value, 0.1392, 5e-5);
}

TEST(MeltingRoute, HasNoMeltingPointWhereAllReplicasFroze) {
    const Manifest manifest = tiny_manifest();
    TaskResults results = invented(manifest, 3);
    for (auto& [id, result] : results) {
        if (result.values.contains("fate")) result.values["fate"] = "frozen";
    }
    const Reduction reduction = MeltingRoute().reduce(manifest, results, Backend::optimized);
    EXPECT_TRUE(reduction.numbers.empty());
    EXPECT_EQ(reduction.details.at("melting").size(), 2U);
    EXPECT_NE(reduction.details.at("melting")[0].at("reason"), "");
}

Findings with_published_numbers() {
    Findings findings;
    const auto set = [&](const NumberKey& key, double value, double error) {
        findings.numbers[key] = {value, error, 100.0};
    };
    set(number::melting_temperature_1, 0.4115, 0.0001);
    set(number::melting_temperature_2, 0.6598, 0.00008);
    set(number::solid_density_1, 0.9550, 0.00003);
    set(number::solid_density_2, 0.9509, 0.00002);
    set(number::liquid_density_1, 0.8500, 0.00005);
    set(number::liquid_density_2, 0.8419, 0.00005);
    set(number::fusion_enthalpy_1, 0.523, 0.0005);
    set(number::fusion_enthalpy_2, 0.927, 0.0005);
    set(number::liquidus, 0.2134, 0.001);
    return findings;
}

std::map<std::string, Verdict> verdicts(const Findings& findings) {
    ClaimTable table = all_claims();
    table.rules = melting_claims();
    std::map<std::string, Verdict> verdicts;
    for (const ClaimResult& result : judge_claims(table, findings))
        verdicts[result.claim.id] = result.judgement.verdict;
    return verdicts;
}

// [SPEC 13, trap 3] the published numbers pass all claims but Clapeyron's, which their enthalpies miss by 15 %.
TEST(MeltingClaims, PassThePublishedNumbersExceptThatTheirEnthalpiesDoNotFitTheirLine) {
    std::map<std::string, Verdict> of_published = verdicts(with_published_numbers());
    ASSERT_EQ(of_published.size(), 10U);
    EXPECT_EQ(of_published.at("clapeyron"), Verdict::fail);
    of_published.erase("clapeyron");
    for (const auto& [id, verdict] : of_published) EXPECT_EQ(verdict, Verdict::pass) << id;
}

TEST(MeltingClaims, DoNotPassWrongNumbers) {
    for (const auto& [id, key, wrong] : {std::tuple{"tm/1", number::melting_temperature_1, 0.4135},
                                         {"tm/2", number::melting_temperature_2, 0.6575},
                                         {"melt-1/solid_density", number::solid_density_1, 0.9556},
                                         {"melt-2/liquid_density", number::liquid_density_2, 0.8410},
                                         {"melt-2/fusion_enthalpy", number::fusion_enthalpy_2, 1.1},
                                         {"liquidus", number::liquidus, 0.225}}) {
        Findings findings = with_published_numbers();
        findings.numbers[key].value = wrong;
        EXPECT_EQ(verdicts(findings).at(id), Verdict::fail) << id;
        findings.numbers[key].standard_error = 0.5;
        EXPECT_EQ(verdicts(findings).at(id), Verdict::inconclusive) << id;
    }
}

// Enthalpies that fit: dP/dT = 11.78 in reduced units.
TEST(MeltingClaims, FindEnthalpiesThatFitTheMeltingLine) {
    Findings findings = with_published_numbers();
    findings.numbers[number::fusion_enthalpy_1].value = 11.78 * 0.4115 * (1.0 / 0.8500 - 1.0 / 0.9550);
    findings.numbers[number::fusion_enthalpy_2].value = 11.78 * 0.6598 * (1.0 / 0.8419 - 1.0 / 0.9509);
    EXPECT_EQ(verdicts(findings).at("clapeyron"), Verdict::pass);
    // Isotopes melt at one point of the reduced line, which has no chord then.
    findings.state_line.mixture = Mixture(lorentz_berthelot({1.0, 2.0}, {1.0, 1.0}, {1.0, 1.0}, 2.5));
    EXPECT_EQ(verdicts(findings).at("clapeyron"), Verdict::inconclusive);
}

/// A crystal that has melted under way, or a liquid that has frozen, is no phase to draw lines through.
TEST(MeltingRoute, LeavesOutBulkPhasesThatAreGone) {
    const Manifest manifest = tiny_manifest();
    TaskResults results = invented(manifest, 3);
    const Reduction all = MeltingRoute().reduce(manifest, results, Backend::optimized);
    for (auto& [id, result] : results) {
        if (!id.ends_with("bulk") || id.find("t0.6334") == std::string::npos) continue;
        result.values["departure"] = "the crystal alone is one no more";
        result.values["solid"]["density"] = Estimate{0.84, 0.0001, 100.0};
    }
    const Reduction without = MeltingRoute().reduce(manifest, results, Backend::optimized);
    EXPECT_EQ(without.checks.at("melting").departures.size(), 1U);
    EXPECT_EQ(without.checks.at("melting").runs, 14U);
    EXPECT_NEAR(without.numbers.at(number::solid_density_2).value, all.numbers.at(number::solid_density_2).value, 1e-9);
}

}  // namespace
}  // namespace soret
