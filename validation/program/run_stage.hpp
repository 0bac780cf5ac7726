#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

#include "soret/validation/program/run_settings.hpp"

namespace soret {

/// One part of a run of the command `soret run`: melting a liquid, say, or what the run file asks for. It goes on piece
/// by piece, and between any two pieces it can be written down and go on with the same bits.
class RunStage {
public:
    virtual ~RunStage() = default;

    /// The next sweep, or the next few steps.
    /// throws   InvalidState: a box or a particle has come to where it cannot be simulated
    virtual void advance() = 0;
    virtual std::uint64_t done() const = 0;    ///< sweeps or steps
    virtual std::uint64_t in_all() const = 0;  ///< sweeps or steps
    /// Sweeps or steps of the production.
    virtual std::uint64_t production_done() const = 0;
    virtual bool in_production() const = 0;
    bool finished() const { return done() >= in_all(); }

    /// Of timeseries.csv for where the stage is now; empty if none is due.
    virtual std::string series_row() const = 0;
    /// Particles in order of id.
    virtual State state() const = 0;
    /// What a progress line says.
    virtual std::string status() const = 0;
    /// Compares running sums with sums made anew.
    /// throws   std::logic_error: they differ
    virtual void check() const = 0;
    virtual nlohmann::json to_json() const = 0;
    /// What summary.json is to say of this stage, but for rates and provenance.
    /// final_state   state(), with the velocities that final.data has
    virtual nlohmann::json summary(const State& final_state) const = 0;
    /// Of what was observed.
    virtual std::vector<ResultFile> result_files() const = 0;
};

/// Of a chain that exchanges particles: NumberHistogram::csv().
inline constexpr const char* number_histogram_file = "number_histogram.csv";

/// Of a chain with a growing particle: reduced_energies_text().
inline constexpr const char* reduced_energies_file = "u_nk.csv";

/// What a stage is to do.
using StageSettings = std::variant<MonteCarloRunSettings, MolecularDynamicsRunSettings>;

/// All stages of a run in their order; the last one is what the run file asks for.
std::vector<StageSettings> stages_of(const RunSettings& settings);

/// How much work a stage is, in sweeps or steps of the last one: for the time left, nothing else.
double work_of(const RunSettings& settings, const StageSettings& stage);

/// The first stage of a run.
/// throws   InvalidArgument, InvalidState: a start that some stage of the run cannot use
std::unique_ptr<RunStage> first_stage(const RunSettings& settings, const StageSettings& stage, const State& start);
/// The stage after one that is finished.
std::unique_ptr<RunStage> next_stage(const RunSettings& settings, const StageSettings& stage, const RunStage& finished);
/// A stage that was written down by to_json.
/// throws   InvalidInput: not what to_json writes
std::unique_ptr<RunStage> saved_stage(const RunSettings& settings, const StageSettings& stage,
                                      const nlohmann::json& saved);

}  // namespace soret
