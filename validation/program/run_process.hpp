#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "soret/validation/program/run_stage.hpp"
#include "soret/validation/simulation/appended_file.hpp"

namespace soret {

/// A run of the command `soret run`: the stages of the preparation, then the run that was asked for, with files that
/// grow and checkpoints. After any step() it can be written down and go on with the same bits.
class RunProcess {
public:
    /// Reads or makes the start and checks everything that can be checked before the first sweep. Writes nothing.
    /// throws   InvalidInput: one line with the file, and the place in it where there is one
    explicit RunProcess(const RunSettings& settings);
    RunProcess(const RunProcess&) = delete;  // the stage refers to the settings
    RunProcess& operator=(const RunProcess&) = delete;

    /// From the beginning, or from the checkpoint of a directory that is made if need be.
    /// returns  one line if the newest checkpoint was of no use and the one before was taken, else empty
    /// throws   InvalidInput: a file cannot be written; resume is false but the directory has a run or results of one;
    ///          the checkpoint is of other parameters (the message names the first difference), or damaged. Only the
    ///          production may be longer than the checkpoint's: then the run goes on to that, with the bits of one that
    ///          was so long from the start
    std::string open(const std::string& directory, bool resume);

    /// One sweep, or the next few steps of molecular dynamics.
    void step();
    bool preparing() const { return phase_ + 1 < phases_.size(); }
    bool finished() const { return !preparing() && stage_->finished(); }

    /// Compares running sums with sums made anew, then writes everything down.
    /// throws   std::logic_error: they differ;  InvalidInput: a file cannot be written
    void write_checkpoint();
    /// Writes final.data and the files of what was observed.
    /// returns  what summary.json is to say, but for rates and provenance
    nlohmann::json finish();

    /// Sweeps or steps of what was asked for, without the preparation.
    std::uint64_t done() const { return preparing() ? 0 : stage_->done(); }
    /// The preparation included, in sweeps or steps of what was asked for: for the time left.
    double work_in_all() const;
    double work_done() const;
    /// Where the run is: phase, and sweep or step of how many.
    std::string place() const;
    /// What a progress line says: where, and how the liquid is.
    std::string status() const;
    /// The configuration and the mixture that it starts from, in lines for a terminal.
    std::string described_start() const;

private:
    void resume_from(const nlohmann::json& checkpoint);
    std::string series_path() const;
    std::string trajectory_path() const;
    void open_files(std::uint64_t series_length, std::uint64_t trajectory_length);
    void remove_results();
    void write_trajectory_frame();
    void look_if_due(std::uint64_t before);

    RunSettings settings_;
    std::vector<StageSettings> phases_;
    nlohmann::json parameters_;
    nlohmann::json input_;  // what the start was read from; null if it was made
    State start_;
    std::string directory_;
    std::size_t phase_ = 0;
    std::unique_ptr<RunStage> stage_;
    std::optional<std::string> departure_;  // the first that was seen: what became of the liquid
    std::unique_ptr<AppendedFile> series_;
    std::unique_ptr<AppendedFile> trajectory_;
};

}  // namespace soret
