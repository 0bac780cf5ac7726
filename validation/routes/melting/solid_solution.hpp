#pragma once

#include <array>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret {

/// Where a pure substance melts and what it takes.
struct Fusion {
    Estimate temperature;  ///< T_m > 0                                  [eps]
    Estimate enthalpy;     ///< of a particle, liquid less solid, > 0    [eps]
};

/// Compositions x_1 of both phases of the ideal solid solution at one temperature, with the errors of its inputs.
struct CoexistingPhases {
    Estimate solid, liquid;
};

/// Ideal solid solution of two substances.                                                         [SI 1.1]
class SolidSolution {
public:
    /// throws   InvalidArgument: see is_possible()
    SolidSolution(const std::array<Fusion, 2>& substances, Backend backend);

    /// Both enthalpies are positive and the melting temperatures differ.
    static bool is_possible(const std::array<Fusion, 2>& substances);

    double lowest_temperature() const;
    double highest_temperature() const;
    /// throws   InvalidState: a temperature beyond the melting points
    CoexistingPhases at(double temperature) const;

    /// Rows of temperature, solid and liquid from one melting point to the other, for a figure.
    nlohmann::json rows() const;

private:
    std::array<Fusion, 2> substances_;
    Backend backend_;
};

}  // namespace soret
