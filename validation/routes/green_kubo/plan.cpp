#include "soret/validation/routes/green_kubo/green_kubo.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/routes/green_kubo/run.hpp"
#include "soret/validation/routes/planned_speed.hpp"
#include "soret/validation/routes/semi_grand/semi_grand.hpp"
#include "soret/validation/routes/task_liquid.hpp"

namespace soret {

namespace {

std::string base_id(const GreenKuboStudy& study, double x1) {
    const std::string ensemble =
        study.ensemble == IntegratorEnsemble::nve ? "" : std::string(name_of(study.ensemble)) + "-";
    return fmt::format("green_kubo-{}n{}-x{:.3f}", ensemble, study.particles, x1);
}

std::string state_id(const GreenKuboStudy& study, double x1) {
    return fmt::format("green_kubo-n{}-x{:.3f}-state", study.particles, x1);
}

int replicas_at(const GreenKuboStudy& study, double x1) {
    const auto own = study.replicas_at.find(x1);
    return own == study.replicas_at.end() ? study.replicas : own->second;
}

double seconds_of(const GreenKuboPlan& plan, double particles, double time) {
    const double steps_of_a_step = 1.0 + steps_per_sample / static_cast<double>(plan.sample_every);
    return seconds_per_step * steps_of_a_step * particles * time / plan.timestep;
}

double time_of_state(const GreenKuboPlan& plan) {
    return 2.0 * plan.thermostat_time_span + plan.first_state_time + plan.state_time;
}

double time_of_run(const GreenKuboPlan& plan, const GreenKuboStudy& study) {
    const double samples_per_tau = 1.0 / (plan.timestep * static_cast<double>(plan.sample_every));
    return plan.thermostat_time_span + static_cast<double>(study.samples) / samples_per_tau;
}

}  // namespace

std::uint64_t flux_samples(double wanted) {
    std::uint64_t power = FluxSeries::first_block_length * 4;
    while (static_cast<double>(power) * 2.0 <= wanted) power *= 2;
    return power;
}

GreenKuboPlan green_kubo_plan(const PlanOptions& options) {
    check_size(options);
    const double effort = options.effort;
    GreenKuboPlan plan;
    GreenKuboStudy main;
    std::vector<std::pair<double, int>> sizes;  // of boxes at x_1 = 0.5, against the main one, and their replicas
    int thermostatted_replicas = 0;
    std::vector<double> all;
    for (int k = 1; k <= 9; ++k) all.push_back(k / 10.0);
    switch (options.tier) {
        case Tier::quick: return plan;  // the synthetic field is some forty times cheaper
        case Tier::standard:
            main.compositions = all;
            // All compositions together 3 % of S_T, to be held against the synthetic field; one alone 7 to 20 %.
            main.replicas = 12;
            main.replicas_at = {{0.1, 10}};
            // D_1, D_2 and the viscosity, for which these are, are known better than L_1q by far.
            sizes = {{2.0, 4}, {4.0, 2}};
            thermostatted_replicas = 3;
            break;
        case Tier::full:
            main.particles = 5000;
            main.compositions = all;
            main.replicas = 64;
            main.replicas_at = {{0.1, 128}, {0.2, 80}};
            sizes = {{0.5, 64}, {2.0, 64}};
            thermostatted_replicas = 42;
            break;
    }
    if (options.particles != 0) main.particles = options.particles;
    const auto scaled = [&](int replicas) {
        return std::max(2, static_cast<int>(std::lround(static_cast<double>(replicas) * effort)));
    };
    for (const auto& [factor, replicas] : sizes) {
        GreenKuboStudy size = main;
        size.replicas_at.clear();
        size.particles = std::max(100, static_cast<int>(std::lround(factor * main.particles)));
        size.compositions = {0.5};
        size.replicas = scaled(replicas);
        plan.studies.push_back(size);
    }
    GreenKuboStudy thermostatted = main;
    thermostatted.replicas_at.clear();
    thermostatted.ensemble = IntegratorEnsemble::nvt;
    thermostatted.compositions = {0.2, 0.5, 0.8};
    thermostatted.replicas = scaled(thermostatted_replicas);
    plan.studies.push_back(thermostatted);
    main.replicas = scaled(main.replicas);
    for (auto& [x1, replicas] : main.replicas_at) replicas = scaled(replicas);
    plan.studies.insert(plan.studies.begin(), main);
    if (effort < 1.0) {
        for (GreenKuboStudy& study : plan.studies) {
            study.samples = flux_samples(static_cast<double>(study.samples) * effort);
        }
        plan.state_time = std::max(20.0, plan.state_time * effort);
        plan.first_state_time = std::max(10.0, plan.first_state_time * effort);
        plan.thermostat_time_span = std::max(5.0, plan.thermostat_time_span * effort);
        plan.settling_time = std::max(2.0, plan.settling_time * effort);
    }
    return plan;
}

double core_seconds(const GreenKuboPlan& plan) {
    double seconds = 0.0;
    std::set<std::string> states;  // studies share them
    for (const GreenKuboStudy& study : plan.studies) {
        for (const double x1 : study.compositions) {
            const bool first = states.insert(state_id(study, x1)).second;
            const double time = (first ? time_of_state(plan) : 0.0) + replicas_at(study, x1) * time_of_run(plan, study);
            seconds += seconds_of(plan, study.particles, time);
        }
    }
    return seconds;
}

GreenKuboUnits units_of(const nlohmann::json& settings) {
    const auto units = settings.find("units");
    if (units == settings.end()) return {};  // those of the paper's mixture
    return {field<double>(*units, "time"), field<double>(*units, "length")};
}

Study study_of(const Manifest& manifest, const nlohmann::json& settings) {
    const bool constant_energy = field<std::string>(settings, "ensemble") == name_of(IntegratorEnsemble::nve);
    const int particles = field<int>(settings, "particles");
    const bool main_size = particles == manifest.main_particles(green_kubo_route);
    if (constant_energy && main_size) return {};
    return {constant_energy ? Study::Of::size : Study::Of::thermostat, main_size ? 0 : particles};
}

Yield GreenKuboRoute::yields(const Manifest& manifest) const {
    const RouteName by{name()};
    Yield yield;
    for (const Task& task : manifest.tasks) {
        if (task.route != name() || field<std::string>(task.settings, "stage") == "state") continue;
        const Study study = study_of(manifest, task.settings);
        for (const Quantity& one :
             {quantity::viscosity, quantity::viscosity_shear, quantity::self_diffusion_1, quantity::self_diffusion_2}) {
            yield.curves.insert({one, by, study});
        }
        if (study.of == Study::Of::thermostat) continue;
        for (const Quantity& one :
             {quantity::bulk_viscosity, quantity::thermal_conductivity, quantity::onsager_symmetry}) {
            yield.curves.insert({one, by, study});
        }
        yield.onsager.insert({name(), study});
    }
    yield.curves.insert({quantity::temperature, by});
    yield.curves.insert({quantity::pressure, by});
    yield.numbers.insert({number::onsager_ratio_truncation, name()});
    yield.numbers.insert({number::conserved_change, name()});
    yield.numbers.insert(number::yeh_hummer_viscosity);
    yield.numbers.insert(number::yeh_hummer_p_value);
    return yield;
}

RouteWords GreenKuboRoute::words() const {
    return {"Green-Kubo",
            "In liquids left to themselves, flows of heat and of particles come and go by chance: S_T follows from how "
            "long they last (Green and Kubo), with the \u0393 of the chains."};
}

void GreenKuboRoute::plan(const PlanOptions& options, Manifest& manifest) const {
    const GreenKuboPlan of_tier = green_kubo_plan(options);
    if (!of_tier.studies.empty()) add_tasks(of_tier, manifest);
}

void add_tasks(const GreenKuboPlan& plan, Manifest& manifest) {
    manifest.routes.push_back(green_kubo_route);
    const GreenKuboStudy& main = plan.studies.front();
    manifest.main_studies[green_kubo_route] = {{"particles", main.particles},
                                               {"ensemble", std::string(name_of(main.ensemble))}};
    const auto add = [&](const std::string& id, nlohmann::json settings, std::vector<std::string> needs, double time) {
        if (manifest.find(id) != nullptr) return;
        settings["timestep"] = plan.timestep;
        settings["settling_time"] = plan.settling_time;
        settings["thermostat_time_span"] = plan.thermostat_time_span;
        if (plan.units != GreenKuboUnits{}) {
            settings["units"] = {{"time", plan.units.time}, {"length", plan.units.length}};
        }
        const double particles = settings.at("particles").get<double>();
        manifest.tasks.push_back({id, green_kubo_route, std::move(settings), task_seed(manifest.seed, id),
                                  std::move(needs), seconds_of(plan, particles, time)});
    };
    for (const GreenKuboStudy& study : plan.studies) {
        for (const double x1 : study.compositions) {
            const SemiGrandChains chains = semi_grand_chains(manifest, x1);
            add(state_id(study, x1),
                {{"stage", "state"},
                 {"particles", study.particles},
                 {"x1", x1},
                 {"chain_particles", chains.particles},
                 {"first_state_time", plan.first_state_time},
                 {"state_time", plan.state_time},
                 {"energy_reset_time", plan.energy_reset_time}},
                chains.ids, time_of_state(plan));
        }
    }
    int most = 0;
    for (const GreenKuboStudy& study : plan.studies) {
        for (const double x1 : study.compositions) most = std::max(most, replicas_at(study, x1));
    }
    for (int replica = 1; replica <= most; ++replica) {
        for (const GreenKuboStudy& study : plan.studies) {
            for (const double x1 : study.compositions) {
                if (replica > replicas_at(study, x1)) continue;
                nlohmann::json settings{{"stage", "run"},
                                        {"particles", study.particles},
                                        {"x1", x1},
                                        {"replica", replica},
                                        {"ensemble", std::string(name_of(study.ensemble))},
                                        {"samples", study.samples},
                                        {"sample_every", plan.sample_every},
                                        {"correlation_time", plan.correlation_time}};
                if (study.ensemble == IntegratorEnsemble::nve) settings["energy_reset_time"] = plan.energy_reset_time;
                add(fmt::format("{}-r{}", base_id(study, x1), replica), std::move(settings), {state_id(study, x1)},
                    time_of_run(plan, study));
            }
        }
    }
}

nlohmann::json GreenKuboRoute::run(const StateLine& state_line, const Task& task,
                                   const std::vector<const TaskResult*>& needed, const RunContext& context) const {
    const auto stage = field<std::string>(task.settings, "stage");
    if (stage == "state" && !needed.empty()) return find_green_kubo_state(state_line, task, needed, context);
    if (stage == "run" && needed.size() == 1) return run_green_kubo(state_line, task, needed.front()->values, context);
    refuse_stage(task, needed.size());
}

}  // namespace soret
