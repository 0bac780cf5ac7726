#include "soret/common/statistics/windowed_fits.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

// A = row * curve, by least squares through the points of a window.
Eigen::RowVectorXd intercept_row(std::span<const double> x, const PointWindow& window, const std::vector<int>& powers) {
    const auto count = static_cast<Eigen::Index>(window.last - window.first);
    const Eigen::Map<const Eigen::ArrayXd> part(x.data() + window.first, count);
    const double scale = part.abs().maxCoeff();  // powers of numbers up to 1
    Eigen::MatrixXd design = Eigen::MatrixXd::Ones(count, 1 + static_cast<Eigen::Index>(powers.size()));
    for (std::size_t p = 0; p < powers.size(); ++p) {
        design.col(1 + static_cast<Eigen::Index>(p)) = (part / scale).pow(powers[p]).matrix();
    }
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> decomposition(design);
    if (decomposition.rank() < design.cols()) {
        throw InvalidArgument(
            fmt::format("windowed fits: the {} points from x[{}] = {} on are too much alike: must tell "
                        "{} coefficients",
                        count, window.first, x[window.first], design.cols()));
    }
    Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(x.size()));
    row.segment(static_cast<Eigen::Index>(window.first), count) =
        decomposition.solve(Eigen::MatrixXd::Identity(count, count)).row(0);
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
        throw InvalidState("windowed fits: blocks are so alike that the halves of a window differ without an error");
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

WindowedFits::WindowedFits(std::span<const double> x, std::vector<PointWindow> windows, const std::vector<int>& powers)
    : windows_(std::move(windows)) {
    if (windows_.empty()) throw InvalidArgument("windowed fits: 0 windows: must be at least 1");
    if (powers.empty() || *std::min_element(powers.begin(), powers.end()) < 1) {
        throw InvalidArgument(fmt::format("windowed fits: powers {}: must be some, each at least 1", powers));
    }
    if (!std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); })) {
        throw InvalidArgument("windowed fits: x must be finite");
    }
    const std::size_t fewest_points = 2 * (1 + powers.size());
    const auto count = static_cast<Eigen::Index>(windows_.size());
    response_.resize(2 * count, static_cast<Eigen::Index>(x.size()));
    for (Eigen::Index w = 0; w < count; ++w) {
        const PointWindow& window = windows_[static_cast<std::size_t>(w)];
        if (window.last > x.size() || window.last < window.first + fewest_points) {
            throw InvalidArgument(fmt::format("windowed fits: window of points {} to {} of {}: must have at least {}",
                                              window.first, window.last, x.size(), fewest_points));
        }
        const std::size_t middle = window.first + (window.last - window.first) / 2;
        response_.row(w) = intercept_row(x, window, powers);
        response_.row(count + w) =
            intercept_row(x, {window.first, middle}, powers) - intercept_row(x, {middle, window.last}, powers);
    }
}

Eigen::VectorXd WindowedFits::statistics(const Eigen::MatrixXd& curves) const {
    if (curves.rows() != response_.cols()) {
        throw InvalidArgument(
            fmt::format("windowed fits: curves of {} points: must be {}", curves.rows(), response_.cols()));
    }
    return (response_ * curves).reshaped<Eigen::RowMajor>();
}

AveragedIntercepts WindowedFits::average(const JackknifeResult& result, std::size_t curves, std::size_t first) const {
    const std::size_t blocks = result.block_count;
    const auto C = static_cast<Eigen::Index>(curves);
    const auto W = static_cast<Eigen::Index>(windows_.size());
    const auto from = static_cast<Eigen::Index>(first);
    if (curves == 0 || blocks <= curves || result.values.size() < from + 2 * W * C) {
        throw InvalidArgument(
            fmt::format("windowed fits: {} functions of {} blocks for {} curves: must be at least {} of more blocks",
                        result.values.size(), blocks, curves, first + statistics_count(curves)));
    }
    std::vector<Likelihood> likelihoods;
    for (Eigen::Index w = 0; w < W; ++w) {
        const Eigen::Index at = from + (W + w) * C;
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
    average.values = mixing * result.values.segment(from, W * C);
    average.of_choice = Eigen::MatrixXd::Zero(C, C);
    for (Eigen::Index w = 0; w < W; ++w) {
        const Eigen::VectorXd apart = result.values.segment(from + w * C, C) - average.values;
        average.of_choice += average.weights[static_cast<std::size_t>(w)] * (apart * apart.transpose());
    }
    const Eigen::MatrixXd of_blocks = mixing * result.covariance.block(from, from, W * C, W * C) * mixing.transpose();
    average.covariance = 0.5 * (of_blocks + of_blocks.transpose()) + average.of_choice;
    return average;
}

}  // namespace soret
