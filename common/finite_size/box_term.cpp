#include "soret/common/finite_size/box_term.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

using boost::math::double_constants::pi;
using boost::math::double_constants::root_pi;
using Components = std::array<double, 3>;

/// Both sums end where exp(-reach^2), 4e-19, is all that is left of their terms.
constexpr double reach = 6.5;

void check(const Components& edges, double splitting) {
    for (const double edge : edges) {
        if (edge > 0.0 && std::isfinite(edge)) continue;
        throw InvalidArgument(fmt::format("box term: edge = {}: must be > 0", edge));
    }
    const auto [smallest, largest] = std::ranges::minmax(edges);
    if (largest > largest_edge_ratio * smallest) {
        throw InvalidArgument(fmt::format("box term: edges from {} to {}: must differ by a factor of {} at most",
                                          smallest, largest, largest_edge_ratio));
    }
    if (!(splitting >= 0.5 && splitting <= 2.0)) {
        throw InvalidArgument(fmt::format("box term: splitting = {}: must be in [0.5, 2]", splitting));
    }
}

/// Calls term(r, r^2) for all points r of a lattice but 0 that are not further from it than `range`.
void for_lattice_points(const Components& spacing, double range, auto term) {
    std::array<int, 3> last;
    for (std::size_t a = 0; a < 3; ++a) last[a] = static_cast<int>(range / spacing[a]);
    for (int i = -last[0]; i <= last[0]; ++i) {
        for (int j = -last[1]; j <= last[1]; ++j) {
            for (int k = -last[2]; k <= last[2]; ++k) {
                const Components r{i * spacing[0], j * spacing[1], k * spacing[2]};
                const double r2 = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
                if (r2 > 0.0 && r2 <= range * range) term(r, r2);
            }
        }
    }
}

}  // namespace

// Oseen's tensor is (1 laplace - grad grad) r/(8 pi eta). Hasimoto parts r = f + (r - f) with f' = erfc(alpha r):
//   8 pi eta O = (1 + r r/r^2) erfc(alpha r)/r - (1 - r r/r^2) (2 alpha/sqrt(pi)) exp(-alpha^2 r^2)       from f
//              + 8 pi (1 - k k/k^2)/k^2 (1 + x) exp(-x),  x = k^2/(4 alpha^2),  as a Fourier transform   from r - f
// The second at r = 0 is 4 alpha/sqrt(pi): what the force itself has without its images. The first has no part at
// k = 0 that had to be taken off, as 1 - (1 + x) exp(-x) goes as k^4.
std::array<double, 3> box_term_factors(const std::array<double, 3>& edges, double splitting) {
    check(edges, splitting);
    const double volume = edges[0] * edges[1] * edges[2];
    const double alpha = splitting * root_pi / std::cbrt(volume);
    Components lacking;  // 8 pi eta (O_aa - G_aa)
    lacking.fill(4.0 * alpha / root_pi);
    for_lattice_points(edges, reach / alpha, [&](const Components& r, double r2) {
        const double distance = std::sqrt(r2);
        const double near = std::erfc(alpha * distance) / distance;
        const double gaussian = 2.0 * alpha / root_pi * std::exp(-alpha * alpha * r2);
        for (std::size_t a = 0; a < 3; ++a) {
            const double along = r[a] * r[a] / r2;
            lacking[a] -= near * (1.0 + along) - gaussian * (1.0 - along);
        }
    });
    const Components wave_numbers{2.0 * pi / edges[0], 2.0 * pi / edges[1], 2.0 * pi / edges[2]};
    for_lattice_points(wave_numbers, 2.0 * alpha * reach, [&](const Components& k, double k2) {
        const double x = k2 / (4.0 * alpha * alpha);
        const double wave = 8.0 * pi / (volume * k2) * (1.0 + x) * std::exp(-x);
        for (std::size_t a = 0; a < 3; ++a) lacking[a] -= wave * (1.0 - k[a] * k[a] / k2);
    });
    for (double& component : lacking) component *= 0.75;
    return lacking;
}

}  // namespace soret
