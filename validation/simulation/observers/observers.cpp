#include "soret/validation/simulation/observers/observers.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/observers/flux_observer.hpp"
#include "soret/validation/simulation/observers/identity_observer.hpp"
#include "soret/validation/simulation/observers/msd_observer.hpp"
#include "soret/validation/simulation/observers/profile_observer.hpp"
#include "soret/validation/simulation/observers/rdf_observer.hpp"
#include "soret/validation/simulation/observers/structure_factor_observer.hpp"

namespace soret {

nlohmann::json ObservableSettings::parameters() const {
    nlohmann::json json = nlohmann::json::object();
    if (rdf.every > 0) json["rdf"] = {{"every", rdf.every}, {"r_max", rdf.bins.r_max}, {"bins", rdf.bins.bins}};
    if (structure_factor.every > 0) {
        json["structure_factor"] = {{"every", structure_factor.every},
                                    {"largest_square", structure_factor.largest_square}};
    }
    if (msd.every > 0) json["msd"] = {{"every", msd.every}};
    if (fluxes.every > 0) {
        json["fluxes"] = {{"every", fluxes.every}, {"correlation_time", fluxes.correlation_time}};
    }
    if (profile.every > 0) json["profile"] = {{"every", profile.every}, {"bin", profile.bin}};
    if (identity.every > 0) json["identity"] = {{"every", identity.every}};
    if (!identity.bennett_constants.empty()) json["identity"]["bennett_constants"] = identity.bennett_constants;
    return json;
}

std::vector<std::string> observer_file_names() {
    return {std::string(rdf_file),     std::string(structure_factor_file), std::string(msd_file),
            std::string(profile_file), std::string(correlations_file),     std::string(transport_file)};
}

void check_observables(const ObservableSettings& settings, const Box& box) {
    if (settings.rdf.every > 0) check_radial_bins_fit(settings.rdf.bins, box);
    if (settings.structure_factor.every > 0) check_structure_factor_box(box);
}

Observers::Observers(const ObservableSettings& settings, const Mixture& mixture, const State& state, double timestep,
                     Backend backend, const Execution& execution) {
    const std::size_t species_count = mixture.species_count();
    if (settings.rdf.every > 0) {
        auto rdf = std::make_unique<RdfObserver>(settings.rdf, species_count, backend, execution);
        rdf_ = rdf.get();
        observers_.push_back(std::move(rdf));
    }
    if (settings.structure_factor.every > 0) {
        auto structure_factor =
            std::make_unique<StructureFactorObserver>(settings.structure_factor, species_count, backend, execution);
        structure_factor_ = structure_factor.get();
        observers_.push_back(std::move(structure_factor));
    }
    if (settings.msd.every > 0) {
        auto msd = std::make_unique<MsdObserver>(settings.msd, state, species_count, timestep, backend);
        msd_ = msd.get();
        observers_.push_back(std::move(msd));
    }
    if (settings.fluxes.every > 0) {
        auto fluxes = std::make_unique<FluxObserver>(settings.fluxes, mixture, state, timestep, backend);
        fluxes_ = fluxes.get();
        observers_.push_back(std::move(fluxes));
    }
    if (settings.profile.every > 0) {
        observers_.push_back(std::make_unique<ProfileObserver>(settings.profile, mixture, state.box, backend));
    }
    if (settings.identity.every > 0) {
        auto identity = std::make_unique<IdentityObserver>(settings.identity, mixture, state, backend, execution);
        identity_ = identity.get();
        observers_.push_back(std::move(identity));
    }
    if (settings.own) {
        observers_.push_back(settings.own(mixture, state, backend));
        own_ = observers_.back().get();
    }
}

bool Observers::is_due(const Observer& observer, std::uint64_t step) const {
    return step == 0 ? observer.wants_start() : step % observer.every() == 0;
}

bool Observers::want_currents(std::uint64_t step) const {
    return std::any_of(observers_.begin(), observers_.end(),
                       [&](const auto& observer) { return observer->wants_currents() && is_due(*observer, step); });
}

std::uint64_t Observers::steps_until_due(std::uint64_t step) const {
    std::uint64_t steps = std::numeric_limits<std::uint64_t>::max();
    for (const auto& observer : observers_) steps = std::min(steps, observer->every() - step % observer->every());
    return steps;
}

void Observers::observe(std::uint64_t step, const std::function<State()>& state_of, const PairForcesTotals* totals,
                        const std::function<std::vector<double>()>& force_z_of, const ExtendedVariables* extended) {
    const auto due = [&](const auto& observer) { return is_due(*observer, step); };
    if (std::none_of(observers_.begin(), observers_.end(), due)) return;
    const State state = state_of();
    const bool forces =
        std::any_of(observers_.begin(), observers_.end(), [&](const auto& o) { return due(o) && o->wants_forces(); });
    const std::vector<double> force_z = forces ? force_z_of() : std::vector<double>();
    for (const auto& observer : observers_) {
        if (due(observer)) observer->observe({step, state, totals, &force_z, extended});
    }
}

nlohmann::json Observers::to_json() const {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& observer : observers_) json[observer->name()] = observer->to_json();
    return json;
}

void Observers::from_json(const nlohmann::json& saved) {
    for (const auto& observer : observers_) {
        reading_json(observer->name(), [&] { observer->from_json(saved.at(observer->name())); });
    }
}

std::vector<ResultFile> Observers::files() const {
    std::vector<ResultFile> files;
    for (const auto& observer : observers_) {
        for (ResultFile& file : observer->files()) files.push_back(std::move(file));
    }
    return files;
}

void Observers::add_to(nlohmann::json& summary) const {
    for (const auto& observer : observers_) summary[observer->name()] = observer->summary();
}

}  // namespace soret
