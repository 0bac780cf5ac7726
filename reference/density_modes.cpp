#include "soret/reference/density_modes.hpp"

#include "soret/common/order_independent_sum.hpp"

namespace soret::reference {

namespace {

struct ModeSum {
    OrderIndependentTotal cosine, sine;
};

CosineAndSine product(const CosineAndSine& e, const CosineAndSine& f) {
    return {e.cosine * f.cosine - e.sine * f.sine, e.cosine * f.sine + e.sine * f.cosine};
}

CosineAndSine phase(const WaveVector& n, const Vector3& r, const Vector3& L) {
    const CosineAndSine x = portable_cosine_and_sine_of_turns(n[0] * (r.x / L.x));
    const CosineAndSine y = portable_cosine_and_sine_of_turns(n[1] * (r.y / L.y));
    const CosineAndSine z = portable_cosine_and_sine_of_turns(n[2] * (r.z / L.z));
    return product(product(x, y), z);
}

}  // namespace

DensityModes::DensityModes(std::size_t species_count, const std::vector<WaveVector>& wave_vectors, const Execution&)
    : species_count_(species_count), wave_vectors_(wave_vectors) {
    check_wave_vectors(species_count, wave_vectors);
}

std::vector<CosineAndSine> DensityModes::of(const State& state) const {
    check_state_of_modes(state, species_count_);
    std::vector<CosineAndSine> modes;
    for (const WaveVector& n : wave_vectors_) {
        std::vector<ModeSum> sums(species_count_);
        for (std::size_t i = 0; i < state.size(); ++i) {
            const CosineAndSine e = phase(n, state.position_of(i), state.box.edges());
            ModeSum& sum = sums[static_cast<std::size_t>(state.species[i])];
            sum.cosine.add(e.cosine);
            sum.sine.add(e.sine);
        }
        for (const ModeSum& sum : sums) {
            modes.push_back({from_quanta(sum.cosine.quanta()), from_quanta(sum.sine.quanta())});
        }
    }
    return modes;
}

}  // namespace soret::reference
