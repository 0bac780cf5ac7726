#pragma once

// The runs that checkpoint_fuzz restores: four particles, so that a step takes no time.

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "soret/common/mixture.hpp"
#include "soret/validation/routes/nemd/flow_observer.hpp"
#include "soret/validation/simulation/molecular_dynamics_run.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"

namespace soret::fuzz {

inline const Mixture& mixture() {
    static const Mixture two_species(lorentz_berthelot({1.0, 1.0}, {0.6, 1.0}, {1.0, 1.0}, 2.5));
    return two_species;
}

/// A chain of the thermostat or barostat that a saved run has.
inline bool has_chain(const nlohmann::json& saved, const char* name) {
    const nlohmann::json::json_pointer rate = nlohmann::json::json_pointer("/extended") / name / "rate";
    return saved.contains(rate) && !saved.at(rate).empty();
}

/// The settings that fit what a saved run says of itself: its ensemble and observers.
inline MolecularDynamicsRunSettings dynamics_settings(const nlohmann::json& saved) {
    MolecularDynamicsRunSettings settings;
    IntegratorParameters& parameters = settings.parameters;
    parameters.ensemble = has_chain(saved, "barostat")     ? IntegratorEnsemble::npt
                          : has_chain(saved, "thermostat") ? IntegratorEnsemble::nvt
                                                           : IntegratorEnsemble::nve;
    parameters.chain_length = 2;
    settings.production = 1000;
    settings.sample_every = 1;
    settings.most_blocks = 2;
    if (saved.contains("restraints")) {
        parameters.spring = 10.0;
        settings.restrained_steps = 500;
    }
    const nlohmann::json observers = saved.value("observers", nlohmann::json::object());
    ObservableSettings& observables = settings.observables;
    if (observers.contains("rdf")) observables.rdf = {1, {.r_max = 2.0, .bins = 2}};
    if (observers.contains("msd")) observables.msd.every = 1;
    if (observers.contains("profile")) observables.profile = {1, 3.0};
    if (observers.contains("fluxes")) observables.fluxes = {1, parameters.timestep};
    if (observers.contains("flow")) {
        parameters.ensemble = IntegratorEnsemble::nemd;
        parameters.hot = parameters.cold = {.temperature = 1.0, .width = 2.0};
        observables.own = [](const Mixture& of, const State& start, Backend backend) {
            return std::make_unique<FlowObserver>(FlowSettings{.sample_every = 1, .samples = 2}, of, start, backend);
        };
    }
    return settings;
}

inline MonteCarloRunSettings chain_settings() {
    MonteCarloRunSettings settings;
    settings.parameters.ensemble = MonteCarloEnsemble::semi_grand;
    settings.parameters.chemical_potential = {0.0, 0.0};
    settings.production = 1000;
    settings.pressure_every = 1;
    settings.most_blocks = 2;
    settings.observables.rdf = {1, {.r_max = 2.0, .bins = 2}};
    return settings;
}

}  // namespace soret::fuzz
