#include "soret/validation/planning/expected_errors.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>

#include "soret/validation/routes/hnemd/field_responses.hpp"
#include "soret/validation/routes/semi_grand/wanted_chains.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_of_a_parabola = 5;  // compositions, as in routes/mass_coefficients.cpp

/// Of the two chains at least that a composition has, as semi_grand_point.cpp cuts them.
double blocks_of(const SemiGrandPoint& chain, double sweeps) {
    const double memory = std::max({0.5, chain.autocorrelation_particles_1, chain.autocorrelation_volume});
    return std::clamp(sweeps / (ChainBlocks::times_of_memory * memory), 2.0 * ChainBlocks::fewest_of_chain,
                      ChainBlocks::most);
}

/// What a squared error is to be taken for that so many blocks will tell.
PilotPoint::SquaredError on_the_safe_side(const PilotPoint::SquaredError& found, double blocks) {
    if (!(found.freedom > 0.0 && found.after_one_sweep > 0.0)) return found;
    const boost::math::fisher_f ratio(blocks - 1.0, found.freedom);
    const double largest = boost::math::quantile(boost::math::complement(ratio, risk_of_excess));
    return {found.after_one_sweep * std::max(1.0, largest / (allowed_excess * allowed_excess)), found.freedom};
}

/// The pilot's point with the errors of so many sweeps.
SemiGrandPoint after_sweeps(const PilotPoint& pilot, double sweeps) {
    SemiGrandPoint point = pilot.chain;
    point.x1.standard_error = std::sqrt(pilot.noise.x1.after_one_sweep / sweeps);
    point.gamma.standard_error = point.gamma.value * std::sqrt(pilot.noise.gamma.after_one_sweep / sweeps);
    point.enthalpy_at_x1.standard_error = std::sqrt(pilot.noise.enthalpy.after_one_sweep / sweeps);
    point.enthalpy_difference.standard_error = std::sqrt(pilot.noise.enthalpy_difference.after_one_sweep / sweeps);
    return point;
}

double error_near(const std::vector<CurvePoint>& points, double x) {
    for (const CurvePoint& point : points) {
        if (point.x == x) return point.estimate.standard_error;
    }
    return 0.0;
}

void add_chains(const Pilot& pilot, double temperature, const std::vector<Length>& lengths,
                std::vector<ExpectedErrors>& errors) {
    std::vector<SemiGrandPoint> points;
    for (std::size_t k = 0; k < pilot.points.size(); ++k) {
        points.push_back(after_sweeps(pilot.points[k], lengths[k].sweeps));
    }
    const std::vector<CurvePoint> slopes = gamma_from_slopes(points, temperature);
    const Curve differences = enthalpy_differences_from_fit(points, EnthalpyData::with_fluctuations);
    for (std::size_t k = 0; k < points.size(); ++k) {
        const double x1 = points[k].x1.value;
        const double by_slope = error_near(slopes, x1);
        double weight = 1.0 / std::pow(points[k].gamma.standard_error, 2);
        if (by_slope > 0.0) weight += 1.0 / (by_slope * by_slope);
        errors[k].gamma = 1.0 / std::sqrt(weight);
        errors[k].gamma_relative = errors[k].gamma / points[k].gamma.value;
        const double ratio = pilot.points[k].onsager_ratio.value;
        if (ratio == 0.0) continue;
        errors[k].of_enthalpies = pilot.points[k].specific * error_near(differences.points, x1) / std::fabs(ratio);
    }
}

FieldPoint under_field(const PilotPoint& pilot, double field, double time, double interval, double volume,
                       double temperature, double of_mass) {
    FieldPoint point;
    point.x1 = pilot.x1;
    point.field = field;
    point.values = pilot.onsager;
    point.covariance = Eigen::Matrix3d::Zero();
    const double L_11 = pilot.onsager[field_11];
    point.covariance(field_11, field_11) = of_mass * L_11 * L_11 * 2.0 * interval / time;
    const double noise = temperature * temperature / (field * field) * 2.0 / (volume * time);
    point.covariance(field_1q, field_1q) = noise * L_11;
    point.covariance(field_qq, field_qq) = noise * std::fabs(pilot.onsager[field_qq]);
    point.covariance(field_1q, field_qq) = point.covariance(field_qq, field_1q) = noise * pilot.onsager[field_1q];
    return point;
}

void add_fields(const Pilot& pilot, const StateLine& line, const std::vector<Length>& lengths, const Fields& fields,
                std::vector<ExpectedErrors>& errors) {
    const auto count = static_cast<double>(pilot.points.size());
    const double of_mass = pilot.points.size() >= fewest_of_a_parabola ? 3.0 / count : 1.0;
    std::vector<FieldPoint> points;
    double edge = 0.0;
    for (std::size_t k = 0; k < pilot.points.size(); ++k) {
        const PilotPoint& known = pilot.points[k];
        const double volume = pilot.field_particles / known.density;
        if (k == 0) edge = std::cbrt(volume);
        for (const bool largest : {true, false}) {
            const double share = largest ? fields.share_of_it : 1.0 - fields.share_of_it;
            points.push_back(under_field(known, (largest ? 1.0 : 0.5) * fields.largest, share * lengths[k].field_time,
                                         fields.interval, volume, line.temperature, of_mass));
        }
    }
    const ZeroField fit = zero_field(points, curvature_known_of(line, pilot.field_particles, edge));
    for (std::size_t k = 0; k < pilot.points.size(); ++k) {
        const Eigen::Vector3d& L = pilot.points[k].onsager;
        const Eigen::Matrix3d of = fit.covariance_of(k).cwiseQuotient(L * L.transpose());
        errors[k].of_mass = std::sqrt(of(field_11, field_11));
        errors[k].of_ratio = std::sqrt(of(field_11, field_11) + of(field_1q, field_1q) - 2.0 * of(field_11, field_1q));
        errors[k].thermal_conductivity = std::sqrt(of(field_qq, field_qq));
    }
}

}  // namespace

Pilot on_the_safe_side(const Pilot& pilot, const std::vector<Length>& lengths) {
    const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), risk_of_excess));
    Pilot safe = pilot;
    for (std::size_t k = 0; k < safe.points.size(); ++k) {
        PilotPoint& point = safe.points[k];
        const double blocks = blocks_of(point.chain, lengths[k].sweeps);
        for (PilotPoint::SquaredError* error :
             {&point.noise.x1, &point.noise.gamma, &point.noise.enthalpy, &point.noise.enthalpy_difference}) {
            *error = on_the_safe_side(*error, blocks);
        }
        const double size = std::fabs(point.onsager_ratio.value);
        if (size == 0.0) continue;
        const double lowest = allowed_excess * (size - z * point.onsager_ratio.standard_error);
        const double share = std::clamp(lowest / size, 0.5, 1.0);
        point.onsager_ratio.value *= share;
        point.onsager[field_1q] *= share;
    }
    return safe;
}

std::vector<ExpectedErrors> expected_errors(const Pilot& pilot, const StateLine& line,
                                            const std::vector<Length>& lengths, const Fields& fields) {
    std::vector<ExpectedErrors> errors(pilot.points.size());
    add_chains(pilot, line.temperature, lengths, errors);
    if (pilot.field_particles == 0) return errors;
    add_fields(pilot, line, lengths, fields, errors);
    for (ExpectedErrors& error : errors) {
        error.onsager_ratio = std::hypot(error.of_ratio, error.of_enthalpies);
        error.soret_coefficient = std::hypot(error.onsager_ratio, error.gamma_relative);
        error.mutual_diffusion = std::hypot(error.of_mass, error.gamma_relative);
    }
    return errors;
}

}  // namespace soret
