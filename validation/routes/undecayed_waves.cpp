#include "soret/validation/routes/undecayed_waves.hpp"

#include "soret/common/finite_size/undecayed_modes.hpp"
#include "soret/validation/routes/known_transport.hpp"
#include "soret/validation/routes/near_point.hpp"

namespace soret {

namespace {

constexpr double unknown_share = 0.5;

}  // namespace

nlohmann::json add_undecayed_waves(Reduction& reduction, const StateLine& line, const std::string& gamma,
                                   Backend backend) {
    nlohmann::json rows = nlohmann::json::array();
    for (OnsagerPoint& point : reduction.onsager) {
        if (!(point.slope_lags.to > 0.0)) continue;
        const Curve* viscosities = viscosities_of(reduction.curves, point.route);
        if (viscosities == nullptr) continue;
        Eigen::Vector4d added = Eigen::Vector4d::Zero();
        const auto viscosity = near(*viscosities, point.x1);
        const auto known = known_at(reduction, line, gamma, point, backend);
        const double diffusion = known ? coefficients_at(*known, known->values).mutual_diffusion_coefficient : 0.0;
        if (viscosity && viscosity->estimate.value > 0.0 && diffusion > 0.0) {
            const double mass = point.x1 * line.mixture.mass(0) + (1.0 - point.x1) * line.mixture.mass(1);
            const Estimate lacking = undecayed_diffusion(point.temperature, edge_of(point), point.number_density * mass,
                                                         viscosity->estimate, point.slope_lags);
            const Eigen::Vector4d by_diffusion = point.values[0] / diffusion * along_waves(*known, known->values);
            added = lacking.value * by_diffusion;
            const Eigen::Vector4d by_viscosity = lacking.standard_error * by_diffusion;
            point.covariance += by_viscosity * by_viscosity.transpose();
            rows.push_back({{"route", point.route},
                            {"particles", point.particles},
                            {"x1", point.x1},
                            {"relative_change", lacking.value / diffusion}});
        }
        point.values += added;
        point.shared_errors.conservativeResize(Eigen::NoChange, point.shared_errors.cols() + 1);
        point.shared_errors.rightCols<1>() = unknown_share * added;
        point.covariance += point.shared_errors.rightCols<1>() * point.shared_errors.rightCols<1>().transpose();
    }
    return rows;
}

}  // namespace soret
