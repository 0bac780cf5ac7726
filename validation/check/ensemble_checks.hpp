#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/statistics/verdict.hpp"
#include "soret/validation/check/check_report.hpp"
#include "soret/validation/check/series_table.hpp"

namespace soret {

/// What a run holds constant, as the kinds of a run file.
enum class EnsembleKind { nve, nvt, npt, gcmc, semigrand };

std::string_view name_of(EnsembleKind kind);
/// throws   InvalidArgument: none of them
EnsembleKind ensemble_kind_from(const std::string& name);

/// The numbers that a run was set to; which of them its kind needs is checked by check_ensemble().
struct SetPoint {
    std::optional<double> temperature;
    std::optional<double> pressure;
    std::optional<double> delta_mu;  ///< mu_1 - mu_2
    std::optional<double> mu;        ///< of every species
};

struct EnsembleSettings {
    EnsembleKind kind = EnsembleKind::nvt;
    double particles = 0.0;
    std::vector<SetPoint> states;              ///< one for each series
    std::optional<double> degrees_of_freedom;  ///< of the kinetic energy; 3 N - 3 if not given
    std::optional<double> volume;              ///< of a box that does not breathe, where particles are exchanged
    std::vector<double> masses;                ///< by species
    /// Series that are right raise an alarm with at most this probability, all checks together (Holm).
    double false_alarm_rate = 0.0027;
};

/// Series of one run, or of two at different set points, against what their ensemble must be:
///   conserved-drift         its change over the series, less what a walk explains, is at most 0.001 N T
///   conserved-walk          its walk over the series has a standard deviation of at most a fifth of that of K
///   temperature-column      2 <K>/<T column> is the number of degrees of freedom F
///   kinetic-energy          <K> = F T/2                                                            nvt, npt
///   kinetic-variance        var K/<K>^2 = 2/F                                                      nvt, npt
///   kinetic-distribution    2 K/T is chi-squared of F degrees of freedom                           nvt, npt
///   equipartition-A         <K_s> is to <K> as 3 N_s (1 - m_s/M) to F; an axis has a third
///   centre-of-mass          <P^2/2M> is at most 3 T/2: no flying ice cube
///   stationary-A            both halves of U, of N in gcmc, have the same mean
///   pressure                <P> is the set one                                                     npt, semigrand
///   volume-fluctuations     cov(P, V) = -T: what var V = T V kappa is, without kappa               npt, semigrand
///   ratio                   ln of the ratio of both distributions of U, V, N has the slope that the set points say
///                                       [Shirts, J. Chem. Theory Comput. 9, 909 (2013)]
/// A check fails if Holm's step-down over all of them rejects it, passes if its error is small enough to tell (of a
/// mean kinetic energy 1 %, of a variance a quarter, of a covariance or a slope one half), and is inconclusive
/// otherwise or where the series is shorter than 16 times its memory. A failure has its cause in the diagnosis: drift,
/// walk, degrees-of-freedom, temperature, kinetic-fluctuations, kinetic-distribution, equipartition, flying-ice-cube,
/// not-stationary, pressure, barostat-fluctuations, distribution-ratio.
/// Energies that are per particle are told by 2 <K>/<T> near 3, and the note says so.
/// throws   InvalidInput: a set point that the kind needs is missing; two series of the same set point
CheckReport check_ensemble(std::vector<SeriesTable> series, const EnsembleSettings& settings);

}  // namespace soret
