#include "soret/reference/msd.hpp"

#include "soret/common/order_independent_sum.hpp"

namespace soret::reference {

MeanSquareDisplacement::MeanSquareDisplacement(const std::vector<std::int32_t>& species, std::size_t species_count)
    : species_(species), species_count_(species_count) {
    check_msd_species(species, species_count);
}

std::vector<LagDisplacement> MeanSquareDisplacement::add(const State& state) {
    if (samples_ == 0) box_ = state.box;
    check_msd_state(state, species_.size(), box_);
    MsdFrame now{samples_, {}};
    const double edges[3] = {box_.edges().x, box_.edges().y, box_.edges().z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < state.size(); ++i) {
            now.position[axis].push_back(state.position[axis][i] + state.image[axis][i] * edges[axis]);
        }
    }
    std::vector<LagDisplacement> displacements;
    for (const std::uint64_t lag : msd_lags(samples_)) {
        displacements.push_back(displacement(now, frames_.at(samples_ - lag)));
    }
    frames_[samples_] = now;
    std::erase_if(frames_, [&](const auto& frame) { return !msd_keeps(frame.first, samples_); });
    ++samples_;
    return displacements;
}

LagDisplacement MeanSquareDisplacement::displacement(const MsdFrame& now, const MsdFrame& origin) const {
    std::vector<OrderIndependentTotal> squares(species_count_);
    std::vector<double> particles(species_count_, 0.0);
    for (std::size_t i = 0; i < species_.size(); ++i) {
        const auto s = static_cast<std::size_t>(species_[i]);
        const Vector3 d{now.position[0][i] - origin.position[0][i], now.position[1][i] - origin.position[1][i],
                        now.position[2][i] - origin.position[2][i]};
        squares[s].add(dot(d, d));
        particles[s] += 1.0;
    }
    LagDisplacement result{now.sample - origin.sample, {}};
    for (std::size_t s = 0; s < species_count_; ++s) {
        if (!squares[s].in_range()) report_largest_msd(now.sample);
        result.by_species.push_back(particles[s] > 0.0 ? from_quanta(squares[s].quanta()) / particles[s] : 0.0);
    }
    return result;
}

std::vector<MsdFrame> MeanSquareDisplacement::frames() const {
    std::vector<MsdFrame> frames;
    for (const auto& [sample, frame] : frames_) frames.push_back(frame);
    return frames;
}

void MeanSquareDisplacement::restore(std::uint64_t samples, const Box& box, const std::vector<MsdFrame>& frames) {
    samples_ = samples;
    box_ = box;
    frames_.clear();
    for (const MsdFrame& frame : frames) frames_[frame.sample] = frame;
}

}  // namespace soret::reference
