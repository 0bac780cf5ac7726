#pragma once

#include <optional>
#include <span>
#include <vector>

#include <Eigen/Core>

namespace soret {

/// Onsager coefficients of all mass currents and the heat current of S species, as OnsagerState has them for one.
struct OnsagerMatrix {
    Eigen::MatrixXd mass;       ///< L_ab, S x S: with zero total momentum each row and each column adds up to 0
    Eigen::VectorXd mass_heat;  ///< L_aq
    Eigen::VectorXd heat_mass;  ///< L_qa
    double heat_heat = 0.0;     ///< L_qq
    double temperature = 0.0;
};

/// means    of GreenKubo::integrals()
/// volume   [sigma^3]
OnsagerMatrix onsager_matrix(std::span<const double> means, double volume, std::size_t species);

struct HeatConduction {
    double thermal_conductivity = 0.0;  ///< lambda                                                    [1/(sigma tau)]
    double delta_lambda = 0.0;          ///< what the mass currents take off L_qq/T^2                  [1/(sigma tau)]
};

/// Conduction of heat while no species flows, the Schur complement of the mass currents in the matrix of all:
///   lambda = (L_qq - sum_ab L_qa (L^-1)_ab L_bq)/T^2,    a and b over `independent`          [de Groot and Mazur, ch.
///                                                        XI]
/// Any S' - 1 of the S' species that are there may be taken: the last current is minus the sum of the others.
/// independent   species, from 0; none: lambda = L_qq/T^2
/// returns       nothing if the symmetric part of L_ab is not positive definite, as no liquid has it: too short a run
std::optional<HeatConduction> heat_conduction(const OnsagerMatrix& onsager, const std::vector<int>& independent);

}  // namespace soret
