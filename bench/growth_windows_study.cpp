// The published way to a chemical potential: one particle grows among N in a hundred windows of its coupling, each a
// chain of its own at constant pressure that begins where the one before ended. Of the same samples: exponential
// averages with the volume weight (SI 18) and without, which is exact, and Bennett's acceptance ratio between
// neighbours. Writes JSON to stdout; docs/thermodynamic-factor.md says what follows from it.
//   growth_windows_study SPECIES [SWEEPS = 2000 of a window] [PARTICLES = 250] [WINDOWS = 100] [SEED = 1]
// The mixture is the paper's, at x_1 = 0.5, T = 0.62, P = 0.46.

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/free_energy_bar.hpp"
#include "soret/common/statistics/free_energy_exponential.hpp"
#include "soret/optimized/soft_core.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"

namespace soret {
namespace {

constexpr double temperature = 0.62;
constexpr double pressure = 0.46;
constexpr double density = 0.7988;
constexpr std::uint64_t turns = 20;       // of the growing particle a sweep
constexpr std::uint64_t settling = 3000;  // sweeps with a particle that is not yet there
constexpr std::size_t blocks = 8;         // of a window
constexpr std::size_t resamples = 100;

struct Study {
    std::int32_t species = 0;
    std::uint64_t sweeps = 2000;
    std::uint64_t particles = 250;
    std::size_t windows = 100;
    std::uint64_t seed = 1;

    std::uint64_t equilibration() const { return sweeps / 10; }
};

MonteCarloRunSettings settings_of(const Study& study) {
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::growing_fixed;
    settings.parameters.temperature = temperature;
    settings.parameters.pressure = pressure;
    settings.parameters.seed = study.seed;
    settings.parameters.growing = GrowingParameters{.species = study.species, .stages = {}, .turns_per_sweep = turns};
    for (std::size_t k = 0; k <= study.windows; ++k) {
        settings.parameters.growing->stages.push_back(static_cast<double>(k) / static_cast<double>(study.windows));
    }
    settings.equilibration = study.equilibration();
    settings.production = study.sweeps;
    return settings;
}

/// Goes on from the chain at its stage; the window of that stage.
FreeEnergyWindow window_of(MonteCarloChain& chain, const MonteCarloRunSettings& settings) {
    const GrowingParameters& growing = *settings.parameters.growing;
    const auto samples = static_cast<Eigen::Index>(settings.production);
    const auto stages = static_cast<Eigen::Index>(growing.stages.size());
    FreeEnergyWindow window{Eigen::MatrixXd(samples, stages), Eigen::VectorXd(samples)};
    MonteCarloRun run(paper_mixture(), chain, settings, Backend::optimized, Execution{});
    std::vector<ParticleEnergy> energies;
    while (!run.finished()) {
        const bool counts = run.in_production();
        run.sweep();
        if (!counts) continue;
        const auto row = static_cast<Eigen::Index>(run.production_sweep()) - 1;
        chain = run.chain();
        optimized::SoftCore(paper_mixture(), chain.state, growing.stages)
            .at(chain.growing->position, growing.species, energies);
        for (Eigen::Index k = 0; k < stages; ++k) {
            const ParticleEnergy& u = energies[static_cast<std::size_t>(k)];
            window.reduced_energy(row, k) = u.overlap ? INFINITY : u.value() / temperature;
        }
        window.volume[row] = chain.state.box.volume();
    }
    return window;
}

std::vector<FreeEnergyWindow> grown_windows(const Study& study) {
    MonteCarloRunSettings settings = settings_of(study);
    const LiquidSettings liquid{
        .n = study.particles, .x1 = 0.5, .density = density, .temperature = temperature, .seed = study.seed};
    MonteCarloChain chain = with_growing_particle(
        prepare_liquid(liquid, paper_mixture(), Backend::optimized, Execution{}), settings.parameters);
    MonteCarloRunSettings first = settings;
    first.equilibration = settling;
    first.production = 0;
    chain = run_monte_carlo(paper_mixture(), chain, first, Backend::optimized, Execution{}).chain;
    std::vector<FreeEnergyWindow> windows;
    for (std::size_t k = 0; k <= study.windows; ++k) {
        chain.growing->stage = k;
        windows.push_back(window_of(chain, settings));
    }
    return windows;
}

nlohmann::json json_of(const std::optional<Estimate>& total, const std::string& reason) {
    if (!total) return {{"value", nullptr}, {"reason", reason}};
    return {{"value", temperature * total->value}, {"sem", temperature * total->standard_error}};
}

nlohmann::json result_of(const Study& study, const std::vector<FreeEnergyWindow>& windows, double seconds) {
    const FreeEnergyOptions options{.resamples = resamples, .blocks = blocks};
    const ExponentialAverages exact = exponential_averages(windows, VolumeWeight::none, options);
    const ExponentialAverages published = exponential_averages(windows, VolumeWeight::published, options);
    const BarChain bennett = bennett_acceptance_ratio(windows, options);
    const double others = static_cast<double>(study.particles / 2);
    const double inverse_volume = windows.front().volume.cwiseInverse().mean();
    nlohmann::json volumes = nlohmann::json::array();
    for (const FreeEnergyWindow& window : windows) volumes.push_back(window.volume.mean());
    return {{"state", {{"x1", 0.5}, {"temperature", temperature}, {"pressure", pressure}}},
            {"species", study.species + 1},
            {"particles", study.particles},
            {"windows", study.windows},
            {"sweeps", study.sweeps},
            {"equilibration", study.equilibration()},
            {"turns", turns},
            {"seed", study.seed},
            {"cpu_seconds", seconds},
            {"chemical_potential_ideal", temperature * std::log((others + 1.0) * inverse_volume)},
            {"chemical_potential_excess",
             {{"exponential", json_of(exact.total, exact.reason)},
              {"exponential_published", json_of(published.total, published.reason)},
              {"bar", json_of(bennett.total, bennett.reason)}}},
            {"steps", exact.steps},
            {"mean_volume", volumes}};
}

int run(const Study& study) {
    const std::clock_t begin = std::clock();
    const std::vector<FreeEnergyWindow> windows = grown_windows(study);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    fmt::print("{}\n", result_of(study, windows, seconds).dump(1));
    return EXIT_SUCCESS;
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    const auto number = [&](int k, std::uint64_t otherwise) {
        return argc > k ? std::strtoull(argv[k], nullptr, 10) : otherwise;
    };
    try {
        return soret::run({.species = static_cast<std::int32_t>(number(1, 1)) - 1,
                           .sweeps = number(2, 2000),
                           .particles = number(3, 250),
                           .windows = static_cast<std::size_t>(number(4, 100)),
                           .seed = number(5, 1)});
    } catch (const soret::Error& error) {
        std::cerr << "growth_windows_study: " << error.what() << '\n';
        return 2;
    }
}
