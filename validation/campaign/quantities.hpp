#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/curve.hpp"

namespace soret {

/// The route to Gamma that transport is made with where nothing else is said.
inline const std::string preferred_gamma_route = "semigrand";
/// Routes to Onsager coefficients, the one with the smallest errors first: a claim or a figure about one curve is about
/// that of the first which has it.
inline const std::vector<std::string> preferred_onsager_routes{"hnemd", "green_kubo"};

/// Part of what the route "rdf" yields: from structure factors at small wave vectors alone, which need no window.
inline const std::string from_structure_factors = "structure_factor";

/// What the routes of this library measure along the state line.
namespace quantity {

inline const Quantity density{"density", "number density", "sigma^-3", "semigrand"};
inline const Quantity enthalpy{"enthalpy", "enthalpy per particle", "eps", "semigrand"};
inline const Quantity delta_mu{"delta_mu", "difference of the chemical potentials, mu_1 - mu_2", "eps", "semigrand"};
inline const Quantity thermodynamic_factor{"gamma", "thermodynamic factor", "1"};
inline const Quantity thermodynamic_factor_ideal{"gamma_ideal", "ideal part of the thermodynamic factor", "1", "fep"};
inline const Quantity thermodynamic_factor_excess{"gamma_excess", "excess part of the thermodynamic factor", "1",
                                                  "fep"};
inline const Quantity chemical_potential_1{"chemical_potential_1", "chemical potential mu_1", "eps", "fep"};
inline const Quantity chemical_potential_2{"chemical_potential_2", "chemical potential mu_2", "eps", "fep"};
inline const Quantity chemical_potential_ideal_1{"chemical_potential_ideal_1", "ideal part of mu_1", "eps", "fep"};
inline const Quantity chemical_potential_ideal_2{"chemical_potential_ideal_2", "ideal part of mu_2", "eps", "fep"};
inline const Quantity chemical_potential_excess_1{"chemical_potential_excess_1", "excess part of mu_1", "eps", "fep"};
inline const Quantity chemical_potential_excess_2{"chemical_potential_excess_2", "excess part of mu_2", "eps", "fep"};
/// By averages with the volume weight.                                                            [SI 18]
inline const Quantity chemical_potential_excess_published_1{"chemical_potential_excess_published_1",
                                                            "excess part of mu_1, published form", "eps", "fep"};
inline const Quantity chemical_potential_excess_published_2{"chemical_potential_excess_published_2",
                                                            "excess part of mu_2, published form", "eps", "fep"};
inline const Quantity thermodynamic_factor_first_order{"gamma_first_order", "thermodynamic factor, to first order", "1",
                                                       "rdf"};
inline const Quantity excess_coordination_11{"excess_coordination_11", "excess coordination number n_11", "1", "rdf"};
inline const Quantity excess_coordination_12{"excess_coordination_12", "excess coordination number n_12", "1", "rdf"};
inline const Quantity excess_coordination_22{"excess_coordination_22", "excess coordination number n_22", "1", "rdf"};
inline const Quantity kirkwood_buff_ratio{"kirkwood_buff_ratio", "(f_11 + f_22)/f_12", "1", "rdf"};
inline const Quantity kirkwood_buff_f_11{"kirkwood_buff_f_11", "f_11 = x_2 n_11", "1", "rdf"};
inline const Quantity kirkwood_buff_f_12{"kirkwood_buff_f_12", "f_12 = -2 x_1 n_12", "1", "rdf"};
inline const Quantity kirkwood_buff_f_22{"kirkwood_buff_f_22", "f_22 = x_1 n_22", "1", "rdf"};
inline const Quantity enthalpy_difference{"enthalpy_difference", "partial enthalpies, h_1 - h_2", "eps", "semigrand"};
inline const Quantity energy_difference{"energy_difference", "partial energies, u_1 - u_2", "eps", "semigrand"};
inline const Quantity volume_difference{"volume_difference", "partial volumes, v_1 - v_2", "sigma^3", "semigrand"};
inline const Quantity partial_enthalpy_1{"partial_enthalpy_1", "partial enthalpy h_1", "eps", "fep"};
inline const Quantity partial_enthalpy_2{"partial_enthalpy_2", "partial enthalpy h_2", "eps", "fep"};
inline const Quantity partial_energy_1{"partial_energy_1", "partial potential energy u_1", "eps", "fep"};
inline const Quantity partial_energy_2{"partial_energy_2", "partial potential energy u_2", "eps", "fep"};
inline const Quantity partial_volume_1{"partial_volume_1", "partial volume v_1", "sigma^3", "fep"};
inline const Quantity partial_volume_2{"partial_volume_2", "partial volume v_2", "sigma^3", "fep"};
inline const Quantity pressure{"pressure", "virial pressure", "eps/sigma^3"};
inline const Quantity temperature{"temperature", "kinetic temperature", "eps"};

inline const Quantity onsager_ratio{"onsager_ratio", "L'_1q/L_11", "eps/m", "green_kubo"};
inline const Quantity onsager_symmetry{"onsager_symmetry", "L_1q - L_q1", "m eps/(sigma tau)", "green_kubo"};
inline const Quantity mutual_diffusion{"mutual_diffusion", "mutual diffusion coefficient D_12", "sigma^2/tau",
                                       "green_kubo"};
inline const Quantity thermal_diffusion{"thermal_diffusion", "thermal diffusion coefficient D_T", "sigma^2/(tau eps)",
                                        "green_kubo"};
inline const Quantity soret_coefficient{"soret", "Soret coefficient S_T", "1/eps"};
/// By a model of thermodiffusion from what was measured.
inline const Quantity soret_of_theory{"soret_theory", "Soret coefficient by a theory", "1/eps"};
inline const Quantity thermal_conductivity{"thermal_conductivity", "thermal conductivity", "1/(sigma tau)",
                                           "green_kubo"};
inline const Quantity delta_lambda{"delta_lambda", "share of the coupling in the thermal conductivity", "1",
                                   "green_kubo"};
inline const Quantity delta_lambda_primed{"delta_lambda_primed", "the same, of the primed coefficients", "1",
                                          "green_kubo"};
inline const Quantity viscosity{"viscosity", "shear viscosity, five components", "eps tau/sigma^3", "green_kubo"};
inline const Quantity viscosity_shear{"viscosity_shear", "shear viscosity, three components", "eps tau/sigma^3",
                                      "green_kubo"};
inline const Quantity bulk_viscosity{"bulk_viscosity", "bulk viscosity", "eps tau/sigma^3", "green_kubo"};
inline const Quantity self_diffusion_1{"self_diffusion_1", "self-diffusion coefficient of species 1", "sigma^2/tau",
                                       "green_kubo"};
inline const Quantity self_diffusion_2{"self_diffusion_2", "self-diffusion coefficient of species 2", "sigma^2/tau",
                                       "green_kubo"};

/// Delta G_i of ln D_i0 = a - Delta G_i/T at constant pressure and composition.
inline const Quantity activation_energy_1{"activation_energy_1", "activation energy of the self-diffusion of species 1",
                                          "eps", "activation"};
inline const Quantity activation_energy_2{"activation_energy_2", "activation energy of the self-diffusion of species 2",
                                          "eps", "activation"};

}  // namespace quantity

/// The curve of S_T by a model of thermodiffusion, a member of SoretModels: of the routes that it is made from.
inline CurveKey curve_of_model(const std::string& model) {
    if (model == "haase" || model == "kempers") return {quantity::soret_of_theory, {preferred_gamma_route, "", model}};
    const std::string gamma = model == "shukla_firoozabadi" ? preferred_gamma_route : "";
    return {quantity::soret_of_theory, {"activation", gamma, model}};
}

/// Single numbers.
namespace number {

/// Runs whose last configuration is no homogeneous liquid; effective_samples: all runs.
inline const std::string departures_from_liquid = "departures_from_liquid";
/// Change of the conserved energy in the production, a particle: mean of the runs.          [eps]
inline const std::string conserved_change = "conserved_change";
/// Share of the work of a field that the conserved energy H - W - E_T does not have: mean of the runs.
inline const std::string unaccounted_work = "unaccounted_work";
inline const std::string gamma_integral_difference = "gamma_integral_difference";
/// What L_1q/L_11 changes beyond the upper limit of its integrals.                          [eps/m]
inline const std::string onsager_ratio_truncation = "onsager_ratio_truncation";
/// a of L'_1q = Y (1 + a F^2) under a synthetic field F, all compositions together.     [sigma^2]
inline const std::string field_curvature = "field_curvature";
/// Probability of a chi^2 at least as large as that of this way to zero field.
inline const std::string field_linearity = "field_linearity";
/// tau_i, the cohesive energy over the activation energy of viscous flow of a pure liquid.
inline const NumberKey viscous_energy_ratio_1{"viscous_energy_ratio_1", "activation"};
inline const NumberKey viscous_energy_ratio_2{"viscous_energy_ratio_2", "activation"};
/// Of pure species i at the pressure of the state line; Delta H_fus a particle.
inline const NumberKey melting_temperature_1{"melting_temperature_1", "melting"};
inline const NumberKey melting_temperature_2{"melting_temperature_2", "melting"};
inline const NumberKey solid_density_1{"solid_density_1", "melting"};
inline const NumberKey solid_density_2{"solid_density_2", "melting"};
inline const NumberKey liquid_density_1{"liquid_density_1", "melting"};
inline const NumberKey liquid_density_2{"liquid_density_2", "melting"};
inline const NumberKey fusion_enthalpy_1{"fusion_enthalpy_1", "melting"};
inline const NumberKey fusion_enthalpy_2{"fusion_enthalpy_2", "melting"};
/// x_1 of the liquid and of the solid solution that coexist at the temperature of the state line.
inline const NumberKey liquidus{"liquidus", "melting"};
inline const NumberKey solidus{"solidus", "melting"};
inline const NumberKey yeh_hummer_viscosity{"self_diffusion_yeh_hummer_viscosity"};
/// Probability of a chi^2 at least as large as that of the fit which the viscosity is from.
inline const NumberKey yeh_hummer_p_value{"self_diffusion_yeh_hummer_p_value"};

}  // namespace number

}  // namespace soret
