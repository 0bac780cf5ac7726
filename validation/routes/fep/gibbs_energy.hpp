#pragma once

#include <functional>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/linear_fit.hpp"

namespace soret {

/// Values at several places, with all correlations of their errors.
struct CorrelatedValues {
    Eigen::VectorXd values;
    Eigen::MatrixXd covariance;
};

/// The mean over models with weights w_k whose sum is 1: value sum w_k v_k, and
///   covariance = sum w_k [C_k + (v_k - value)(v_k - value)^T]
/// so that what the choice of the model is worth is in the errors.     [Burnham and Anderson, sec. 4.3]
CorrelatedValues mean_of_models(std::span<const CorrelatedValues> models, std::span<const double> weights);

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
/// free. Weighted least squares, as all points are independent; values are means over the degrees with Akaike's weights
/// (choose_degree, mean_of_models).
/// accuracy   what polynomials of degree 3 to 5 miss Gamma of PeTS by along the state line: truncation_of_gamma
class GibbsEnergy {
public:
    static constexpr int lowest_degree = 3;
    static constexpr int highest_degree = 5;
    static constexpr double smallest_p_value = 1e-3;

    /// points   at least lowest_degree + 3; effective_samples of what is made of them is the smallest of theirs
    /// throws   InvalidArgument: too few points, or points that do not determine a polynomial
    explicit GibbsEnergy(std::vector<GibbsPoint> points);

    /// By degree, from the lowest; only those that leave two degrees of freedom.
    const std::vector<LinearFit>& fits() const { return fits_; }
    const std::vector<double>& weights() const { return weights_; }
    int degree(std::size_t k) const { return lowest_degree + static_cast<int>(k); }
    /// The fit with the largest weight.
    const LinearFit& best() const;
    /// Whether its p-value reaches the smallest: if not the points are no such curve within their errors.
    bool acceptable() const { return best().p_value >= smallest_p_value; }

    /// g_1, g_2 or g_1 - g_2.
    CorrelatedValues values(GibbsPoint::Of of, std::span<const double> x1) const;
    CorrelatedValues gamma(std::span<const double> x1, double temperature) const;
    double effective_samples() const { return effective_samples_; }

private:
    CorrelatedValues mean_of(const std::function<Eigen::MatrixXd(Eigen::Index coefficients)>& design) const;

    std::vector<LinearFit> fits_;
    std::vector<double> weights_;
    double effective_samples_ = 0.0;
};

/// Largest error of Gamma by polynomials of degree 3 through exact g_i of PeTS at x_1 = 0, 0.1, ..., 1 (asserted in
/// tests).
inline constexpr double truncation_of_gamma = 0.002;

}  // namespace soret
