// A semi-grand chain: particles change their species at a given difference of the chemical potentials, and the
// fluctuations of the composition are the thermodynamic factor: Gamma = N x_1 x_2/(<N_1^2> - <N_1>^2).
#include <cstdio>

#include <soret/soret.hpp>

int main() {
    const soret::Mixture mixture = soret::paper_mixture();
    const soret::Execution execution;
    const soret::LiquidSettings liquid{.n = 125, .x1 = 0.5, .density = 0.79, .temperature = 0.62};
    const soret::MonteCarloRunSettings settings{.parameters = {.ensemble = soret::MonteCarloEnsemble::semi_grand,
                                                               .temperature = liquid.temperature,
                                                               .pressure = 0.46,
                                                               .chemical_potential = {1.96, 0.0},
                                                               .seed = 7},
                                                .equilibration = 500,
                                                .production = 4000};
    const soret::MonteCarloRunResult result =
        soret::run_monte_carlo(mixture, soret::prepare_liquid(liquid, mixture, soret::Backend::optimized, execution),
                               settings, soret::Backend::optimized, execution);

    const double n = static_cast<double>(liquid.n);
    const auto square = result.samples.product_column(soret::species_1_count, soret::species_1_count);
    const soret::Estimate gamma = soret::jackknife(result.samples, [&](std::span<const double> mean) {
        const double n1 = mean[soret::species_1_count];
        return n1 * (n - n1) / n / (mean[square] - n1 * n1);
    });
    const soret::Estimate n1 = soret::block_average(result.samples, soret::species_1_count).mean;
    std::printf("x_1 %.4f +- %.4f\n", n1.value / n, n1.standard_error / n);
    std::printf("Gamma %.3f +- %.3f\n", gamma.value, gamma.standard_error);
}
