#pragma once

#include "soret/validation/program/run_stage.hpp"

namespace soret {

/// A Markov chain as a stage of a run.
class MonteCarloStage final : public RunStage {
public:
    MonteCarloStage(const RunSettings& settings, MonteCarloRun run);

    MonteCarloChain chain() const { return run_.chain(); }

    void advance() override { run_.sweep(); }
    std::uint64_t done() const override { return run_.sweeps_done(); }
    std::uint64_t in_all() const override { return run_.sweeps_in_all(); }
    std::uint64_t production_done() const override { return run_.production_sweep(); }
    bool in_production() const override { return run_.in_production(); }
    std::string series_row() const override;
    /// Exchanges of particles leave rows in another order.
    State state() const override { return run_.chain().state.sorted_by_id(); }
    std::string status() const override;
    void check() const override { run_.check_energy(); }
    nlohmann::json to_json() const override { return run_.to_json(); }
    nlohmann::json summary(const State& final_state) const override;
    std::vector<ResultFile> result_files() const override;

private:
    const RunSettings& settings_;  // of the process that owns the stage
    MonteCarloRun run_;
};

}  // namespace soret
