#include "soret/validation/program/run_process.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "soret/common/digest.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/program/memory.hpp"
#include "soret/validation/program/run_summary.hpp"
#include "soret/validation/simulation/checkpoint_file.hpp"
#include "soret/validation/simulation/state_digest.hpp"

namespace soret {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view series_header =
    "step,time,temperature,pressure,density,potential_energy,kinetic_energy,conserved,x1\n";

constexpr const char* lammps_trajectory = "trajectory.lammpstrj";
constexpr const char* xyz_trajectory = "trajectory.extxyz";

/// Files that are written at the end of a run.
std::vector<std::string> names_of_results() {
    std::vector<std::string> names = observer_file_names();
    names.insert(names.end(), {number_histogram_file, "summary.json", "final.data"});
    return names;
}

// Errors of the library about a start name the file that the start comes from.
template <class F>
auto naming(const std::string& file, F f) {
    try {
        return f();
    } catch (const InvalidArgument& error) {
        throw InvalidInput(fmt::format("{}: {}", file, error.what()));
    } catch (const InvalidState& error) {
        throw InvalidInput(fmt::format("{}: {}", file, error.what()));
    }
}

// input   is set to what was read, or stays null
State start_of(const RunSettings& settings, nlohmann::json& input) {
    if (settings.liquid) {
        return naming(settings.file, [&] { return lattice_start(*settings.liquid, settings.mixture); });
    }
    const ConfigurationFile file =
        configuration_for(*settings.configuration, settings.chosen_mixture(), settings.reading);
    input = to_json(file);
    if (const std::string lack = memory_lack(file.state.size()); !lack.empty()) {
        throw InvalidInput(fmt::format("{}: {} particles: {}", file.path, file.state.size(), lack));
    }
    return file.state.sorted_by_id();
}

// A run that ended before its first row has left nothing that is worth keeping.
bool has_content(const fs::path& file) {
    if (!fs::exists(file)) return false;
    std::ifstream stream(file, std::ios::binary);
    std::string start(series_header.size() + 1, '\0');
    stream.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(stream.gcount()));
    return !start.empty() && start != series_header;
}

// A directory with results but without a checkpoint is not overwritten either: they may have taken days.
void refuse_to_overwrite(const std::string& directory) {
    if (has_checkpoint(directory)) {
        throw InvalidInput(
            fmt::format("{}: has a run already: --resume goes on with it, another --out keeps it", directory));
    }
    std::vector<std::string> names = names_of_results();
    names.insert(names.end(), {"timeseries.csv", lammps_trajectory, xyz_trajectory});
    for (const std::string& name : names) {
        if (!has_content(fs::path(directory) / name)) continue;
        throw InvalidInput(
            fmt::format("{}: has a {} already, but no checkpoint: --resume begins anew there, another --out keeps it",
                        directory, name));
    }
}

// A production may grow: no bit of a step or sample depends on how long it is.
bool is_longer_run(const nlohmann::json& stored, const nlohmann::json& wanted) {
    const auto production_of = [](const nlohmann::json& parameters) {
        return field<std::uint64_t>(parameters.at("length"), "production");
    };
    return production_of(wanted) > production_of(stored);
}

/// Of a configuration that a run starts from: its ids are those of the output.
std::string digest_of(const State& state) {
    Digest digest = digest_of_state(state);
    for (const auto id : state.sorted_by_id().id) digest.add(id);
    return digest.hex();
}

}  // namespace

RunProcess::RunProcess(const RunSettings& settings)
    : settings_(settings),
      phases_(stages_of(settings)),
      parameters_(settings.parameters()),
      start_(start_of(settings, input_)) {
    if (!settings.liquid) parameters_["system"]["configuration_digest"] = digest_of(start_);
    naming(settings.configuration.value_or(settings.file),
           [&] { stage_ = first_stage(settings_, phases_.front(), start_); });
}

std::string RunProcess::series_path() const {
    return (fs::path(directory_) / "timeseries.csv").string();
}

std::string RunProcess::trajectory_path() const {
    const bool xyz = settings_.trajectory_format == TrajectoryFormat::extended_xyz;
    return (fs::path(directory_) / (xyz ? xyz_trajectory : lammps_trajectory)).string();
}

void RunProcess::open_files(std::uint64_t series_length, std::uint64_t trajectory_length) {
    series_ = std::make_unique<AppendedFile>(series_path(), series_length);  // locked: this run is the only one here
    std::vector<std::string> written_at_once = names_of_results();
    written_at_once.emplace_back("checkpoint");
    for (const std::string& name : written_at_once) remove_leftovers((fs::path(directory_) / name).string());
    if (series_length == 0) series_->append(series_header);
    if (settings_.trajectory_every > 0) {
        trajectory_ = std::make_unique<AppendedFile>(trajectory_path(), trajectory_length);
    }
}

/// Results of a run that begins anew here must not be taken for those of this one.
void RunProcess::remove_results() {
    for (const std::string& name : names_of_results()) {
        std::error_code error;
        fs::remove(fs::path(directory_) / name, error);
        if (error) {
            throw InvalidInput(
                fmt::format("{}: cannot be removed: {}", (fs::path(directory_) / name).string(), error.message()));
        }
    }
}

std::string RunProcess::open(const std::string& directory, bool resume) {
    directory_ = directory;
    make_directory(directory);
    if (!resume) {
        refuse_to_overwrite(directory);
        open_files(0, 0);
        return "";
    }
    const auto checkpoint = read_checkpoint(directory);
    if (!checkpoint) {
        open_files(0, 0);
        remove_results();
        return "";
    }
    resume_from(checkpoint->content);
    return checkpoint->warning;
}

void RunProcess::resume_from(const nlohmann::json& checkpoint) {
    bool is_longer = false;
    std::uint64_t series_length = 0;
    std::uint64_t trajectory_length = 0;
    reading_json((fs::path(directory_) / "checkpoint").string(), [&] {
        nlohmann::json stored = checkpoint.at("parameters");
        is_longer = is_longer_run(stored, parameters_);
        if (is_longer) stored["length"]["production"] = parameters_.at("length").at("production");
        if (const auto difference = first_difference(stored, parameters_)) {
            throw InvalidInput(fmt::format("is of another run than {}: {}", settings_.file, *difference));
        }
        if (!checkpoint.value("departure", nlohmann::json()).is_null()) {
            departure_ = field<std::string>(checkpoint, "departure");
        }
        phase_ = field<std::size_t>(checkpoint, "phase");
        if (phase_ >= phases_.size()) {
            throw InvalidInput(fmt::format("phase = {}: must be below {}", phase_, phases_.size()));
        }
        stage_ = saved_stage(settings_, phases_[phase_], checkpoint.at("run"));
        series_length = field<std::uint64_t>(checkpoint, "series_length");
        trajectory_length = field<std::uint64_t>(checkpoint, "trajectory_length");
    });
    open_files(series_length, trajectory_length);
    if (is_longer) remove_results();  // those of the shorter run
}

void RunProcess::step() {
    while (stage_->finished()) {  // a phase may have nothing to do
        stage_ = naming(settings_.file, [&] { return next_stage(settings_, phases_[phase_ + 1], *stage_); });
        ++phase_;
        if (finished()) return;
    }
    const std::uint64_t before = stage_->production_done();
    naming(settings_.file, [&] { stage_->advance(); });  // a box or a particle beyond what can be simulated
    if (preparing() || stage_->production_done() == 0) return;
    series_->append(stage_->series_row());
    look_if_due(before);
    if (trajectory_ && stage_->production_done() % settings_.trajectory_every == 0) write_trajectory_frame();
}

/// Evenly over the production, as its steps alone say; the end is looked at by the summary.
void RunProcess::look_if_due(std::uint64_t before) {
    if (!settings_.liquid || departure_ || finished()) return;
    const auto looks = static_cast<std::uint64_t>(looks_of(settings_));
    const std::uint64_t after = stage_->production_done();
    const std::uint64_t in_all = settings_.run.production;
    if (before * looks / in_all == after * looks / in_all) return;
    departure_ = departure_from_liquid(settings_, stage_->state());
    if (departure_) *departure_ += fmt::format("; first seen after {} of {}", after, in_all);
}

void RunProcess::write_trajectory_frame() {
    State state = stage_->state();
    state.origin = start_.origin;
    const std::vector<std::string>& names = settings_.mixture.names();
    const auto step = static_cast<std::int64_t>(stage_->production_done());
    trajectory_->append(settings_.trajectory_format == TrajectoryFormat::extended_xyz
                            ? extended_xyz_text(state, step, names)
                            : lammps_dump_text(state, step, names));
}

void RunProcess::write_checkpoint() {
    stage_->check();
    series_->flush();
    if (trajectory_) trajectory_->flush();
    soret::write_checkpoint(directory_,
                            {{"parameters", parameters_},
                             {"phase", phase_},
                             {"run", stage_->to_json()},
                             {"departure", departure_ ? nlohmann::json(*departure_) : nlohmann::json(nullptr)},
                             {"series_length", series_->length()},
                             {"trajectory_length", trajectory_ ? trajectory_->length() : 0}});
}

nlohmann::json RunProcess::finish() {
    State state = stage_->state();
    state.origin = start_.origin;
    // Of a chain that keeps its particles; both are in order of id.
    if (!state.has_velocities() && state.id == start_.id) state.velocity = start_.velocity;
    write_file_atomically((fs::path(directory_) / "final.data").string(),
                          lammps_data_text(state, settings_.mixture.parameters().mass, settings_.mixture.names()));
    for (const ResultFile& file : stage_->result_files()) {
        write_file_atomically((fs::path(directory_) / file.name).string(), file.text);
    }
    nlohmann::json summary = stage_->summary(state);
    summary["input"] = input_;
    summary["mixture"] = settings_.chosen_mixture().to_json();
    if (departure_) summary["departure_from_liquid"] = *departure_;
    return summary;
}

double RunProcess::work_in_all() const {
    double sum = 0.0;
    for (const StageSettings& phase : phases_) sum += work_of(settings_, phase);
    return sum;
}

double RunProcess::work_done() const {
    double sum = 0.0;
    for (std::size_t k = 0; k < phase_; ++k) sum += work_of(settings_, phases_[k]);
    if (stage_->in_all() == 0) return sum;
    const double part = static_cast<double>(stage_->done()) / static_cast<double>(stage_->in_all());
    return sum + part * work_of(settings_, phases_[phase_]);
}

std::string RunProcess::place() const {
    const char* name = preparing() ? "preparation" : stage_->in_production() ? "production" : "equilibration";
    return fmt::format("{} {}/{}", name, stage_->done(), stage_->in_all());
}

std::string RunProcess::described_start() const {
    const std::string input =
        input_.is_null()
            ? ""
            : fmt::format("  {:<17} {}, frame {} of {}, step {}, units {}\n", "input",
                          input_.at("file").get<std::string>(), input_.at("frame").dump(), input_.at("frames").dump(),
                          input_.at("step").dump(), input_.at("units").get<std::string>());
    return input + settings_.chosen_mixture().described();
}

std::string RunProcess::status() const {
    return fmt::format("{}  {}", place(), stage_->status());
}

}  // namespace soret
