#include "soret/optimized/correlator.hpp"

#include <algorithm>
#include <complex>

#include <unsupported/Eigen/FFT>

#include "soret/optimized/detail/dispatch.hpp"

namespace soret::optimized {

namespace {

/// Doubles in the widest vector: sums are padded to it, and so far beyond the last lag a level is read.
constexpr std::size_t vector_room = 8;
/// Values of a level are moved once in so many lags.
constexpr std::size_t levels_of_room = 3;

}  // namespace

Correlator::Correlator(const CorrelatorSettings& settings, const Execution& execution)
    : settings_(settings),
      kernels_(&kernels_for<CorrelatorKernels>(execution.instruction_set)),
      room_(levels_of_room * settings.lags_per_level + vector_room) {
    check_correlator_settings(settings);
    for (const CorrelationFunction& function : settings.functions) {
        first_product_.push_back(static_cast<int>(products_.size()));
        for (const SignalPair& pair : function) {
            products_.push_back(
                {static_cast<std::ptrdiff_t>(pair.a * room_), static_cast<std::ptrdiff_t>(pair.b * room_)});
        }
    }
    first_product_.push_back(static_cast<int>(products_.size()));
    clear();
}

void Correlator::clear() {
    samples_ = 0;
    levels_.assign(settings_.levels, {});
    for (Level& level : levels_) {
        level.values.assign(settings_.signals * room_, 0.0);
        level.newest = room_ - settings_.lags_per_level - vector_room;
        level.first_lag = &level == levels_.data() ? 0 : settings_.lags_per_level / 2;
        level.lags = settings_.lags_per_level - level.first_lag;
        level.padded_lags = (level.lags + vector_room - 1) / vector_room * vector_room;
        level.sums.assign(settings_.functions.size() * level.padded_lags, 0.0);
    }
}

/// A place for values that are newer than the newest.
void Correlator::make_room(Level& level) const {
    if (level.newest == 0) {
        const std::size_t kept = settings_.lags_per_level - 1;
        level.newest = room_ - settings_.lags_per_level - vector_room;
        for (std::size_t s = 0; s < settings_.signals; ++s) {
            double* const row = level.values.data() + s * room_;
            std::copy_n(row, kept, row + level.newest);
        }
    }
    --level.newest;
}

void Correlator::add(std::span<const double> sample) {
    check_correlator_sample(settings_, sample);
    ++samples_;
    make_room(levels_[0]);
    for (std::size_t s = 0; s < settings_.signals; ++s) value(levels_[0], s, 0) = sample[s];
    for (std::size_t l = 0;; ++l) {
        Level& level = levels_[l];
        kernels_->add_products({products_.data(), first_product_.data(), static_cast<int>(settings_.functions.size())},
                               {level.values.data() + level.newest, static_cast<int>(level.first_lag),
                                static_cast<int>(level.padded_lags), level.sums.data()});
        if ((samples_ >> l) % 2 != 0 || l + 1 == levels_.size()) return;
        make_room(levels_[l + 1]);
        for (std::size_t s = 0; s < settings_.signals; ++s) {
            value(levels_[l + 1], s, 0) = 0.5 * (value(level, s, 1) + value(level, s, 0));
        }
    }
}

Correlations Correlator::correlations() const {
    Correlations result{samples_, correlator_lags(settings_), correlator_counts(settings_, samples_), {}};
    result.sums.resize(settings_.functions.size());
    for (std::size_t f = 0; f < settings_.functions.size(); ++f) {
        for (const Level& level : levels_) {
            const double* const sums = level.sums.data() + f * level.padded_lags;
            result.sums[f].insert(result.sums[f].end(), sums, sums + level.lags);
        }
    }
    return result;
}

CorrelatorState Correlator::state() const {
    CorrelatorState state{samples_, {}, correlations().sums};
    for (std::size_t l = 0; l < levels_.size(); ++l) {
        const std::size_t kept = std::min<std::uint64_t>(settings_.lags_per_level - 1, samples_ >> l);
        auto& recent = state.recent.emplace_back(settings_.signals);
        for (std::size_t s = 0; s < settings_.signals; ++s) {
            const double* const newest = levels_[l].values.data() + s * room_ + levels_[l].newest;
            recent[s].assign(std::make_reverse_iterator(newest + kept), std::make_reverse_iterator(newest));
        }
    }
    return state;
}

void Correlator::restore(const CorrelatorState& state) {
    check_correlator_state(settings_, state);
    clear();
    samples_ = state.samples;
    std::size_t lag = 0;
    for (std::size_t l = 0; l < levels_.size(); ++l) {
        Level& level = levels_[l];
        for (std::size_t s = 0; s < settings_.signals; ++s) {
            const std::vector<double>& values = state.recent[l][s];
            std::copy(values.rbegin(), values.rend(), &value(level, s, 0));
        }
        for (std::size_t f = 0; f < settings_.functions.size(); ++f) {
            const auto from = state.sums[f].begin() + static_cast<std::ptrdiff_t>(lag);
            std::copy_n(from, level.lags, level.sums.begin() + static_cast<std::ptrdiff_t>(f * level.padded_lags));
        }
        lag += level.lags;
    }
}

std::vector<double> correlate_series(std::span<const double> a, std::span<const double> b, std::size_t lags) {
    check_series(a, b, lags);
    std::size_t length = 4;
    while (length < a.size() + lags - 1) length *= 2;  // no lag meets the copy of the series behind it
    const auto spectrum_of = [&](std::span<const double> series, Eigen::FFT<double>& transform) {
        std::vector<double> padded(series.begin(), series.end());
        padded.resize(length, 0.0);
        std::vector<std::complex<double>> spectrum;
        transform.fwd(spectrum, padded);
        return spectrum;
    };
    Eigen::FFT<double> transform;
    std::vector<std::complex<double>> spectrum = spectrum_of(a, transform);
    const std::vector<std::complex<double>> of_b = spectrum_of(b, transform);
    for (std::size_t k = 0; k < spectrum.size(); ++k) spectrum[k] *= std::conj(of_b[k]);
    std::vector<double> sums;
    transform.inv(sums, spectrum);
    sums.resize(lags);
    return sums;
}

}  // namespace soret::optimized
