// Results that are read one after the other: how many of a whole campaign are in memory at a time.

#include <memory>
#include <set>

#include <gtest/gtest.h>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/analysis.hpp"
#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/claims/claims.hpp"
#include "soret/validation/routes/routes.hpp"

namespace soret {
namespace {

Campaign standard_campaign() {
    return Campaign::open(std::string(SORET_SOURCE_DIR) + "/validation/data/standard");
}

/// Hands out results and knows how many of them are in memory.
class Counted {
public:
    explicit Counted(const ResultsOnDemand& results) : results_(results) {}

    ResultsOnDemand results() {
        return ResultsOnDemand([this](const std::string& task) -> HeldResult {
            HeldResult result = results_.find(task);
            if (!result) return nullptr;
            ++reads_[task];
            most_ = std::max(most_, ++*held_);
            return {result.get(), [result, held = held_](const TaskResult*) { --*held; }};
        });
    }
    int most() const { return most_; }
    const std::map<std::string, int>& reads() const { return reads_; }

private:
    const ResultsOnDemand results_;
    std::shared_ptr<int> held_ = std::make_shared<int>(0);
    int most_ = 0;
    std::map<std::string, int> reads_;
};

/// Ten routes, a thousand tasks: each result is read once and let go of before the next one. What is left of it are
/// numbers, so that a hundred thousand tasks need not be in memory.
TEST(ResultsOnDemand, OfAWholeCampaignAreInMemoryOneAtATime) {
    const Campaign campaign = standard_campaign();
    for (const std::string& route : campaign.manifest().routes) {
        Manifest part = campaign.manifest();
        part.routes = {route};
        Counted counted(campaign.results_on_demand());
        TaskTotals totals;
        reduce_campaign(part, counted.results(), {all_routes().routes}, Backend::optimized, &totals);
        // A particle's replicas are compared window by window; flows are looked at together with their state.
        EXPECT_LE(counted.most(), route == "fep" ? 3 : route == "nemd" ? 2 : 1) << route;
        std::size_t tasks = 0;
        for (const Task& task : part.tasks) {
            if (task.route != route) continue;
            ++tasks;
            ASSERT_TRUE(counted.reads().contains(task.id)) << task.id;
            // Several studies may begin at one state.
            if (task.settings.value("stage", "") == "state") continue;
            EXPECT_EQ(counted.reads().at(task.id), 1) << task.id;
        }
        EXPECT_EQ(totals.tasks, tasks);
    }
}

TEST(ResultsOnDemand, GiveWhatResultsInMemoryGive) {
    const Campaign campaign = standard_campaign();
    const TaskResults in_memory = campaign.complete_results();
    const auto results = [&](const ResultsOnDemand& from) {
        return to_json(analyse(campaign.manifest(), from, all_routes(), all_claims(), Backend::optimized, {}));
    };
    EXPECT_EQ(results(campaign.results_on_demand()), results(in_memory));
}

TEST(ResultsOnDemand, ThoseInMemoryAreNotCopied) {
    TaskResults results;
    results["one"].values = {{"value", 1.0}};
    const ResultsOnDemand on_demand = results;
    EXPECT_EQ(on_demand.find("one").get(), &results.at("one"));
    EXPECT_EQ(on_demand.find("other"), nullptr);
    EXPECT_THROW(on_demand.at("other"), InvalidInput);
}

/// A file that is damaged has its own message, whatever was being made of it, also if nothing was.
TEST(ResultsOnDemand, SayThemselvesWhatIsWrongWithThem) {
    const Campaign campaign = standard_campaign();
    for (const char* damaged : {"semigrand-n1000-x0.400-r3", "semigrand-n1000-x0.400-search"}) {
        const ResultsOnDemand results([&](const std::string& task) -> HeldResult {
            if (task == damaged) throw InvalidInput("FILE: the file is damaged");
            return campaign.results_on_demand().find(task);
        });
        Manifest part = campaign.manifest();
        part.routes = {"semigrand"};
        try {
            reduce_campaign(part, results, {all_routes().routes}, Backend::optimized);
            ADD_FAILURE() << damaged;
        } catch (const InvalidInput& error) {
            EXPECT_STREQ(error.what(), "FILE: the file is damaged") << damaged;
        }
    }
}

}  // namespace
}  // namespace soret
