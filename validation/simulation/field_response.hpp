#pragma once

#include <optional>
#include <span>
#include <string>

#include "soret/common/contracts/integrators.hpp"
#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/validation/simulation/field_meter.hpp"

namespace soret {

/// What the samples of a FieldMeter are samples of.
struct FieldRun {
    SyntheticField field;
    double temperature;  ///< of the thermostat                                                        [eps/k_B]
    double volume;       ///<                                                                          [sigma^3]
    double interval;     ///< between two samples                                                      [tau]
};

// Functions of the means of a block table of FieldQuantity, products included, for a jackknife. L is primed if the
// field has enthalpies.

/// L_1q = T <J_1>/F_q, of a heat field alone.
double onsager_1q_by_response(const FieldRun& run, std::span<const double> means);
/// L_qq = T <J_q>/F_q, of a heat field alone.
double onsager_qq_by_response(const FieldRun& run, std::span<const double> means);
/// L_11 = T <J_1>/F_m, of a mass field alone.
double onsager_11_by_response(const FieldRun& run, std::span<const double> means);
/// L_q1 = T <J_q>/F_m, of a mass field alone.
double onsager_q1_by_response(const FieldRun& run, std::span<const double> means);
/// L_11 from the fluctuations of J_1 about its mean, over all axes: for an interval t that is long against the memory
/// of J_1,  L_11 = (V t/2) (<J(k) J(k)> + 2 <J(k) J(k - 1)> - 3 <J>^2),  the slope of the mean-square way of species 1
/// between one and two intervals.
double onsager_11_by_noise(const FieldRun& run, const BlockTable& samples, std::span<const double> means);
/// The interval must be at least so many times the memory t_c = L_11/(V <J_1^2>) of J_1, V <J_1^2> being
/// T M_1 (M - M_1)/(M V): of one that dies away as exp(-t/t_c), L_11 by noise is then right to 0.5 %.
inline constexpr double fewest_memories = 4.0;
/// mass, mass_1   M and M_1, of all particles and of those of species 1
/// returns        why the samples are too near each other; nothing if they are not
std::optional<std::string> excess_of_memory(const FieldRun& run, const BlockTable& samples,
                                            std::span<const double> means, double mass, double mass_1);
/// The same where samples lie nearer than that: from the scatter of the block means of J_1 about their mean, of blocks
/// so long that it holds,  L_11 = (V t/2) Var.  Nothing if the run is too short for fewest_noise_blocks of them.
///   effective_samples   the degrees of freedom of the variance
std::optional<Estimate> onsager_11_by_blocks(const FieldRun& run, BlockTable samples, double mass, double mass_1);
inline constexpr std::size_t fewest_noise_blocks = 8;
/// lambda = (L_qq - L_1q^2/L_11)/T^2, of a heat field alone. The second term is some 0.1 % of the first.
double conductivity_by_response(const FieldRun& run, std::span<const double> means, double L_11);

/// Hotter along the field than in the mean by this part, and the liquid is driven out of the linear regime; more
/// imbalance than this, and there is a wave in the box: in a liquid it is some 0.05, in an ideal gas 1.
inline constexpr double largest_field_heating = 0.1;
inline constexpr double largest_field_imbalance = 1.0;
/// returns   why the field is too large for this liquid and box; nothing if it is not
std::optional<std::string> excess_of_field(const FieldRun& run, std::span<const double> means);

}  // namespace soret
