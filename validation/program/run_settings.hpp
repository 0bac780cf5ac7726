#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/validation/program/common_options.hpp"
#include "soret/validation/program/input_configuration.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/restraint.hpp"

namespace soret {

enum class TrajectoryFormat { lammps_dump, extended_xyz };

/// The ensemble of a kind of molecular dynamics by its name in a run file; nothing for a kind of Monte Carlo.
std::optional<IntegratorEnsemble> dynamics_ensemble(std::string_view kind);

/// What a run file and the command line ask for, checked. Where they differ the command line wins.
struct RunSettings {
    std::string file;  ///< the run file, for messages
    Mixture mixture = paper_mixture();
    std::string mixture_file;              ///< empty for the mixture of the paper
    std::string mixture_source;            ///< for people
    ReadingOptions reading;                ///< of the configuration
    std::optional<LiquidSettings> liquid;  ///< either this or configuration
    std::optional<std::string> configuration;
    std::string kind;           ///< nve, nvt, npt, npzt, nemd, hnemd, mc_nvt, mc_npt, semigrand, gcmc or fep
    MonteCarloRunSettings run;  ///< in molecular dynamics: temperature and seed of the preparation
    MolecularDynamicsRunSettings dynamics;  ///< in molecular dynamics
    bool has_temperature = true;            ///< in nve and nemd the temperature may be left out
    std::uint64_t trajectory_every = 0;     ///< production sweeps or steps; 0: none
    TrajectoryFormat trajectory_format = TrajectoryFormat::lammps_dump;
    RestraintSettings restraint;     ///< of molecular dynamics but nemd, hnemd
    ObservableSettings observables;  ///< the same as those of run or dynamics, whichever is asked for
    /// gcmc: the chemical potentials for which its samples are used as well, each by species.
    std::vector<std::vector<double>> reweighted_to;
    Backend backend = Backend::optimized;
    Execution execution;
    double checkpoint_every = 60.0;  ///< wall time [s]

    ChosenMixture chosen_mixture() const { return {mixture, mixture_file, mixture_source}; }
    bool is_molecular_dynamics() const { return dynamics_ensemble(kind).has_value(); }

    /// Everything that a result depends on: a run goes on from a checkpoint only if this is the same. Backend, threads,
    /// instruction set and the times of checkpoints change no result and are not in it.
    nlohmann::json parameters() const;
};

/// Reads a run file. Options of the command line replace what it says.
/// throws   InvalidInput: one line that names file, line, key, value and allowed range: an unknown key, a key that the
///          kind does not use, a value out of range, a part that does not exist yet
RunSettings read_run_settings(const std::string& path, const CommonOptions& common);

}  // namespace soret
