#include "soret/optimized/detail/list_buffer.hpp"

#include <algorithm>
#include <cmath>

namespace soret::optimized {

namespace {

constexpr double first_buffer = 0.2;  // [sigma]
constexpr double smallest_buffer = 0.02;
constexpr double largest_buffer = 1.0;

/// What sorting and listing costs, in passes over a list that has no buffer. Measured: bench/README.md.
constexpr double cost_of_list = 4.8;

/// A list holds clusters some of whose particles are within its radius: its length grows as the volume of a sphere this
/// much larger. Measured: bench/README.md.
constexpr double cluster_reach = 1.1;

}  // namespace

ListBuffer::ListBuffer(double cutoff, double largest_radius, double fixed)
    : cutoff_(cutoff), largest_radius_(largest_radius), fixed_(fixed > 0.0) {
    radius_ = std::min(cutoff_ + (fixed_ ? fixed : first_buffer), largest_radius_);
}

void ListBuffer::count_list() {
    ++list_count_;
    steps_ = 0;
}

bool ListBuffer::must_list_anew(double largest_displacement2) {
    ++steps_;
    const double buffer = radius_ - cutoff_;
    if (4.0 * largest_displacement2 * (1.0 + 1e-9) < buffer * buffer) return false;
    if (!fixed_) choose();
    return true;
}

/// The smallest of ((r_c + b + c)/(r_c + c))^3 + m/(k b) over b: passes, and lists of the cost m that last k b steps.
void ListBuffer::choose() {
    const double buffer = radius_ - cutoff_;
    if (!(buffer > 0.0)) return;
    const double seen = static_cast<double>(steps_) / buffer;
    steps_per_length_ = steps_per_length_ > 0.0 ? 0.75 * steps_per_length_ + 0.25 * seen : seen;
    const double reach = cutoff_ + cluster_reach;
    double b = buffer;
    for (int k = 0; k < 8; ++k) {  // b = sqrt(m reach / (3 k (1 + b/reach)^2)) converges by itself
        const double growth = 1.0 + b / reach;
        b = std::sqrt(cost_of_list * reach / (3.0 * steps_per_length_ * growth * growth));
    }
    radius_ = std::min(cutoff_ + std::clamp(b, smallest_buffer, largest_buffer), largest_radius_);
}

}  // namespace soret::optimized
