#include "soret/validation/program/monte_carlo_stage.hpp"

#include <fmt/format.h>

#include "soret/common/files/reduced_energies.hpp"
#include "soret/validation/program/identity_summary.hpp"
#include "soret/validation/program/run_summary.hpp"

namespace soret {

MonteCarloStage::MonteCarloStage(const RunSettings& settings, MonteCarloRun run)
    : settings_(settings), run_(std::move(run)) {}

std::string MonteCarloStage::series_row() const {
    const MonteCarloSample sample = run_.sample();
    if (!sample.pressure) return "";
    const double n = sample.particles();
    const double temperature = settings_.run.parameters.temperature;
    // A Markov chain has no time and conserves nothing.
    return fmt::format("{},nan,{},{},{},{},{},nan,{}\n", run_.production_sweep(), temperature, *sample.pressure,
                       n / sample.volume, sample.potential_energy, 1.5 * n * temperature, sample.x1());
}

std::string MonteCarloStage::status() const {
    const MonteCarloSample sample = run_.sample();
    const double n = sample.particles();
    return fmt::format("density {:.4f}  energy {:.4f}  x1 {:.4f}", n / sample.volume, sample.potential_energy / n,
                       sample.x1());
}

std::vector<ResultFile> MonteCarloStage::result_files() const {
    std::vector<ResultFile> files = run_.observers().files();
    if (run_.numbers()) files.push_back({number_histogram_file, run_.numbers()->csv()});
    if (run_.growing()) {
        const MonteCarloParameters& parameters = settings_.run.parameters;
        files.push_back(
            {reduced_energies_file,
             reduced_energies_text({parameters.growing->stages, run_.growing()->windows(parameters.temperature)})});
    }
    return files;
}

nlohmann::json MonteCarloStage::summary(const State& final_state) const {
    nlohmann::json summary = summary_of(settings_, run_.result(), final_state);
    run_.observers().add_to(summary);
    add_chemical_potential_differences(run_.observers(), summary);
    return summary;
}

}  // namespace soret
