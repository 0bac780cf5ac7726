#include "soret/validation/simulation/observers/identity_observer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "soret/common/contracts/monte_carlo.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"

namespace soret {

IdentityObserver::IdentityObserver(const IdentitySettings& settings, const Mixture& mixture, const State& start,
                                   Backend backend, const Execution& execution)
    : settings_(settings),
      mixture_(mixture),
      backend_(backend),
      execution_(execution),
      particles_(start.species_counts(mixture.species_count())) {
    if (!(settings.temperature > 0.0)) {
        throw InvalidArgument(fmt::format("identity: temperature = {}: must be > 0", settings.temperature));
    }
    const auto species = static_cast<std::int32_t>(mixture.species_count());
    if (species < 2) throw InvalidArgument("identity: the mixture has 1 species: must have at least 2");
    for (std::int32_t a = 0; a < species; ++a) {
        for (std::int32_t b = a + 1; b < species; ++b) pairs_.push_back({a, b});
    }
    if (settings.bennett_constants.empty()) return;
    if (settings.bennett_constants.size() != pairs_.size()) {
        throw InvalidArgument(fmt::format("identity: {} constants of Bennett: must be {}, one a pair of species",
                                          settings.bennett_constants.size(), pairs_.size()));
    }
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
        const double c = settings.bennett_constants[p];
        if (!std::isfinite(c))
            throw InvalidArgument(fmt::format("identity: constant of Bennett {}: must be finite", c));
        pairs_[p].bennett_constant = c;
    }
}

std::vector<double> IdentityObserver::works(std::vector<ParticleEnergy>& changes, double tail) const {
    std::vector<double> works;
    for (const ParticleEnergy& change : changes) {
        works.push_back(change.overlap ? std::numeric_limits<double>::infinity()
                                       : (change.value() + tail) / settings_.temperature);
    }
    return works;
}

void IdentityObserver::observe(const ObservedStep& step) {
    if (step.state.species_counts(mixture_.species_count()) != particles_) {
        throw InvalidState("identity: the composition has changed since the start of the run");
    }
    with_backend(backend_, [&]<class B>(B) {
        const typename B::IdentityEnergies energies(mixture_, step.state, execution_);
        std::vector<ParticleEnergy> changes;
        const auto works_of = [&](std::int32_t from, std::int32_t to) {
            energies.changes(from, to, changes);
            return works(changes, tail_change(mixture_, MonteCarloEnsemble::grand_canonical, particles_, from, to,
                                              step.state.box.volume()));
        };
        for (Pair& pair : pairs_) {
            const std::vector<double> into_a = works_of(pair.b, pair.a), into_b = works_of(pair.a, pair.b);
            if (settings_.bennett_constants.empty() && pair.blocks.sample_count() == 0) {
                pair.bennett_constant = bennett_constant_of(into_a, into_b);
            }
            pair.blocks.add(identity_sample(into_a, into_b, pair.bennett_constant));
        }
    });
}

nlohmann::json IdentityObserver::to_json() const {
    nlohmann::json pairs = nlohmann::json::array();
    for (const Pair& pair : pairs_) {
        pairs.push_back({{"bennett_constant", pair.bennett_constant}, {"blocks", pair.blocks.to_json()}});
    }
    return {{"pairs", pairs}};
}

void IdentityObserver::from_json(const nlohmann::json& saved) {
    const nlohmann::json& pairs = saved.at("pairs");
    if (pairs.size() != pairs_.size()) {
        throw InvalidInput(fmt::format("{} pairs of species: must be {}", pairs.size(), pairs_.size()));
    }
    for (std::size_t p = 0; p < pairs_.size(); ++p) {
        pairs_[p].bennett_constant = field<double>(pairs.at(p), "bennett_constant");
        pairs_[p].blocks = BlockAccumulator::from_json(pairs.at(p).at("blocks"));
        if (pairs_[p].blocks.quantities() == identity_quantities) continue;
        throw InvalidInput(
            fmt::format("{} quantities: must be {}", pairs_[p].blocks.quantities(), std::size_t{identity_quantities}));
    }
}

nlohmann::json IdentityObserver::summary() const {
    const BlockAccumulator& blocks = pairs_.front().blocks;
    return {{"samples", blocks.sample_count()},
            {"block_length", blocks.block_length()},
            {"blocks", blocks.complete_blocks()}};
}

std::vector<IdentityTable> IdentityObserver::tables() const {
    std::vector<IdentityTable> tables;
    for (const Pair& pair : pairs_) {
        const auto a = static_cast<std::size_t>(pair.a), b = static_cast<std::size_t>(pair.b);
        tables.push_back(
            {a, b, particles_[a], particles_[b], settings_.temperature, pair.bennett_constant, pair.blocks.blocks()});
    }
    return tables;
}

}  // namespace soret
