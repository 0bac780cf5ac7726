#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// How replicas of a solid beside its liquid ended at one temperature. Those that have not decided are not counted.
struct MeltingReplicas {
    double temperature = 0.0;
    std::size_t frozen = 0;
    std::size_t melted = 0;
};

/// P_f(T) = 1/2 - 1/2 tanh((T - T_m)/d): the probability to freeze                                       [SI 2.9]
inline double freezing_probability(double temperature, double melting_temperature, double width) {
    return 0.5 - 0.5 * std::tanh((temperature - melting_temperature) / width);
}
/// From P_f = 0.9 to 0.1: d ln 9 = 2.197 d (2.178 d in the SI is a slip).
inline double width_from_10_to_90(double width) {
    return width * std::log(9.0);
}

/// Of a parameter: where the profile likelihood is at least e^(-z^2/2) of the largest one.
struct LikelihoodInterval {
    std::optional<double> lower;  ///< none: the replicas set no bound to this side
    std::optional<double> upper;
};

/// T_m and d by maximum likelihood. Few replicas do not always have a largest likelihood at finite d > 0: then there
/// is a reason in place of the estimates, and the intervals alone say what the replicas know.
struct MeltingSigmoid {
    /// Errors from the curvature of the logarithm of the likelihood; effective_samples: the number of replicas.
    std::optional<Estimate> melting_temperature;
    std::optional<Estimate> width;
    LikelihoodInterval melting_temperature_interval;
    LikelihoodInterval width_interval;  ///< without a lower bound d may be 0
    double log_likelihood = 0.0;        ///< the largest one, or what it rises to
    std::string reason;                 ///< empty if there are estimates
};

/// Fit of P_f(T) to counts. With eta = 2 (T_m - T)/d, linear in T and falling since d > 0,
///   ln L = sum over T of [frozen ln P_f + melted ln(1 - P_f)],   P_f = 1/(1 + e^-eta)
/// is concave in the two coefficients of eta, so what is as likely as asked for is convex, and each parameter has one
/// interval, with or without ends. There is no estimate if
///   all replicas froze or all melted: T_m then has at most one bound, and d none;
///   all froze below and all melted above some temperature, or the two overlap at one temperature only: ln L rises
///     towards d = 0, d has an upper bound, T_m two where there are replicas enough;
///   the replicas do not freeze less with T.
/// replicas     in any order; a temperature may come twice
/// confidence   of the intervals, in (0, 1): z = z_limit_of(1 - confidence)
/// throws       InvalidArgument: no replica, a temperature that is not finite, confidence out of range
/// accuracy     ends of intervals 1e-9 of the range of temperatures or of the end itself. The truth is inside with the
///              confidence asked for to order 1/replicas. Of 0.95, for 7 temperatures with 100 replicas each nothing
///              is missing; at 3 temperatures, at the worst T_m and d in and around them and over all outcomes, 0.89
///              with 10 and 0.85 with 4 replicas each are left (asserted in tests)
/// source       profile likelihood: Venzon and Moolgavkar 1988; separation: Albert and Anderson 1984
MeltingSigmoid fit_melting_sigmoid(std::span<const MeltingReplicas> replicas, double confidence = 0.95);

}  // namespace soret
