#include "soret/reference/correlator.hpp"

#include <algorithm>

namespace soret::reference {

Correlator::Correlator(const CorrelatorSettings& settings) : settings_(settings) {
    check_correlator_settings(settings);
    start_.recent.assign(settings.levels, Level(settings.signals));
    start_.sums.assign(settings.functions.size(), std::vector<double>(correlator_lags(settings).size(), 0.0));
    levels_ = start_.recent;
}

void Correlator::add(std::span<const double> sample) {
    check_correlator_sample(settings_, sample);
    ++samples_;
    append(0, {sample.begin(), sample.end()});
}

void Correlator::append(std::size_t level, const std::vector<double>& values) {
    for (std::size_t s = 0; s < values.size(); ++s) levels_[level][s].push_back(values[s]);
    const bool is_second_of_two = (samples_ >> level) % 2 == 0;
    if (!is_second_of_two || level + 1 == settings_.levels) return;
    std::vector<double> means;
    for (const std::vector<double>& x : levels_[level]) means.push_back(0.5 * (x[x.size() - 2] + x[x.size() - 1]));
    append(level + 1, means);
}

Correlations Correlator::correlations() const {
    Correlations result{samples_, correlator_lags(settings_), correlator_counts(settings_, samples_), start_.sums};
    for (std::size_t f = 0; f < settings_.functions.size(); ++f) {
        std::size_t lag = 0;
        for (std::size_t level = 0; level < settings_.levels; ++level) {
            const Level& x = levels_[level];
            const std::size_t summed = start_.recent[level][0].size();  // of these the products are in the sums
            for (std::size_t k = level == 0 ? 0 : settings_.lags_per_level / 2; k < settings_.lags_per_level; ++k) {
                double& sum = result.sums[f][lag++];
                for (std::size_t n = std::max(k, summed); n < x[0].size(); ++n) {
                    double products = 0.0;
                    for (const SignalPair& pair : settings_.functions[f]) products += x[pair.a][n] * x[pair.b][n - k];
                    sum += products;
                }
            }
        }
    }
    return result;
}

CorrelatorState Correlator::state() const {
    CorrelatorState state{samples_, levels_, correlations().sums};
    for (Level& level : state.recent) {
        for (std::vector<double>& values : level) {
            const std::size_t kept = std::min(values.size(), settings_.lags_per_level - 1);
            values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(kept));
        }
    }
    return state;
}

void Correlator::restore(const CorrelatorState& state) {
    check_correlator_state(settings_, state);
    samples_ = state.samples;
    start_ = state;
    levels_ = state.recent;
}

std::vector<double> correlate_series(std::span<const double> a, std::span<const double> b, std::size_t lags) {
    check_series(a, b, lags);
    std::vector<double> sums(lags, 0.0);
    for (std::size_t k = 0; k < lags; ++k) {
        for (std::size_t t = 0; t + k < a.size(); ++t) sums[k] += a[t + k] * b[t];
    }
    return sums;
}

}  // namespace soret::reference
