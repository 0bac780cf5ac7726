#include "soret/common/contracts/density_modes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

int square_of(const WaveVector& n) {
    return n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
}

}  // namespace

std::vector<WaveVector> wave_vectors_up_to(int largest_square) {
    if (largest_square < 1 || largest_square > 1024) {
        throw InvalidArgument(fmt::format("largest square of a wave vector = {}: must be 1 to 1024", largest_square));
    }
    const int largest = static_cast<int>(std::sqrt(static_cast<double>(largest_square)));
    std::vector<WaveVector> vectors;
    for (int x = 0; x <= largest; ++x) {
        for (int y = -largest; y <= largest; ++y) {
            for (int z = -largest; z <= largest; ++z) {
                const WaveVector n{x, y, z};
                if (n > WaveVector{0, 0, 0} && square_of(n) <= largest_square) vectors.push_back(n);
            }
        }
    }
    std::stable_sort(vectors.begin(), vectors.end(),
                     [](const WaveVector& a, const WaveVector& b) { return square_of(a) < square_of(b); });
    return vectors;
}

void check_wave_vectors(std::size_t species_count, const std::vector<WaveVector>& wave_vectors) {
    if (species_count == 0) throw InvalidArgument("density modes: no species");
    if (wave_vectors.empty() || wave_vectors.size() > most_wave_vectors) {
        throw InvalidArgument(fmt::format("{} wave vectors: must be 1 to {}", wave_vectors.size(), most_wave_vectors));
    }
    for (const WaveVector& n : wave_vectors) {
        for (const int component : n) {
            if (component < -largest_wave_number || component > largest_wave_number) {
                throw InvalidArgument(fmt::format("component of a wave vector = {}: must be -{} to {}", component,
                                                  largest_wave_number, largest_wave_number));
            }
        }
    }
}

void check_state_of_modes(const State& state, std::size_t species_count) {
    if (state.size() > most_particles_of_modes) {
        throw InvalidState(
            fmt::format("density modes: {} particles: must be at most {}", state.size(), most_particles_of_modes));
    }
    const auto is_known = [&](std::int32_t s) { return s >= 0 && static_cast<std::size_t>(s) < species_count; };
    if (!std::all_of(state.species.begin(), state.species.end(), is_known)) {
        throw InvalidState(fmt::format("density modes: a species of the state is not in [0, {})", species_count));
    }
}

}  // namespace soret
