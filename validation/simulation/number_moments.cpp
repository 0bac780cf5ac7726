#include "soret/validation/simulation/number_moments.hpp"

#include <numeric>

#include "soret/reference/kirkwood_buff.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret {

double NumberMoments::total() const {
    return std::accumulate(particles.begin(), particles.end(), 0.0);
}

double NumberMoments::kirkwood_buff(std::size_t a, std::size_t b) const {
    const double n_a = particles[a];
    const double n_b = particles[b];
    const double covariance = products[species_pair(a, b, particles.size())] - n_a * n_b;
    const double own = a == b ? volume / n_b : 0.0;
    return volume * covariance / (n_a * n_b) - own;
}

std::vector<double> NumberMoments::kirkwood_buff() const {
    std::vector<double> integrals(species_pair_count(particles.size()));
    for (std::size_t a = 0; a < particles.size(); ++a) {
        for (std::size_t b = a; b < particles.size(); ++b) {
            integrals[species_pair(a, b, particles.size())] = kirkwood_buff(a, b);
        }
    }
    return integrals;
}

double NumberMoments::variance_of_total() const {
    double variance = 0.0;
    for (std::size_t a = 0; a < particles.size(); ++a) {
        for (std::size_t b = 0; b < particles.size(); ++b) {
            variance += products[species_pair(a, b, particles.size())] - particles[a] * particles[b];
        }
    }
    return variance;
}

KirkwoodBuffRelations NumberMoments::relations() const {
    const BinaryKirkwoodBuff liquid{.x1 = particles[0] / total(),
                                    .number_density = total() / volume,
                                    .G11 = kirkwood_buff(0, 0),
                                    .G12 = kirkwood_buff(0, 1),
                                    .G22 = kirkwood_buff(1, 1)};
    KirkwoodBuffRelations relations;
    reference::KirkwoodBuff::relations({&liquid, 1}, {&relations, 1});
    return relations;
}

NumberMoments number_moments(const BlockTable& samples, std::span<const double> means, std::size_t species) {
    NumberMoments moments;
    moments.volume = means[box_volume];
    moments.energy = means[potential_energy];
    for (std::size_t a = 0; a < species; ++a) {
        moments.particles.push_back(means[count_column(a)]);
        for (std::size_t b = a; b < species; ++b) {
            moments.products.push_back(means[samples.product_column(count_column(a), count_column(b))]);
        }
    }
    return moments;
}

}  // namespace soret
