#include "soret/validation/simulation/number_moments.hpp"

#include <numeric>

#include "soret/reference/kirkwood_buff.hpp"

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

double NumberMoments::thermodynamic_factor() const {
    const BinaryKirkwoodBuff liquid{.x1 = particles[0] / total(),
                                    .number_density = total() / volume,
                                    .G11 = kirkwood_buff(0, 0),
                                    .G12 = kirkwood_buff(0, 1),
                                    .G22 = kirkwood_buff(1, 1)};
    KirkwoodBuffRelations relations;
    reference::KirkwoodBuff::relations({&liquid, 1}, {&relations, 1});
    return relations.gamma;
}

}  // namespace soret
