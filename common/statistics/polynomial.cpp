#include "soret/common/statistics/polynomial.hpp"

#include <algorithm>
#include <cmath>

namespace soret {

namespace {

// The sign change of a function that is monotonic in [lower, upper] and of unlike sign at its ends.
double bisect(const Polynomial& polynomial, double lower, double upper) {
    const bool rises = polynomial(upper) > 0.0;
    for (;;) {
        const double middle = lower + 0.5 * (upper - lower);
        if (!(middle > lower && middle < upper)) return middle;
        ((polynomial(middle) > 0.0) == rises ? upper : lower) = middle;
    }
}

}  // namespace

double Polynomial::operator()(double x) const {
    const double t = (x - centre) / half_width;
    double value = 0.0;
    for (Eigen::Index k = coefficients.size(); k-- > 0;) value = value * t + coefficients[k];
    return value;
}

Polynomial Polynomial::derivative() const {
    Polynomial result{Eigen::VectorXd::Zero(std::max<Eigen::Index>(1, coefficients.size() - 1)), centre, half_width};
    for (Eigen::Index k = 1; k < coefficients.size(); ++k) {
        result.coefficients[k - 1] = static_cast<double>(k) * coefficients[k] / half_width;
    }
    return result;
}

std::vector<double> sign_changes(const Polynomial& polynomial, double lower, double upper) {
    if (polynomial.coefficients.size() < 2) return {};
    std::vector<double> ends = sign_changes(polynomial.derivative(), lower, upper);
    ends.push_back(upper);
    std::vector<double> result;
    double begin = lower;
    for (const double end : ends) {
        const double at_begin = polynomial(begin);
        const double at_end = polynomial(end);
        if ((at_begin < 0.0 && at_end > 0.0) || (at_begin > 0.0 && at_end < 0.0)) {
            result.push_back(bisect(polynomial, begin, end));
        }
        begin = end;
    }
    return result;
}

}  // namespace soret
