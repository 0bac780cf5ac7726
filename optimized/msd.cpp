#include "soret/optimized/msd.hpp"

#include <algorithm>

#include "soret/common/order_independent_sum.hpp"

namespace soret::optimized {

namespace {

/// At most 2048 terms below 2^11 add up to less than 2^22, in 64 bits.
constexpr std::size_t stretch = 1024;

struct Stretch {
    Quanta quanta = 0;
    std::int64_t too_large = 0;  ///< terms that an addition does not round
};

double square(const double* const* now, const double* const* origin, std::size_t i) {
    const double x = now[0][i] - origin[0][i];
    const double y = now[1][i] - origin[1][i];
    const double z = now[2][i] - origin[2][i];
    return (x * x + y * y) + z * z;
}

Stretch sum_of_small(const double* const* now, const double* const* origin, std::size_t from, std::size_t to) {
    Stretch sum;
    for (std::size_t i = from; i < to; ++i) {
        const double term = square(now, origin, i);
        const bool small = term < small_term_limit;
        sum.quanta += small ? small_term_to_quanta(term) : 0;
        sum.too_large += small ? 0 : 1;
    }
    return sum;
}

}  // namespace

MeanSquareDisplacement::MeanSquareDisplacement(const std::vector<std::int32_t>& species, std::size_t species_count)
    : first_(species_count + 1, 0) {
    check_msd_species(species, species_count);
    for (std::size_t s = 0; s < species_count; ++s) {
        for (std::size_t i = 0; i < species.size(); ++i) {
            if (static_cast<std::size_t>(species[i]) == s) order_.push_back(i);
        }
        first_[s + 1] = order_.size();
    }
}

std::vector<LagDisplacement> MeanSquareDisplacement::add(const State& state) {
    if (samples_ == 0) box_ = state.box;
    check_msd_state(state, order_.size(), box_);
    Frame& now = frames_[samples_];
    const double edges[3] = {box_.edges().x, box_.edges().y, box_.edges().z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        now[axis].resize(order_.size());
        for (std::size_t k = 0; k < order_.size(); ++k) {
            const std::size_t i = order_[k];
            now[axis][k] = state.position[axis][i] + state.image[axis][i] * edges[axis];
        }
    }
    const double* const at_now[3] = {now[0].data(), now[1].data(), now[2].data()};
    const std::vector<std::uint64_t> lags = msd_lags(samples_);
    std::vector<LagDisplacement> displacements(lags.size());
    for (std::size_t k = 0; k < lags.size(); ++k) displacements[k].lag = lags[k];
    for (std::size_t s = 0; s + 1 < first_.size(); ++s) {
        std::vector<WideQuanta> squares(lags.size(), 0);
        for (std::size_t from = first_[s]; from < first_[s + 1]; from += stretch) {
            const std::size_t to = std::min(from + stretch, first_[s + 1]);
            for (std::size_t k = 0; k < lags.size(); ++k) {
                const Frame& origin = frames_.at(samples_ - lags[k]);
                const double* const at_origin[3] = {origin[0].data(), origin[1].data(), origin[2].data()};
                const Stretch sum = sum_of_small(at_now, at_origin, from, to);
                if (sum.too_large == 0) {
                    squares[k] += sum.quanta;
                    continue;
                }
                OrderIndependentTotal total;
                for (std::size_t i = from; i < to; ++i) total.add(square(at_now, at_origin, i));
                if (!total.in_range()) report_largest_msd(samples_);
                squares[k] += total.quanta();
            }
        }
        const auto particles = static_cast<double>(first_[s + 1] - first_[s]);
        for (std::size_t k = 0; k < lags.size(); ++k) {
            displacements[k].by_species.push_back(particles > 0.0 ? from_quanta(squares[k]) / particles : 0.0);
        }
    }
    std::erase_if(frames_, [&](const auto& frame) { return !msd_keeps(frame.first, samples_); });
    ++samples_;
    return displacements;
}

std::vector<MsdFrame> MeanSquareDisplacement::frames() const {
    std::vector<MsdFrame> frames;
    for (const auto& [sample, frame] : frames_) {
        MsdFrame& unsorted = frames.emplace_back(MsdFrame{sample, {}});
        for (std::size_t axis = 0; axis < 3; ++axis) {
            unsorted.position[axis].resize(order_.size());
            for (std::size_t k = 0; k < order_.size(); ++k) unsorted.position[axis][order_[k]] = frame[axis][k];
        }
    }
    return frames;
}

void MeanSquareDisplacement::restore(std::uint64_t samples, const Box& box, const std::vector<MsdFrame>& frames) {
    samples_ = samples;
    box_ = box;
    frames_.clear();
    for (const MsdFrame& unsorted : frames) {
        Frame& frame = frames_[unsorted.sample];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            frame[axis].resize(order_.size());
            for (std::size_t k = 0; k < order_.size(); ++k) frame[axis][k] = unsorted.position[axis][order_[k]];
        }
    }
}

}  // namespace soret::optimized
