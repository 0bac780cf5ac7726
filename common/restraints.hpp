#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/scalar_virial.hpp"
#include "soret/common/state.hpp"

namespace soret {

/// Where restrained particles are held. A place is a fraction of each edge, so that it moves along with a box that
/// breathes: a = on_position_grid(fraction * edge) + image * edge.
struct RestraintAnchors {
    std::vector<std::int64_t> id;                    ///< increasing
    std::array<std::vector<double>, 3> fraction;     ///< in [0, 1]                                    [edges]
    std::array<std::vector<std::int32_t>, 3> image;  ///< whole edges further on
    std::size_t size() const { return id.size(); }
    bool empty() const { return id.empty(); }
    friend bool operator==(const RestraintAnchors&, const RestraintAnchors&) = default;
};

/// S_ab = sum over restrained particles of Q(d_a d_b), d their displacement: xx yy zz xy xz yz.       [sigma^2]
using RestraintSums = SymmetricTensor;

/// U_R = (k/2) ((S_xx + S_yy) + S_zz)                                                                 [eps]
double restraint_energy(double spring, const RestraintSums& sums);
/// Xi_R = -k ((S_xx + S_yy) + S_zz), or -k S_zz; 0 with none                                          [eps]
double restraint_virial(double spring, const RestraintSums& sums, ScalarVirial part);

/// Of the force that pairs, and of that which a spring, have on a restrained particle, along an axis.
inline constexpr double largest_restrained_force = 4096.0;
/// Of the displacement, along an axis.
inline constexpr double largest_restraint = 2048.0;

/// A restrained particle along one axis.
struct RestrainedMotion {
    std::int64_t id = 0;
    std::size_t axis = 0;
    double displacement = 0.0;
    double force_of_pairs = 0.0;
    double force_of_spring = 0.0;
    bool in_range() const;
};
/// throws   InvalidState: one line that says what is too large
[[noreturn]] void report_out_of_range(const RestrainedMotion& motion, std::uint64_t step);

/// throws   InvalidState: ids that are not increasing or not those of particles, fractions outside [0, 1], anchors
///          without a spring or a spring without anchors;  InvalidArgument: a spring so stiff that the lightest
///          particle of the mixture would turn by more than one radian a step, k dt^2 > m
void check_restraints(const RestraintAnchors& anchors, double spring, double timestep, const State& state,
                      const Mixture& mixture);

/// The rows of the state in which the restrained particles are.
std::vector<std::size_t> rows_of(const RestraintAnchors& anchors, const State& state);

}  // namespace soret
