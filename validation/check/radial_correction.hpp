#pragma once

#include <optional>

#include "soret/validation/check/problem.hpp"

namespace soret::diagnosis {

/// Central pair forces, one function of distance for each pair of species, that added to those of a code come nearest
/// to theirs: cubic splines in r, by linear least squares, each pair entering the equations of its two particles.
struct RadialCorrection {
    double explains = 0.0;  ///< share of the squared difference of the forces that goes away
    double from = 0.0;      ///< the correction is 0 at smaller distances, as far as can be told          [sigma]
};

/// Nothing without forces, or with fewer than three numbers a coefficient.
std::optional<RadialCorrection> radial_correction(const Problem& problem, const TheirCode& base, const Numbers& before);

}  // namespace soret::diagnosis
