#include "soret/validation/routes/hnemd/field_responses.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
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

struct Sample {
    Eigen::VectorXd model;     // of all data
    Eigen::MatrixXd gradient;  // data x parameters
};

/// Y (1 + a F^2) of all points at these parameters.
Sample model_at(const Eigen::VectorXd& parameters, const std::vector<FieldPoint>& points,
                const std::vector<std::size_t>& composition) {
    const Eigen::Index data = field_coefficients * static_cast<Eigen::Index>(points.size());
    Sample sample{Eigen::VectorXd(data), Eigen::MatrixXd::Zero(data, parameters.size())};
    const Eigen::Index first_curvature = parameters.size() - field_coefficients;
    for (std::size_t k = 0; k < points.size(); ++k) {
        const double F2 = points[k].field * points[k].field;
        for (Eigen::Index c = 0; c < field_coefficients; ++c) {
            const Eigen::Index row = field_coefficients * static_cast<Eigen::Index>(k) + c;
            const Eigen::Index own = field_coefficients * static_cast<Eigen::Index>(composition[k]) + c;
            const double Y = parameters[own];
            const double a = parameters[first_curvature + c];
            sample.model[row] = Y * (1.0 + a * F2);
            sample.gradient(row, own) = 1.0 + a * F2;
            sample.gradient(row, first_curvature + c) = Y * F2;
        }
    }
    return sample;
}

}  // namespace

FieldPoint field_point(const std::vector<const TaskResult*>& runs, double temperature) {
    FieldPoint point;
    point.runs = runs;
    std::vector<Eigen::Vector4d> blocks;
    double volume = 0.0;
    double interval = 0.0;
    for (const TaskResult* run : runs) {
        reading_json("task " + run->task, [&] {
            const nlohmann::json& values = run->values;
            const auto heat = field<double>(values.at("field"), "heat");
            const auto strength = heat != 0.0 ? heat : field<double>(values.at("field"), "mass");
            point.x1 = field<double>(values, "x1");
            point.field = std::fabs(strength);
            volume = field<double>(values, "volume");
            interval = field<double>(values, "interval");
            append_blocks(values, strength < 0.0 ? -1.0 : 1.0, blocks);
        });
    }
    if (blocks.size() < fewest_blocks) {
        throw InvalidInput(
            fmt::format("runs under a field have {} blocks: must have at least {}", blocks.size(), fewest_blocks));
    }
    point.blocks = static_cast<double>(blocks.size());
    Eigen::Vector4d mean = Eigen::Vector4d::Zero();
    for (const Eigen::Vector4d& block : blocks) mean += block / point.blocks;
    Eigen::Matrix4d scatter = Eigen::Matrix4d::Zero();
    for (const Eigen::Vector4d& block : blocks) scatter += (block - mean) * (block - mean).transpose();
    scatter /= point.blocks * (point.blocks - 1.0);

    // Two of the three axes have no mean current.
    const double half = 0.5 * volume * interval;
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
    return point;
}

ZeroField zero_field(const std::vector<FieldPoint>& points, const std::optional<KnownCurvature>& known) {
    if (points.empty()) throw InvalidArgument("the way to zero field: there are no points");
    ZeroField fit;
    std::set<double> fields;
    for (const FieldPoint& point : points) {
        fields.insert(point.field);
        fit.compositions.push_back(point.x1);
    }
    std::sort(fit.compositions.begin(), fit.compositions.end());
    fit.compositions.erase(std::unique(fit.compositions.begin(), fit.compositions.end()), fit.compositions.end());
    const bool alone = fields.size() == 1;
    if (alone && !known) throw InvalidArgument("the way to zero field: needs two fields or a known curvature");
    std::vector<std::size_t> composition;
    for (const FieldPoint& point : points) {
        const auto place = std::lower_bound(fit.compositions.begin(), fit.compositions.end(), point.x1);
        composition.push_back(static_cast<std::size_t>(place - fit.compositions.begin()));
    }
    const auto own = field_coefficients * static_cast<Eigen::Index>(fit.compositions.size());
    const Eigen::Index parameters = own + field_coefficients;
    const Eigen::Index data = field_coefficients * static_cast<Eigen::Index>(points.size());
    Eigen::VectorXd measured(data);
    Eigen::MatrixXd weight = Eigen::MatrixXd::Zero(data, data);
    fit.values = Eigen::VectorXd::Zero(parameters);
    for (std::size_t k = 0; k < points.size(); ++k) {
        const Eigen::Index row = field_coefficients * static_cast<Eigen::Index>(k);
        measured.segment<field_coefficients>(row) = points[k].values;
        weight.block<field_coefficients, field_coefficients>(row, row) = points[k].covariance.inverse();
        fit.values.segment<field_coefficients>(field_coefficients * static_cast<Eigen::Index>(composition[k])) =
            points[k].values;
    }
    Eigen::MatrixXd prior = Eigen::MatrixXd::Zero(parameters, parameters);
    Eigen::VectorXd expected = Eigen::VectorXd::Zero(parameters);
    if (alone) {
        fit.values.tail<field_coefficients>() = expected.tail<field_coefficients>() = known->value;
        for (Eigen::Index c = 0; c < field_coefficients; ++c) {
            prior(own + c, own + c) = 1.0 / (known->standard_error[c] * known->standard_error[c]);
        }
    }
    // Gauss and Newton: the model is linear in each of Y and a.
    for (int turn = 0; turn < turns_of_fit; ++turn) {
        const Sample at = model_at(fit.values, points, composition);
        const Eigen::MatrixXd normal = at.gradient.transpose() * weight * at.gradient + prior;
        const Eigen::VectorXd pull =
            at.gradient.transpose() * weight * (measured - at.model) + prior * (expected - fit.values);
        fit.covariance = normal.inverse();
        fit.values += fit.covariance * pull;
    }
    const Eigen::VectorXd left = measured - model_at(fit.values, points, composition).model;
    fit.chi_squared = left.dot(weight * left);
    fit.degrees_of_freedom = static_cast<int>(data - own) - (alone ? 0 : static_cast<int>(field_coefficients));
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
    const Eigen::Index at = values.size() - field_coefficients + coefficient;
    return {values[at], std::sqrt(covariance(at, at)), static_cast<double>(std::max(degrees_of_freedom, 1))};
}

Eigen::Matrix3d ZeroField::shared_errors(std::size_t composition) const {
    Eigen::Matrix3d shared;
    for (Eigen::Index c = 0; c < field_coefficients; ++c) {
        const Eigen::Index at = values.size() - field_coefficients + c;
        shared.col(c) =
            covariance.block<field_coefficients, 1>(field_coefficients * static_cast<Eigen::Index>(composition), at) /
            std::sqrt(covariance(at, at));
    }
    return shared;
}

std::optional<double> ZeroField::p_value() const {
    if (degrees_of_freedom < 1) return std::nullopt;
    return boost::math::cdf(boost::math::complement(
        boost::math::chi_squared_distribution<double>(static_cast<double>(degrees_of_freedom)), chi_squared));
}

}  // namespace soret
