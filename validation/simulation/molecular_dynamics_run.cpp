#include "soret/validation/simulation/molecular_dynamics_run.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/simulation/closest_pair.hpp"
#include "soret/validation/simulation/restraint.hpp"
#include "soret/validation/simulation/trajectory_json.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

using Engine = std::variant<reference::Integrator, optimized::Integrator>;

constexpr PairForcesRequest energies_and_virial{.energies = true, .virial = true, .currents = false};

/// Steps times particles after which somebody may want to know how things are: a fraction of a second.
constexpr std::uint64_t longest_work = 1'000'000;
constexpr std::uint64_t most_steps_at_once = 100;

constexpr const char* saved_run = "saved run";

Engine engine_of(Backend backend, const Mixture& mixture, const Trajectory& start,
                 const IntegratorParameters& parameters, const Execution& execution) {
    if (start.state.size() < 2) {
        throw InvalidState(fmt::format(
            "{} particles: must be at least 2 in molecular dynamics: the temperature has 3 N - 3 degrees of freedom",
            start.state.size()));
    }
    return with_backend(backend, [&]<class B>(B) {
        return Engine(std::in_place_type<typename B::Integrator>, mixture, start, parameters, execution);
    });
}

void check(const MolecularDynamicsRunSettings& settings) {
    if (settings.sample_every == 0) throw InvalidArgument("sample_every = 0: must be at least 1");
    if (settings.equilibration + settings.production < settings.production) {
        throw InvalidArgument(
            fmt::format("production = {}: too many steps together with the equilibration", settings.production));
    }
    const IntegratorParameters& parameters = settings.parameters;
    if (settings.energy_reset_every > 0 &&
        (parameters.ensemble != IntegratorEnsemble::nve || parameters.spring > 0.0)) {
        throw InvalidArgument(fmt::format("energy_reset_every = {}: must be 0 but in nve without restraints",
                                          settings.energy_reset_every));
    }
}

/// A trajectory whose restraints are let go has no spring any more.
MolecularDynamicsRunSettings settings_at(const Trajectory& start, MolecularDynamicsRunSettings settings) {
    if (start.anchors.empty()) settings.parameters.spring = 0.0;
    return settings;
}

nlohmann::json resets_to_json(const EnergyResets& resets) {
    return {{"count", resets.count}, {"sum", resets.sum}, {"sum_of_squares", resets.sum_of_squares}};
}

EnergyResets resets_from_json(const nlohmann::json& saved) {
    return {field<std::uint64_t>(saved, "count"), field<double>(saved, "sum"), field<double>(saved, "sum_of_squares")};
}

}  // namespace

MolecularDynamicsRun::MolecularDynamicsRun(const Mixture& mixture, const Trajectory& start,
                                           const MolecularDynamicsRunSettings& settings, Backend backend,
                                           const Execution& execution)
    : mixture_(mixture),
      settings_(settings_at(start, settings)),
      backend_(backend),
      execution_(execution),
      engine_(engine_of(backend, mixture, start, settings_.parameters, execution)),
      particles_(static_cast<double>(start.state.size())),
      energy_of_start_(total_energy()),
      samples_(dynamics_quantities, settings.most_blocks),
      conservation_(2, settings.most_blocks),
      heat_flux_(2, settings.most_blocks),
      field_(field_quantities, settings.most_blocks),
      field_meter_(mixture, settings.parameters),
      observers_(settings.observables, mixture, start.state, settings.parameters.timestep, backend, execution) {
    check(settings);
    if (start.step == 0) check_observables(settings.observables, start.state.box);
    begin_production_if_due();
}

MolecularDynamicsRun::MolecularDynamicsRun(const Mixture& mixture, const nlohmann::json& saved,
                                           const MolecularDynamicsRunSettings& settings, Backend backend,
                                           const Execution& execution)
    : MolecularDynamicsRun(mixture, trajectory_from_json(saved), settings, backend, execution) {
    reading_json(saved_run, [&] {
        if (!saved.at("conserved_at_start").is_null()) conserved_at_start_ = field<double>(saved, "conserved_at_start");
        samples_ = BlockAccumulator::from_json(saved.at("samples"));
        conservation_ = BlockAccumulator::from_json(saved.at("conservation"));
        heat_flux_ = BlockAccumulator::from_json(saved.at("heat_flux"));
        given_before_ = energies_from_json(saved, "given_before_production");
        given_before_sample_ = energies_from_json(saved, "given_before_sample");
        if (settings.energy_reset_every > 0) {
            const nlohmann::json& resets = saved.at("energy_resets");
            energy_of_start_ = soret::field<double>(resets, "energy_of_start");
            energy_resets_ = resets_from_json(resets.at("given"));
        }
        if (saved.contains("restraints"))
            energy_let_go_ = soret::field<double>(saved.at("restraints"), "energy_let_go");
        if (has_field(settings.parameters.ensemble)) {
            field_ = BlockAccumulator::from_json(saved.at("field").at("samples"));
            field_meter_.from_json(saved.at("field").at("meter"));
        }
        observers_.from_json(saved.at("observers"));
    });
}

void MolecularDynamicsRun::begin_production_if_due() {
    if (steps_done() != settings_.equilibration) return;
    conserved_at_start_ = sample().conserved;
    given_before_ = given_before_sample_ = extended().energy_given;
    if (has_field(settings_.parameters.ensemble)) field_meter_.begin(trajectory().state, extended().field);
    observe();
}

void MolecularDynamicsRun::let_go_if_due() {
    if (settings_.parameters.spring == 0.0 || steps_done() < settings_.restrained_steps) return;
    const double before = sample().conserved;
    Trajectory now = trajectory();
    now.anchors = {};
    remove_total_momentum(now.state, mixture_);
    settings_.parameters.spring = 0.0;
    engine_ = engine_of(backend_, mixture_, now, settings_.parameters, execution_);
    std::visit([&](auto& engine) { engine.run(0, energies_and_virial); }, engine_);
    energy_let_go_ = 0.0;
    energy_let_go_ = before - sample().conserved;
}

void MolecularDynamicsRun::reset_energy_if_due(const PairForcesRequest& request) {
    const std::uint64_t every = settings_.energy_reset_every;
    if (every == 0 || steps_done() % every != 0) return;
    const double before = total_energy();
    Trajectory now = trajectory();
    set_total_energy(now.state, mixture_, totals().potential_energy, energy_of_start_);
    engine_ = engine_of(backend_, mixture_, now, settings_.parameters, execution_);
    std::visit([&](auto& engine) { engine.run(0, request); }, engine_);
    const double given = total_energy() - before;
    ++energy_resets_.count;
    energy_resets_.sum += given;
    energy_resets_.sum_of_squares += given * given;
}

void MolecularDynamicsRun::observe() {
    observers_.observe(
        production_step(), [this] { return trajectory().state; }, &totals(),
        [this] { return std::visit([](const auto& engine) { return engine.forces(2); }, engine_); }, &extended());
}

std::uint64_t MolecularDynamicsRun::steps_until_due() const {
    const std::uint64_t n = static_cast<std::uint64_t>(particles_);
    std::uint64_t steps = std::clamp<std::uint64_t>(longest_work / n, 1, most_steps_at_once);
    if (settings_.parameters.spring > 0.0) steps = std::min(steps, settings_.restrained_steps - steps_done());
    if (const std::uint64_t every = settings_.energy_reset_every; every > 0) {
        steps = std::min(steps, every - steps_done() % every);
    }
    if (!in_production()) return std::min(steps, settings_.equilibration - steps_done());
    for (const std::uint64_t every : {settings_.sample_every, settings_.frame_every}) {
        if (every > 0) steps = std::min(steps, every - production_step() % every);
    }
    steps = std::min(steps, observers_.steps_until_due(production_step()));
    return std::min(steps, steps_in_all() - steps_done());
}

void MolecularDynamicsRun::advance() {
    const std::uint64_t steps = steps_until_due();
    PairForcesRequest request = energies_and_virial;
    const std::uint64_t next = production_step() + steps;
    const bool of_field =
        has_field(settings_.parameters.ensemble) && field_meter_.wants_currents() && next % settings_.sample_every == 0;
    request.currents = in_production() && (of_field || observers_.want_currents(next));
    try {
        std::visit([&](auto& engine) { engine.run(steps, request); }, engine_);
    } catch (const InvalidState& error) {
        throw InvalidState(explanation_of(error, trajectory().state, mixture_, settings_.parameters.timestep));
    }
    let_go_if_due();
    reset_energy_if_due(request);
    begin_production_if_due();
    if (production_step() > 0) observe();
    if (!is_sampled()) return;
    const MolecularDynamicsSample now = sample();
    const double energy = now.potential_energy + (now.kinetic_energy - now.flow_energy);
    const SymmetricTensor& p = now.pressure_tensor;
    samples_.add(std::array<double, dynamics_quantities>{
        now.temperature, now.pressure, now.potential_energy / particles_,
        (energy + now.pressure * now.volume) / particles_, now.volume, now.kinetic_energy / particles_, now.edges.x,
        now.edges.y, now.edges.z, p[0], p[1], p[2], p[3], p[4], p[5]});
    // Not the part of the production: a run that is made longer later has the same numbers as one that was so long.
    conservation_.add(std::array<double, 2>{static_cast<double>(production_step()), conserved_change_per_particle()});
    if (has_slabs(settings_.parameters.ensemble)) sample_heat_flux();
    if (has_field(settings_.parameters.ensemble)) sample_field();
}

double MolecularDynamicsRun::sample_interval() const {
    return static_cast<double>(settings_.sample_every) * settings_.parameters.timestep;
}

void MolecularDynamicsRun::sample_field() {
    const auto sample = field_meter_.sample(trajectory().state, extended().field, totals(), sample_interval());
    if (sample) field_.add(*sample);
}

void MolecularDynamicsRun::sample_heat_flux() {
    const Vector3 edges = std::visit([](const auto& engine) { return engine.box().edges(); }, engine_);
    const double twice_area_time = 2.0 * (edges.x * edges.y) * sample_interval();
    const EnergyGiven& given = extended().energy_given;
    heat_flux_.add(std::array<double, 2>{(given.hot - given_before_sample_.hot) / twice_area_time,
                                         (given_before_sample_.cold - given.cold) / twice_area_time});
    given_before_sample_ = given;
}

std::uint64_t MolecularDynamicsRun::steps_done() const {
    return std::visit([](const auto& engine) { return engine.step(); }, engine_);
}

const PairForcesTotals& MolecularDynamicsRun::totals() const {
    return std::visit([](const auto& engine) -> const PairForcesTotals& { return engine.totals(); }, engine_);
}

double MolecularDynamicsRun::total_energy() const {
    return totals().potential_energy + totals().kinetic_energy();
}

const ExtendedVariables& MolecularDynamicsRun::extended() const {
    return std::visit([](const auto& engine) -> const ExtendedVariables& { return engine.extended(); }, engine_);
}

/// P_a P_b/M if a momentum is kept, else 0.
SymmetricTensor MolecularDynamicsRun::kinetic_tensor_of_flow() const {
    if (!settings_.keeps_momentum) return {};
    const State state = trajectory().state;
    const Vector3 p = total_momentum(state, mixture_);
    const double mass = total_mass(state, mixture_);
    return {p.x * p.x / mass, p.y * p.y / mass, p.z * p.z / mass, p.x * p.y / mass, p.x * p.z / mass, p.y * p.z / mass};
}

MolecularDynamicsSample MolecularDynamicsRun::sample() const {
    const PairForcesTotals& sums = totals();
    const SymmetricTensor flow = kinetic_tensor_of_flow();
    const double flow_energy = 0.5 * ((flow[0] + flow[1]) + flow[2]);
    const double kinetic = sums.kinetic_energy() - flow_energy;
    const auto n = static_cast<std::size_t>(particles_);
    const double spring = settings_.parameters.spring;
    const double temperature = spring > 0.0 ? 2.0 * kinetic / (3.0 * particles_) : kinetic_temperature(kinetic, n);
    return std::visit(
        [&](const auto& engine) {
            const double volume = engine.box().volume();
            SymmetricTensor virial = sums.virial;
            if (spring > 0.0) {
                for (std::size_t a = 0; a < virial.size(); ++a) virial[a] -= spring * engine.restraint_sums()[a];
            }
            const double trace = (virial[0] + virial[1]) + virial[2];
            SymmetricTensor pressure_tensor{};
            for (std::size_t a = 0; a < pressure_tensor.size(); ++a) {
                pressure_tensor[a] = ((sums.kinetic[a] - flow[a]) + virial[a]) / volume;
            }
            return MolecularDynamicsSample{
                .temperature = temperature,
                .pressure = (2.0 * kinetic + trace) / 3.0 / volume,
                .potential_energy = sums.potential_energy,
                .kinetic_energy = sums.kinetic_energy(),
                .flow_energy = flow_energy,
                .volume = volume,
                .edges = engine.box().edges(),
                .pressure_tensor = pressure_tensor,
                .conserved = (conserved_quantity(settings_.parameters, n, engine.box(), engine.extended(), sums,
                                                 engine.restraint_sums()) +
                              energy_let_go_) -
                             energy_resets_.sum};
        },
        engine_);
}

double MolecularDynamicsRun::conserved_change_per_particle() const {
    return conserved_at_start_ ? (sample().conserved - *conserved_at_start_) / particles_ : 0.0;
}

Trajectory MolecularDynamicsRun::trajectory() const {
    return std::visit([](const auto& engine) { return engine.trajectory(); }, engine_);
}

MolecularDynamicsRunResult MolecularDynamicsRun::result() const {
    const EnergyGiven& given = extended().energy_given;
    return {.samples = samples_.blocks(),
            .conservation = conservation_.blocks(),
            .heat_flux = heat_flux_.blocks(),
            .field = field_.blocks(),
            .energy_given = {given.hot - given_before_.hot, given.cold - given_before_.cold,
                             given.rest - given_before_.rest},
            .trajectory = trajectory(),
            .energy_resets = energy_resets_};
}

void MolecularDynamicsRun::check_totals() const {
    const State state = trajectory().state;
    PairForcesResult anew;
    with_backend(backend_, [&]<class B>(B) {
        typename B::PairForces pair_forces(mixture_, execution_);
        pair_forces.compute(state, energies_and_virial, anew);
    });
    const PairForcesTotals& now = totals();
    if (anew.potential_energy != now.potential_energy || anew.virial != now.virial || anew.kinetic != now.kinetic) {
        throw std::logic_error(fmt::format("after step {} the energy is {} + {}, but summed over all pairs {} + {}",
                                           steps_done(), now.potential_energy, now.kinetic_energy(),
                                           anew.potential_energy, anew.kinetic_energy()));
    }
}

nlohmann::json MolecularDynamicsRun::to_json() const {
    const Trajectory now = trajectory();
    nlohmann::json json = soret::to_json(now);
    json.update(
        {{"conserved_at_start", conserved_at_start_ ? nlohmann::json(*conserved_at_start_) : nlohmann::json(nullptr)},
         {"samples", samples_.to_json()},
         {"conservation", conservation_.to_json()},
         {"heat_flux", heat_flux_.to_json()},
         {"given_before_production", energies_to_json(given_before_)},
         {"given_before_sample", energies_to_json(given_before_sample_)},
         {"observers", observers_.to_json()}});
    if (has_field(settings_.parameters.ensemble)) {
        json["field"] = {{"samples", field_.to_json()}, {"meter", field_meter_.to_json()}};
    }
    if (settings_.restrained_steps > 0) {
        json["restraints"] = {{"anchors", anchors_to_json(now.anchors)}, {"energy_let_go", energy_let_go_}};
    }
    if (settings_.energy_reset_every > 0) {
        json["energy_resets"] = {{"energy_of_start", energy_of_start_}, {"given", resets_to_json(energy_resets_)}};
    }
    return json;
}

}  // namespace soret
