#pragma once

#include <cstdint>
#include <string>

#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/validation/simulation/scratch_directory.hpp"

namespace soret {

/// LAMMPS at constant energy from one start, for a comparison of speed: on one core, with the best of four skins, which
/// a first run of each finds. command: program and options, as a shell reads them, such as `lmp -sf opt`.
class TimedLammps {
public:
    /// Whether there is such a program.
    static bool is_installed(const std::string& command);
    static std::string version(const std::string& command);

    /// throws   InvalidInput: it fails, or its energy at step 0 is not the one given, within 1e-10 of it
    TimedLammps(const std::string& command, const Mixture& mixture, const State& start, double timestep,
                std::uint64_t steps, double energy);

    /// Time of the processor in its loop over the steps, as it reports it.                                  [s]
    double run() { return run(best_skin_, steps_).seconds; }

private:
    struct Log {
        double seconds = 0.0;
        double energy = 0.0;  // at step 0
    };
    Log run(double skin, std::uint64_t steps) const;

    std::string command_;
    std::string input_;  // but for the skin and the number of steps
    std::uint64_t steps_;
    double best_skin_ = 0.0;
    ScratchDirectory directory_{"soret-bench"};
};

}  // namespace soret
