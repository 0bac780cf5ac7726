#include "soret/reference/moves/stage_change.hpp"

#include <algorithm>
#include <cmath>

#include "soret/common/portable_math.hpp"
#include "soret/reference/soft_core.hpp"

namespace soret::reference {

MoveTrial StageChange::propose(const MonteCarloSystem& system, const MonteCarloTurn& turn) {
    const GrowingParticle& particle = *system.chain.growing;
    const std::vector<double>& stages = system.parameters.growing->stages;
    std::vector<ParticleEnergy> u;
    SoftCore(system.mixture, system.chain.state, stages).at(particle.position, system.growing_species(), u);

    std::vector<double> exponent(stages.size(), -INFINITY);
    for (std::size_t k = 0; k < stages.size(); ++k) {
        if (!u[k].overlap) exponent[k] = particle.weights[k] - u[k].value() / system.parameters.temperature;
    }
    const double largest = *std::max_element(exponent.begin(), exponent.end());
    std::vector<double> weight;
    std::vector<double> cumulated;
    double sum = 0.0;
    for (const double e : exponent) {
        weight.push_back(portable_exp(e - largest));
        sum += weight.back();
        cumulated.push_back(sum);
    }
    const RandomWords b = turn.words(1);
    const double drawn = uniform_from(b[2], b[3]) * sum;
    stage_ = 0;
    while (!(drawn < cumulated[stage_])) ++stage_;  // ends: drawn < sum, which is the last of them
    probabilities_.clear();
    for (const double w : weight) probabilities_.push_back(w / sum);
    return {.energy_change = u[stage_].quanta - u[particle.stage].quanta};
}

void StageChange::apply(MonteCarloSystem& system) const {
    system.chain.growing->stage = stage_;
    count_stage(*system.chain.growing, stage_, probabilities_);
    std::vector<double>& sums = system.stage_probability_sums;
    sums.resize(probabilities_.size(), 0.0);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += probabilities_[k];
}

}  // namespace soret::reference
