#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <Eigen/Dense>

#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret::test {

/// ln of the ratio of two distributions as a polynomial, ln p_b(x)/p_a(x) = c_0 + c_1 u + ..., by the likelihood that a
/// sample x comes from b and not from a: 1/(1 + exp(-c)) for equal numbers of samples of both. No bins.
///   J. Chodera and M. Shirts; M. Shirts, J. Chem. Theory Comput. 9, 909 (2013)
/// u = (x - <x>)/s, with <x> and s of all samples together; slope and curvature are given per unit of x.
struct DistributionRatio {
    Estimate slope;      ///< c_1/s of the straight line
    Estimate curvature;  ///< c_2/s^2 of the parabola: 0 where the line is right
};

/// Coefficients by Newton's method, and their covariance for independent samples.
template <int terms>
struct LogisticFit {
    Eigen::Vector<double, terms> coefficients = Eigen::Vector<double, terms>::Zero();
    Eigen::Matrix<double, terms, terms> covariance;

    LogisticFit(const std::vector<double>& a, const std::vector<double>& b) {
        for (int round = 0; round < 20; ++round) {
            Eigen::Matrix<double, terms, terms> information = Eigen::Matrix<double, terms, terms>::Zero();
            Eigen::Vector<double, terms> gradient = Eigen::Vector<double, terms>::Zero();
            const auto add = [&](const std::vector<double>& samples, double label) {
                for (const double u : samples) {
                    Eigen::Vector<double, terms> power;
                    for (int k = 0; k < terms; ++k) power[k] = k == 0 ? 1.0 : u * power[k - 1];
                    const double p = 1.0 / (1.0 + std::exp(-coefficients.dot(power)));
                    gradient += (label - p) * power;
                    information += p * (1.0 - p) * power * power.transpose();
                }
            };
            add(a, 0.0);
            add(b, 1.0);
            covariance = information.inverse();
            coefficients += covariance * gradient;
        }
    }
};

/// As many samples of b as of a. What memory they have is counted in the errors.
inline DistributionRatio ratio_of_distributions(std::vector<double> a, std::vector<double> b) {
    const double tau = std::max(autocorrelation_time(a).tau, autocorrelation_time(b).tau);
    const double effective = static_cast<double>(a.size()) / (2.0 * tau);
    RunningMoments moments(1);
    for (const auto* samples : {&a, &b}) {
        for (const double x : *samples) moments.add(std::array{x});
    }
    const double s = std::sqrt(moments.variance(0));
    for (auto* samples : {&a, &b}) {
        for (double& x : *samples) x = (x - moments.mean(0)) / s;
    }
    const LogisticFit<2> line(a, b);
    const LogisticFit<3> parabola(a, b);
    return {
        {line.coefficients[1] / s, std::sqrt(2.0 * tau * line.covariance(1, 1)) / s, effective},
        {parabola.coefficients[2] / (s * s), std::sqrt(2.0 * tau * parabola.covariance(2, 2)) / (s * s), effective}};
}

}  // namespace soret::test
