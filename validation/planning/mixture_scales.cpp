#include "soret/validation/planning/mixture_scales.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace soret {

MixtureScales scales_of(const Mixture& mixture, double temperature) {
    const MixtureParameters& parameters = mixture.parameters();
    double volume = 0.0;
    double energy = 0.0;
    double step = std::numeric_limits<double>::max();
    for (std::size_t a = 0; a < 2; ++a) {
        for (std::size_t b = 0; b < 2; ++b) {
            const double sigma = parameters.sigma(a, b);
            const double epsilon = parameters.epsilon(a, b);
            const double twice_reduced_mass =
                2.0 * mixture.mass(a) * mixture.mass(b) / (mixture.mass(a) + mixture.mass(b));
            volume += 0.25 * sigma * sigma * sigma;
            energy += 0.25 * epsilon * sigma * sigma * sigma;
            step = std::min(step, sigma * std::sqrt(twice_reduced_mass / std::max(epsilon, temperature)));
        }
    }
    MixtureScales scales;
    scales.length = std::cbrt(volume);
    scales.energy = energy / volume;
    const double mass = 0.5 * (mixture.mass(0) + mixture.mass(1));
    scales.time = scales.length * std::sqrt(mass / std::max(scales.energy, 1e-3 * temperature));
    scales.timestep = 0.005 * step;
    return scales;
}

int particles_for(const Mixture& mixture, double density, int least) {
    const double edge = 2.2 * mixture.largest_cutoff();
    const double tens = std::ceil(0.1 * density * edge * edge * edge);
    return std::max(least, 10 * static_cast<int>(std::min(tens, 1e7)));
}

}  // namespace soret
