#include "soret/validation/simulation/green_kubo/flux_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::size_t lags_per_level = 32;
constexpr std::size_t constant_signal = flux_signal_count;

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
    settings.signals = flux_signal_count + 1;
    settings.functions = {products(mass_current_signals, mass_current_signals, 3),
                          products(mass_current_signals, heat_current_signals, 3),
                          products(heat_current_signals, mass_current_signals, 3),
                          products(heat_current_signals, heat_current_signals, 3),
                          products(shear_signals, shear_signals, 3),
                          products(normal_signals, normal_signals, 2),
                          products(pressure_signal, pressure_signal, 1),
                          products(pressure_signal, constant_signal, 1),
                          products(constant_signal, pressure_signal, 1)};
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

FluxBlock flux_block_from_json(const nlohmann::json& json, std::size_t lags) {
    FluxBlock block;
    try {
        block = {json.at("samples").get<std::uint64_t>(), json.at("temperature").get<double>(),
                 json.at("pressure").get<double>(), json.at("counts").get<std::vector<double>>(),
                 json.at("sums").get<std::vector<std::vector<double>>>()};
    } catch (const nlohmann::json::exception& error) {
        throw InvalidInput(fmt::format("block of fluxes: {}", error.what()));
    }
    bool fits = block.counts.size() == lags && block.sums.size() == flux_function_count;
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
    closed_.sums.assign(flux_function_count, std::vector<double>(lags, 0.0));
}

void FluxSeries::add(const Fluxes& fluxes, double temperature) {
    std::array<double, flux_signal_count + 1> signals;
    std::ranges::copy(flux_signals(fluxes), signals.begin());
    signals[constant_signal] = 1.0;
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
    for (std::size_t f = 0; f < flux_function_count; ++f)
        block.sums.push_back(difference(now.sums[f], closed_.sums[f]));
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
    const CorrelatorState state{correlator.at("samples").get<std::uint64_t>(),
                                correlator.at("recent").get<std::vector<std::vector<std::vector<double>>>>(),
                                correlator.at("sums").get<std::vector<std::vector<double>>>()};
    try {
        std::visit([&](auto& engine) { engine.restore(state); }, engine_);
    } catch (const InvalidArgument& error) {
        throw InvalidInput(fmt::format("saved fluxes: {}", error.what()));
    }
    const std::size_t lags = closed_.counts.size();
    samples_ = saved.at("samples").get<std::uint64_t>();
    block_length_ = saved.at("block_length").get<std::uint64_t>();
    const nlohmann::json& open = saved.at("open");
    open_ = {open.at(0).get<std::uint64_t>(), open.at(1).get<double>(), open.at(2).get<double>(), {}, {}};
    closed_ = flux_block_from_json(saved.at("closed"), lags);
    blocks_.clear();
    for (const nlohmann::json& block : saved.at("blocks")) blocks_.push_back(flux_block_from_json(block, lags));
}

}  // namespace soret
