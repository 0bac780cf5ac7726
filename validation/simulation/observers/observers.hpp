#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/observers/observable_settings.hpp"
#include "soret/validation/simulation/observers/observer.hpp"

namespace soret {

class MsdObserver;
class FluxObserver;
class IdentityObserver;
class RdfObserver;
class StructureFactorObserver;

/// Names of all files that observers may write.
std::vector<std::string> observer_file_names();

/// For a start: a run that goes on may have a box, between two samples, in which it could not begin.
/// throws   InvalidState: a box in which something that is asked for cannot be observed
void check_observables(const ObservableSettings& settings, const Box& box);

/// The observers of a run.
class Observers {
public:
    /// state      the start: what is not there cannot be observed
    /// timestep   [tau]; a Markov chain has none
    /// throws   InvalidArgument: settings out of range
    Observers(const ObservableSettings& settings, const Mixture& mixture, const State& state, double timestep,
              Backend backend, const Execution& execution);

    /// Steps from this one of the production to the next that somebody wants; the largest number if nobody does.
    std::uint64_t steps_until_due(std::uint64_t step) const;
    /// Whether somebody wants the currents among the totals of a step of the production.
    bool want_currents(std::uint64_t step) const;
    /// Shows a step of the production to those that want it; state_of is called only if somebody does.
    /// force_z_of   F_z of each row of the state
    void observe(std::uint64_t step, const std::function<State()>& state_of, const PairForcesTotals* totals = nullptr,
                 const std::function<std::vector<double>()>& force_z_of = {},
                 const ExtendedVariables* extended = nullptr);

    nlohmann::json to_json() const;
    /// throws   Error, nlohmann::json::exception: not what to_json writes; reading_json() makes one line of both
    void from_json(const nlohmann::json& saved);

    std::vector<ResultFile> files() const;
    /// Adds what the observers say to summary.json.
    void add_to(nlohmann::json& summary) const;

    const RdfObserver* rdf() const { return rdf_; }  ///< null if it is not observed
    const StructureFactorObserver* structure_factor() const { return structure_factor_; }  ///< the same
    const MsdObserver* msd() const { return msd_; }                                        ///< the same
    const FluxObserver* fluxes() const { return fluxes_; }                                 ///< the same
    const IdentityObserver* identity() const { return identity_; }                         ///< the same
    const Observer* own() const { return own_; }                                           ///< the same

private:
    bool is_due(const Observer& observer, std::uint64_t step) const;

    std::vector<std::unique_ptr<Observer>> observers_;
    const RdfObserver* rdf_ = nullptr;
    const StructureFactorObserver* structure_factor_ = nullptr;
    const MsdObserver* msd_ = nullptr;
    const FluxObserver* fluxes_ = nullptr;
    const IdentityObserver* identity_ = nullptr;
    const Observer* own_ = nullptr;
};

}  // namespace soret
