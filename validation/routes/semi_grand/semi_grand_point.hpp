#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "soret/common/statistics/block_table.hpp"
#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/campaign/curve.hpp"

namespace soret {

/// How chains are cut for the errors of a point.
struct ChainBlocks {
    static constexpr double times_of_memory = 10.0;    ///< a block is so many of the slowest memory long,
    static constexpr double most = 128.0;              ///< or longer if that leaves more of all chains than this;
    static constexpr std::size_t fewest_of_chain = 4;  ///< but a chain is always cut into so many
};

/// What the replicas at one composition say. Missing where the composition is fixed (pure ends).
struct SemiGrandPoint {
    double x1_wanted = 0.0;
    double delta_mu = 0.0;  ///< imposed
    Estimate x1;
    Estimate gamma;  ///< x_1 x_2 N / Var(N_1)
    Estimate
        enthalpy_difference;  ///< h_1 - h_2 = Cov(U + P V, N_1) / Var(N_1); equal masses or not, kinetic parts cancel
    Estimate energy_difference;              ///< u_1 - u_2
    Estimate volume_difference;              ///< v_1 - v_2
    double gamma_enthalpy_covariance = 0.0;  ///< of the errors of gamma and enthalpy_difference
    Estimate density;                        ///< N / <V>
    Estimate enthalpy;                       ///< h = (<U> + P <V>)/N + 3/2 T, per particle
    Estimate enthalpy_at_x1;  ///< the same; its error is that at the measured x_1, without what x_1's own error adds
    double autocorrelation_particles_1 = 0.0;  ///< integrated time [sweeps], 1/2 for independent samples
    double autocorrelation_volume = 0.0;
    Estimate pressure;  ///< virial; must agree with the imposed one
    double acceptance_displacement = 0.0;
    double acceptance_identity = 0.0;
    double acceptance_volume = 0.0;
    /// Of x1, gamma, density and enthalpy: whether the replicas agree as far as the scatter of blocks within them lets
    /// expect. Density, enthalpy and x1 are three views of one slow memory.
    std::vector<std::pair<std::string, SeriesAgreement>> replicas;
    double sweeps = 0.0;           ///< of all replicas, as far as they are in whole blocks
    double block_length = 0.0;     ///< of the errors [sweeps]
    std::size_t block_count = 0;   ///< of all replicas
    bool errors_converged = true;  ///< false: blocks below 8 of the slowest autocorrelation times
};

/// Gamma, partial-molar differences and the rest from block means of several replicas.
///   Var(N_1) = <N_1^2> - <N_1>^2 with both means from the same data is low by the variance of <N_1>: relatively by
///   2 tau/n, tau the autocorrelation time of N_1 and n the number of samples. The jackknife takes this bias of order
///   1/n off (Bias::remove); what is left is of order (2 tau/n)^2.
/// Errors are those of blocks of 10 times the slowest autocorrelation time of N_1, U and V (with a standard error of
/// that on top), or of 1/128 of all sweeps if that is longer, but of at least four blocks of a chain; all blocks of all
/// replicas count as independent, and the errors are corrected by what the blocks miss of exponential correlations of
/// that time (missed_by_blocks): 5 % at 10 times, 27 % at 2. Gamma and the differences are made of products with N_1:
/// for their correction its own time counts.
/// table      quantities of MonteCarloQuantity, a sample a sweep, replicas in order; at least four blocks
/// throws     InvalidState: N_1 never changes
SemiGrandPoint reduce_mixed(const BlockTable& table, int particles, double temperature, double pressure);
/// The same where the composition is fixed: density and enthalpy only.
SemiGrandPoint reduce_pure(const BlockTable& table, int particles, double temperature, double pressure);

/// Gamma at every composition that has neighbours on both sides, from the imposed Delta mu and the parabola through
///   three: Gamma = 1 + (x_1 x_2/T) d(Delta mu_ex)/dx_1,   Delta mu_ex = Delta mu - T ln(x_1/x_2)
/// It uses the mean of N_1 where the fluctuation formula uses its variance, and is two or three times as precise.
/// Values two steps apart share a composition, which enters them with opposite signs: their errors are correlated by
/// about -1/2. A fit of a smooth curve that takes them as independent overstates its error.
/// accuracy   truncation s^2/6 x_1 x_2/T d^3(Delta mu_ex)/dx_1^3: below 1e-4 here for steps s of 0.1 (PeTS)
/// points     in order of x_1, inner compositions only
std::vector<CurvePoint> gamma_from_slopes(const std::vector<SemiGrandPoint>& points, double temperature);

/// What h_1 - h_2 is made of: enthalpies alone, or with their slopes from fluctuations.
enum class EnthalpyData { enthalpies, with_fluctuations };

/// h_1 - h_2 = dh/dx_1 at every mixed composition, from one polynomial of degree 4 (of degree 3 where it leaves errors
/// above 0.0056 everywhere, of less if the data determine no more) through the enthalpies of all compositions and, if
/// asked for, also through their slopes from fluctuations. It
/// uses means where the fluctuation formula uses a covariance, and all compositions at once: several times as precise.
/// Values at different compositions have correlated errors: the curve has their covariance.
/// accuracy   truncation 6e-4 at most here for steps of 0.1, 1.4e-3 with degree 3 (PeTS; tests assert 1e-3 and 2e-3)
/// points     in order of x_1, with the pure ends
/// returns    nothing if the data determine no slope; effective_samples by Welch and Satterthwaite
Curve enthalpy_differences_from_fit(const std::vector<SemiGrandPoint>& points, EnthalpyData data);

/// Difference of two measurements of the mean of (Gamma - 1)/(x_1 x_2) between the first and the last inner
/// composition: trapezoidal rule over Gamma from fluctuations, minus the difference of Delta mu_ex/T over the distance.
/// It is 0 up to the trapezoidal rule's error, 1/12 h^2 times the second derivative: below 1e-3 here for steps of 0.1
/// (PeTS).
Estimate integral_consistency(const std::vector<SemiGrandPoint>& points, double temperature);

}  // namespace soret
