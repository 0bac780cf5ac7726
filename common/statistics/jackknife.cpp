#include "soret/common/statistics/jackknife.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>

#include "soret/common/errors.hpp"
#include "soret/common/statistics/running_moments.hpp"

namespace soret {

namespace {

constexpr std::size_t fewest_blocks_of_levels = 4;

Eigen::VectorXd finite_values(const FunctionsOfMeans& functions, std::span<const double> means) {
    Eigen::VectorXd values = functions(means);
    for (Eigen::Index k = 0; k < values.size(); ++k) {
        if (!std::isfinite(values[k])) {
            throw InvalidState(fmt::format("jackknife: function {} of the means = {}: must be finite", k, values[k]));
        }
    }
    return values;
}

FunctionsOfMeans as_vector(const FunctionOfMeans& function) {
    return [&function](std::span<const double> means) { return Eigen::VectorXd::Constant(1, function(means)).eval(); };
}

// block_of(i): the column means of block i.
template <class BlockOf>
JackknifeResult delete_one_jackknife(std::size_t blocks, const std::vector<double>& mean, const BlockOf& block_of,
                                     const FunctionsOfMeans& functions, Bias bias) {
    const double n = static_cast<double>(blocks);
    JackknifeResult result;
    result.values = finite_values(functions, mean);
    result.block_length = 1;
    result.block_count = blocks;
    result.converged = true;

    std::vector<Eigen::VectorXd> without(blocks);
    std::vector<double> reduced(mean.size());
    Eigen::VectorXd centre = Eigen::VectorXd::Zero(result.values.size());
    for (std::size_t i = 0; i < blocks; ++i) {
        // The mean without block i, as a shift of the mean of all: exact cancellation for equal blocks.
        for (std::size_t c = 0; c < mean.size(); ++c) reduced[c] = mean[c] + (mean[c] - block_of(i)[c]) / (n - 1.0);
        without[i] = finite_values(functions, reduced);
        if (without[i].size() != centre.size()) {
            throw InvalidArgument(fmt::format("jackknife: {} values, then {}: the number must not depend on the means",
                                              centre.size(), without[i].size()));
        }
        centre += (without[i] - result.values) / n;  // about the value of all data: small numbers lose no digits
    }
    result.covariance = Eigen::MatrixXd::Zero(centre.size(), centre.size());
    result.pseudo_values.resize(static_cast<Eigen::Index>(blocks), centre.size());
    for (std::size_t i = 0; i < blocks; ++i) {
        const Eigen::VectorXd difference = without[i] - result.values - centre;
        result.covariance += (n - 1.0) / n * (difference * difference.transpose());
        result.pseudo_values.row(static_cast<Eigen::Index>(i)) =
            result.values - (n - 1.0) * (without[i] - result.values);
    }
    if (bias == Bias::remove) result.values -= (n - 1.0) * centre;
    return result;
}

void check_block_count(std::size_t blocks) {
    if (blocks < 2) throw InvalidArgument(fmt::format("jackknife: {} blocks: must be at least 2", blocks));
}

}  // namespace

Estimate JackknifeResult::estimate(Eigen::Index k) const {
    return {values[k], std::sqrt(covariance(k, k)), static_cast<double>(block_count)};
}

JackknifeResult jackknife(const BlockTable& table, const FunctionsOfMeans& functions, Bias bias) {
    check_block_count(table.block_count());
    JackknifeResult result = delete_one_jackknife(
        table.block_count(), table.mean(), [&](std::size_t i) { return table.block(i); }, functions, bias);
    result.block_length = table.block_length();
    return result;
}

JackknifeResult jackknife(const BlockMeans& blocks, const FunctionsOfMeans& functions, Bias bias) {
    check_block_count(blocks.size());
    std::vector<double> mean(blocks.front().size(), 0.0);
    for (const std::vector<double>& block : blocks) {
        if (block.size() != mean.size()) {
            throw InvalidArgument(
                fmt::format("jackknife: a block of {} means: must be {} as the first", block.size(), mean.size()));
        }
        for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += block[c];
    }
    for (double& value : mean) value /= static_cast<double>(blocks.size());
    return delete_one_jackknife(
        blocks.size(), mean, [&](std::size_t i) -> const std::vector<double>& { return blocks[i]; }, functions, bias);
}

Estimate jackknife(const BlockTable& table, const FunctionOfMeans& function, Bias bias) {
    return jackknife(table, as_vector(function), bias).estimate(0);
}

namespace {

// One list of levels per function.
std::vector<std::vector<BlockingLevel>> levels_of_all(const BlockTable& table, const FunctionsOfMeans& functions) {
    if (table.block_count() < fewest_blocks_of_levels) {
        throw InvalidArgument(
            fmt::format("jackknife: {} blocks: must be at least {}", table.block_count(), fewest_blocks_of_levels));
    }
    std::vector<std::vector<BlockingLevel>> levels;
    for (BlockTable blocks = table; blocks.block_count() >= fewest_blocks_of_levels; blocks = blocks.coarsened(2)) {
        const JackknifeResult result = jackknife(blocks, functions);
        levels.resize(static_cast<std::size_t>(result.values.size()));
        for (std::size_t k = 0; k < levels.size(); ++k) {
            const double error = result.estimate(static_cast<Eigen::Index>(k)).standard_error;
            const double degrees = static_cast<double>(result.block_count - 1);
            levels[k].push_back({result.block_length, result.block_count, error, error / std::sqrt(2.0 * degrees)});
        }
    }
    return levels;
}

}  // namespace

std::vector<BlockingLevel> jackknife_levels(const BlockTable& table, const FunctionOfMeans& function) {
    return levels_of_all(table, as_vector(function)).front();
}

JackknifeResult jackknife_with_chosen_blocks(const BlockTable& table, const FunctionsOfMeans& functions, Bias bias) {
    const auto levels = levels_of_all(table, functions);
    BlockingContext context{table.series_count(), 1.0};
    for (std::size_t q = 0; q < table.quantities(); ++q) {
        const double inefficiency = blocking_context(table, q).first_inefficiency;
        context.first_inefficiency = std::max(context.first_inefficiency, inefficiency);
    }
    std::vector<BlockLengthChoice> choices;
    for (const auto& of_function : levels) choices.push_back(choose_block_length(of_function, context));
    std::size_t level = 0;
    bool converged = true;
    for (const BlockLengthChoice& choice : choices) {
        level = std::max(level, choice.level);
        converged = converged && choice.converged;
    }
    BlockTable blocks = table;
    for (std::size_t k = 0; k < level; ++k) blocks = blocks.coarsened(2);
    JackknifeResult result = jackknife(blocks, functions, bias);
    result.converged = converged;
    if (level > 0) result.values = jackknife(table, functions, bias).values;
    Eigen::VectorXd corrections(result.values.size());
    for (std::size_t k = 0; k < choices.size(); ++k) {
        // A correction belongs to the error at its own level, which is the coarsest: the others converged before.
        corrections[static_cast<Eigen::Index>(k)] = choices[k].correction;
    }
    result.covariance = corrections.asDiagonal() * result.covariance * corrections.asDiagonal();
    return result;
}

SeriesAgreement series_agreement(std::span<const double> values, std::size_t series, double correction) {
    if (series == 0 || values.size() % series != 0 || values.size() < 2 * series || !(correction > 0.0)) {
        throw InvalidArgument(fmt::format("agreement: {} values of {} series, correction {}: must be at least two each",
                                          values.size(), series, correction));
    }
    SeriesAgreement result;
    const std::size_t blocks = values.size() / series;
    const double degrees_within = static_cast<double>(values.size() - series);
    if (series < 2 || degrees_within <= 2.0) return result;
    RunningMoments means(1);
    double squares = 0.0;
    for (std::size_t s = 0; s < series; ++s) {
        RunningMoments within(1);
        for (const double& value : values.subspan(s * blocks, blocks)) within.add({&value, 1});
        const double mean = within.mean(0);
        means.add({&mean, 1});
        squares += static_cast<double>(blocks - 1) * within.variance(0);
    }
    if (!(squares > 0.0)) return result;
    const double within = correction * squares / degrees_within;
    const double ratio = static_cast<double>(blocks) * means.variance(0) / within;
    result.degrees_of_freedom = static_cast<int>(series) - 1;
    result.chi_squared = result.degrees_of_freedom * ratio * (degrees_within - 2.0) / degrees_within;
    const boost::math::fisher_f distribution(result.degrees_of_freedom, degrees_within);
    result.p_value = boost::math::cdf(boost::math::complement(distribution, ratio));
    return result;
}

}  // namespace soret
