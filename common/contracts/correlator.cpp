#include "soret/common/contracts/correlator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

void check_lags(const CorrelatorSettings& settings) {
    const std::size_t lags = settings.lags_per_level;
    if (lags < 2 || lags > largest_lags_per_level || lags % 2 != 0) {
        throw InvalidArgument(
            fmt::format("correlator: lags_per_level = {}: must be even, 2 to {}", lags, largest_lags_per_level));
    }
    if (settings.levels < 1 || settings.levels > largest_correlator_levels) {
        throw InvalidArgument(
            fmt::format("correlator: levels = {}: must be 1 to {}", settings.levels, largest_correlator_levels));
    }
}

bool in_range(double value) {
    return std::fabs(value) <= largest_correlator_value;  // false for NaN
}

void check_size(const char* what, std::size_t size, std::size_t expected) {
    if (size != expected) throw InvalidArgument(fmt::format("correlator: {} {}: must be {}", size, what, expected));
}

void check_values(const char* what, std::span<const double> values) {
    const auto wrong = std::find_if_not(values.begin(), values.end(), in_range);
    if (wrong == values.end()) return;
    throw InvalidArgument(fmt::format("correlator: {} {} = {}: must be finite and at most 2^480 in magnitude", what,
                                      wrong - values.begin(), *wrong));
}

/// f(unit, lag in units) for all lags, ascending.
template <class F>
void for_each_lag(const CorrelatorSettings& settings, F&& f) {
    for (std::size_t level = 0; level < settings.levels; ++level) {
        for (std::uint64_t k = level == 0 ? 0 : settings.lags_per_level / 2; k < settings.lags_per_level; ++k) {
            f(level, k);
        }
    }
}

}  // namespace

std::vector<std::uint64_t> correlator_lags(const CorrelatorSettings& settings) {
    check_lags(settings);
    std::vector<std::uint64_t> lags;
    for_each_lag(settings, [&](std::size_t level, std::uint64_t k) { lags.push_back(k << level); });
    return lags;
}

std::vector<double> correlator_counts(const CorrelatorSettings& settings, std::uint64_t samples) {
    std::vector<double> counts;
    for_each_lag(settings, [&](std::size_t level, std::uint64_t k) {
        const std::uint64_t values = samples >> level;
        counts.push_back(values > k ? static_cast<double>(values - k) : 0.0);
    });
    return counts;
}

Correlations& operator+=(Correlations& all, const Correlations& block) {
    if (all.lags != block.lags) throw InvalidArgument("correlator: correlations at other lags cannot be added");
    check_size("functions of the block to be added", block.sums.size(), all.sums.size());
    all.samples += block.samples;
    for (std::size_t k = 0; k < all.lags.size(); ++k) {
        all.counts[k] += block.counts[k];
        for (std::size_t f = 0; f < all.sums.size(); ++f) all.sums[f][k] += block.sums[f][k];
    }
    return all;
}

std::vector<double> correlation_means(const Correlations& correlations, std::size_t function) {
    if (function >= correlations.sums.size()) {
        throw InvalidArgument(
            fmt::format("correlator: function {}: must be in [0, {})", function, correlations.sums.size()));
    }
    std::vector<double> means;
    for (std::size_t k = 0; k < correlations.lags.size(); ++k) {
        const double count = correlations.counts[k];
        means.push_back(count > 0.0 ? correlations.sums[function][k] / count
                                    : std::numeric_limits<double>::quiet_NaN());
    }
    return means;
}

std::vector<double> correlation_integrals(const CorrelatorSettings& settings, std::span<const double> means) {
    check_size("means", means.size(), correlator_lags(settings).size());
    std::vector<double> integrals;
    for_each_lag(settings, [&](std::size_t level, std::uint64_t k) {
        const std::size_t j = integrals.size();
        const auto unit = static_cast<double>(std::uint64_t{1} << level);
        const bool first_of_level = k == settings.lags_per_level / 2 && level > 0;
        const double before = j == 0 ? 0.0 : integrals[j - 1];
        const double step = j == 0 ? 0.0 : 0.5 * unit * (first_of_level ? means[j] : means[j - 1] + means[j]);
        integrals.push_back(before + step);
    });
    return integrals;
}

void check_correlator_settings(const CorrelatorSettings& settings) {
    check_lags(settings);
    if (settings.signals == 0) throw InvalidArgument("correlator: signals = 0: must be at least 1");
    if (settings.functions.empty()) throw InvalidArgument("correlator: 0 functions: must be at least 1");
    for (std::size_t f = 0; f < settings.functions.size(); ++f) {
        if (settings.functions[f].empty()) {
            throw InvalidArgument(fmt::format("correlator: function {} has 0 pairs: must be at least 1", f));
        }
        for (const SignalPair& pair : settings.functions[f]) {
            const std::size_t larger = std::max(pair.a, pair.b);
            if (larger >= settings.signals) {
                throw InvalidArgument(fmt::format("correlator: signal {} in function {}: must be in [0, {})", larger, f,
                                                  settings.signals));
            }
        }
    }
}

void check_correlator_sample(const CorrelatorSettings& settings, std::span<const double> sample) {
    check_size("values in a sample", sample.size(), settings.signals);
    check_values("signal", sample);
}

void check_correlator_state(const CorrelatorSettings& settings, const CorrelatorState& state) {
    if (state.samples > std::uint64_t{1} << 53) {
        throw InvalidArgument(fmt::format("correlator: {} samples in a state: must be at most 2^53", state.samples));
    }
    check_size("levels in a state", state.recent.size(), settings.levels);
    for (std::size_t level = 0; level < settings.levels; ++level) {
        check_size("signals in a state", state.recent[level].size(), settings.signals);
        const std::uint64_t kept = std::min<std::uint64_t>(settings.lags_per_level - 1, state.samples >> level);
        for (const std::vector<double>& values : state.recent[level]) {
            check_size("latest values in a state", values.size(), kept);
            check_values("latest value", values);
        }
    }
    check_size("functions in a state", state.sums.size(), settings.functions.size());
    for (const std::vector<double>& sums : state.sums) {
        check_size("sums in a state", sums.size(), correlator_lags(settings).size());
        if (!std::all_of(sums.begin(), sums.end(), [](double sum) { return std::isfinite(sum); })) {
            throw InvalidArgument("correlator: a sum in a state is not finite");
        }
    }
}

void check_series(std::span<const double> a, std::span<const double> b, std::size_t lags) {
    check_size("values in the second series", b.size(), a.size());
    if (lags < 1 || lags > a.size()) {
        throw InvalidArgument(
            fmt::format("correlator: {} lags: must be 1 to {}, the length of the series", lags, a.size()));
    }
    check_values("value", a);
    check_values("value", b);
}

}  // namespace soret
