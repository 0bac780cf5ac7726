#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "soret/validation/campaign/campaign.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "temporary_directory.hpp"

namespace soret::test {

/// A directory of the test's own that does not exist yet, and goes with the process.
inline std::filesystem::path fresh_directory(const std::string& name) {
    static const testing::TemporaryDirectory of_the_process;
    const std::filesystem::path directory = of_the_process.path(name);
    std::filesystem::remove_all(directory);
    return directory;
}

inline WorkOptions workers(int count) {
    WorkOptions options;
    options.workers = count;
    options.quiet = true;
    return options;
}

inline std::map<std::string, std::string> digests(const TaskResults& results) {
    std::map<std::string, std::string> all;
    for (const auto& [id, result] : results) all[id] = result.digest;
    return all;
}

/// Chains of a real campaign that takes about a second.
inline SemiGrandPlan tiny_chains(const std::vector<double>& compositions) {
    SemiGrandPlan plan;
    plan.main.particles = 128;
    plan.main.compositions = compositions;
    plan.main.replicas = 2;
    plan.main.sweeps = 64;
    plan.main.outer_sweeps = 64;
    plan.main.pure_sweeps = 64;
    plan.search_sweeps = 60;
    plan.equilibration_sweeps = 20;
    return plan;
}

/// Green-Kubo runs of some seconds in all at constant energy.
inline GreenKuboPlan tiny_runs(const std::vector<double>& compositions, int replicas) {
    GreenKuboPlan plan;
    plan.studies.emplace_back();
    plan.studies.front().particles = 108;
    plan.studies.front().compositions = compositions;
    plan.studies.front().replicas = replicas;
    plan.studies.front().samples = FluxSeries::first_block_length * 4;
    plan.correlation_time = 2.0;
    plan.thermostat_time_span = 2.0;
    plan.settling_time = 1.0;
    plan.first_state_time = 4.0;
    plan.state_time = 6.0;
    plan.energy_reset_time = 1.5;
    return plan;
}

}  // namespace soret::test
