#include "soret/validation/routes/hnemd/field_responses.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>
#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <boost/math/distributions/chi_squared.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/routes/hnemd/run.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_blocks = 4;
constexpr int turns_of_fit = 20;

/// A run's blocks, J_1 and J'_q as if the field were positive.
void append_blocks(const nlohmann::json& values, double sign, std::vector<Eigen::Vector4d>& blocks) {
    for (const auto& block : field<std::vector<std::array<double, block_columns>>>(values, "blocks")) {
        blocks.push_back(
            {sign * block[block_current], sign * block[block_heat_current], block[block_squares], block[block_lags]});
    }
}

/// Where the parameters of the fit are.
struct Places {
    Eigen::Index compositions;
    bool has_slopes;

    Eigen::Index of(std::size_t composition, Eigen::Index coefficient) const {
        return field_coefficients * static_cast<Eigen::Index>(composition) + coefficient;
    }
    Eigen::Index curvature(std::size_t composition, Eigen::Index coefficient) const {
        const Eigen::Index first = field_coefficients * compositions;
        return coefficient < ZeroField::common_curvatures
                   ? first + coefficient
                   : first + ZeroField::common_curvatures + static_cast<Eigen::Index>(composition);
    }
    Eigen::Index slope(Eigen::Index coefficient) const { return without_slopes() + coefficient; }
    /// Of L_11 and L'_1q: a, then slopes.
    std::vector<Eigen::Index> shared() const {
        std::vector<Eigen::Index> all;
        for (Eigen::Index c = 0; c < ZeroField::common_curvatures; ++c) all.push_back(curvature(0, c));
        for (Eigen::Index c = 0; has_slopes && c < ZeroField::common_curvatures; ++c) all.push_back(slope(c));
        return all;
    }
    Eigen::Index count() const { return without_slopes() + (has_slopes ? ZeroField::common_curvatures : 0); }

private:
    Eigen::Index without_slopes() const {
        return (field_coefficients + 1) * compositions + ZeroField::common_curvatures;
    }
};

Places places_of(const ZeroField& fit) {
    return {static_cast<Eigen::Index>(fit.compositions.size()), fit.has_slopes};
}

struct Sample {
    Eigen::VectorXd model;     // of all data
    Eigen::MatrixXd gradient;  // data x parameters
};

/// Of runs with as many blocks each: coefficients by the linear part of each block, pressures by their errors.
ReplicaAgreements agreements(const std::vector<Eigen::Vector4d>& blocks, const std::vector<std::size_t>& of_runs,
                             const Eigen::Matrix<double, 3, 4>& gradient, std::span<const Estimate> pressures) {
    ReplicaAgreements all;
    const std::size_t runs = of_runs.size();
    const bool as_many = of_runs.front() >= 2 && std::ranges::count(of_runs, of_runs.front()) == std::ssize(of_runs);
    if (runs < 2 || !as_many) return all;
    constexpr std::pair<const char*, Eigen::Index> coefficients[] = {
        {"onsager_11", 0}, {"mass_current", 1}, {"heat_current", 2}};
    for (const auto& [name, row] : coefficients) {
        std::vector<double> values;
        for (const Eigen::Vector4d& block : blocks) values.push_back(gradient.row(row).dot(block));
        all.emplace_back(name, series_agreement(values, runs));
    }
    if (pressures.size() == runs) {
        const PooledEstimate pressure = pooled(pressures);
        all.emplace_back("pressure",
                         SeriesAgreement{pressure.chi_squared, pressure.degrees_of_freedom, pressure.p_value});
    }
    return all;
}

/// Y (1 + a F^2) of all points at these parameters.
Sample model_at(const Eigen::VectorXd& parameters, const std::vector<FieldPoint>& points,
                const std::vector<std::size_t>& composition, const Places& places) {
    const Eigen::Index data = field_coefficients * static_cast<Eigen::Index>(points.size());
    Sample sample{Eigen::VectorXd(data), Eigen::MatrixXd::Zero(data, parameters.size())};
    for (std::size_t k = 0; k < points.size(); ++k) {
        const double F2 = points[k].field * points[k].field;
        for (Eigen::Index c = 0; c < field_coefficients; ++c) {
            const Eigen::Index row = field_coefficients * static_cast<Eigen::Index>(k) + c;
            const Eigen::Index own = places.of(composition[k], c);
            const Eigen::Index bend = places.curvature(composition[k], c);
            double a = parameters[bend];
            if (places.has_slopes && c < ZeroField::common_curvatures) {
                const double from_middle = points[k].x1 - 0.5;
                a += parameters[places.slope(c)] * from_middle;
                sample.gradient(row, places.slope(c)) = parameters[own] * F2 * from_middle;
            }
            sample.model[row] = parameters[own] * (1.0 + a * F2);
            sample.gradient(row, own) = 1.0 + a * F2;
            sample.gradient(row, bend) = parameters[own] * F2;
        }
    }
    return sample;
}

/// a of L_11, L'_1q and L'_qq of 250 particles, what a single field is brought to zero by: that of the tier standard at
/// x_1 = 1/2 (docs/measurements.md), of L'_qq with what its compositions differ by.
const KnownCurvature found_curvature{{0.35, -0.29, 0.42}, {0.03, 0.05, 0.10}, false, 0.2, {-0.38, -0.07}, {0.08, 0.13}};
constexpr double found_particles = 250.0;
constexpr double slope_over_curvature = 0.4;  // of mixtures that nothing was found of
constexpr std::size_t fewest_with_slopes = 5;

/// Compositions with points under one field only.
std::set<std::size_t> with_one_field(const std::vector<FieldPoint>& points,
                                     const std::vector<std::size_t>& composition) {
    std::map<std::size_t, std::set<double>> fields;
    for (std::size_t k = 0; k < points.size(); ++k) fields[composition[k]].insert(points[k].field);
    std::set<std::size_t> alone;
    for (const auto& [index, strengths] : fields) {
        if (strengths.size() == 1) alone.insert(index);
    }
    return alone;
}

}  // namespace

void FieldRuns::add(const TaskResult& run) {
    reading_json("task " + run.task, [&] {
        const nlohmann::json& values = run.values;
        const auto heat = field<double>(values.at("field"), "heat");
        const auto strength = heat != 0.0 ? heat : field<double>(values.at("field"), "mass");
        sums_.x1 = field<double>(values, "x1");
        sums_.field = std::fabs(strength);
        volume_ = field<double>(values, "volume");
        interval_ = field<double>(values, "interval");
        const std::size_t before = blocks_.size();
        append_blocks(values, strength < 0.0 ? -1.0 : 1.0, blocks_);
        blocks_of_runs_.push_back(blocks_.size() - before);
        if (values.contains("pressure")) pressures_.push_back(field<Estimate>(values, "pressure"));
        std::array<double, 3>& temperature = sums_.temperatures.emplace_back();
        for (std::size_t a = 0; a < 3; ++a) temperature[a] = values.at("temperature").at(a).at("value").get<double>();
        if (values.contains("excess") && !values.at("excess").is_null()) {
            if (sums_.driven_too_far++ == 0) sums_.excess = field<std::string>(values, "excess");
        }
        if (++sums_.runs > 1) return;
        sums_.first = values;
        sums_.first.erase("blocks");
    });
}

FieldPoint field_point(const std::vector<const TaskResult*>& runs, double temperature) {
    FieldRuns of_all;
    for (const TaskResult* run : runs) of_all.add(*run);
    return of_all.point(temperature);
}

FieldPoint FieldRuns::point(double temperature) const {
    const std::vector<Eigen::Vector4d>& blocks = blocks_;
    if (blocks.size() < fewest_blocks) {
        throw InvalidInput(
            fmt::format("runs under a field have {} blocks: must have at least {}", blocks.size(), fewest_blocks));
    }
    FieldPoint point = sums_;
    point.blocks = static_cast<double>(blocks.size());
    Eigen::Vector4d mean = Eigen::Vector4d::Zero();
    for (const Eigen::Vector4d& block : blocks) mean += block / point.blocks;
    Eigen::Matrix4d scatter = Eigen::Matrix4d::Zero();
    for (const Eigen::Vector4d& block : blocks) scatter += (block - mean) * (block - mean).transpose();
    scatter /= point.blocks * (point.blocks - 1.0);

    // Two of the three axes have no mean current.
    const double half = 0.5 * volume_ * interval_;
    const double J = mean[block_current];
    const double by_field = temperature / point.field;
    point.values = {half * (mean[block_squares] + 2.0 * mean[block_lags] - J * J), by_field * J,
                    by_field * mean[block_heat_current]};
    Eigen::Matrix<double, 3, 4> gradient = Eigen::Matrix<double, 3, 4>::Zero();
    gradient(0, block_squares) = half;
    gradient(0, block_lags) = 2.0 * half;
    gradient(0, block_current) = -2.0 * half * J;
    gradient(1, block_current) = by_field;
    gradient(2, block_heat_current) = by_field;
    point.covariance = gradient * scatter * gradient.transpose();
    point.replicas = agreements(blocks, blocks_of_runs_, gradient, pressures_);
    return point;
}

KnownCurvature curvature_known_of(int particles) {
    const double square = std::cbrt(std::pow(particles / found_particles, 2.0));
    if (square <= 1.0) return found_curvature;
    KnownCurvature known{0.5 * (1.0 + square) * found_curvature.value, {}, true, square * found_curvature.slope_error};
    for (Eigen::Index c = 0; c < field_coefficients; ++c) {
        known.standard_error[c] = std::hypot(0.5 * (1.0 + square) * found_curvature.standard_error[c],
                                             (square - 1.0) / std::sqrt(12.0) * found_curvature.value[c]);
    }
    return known;
}

KnownCurvature curvature_known_of(const StateLine& line, int particles, double edge) {
    if (line == StateLine{}) return curvature_known_of(particles);
    const double unknown = curvature_of_unknown_mixtures * edge * edge;
    return {Eigen::Vector3d::Zero(), Eigen::Vector3d::Constant(unknown), true, slope_over_curvature * unknown};
}

ZeroField zero_field(const std::vector<FieldPoint>& points, const std::optional<KnownCurvature>& known) {
    if (points.empty()) throw InvalidArgument("the way to zero field: there are no points");
    ZeroField fit;
    for (const FieldPoint& point : points) fit.compositions.push_back(point.x1);
    std::sort(fit.compositions.begin(), fit.compositions.end());
    fit.compositions.erase(std::unique(fit.compositions.begin(), fit.compositions.end()), fit.compositions.end());
    std::vector<std::size_t> composition;
    for (const FieldPoint& point : points) {
        const auto place = std::lower_bound(fit.compositions.begin(), fit.compositions.end(), point.x1);
        composition.push_back(static_cast<std::size_t>(place - fit.compositions.begin()));
    }
    fit.has_slopes = known && known->slope_error > 0.0 && fit.compositions.size() >= fewest_with_slopes;
    const Places places = places_of(fit);
    const Eigen::Index data = field_coefficients * static_cast<Eigen::Index>(points.size());
    Eigen::VectorXd measured(data);
    Eigen::MatrixXd weight = Eigen::MatrixXd::Zero(data, data);
    fit.values = Eigen::VectorXd::Zero(places.count());
    for (std::size_t k = 0; k < points.size(); ++k) {
        const Eigen::Index row = field_coefficients * static_cast<Eigen::Index>(k);
        measured.segment<field_coefficients>(row) = points[k].values;
        weight.block<field_coefficients, field_coefficients>(row, row) = points[k].covariance.inverse();
        fit.values.segment<field_coefficients>(places.of(composition[k], 0)) = points[k].values;
    }

    // What the fields cannot tell is what was found before.
    Eigen::MatrixXd prior = Eigen::MatrixXd::Zero(places.count(), places.count());
    Eigen::VectorXd expected = Eigen::VectorXd::Zero(places.count());
    int taken = 0;
    const auto take_known = [&](std::size_t index, Eigen::Index c) {
        if (!known) throw InvalidArgument("the way to zero field: needs two fields or a known curvature");
        const Eigen::Index bend = places.curvature(index, c);
        fit.values[bend] = expected[bend] = known->value[c];
        prior(bend, bend) = 1.0 / (known->standard_error[c] * known->standard_error[c]);
        ++taken;
    };
    const std::set<std::size_t> alone = with_one_field(points, composition);
    const bool beside = known && known->beside_fields;
    const bool one_field = alone.size() == fit.compositions.size();
    if (beside || one_field) {
        take_known(0, field_11);
        take_known(0, field_1q);
    }
    for (std::size_t index = 0; index < fit.compositions.size(); ++index) {
        if (beside || alone.contains(index)) take_known(index, field_qq);
    }
    for (Eigen::Index c = 0; fit.has_slopes && c < ZeroField::common_curvatures; ++c) {
        const bool found = one_field && known->found_slope_error[c] > 0.0;
        const double error = found ? known->found_slope_error[c] : known->slope_error;
        expected[places.slope(c)] = found ? known->found_slope[c] : 0.0;
        prior(places.slope(c), places.slope(c)) = 1.0 / (error * error);
        ++taken;
    }

    // Gauss and Newton: the model is linear in each of Y and a.
    for (int turn = 0; turn < turns_of_fit; ++turn) {
        const Sample at = model_at(fit.values, points, composition, places);
        const Eigen::MatrixXd normal = at.gradient.transpose() * weight * at.gradient + prior;
        const Eigen::VectorXd pull =
            at.gradient.transpose() * weight * (measured - at.model) + prior * (expected - fit.values);
        fit.covariance = normal.inverse();
        fit.values += fit.covariance * pull;
    }
    const Eigen::VectorXd left = measured - model_at(fit.values, points, composition, places).model;
    const Eigen::VectorXd from_known = expected - fit.values;
    fit.chi_squared = left.dot(weight * left) + from_known.dot(prior * from_known);
    fit.degrees_of_freedom = static_cast<int>(data - places.count()) + taken;
    return fit;
}

Eigen::Vector3d ZeroField::coefficients(std::size_t composition) const {
    return values.segment<field_coefficients>(field_coefficients * static_cast<Eigen::Index>(composition));
}

Eigen::Matrix3d ZeroField::covariance_of(std::size_t composition) const {
    const Eigen::Index at = field_coefficients * static_cast<Eigen::Index>(composition);
    return covariance.block<field_coefficients, field_coefficients>(at, at);
}

Estimate ZeroField::curvature(FieldCoefficient coefficient) const {
    const Eigen::Index at = places_of(*this).curvature(0, coefficient);
    return {values[at], std::sqrt(covariance(at, at)), static_cast<double>(std::max(degrees_of_freedom, 1))};
}

std::optional<Estimate> ZeroField::slope(FieldCoefficient coefficient) const {
    if (!has_slopes) return std::nullopt;
    const Eigen::Index at = places_of(*this).slope(coefficient);
    return Estimate{values[at], std::sqrt(covariance(at, at)), static_cast<double>(std::max(degrees_of_freedom, 1))};
}

Eigen::Matrix<double, 3, Eigen::Dynamic> ZeroField::shared_errors(std::size_t composition) const {
    const Places places = places_of(*this);
    const std::vector<Eigen::Index> shared = places.shared();
    const Eigen::MatrixXd of_shared = covariance(shared, shared);
    const Eigen::MatrixXd with_own =
        covariance.block(places.of(composition, 0), 0, field_coefficients, covariance.cols())(Eigen::all, shared);
    // C = L L^T: the columns of B L^-T have the products B C^-1 B'^T.
    return of_shared.llt().matrixL().solve(with_own.transpose()).transpose();
}

std::optional<double> ZeroField::p_value() const {
    if (degrees_of_freedom < 1) return std::nullopt;
    return boost::math::cdf(boost::math::complement(
        boost::math::chi_squared_distribution<double>(static_cast<double>(degrees_of_freedom)), chi_squared));
}

}  // namespace soret
