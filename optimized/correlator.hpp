#pragma once

#include "soret/common/contracts/correlator.hpp"
#include "soret/common/execution.hpp"
#include "soret/optimized/detail/aligned_vector.hpp"
#include "soret/optimized/kernels/correlator.hpp"

namespace soret::optimized {

// Twin of reference/correlator.hpp: each new value meets those before it at once, by vectors of lags
// (kernels/correlator_kernel.hpp). A level keeps its values newest first, zeros where there is none yet.
class Correlator {
public:
    explicit Correlator(const CorrelatorSettings& settings, const Execution& execution = {});

    void add(std::span<const double> sample);
    std::uint64_t samples() const { return samples_; }
    Correlations correlations() const;
    CorrelatorState state() const;
    void restore(const CorrelatorState& state);

private:
    struct Level {
        AlignedVector<double> values;  // [signal][room]; the value of age k stands at newest + k
        std::size_t newest = 0;
        std::size_t first_lag = 0;
        std::size_t lags = 0;
        std::size_t padded_lags = 0;  // whole vectors
        AlignedVector<double> sums;   // [function][padded lag]
    };

    void clear();
    void make_room(Level& level) const;
    double& value(Level& level, std::size_t signal, std::size_t age) const {
        return level.values[signal * room_ + level.newest + age];
    }

    CorrelatorSettings settings_;
    const CorrelatorKernels* kernels_;
    std::size_t room_;  // of one signal in a level
    std::vector<CorrelatorProduct> products_;
    std::vector<int> first_product_;
    std::uint64_t samples_ = 0;
    std::vector<Level> levels_;
};

static_assert(CorrelatorBackend<Correlator>);

std::vector<double> correlate_series(std::span<const double> a, std::span<const double> b, std::size_t lags);

}  // namespace soret::optimized
