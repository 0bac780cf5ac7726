#pragma once

#include <vector>

#include "soret/common/mixture.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/identity_samples.hpp"
#include "soret/validation/simulation/observers/observable_settings.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

/// Changes of identity of all particles, for the differences of the chemical potentials of all pairs of species in runs
/// that hold composition and temperature. Where the truncation is plain Delta U has the change of the tail correction,
/// as in ensemble grand_canonical, whose chemical potentials these are; the steps must be samples of the energy of the
/// mixture, which those of molecular dynamics with truncation plain are not.
class IdentityObserver final : public Observer {
public:
    /// start     numbers of particles by species: they stay
    /// throws    InvalidArgument: a temperature that is not positive, one species, a wrong number of constants,
    ///           one that is not finite
    IdentityObserver(const IdentitySettings& settings, const Mixture& mixture, const State& start, Backend backend,
                     const Execution& execution);

    std::uint64_t every() const override { return settings_.every; }
    void observe(const ObservedStep& step) override;
    nlohmann::json to_json() const override;
    void from_json(const nlohmann::json& saved) override;
    std::vector<ResultFile> files() const override { return {}; }
    std::string name() const override { return "identity"; }
    /// samples, block_length (samples), blocks.
    nlohmann::json summary() const override;

    /// By pair of species: 12, 13, .., 23, .. .
    std::vector<IdentityTable> tables() const;

private:
    struct Pair {
        std::int32_t a, b;
        double bennett_constant = 0.0;  // of the settings, or of the first sample
        BlockAccumulator blocks{identity_quantities};
    };

    std::vector<double> works(std::vector<ParticleEnergy>& changes, double tail) const;

    IdentitySettings settings_;
    Mixture mixture_;
    Backend backend_;
    Execution execution_;
    std::vector<std::int64_t> particles_;  // by species
    std::vector<Pair> pairs_;
};

}  // namespace soret
