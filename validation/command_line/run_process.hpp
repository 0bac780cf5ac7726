#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "soret/validation/appended_file.hpp"
#include "soret/validation/command_line/run_settings.hpp"
#include "soret/validation/monte_carlo_run.hpp"

namespace soret {

/// A run of the command `soret run`: the stages of the preparation, then the run that was asked for, with files that
/// grow and checkpoints. Between any two sweeps it can be written down and go on with the same bits.
class RunProcess {
public:
    /// Reads or makes the start and checks everything that can be checked before the first sweep. Writes nothing.
    /// throws   InvalidInput: one line with the file, and the place in it where there is one
    explicit RunProcess(const RunSettings& settings);

    /// From the beginning, or from the checkpoint of a directory that is made if need be.
    /// returns  one line if the newest checkpoint was of no use and the one before was taken, else empty
    /// throws   InvalidInput: a file cannot be written; resume is false but the directory has a run or results of one;
    ///          the checkpoint is of other parameters (the message names the first difference), or damaged
    std::string open(const std::string& directory, bool resume);

    /// One sweep.
    void step();
    bool finished() const { return phase_ + 1 == phases_.size() && run_->finished(); }

    /// Compares the running energy with one summed anew, then writes everything down.
    /// throws   std::logic_error: the energies differ;  InvalidInput: a file cannot be written
    void write_checkpoint();
    /// Writes final.data and returns what summary.json is to say, but for rates and provenance.
    nlohmann::json finish();

    std::uint64_t sweeps_in_all() const;
    std::uint64_t sweeps_done() const;
    /// What a progress line says: phase, density, energy, composition.
    std::string status() const;

private:
    void start_phase(const MonteCarloChain& chain);
    void resume_from(const nlohmann::json& checkpoint);
    std::string series_path() const;
    std::string trajectory_path() const;
    void open_files(std::uint64_t series_length, std::uint64_t trajectory_length);
    void write_series_row();
    void write_trajectory_frame();

    RunSettings settings_;
    std::vector<MonteCarloRunSettings> phases_;
    nlohmann::json parameters_;
    State start_;
    std::string directory_;
    std::size_t phase_ = 0;
    std::optional<MonteCarloRun> run_;
    std::unique_ptr<AppendedFile> series_;
    std::unique_ptr<AppendedFile> trajectory_;
};

}  // namespace soret
