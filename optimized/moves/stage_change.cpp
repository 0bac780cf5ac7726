#include "soret/optimized/moves/stage_change.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/portable_math.hpp"

namespace soret::optimized {

MoveTrial StageChange::propose(MonteCarloSystem& system, Turn& turn) {
    const GrowingParticle& particle = *system.chain.growing;
    system.soft_core->energies(*turn.near, system.growing_species(), energies_);
    const std::size_t stages = energies_.size();
    const double temperature = system.parameters.temperature;
    std::vector<double>& p = probabilities_;  // first exponents, then weights
    p.resize(stages);
    double largest = -INFINITY;
    for (std::size_t k = 0; k < stages; ++k) {
        p[k] = energies_[k].overlap ? -INFINITY : particle.weights[k] - energies_[k].value() / temperature;
        largest = std::max(largest, p[k]);
    }
    double sum = 0.0;
    for (double& weight : p) {
        weight = portable_exp(weight - largest);
        sum += weight;
    }
    const double drawn = uniform_from(turn.b[2], turn.b[3]) * sum;
    double cumulated = p[0];
    for (stage_ = 0; !(drawn < cumulated);) cumulated += p[++stage_];
    for (double& weight : p) weight /= sum;
    return {.energy_change = energies_[stage_].quanta - energies_[particle.stage].quanta};
}

void StageChange::apply(MonteCarloSystem& system, Turn&) const {
    system.chain.growing->stage = stage_;
    count_stage(*system.chain.growing, stage_, probabilities_);
    std::vector<double>& sums = system.stage_probability_sums;
    sums.resize(probabilities_.size(), 0.0);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += probabilities_[k];
}

}  // namespace soret::optimized
