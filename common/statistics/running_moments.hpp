#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

namespace soret {

/// Mean and covariance of vectors of k quantities, one pass, constant memory, mergeable.
///   M_ab = sum (a - <a>)(b - <b>);  merging n and m samples adds n m/(n + m) d_a d_b,  d the difference of the means
///                        [Chan, Golub, LeVeque, Stanford report STAN-CS-79-773 (1979); Welford for m = 1]
/// accuracy   merging is associative and equal to one pass within a few ulp of the sum of magnitudes of the terms, not
///            to the bit: where bits must not depend on the order of completion, use merged_in_order.
class RunningMoments {
public:
    explicit RunningMoments(std::size_t quantities);

    /// sample   k finite values
    /// throws   InvalidArgument: another number of values, a value that is not finite
    void add(std::span<const double> sample);
    /// throws   InvalidArgument: another number of quantities
    void merge(const RunningMoments& other);

    std::size_t quantities() const { return mean_.size(); }
    std::uint64_t count() const { return count_; }
    double mean(std::size_t a) const { return mean_.at(a); }
    /// Unbiased (divided by count - 1).
    /// throws   InvalidArgument: fewer than two samples
    double covariance(std::size_t a, std::size_t b) const;
    double variance(std::size_t a) const { return covariance(a, a); }
    Eigen::MatrixXd covariance_matrix() const;

    /// Values read back have the same bits.
    nlohmann::json to_json() const;
    /// throws   InvalidInput: not what to_json writes
    static RunningMoments from_json(const nlohmann::json& json);

    bool operator==(const RunningMoments&) const = default;

private:
    std::size_t index(std::size_t a, std::size_t b) const;  // of the packed triangle a <= b
    void add_scaled_product(std::span<const double> difference, double factor);

    std::uint64_t count_ = 0;
    std::vector<double> mean_;
    std::vector<double> comoment_;
};

}  // namespace soret
