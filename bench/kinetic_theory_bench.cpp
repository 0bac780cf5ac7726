// Kinetic theory of dilute gases: the optimised backend against the reference, whose numbers it must have within the
// errors of the contract.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "soret/common/random_streams.hpp"
#include "soret/optimized/kinetic_theory.hpp"
#include "soret/reference/kinetic_theory.hpp"

namespace soret {
namespace {

std::vector<DiluteLennardJones> resampled_states(std::size_t count) {
    std::vector<DiluteLennardJones> states(count);
    for (std::uint32_t k = 0; k < count; ++k) {
        const RandomWords words = random_words(1, RandomStream::synthetic_series, k, 0);
        const auto noise = [&](std::size_t i) { return 1.0 + 0.01 * symmetric_uniform_from(words[i]); };
        states[k].temperature = 0.62 * noise(0);
        states[k].x1 = 0.5 * noise(1);
        states[k].mass_2 = 2.0;
        states[k].epsilon_11 = 0.6 * noise(2);
        states[k].epsilon_12 = 0.77 * noise(3);
    }
    return states;
}

std::vector<DiluteGas> gases_of(const std::vector<DiluteLennardJones>& states) {
    std::vector<DiluteGas> gases(states.size());
    for (std::size_t k = 0; k < states.size(); ++k) {
        const DiluteLennardJones& s = states[k];
        static_cast<DiluteMixture&>(gases[k]) = s;
        const std::vector<double> T{s.temperature / s.epsilon_11, s.temperature / s.epsilon_12,
                                    s.temperature / s.epsilon_22};
        std::vector<CollisionIntegrals> omega(3);
        reference::KineticTheory::fitted_collision_integrals(T, omega);
        gases[k].omega_11 = omega[0];
        gases[k].omega_12 = omega[1];
        gases[k].omega_22 = omega[2];
    }
    return gases;
}

void require(bool right, const std::string& name) {
    if (right) return;
    fmt::print(stderr, "{}: differs\n", name);
    std::exit(1);
}

/// run() has been checked before.
template <class Run>
void add_benchmark(const std::string& name, std::size_t items, Run run) {
    benchmark::RegisterBenchmark(name.c_str(), [items, run](benchmark::State& timing) mutable {
        for (auto _ : timing) {
            run();
            benchmark::ClobberMemory();
        }
        timing.SetItemsProcessed(timing.iterations() * static_cast<std::int64_t>(items));
    });
}

template <class Backend>
void add_factors(const std::vector<DiluteLennardJones>& states, const Execution& execution, const std::string& label) {
    const std::string name = fmt::format("thermal_diffusion_factors/states={}/{}", states.size(), label);
    std::vector<double> expected(states.size()), factors(states.size());
    reference::KineticTheory::thermal_diffusion_factors(states, expected);
    Backend::thermal_diffusion_factors(states, factors, execution);
    require(factors == expected, name);
    add_benchmark(name, states.size(), [&states, execution, factors]() mutable {
        Backend::thermal_diffusion_factors(states, factors, execution);
        benchmark::DoNotOptimize(factors.data());
    });
}

template <class Backend>
void add_transport(const std::vector<DiluteGas>& gases, int order, const std::string& label) {
    const std::string name = fmt::format("transport/order={}/states={}/{}", order, gases.size(), label);
    std::vector<DiluteTransport> expected(gases.size()), results(gases.size());
    reference::KineticTheory::transport(gases, order, expected);
    Backend::transport(gases, order, results);
    for (std::size_t k = 0; k < gases.size(); ++k) {
        require(std::abs(results[k].thermal_diffusion_factor - expected[k].thermal_diffusion_factor) < 1e-12, name);
        require(std::abs(results[k].viscosity / expected[k].viscosity - 1.0) < 1e-12, name);
    }
    add_benchmark(name, gases.size(), [&gases, order, results]() mutable {
        Backend::transport(gases, order, results);
        benchmark::DoNotOptimize(results.data());
    });
}

template <class Backend>
void add_collision_integrals(double cutoff, const std::vector<double>& temperatures, const std::string& label) {
    const std::string name =
        fmt::format("collision_integrals/cutoff={}/temperatures={}/{}", cutoff, temperatures.size(), label);
    std::vector<CollisionIntegrals> expected(1), results(temperatures.size());
    reference::KineticTheory::collision_integrals(cutoff, {temperatures.data(), 1}, expected);
    Backend::collision_integrals(cutoff, temperatures, results);
    for (std::size_t n = 0; n < collision_orders.size(); ++n) {
        require(std::abs(results[0].values[n] / expected[0].values[n] - 1.0) < 1e-7, name);
    }
    add_benchmark(name, temperatures.size(), [cutoff, temperatures, results]() mutable {
        Backend::collision_integrals(cutoff, temperatures, results);
        benchmark::DoNotOptimize(results.data());
    });
}

}  // namespace
}  // namespace soret

int main(int argc, char** argv) {
    using namespace soret;
    const std::vector<DiluteLennardJones> states = resampled_states(1000);
    const std::vector<DiluteGas> gases = gases_of(resampled_states(20));
    add_factors<reference::KineticTheory>(states, {}, "reference");
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        add_factors<optimized::KineticTheory>(states, {.instruction_set = instruction_set},
                                              fmt::format("optimized/{}", name_of(instruction_set)));
    }
    for (const int order : {1, 3}) {
        add_transport<reference::KineticTheory>(gases, order, "reference");
        add_transport<optimized::KineticTheory>(gases, order, "optimized");
    }
    const std::vector<double> one{0.62};
    std::vector<double> many;
    for (int k = 0; k < 50; ++k) many.push_back(0.6 + 0.05 * k);
    for (const double cutoff : {2.5, no_cutoff}) {
        add_collision_integrals<reference::KineticTheory>(cutoff, one, "reference");
        add_collision_integrals<optimized::KineticTheory>(cutoff, one, "optimized");
        add_collision_integrals<optimized::KineticTheory>(cutoff, many, "optimized");
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
