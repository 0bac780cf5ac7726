#include "soret/validation/simulation/preparation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/portable_math.hpp"
#include "soret/validation/simulation/start_defect.hpp"

namespace soret {

namespace {

inline constexpr double largest_temperature = 1e4;  // of the Monte Carlo chain

// Mole fractions with nine digits add up to 1 within this.
inline constexpr double rounding_of_sum = 1e-8;

using Cells = std::array<std::uint64_t, 3>;

void check(const LiquidSettings& settings, const Mixture& mixture) {
    if (const auto defect = box_defect(settings, mixture)) throw InvalidArgument(defect->text());
    if (!(settings.temperature > 0.0 && settings.temperature <= largest_temperature)) {
        throw InvalidArgument(
            fmt::format("temperature = {}: must be in (0, {}]", settings.temperature, largest_temperature));
    }
}

// Of all species, checked.
std::vector<double> mole_fractions_of(const LiquidSettings& settings, std::size_t species) {
    if (settings.mole_fractions.empty()) {
        if (species > 2) {
            throw InvalidArgument(fmt::format(
                "x1 = {}: does not say what the other {} species have: the mole fractions of all {} are needed",
                settings.x1, species - 1, species));
        }
        if (!(settings.x1 >= 0.0 && settings.x1 <= 1.0)) {
            throw InvalidArgument(fmt::format("x1 = {}: must be in [0, 1]", settings.x1));
        }
        if (species == 1 && settings.x1 < 1.0) {
            throw InvalidArgument(fmt::format("x1 = {}: must be 1 in a mixture of one species", settings.x1));
        }
        return species == 1 ? std::vector<double>{1.0} : std::vector<double>{settings.x1, 1.0 - settings.x1};
    }
    check_mole_fractions(settings.mole_fractions, species);
    return settings.mole_fractions;
}

// Newton's method for y^3 = x: only operations with the same bits on every machine.
double cube_root(double x) {
    double y = portable_exp(portable_log(x) / 3.0);
    for (int k = 0; k < 2; ++k) y -= (y - x / (y * y)) / 3.0;
    return y;
}

Box box_of(const LiquidSettings& settings) {
    const auto& [ax, ay, az] = settings.aspect;
    const double scale = cube_root(static_cast<double>(settings.n) / settings.density / (ax * ay * az));
    return Box({scale * ax, scale * ay, scale * az});
}

// The grid of at least n cells whose smallest spacing is largest.
Cells grid_of(std::uint64_t n, const Vector3& edge) {
    const double spacing = cube_root(edge.x * edge.y * edge.z / static_cast<double>(n));
    const auto about = [&](double length) { return static_cast<std::uint64_t>(length / spacing); };
    Cells best{n, 1, 1};
    double best_spacing = 0.0;
    constexpr std::uint64_t reach = 3;  // more or fewer cells along an edge than a perfect grid would have
    for (std::uint64_t nx = about(edge.x) > reach ? about(edge.x) - reach : 1; nx <= about(edge.x) + reach; ++nx) {
        for (std::uint64_t ny = about(edge.y) > reach ? about(edge.y) - reach : 1; ny <= about(edge.y) + reach; ++ny) {
            const std::uint64_t nz = (n + nx * ny - 1) / (nx * ny);
            const double smallest = std::min(
                {edge.x / static_cast<double>(nx), edge.y / static_cast<double>(ny), edge.z / static_cast<double>(nz)});
            if (smallest <= best_spacing) continue;
            best_spacing = smallest;
            best = {nx, ny, nz};
        }
    }
    return best;
}

// `count` different numbers below `range`, in a random order: Fisher-Yates, as far as needed.
std::vector<std::uint32_t> random_choice(std::uint64_t range, std::uint64_t count, std::uint64_t seed,
                                         std::uint32_t block) {
    std::vector<std::uint32_t> numbers(range);
    std::iota(numbers.begin(), numbers.end(), std::uint32_t{0});
    for (std::uint64_t k = 0; k < count; ++k) {
        const RandomWords words = random_words(seed, RandomStream::start_configuration, k, block);
        std::swap(numbers[k], numbers[k + index_from(words[0], static_cast<std::uint32_t>(range - k))]);
    }
    numbers.resize(count);
    return numbers;
}

double largest_epsilon(const Mixture& mixture) {
    double largest = 0.0;
    for (std::size_t a = 0; a < mixture.species_count(); ++a) {
        largest = std::max(largest, mixture.parameters().epsilon(a, a));
    }
    return largest;
}

}  // namespace

void check_mole_fractions(std::span<const double> x, std::size_t species) {
    if (x.size() != species) {
        throw InvalidArgument(fmt::format("{} mole fractions: must be one for each of {} species", x.size(), species));
    }
    for (const double one : x) {
        if (!(one >= 0.0 && one <= 1.0)) {
            throw InvalidArgument(fmt::format("mole fraction {}: must be in [0, 1]", one));
        }
    }
    const double sum = std::accumulate(x.begin(), x.end(), 0.0);
    if (!(std::fabs(sum - 1.0) <= rounding_of_sum)) {
        throw InvalidArgument(fmt::format("mole fractions that add up to {}: must add up to 1", sum));
    }
}

std::vector<std::uint64_t> species_numbers(const LiquidSettings& settings, const Mixture& mixture) {
    const std::vector<double> x = mole_fractions_of(settings, mixture.species_count());
    std::vector<std::uint64_t> numbers;
    std::uint64_t placed = 0;
    double sum = 0.0;
    for (std::size_t s = 0; s + 1 < x.size(); ++s) {
        sum += x[s];
        const double up_to_here = std::nearbyint(static_cast<double>(settings.n) * std::min(sum, 1.0));
        numbers.push_back(static_cast<std::uint64_t>(up_to_here) - placed);
        placed += numbers.back();
    }
    numbers.push_back(settings.n - placed);
    return numbers;
}

State lattice_start(const LiquidSettings& settings, const Mixture& mixture) {
    check(settings, mixture);
    const std::vector<std::uint64_t> numbers = species_numbers(settings, mixture);
    State state;
    state.box = box_of(settings);
    const Vector3 edge = state.box.edges();
    const Cells cells = grid_of(settings.n, edge);
    const std::uint64_t sites = cells[0] * cells[1] * cells[2];
    std::vector<std::uint32_t> site = random_choice(sites, settings.n, settings.seed, 0);
    std::sort(site.begin(), site.end());  // ids follow the lattice: neighbours in space are neighbours in memory

    // Particles are drawn for all species but the last, which has the rest.
    const auto last = static_cast<std::int32_t>(numbers.size() - 1);
    std::vector<std::int32_t> species(settings.n, last);
    const std::vector<std::uint32_t> drawn = random_choice(settings.n, settings.n - numbers.back(), settings.seed, 1);
    auto next = drawn.begin();
    for (std::int32_t s = 0; s < last; ++s) {
        for (std::uint64_t k = 0; k < numbers[static_cast<std::size_t>(s)]; ++k) species[*next++] = s;
    }

    const auto place = [](std::uint64_t cell, std::uint64_t count, double length) {
        return (static_cast<double>(cell) + 0.5) * (length / static_cast<double>(count));
    };
    for (std::uint64_t k = 0; k < settings.n; ++k) {
        const std::uint64_t x = site[k] / (cells[1] * cells[2]);
        const std::uint64_t y = site[k] / cells[2] % cells[1];
        const std::uint64_t z = site[k] % cells[2];
        state.add(static_cast<std::int64_t>(k) + 1, species[k],
                  {place(x, cells[0], edge.x), place(y, cells[1], edge.y), place(z, cells[2], edge.z)});
    }
    return state;
}

std::vector<PreparationStage> preparation_stages(const LiquidSettings& settings, const Mixture& mixture) {
    const double cold = settings.temperature;
    // A Lennard-Jones solid at liquid densities melts near 0.7 eps, its liquid-gas critical point is near 1.1 to 1.3
    // eps.
    const double hot = std::min(std::max(2.0 * cold, 2.0 * largest_epsilon(mixture)), largest_temperature);
    return {{hot, 100}, {cold + 0.5 * (hot - cold), 50}, {cold + 0.2 * (hot - cold), 50}, {cold, 150}};
}

MonteCarloRunSettings preparation_run(const LiquidSettings& settings, const PreparationStage& stage) {
    MonteCarloRunSettings run;
    run.parameters.ensemble = MonteCarloEnsemble::nvt;
    run.parameters.temperature = stage.temperature;
    run.parameters.seed = settings.seed;
    run.equilibration = stage.sweeps;
    return run;
}

MonteCarloChain first_chain(const State& start) {
    MonteCarloParameters parameters;
    parameters.largest_displacement = std::min(0.15, start.box.shortest_edge() / 5.0);
    // About two standard deviations of ln V in a dense liquid of k_B T kappa_T/v = 0.06.
    parameters.largest_log_volume_step = 0.5 / std::sqrt(static_cast<double>(start.size()));
    return start_of_chain(start, parameters);
}

MonteCarloChain prepare_liquid(const LiquidSettings& settings, const Mixture& mixture, Backend backend,
                               const Execution& execution) {
    MonteCarloChain chain = first_chain(lattice_start(settings, mixture));
    for (const PreparationStage& stage : preparation_stages(settings, mixture)) {
        chain = run_monte_carlo(mixture, chain, preparation_run(settings, stage), backend, execution).chain;
    }
    return chain;
}

}  // namespace soret
