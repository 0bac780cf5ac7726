#include "soret/validation/program/run_settings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "soret/common/files/toml_reader.hpp"
#include "soret/validation/program/field_settings.hpp"
#include "soret/validation/program/memory.hpp"
#include "soret/validation/program/observe_settings.hpp"

namespace soret {

namespace {

constexpr IntegerRange sweeps_range{.least = 0, .most = std::int64_t{1} << 53};

constexpr NumberRange temperature_range{.least = 0.0, .most = 1e4, .least_allowed = false};
constexpr NumberRange pressure_range{.least = -1e4, .most = 1e4};
constexpr NumberRange width_range{.least = 0.0, .most = largest_edge, .least_allowed = false, .most_allowed = false};
constexpr NumberRange timestep_range{.least = 0.0, .most = 1.0, .least_allowed = false};

std::uint64_t count_of(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

void refuse(TomlTable& table, const RunSettings& settings, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
        table.must_not_have(key, fmt::format("is not used by kind = \"{}\"", settings.kind));
    }
}

void read_momentum(TomlTable& table, RunSettings& settings) {
    const auto ensemble = dynamics_ensemble(settings.kind);
    if (!ensemble) return refuse(table, settings, {"momentum"});
    settings.dynamics.keeps_momentum = table.choice_or("momentum", "remove", {"remove", "keep"}) == "keep";
    if (!settings.dynamics.keeps_momentum || *ensemble == IntegratorEnsemble::nve) return;
    const char* reason = has_slabs(*ensemble) || has_field(*ensemble)
                             ? "each step takes the momentum off, so that heat is not carried along"
                             : "its thermostat has 3 N - 3 degrees of freedom, none of them for a flow";
    table.reject("momentum", fmt::format("is not possible in kind = \"{}\": {}", settings.kind, reason));
}

void read_composition(TomlTable& table, LiquidSettings& liquid, std::size_t species) {
    if (table.has("x")) {
        table.must_not_have("x1", "must not be given together with x");
        const std::vector<double> x = table.numbers("x", between(0.0, 1.0), species);
        if (species > 2) {
            liquid.mole_fractions = x;
        } else {
            liquid.x1 = x[0];  // the same run as that of x1
        }
        try {
            check_mole_fractions(x, species);
        } catch (const InvalidArgument& error) {
            throw InvalidInput(fmt::format("{}: {}", table.place("x"), error.what()));
        }
        return;
    }
    if (species > 2) {
        const std::string offer =
            fmt::format("must be given as mole fractions of all {} species, as in {}", species, "x = [0.2, 0.3, 0.5]");
        table.must_not_have("x1", fmt::format("says nothing of the other species: {}", offer));
        throw InvalidInput(fmt::format("{} is missing: {}", table.place("x"), offer));
    }
    liquid.x1 = species == 1 ? table.number_or("x1", 1.0, between(1.0, 1.0)) : table.number("x1", between(0.0, 1.0));
}

void read_system(TomlTable table, RunSettings& settings, const CommonOptions& common) {
    const bool in_configuration = table.is_text("mixture") && table.string("mixture") == from_file;
    const auto mixture = in_configuration ? std::string(from_file) : table.optional_path("mixture").value_or("");
    read_momentum(table, settings);
    settings.configuration = table.optional_path("config");
    if (settings.configuration) settings.reading = reading_options(table, common);
    const ChosenMixture chosen =
        mixture_named(common.mixture.value_or(mixture), settings.configuration, settings.reading);
    settings.mixture = chosen.mixture;
    settings.mixture_file = chosen.file;
    settings.mixture_source = chosen.source;
    if (settings.configuration) {
        for (const char* key : {"n", "x1", "x", "density", "aspect"}) {
            table.must_not_have(key, "must not be given together with config");
        }
        table.finish();
        return;
    }
    for (const char* key : {"frame", "units"}) table.must_not_have(key, "is used only together with config");
    must_not_have_configuration_options(common);
    LiquidSettings liquid;
    liquid.n = count_of(table.integer("n", {.least = 1, .most = std::int64_t{1} << 31}));
    if (const std::string lack = memory_lack(liquid.n); !lack.empty()) table.reject("n", lack);
    read_composition(table, liquid, settings.mixture.species_count());
    liquid.density = table.number("density", greater_than(0.0));
    if (const auto aspect = table.optional_numbers("aspect", greater_than(0.0), 3)) {
        liquid.aspect = {(*aspect)[0], (*aspect)[1], (*aspect)[2]};
    }
    settings.liquid = liquid;
    table.finish();
}

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
        refuse(table, settings, {"field"});
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
        refuse(table, settings, {"thermostat_time", "chain_length"});
    }
    if (has_barostat(parameters.ensemble)) {
        parameters.pressure = table.number("pressure", pressure_range);
        parameters.barostat_time = table.number_or("barostat_time", 4.0, time_range);
    } else {
        refuse(table, settings, {"pressure", "barostat_time"});
    }
    if (has_slabs(parameters.ensemble)) {
        parameters.hot = read_slab(table.table("hot"));
        parameters.cold = read_slab(table.table("cold"));
    } else {
        refuse(table, settings, {"hot", "cold"});
    }
    if (has_slabs(parameters.ensemble) || driven) {
        refuse(table, settings, {"restraint"});
    } else if (settings.dynamics.keeps_momentum) {
        table.must_not_have("restraint", "is not possible with system.momentum = \"keep\": springs take up momentum");
    } else if (const auto restraint = table.optional_table("restraint")) {
        read_restraint(*restraint, settings);
    }
    refuse(table, settings, {"delta_mu", "mu", "insertion", "swaps", "species", "stages", "turns"});
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
    growing.turns_per_sweep = count_of(table.integer_or("turns", 100, {.least = 1, .most = 1000000}));
    try {
        check_growing(growing, settings.mixture.species_count());
    } catch (const InvalidArgument& error) {
        throw InvalidInput(fmt::format("{}: {}", table.place("stages"), error.what()));
    }
    return growing;
}

void read_ensemble(TomlTable table, RunSettings& settings) {
    if (settings.is_molecular_dynamics()) return read_dynamics(table, settings);
    MonteCarloParameters& parameters = settings.run.parameters;
    parameters.temperature = table.number("temperature", temperature_range);
    if (settings.kind == "mc_nvt") {
        parameters.ensemble = table.boolean_or("swaps", false) ? MonteCarloEnsemble::nvt_swap : MonteCarloEnsemble::nvt;
        refuse(table, settings, {"pressure"});
    } else if (settings.kind == "gcmc") {
        const bool biased = table.choice_or("insertion", "plain", {"plain", "biased"}) == "biased";
        parameters.ensemble = biased ? MonteCarloEnsemble::grand_canonical_biased : MonteCarloEnsemble::grand_canonical;
        parameters.chemical_potential = table.numbers("mu", energy_range, settings.mixture.species_count());
        refuse(table, settings, {"pressure"});
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
        refuse(table, settings, {"delta_mu"});
    }
    if (settings.kind == "fep") {
        parameters.ensemble = MonteCarloEnsemble::growing;
        parameters.growing = read_growing(table, settings);
    } else {
        refuse(table, settings, {"species", "stages", "turns"});
    }
    if (settings.kind != "gcmc") refuse(table, settings, {"mu", "insertion"});
    if (settings.kind != "mc_nvt" && settings.kind != "mc_npt") refuse(table, settings, {"swaps"});
    refuse(table, settings,
           {"timestep", "thermostat_time", "barostat_time", "chain_length", "hot", "cold", "field", "restraint"});
    table.finish();
}

void read_length(TomlTable table, RunSettings& settings) {
    settings.run.equilibration = count_of(table.integer("equilibration", sweeps_range));
    settings.run.production = count_of(table.integer("production", sweeps_range));
    table.finish();
}

// The command line wins, but what the file says has to be right all the same.
void read_numerics(TomlTable table, RunSettings& settings, const CommonOptions& common) {
    const std::string backend = table.choice_or("backend", "optimized", {"optimized", "reference"});
    const std::string precision = table.choice_or("precision", "exact", {"exact", "mixed"});
    const std::int64_t threads = table.integer_or("threads", 1, {.least = 1, .most = 4096});
    const std::string isa = table.choice_or("isa", "auto", {"auto", "sse2", "avx2", "avx512"});
    const std::int64_t seed = table.integer_or("seed", 1, {.least = 0});
    settings.checkpoint_every = table.number_or("checkpoint_every", 60.0, greater_than(0.0));
    table.finish();
    if (!settings.is_molecular_dynamics() || has_field(settings.dynamics.parameters.ensemble)) {
        const std::string where = fmt::format("kind = \"{}\"", settings.kind);
        must_be_exact(common, where);
        if (precision == "mixed" && !common.precision) {
            table.reject("precision", fmt::format("is not available in {}: must be \"exact\"", where));
        }
    }

    CommonOptions merged = common;
    if (!merged.backend) merged.backend = backend;
    if (!merged.precision) merged.precision = precision;
    if (!merged.threads) merged.threads = static_cast<int>(threads);
    if (!merged.isa) {
        merged.isa = isa;
        try {
            instruction_set_from(isa);
        } catch (const InvalidArgument& error) {
            throw InvalidInput(fmt::format("{}: {}", table.place("isa"), error.what()));
        }
    }
    settings.backend = chosen_backend(merged);
    settings.dynamics.parameters.precision = chosen_precision(merged);
    settings.execution = chosen_execution(merged);
    settings.run.parameters.seed = common.seed.value_or(count_of(seed));
}

template <class F>
void read_part(TomlTable& file, const char* name, F read) {
    auto table = file.optional_table(name);
    read(table ? *table : TomlTable::parse(fmt::format("[{}]", name), file.file()).table(name));
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

std::optional<IntegratorEnsemble> dynamics_ensemble(std::string_view kind) {
    for (const IntegratorEnsemble ensemble :
         {IntegratorEnsemble::nve, IntegratorEnsemble::nvt, IntegratorEnsemble::npt, IntegratorEnsemble::npzt,
          IntegratorEnsemble::nemd, IntegratorEnsemble::hnemd}) {
        if (kind == name_of(ensemble)) return ensemble;
    }
    return std::nullopt;
}

nlohmann::json RunSettings::parameters() const {
    nlohmann::json json{{"mixture", to_json(mixture)}};
    if (liquid) {
        json["system"] = {{"n", liquid->n}, {"density", liquid->density}, {"aspect", liquid->aspect}};
        if (liquid->mole_fractions.empty()) {
            json["system"]["x1"] = liquid->x1;
        } else {
            json["system"]["x"] = liquid->mole_fractions;
        }
    }
    if (dynamics.keeps_momentum) json["system"]["momentum"] = "keep";
    const MonteCarloParameters& p = run.parameters;
    json["ensemble"] = {{"kind", kind}};
    if (has_temperature) json["ensemble"]["temperature"] = p.temperature;
    if (is_molecular_dynamics()) add_dynamics(dynamics.parameters, json["ensemble"]);
    if (restraint.any()) json["ensemble"]["restraint"] = restraint.parameters();
    if (has_move(p.ensemble, MonteCarloMove::volume)) json["ensemble"]["pressure"] = p.pressure;
    if (exchanges_particles(p.ensemble)) json["ensemble"]["mu"] = p.chemical_potential;
    if (p.ensemble == MonteCarloEnsemble::grand_canonical_biased) json["ensemble"]["insertion"] = "biased";
    if (has_move(p.ensemble, MonteCarloMove::swap)) json["ensemble"]["swaps"] = true;
    if (p.ensemble == MonteCarloEnsemble::semi_grand) json["ensemble"]["delta_mu"] = p.chemical_potential[0];
    if (p.growing) {
        json["ensemble"]["species"] = p.growing->species + 1;
        json["ensemble"]["stages"] = p.growing->stages;
        json["ensemble"]["turns"] = p.growing->turns_per_sweep;
    }
    json["length"] = {{"equilibration", run.equilibration}, {"production", run.production}};
    json["observe"] = observe_parameters(*this);
    json["numerics"] = {{"precision", name_of(dynamics.parameters.precision)}, {"seed", p.seed}};
    return json;
}

RunSettings read_run_settings(const std::string& path, const CommonOptions& common) {
    TomlTable file = TomlTable::read(path);
    RunSettings settings;
    settings.file = path;
    TomlTable system = file.table("system");
    TomlTable ensemble = file.table("ensemble");
    settings.kind = ensemble.choice(
        "kind", {"nve", "nvt", "npt", "npzt", "nemd", "hnemd", "semigrand", "gcmc", "mc_nvt", "mc_npt", "fep"});
    read_system(std::move(system), settings, common);
    read_ensemble(std::move(ensemble), settings);
    read_length(file.table("length"), settings);
    read_part(file, "observe", [&](TomlTable table) { read_observe(table, settings); });
    read_part(file, "numerics", [&](TomlTable table) { read_numerics(table, settings, common); });
    file.finish();
    if (settings.is_molecular_dynamics()) {
        settings.dynamics.equilibration = settings.run.equilibration;
        settings.dynamics.production = settings.run.production;
        settings.dynamics.sample_every = settings.run.pressure_every;
        settings.dynamics.frame_every = settings.trajectory_every;
        settings.dynamics.observables = settings.observables;
    } else {
        settings.run.observables = settings.observables;
    }
    try {
        if (has_barostat(settings.dynamics.parameters.ensemble)) check_measures_pressure(settings.mixture);
        check_settings(settings.mixture, settings.run);
    } catch (const InvalidArgument& error) {
        const bool has_mixture_file = !settings.mixture_file.empty();
        throw InvalidInput(fmt::format("{}: {}", has_mixture_file ? settings.mixture_file : path, error.what()));
    }
    if (settings.liquid) {
        settings.liquid->temperature = settings.run.parameters.temperature;
        settings.liquid->seed = settings.run.parameters.seed;
    }
    return settings;
}

}  // namespace soret
