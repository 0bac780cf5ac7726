#include "soret/validation/simulation/green_kubo/flux_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

namespace {

constexpr std::size_t lags_per_level = 32;
constexpr std::size_t constant_signal = flux_signal_count;
constexpr std::size_t signals_of_two_species = flux_signal_count + 1;

// Where V J_s begins among the signals: x y z.
std::size_t mass_current_signal(std::size_t s) {
    return s == 0 ? std::size_t{mass_current_signals} : signals_of_two_species + 3 * (s - 1);
}

CorrelationFunction products(std::size_t a, std::size_t b, std::size_t components) {
    CorrelationFunction function;
    for (std::size_t k = 0; k < components; ++k) function.push_back({a + k, b + k});
    return function;
}

std::variant<reference::Correlator, optimized::Correlator> engine_of(const CorrelatorSettings& settings,
                                                                     Backend backend) {
    using Engine = std::variant<reference::Correlator, optimized::Correlator>;
    return with_backend(backend,
                        [&]<class B>(B) { return Engine(std::in_place_type<typename B::Correlator>, settings); });
}

void add(std::vector<double>& to, const std::vector<double>& from) {
    for (std::size_t k = 0; k < to.size(); ++k) to[k] += from[k];
}

std::vector<double> difference(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> difference(a.size());
    for (std::size_t k = 0; k < a.size(); ++k) difference[k] = a[k] - b[k];
    return difference;
}

}  // namespace

std::size_t flux_functions(std::size_t species) {
    if (species <= 2) return flux_function_count;
    return flux_function_count + species * species - 1 + 2 * (species - 1);
}

std::size_t mass_mass_function(std::size_t a, std::size_t b, std::size_t species) {
    return a + b == 0 ? std::size_t{mass_mass} : flux_function_count + a * species + b - 1;
}

std::size_t mass_heat_function(std::size_t a, std::size_t species) {
    return a == 0 ? std::size_t{mass_heat} : flux_function_count + species * species - 1 + 2 * (a - 1);
}

std::size_t heat_mass_function(std::size_t a, std::size_t species) {
    return a == 0 ? std::size_t{heat_mass} : mass_heat_function(a, species) + 1;
}

CorrelatorSettings flux_correlator_settings(const FluxSampling& sampling) {
    if (!(sampling.interval > 0.0 && std::isfinite(sampling.interval))) {
        throw InvalidArgument(fmt::format("interval of the fluxes = {}: must be > 0", sampling.interval));
    }
    const double samples = sampling.correlation_time / sampling.interval;
    if (!(samples >= 1.0 && samples < 0x1p40)) {
        throw InvalidArgument(
            fmt::format("correlation_time = {}: must be in [{}, {}], the time between two samples of the fluxes "
                        "and 2^40 of them",
                        sampling.correlation_time, sampling.interval, sampling.interval * 0x1p40));
    }
    CorrelatorSettings settings;
    settings.signals = signals_of_two_species;
    settings.functions = {products(mass_current_signals, mass_current_signals, 3),
                          products(mass_current_signals, heat_current_signals, 3),
                          products(heat_current_signals, mass_current_signals, 3),
                          products(heat_current_signals, heat_current_signals, 3),
                          products(shear_signals, shear_signals, 3),
                          products(normal_signals, normal_signals, 2),
                          products(pressure_signal, pressure_signal, 1),
                          products(pressure_signal, constant_signal, 1),
                          products(constant_signal, pressure_signal, 1)};
    if (const std::size_t species = sampling.species; species > 2) {
        settings.signals += 3 * (species - 1);
        settings.functions.resize(flux_functions(species));
        for (std::size_t a = 0; a < species; ++a) {
            const std::size_t of_a = mass_current_signal(a);
            for (std::size_t b = 0; b < species; ++b) {
                settings.functions[mass_mass_function(a, b, species)] = products(of_a, mass_current_signal(b), 3);
            }
            settings.functions[mass_heat_function(a, species)] = products(of_a, heat_current_signals, 3);
            settings.functions[heat_mass_function(a, species)] = products(heat_current_signals, of_a, 3);
        }
    }
    settings.lags_per_level = lags_per_level;
    settings.levels = 1;
    double longest = lags_per_level - 1;  // samples
    for (; longest < samples; longest *= 2.0) ++settings.levels;
    return settings;
}

FluxBlock& FluxBlock::operator+=(const FluxBlock& next) {
    samples += next.samples;
    temperature += next.temperature;
    pressure += next.pressure;
    add(counts, next.counts);
    for (std::size_t f = 0; f < sums.size(); ++f) add(sums[f], next.sums[f]);
    return *this;
}

nlohmann::json to_json(const FluxBlock& block) {
    return {{"samples", block.samples},
            {"temperature", block.temperature},
            {"pressure", block.pressure},
            {"counts", block.counts},
            {"sums", block.sums}};
}

FluxBlock flux_block_from_json(const nlohmann::json& json, std::size_t lags, std::size_t functions) {
    FluxBlock block{field<std::uint64_t>(json, "samples"), field<double>(json, "temperature"),
                    field<double>(json, "pressure"), field<std::vector<double>>(json, "counts"),
                    field<std::vector<std::vector<double>>>(json, "sums")};
    bool fits = block.counts.size() == lags && block.sums.size() == functions;
    for (const auto& sum : block.sums) fits = fits && sum.size() == lags;
    if (!fits) throw InvalidInput(fmt::format("block of fluxes: is not one of {} lags", lags));
    return block;
}

FluxSeries::FluxSeries(const FluxSampling& sampling, Backend backend, std::size_t most_blocks)
    : sampling_(sampling), most_blocks_(most_blocks), engine_(engine_of(flux_correlator_settings(sampling), backend)) {
    if (most_blocks < 2 || most_blocks % 2 != 0) {
        throw InvalidArgument(fmt::format("most_blocks = {}: must be even and at least 2", most_blocks));
    }
    const std::size_t lags = correlator_lags(flux_correlator_settings(sampling)).size();
    closed_.counts.assign(lags, 0.0);
    closed_.sums.assign(functions(), std::vector<double>(lags, 0.0));
}

void FluxSeries::add(const Fluxes& fluxes, double temperature,
                     std::span<const std::array<double, 3>> other_mass_currents) {
    const std::size_t others = sampling_.species > 2 ? sampling_.species - 1 : 0;
    if (other_mass_currents.size() != others) {
        throw InvalidArgument(
            fmt::format("{} mass currents of other species: must be {}", other_mass_currents.size(), others));
    }
    std::vector<double> signals(signals_of_two_species + 3 * others);
    std::ranges::copy(flux_signals(fluxes), signals.begin());
    signals[constant_signal] = 1.0;
    for (std::size_t s = 0; s < others; ++s) {
        std::ranges::copy(other_mass_currents[s],
                          signals.begin() + static_cast<std::ptrdiff_t>(mass_current_signal(s + 1)));
    }
    std::visit([&](auto& engine) { engine.add(signals); }, engine_);
    open_.temperature += temperature;
    open_.pressure += signals[pressure_signal];
    ++open_.samples;
    ++samples_;
    if (open_.samples == block_length_) close_block();
}

void FluxSeries::close_block() {
    const Correlations now = std::visit([](const auto& engine) { return engine.correlations(); }, engine_);
    FluxBlock block = open_;
    block.counts = difference(now.counts, closed_.counts);
    for (std::size_t f = 0; f < functions(); ++f) block.sums.push_back(difference(now.sums[f], closed_.sums[f]));
    closed_.counts = now.counts;
    closed_.sums = now.sums;
    open_ = {};
    blocks_.push_back(std::move(block));
    if (blocks_.size() < most_blocks_) return;
    for (std::size_t k = 0; k < most_blocks_ / 2; ++k) {
        if (k > 0) blocks_[k] = std::move(blocks_[2 * k]);
        blocks_[k] += blocks_[2 * k + 1];
    }
    blocks_.resize(most_blocks_ / 2);
    block_length_ *= 2;
}

nlohmann::json FluxSeries::to_json() const {
    const CorrelatorState state = std::visit([](const auto& engine) { return engine.state(); }, engine_);
    nlohmann::json blocks = nlohmann::json::array();
    for (const FluxBlock& block : blocks_) blocks.push_back(soret::to_json(block));
    return {{"samples", samples_},
            {"block_length", block_length_},
            {"correlator", {{"samples", state.samples}, {"recent", state.recent}, {"sums", state.sums}}},
            {"open", {open_.samples, open_.temperature, open_.pressure}},
            {"closed", soret::to_json(closed_)},
            {"blocks", blocks}};
}

void FluxSeries::from_json(const nlohmann::json& saved) {
    const nlohmann::json& correlator = saved.at("correlator");
    const CorrelatorState state{field<std::uint64_t>(correlator, "samples"),
                                field<std::vector<std::vector<std::vector<double>>>>(correlator, "recent"),
                                field<std::vector<std::vector<double>>>(correlator, "sums")};
    reading_json("correlator", [&] { std::visit([&](auto& engine) { engine.restore(state); }, engine_); });
    const std::size_t lags = closed_.counts.size();
    samples_ = field<std::uint64_t>(saved, "samples");
    block_length_ = field<std::uint64_t>(saved, "block_length");
    const nlohmann::json& open = saved.at("open");
    open_ = {};
    if (!open.is_array() || open.size() != 3 || !read_value(open[0], open_.samples)) {
        throw InvalidInput(fmt::format("open = {}: must be samples, temperature and pressure", shown(open)));
    }
    open[1].get_to(open_.temperature);
    open[2].get_to(open_.pressure);
    if (block_length_ == 0 || open_.samples >= block_length_) {
        throw InvalidInput(
            fmt::format("open: {} samples: must be fewer than block_length = {}", open_.samples, block_length_));
    }
    closed_ = flux_block_from_json(saved.at("closed"), lags, functions());
    blocks_.clear();
    for (const nlohmann::json& block : saved.at("blocks")) {
        blocks_.push_back(flux_block_from_json(block, lags, functions()));
    }
    if (blocks_.size() >= most_blocks_) {
        throw InvalidInput(fmt::format("{} blocks: must be fewer than {}", blocks_.size(), most_blocks_));
    }
}

}  // namespace soret
