#include "soret/validation/program/observe_settings.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace soret {

namespace {

constexpr IntegerRange every_range{.least = 0, .most = std::int64_t{1} << 53};

std::uint64_t read_every(TomlTable& table) {
    return static_cast<std::uint64_t>(table.integer_or("every", 0, every_range));
}

void read_trajectory(TomlTable table, RunSettings& settings) {
    settings.trajectory_every = read_every(table);
    const bool xyz = table.choice_or("format", "lammpstrj", {"lammpstrj", "extxyz"}) == "extxyz";
    settings.trajectory_format = xyz ? TrajectoryFormat::extended_xyz : TrajectoryFormat::lammps_dump;
    table.finish();
}

void read_rdf(TomlTable table, RdfSettings& rdf) {
    rdf.every = read_every(table);
    rdf.bins.r_max = table.number_or("r_max", rdf.bins.r_max, between(1e-3, largest_edge));
    constexpr auto most = static_cast<std::int64_t>(largest_radial_bin_count);
    rdf.bins.bins = static_cast<std::size_t>(
        table.integer_or("bins", static_cast<std::int64_t>(rdf.bins.bins), {.least = 1, .most = most}));
    table.finish();
}

void read_structure_factor(TomlTable table, StructureFactorSettings& structure_factor) {
    structure_factor.every = read_every(table);
    structure_factor.largest_square = static_cast<int>(
        table.integer_or("largest_square", structure_factor.largest_square, {.least = 1, .most = 1024}));
    table.finish();
}

void read_msd(TomlTable table, RunSettings& settings) {
    settings.observables.msd.every = read_every(table);
    const bool breathes = has_barostat(settings.dynamics.parameters.ensemble);
    if (settings.observables.msd.every > 0 && (breathes || !settings.is_molecular_dynamics())) {
        table.reject("every", fmt::format("is not used by kind = \"{}\", where {}: must be 0", settings.kind,
                                          breathes ? "the box breathes" : "nothing moves in time"));
    }
    table.finish();
}

void read_profile(TomlTable table, RunSettings& settings) {
    ProfileSettings& profile = settings.observables.profile;
    profile.every = read_every(table);
    profile.bin = table.number_or("bin", profile.bin, between(0.01, largest_edge));
    if (profile.every > 0 && !settings.is_molecular_dynamics()) {
        table.reject("every", fmt::format("is not used by kind = \"{}\", where there are no velocities: must be 0",
                                          settings.kind));
    }
    table.finish();
}

void read_fluxes(TomlTable table, RunSettings& settings) {
    FluxSettings& fluxes = settings.observables.fluxes;
    fluxes.every = read_every(table);
    const double timestep = settings.dynamics.parameters.timestep;
    const double interval = static_cast<double>(std::max<std::uint64_t>(1, fluxes.every)) * timestep;
    fluxes.correlation_time =
        table.number_or("correlation_time", fluxes.correlation_time, between(interval, 1e6 * interval));
    const IntegratorEnsemble ensemble = settings.dynamics.parameters.ensemble;
    const bool equilibrium = settings.is_molecular_dynamics() && !has_slabs(ensemble) && !has_field(ensemble);
    if (fluxes.every > 0 && (!equilibrium || has_barostat(ensemble))) {
        table.reject("every", fmt::format("is not used by kind = \"{}\", only by \"nve\" and \"nvt\": must be 0",
                                          settings.kind));
    }
    table.finish();
}

/// Why a run of this kind cannot measure differences of chemical potentials; empty if it can.
std::string why_no_identity(const RunSettings& settings) {
    if (settings.kind == "nve") return "holds the energy and not the temperature, as \"nvt\" does";
    if (settings.kind == "nemd" || settings.kind == "hnemd") return "is not in equilibrium";
    if (settings.kind == "fep") return "has one particle that is not whole";
    if (settings.kind == "semigrand" || settings.kind == "gcmc") {
        return "sets chemical potentials, and its composition varies";
    }
    if (!settings.is_molecular_dynamics()) return "";
    if (settings.mixture.truncation() == Truncation::plain) {
        return "moves by the forces of truncation = \"shifted\", so that its steps are not samples of the energy of "
               "this "
               "mixture, \"plain\"";
    }
    if (settings.dynamics.restrained_steps > settings.run.equilibration && settings.restraint.any()) {
        return "holds particles during the production";
    }
    return "";
}

void read_identity(TomlTable table, RunSettings& settings) {
    IdentitySettings& identity = settings.observables.identity;
    identity.every = read_every(table);
    identity.temperature = settings.run.parameters.temperature;
    if (identity.every > 0) {
        if (const std::string reason = why_no_identity(settings); !reason.empty()) {
            table.reject("every",
                         fmt::format("is not used by kind = \"{}\", which {}: must be 0", settings.kind, reason));
        }
        if (settings.mixture.species_count() == 1) {
            table.reject("every", "is not used by a mixture of one species, which can become no other: must be 0");
        }
    }
    table.finish();
}

// A flow of the whole liquid would be taken for diffusion, for a current or for heat.
void refuse_with_momentum(const TomlTable& table, const char* key, std::uint64_t every, const RunSettings& settings) {
    if (every == 0 || !settings.dynamics.keeps_momentum) return;
    table.reject(key,
                 "is not possible with system.momentum = \"keep\": the motion of the centre of mass would be part of "
                 "it: must be left out, or its every must be 0");
}

}  // namespace

void read_observe(TomlTable table, RunSettings& settings) {
    settings.run.pressure_every =
        static_cast<std::uint64_t>(table.integer_or("thermo_every", 10, {.least = 1, .most = every_range.most}));
    if (const auto trajectory = table.optional_table("trajectory")) read_trajectory(*trajectory, settings);
    if (const auto rdf = table.optional_table("rdf")) read_rdf(*rdf, settings.observables.rdf);
    if (const auto structure_factor = table.optional_table("structure_factor")) {
        read_structure_factor(*structure_factor, settings.observables.structure_factor);
    }
    if (const auto fluxes = table.optional_table("fluxes")) read_fluxes(*fluxes, settings);
    if (const auto msd = table.optional_table("msd")) read_msd(*msd, settings);
    if (const auto profile = table.optional_table("profile")) read_profile(*profile, settings);
    if (const auto identity = table.optional_table("identity")) read_identity(*identity, settings);
    if (settings.kind != "gcmc") {
        table.must_not_have("reweight_to", fmt::format("is not used by kind = \"{}\"", settings.kind));
    } else if (auto mu = table.optional_lists("reweight_to", energy_range, settings.mixture.species_count())) {
        settings.reweighted_to = *std::move(mu);
    }
    const ObservableSettings& observables = settings.observables;
    refuse_with_momentum(table, "fluxes", observables.fluxes.every, settings);
    refuse_with_momentum(table, "msd", observables.msd.every, settings);
    refuse_with_momentum(table, "profile", observables.profile.every, settings);
    table.finish();
}

nlohmann::json observe_parameters(const RunSettings& settings) {
    const bool xyz = settings.trajectory_format == TrajectoryFormat::extended_xyz;
    nlohmann::json json = settings.observables.parameters();
    json["thermo_every"] = settings.run.pressure_every;
    if (!settings.reweighted_to.empty()) json["reweight_to"] = settings.reweighted_to;
    json["trajectory"] = {{"every", settings.trajectory_every}, {"format", xyz ? "extxyz" : "lammpstrj"}};
    return json;
}

}  // namespace soret
