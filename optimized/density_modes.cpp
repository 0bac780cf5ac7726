#include "soret/optimized/density_modes.hpp"

#include <algorithm>
#include <cstdlib>

#include "soret/common/order_independent_sum.hpp"
#include "soret/common/portable_math_tables.hpp"
#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/kernels/density_modes.hpp"

namespace soret::optimized {

namespace {

constexpr auto block = static_cast<std::size_t>(density_modes_block);

}  // namespace

DensityModes::DensityModes(std::size_t species_count, const std::vector<WaveVector>& wave_vectors,
                           const Execution& execution)
    : species_count_(species_count), instruction_set_(execution.instruction_set) {
    check_wave_vectors(species_count, wave_vectors);
    for (const WaveVector& n : wave_vectors) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            wave_vectors_.push_back(n[axis]);
            largest_[axis] = std::max(largest_[axis], std::abs(n[axis]));
        }
    }
}

std::vector<CosineAndSine> DensityModes::of(const State& state) const {
    check_state_of_modes(state, species_count_);
    const auto& kernels = kernels_for<DensityModesKernels>(instruction_set_);
    const Vector3& L = state.box.edges();
    const std::array<double, 3> edges{L.x, L.y, L.z};
    const std::size_t count = wave_vectors_.size() / 3;

    AlignedVector<double> fractions(3 * block), weights(block);
    std::array<AlignedVector<double>, 3> phases;
    DensityModesTask task{};
    using namespace portable_math_tables;
    task.circle = {two_pi, sine_series.data(), static_cast<int>(sine_series.size()), cosine_series.data(),
                   static_cast<int>(cosine_series.size())};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        phases[axis].resize(2 * block * (static_cast<std::size_t>(largest_[axis]) + 1));
        task.fraction[axis] = fractions.data() + axis * block;
        task.phases[axis] = phases[axis].data();
        task.largest[axis] = largest_[axis];
    }
    task.weight = weights.data();
    task.wave_vectors = wave_vectors_.data();
    task.count = static_cast<int>(count);

    std::vector<CosineAndSine> modes(count * species_count_);
    for (std::size_t s = 0; s < species_count_; ++s) {
        std::vector<std::int64_t> sums(2 * count);
        std::size_t filled = 0;
        const auto finish_block = [&] {
            std::fill(weights.begin() + static_cast<std::ptrdiff_t>(filled), weights.end(), 0.0);
            kernels.add_block(task, sums.data());
            filled = 0;
        };
        for (std::size_t i = 0; i < state.size(); ++i) {
            if (state.species[i] != static_cast<std::int32_t>(s)) continue;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                fractions[axis * block + filled] = state.position[axis][i] / edges[axis];
            }
            weights[filled++] = 1.0;
            if (filled == block) finish_block();
        }
        if (filled > 0) finish_block();
        for (std::size_t k = 0; k < count; ++k) {
            modes[k * species_count_ + s] = {from_quanta(Quanta{sums[2 * k]}), from_quanta(Quanta{sums[2 * k + 1]})};
        }
    }
    return modes;
}

}  // namespace soret::optimized
