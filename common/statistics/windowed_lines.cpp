#include "soret/common/statistics/windowed_lines.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_points = 4;  // two in each half

// A = row * curve, by least squares through the points of a window.
Eigen::RowVectorXd intercept_row(std::span<const double> x, const PointWindow& window) {
    const auto count = static_cast<Eigen::Index>(window.last - window.first);
    const Eigen::Map<const Eigen::VectorXd> part(x.data() + window.first, count);
    const double mean = part.mean();
    const Eigen::VectorXd shift = part.array() - mean;
    const double squares = shift.squaredNorm();
    if (!(squares > 0.0)) {
        throw InvalidArgument(fmt::format("windowed lines: x[{}] = {} is that of all points: must differ", window.first,
                                          x[window.first]));
    }
    Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(x.size()));
    row.segment(static_cast<Eigen::Index>(window.first), count) =
        (1.0 / static_cast<double>(count) - mean / squares * shift.array()).matrix().transpose();
    return row;
}

struct Likelihood {
    double logarithm = 0.0;
    double p_value = 1.0;
};

// Of a difference d that is 0 but for errors of covariance C, itself known from b blocks.
Likelihood likelihood_of(const Eigen::VectorXd& d, const Eigen::MatrixXd& C, std::size_t blocks) {
    const Eigen::LLT<Eigen::MatrixXd> root(C);
    const Eigen::VectorXd diagonal = Eigen::MatrixXd(root.matrixL()).diagonal();
    if (root.info() != Eigen::Success || !(diagonal.minCoeff() > 0.0)) {
        throw InvalidState("windowed lines: blocks are so alike that the halves of a window differ without an error");
    }
    const double b = static_cast<double>(blocks), k = static_cast<double>(d.size());
    const double hotelling = d.dot(root.solve(d));
    const boost::math::fisher_f distribution(k, b - k);
    return {-diagonal.array().log().sum() - 0.5 * b * std::log1p(hotelling / (b - 1.0)),
            boost::math::cdf(boost::math::complement(distribution, (b - k) / (k * (b - 1.0)) * hotelling))};
}

}  // namespace

std::vector<PointWindow> windows_of_parts(std::size_t first, std::size_t last, std::size_t parts, std::size_t fewest) {
    if (last < first || parts == 0 || (last - first) / parts < 2 || fewest < 1 || fewest > parts) {
        throw InvalidArgument(
            fmt::format("windows: points {} to {} in {} parts, windows of {}: must be parts of two points, 1 to all",
                        first, last, parts, fewest));
    }
    const auto border = [&](std::size_t part) { return first + (last - first) * part / parts; };
    std::vector<PointWindow> windows;
    for (std::size_t from = 0; from + fewest <= parts; ++from) {
        for (std::size_t to = from + fewest; to <= parts; ++to) windows.push_back({border(from), border(to)});
    }
    return windows;
}

Estimate AveragedIntercepts::estimate(Eigen::Index curve) const {
    return {values[curve], std::sqrt(covariance(curve, curve)), static_cast<double>(block_count)};
}

WindowedLines::WindowedLines(std::span<const double> x, std::vector<PointWindow> windows)
    : windows_(std::move(windows)) {
    if (windows_.empty()) throw InvalidArgument("windowed lines: 0 windows: must be at least 1");
    const auto count = static_cast<Eigen::Index>(windows_.size());
    response_.resize(2 * count, static_cast<Eigen::Index>(x.size()));
    for (Eigen::Index w = 0; w < count; ++w) {
        const PointWindow& window = windows_[static_cast<std::size_t>(w)];
        if (window.last > x.size() || window.last < window.first + fewest_points) {
            throw InvalidArgument(fmt::format("windowed lines: window of points {} to {} of {}: must have at least {}",
                                              window.first, window.last, x.size(), fewest_points));
        }
        const std::size_t middle = window.first + (window.last - window.first) / 2;
        response_.row(w) = intercept_row(x, window);
        response_.row(count + w) = intercept_row(x, {window.first, middle}) - intercept_row(x, {middle, window.last});
    }
    if (!response_.allFinite()) throw InvalidArgument("windowed lines: x must be finite");
}

Eigen::VectorXd WindowedLines::statistics(const Eigen::MatrixXd& curves) const {
    if (curves.rows() != response_.cols()) {
        throw InvalidArgument(
            fmt::format("windowed lines: curves of {} points: must be {}", curves.rows(), response_.cols()));
    }
    return (response_ * curves).reshaped<Eigen::RowMajor>();
}

AveragedIntercepts WindowedLines::average(const JackknifeResult& result, std::size_t curves) const {
    const std::size_t blocks = result.block_count;
    const auto C = static_cast<Eigen::Index>(curves);
    const auto W = static_cast<Eigen::Index>(windows_.size());
    if (curves == 0 || blocks <= curves || result.values.size() < 2 * W * C) {
        throw InvalidArgument(
            fmt::format("windowed lines: {} functions of {} blocks for {} curves: must be at least {} of more blocks",
                        result.values.size(), blocks, curves, statistics_count(curves)));
    }
    std::vector<Likelihood> likelihoods;
    for (Eigen::Index w = 0; w < W; ++w) {
        const Eigen::Index at = (W + w) * C;
        likelihoods.push_back(
            likelihood_of(result.values.segment(at, C), result.covariance.block(at, at, C, C), blocks));
    }
    const auto largest = std::max_element(likelihoods.begin(), likelihoods.end(),
                                          [](const auto& a, const auto& b) { return a.logarithm < b.logarithm; });
    AveragedIntercepts average;
    average.windows = windows_;
    average.best = static_cast<std::size_t>(largest - likelihoods.begin());
    average.p_value = largest->p_value;
    average.block_count = blocks;
    double sum = 0.0;
    for (const Likelihood& likelihood : likelihoods) {
        average.weights.push_back(std::exp(likelihood.logarithm - largest->logarithm));
        sum += average.weights.back();
    }
    for (double& weight : average.weights) weight /= sum;

    // values = mixing * intercepts
    Eigen::MatrixXd mixing = Eigen::MatrixXd::Zero(C, W * C);
    for (Eigen::Index w = 0; w < W; ++w) {
        mixing.middleCols(w * C, C).diagonal().setConstant(average.weights[static_cast<std::size_t>(w)]);
    }
    average.values = mixing * result.values.head(W * C);
    average.of_choice = Eigen::MatrixXd::Zero(C, C);
    for (Eigen::Index w = 0; w < W; ++w) {
        const Eigen::VectorXd apart = result.values.segment(w * C, C) - average.values;
        average.of_choice += average.weights[static_cast<std::size_t>(w)] * (apart * apart.transpose());
    }
    average.covariance =
        mixing * result.covariance.topLeftCorner(W * C, W * C) * mixing.transpose() + average.of_choice;
    return average;
}

}  // namespace soret
