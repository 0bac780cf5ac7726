// What the route of synthetic fields makes of invented runs: which it leaves out, and whether runs scatter as their
// blocks say.

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "invented_fields.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/hnemd/field_responses.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"

namespace soret {
namespace {

constexpr int runs_of_a_state = 6;

Manifest manifest_of_fields(const std::vector<int>& sets = {}) {
    Manifest manifest;
    SemiGrandRoute().plan({}, manifest);
    std::erase_if(manifest.tasks, [](const Task& task) { return task.settings.at("stage") == "search"; });
    HnemdPlan plan;
    for (const double heat : {0.2, 0.4}) {
        FieldStudy study;
        study.heat = heat;
        study.compositions = {0.3, 0.5, 0.7};
        study.times = std::vector<double>(3, runs_of_a_state * study.run_time);
        study.sets = sets;
        plan.studies.push_back(study);
    }
    add_tasks(plan, manifest);
    return manifest;
}

TaskResults invented(const Manifest& manifest) {
    synthetic::FieldTruth truth;
    truth.onsager = [](double x1) {
        const double L_11 = 0.036 * x1 * (1.0 - x1);
        return Eigen::Vector3d(L_11, -0.66 * L_11, 2.6 - x1);
    };
    truth.enthalpy_difference = [](double) { return 3.0; };
    TaskResults results;
    synthetic::add_results(manifest, truth, results);
    return results;
}

Reduction reduced(const Manifest& manifest, const TaskResults& results) {
    return HnemdRoute().reduce(manifest, results, Backend::optimized);
}

bool is_run_at(const Task& task, double x1, double heat) {
    return task.route == hnemd_route && task.settings.at("x1") == x1 &&
           std::fabs(task.settings.at("heat").get<double>()) == heat;
}

std::string all_remarks(const Reduction& reduction) {
    std::string all;
    for (const std::string& remark : reduction.remarks) all += remark + "\n";
    return all;
}

/// Further sets are further runs: those of one set stay what they were, so that their results count for more sets too.
TEST(HnemdPlan, AddsRunsOfTheSameLengthForEachSet) {
    const Manifest one = manifest_of_fields();
    const Manifest more = manifest_of_fields({1, 3, 2});
    for (const Task& task : one.tasks) {
        const Task* same = more.find(task.id);
        ASSERT_NE(same, nullptr) << task.id;
        EXPECT_EQ(same->settings, task.settings) << task.id;
        EXPECT_EQ(same->seed, task.seed) << task.id;
    }
    for (const auto& [x1, sets] : {std::pair{0.3, 1}, std::pair{0.5, 3}, std::pair{0.7, 2}}) {
        int runs = 0;
        for (const Task& task : more.tasks) {
            if (!is_run_at(task, x1, 0.4)) continue;
            EXPECT_EQ(task.settings.at("time"), FieldStudy{}.run_time) << task.id;
            ++runs;
        }
        EXPECT_EQ(runs, sets * runs_of_a_state) << x1;
    }
}

/// One run of six at x_1 = 0.7 under the larger field finds a wave, and the state conducts ten times as well. With it
/// L'_qq at zero field would be wrong and one curvature would not fit; left out, the numbers are those of the truth.
TEST(HnemdReduction, LeavesOutAStateThatARunFoundDrivenTooFarAndSaysSo) {
    const Manifest manifest = manifest_of_fields();
    TaskResults results = invented(manifest);
    EXPECT_EQ(all_remarks(reduced(manifest, results)).find("Left out"), std::string::npos);
    bool first = true;
    for (const Task& task : manifest.tasks) {
        if (!is_run_at(task, 0.7, 0.4)) continue;
        nlohmann::json& values = results.at(task.id).values;
        for (nlohmann::json& block : values.at("blocks")) {
            for (nlohmann::json& value : block) value = 10.0 * value.get<double>();
        }
        if (first) values.at("excess") = "the field is too large for this box: a wave";
        first = false;
    }
    ASSERT_FALSE(first);
    const Reduction reduction = reduced(manifest, results);
    const std::string remarks = all_remarks(reduction);
    EXPECT_NE(remarks.find("Left out: the runs of 250 particles under a heat field of 0.4 at x_1 = 0.7. In 1 of 6 of "
                           "them the field is too large for this box: a wave."),
              std::string::npos)
        << remarks;
    std::size_t too_large = 0;
    for (const nlohmann::json& row : reduction.details.at("hnemd")) {
        const bool expected = row.at("x1") == 0.7 && row.at("field") == 0.4;
        EXPECT_EQ(row.at("too_large"), expected) << row;
        EXPECT_NE(row.contains("response"), expected);  // what is left out is no point of the fit
        too_large += expected ? 1 : 0;
    }
    EXPECT_EQ(too_large, 1U);
    ASSERT_EQ(reduction.onsager.size(), 3U);
    for (const OnsagerPoint& point : reduction.onsager) {
        const double L_11 = 0.036 * point.x1 * (1.0 - point.x1);
        // Five standard errors, nine values: false alarms below 1e-5 of other seeds.
        EXPECT_NEAR(point.values[0], L_11, 5.0 * std::sqrt(point.covariance(0, 0))) << point.x1;
        EXPECT_LT(5.0 * std::sqrt(point.covariance(0, 0)), 0.5 * L_11);
    }
    EXPECT_GT(reduction.numbers.at({number::field_linearity, hnemd_route}).value, 1e-5);
    // With all of a composition left out there is none of it.
    for (const Task& task : manifest.tasks) {
        if (is_run_at(task, 0.7, 0.2)) results.at(task.id).values.at("excess") = "the field is too large";
    }
    EXPECT_EQ(reduced(manifest, results).onsager.size(), 2U);
    for (auto& [id, result] : results) result.values.at("excess") = "the field is too large";
    const Reduction nothing = reduced(manifest, results);
    EXPECT_TRUE(nothing.onsager.empty() && nothing.curves.empty());
    EXPECT_FALSE(nothing.remarks.empty());
}

/// Summed over states, of one quantity in the details.
SeriesAgreement summed(const Reduction& reduction, const std::string& quantity) {
    SeriesAgreement sum;
    for (const nlohmann::json& row : reduction.details.at("hnemd")) {
        const nlohmann::json& one = row.at("replicas").at(quantity);
        sum.chi_squared += field<double>(one, "chi_squared");
        sum.degrees_of_freedom += field<int>(one, "degrees_of_freedom");
    }
    sum.p_value = chi_squared_p_value(sum.chi_squared, sum.degrees_of_freedom);
    return sum;
}

/// Independent blocks: chi^2 of 30 degrees of freedom, outside of these bounds in one of 10^4 of other seeds. Runs with
/// a shift of their own of twice their error have five times as much.
TEST(HnemdReduction, SaysWhetherRunsScatterAsTheirBlocksSay) {
    const Manifest manifest = manifest_of_fields();
    TaskResults results = invented(manifest);
    const Reduction good = reduced(manifest, results);
    for (const char* quantity : {"onsager_11", "mass_current", "heat_current", "pressure"}) {
        const SeriesAgreement agreement = summed(good, quantity);
        EXPECT_EQ(agreement.degrees_of_freedom, 6 * (runs_of_a_state - 1)) << quantity;
        EXPECT_GT(agreement.p_value, 5e-5) << quantity;
        EXPECT_LT(agreement.p_value, 1.0 - 5e-5) << quantity;
        EXPECT_NE(all_remarks(good).find(fmt::format("\u03c7\u00b2 = {:.1f} for 30", agreement.chi_squared)),
                  std::string::npos)
            << quantity << ": " << all_remarks(good);
    }
    NormalSequence normal(1, RandomStream::synthetic_series, 17);
    for (auto& [id, result] : results) {
        nlohmann::json& blocks = result.values.at("blocks");
        for (const std::size_t column : {0U, 1U, 2U}) {
            double mean = 0.0;
            double square = 0.0;
            for (const nlohmann::json& block : blocks) mean += block[column].get<double>() / 32.0;
            for (const nlohmann::json& block : blocks) square += std::pow(block[column].get<double>() - mean, 2);
            const double shift = 2.0 * std::sqrt(square / (32.0 * 31.0)) * normal.next();
            for (nlohmann::json& block : blocks) block[column] = block[column].get<double>() + shift;
        }
        nlohmann::json& pressure = result.values.at("pressure").at("value");
        pressure = pressure.get<double>() + 2.0 * 0.003 * normal.next();
    }
    const Reduction shifted = reduced(manifest, results);
    for (const char* quantity : {"onsager_11", "mass_current", "heat_current", "pressure"}) {
        EXPECT_LT(summed(shifted, quantity).p_value, 1e-8) << quantity;
    }
}

}  // namespace
}  // namespace soret
