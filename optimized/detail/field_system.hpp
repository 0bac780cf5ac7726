#pragma once

#include <array>
#include <cstdint>

#include "soret/common/contracts/integrators.hpp"
#include "soret/optimized/detail/extended_system.hpp"
#include "soret/optimized/kernels/cluster_view.hpp"

namespace soret::optimized {

/// A synthetic field between the passes over the particles: plain numbers.
class FieldSystem {
public:
    FieldSystem(const Mixture& mixture, const IntegratorParameters& parameters, const State& state);

    /// How the present velocities are to be scaled and the particles pushed; where they are is left open.
    FieldMotion motion(const FieldVariables& variables);
    /// Adds the work of a kick.
    /// throws   InvalidState: check_field_terms()
    static void add_work(const FieldMotionResult& sums, FieldVariables& variables);
    /// From the sums at the end of a step: how velocities are to be scaled, and what follows from it.
    /// throws   InvalidState: check_relative_motion(), check_scaling()
    void find_scale(const FieldMotionResult& sums, ExtendedVariables& variables, std::uint64_t step);
    /// The velocities are scaled.
    void forget_scale();

private:
    using Axes = std::array<double, 3>;
    using Table = std::array<double, 3 * largest_species_count>;

    double scale_of(double X, NoseHooverChain& chain, std::uint64_t step) const;
    Axes drift_kick(double scaled, const std::vector<Axes>& u, const Axes& c, const WideInteger* heat_field) const;

    IntegratorParameters parameters_;
    FieldConstants constants_;
    std::vector<double> mass_;
    std::vector<double> half_kick_;
    ChainConstants chain_;
    double scale_ = 1.0;
    Table drift_{};
    Table push_{};
};

}  // namespace soret::optimized
