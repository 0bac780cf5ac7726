#pragma once

#include <vector>

#include "soret/common/mixture.hpp"

namespace soret::diagnosis {

/// How a code brings the force to zero at the cutoff. t = r - r_on, x = t/(r_c - r_on), r_on < r < r_c.
enum class Smoothing {
    none,
    quintic_switch,  ///< u (1 - 10 x^3 + 15 x^4 - 6 x^5): OpenMM, GROMACS' potential-switch
    /// u (r_c^2 - r^2)^2 (r_c^2 + 2 r^2 - 3 r_on^2)/(r_c^2 - r_on^2)^3: CHARMM, HOOMD's xplor
    charmm_switch,
    /// force a cubic in t that meets force and slope at r_on and 0, 0 at r_c: LAMMPS' lj/smooth
    force_cubic,
    /// force + A t^2 + B t^3, force and slope 0 at r_c: LAMMPS' lj/gromacs, GROMACS' force-switch
    force_switch,
};

const char* name_of(Smoothing smoothing);

inline constexpr std::array all_smoothings{Smoothing::quintic_switch, Smoothing::charmm_switch, Smoothing::force_cubic,
                                           Smoothing::force_switch};

/// The potential of one pair of species as some code has it, and its force.
class PairFunction {
public:
    PairFunction() = default;
    /// smooth_from   r_on, where it is between 0 and the cutoff: nothing is smoothed otherwise    [sigma]
    PairFunction(const PairParameters& parameters, Smoothing smoothing, double smooth_from);

    bool reaches(double r2) const { return r2 < pair_.cutoff2; }

    /// energy, and force over distance -u'/r
    struct Value {
        double u = 0.0;
        double phi = 0.0;
    };
    Value operator()(double r2) const {
        const double w = 1.0 / r2;
        const double s2 = pair_.sigma2 * w;
        const double s6 = (s2 * s2) * s2;
        Value value{pair_.epsilon4 * (s6 * (s6 - 1.0)), pair_.epsilon24 * w * (s6 * ((s6 + s6) - 1.0))};
        if (smoothing_ != Smoothing::none) return smoothed(value, r2);
        value.u -= pair_.shift;
        if (pair_.slope != 0.0) {
            const double r = std::sqrt(r2);
            value.u += pair_.slope * (pair_.cutoff - r);
            value.phi += pair_.slope / r;
        }
        return value;
    }

private:
    Value smoothed(Value plain, double r2) const;

    PairParameters pair_;
    Smoothing smoothing_ = Smoothing::none;
    double on_ = 0.0;
    std::array<double, 4> force_{};  // coefficients of t^0 .. t^3
    double offset_ = 0.0;            // added to the energy below r_c
};

}  // namespace soret::diagnosis
