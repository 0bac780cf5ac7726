#include "soret/validation/routes/semi_grand/delta_mu_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/portable_math.hpp"

namespace soret {

namespace {

// Delta mu is part of a chain's parameters: to change it a new chain goes on from the old one. At first after every
// sweep, while the start is far off; then, to save the set-up, after a few.
inline constexpr std::uint64_t sweeps_between_changes = 4;

template <class BackendTag>
DeltaMuSearch search(const Mixture& mixture, const MonteCarloChain& start, MonteCarloParameters parameters, double x1,
                     std::uint64_t sweeps, const RunContext& context) {
    const double n = static_cast<double>(start.state.size());
    const double temperature = parameters.temperature;
    const double response = temperature / (x1 * (1.0 - x1));
    const std::uint64_t constant = sweeps / 5;
    double delta_mu = temperature * portable_log(x1 / (1.0 - x1));
    double mean_delta_mu = 0.0;
    double mean_x1 = 0.0;
    double mean_density = 0.0;
    double averaged = 0.0;

    MonteCarloChain chain = start;
    for (std::uint64_t done = 0; done < sweeps;) {
        const std::uint64_t turns = done < constant ? 1 : std::min(sweeps_between_changes, sweeps - done);
        parameters.chemical_potential = {delta_mu, 0.0};
        typename BackendTag::MonteCarlo engine(mixture, chain, parameters, context.execution);
        double x1_sum = 0.0;
        double density_sum = 0.0;
        for (std::uint64_t turn = 0; turn < turns; ++turn) {
            engine.sweep();
            x1_sum += static_cast<double>(engine.species_counts()[0]) / n;
            density_sum += n / engine.volume();
        }
        chain = engine.chain();
        done += turns;
        const double weight = static_cast<double>(turns);
        if (2 * done > sweeps) {
            mean_delta_mu += weight * delta_mu;
            mean_x1 += x1_sum;
            mean_density += density_sum;
            averaged += weight;
        }
        const double decay =
            done <= constant ? 1.0 : std::sqrt(static_cast<double>(constant) / static_cast<double>(done));
        const double step = 0.25 * decay * response * (weight * x1 - x1_sum);
        delta_mu += std::clamp(step, -temperature, temperature);
        if (context.progress) context.progress(static_cast<double>(done) / static_cast<double>(sweeps));
    }
    return {mean_delta_mu / averaged, mean_x1 / averaged, mean_density / averaged, std::move(chain)};
}

}  // namespace

DeltaMuSearch find_delta_mu(const Mixture& mixture, const MonteCarloChain& start, MonteCarloParameters parameters,
                            double x1, std::uint64_t sweeps, const RunContext& context) {
    if (!(x1 > 0.0 && x1 < 1.0)) throw InvalidArgument(fmt::format("x1 = {}: must be in (0, 1)", x1));
    if (sweeps < 20) throw InvalidArgument(fmt::format("sweeps = {}: must be >= 20", sweeps));
    if (mixture.species_count() != 2) {
        throw InvalidArgument(fmt::format("the mixture has {} species: must have 2", mixture.species_count()));
    }
    parameters.ensemble = MonteCarloEnsemble::semi_grand;
    return with_backend(context.backend, [&](auto tag) {
        return search<decltype(tag)>(mixture, start, parameters, x1, sweeps, context);
    });
}

}  // namespace soret
