#include "soret/common/finite_size/undecayed_modes.hpp"

#include <boost/math/constants/constants.hpp>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr double largest_exponent = 36.0;

void check_positive(const char* name, double value) {
    if (value > 0.0 && std::isfinite(value)) return;
    throw InvalidArgument(fmt::format("undecayed modes: {} = {}: must be > 0", name, value));
}

/// How many of (+-i, +-j, +-l) there are.
double images(int i, int j, int l) {
    return static_cast<double>((i == 0 ? 1 : 2) * (j == 0 ? 1 : 2) * (l == 0 ? 1 : 2));
}

}  // namespace

Estimate undecayed_diffusion(double temperature, double edge, double mass_density, const Estimate& viscosity,
                             const SlopeLags& lags) {
    check_positive("temperature", temperature);
    check_positive("edge", edge);
    check_positive("mass density", mass_density);
    check_positive("viscosity", viscosity.value);
    check_positive("shorter lag", lags.from);
    check_positive("longer lag", lags.to);
    if (!(lags.from < lags.to)) {
        throw InvalidArgument(
            fmt::format("undecayed modes: lags from {} to {}: must be ascending", lags.from, lags.to));
    }
    const double wave_number = 2.0 * boost::math::double_constants::pi / edge;
    const double rate = viscosity.value / mass_density * wave_number * wave_number;  // nu k^2 of n^2 = 1
    const double largest_square = largest_exponent / (rate * lags.from);
    const double largest = std::sqrt(largest_square);
    if (!(largest < largest_undecayed_mode)) {
        throw InvalidArgument(fmt::format("undecayed modes: the shorter lag = {}: must be above {}", lags.from,
                                          largest_exponent / (rate * largest_undecayed_mode * largest_undecayed_mode)));
    }
    const double between = lags.to - lags.from;
    const int last = static_cast<int>(largest);
    double sum = 0.0;          // of the mean of exp(-nu k^2 t) over the lags, over n^2
    double sensitivity = 0.0;  // of the mean of nu k^2 t exp(-nu k^2 t): how the former falls with ln eta
    for (int i = 0; i <= last; ++i) {
        for (int j = 0; j <= last; ++j) {
            for (int l = 0; l <= last; ++l) {
                const double square = i * i + j * j + l * l;
                if (square == 0.0 || square > largest_square) continue;
                const double decay = rate * square;
                const double first = std::exp(-decay * lags.from);
                const double mean = -first * std::expm1(-decay * between) / (decay * between);
                const double left = first * std::exp(-decay * between);
                const double weight = images(i, j, l) / square;
                sum += weight * mean;
                sensitivity += weight * (mean + (first * lags.from - left * lags.to) / between);
            }
        }
    }
    const double unit = 2.0 * temperature / (3.0 * viscosity.value * edge * edge * edge * wave_number * wave_number);
    return {unit * sum, unit * (sum + sensitivity) * viscosity.standard_error / viscosity.value,
            viscosity.effective_samples};
}

}  // namespace soret
