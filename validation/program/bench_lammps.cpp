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

std::filesystem::path own_directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "soret-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        throw InvalidInput(fmt::format("{}: cannot be made: must be a directory for temporary files", pattern));
    }
    return pattern;
}

// The number after the first of these words, in the first line that has it.
double number_after(const std::string& log, const std::string& words) {
    const std::size_t at = log.find(words);
    if (at == std::string::npos) throw InvalidInput(fmt::format("lmp: its log has no \"{}\"", words));
    return std::strtod(log.c_str() + at + words.size(), nullptr);
}

}  // namespace

bool TimedLammps::is_installed() {
    return std::system("command -v lmp > /dev/null 2>&1") == 0;
}

std::string TimedLammps::version() {
    const std::filesystem::path directory = own_directory();
    const std::string file = directory / "help";
    std::string text;
    if (std::system(fmt::format("lmp -h > '{}' 2>&1", file).c_str()) == 0) text = read_text_file(file);
    std::filesystem::remove_all(directory);
    const std::string before = "Simulator - ";
    const std::size_t at = text.find(before);
    if (at == std::string::npos) return "lmp -sf opt";
    const std::size_t from = at + before.size();
    return fmt::format("lmp -sf opt, {}", text.substr(from, text.find('\n', from) - from));
}

TimedLammps::TimedLammps(const Mixture& mixture, const State& start, double timestep, std::uint64_t steps,
                         double energy)
    : steps_(steps), directory_(own_directory()) {
    write_file_atomically(directory_ / "start.data",
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
        const double seconds = run(skin, steps_).seconds;
        if (seconds < best) best_skin_ = skin;
        best = std::min(best, seconds);
    }
}

TimedLammps::~TimedLammps() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

TimedLammps::Log TimedLammps::run(double skin, std::uint64_t steps) const {
    write_file_atomically(directory_ / "in", input_ + fmt::format("neighbor {} bin\nrun {}\n", skin, steps));
    const std::string command = fmt::format(
        "cd '{}' && OMP_NUM_THREADS=1 lmp -sf opt -in in -var config start.data -log log -screen none < /dev/null "
        "> said 2>&1",
        directory_.string());
    if (std::system(command.c_str()) != 0) throw InvalidInput("lmp: it fails on its input for the comparison");
    const std::string log = read_text_file(directory_ / "log");
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
