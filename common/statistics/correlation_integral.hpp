#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace soret {

/// Lags of a multiple-tau correlator: level 0 has 0 .. points - 1 samples, level l >= 1 has points/2 .. points - 1 blocks of
/// 2^l samples, whose values are correlations of block means.
struct MultipleTauLags {
    double timestep = 1.0;   ///< between samples, > 0
    std::size_t points = 2;  ///< of level 0; even, >= 2
    std::size_t levels = 1;  ///< 1 .. 48

    std::size_t count() const { return points + (levels - 1) * (points / 2); }
    /// Block length in samples of lag k, and the lag in samples.
    std::size_t block_length(std::size_t k) const;
    std::size_t samples(std::size_t k) const;
    double time(std::size_t k) const { return timestep * static_cast<double>(samples(k)); }
    /// throws   InvalidArgument: a member outside its range
    void check() const;
};

/// Weights w with which sum_k w_k C_k is the integral of a correlation function from 0 to a limit: linear in the values, so
/// that means over blocks, jackknife and differences of limits can be taken of it as of any mean.
struct IntegrationWeights {
    std::vector<double> weights;  ///< for each of the lags; 0 beyond the last that is used
    double limit = 0.0;           ///< the largest lag that is not above what was asked for
};

/// The value of a level with block length b is the mean of C over lags about its own with the triangle 1 - |j|/b, and a
/// triangle of 2b is one of b and the halves of its neighbours. Hence the triangles of all levels add up to exactly 1 at every
/// lag of single samples with
///   w_k = b_k dt;  half of it at lag 0, at the last lag of a level that a coarser one follows, and at the limit.
/// The sum is then the trapezoidal rule on all lags of single samples, without an error from the coarser levels, except that
/// the limit t_c is not sharp: C counts with a weight that falls linearly from 1 at t_c - b dt to 0 at t_c + b dt.
///   error      (dt^2/12) (C'(t_c) - C'(0+)) of the trapezoidal rule + ((b dt)^2 - dt^2)/6 C'(t_c) of the limit, to the second
///              order in b dt; both vanish where C has decayed and is smooth at 0. (The trapezoidal rule on the joined lags
///              has (b^2 - 1) dt^2/6 C' at the beginning of every level, too.)
/// limit      >= 0, not above the last lag
/// throws     InvalidArgument: an argument outside its range
IntegrationWeights integration_weights(const MultipleTauLags& lags, double limit);

/// sum_k w_k C_k.
/// throws     InvalidArgument: as many values as weights are needed
double integral(const IntegrationWeights& weights, std::span<const double> correlation);

/// Integrals up to each of the lags.
/// throws     InvalidArgument: as many values as lags are needed
std::vector<double> running_integral(const MultipleTauLags& lags, std::span<const double> correlation);

}  // namespace soret
