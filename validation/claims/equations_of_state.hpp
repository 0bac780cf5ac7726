#pragma once

#include <optional>
#include <vector>

#include "soret/common/equations_of_state/fluid_properties.hpp"
#include "soret/common/equations_of_state/pets.hpp"
#include "soret/validation/campaign/manifest.hpp"

namespace soret {

/// The equations of state beside the simulation along one state line: PeTS for the mixture, Thol et al. for both pure
/// ends.
class EquationsOfState {
public:
    /// returns   nothing where the equations do not hold: not LJTS with a cutoff of 2.5 sigma, not Lorentz-Berthelot,
    ///           no liquid at this temperature and pressure
    static std::optional<EquationsOfState> along(const StateLine& state_line);

    FluidProperties mixture(double x1) const;
    /// species   0 or 1; pure
    const FluidProperties& pure(std::size_t species) const { return thol_[species]; }

    /// h_1 - h_2 of PeTS.
    double enthalpy_difference(double x1) const;

    /// How far PeTS is from the more accurate Thol equation where both hold: the larger relative difference at the two
    /// pure ends, for the density and for the isothermal compressibility. The latter is, like Gamma and h_1 - h_2, a
    /// second derivative of the Gibbs energy, and stands for what PeTS can be trusted to in those.
    double density_discrepancy() const { return density_discrepancy_; }
    double second_derivative_discrepancy() const { return second_derivative_discrepancy_; }

private:
    EquationsOfState(const StateLine& state_line, PetsEquation pets, std::vector<FluidProperties> thol);

    double temperature_;
    double pressure_;
    PetsEquation pets_;
    std::vector<FluidProperties> thol_;
    double density_discrepancy_ = 0.0;
    double second_derivative_discrepancy_ = 0.0;
};

}  // namespace soret
