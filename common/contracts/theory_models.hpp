#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>

#include "soret/common/execution.hpp"

namespace soret {

/// What the models of thermodiffusion need to know of one state of a binary liquid; k_B = 1, all a particle. An input
/// that is not known may be left as it is here: models that need it are then not to be read.
struct TheoryState {
    double temperature = 0.0;  ///< > 0                                                        [eps]
    double x1 = 0.0;           ///< in (0, 1)
    double mass_1 = 1.0;       ///< > 0
    double mass_2 = 1.0;
    double gamma = 1.0;               ///< thermodynamic factor, (x_1/T)(d mu_1/d x_1)_{P,T} > 0
    double partial_enthalpy_1 = 0.0;  ///< (dH/dN_1)_{T,P}, 3/2 T of kinetic energy in it     [eps]
    double partial_enthalpy_2 = 0.0;
    double partial_volume_1 = 1.0;  ///< (dV/dN_1)_{T,P}; x_1 v_1 + x_2 v_2 > 0               [sigma^3]
    double partial_volume_2 = 1.0;
    double partial_energy_1 = 0.0;  ///< of the potential energy, < 0 in a liquid             [eps]
    double partial_energy_2 = 0.0;
    double tau_1 = 1.0;  ///< > 0: cohesive energy over activation energy of viscous flow, of the pure liquids
    double tau_2 = 1.0;
    double activation_energy_1 = 0.0;  ///< dG_1 of D_1 = D_1^0 exp(-dG_1/T) at constant P and x_1 [eps]
    double activation_energy_2 = 0.0;
    double ideal_gas_soret = 0.0;  ///< S_T^0 of the dilute gas of this T and x_1              [1/eps]
};

/// S_T of the models and the parts that they are the sum of.                                    [1/eps]
struct SoretModels {
    double kinetic = 0.0;  ///< part of Haase and of Kempers, from the dilute gas
    double haase_thermodynamic = 0.0;
    double haase = 0.0;
    double kempers_thermodynamic = 0.0;
    double kempers = 0.0;
    double shukla_firoozabadi_energy = 0.0;  ///< what remains where v_1 = v_2
    double shukla_firoozabadi_volume = 0.0;  ///< what the difference of the volumes adds
    double shukla_firoozabadi = 0.0;
    double prigogine = 0.0;             ///< also a part of Artola-Rousseau-Galliero
    double artola_rousseau_mass = 0.0;  ///< what the difference of the masses adds
    double artola_rousseau = 0.0;
    friend bool operator==(const SoretModels&, const SoretModels&) = default;
};

/// Which finite values an input may have: any, > 0, or in (0, 1).
enum class InputRange { any, positive, fraction };

bool is_in(InputRange range, double value);
/// "must be > 0", "must be in (0, 1)", "must be finite".
std::string_view text_of(InputRange range);

/// A member of TheoryState by its name, which is that of the campaign's curves.
struct TheoryInput {
    std::string_view name, words, unit;
    double TheoryState::*member;
    InputRange range;
};

inline constexpr std::size_t theory_input_count = 16;
inline constexpr std::array<TheoryInput, theory_input_count> theory_inputs{
    {{"temperature", "T", "eps", &TheoryState::temperature, InputRange::positive},
     {"x1", "x_1", "1", &TheoryState::x1, InputRange::fraction},
     {"mass_1", "m_1", "m", &TheoryState::mass_1, InputRange::positive},
     {"mass_2", "m_2", "m", &TheoryState::mass_2, InputRange::positive},
     {"gamma", "Gamma", "1", &TheoryState::gamma, InputRange::positive},
     {"partial_enthalpy_1", "h_1", "eps", &TheoryState::partial_enthalpy_1, InputRange::any},
     {"partial_enthalpy_2", "h_2", "eps", &TheoryState::partial_enthalpy_2, InputRange::any},
     {"partial_volume_1", "v_1", "sigma^3", &TheoryState::partial_volume_1, InputRange::any},
     {"partial_volume_2", "v_2", "sigma^3", &TheoryState::partial_volume_2, InputRange::any},
     {"partial_energy_1", "u_1", "eps", &TheoryState::partial_energy_1, InputRange::any},
     {"partial_energy_2", "u_2", "eps", &TheoryState::partial_energy_2, InputRange::any},
     {"tau_1", "tau_1", "1", &TheoryState::tau_1, InputRange::positive},
     {"tau_2", "tau_2", "1", &TheoryState::tau_2, InputRange::positive},
     {"activation_energy_1", "dG_1", "eps", &TheoryState::activation_energy_1, InputRange::any},
     {"activation_energy_2", "dG_2", "eps", &TheoryState::activation_energy_2, InputRange::any},
     {"ideal_gas_soret", "S_T^0", "1/eps", &TheoryState::ideal_gas_soret, InputRange::any}}};

inline constexpr std::size_t soret_model_value_count = 11;
inline constexpr std::array<double SoretModels::*, soret_model_value_count> soret_model_values{
    &SoretModels::kinetic,
    &SoretModels::haase_thermodynamic,
    &SoretModels::haase,
    &SoretModels::kempers_thermodynamic,
    &SoretModels::kempers,
    &SoretModels::shukla_firoozabadi_energy,
    &SoretModels::shukla_firoozabadi_volume,
    &SoretModels::shukla_firoozabadi,
    &SoretModels::prigogine,
    &SoretModels::artola_rousseau_mass,
    &SoretModels::artola_rousseau};

/// The mean volume x_1 v_1 + x_2 v_2 must be positive too; this is its name where it is not.
inline constexpr std::string_view mean_partial_volume = "x1 partial_volume_1 + x2 partial_volume_2";

/// returns  the name of the first input that no model can be made with; empty if there is none
std::string_view unusable_input(const TheoryState& state);

/// throws   InvalidArgument: as many results as states are needed
void check_as_many(std::span<const TheoryState> states, std::span<SoretModels> results);
/// throws   InvalidState: an input outside its range
void check_theory_states(std::span<const TheoryState> states);
/// throws   InvalidState: a coefficient is too large for a double
void check_soret_models(std::span<const SoretModels> results);

/// Theories of the Soret coefficient of component 1 in component 2, each state by itself.
///
/// All are about one S_T: where nothing flows any more, x_1 x_2 S_T grad T = -grad x_1, and S_T > 0 where component 1
/// goes to the cold side. S_T of a steady state depends on no frame of reference. What differs is where a model puts
/// the heat of transport to zero: without mean mass flow (Haase), without mean volume flow (Kempers), by
/// sum x_i Q*_i = 0 (Shukla and Firoozabadi, after Dougherty and Drickamer), or nowhere, from the jumps of single
/// molecules (Prigogine; Artola, Rousseau and Galliero). Published values of Haase and Kempers often leave the kinetic
/// part out.
///
/// With x_2 = 1 - x_1, D = T Gamma = x_1 d mu_1/d x_1, H_i = h_i - h_i^0, h_i^0 = 5/2 T of the ideal gas, and
/// e_i = u_i/tau_i
///   kinetic      S_T^0/Gamma                                                          [T^2 S_T^0/D over T]
///   Haase        ((m_1 H_2 - m_2 H_1)/((m_1 x_1 + m_2 x_2) (T D))) + kinetic                       [SI eq. 3]
///   Kempers      ((v_1 H_2 - v_2 H_1)/((v_1 x_1 + v_2 x_2) (T D))) + kinetic                       [SI eq. 4]
///   Shukla-Firoozabadi     energy + volume,   energy = (e_2 - e_1)/(T D),
///                volume = ((v_1 - v_2) (x_1 e_1 + x_2 e_2))/((v_1 x_1 + v_2 x_2) (T D))        [minus SI eq. 5]
///   Prigogine    (dG_2 - dG_1)/(T T)
///   Artola-Rousseau-Galliero    Prigogine + ((m_2 - m_1)/(m_2 + m_1)) ((dG_1 + dG_2)/(T T))        [SI eq. 6]
/// m_1 m_2 [H_2/m_2 - H_1/m_1] of SI eq. 3 is m_1 H_2 - m_2 H_1, so in SI eq. 4. The signs of SI eq. 5 as printed are
/// opposite to those of the letter's eq. 1: with Q*_1 = -e_1 + v_1 (x_1 e_1 + x_2 e_2)/(x_1 v_1 + x_2 v_2) it is
/// T S_T = Q*_1/(x_2 D) = (v_1 e_2 - v_2 e_1)/((x_1 v_1 + x_2 v_2) D), as here.
/// Exchanging the species changes every sign: h, u, v, m, tau, dG and x change places, S_T^0 its sign. Identical
/// species have 0. Haase and Kempers are equal where v_1/v_2 = m_1/m_2.
///
/// Every operation is one IEEE double operation in the order of the brackets, else from left to right, h_i^0 = 2.5 T,
/// D = T Gamma and T D first: the same bits in both backends and on every instruction set. States share nothing.
/// throws     as the functions check_... above, of all states first, then of results; results are not to be read then
/// accuracy   in units of 2^-53 of the sum of magnitudes of the terms (asserted in tests): kinetic 1, thermodynamic
///            parts of Haase and Kempers 11, energy 5, volume 13, Prigogine 3, mass 7, each sum one more than its worse
///            part. With volumes of one sign
/// source     R. Haase, Z. Phys. 127, 1 (1949); L. J. T. M. Kempers, J. Chem. Phys. 90, 6541 (1989) and 115, 6330
///            (2001); K. Shukla, A. Firoozabadi, Ind. Eng. Chem. Res. 37, 3331 (1998); P.-A. Artola, B. Rousseau,
///            G. Galliero, J. Am. Chem. Soc. 130, 10963 (2008); I. Prigogine, L. de Brouckere, R. Amand, Physica 16,
///            577 (1950)
template <class T>
concept TheoryModelsBackend = requires(std::span<const TheoryState> states, std::span<SoretModels> models,
                                       const Execution& execution) {
    { T::models(states, models) } -> std::same_as<void>;
    { T::models(states, models, execution) } -> std::same_as<void>;
};

}  // namespace soret
