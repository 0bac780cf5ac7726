#include "soret/validation/routes/fep/gibbs_energy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

/// 1, t, t^2, ..., and the first and second derivatives with respect to x_1; t = 2 x_1 - 1.
struct Basis {
    Eigen::RowVectorXd values, slopes, curvatures;

    Basis(double x1, Eigen::Index coefficients) : values(coefficients), slopes(coefficients), curvatures(coefficients) {
        constexpr double slope_of_t = 2.0;
        const double t = slope_of_t * x1 - 1.0;
        for (Eigen::Index k = 0; k < coefficients; ++k) {
            const auto n = static_cast<double>(k);
            values[k] = std::pow(t, n);
            slopes[k] = k < 1 ? 0.0 : slope_of_t * n * std::pow(t, n - 1.0);
            curvatures[k] = k < 2 ? 0.0 : slope_of_t * slope_of_t * n * (n - 1.0) * std::pow(t, n - 2.0);
        }
    }

    Eigen::RowVectorXd of(GibbsPoint::Of what, double x1) const {
        switch (what) {
            case GibbsPoint::Of::potential_1: return values + (1.0 - x1) * slopes;
            case GibbsPoint::Of::potential_2: return values - x1 * slopes;
            case GibbsPoint::Of::difference: break;
        }
        return slopes;
    }
};

}  // namespace

CorrelatedValues mean_of_models(std::span<const CorrelatedValues> models, std::span<const double> weights) {
    const Eigen::Index n = models.front().values.size();
    CorrelatedValues mean{Eigen::VectorXd::Zero(n), Eigen::MatrixXd::Zero(n, n)};
    for (std::size_t k = 0; k < models.size(); ++k) mean.values += weights[k] * models[k].values;
    for (std::size_t k = 0; k < models.size(); ++k) {
        const Eigen::VectorXd off = models[k].values - mean.values;
        mean.covariance += weights[k] * (models[k].covariance + off * off.transpose());
    }
    return mean;
}

GibbsEnergy::GibbsEnergy(std::vector<GibbsPoint> points) {
    const auto n = static_cast<Eigen::Index>(points.size());
    if (n < lowest_degree + 3) {
        throw InvalidArgument(
            fmt::format("Gibbs energy from {} points: must be at least {}", points.size(), lowest_degree + 3));
    }
    Eigen::VectorXd y(n), errors(n);
    effective_samples_ = std::numeric_limits<double>::infinity();
    for (Eigen::Index i = 0; i < n; ++i) {
        const Estimate& value = points[static_cast<std::size_t>(i)].value;
        y[i] = value.value;
        errors[i] = value.standard_error;
        effective_samples_ = std::min(effective_samples_, value.effective_samples);
    }
    std::vector<double> akaike;
    for (int degree = lowest_degree; degree <= highest_degree && degree + 3 <= n; ++degree) {
        Eigen::MatrixXd design(n, degree + 1);
        for (Eigen::Index i = 0; i < n; ++i) {
            const GibbsPoint& point = points[static_cast<std::size_t>(i)];
            design.row(i) = Basis(point.x1, degree + 1).of(point.of, point.x1);
        }
        fits_.push_back(linear_fit(design, y, errors));
        akaike.push_back(fits_.back().chi_squared + 2.0 * (degree + 1));
    }
    const double smallest = *std::min_element(akaike.begin(), akaike.end());
    double sum = 0.0;
    for (const double criterion : akaike) {
        weights_.push_back(std::exp(-0.5 * (criterion - smallest)));
        sum += weights_.back();
    }
    for (double& weight : weights_) weight /= sum;
}

const LinearFit& GibbsEnergy::best() const {
    const auto largest = std::max_element(weights_.begin(), weights_.end());
    return fits_[static_cast<std::size_t>(largest - weights_.begin())];
}

CorrelatedValues GibbsEnergy::mean_of(const std::function<Eigen::MatrixXd(Eigen::Index)>& design) const {
    std::vector<CorrelatedValues> models;
    for (const LinearFit& fit : fits_) {
        const Eigen::MatrixXd rows = design(fit.coefficients.size());
        models.push_back({rows * fit.coefficients, rows * fit.covariance * rows.transpose()});
    }
    return mean_of_models(models, weights_);
}

CorrelatedValues GibbsEnergy::values(GibbsPoint::Of of, std::span<const double> x1) const {
    return mean_of([&](Eigen::Index coefficients) {
        Eigen::MatrixXd rows(static_cast<Eigen::Index>(x1.size()), coefficients);
        for (Eigen::Index i = 0; i < rows.rows(); ++i) {
            const double x = x1[static_cast<std::size_t>(i)];
            rows.row(i) = Basis(x, coefficients).of(of, x);
        }
        return rows;
    });
}

CorrelatedValues GibbsEnergy::gamma(std::span<const double> x1, double temperature) const {
    CorrelatedValues gamma = mean_of([&](Eigen::Index coefficients) {
        Eigen::MatrixXd rows(static_cast<Eigen::Index>(x1.size()), coefficients);
        for (Eigen::Index i = 0; i < rows.rows(); ++i) {
            const double x = x1[static_cast<std::size_t>(i)];
            rows.row(i) = x * (1.0 - x) / temperature * Basis(x, coefficients).curvatures;
        }
        return rows;
    });
    gamma.values.array() += 1.0;
    return gamma;
}

}  // namespace soret
