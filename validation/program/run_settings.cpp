#include "soret/validation/program/run_settings.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "soret/common/files/toml_reader.hpp"
#include "soret/validation/program/ensemble_settings.hpp"
#include "soret/validation/program/memory.hpp"
#include "soret/validation/program/observe_settings.hpp"
#include "soret/validation/simulation/start_defect.hpp"

namespace soret {

namespace {

constexpr IntegerRange sweeps_range{.least = 0, .most = std::int64_t{1} << 53};

std::uint64_t count_of(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

void read_momentum(TomlTable& table, RunSettings& settings) {
    const auto ensemble = dynamics_ensemble(settings.kind);
    if (!ensemble) return refuse_keys(table, settings, {"momentum"});
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
    const auto mixture = in_configuration ? std::string(from_file) : table.optional_path("mixture");
    read_momentum(table, settings);
    settings.configuration = table.optional_path("config");
    if (settings.configuration) settings.reading = reading_options(table, common);
    const ChosenMixture chosen =
        mixture_named(common.mixture ? common.mixture : mixture, settings.configuration, settings.reading);
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
    if (const auto defect = start_defect(liquid, settings.mixture)) table.reject(defect->key, defect->range);
    settings.liquid = liquid;
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
    const std::string precision = table.optional_string("precision").value_or(std::string(precision_name));
    if (const std::string refusal = precision_refusal(precision); !refusal.empty()) table.reject("precision", refusal);
    const std::int64_t threads = table.integer_or("threads", 1, {.least = 1, .most = 4096});
    const std::string isa = table.choice_or("isa", "auto", {"auto", "sse2", "avx2", "avx512"});
    const std::int64_t seed = table.integer_or("seed", 1, {.least = 0});
    settings.checkpoint_every = table.number_or("checkpoint_every", 60.0, greater_than(0.0));
    table.finish();

    CommonOptions merged = common;
    if (!merged.backend) merged.backend = backend;
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
    settings.execution = chosen_execution(merged);
    settings.run.parameters.seed = common.seed.value_or(count_of(seed));
}

template <class F>
void read_part(TomlTable& file, const char* name, F read) {
    auto table = file.optional_table(name);
    read(table ? *table : TomlTable::parse(fmt::format("[{}]", name), file.file()).table(name));
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
    json["ensemble"] = ensemble_parameters(*this);
    json["length"] = {{"equilibration", run.equilibration}, {"production", run.production}};
    json["observe"] = observe_parameters(*this);
    json["numerics"] = {{"precision", precision_name}, {"seed", run.parameters.seed}};
    return json;
}

RunSettings read_run_settings(const std::string& path, const CommonOptions& common) {
    TomlTable file = TomlTable::read(path);
    RunSettings settings;
    settings.file = path;
    file.knows({"system", "ensemble", "length", "observe", "numerics"});
    TomlTable system = file.table("system");
    TomlTable ensemble = file.table("ensemble");
    settings.kind = ensemble.choice(
        "kind", {"nve", "nvt", "npt", "npzt", "nemd", "hnemd", "semigrand", "gcmc", "mc_nvt", "mc_npt", "fep"});
    read_system(std::move(system), settings, common);
    read_ensemble(std::move(ensemble), settings);
    read_length(file.table("length"), settings);
    read_part(file, "observe", [&](TomlTable table) { read_observe(table, settings); });
    read_part(file, "numerics", [&](TomlTable table) { read_numerics(table, settings, common); });
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
