#pragma once

#include "soret/validation/program/run_stage.hpp"

namespace soret {

/// Molecular dynamics as a stage of a run.
class MolecularDynamicsStage final : public RunStage {
public:
    /// momentum_removed   total momentum that was taken off the start                            [m sigma/tau]
    MolecularDynamicsStage(const RunSettings& settings, MolecularDynamicsRun run, const Vector3& momentum_removed);
    /// The momentum that to_json() has written.
    /// throws   InvalidInput: not what to_json() writes
    static Vector3 saved_momentum(const nlohmann::json& saved);

    void advance() override { run_.advance(); }
    std::uint64_t done() const override { return run_.steps_done(); }
    std::uint64_t in_all() const override { return run_.steps_in_all(); }
    std::uint64_t production_done() const override { return run_.production_step(); }
    bool in_production() const override { return run_.in_production(); }
    std::string series_row() const override;
    State state() const override { return run_.trajectory().state; }
    std::string status() const override;
    void check() const override { run_.check_totals(); }
    nlohmann::json to_json() const override;
    nlohmann::json summary(const State& final_state) const override;
    std::vector<ResultFile> result_files() const override { return run_.observers().files(); }

private:
    const RunSettings& settings_;  // of the process that owns the stage
    MolecularDynamicsRun run_;
    Vector3 momentum_removed_;
    double particles_;
    double x1_;  // never changes
};

}  // namespace soret
