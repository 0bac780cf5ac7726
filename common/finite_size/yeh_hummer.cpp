#include "soret/common/finite_size/yeh_hummer.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/finite_size/box_term.hpp"
#include "soret/common/statistics/linear_fit.hpp"

namespace soret {

namespace {

void check_positive(const char* name, double value) {
    if (value > 0.0 && std::isfinite(value)) return;
    throw InvalidArgument(fmt::format("Yeh-Hummer: {} = {}: must be > 0", name, value));
}

/// xi T/(6 pi L): times 1/eta it is the correction.
double coefficient(double temperature, double edge) {
    return yeh_hummer_xi * temperature / (6.0 * boost::math::double_constants::pi * edge);
}

/// The error of coefficient/eta is that of eta.
Estimate correction_of(double coefficient, const Estimate& viscosity) {
    const double correction = coefficient / viscosity.value;
    return {correction, std::fabs(correction) * viscosity.standard_error / viscosity.value,
            viscosity.effective_samples};
}

}  // namespace

Estimate yeh_hummer_correction(double temperature, double edge, const Estimate& viscosity) {
    check_positive("temperature", temperature);
    check_positive("edge", edge);
    check_positive("viscosity", viscosity.value);
    return correction_of(coefficient(temperature, edge), viscosity);
}

Estimate yeh_hummer_correction(double temperature, const std::array<double, 3>& edges, std::size_t axis,
                               const Estimate& viscosity) {
    check_positive("temperature", temperature);
    check_positive("viscosity", viscosity.value);
    if (axis > 2) throw InvalidArgument(fmt::format("Yeh-Hummer: axis = {}: must be 0, 1 or 2", axis));
    const double xi_over_edge = box_term_factors(edges)[axis];
    return correction_of(xi_over_edge * temperature / (6.0 * boost::math::double_constants::pi), viscosity);
}

YehHummerFit yeh_hummer_fit(std::span<const BoxDiffusion> boxes, double temperature) {
    check_positive("temperature", temperature);
    if (boxes.empty()) throw InvalidArgument("Yeh-Hummer: 0 boxes: must be at least 2");
    std::size_t species = 0;
    for (const BoxDiffusion& box : boxes) species = std::max(species, box.species + 1);
    const auto n = static_cast<Eigen::Index>(boxes.size());
    if (species > boxes.size()) throw InvalidArgument(fmt::format("Yeh-Hummer: {} boxes for {} species", n, species));
    const auto columns = static_cast<Eigen::Index>(species) + 1;
    Eigen::MatrixXd design = Eigen::MatrixXd::Zero(n, columns);
    Eigen::VectorXd y(n), errors(n);
    for (Eigen::Index i = 0; i < n; ++i) {
        const BoxDiffusion& box = boxes[static_cast<std::size_t>(i)];
        check_positive("edge", box.edge);
        design(i, static_cast<Eigen::Index>(box.species)) = 1.0;
        design(i, columns - 1) = -coefficient(temperature, box.edge);
        y[i] = box.diffusion.value;
        errors[i] = box.diffusion.standard_error;
    }
    const LinearFit fit = linear_fit(design, y, errors);
    const double count = static_cast<double>(n);
    const auto error = [&](Eigen::Index k) { return std::sqrt(fit.covariance(k, k)); };
    const double inverse = fit.coefficients[columns - 1];
    if (!(inverse > 2.0 * error(columns - 1))) {
        throw InvalidState(fmt::format("Yeh-Hummer: 1/viscosity = {} with error {}: must be above two errors", inverse,
                                       error(columns - 1)));
    }
    YehHummerFit result;
    for (Eigen::Index k = 0; k + 1 < columns; ++k) result.diffusion.push_back({fit.coefficients[k], error(k), count});
    result.viscosity = {1.0 / inverse, error(columns - 1) / (inverse * inverse), count};
    result.chi_squared = fit.chi_squared;
    result.degrees_of_freedom = fit.degrees_of_freedom;
    result.p_value = fit.p_value;
    return result;
}

}  // namespace soret
