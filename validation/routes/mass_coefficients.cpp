#include "soret/validation/routes/mass_coefficients.hpp"

#include <cmath>

#include <Eigen/Cholesky>

#include "soret/common/statistics/polynomial_fit.hpp"
#include "soret/validation/routes/green_kubo/green_kubo.hpp"
#include "soret/validation/routes/hnemd/hnemd.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_compositions_of_a_parabola = 5;
constexpr double smallest_p_value = 0.01;
/// What diffusion coefficients of dense liquids lose, relatively, with the density.
constexpr double diffusion_over_density = 8.0;

/// Errors that no other point has.
Eigen::Matrix4d own_covariance(const OnsagerPoint& point) {
    return point.covariance - point.shared_errors * point.shared_errors.transpose();
}

/// x_1 x_2/m^2, less what is the same at all compositions.
double ideal_part(double x1, const Mixture& mixture) {
    const double of_moles = x1 * (1.0 - x1);
    if (mixture.mass(0) == mixture.mass(1)) return of_moles;
    const double m = x1 * mixture.mass(0) + (1.0 - x1) * mixture.mass(1);
    return of_moles / (m * m);
}

FitPoint logarithm_of(const OnsagerPoint& point, const Mixture& mixture) {
    const double L_11 = point.values[0];
    return {point.x1,
            {std::log(L_11 / ideal_part(point.x1, mixture)), std::sqrt(own_covariance(point)(0, 0)) / L_11,
             point.effective_samples}};
}

/// As if L_11 had been measured exactly; then the parabola's errors, and what it makes of those that are shared.
void move_along(OnsagerPoint& point, const PolynomialFit& fit, const Eigen::MatrixXd& of_fit,
                const std::vector<Polynomial>& shifts, const Mixture& mixture) {
    const double L_11 = ideal_part(point.x1, mixture) * std::exp(fit(point.x1));
    const Eigen::Matrix4d own = own_covariance(point);
    const Eigen::Vector4d gain = own.col(0) / own(0, 0);
    point.values += gain * (L_11 - point.values[0]);
    const Eigen::Index before = point.shared_errors.cols();
    Eigen::Matrix<double, 4, Eigen::Dynamic> shared(4, before + of_fit.cols());
    for (Eigen::Index c = 0; c < before; ++c) {
        const double shift = L_11 * shifts[static_cast<std::size_t>(c)](point.x1);
        shared.col(c) = point.shared_errors.col(c) + gain * (shift - point.shared_errors(0, c));
    }
    shared.rightCols(of_fit.cols()) = gain * (L_11 * fit.gradient_at(point.x1).transpose() * of_fit);
    point.covariance = own - gain * own.row(0) + shared * shared.transpose();
    point.shared_errors = shared;
}

}  // namespace

void take_mass_coefficient(OnsagerPoint& point, const Estimate& L_11) {
    const double variance = L_11.standard_error * L_11.standard_error;
    const Eigen::Vector4d gain = point.covariance.col(0) / (point.covariance(0, 0) + variance);
    const Eigen::RowVectorXd of_all = point.shared_errors.row(0);
    point.values += gain * (L_11.value - point.values[0]);
    point.shared_errors -= gain * of_all;
    point.covariance -= (gain * point.covariance.row(0)).eval();
}

std::optional<Estimate> response_to_mass_fields(const std::vector<FieldPoint>& by_mass, double x1) {
    std::vector<FitPoint> responses;
    for (const FieldPoint& point : by_mass) {
        if (point.x1 != x1) continue;
        const Estimate response{point.values[field_1q], std::sqrt(point.covariance(field_1q, field_1q)), point.blocks};
        responses.push_back({point.field * point.field, response});
    }
    if (responses.size() < 2) return std::nullopt;
    const PolynomialFit line(responses, 1);
    if (line.p_value() < smallest_p_value) return std::nullopt;
    return line.at(0.0);
}

void join_mass_coefficients(std::vector<OnsagerPoint>& points) {
    for (OnsagerPoint& point : points) {
        if (point.route != hnemd_route) continue;
        for (const OnsagerPoint& other : points) {
            const bool same = other.particles == point.particles && std::fabs(other.x1 - point.x1) < 1e-9;
            if (other.route != green_kubo_route || !same || other.study.of == Study::Of::thermostat) continue;
            const double denser = std::fabs(other.number_density / point.number_density - 1.0);
            const double of_density = diffusion_over_density * denser * other.values[0];
            take_mass_coefficient(point, {other.values[0], std::hypot(std::sqrt(other.covariance(0, 0)), of_density),
                                          other.effective_samples});
        }
    }
}

nlohmann::json smooth_mass_coefficients(std::vector<OnsagerPoint>& points, const Mixture& mixture) {
    std::vector<OnsagerPoint*> along;
    std::vector<FitPoint> logarithms;
    for (OnsagerPoint& point : points) {
        if (point.route != hnemd_route || !point.study.is_main() || !(point.values[0] > 0.0)) continue;
        if (!(own_covariance(point)(0, 0) > 0.0)) continue;
        along.push_back(&point);
        logarithms.push_back(logarithm_of(point, mixture));
    }
    if (along.size() < fewest_compositions_of_a_parabola) return nullptr;
    const PolynomialFit fit(logarithms, 2);
    const bool taken = fit.p_value() >= smallest_p_value;
    if (taken) {
        const Eigen::MatrixXd of_fit = Eigen::LLT<Eigen::MatrixXd>(fit.covariance()).matrixL();
        std::vector<Polynomial> shifts;  // of the fit, by what the points share
        for (Eigen::Index c = 0; c < along.front()->shared_errors.cols(); ++c) {
            Eigen::VectorXd of_logarithms(static_cast<Eigen::Index>(along.size()));
            for (std::size_t k = 0; k < along.size(); ++k) {
                of_logarithms[static_cast<Eigen::Index>(k)] = along[k]->shared_errors(0, c) / along[k]->values[0];
            }
            shifts.push_back(fit.refitted(of_logarithms));
        }
        for (OnsagerPoint* point : along) move_along(*point, fit, of_fit, shifts, mixture);
    }
    return {{"chi_squared", fit.chi_squared()},
            {"degrees_of_freedom", fit.degrees_of_freedom()},
            {"p_value", fit.p_value()},
            {"taken", taken}};
}

}  // namespace soret
