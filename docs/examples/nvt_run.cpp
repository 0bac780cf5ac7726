// Molecular dynamics at constant temperature with an observer of one's own: the mean-square velocity of each species.
#include <cstdio>

#include <soret/soret.hpp>

namespace {

/// Sums over the steps that it is shown. They are part of a checkpoint, so they go to JSON and come back.
class MeanSquareVelocities : public soret::Observer {
public:
    std::uint64_t every() const override { return 10; }
    void observe(const soret::ObservedStep& step) override {
        const soret::State& state = step.state;
        for (std::size_t i = 0; i < state.size(); ++i) {
            const auto species = static_cast<std::size_t>(state.species[i]);
            for (const auto& axis : state.velocity) sum_[species] += axis[i] * axis[i];
            count_[species] += 1.0;
        }
    }
    nlohmann::json to_json() const override { return {{"sum", sum_}, {"count", count_}}; }
    void from_json(const nlohmann::json& saved) override {
        saved.at("sum").get_to(sum_);
        saved.at("count").get_to(count_);
    }
    std::vector<soret::ResultFile> files() const override { return {}; }
    std::string name() const override { return "mean_square_velocity"; }
    nlohmann::json summary() const override { return {sum_[0] / count_[0], sum_[1] / count_[1]}; }

private:
    std::array<double, 2> sum_{}, count_{};
};

}  // namespace

int main() {
    // Argon and a particle of twice its mass and two thirds of its well depth, in units of argon.
    const soret::Mixture mixture{soret::lorentz_berthelot({1.0, 2.0}, {1.0, 0.667}, {1.0, 1.0}, 2.5)};
    const soret::Execution execution;
    const double temperature = 0.9;

    soret::State start = soret::prepare_liquid({.n = 216, .x1 = 0.5, .density = 0.75, .temperature = temperature},
                                               mixture, soret::Backend::optimized, execution)
                             .state;
    soret::draw_maxwell_velocities(start, mixture, temperature, 1);

    soret::MolecularDynamicsRunSettings settings{.parameters = {.timestep = 0.002,
                                                                .ensemble = soret::IntegratorEnsemble::nvt,
                                                                .temperature = temperature,
                                                                .thermostat_time = 0.2},
                                                 .equilibration = 500,
                                                 .production = 10000};
    settings.observables.own = [](const soret::Mixture&, const soret::State&, soret::Backend) {
        return std::make_unique<MeanSquareVelocities>();
    };
    soret::MolecularDynamicsRun run(mixture, soret::start_of_trajectory(mixture, start, settings.parameters), settings,
                                    soret::Backend::optimized, execution);
    while (!run.finished()) run.advance();  // between two of these a run can be saved: run.to_json()

    const soret::MolecularDynamicsRunResult result = run.result();
    const auto mean = [&](soret::DynamicsQuantity quantity) {
        return soret::block_average(result.samples, quantity).mean;
    };
    const soret::Estimate kinetic = mean(soret::kinetic_temperature_now);
    const soret::Estimate pressure = mean(soret::pressure_now);
    std::printf("temperature %.4f +- %.4f\n", kinetic.value, kinetic.standard_error);
    std::printf("pressure %.3f +- %.3f, %.0f independent samples\n", pressure.value, pressure.standard_error,
                pressure.effective_samples);
    const auto v2 = run.observers().own()->summary().get<std::array<double, 2>>();
    std::printf("m <v^2>/3 %.4f %.4f\n", mixture.mass(0) * v2[0] / 3.0, mixture.mass(1) * v2[1] / 3.0);
}
