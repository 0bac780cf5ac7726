#pragma once

#include "soret/common/contracts/correlator.hpp"

namespace soret::reference {

/// Keeps all values of all levels and sums when it is asked. Contract: contracts/correlator.hpp.
class Correlator {
public:
    explicit Correlator(const CorrelatorSettings& settings);

    void add(std::span<const double> sample);
    std::uint64_t samples() const { return samples_; }
    Correlations correlations() const;
    CorrelatorState state() const;
    void restore(const CorrelatorState& state);

private:
    using Level = std::vector<std::vector<double>>;  // [signal][time]

    void append(std::size_t level, const std::vector<double>& values);

    CorrelatorSettings settings_;
    std::uint64_t samples_ = 0;
    CorrelatorState start_;      // what was restored; at first nothing
    std::vector<Level> levels_;  // the values of the start, and all since
};

static_assert(CorrelatorBackend<Correlator>);

std::vector<double> correlate_series(std::span<const double> a, std::span<const double> b, std::size_t lags);

}  // namespace soret::reference
