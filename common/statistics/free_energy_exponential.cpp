#include "soret/common/statistics/free_energy_exponential.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

/// The terms of numerator and denominator of one window: -ln(sum of weighted/sum of weight) - shift is the step.
struct Terms {
    Eigen::VectorXd weight, weighted;  // v_n and v_n e^{-(w_n - shift)}
    double shift = 0.0;                // the smallest w

    double step(const Eigen::VectorXd& counts) const {
        return shift - std::log(counts.dot(weighted) / counts.dot(weight));
    }
};

Terms terms_of(std::span<const FreeEnergyWindow> windows, std::size_t k, VolumeWeight weight) {
    const Eigen::VectorXd work = work_between(windows, k).forward;
    Terms terms;
    terms.shift = work.minCoeff();
    if (!std::isfinite(terms.shift)) terms.shift = 0.0;  // nothing but overlaps: every term is 0
    terms.weight = weight == VolumeWeight::none ? Eigen::VectorXd::Ones(work.size()).eval() : windows[k].volume;
    terms.weighted = terms.weight.array() * (terms.shift - work.array()).exp();
    return terms;
}

double effective_blocks(const Eigen::VectorXd& weighted, std::size_t blocks) {
    double sum = 0.0, squares = 0.0;
    const auto count = static_cast<Eigen::Index>(blocks);
    for (Eigen::Index b = 0; b < count; ++b) {
        const Eigen::Index first = b * weighted.size() / count, next = (b + 1) * weighted.size() / count;
        const double part = weighted.segment(first, next - first).mean();
        sum += part;
        squares += part * part;
    }
    return squares > 0.0 ? sum * sum / squares : 0.0;
}

}  // namespace

ExponentialAverages exponential_averages(std::span<const FreeEnergyWindow> windows, VolumeWeight weight,
                                         const FreeEnergyOptions& options) {
    check_free_energy_windows(windows, options);
    ExponentialAverages result;
    result.effective_blocks = static_cast<double>(options.blocks);
    std::vector<Terms> terms;
    for (std::size_t k = 0; k + 1 < windows.size(); ++k) {
        if (weight == VolumeWeight::published && windows[k].volume.size() == 0) {
            throw InvalidArgument(fmt::format("free energy: window {} has no volumes to weight with", k));
        }
        const Terms& own = terms.emplace_back(terms_of(windows, k, weight));
        result.steps.push_back(own.step(Eigen::VectorXd::Ones(windows[k].samples())));
        const double effective = effective_blocks(own.weighted, options.blocks);
        result.effective_blocks = std::min(result.effective_blocks, effective);
        if (!result.reason.empty()) continue;
        if (effective < 0.5 * static_cast<double>(options.blocks)) {
            result.reason = fmt::format("the average of window {} rests on {:.1f} of {} blocks: must be at least half",
                                        k, effective, options.blocks);
            continue;
        }
        result.reason =
            defect_of_blocks({own.weighted.data(), static_cast<std::size_t>(own.weighted.size())}, k, options);
    }
    if (!result.reason.empty()) return result;

    Eigen::MatrixXd totals = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(options.resamples), 1);
    for (std::size_t r = 0; r < options.resamples; ++r) {
        for (std::size_t k = 0; k < terms.size(); ++k) {
            totals(static_cast<Eigen::Index>(r), 0) +=
                terms[k].step(resampled_counts(windows[k].samples(), k, r, options));
        }
    }
    double total = 0.0;
    for (const double step : result.steps) total += step;
    result.total = {total, std::sqrt(covariance_of_resamples(totals, options)(0, 0)),
                    static_cast<double>(options.blocks)};
    return result;
}

}  // namespace soret
