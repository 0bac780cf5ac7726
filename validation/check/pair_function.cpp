#include "soret/validation/check/pair_function.hpp"

#include <cmath>

namespace soret::diagnosis {

namespace {

/// Lennard-Jones energy, force -u' and its derivative at r.
struct ForceAndSlope {
    double energy, force, slope;
};

ForceAndSlope lennard_jones(const PairParameters& pair, double r) {
    const double s2 = pair.sigma2 / (r * r);
    const double s6 = s2 * s2 * s2;
    return {pair.epsilon4 * s6 * (s6 - 1.0), pair.epsilon24 * s6 * (2.0 * s6 - 1.0) / r,
            pair.epsilon24 * s6 * (7.0 - 26.0 * s6) / (r * r)};
}

/// Integral of c_0 + c_1 t + c_2 t^2 + c_3 t^3 from 0 to t.
double integral(const std::array<double, 4>& c, double t) {
    return t * (c[0] + t * (c[1] / 2.0 + t * (c[2] / 3.0 + t * c[3] / 4.0)));
}

}  // namespace

const char* name_of(Smoothing smoothing) {
    switch (smoothing) {
        case Smoothing::none: return "no smoothing";
        case Smoothing::quintic_switch: return "the energy times a switch of fifth order in r (OpenMM, GROMACS)";
        case Smoothing::charmm_switch: return "the energy times a switch in r^2 (CHARMM, xplor)";
        case Smoothing::force_cubic: return "a force that is a cubic there (lj/smooth of LAMMPS)";
        case Smoothing::force_switch: return "a force switch (GROMACS, lj/gromacs of LAMMPS)";
    }
    return "";
}

PairFunction::PairFunction(const PairParameters& parameters, Smoothing smoothing, double smooth_from)
    : pair_(parameters), on_(smooth_from) {
    const double width = pair_.cutoff - on_;
    if (smoothing == Smoothing::none || pair_.cutoff2 == 0.0 || !(on_ > 0.0) || !(width > 0.0)) return;
    smoothing_ = smoothing;
    if (smoothing == Smoothing::force_cubic) {
        const ForceAndSlope at_on = lennard_jones(pair_, on_);
        force_[0] = at_on.force;
        force_[1] = at_on.slope;
        force_[2] = -3.0 / (width * width) * (force_[0] + 2.0 / 3.0 * force_[1] * width);
        force_[3] = -1.0 / (3.0 * width * width) * (force_[1] + 2.0 * force_[2] * width);
        offset_ = integral(force_, width) - at_on.energy;  // below r_on; from there the integral does
    }
    if (smoothing == Smoothing::force_switch) {
        const ForceAndSlope at_cutoff = lennard_jones(pair_, pair_.cutoff);
        force_[2] = (-3.0 * at_cutoff.force + at_cutoff.slope * width) / (width * width);
        force_[3] = (2.0 * at_cutoff.force - at_cutoff.slope * width) / (width * width * width);
        offset_ = integral(force_, width) - at_cutoff.energy;
    }
}

PairFunction::Value PairFunction::smoothed(Value value, double r2) const {
    const double r = std::sqrt(r2);
    const double t = r - on_;
    const double width = pair_.cutoff - on_;
    switch (smoothing_) {
        case Smoothing::none: return value;
        case Smoothing::quintic_switch: {
            if (t <= 0.0) return value;
            const double x = t / width;
            const double S = 1.0 - x * x * x * (10.0 - x * (15.0 - 6.0 * x));
            const double dS = -30.0 * x * x * (1.0 - x) * (1.0 - x) / width;
            return {value.u * S, value.phi * S - value.u * dS / r};
        }
        case Smoothing::charmm_switch: {
            if (t <= 0.0) return value;
            const double c = pair_.cutoff2;
            const double o = on_ * on_;
            const double scale = 1.0 / ((c - o) * (c - o) * (c - o));
            const double S = (c - r2) * (c - r2) * (c + 2.0 * r2 - 3.0 * o) * scale;
            const double dS_over_r = 12.0 * (c - r2) * (o - r2) * scale;
            return {value.u * S, value.phi * S - value.u * dS_over_r};
        }
        case Smoothing::force_cubic: {
            if (t <= 0.0) return {value.u + offset_, value.phi};
            const double force = force_[0] + t * (force_[1] + t * (force_[2] + t * force_[3]));
            return {integral(force_, width) - integral(force_, t), force / r};
        }
        case Smoothing::force_switch: {
            if (t <= 0.0) return {value.u + offset_, value.phi};
            return {value.u + offset_ - integral(force_, t), value.phi + t * t * (force_[2] + t * force_[3]) / r};
        }
    }
    return value;
}

}  // namespace soret::diagnosis
