#include "soret/optimized/detail/list_buffer.hpp"

#include <algorithm>
#include <cmath>

namespace soret::optimized {

namespace {

constexpr double first_buffer = 0.4;   // of the long list [sigma]
constexpr double pruned_share = 0.25;  // of a buffer that is not chosen
constexpr double smallest_buffer = 0.02;
constexpr double largest_buffer = 1.0;

/// What sorting and listing cost, and what pruning costs, in passes over a list that has no buffer, and by the length
/// of the list. Measured: bench/README.md.
constexpr double cost_of_list = 5.2;
constexpr double cost_of_pruning = 0.58;

/// A list holds clusters some of whose particles are within its radius: its length grows as the volume of a sphere this
/// much larger. Measured: bench/README.md.
constexpr double cluster_reach = 1.1;

}  // namespace

ListBuffer::ListBuffer(double cutoff, double largest_radius, double fixed, double cost_of_pass)
    : cutoff_(cutoff),
      largest_radius_(largest_radius),
      fixed_(fixed),
      cost_of_list_(cost_of_list / cost_of_pass),
      cost_of_pruning_(cost_of_pruning / cost_of_pass) {
    const double longest = fixed_ > 0.0 ? fixed_ : first_buffer;
    buffer_ = pruned_share * longest;
    radius_ = std::min(cutoff_ + longest, largest_radius_);
    reach_ = radius_;
    pruned_radius_ = std::min(cutoff_ + buffer_, radius_);
}

void ListBuffer::limit(double largest_radius) {
    largest_radius_ = largest_radius;
    radius_ = std::min(fixed_ > 0.0 ? cutoff_ + fixed_ : radius_, largest_radius_);
}

void ListBuffer::count_list() {
    ++list_count_;
    reach_ = radius_;
    pruned_radius_ = std::min(cutoff_ + buffer_, radius_);
    steps_ = 0;
}

ListUpkeep ListBuffer::after_step(double largest_displacement2, double smallest_scale) {
    ++steps_;
    const double approach = 2.0 * std::sqrt(largest_displacement2) * (1.0 + 1e-9);
    if (approach < smallest_scale * pruned_radius_ - cutoff_) return ListUpkeep::none;
    const double held = pruned_radius_ - cutoff_;
    if (!(fixed_ > 0.0) && held > 0.0) {
        const double seen = static_cast<double>(steps_) / held;
        steps_per_length_ = steps_per_length_ > 0.0 ? 0.9 * steps_per_length_ + 0.1 * seen : seen;
    }
    reach_ = smallest_scale * reach_ - approach;
    steps_ = 0;
    if (reach_ < cutoff_ + 0.5 * buffer_) {
        if (!(fixed_ > 0.0)) choose();
        return ListUpkeep::sort;
    }
    pruned_radius_ = std::min(cutoff_ + buffer_, reach_);
    return ListUpkeep::prune;
}

/// With g(x) = ((r_c + c + x)/(r_c + c))^3, how much longer a buffer x makes a list, and k, the steps per length that a
/// list lasts, a step takes g(b) + m_p g(B)/(k b) + m_l g(B)/(k (B - b)), b and B the buffers of the short and of the
/// long list. Where that is smallest, each derivative is 0; these two lines settle within a few rounds.
void ListBuffer::choose() {
    if (!(steps_per_length_ > 0.0)) return;
    const double reach = cutoff_ + cluster_reach;
    const auto longer = [reach](double buffer) {
        const double ratio = 1.0 + buffer / reach;
        return ratio * ratio * ratio;
    };
    double b = buffer_;
    double rest = std::max(radius_ - cutoff_ - b, smallest_buffer);
    for (int round = 0; round < 8; ++round) {
        const double whole = b + rest;
        const double upkeep = cost_of_pruning_ / b + cost_of_list_ / rest;
        rest = std::sqrt(cost_of_list_ * (reach + whole) / (3.0 * upkeep));
        const double growth =
            3.0 * longer(b) / (reach + b) + 3.0 * longer(whole) / (reach + whole) * upkeep / steps_per_length_;
        b = std::sqrt(cost_of_pruning_ * longer(whole) / (steps_per_length_ * growth));
    }
    buffer_ = std::clamp(b, smallest_buffer, largest_buffer);
    radius_ = std::min(cutoff_ + std::clamp(b + rest, smallest_buffer, largest_buffer), largest_radius_);
}

}  // namespace soret::optimized
