#include "soret/validation/program/ensemble_settings.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/validation/program/field_settings.hpp"
#include "soret/validation/program/observe_settings.hpp"

namespace soret {

namespace {

constexpr NumberRange temperature_range{.least = 0.0, .most = 1e4, .least_allowed = false};
constexpr NumberRange pressure_range{.least = -1e4, .most = 1e4};
constexpr NumberRange width_range{.least = 0.0, .most = largest_edge, .least_allowed = false, .most_allowed = false};
constexpr NumberRange timestep_range{.least = 0.0, .most = 1.0, .least_allowed = false};

Slab read_slab(TomlTable table) {
    const Slab slab{.temperature = table.number("temperature", temperature_range),
                    .width = table.number("width", width_range)};
    table.finish();
    return slab;
}

void read_restraint(TomlTable table, RunSettings& settings) {
    RestraintSettings& restraint = settings.restraint;
    IntegratorParameters& parameters = settings.dynamics.parameters;
    double lightest = settings.mixture.mass(0);
    for (std::size_t s = 1; s < settings.mixture.species_count(); ++s) {
        lightest = std::min(lightest, settings.mixture.mass(s));
    }
    const double stiffest = std::min(1e6, lightest / (parameters.timestep * parameters.timestep));
    restraint.spring = table.number("spring", {.least = 0.0, .most = stiffest, .least_allowed = false});
    if (const auto z = table.optional_numbers("z", between(0.0, 1.0), 2)) {
        restraint.z_low = (*z)[0];
        restraint.z_high = (*z)[1];
        if (!(restraint.z_low < restraint.z_high)) table.reject("z", "must be two increasing fractions of the z edge");
    }
    const auto species = static_cast<std::int64_t>(settings.mixture.species_count());
    if (const auto one = table.optional_integer("species", {.least = 1, .most = species})) {
        restraint.species = static_cast<std::int32_t>(*one - 1);
    }
    restraint.time = table.optional_number("time", {.least = 0.0, .most = 1e12, .least_allowed = false});
    table.finish();
    parameters.spring = restraint.spring;
    settings.dynamics.restrained_steps = restraint.steps(parameters.timestep);
}

void read_dynamics(TomlTable table, RunSettings& settings) {
    IntegratorParameters& parameters = settings.dynamics.parameters;
    parameters.ensemble = *dynamics_ensemble(settings.kind);
    parameters.timestep = table.number("timestep", timestep_range);
    const bool thermostat = has_thermostat(parameters.ensemble);
    // A configuration may bring velocities along: without one they are drawn at this temperature.
    const bool driven = has_field(parameters.ensemble);
    const bool required = settings.liquid.has_value() || thermostat || driven;
    const auto temperature = required ? table.number("temperature", temperature_range)
                                      : table.optional_number("temperature", temperature_range);
    settings.has_temperature = temperature.has_value();
    settings.run.parameters.temperature = temperature.value_or(1.0);
    parameters.temperature = settings.run.parameters.temperature;
    const NumberRange time_range{.least = 10.0 * parameters.timestep, .most = 1e6};
    if (driven) {
        parameters.field = read_field(table.table("field"), settings.mixture);
    } else {
        refuse_keys(table, settings, {"field"});
    }
    const bool chain = thermostat || (driven && parameters.field.thermostat == FieldThermostat::nose_hoover);
    if (driven && !chain) {
        for (const char* key : {"thermostat_time", "chain_length"}) {
            table.must_not_have(key, "is used only with field.thermostat = \"nose-hoover\"");
        }
    } else if (chain) {
        parameters.thermostat_time = table.number_or("thermostat_time", 1.0, time_range);
        parameters.chain_length = static_cast<int>(table.integer_or("chain_length", 3, {.least = 1, .most = 16}));
    } else {
        refuse_keys(table, settings, {"thermostat_time", "chain_length"});
    }
    if (has_barostat(parameters.ensemble)) {
        parameters.pressure = table.number("pressure", pressure_range);
        parameters.barostat_time = table.number_or("barostat_time", 4.0, time_range);
    } else {
        refuse_keys(table, settings, {"pressure", "barostat_time"});
    }
    if (has_slabs(parameters.ensemble)) {
        parameters.hot = read_slab(table.table("hot"));
        parameters.cold = read_slab(table.table("cold"));
    } else {
        refuse_keys(table, settings, {"hot", "cold"});
    }
    if (has_slabs(parameters.ensemble) || driven) {
        refuse_keys(table, settings, {"restraint"});
    } else if (settings.dynamics.keeps_momentum) {
        table.must_not_have("restraint", "is not possible with system.momentum = \"keep\": springs take up momentum");
    } else if (const auto restraint = table.optional_table("restraint")) {
        read_restraint(*restraint, settings);
    }
    refuse_keys(table, settings, {"delta_mu", "mu", "insertion", "swaps", "species", "stages", "turns"});
    table.finish();
}

/// The stages of a growing particle: a list from 0 to 1, or how many, evenly.
std::vector<double> read_stages(TomlTable& table) {
    if (table.is_list("stages")) return table.numbers("stages", between(0.0, 1.0));
    const std::int64_t count = table.integer_or("stages", 20, {.least = 2, .most = 1000});
    std::vector<double> stages;
    for (std::int64_t k = 0; k < count; ++k) {
        stages.push_back(static_cast<double>(k) / static_cast<double>(count - 1));
    }
    return stages;
}

GrowingParameters read_growing(TomlTable& table, const RunSettings& settings) {
    GrowingParameters growing{.stages = {}, .adjusts = true};
    const auto species_count = static_cast<std::int64_t>(settings.mixture.species_count());
    growing.species = static_cast<std::int32_t>(table.integer("species", {.least = 1, .most = species_count}) - 1);
    growing.stages = read_stages(table);
    growing.turns_per_sweep = static_cast<std::uint64_t>(table.integer_or("turns", 100, {.least = 1, .most = 1000000}));
    try {
        check_growing(growing, settings.mixture.species_count());
    } catch (const InvalidArgument& error) {
        throw InvalidInput(fmt::format("{}: {}", table.place("stages"), error.what()));
    }
    return growing;
}

nlohmann::json json_of(const Slab& slab) {
    return {{"temperature", slab.temperature}, {"width", slab.width}};
}

void add_dynamics(const IntegratorParameters& parameters, nlohmann::json& json) {
    json["timestep"] = parameters.timestep;
    const bool driven = has_field(parameters.ensemble);
    if (driven) json["field"] = json_of(parameters.field);
    if (has_thermostat(parameters.ensemble) ||
        (driven && parameters.field.thermostat == FieldThermostat::nose_hoover)) {
        json["thermostat_time"] = parameters.thermostat_time;
        json["chain_length"] = parameters.chain_length;
    }
    if (has_slabs(parameters.ensemble)) {
        json["hot"] = json_of(parameters.hot);
        json["cold"] = json_of(parameters.cold);
    }
    if (has_barostat(parameters.ensemble)) {
        json["pressure"] = parameters.pressure;
        json["barostat_time"] = parameters.barostat_time;
    }
}

}  // namespace

void refuse_keys(TomlTable& table, const RunSettings& settings, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
        table.must_not_have(key, fmt::format("is not used by kind = \"{}\"", settings.kind));
    }
}

void read_ensemble(TomlTable table, RunSettings& settings) {
    if (settings.is_molecular_dynamics()) return read_dynamics(table, settings);
    MonteCarloParameters& parameters = settings.run.parameters;
    parameters.temperature = table.number("temperature", temperature_range);
    if (settings.kind == "mc_nvt") {
        parameters.ensemble = table.boolean_or("swaps", false) ? MonteCarloEnsemble::nvt_swap : MonteCarloEnsemble::nvt;
        refuse_keys(table, settings, {"pressure"});
    } else if (settings.kind == "gcmc") {
        const bool biased = table.choice_or("insertion", "plain", {"plain", "biased"}) == "biased";
        parameters.ensemble = biased ? MonteCarloEnsemble::grand_canonical_biased : MonteCarloEnsemble::grand_canonical;
        parameters.chemical_potential = table.numbers("mu", energy_range, settings.mixture.species_count());
        refuse_keys(table, settings, {"pressure"});
    } else {
        const bool swaps = settings.kind == "mc_npt" && table.boolean_or("swaps", false);
        parameters.ensemble = swaps ? MonteCarloEnsemble::npt_swap : MonteCarloEnsemble::npt;
        parameters.pressure = table.number("pressure", energy_range);
    }
    if (settings.kind == "semigrand") {
        if (settings.mixture.species_count() != 2) {
            table.reject("kind", fmt::format("needs a mixture of 2 species, but this one has {}",
                                             settings.mixture.species_count()));
        }
        parameters.ensemble = MonteCarloEnsemble::semi_grand;
        parameters.chemical_potential = {table.number("delta_mu", energy_range), 0.0};
    } else {
        refuse_keys(table, settings, {"delta_mu"});
    }
    if (settings.kind == "fep") {
        parameters.ensemble = MonteCarloEnsemble::growing;
        parameters.growing = read_growing(table, settings);
    } else {
        refuse_keys(table, settings, {"species", "stages", "turns"});
    }
    if (settings.kind != "gcmc") refuse_keys(table, settings, {"mu", "insertion"});
    if (settings.kind != "mc_nvt" && settings.kind != "mc_npt") refuse_keys(table, settings, {"swaps"});
    refuse_keys(table, settings,
                {"timestep", "thermostat_time", "barostat_time", "chain_length", "hot", "cold", "field", "restraint"});
    table.finish();
}

nlohmann::json ensemble_parameters(const RunSettings& settings) {
    const MonteCarloParameters& p = settings.run.parameters;
    nlohmann::json json{{"kind", settings.kind}};
    if (settings.has_temperature) json["temperature"] = p.temperature;
    if (settings.is_molecular_dynamics()) add_dynamics(settings.dynamics.parameters, json);
    if (settings.restraint.any()) json["restraint"] = settings.restraint.parameters();
    if (has_move(p.ensemble, MonteCarloMove::volume)) json["pressure"] = p.pressure;
    if (exchanges_particles(p.ensemble)) json["mu"] = p.chemical_potential;
    if (p.ensemble == MonteCarloEnsemble::grand_canonical_biased) json["insertion"] = "biased";
    if (has_move(p.ensemble, MonteCarloMove::swap)) json["swaps"] = true;
    if (p.ensemble == MonteCarloEnsemble::semi_grand) json["delta_mu"] = p.chemical_potential[0];
    if (p.growing) {
        json["species"] = p.growing->species + 1;
        json["stages"] = p.growing->stages;
        json["turns"] = p.growing->turns_per_sweep;
    }
    return json;
}

}  // namespace soret
