#include <cmath>

#include "soret/common/digest.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/routes/hnemd/run.hpp"
#include "soret/validation/routes/isotope/isotope.hpp"
#include "soret/validation/routes/isotope/isotope_gas.hpp"
#include "soret/validation/routes/task_liquid.hpp"

namespace soret {

namespace {

constexpr std::uint64_t equilibration_share = 10;  // of the production
constexpr std::uint64_t pressure_every = 5;        // sweeps

/// (<U> + <W>/3)/N of the gas.
nlohmann::json find_enthalpy(const StateLine& line, const Task& task, const RunContext& context) {
    const double n = field<double>(task.settings, "particles");
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::nvt;
    settings.parameters.temperature = line.temperature;
    settings.parameters.seed = task.seed;
    settings.production = field<std::uint64_t>(task.settings, "sweeps");
    settings.equilibration = settings.production / equilibration_share;
    settings.pressure_every = pressure_every;
    const double density = field<double>(task.settings, "density");
    const MonteCarloRun run = finished_chain(context, "state", line, task, density, settings);
    const MonteCarloRunResult result = run.result();
    const JackknifeResult means = jackknife_with_chosen_blocks(result.pressure, [&](std::span<const double> of) {
        Eigen::VectorXd residual(1);
        residual << of[virial_enthalpy] / n - line.temperature;
        return residual;
    });
    return {{"residual_enthalpy", means.estimate(0)},
            {"departure", departure_of(result.chain.state, line, density)},
            {"chain_digest", hex_digits(result.chain.digest)}};
}

}  // namespace

nlohmann::json IsotopeRoute::run(const StateLine&, const Task& task, const std::vector<const TaskResult*>& needed,
                                 const RunContext& context) const {
    const DiluteIsotopes gas = gas_of(task.settings);
    const StateLine line{gas.mixture(), gas.temperature};
    const auto stage = field<std::string>(task.settings, "stage");
    if (stage == "state" && needed.empty()) return find_enthalpy(line, task, context);
    if (stage == "run" && needed.size() == 1) {
        const auto residual = field<Estimate>(needed.front()->values, "residual_enthalpy");
        const double h = enthalpy_in_box(gas.temperature, field<double>(task.settings, "particles"), residual.value);
        nlohmann::json values = run_driven_fluid(
            line, task, {gas.x1, field<double>(task.settings, "density"), h / gas.mass_1 - h / gas.mass_2}, context);
        values.erase("excess");  // of a liquid: the halves of a box of gas differ by sqrt(N) at rest
        return values;
    }
    refuse_stage(task, needed.size());
}

}  // namespace soret
