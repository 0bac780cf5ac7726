#include "soret/validation/simulation/green_kubo/onsager_matrix.hpp"

#include <Eigen/Dense>

#include "soret/common/contracts/transport.hpp"
#include "soret/validation/simulation/green_kubo/green_kubo.hpp"

namespace soret {

OnsagerMatrix onsager_matrix(std::span<const double> means, double volume, std::size_t species) {
    // The signals are V J: one V more than in V <J J>.
    const auto onsager = [&](std::size_t function) {
        return onsager_coefficient(1.0 / volume, means[green_kubo_column(function)]);
    };
    const auto s = static_cast<Eigen::Index>(species);
    OnsagerMatrix matrix{Eigen::MatrixXd(s, s), Eigen::VectorXd(s), Eigen::VectorXd(s), onsager(heat_heat),
                         means[temperature_column]};
    for (std::size_t a = 0; a < species; ++a) {
        const auto row = static_cast<Eigen::Index>(a);
        for (std::size_t b = 0; b < species; ++b) {
            matrix.mass(row, static_cast<Eigen::Index>(b)) = onsager(mass_mass_function(a, b, species));
        }
        matrix.mass_heat[row] = onsager(mass_heat_function(a, species));
        matrix.heat_mass[row] = onsager(heat_mass_function(a, species));
    }
    return matrix;
}

std::optional<HeatConduction> heat_conduction(const OnsagerMatrix& onsager, const std::vector<int>& independent) {
    const double t2 = onsager.temperature * onsager.temperature;
    if (independent.empty()) return HeatConduction{onsager.heat_heat / t2, 0.0};
    const Eigen::MatrixXd mass = onsager.mass(independent, independent);
    const Eigen::MatrixXd symmetric = 0.5 * (mass + mass.transpose());
    if (symmetric.llt().info() != Eigen::Success) return std::nullopt;
    const Eigen::VectorXd forces = mass.lu().solve(onsager.mass_heat(independent));
    const double coupling = onsager.heat_mass(independent).dot(forces);
    return HeatConduction{(onsager.heat_heat - coupling) / t2, -coupling / t2};
}

}  // namespace soret
