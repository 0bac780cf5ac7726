#include "soret/common/statistics/free_energy_windows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/random_streams.hpp"
#include "soret/common/statistics/autocorrelation.hpp"

namespace soret {

namespace {

void check_options(const FreeEnergyOptions& options) {
    if (options.resamples < 2) {
        throw InvalidArgument(fmt::format("free energy: {} resamples: must be at least 2", options.resamples));
    }
    if (options.blocks < 2 || options.blocks > 0xffffu) {
        throw InvalidArgument(fmt::format("free energy: {} blocks: must be 2 to 65535", options.blocks));
    }
    if (!(options.smallest_overlap >= 0.0 && options.smallest_overlap < 0.5)) {
        throw InvalidArgument(
            fmt::format("free energy: smallest overlap {}: must be in [0, 0.5)", options.smallest_overlap));
    }
    if (!(options.false_alarm_rate > 0.0 && options.false_alarm_rate < 1.0)) {
        throw InvalidArgument(
            fmt::format("free energy: false alarm rate {}: must be in (0, 1)", options.false_alarm_rate));
    }
}

void check_window(const FreeEnergyWindow& window, std::size_t k, std::size_t count, std::size_t blocks) {
    if (window.reduced_energy.cols() != static_cast<Eigen::Index>(count)) {
        throw InvalidArgument(fmt::format("free energy: window {} has energies in {} potentials: must be {}", k,
                                          window.reduced_energy.cols(), count));
    }
    if (window.samples() < static_cast<Eigen::Index>(blocks)) {
        throw InvalidArgument(fmt::format("free energy: window {} has {} samples: must be at least {}, one a block", k,
                                          window.samples(), blocks));
    }
    for (Eigen::Index n = 0; n < window.samples(); ++n) {
        for (std::size_t l = 0; l < count; ++l) {
            const double u = window.reduced_energy(n, static_cast<Eigen::Index>(l));
            if (std::isfinite(u) || (u > 0.0 && l != k)) continue;
            throw InvalidArgument(
                fmt::format("free energy: window {}, sample {}: u of window {} = {}: must be finite{}", k, n, l, u,
                            l == k ? "" : " or +infinity"));
        }
    }
    const bool volumes = window.volume.size() == window.samples() && (window.volume.array() > 0.0).all();
    if (window.volume.size() != 0 && !volumes) {
        throw InvalidArgument(
            fmt::format("free energy: window {} has {} volumes for {} samples: must be none, or one > 0 a sample", k,
                        window.volume.size(), window.samples()));
    }
}

}  // namespace

void check_free_energy_windows(std::span<const FreeEnergyWindow> windows, const FreeEnergyOptions& options) {
    check_options(options);
    if (windows.size() < 2) {
        throw InvalidArgument(fmt::format("free energy: {} windows: must be at least 2", windows.size()));
    }
    for (std::size_t k = 0; k < windows.size(); ++k) check_window(windows[k], k, windows.size(), options.blocks);
}

Eigen::VectorXd resampled_counts(Eigen::Index n, std::size_t window, std::uint64_t resample,
                                 const FreeEnergyOptions& options) {
    Eigen::VectorXd counts = Eigen::VectorXd::Zero(n);
    const auto blocks = static_cast<Eigen::Index>(options.blocks);
    const std::size_t words_of_a_window = (options.blocks + 3) / 4;
    for (std::size_t i = 0; i < options.blocks; ++i) {
        const auto block_of_words = static_cast<std::uint32_t>(window * words_of_a_window + i / 4);
        const RandomWords words = random_words(options.seed, RandomStream::bootstrap, resample, block_of_words);
        const auto chosen = static_cast<Eigen::Index>(index_from(words[i % 4], static_cast<std::uint32_t>(blocks)));
        const Eigen::Index first = chosen * n / blocks;
        counts.segment(first, (chosen + 1) * n / blocks - first).array() += 1.0;
    }
    return counts;
}

Eigen::MatrixXd covariance_of_resamples(const Eigen::MatrixXd& values, const FreeEnergyOptions& options) {
    const auto blocks = static_cast<double>(options.blocks);
    const Eigen::MatrixXd centred = values.rowwise() - values.colwise().mean();
    return (centred.transpose() * centred) * (blocks / (blocks - 1.0)) / static_cast<double>(values.rows() - 1);
}

std::string defect_of_blocks(std::span<const double> series, std::size_t window, const FreeEnergyOptions& options) {
    if (options.block_length_in_times <= 0.0 || series.size() < 8) return {};
    const double length = static_cast<double>(series.size()) / static_cast<double>(options.blocks);
    const double time = autocorrelation_time(series).tau;
    if (length >= options.block_length_in_times * time) return {};
    return fmt::format("blocks of window {} are {:.1f} samples long: must be {} autocorrelation times, each {:.1f}",
                       window, length, options.block_length_in_times, time);
}

NeighbourWork work_between(std::span<const FreeEnergyWindow> windows, std::size_t k) {
    const auto own = static_cast<Eigen::Index>(k);
    const Eigen::MatrixXd& here = windows[k].reduced_energy;
    const Eigen::MatrixXd& there = windows[k + 1].reduced_energy;
    return {here.col(own + 1) - here.col(own), there.col(own) - there.col(own + 1)};
}

}  // namespace soret
