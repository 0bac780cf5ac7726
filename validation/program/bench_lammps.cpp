#include "soret/validation/program/bench_lammps.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/common/files/text_file.hpp"
#include "soret/validation/check/lammps_preset.hpp"

namespace soret {

namespace {

// What it wrote there; nothing if it wrote nothing.
std::string written(const std::filesystem::path& path) {
    std::error_code none;
    const std::uintmax_t size = std::filesystem::file_size(path, none);
    return none || size == 0 ? "" : read_text_file(path);
}

// The number after the first of these words, in the first line that has it.
double number_after(const std::string& log, const std::string& words) {
    const std::size_t at = log.find(words);
    if (at == std::string::npos) throw InvalidInput(fmt::format("lmp: its log has no \"{}\"", words));
    return std::strtod(log.c_str() + at + words.size(), nullptr);
}

}  // namespace

bool TimedLammps::is_installed(const std::string& command) {
    return is_program(command.substr(0, command.find(' ')));
}

std::string TimedLammps::version(const std::string& command) {
    const ScratchDirectory directory("soret-bench");
    const std::string file = directory.path() / "help";
    std::string text;
    if (std::system(fmt::format("{} -h > '{}' 2>&1", command, file).c_str()) == 0) text = written(file);
    const std::string before = "Simulator - ";
    const std::size_t at = text.find(before);
    if (at == std::string::npos) return command;
    const std::size_t from = at + before.size();
    return fmt::format("{}, {}", command, text.substr(from, text.find('\n', from) - from));
}

TimedLammps::TimedLammps(const std::string& command, const Mixture& mixture, const State& start, double timestep,
                         std::uint64_t steps, double energy)
    : command_(command), steps_(steps) {
    write_file_atomically(directory_.path() / "start.data",
                          lammps_data_text(start, mixture.parameters().mass, mixture.names()));
    input_ = lammps_potential(mixture) +
             fmt::format(
                 "neigh_modify every 1 delay 0 check yes\ntimestep {:.17g}\nfix 1 all nve\n"
                 "thermo_style custom step etotal\nthermo_modify norm no format float %.17g\nthermo 0\n",
                 timestep);
    const double theirs = run(0.3, 0).energy;
    if (!(std::fabs(theirs - energy) <= 1e-10 * std::fabs(energy))) {
        throw InvalidInput(
            fmt::format("lmp: N = {}: its energy at step 0 is {}, but {} here", start.size(), theirs, energy));
    }
    double best = std::numeric_limits<double>::infinity();
    for (const double skin : {0.15, 0.2, 0.25, 0.3}) {
        const double seconds = run(skin, std::max<std::uint64_t>(10, steps_ / 2)).seconds;
        if (seconds < best) best_skin_ = skin;
        best = std::min(best, seconds);
    }
}

TimedLammps::Log TimedLammps::run(double skin, std::uint64_t steps) const {
    write_file_atomically(directory_.path() / "in", input_ + fmt::format("neighbor {} bin\nrun {}\n", skin, steps));
    const std::string command = fmt::format(
        "cd '{}' && OMP_NUM_THREADS=1 {} -in in -var config start.data -log log -screen none < /dev/null "
        "> said 2>&1",
        directory_.path().string(), command_);
    if (std::system(command.c_str()) != 0) throw InvalidInput("lmp: it fails on its input for the comparison");
    const std::string log = written(directory_.path() / "log");
    Log found;
    std::size_t table = log.find("Step");
    if (table != std::string::npos) table = log.find('\n', table);
    if (table == std::string::npos) throw InvalidInput("lmp: its log has no table");
    std::istringstream row(log.substr(table));
    double step = 0.0;
    row >> step >> found.energy;
    if (steps == 0) return found;
    if (log.find("Dangerous builds = 0") == std::string::npos) {
        throw InvalidInput(fmt::format("lmp: it reports dangerous builds with a skin of {}", skin));
    }
    // "Loop time of T on ...", and "P% CPU use with ..." where others took a part of the core.
    const std::size_t percent = log.find("% CPU use");
    const std::size_t line = percent == std::string::npos ? percent : log.rfind('\n', percent);
    const double used = line == std::string::npos ? 100.0 : std::strtod(log.c_str() + line, nullptr);
    found.seconds = number_after(log, "Loop time of ") * std::min(used, 100.0) / 100.0;
    return found;
}

}  // namespace soret
