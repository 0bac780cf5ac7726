#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/linear_fit.hpp"
#include "soret/validation/routes/fep/smooth_curve.hpp"

namespace soret {

/// A measurement of the Gibbs energy of a binary liquid: g_i = mu_i - T ln x_i is finite where there is none of i.
struct GibbsPoint {
    enum class Of { potential_1, potential_2, difference };  ///< g_1, g_2, g_1 - g_2
    Of of = Of::potential_1;
    double x1 = 0.0;  ///< in [0, 1]
    Estimate value;   ///< standard_error > 0                                                               [eps]
};

/// The Gibbs energy a particle without ideal mixing, G(x_1), a polynomial through chemical potentials of both species
/// at once:
///   g_1 = G + x_2 G',   g_2 = G - x_1 G',   g_1 - g_2 = G',   Gamma = 1 + x_1 x_2 G''/T
/// These g_i obey the equation of Gibbs and Duhem, x_1 dg_1 + x_2 dg_2 = 0, exactly: of both only the common curve is
/// free. Weighted least squares of independent points, with the lowest degree from 3 to 5 that they do not contradict
/// (p >= 1e-3): a cubic describes Gamma of PeTS to truncation_of_gamma and that of the semi-grand chains of tier
/// standard, known to 0.001, with chi^2 = 11 for 7 degrees of freedom.
class GibbsEnergy {
public:
    static constexpr std::size_t fewest_points = SmoothDegrees::lowest + 3;

    /// Without a potential among the points nothing tells the level of G: it is set to 0, and only differences and
    /// Gamma mean something.
    /// points   at least fewest_points; effective_samples of what is made of them is the smallest of theirs
    /// throws   InvalidArgument: too few points, or points that do not determine a polynomial
    explicit GibbsEnergy(const std::vector<GibbsPoint>& points);

    int degree() const { return static_cast<int>(fit_.coefficients.size()) - 1; }
    const LinearFit& fit() const { return fit_; }
    /// False if no degree is good enough: then the points are no such curve within their errors.
    bool acceptable() const { return fit_.p_value >= SmoothDegrees::smallest_p_value; }

    /// g_1, g_2 or g_1 - g_2.
    CorrelatedValues values(GibbsPoint::Of of, std::span<const double> x1) const;
    CorrelatedValues gamma(std::span<const double> x1, double temperature) const;
    double effective_samples() const { return effective_samples_; }

private:
    LinearFit fit_;
    double effective_samples_ = 0.0;
};

/// Largest error of Gamma by a cubic through exact g_i of PeTS at x_1 = 0, 0.1, ..., 1 (asserted in tests).
inline constexpr double truncation_of_gamma = 0.001;

}  // namespace soret
