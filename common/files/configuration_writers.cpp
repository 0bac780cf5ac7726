#include "soret/common/files/configuration_writers.hpp"

#include <iterator>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

// " v v v" of three per-axis arrays, 17 digits for doubles.
void append(fmt::memory_buffer& text, const std::array<std::vector<double>, 3>& values, std::size_t i) {
    for (const auto& axis : values) fmt::format_to(std::back_inserter(text), " {:.17g}", axis[i]);
}
void append_position(fmt::memory_buffer& text, const State& state, std::size_t i) {
    const Vector3 r = state.origin + state.position_of(i);
    fmt::format_to(std::back_inserter(text), " {:.17g} {:.17g} {:.17g}", r.x, r.y, r.z);
}
void append(fmt::memory_buffer& text, const std::array<std::vector<std::int32_t>, 3>& values, std::size_t i) {
    for (const auto& axis : values) fmt::format_to(std::back_inserter(text), " {}", axis[i]);
}

// "lo hi" of each axis, with `ends` behind them.
void append_bounds(fmt::memory_buffer& text, const State& state, const std::array<std::string_view, 3>& ends) {
    const Vector3& low = state.origin;
    const Vector3 high = low + state.box.edges();
    fmt::format_to(std::back_inserter(text), "{:.17g} {:.17g}{}\n{:.17g} {:.17g}{}\n{:.17g} {:.17g}{}\n", low.x, high.x,
                   ends[0], low.y, high.y, ends[1], low.z, high.z, ends[2]);
}

}  // namespace

std::string lammps_data_text(const State& any_order, const std::vector<double>& masses,
                             const std::vector<std::string>& names) {
    const State state = any_order.sorted_by_id();
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "LAMMPS data file in the units of the mixture\n\n{} atoms\n{} atom types\n\n", state.size(),
                   masses.size());
    append_bounds(text, state, {" xlo xhi", " ylo yhi", " zlo zhi"});
    fmt::format_to(out, "\nMasses\n\n");
    for (std::size_t s = 0; s < masses.size(); ++s) {
        fmt::format_to(out, "{} {:.17g}{}\n", s + 1, masses[s], names.empty() ? "" : " # " + names.at(s));
    }
    fmt::format_to(out, "\nAtoms # atomic\n\n");
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (static_cast<std::size_t>(state.species[i]) >= masses.size()) {
            throw InvalidArgument(fmt::format("species of particle {} = {}: must be in [1, {}], the masses given",
                                              state.id[i], state.species[i] + 1, masses.size()));
        }
        fmt::format_to(out, "{} {}", state.id[i], state.species[i] + 1);
        append_position(text, state, i);
        append(text, state.image, i);
        text.push_back('\n');
    }
    if (state.has_velocities()) {
        fmt::format_to(out, "\nVelocities\n\n");
        for (std::size_t i = 0; i < state.size(); ++i) {
            fmt::format_to(out, "{}", state.id[i]);
            append(text, state.velocity, i);
            text.push_back('\n');
        }
    }
    return fmt::to_string(text);
}

std::string lammps_dump_text(const State& any_order, std::int64_t step, const std::vector<std::string>& names) {
    const State state = any_order.sorted_by_id();
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "ITEM: TIMESTEP\n{}\nITEM: NUMBER OF ATOMS\n{}\nITEM: BOX BOUNDS pp pp pp\n", step,
                   state.size());
    append_bounds(text, state, {"", "", ""});
    fmt::format_to(out, "ITEM: ATOMS id type{} x y z ix iy iz{}\n", names.empty() ? "" : " element",
                   state.has_velocities() ? " vx vy vz" : "");
    for (std::size_t i = 0; i < state.size(); ++i) {
        fmt::format_to(out, "{} {}", state.id[i], state.species[i] + 1);
        if (!names.empty()) fmt::format_to(out, " {}", names.at(static_cast<std::size_t>(state.species[i])));
        append_position(text, state, i);
        append(text, state.image, i);
        if (state.has_velocities()) append(text, state.velocity, i);
        text.push_back('\n');
    }
    return fmt::to_string(text);
}

std::string extended_xyz_text(const State& any_order, std::int64_t step, const std::vector<std::string>& names) {
    const State state = any_order.sorted_by_id();
    const Vector3& edges = state.box.edges();
    const Vector3& origin = state.origin;
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "{}\nLattice=\"{:.17g} 0 0 0 {:.17g} 0 0 0 {:.17g}\"", state.size(), edges.x, edges.y, edges.z);
    if (origin != Vector3{}) fmt::format_to(out, " Origin=\"{:.17g} {:.17g} {:.17g}\"", origin.x, origin.y, origin.z);
    fmt::format_to(out, " Properties=species:S:1:pos:R:3:type:I:1:id:I:1:image:I:3{} pbc=\"T T T\" step={}\n",
                   state.has_velocities() ? ":vel:R:3" : "", step);
    for (std::size_t i = 0; i < state.size(); ++i) {
        // X is what ASE takes for a particle that is no chemical element.
        fmt::format_to(out, "{}", names.empty() ? "X" : names.at(static_cast<std::size_t>(state.species[i])));
        append_position(text, state, i);
        fmt::format_to(out, " {} {}", state.species[i] + 1, state.id[i]);
        append(text, state.image, i);
        if (state.has_velocities()) append(text, state.velocity, i);
        text.push_back('\n');
    }
    return fmt::to_string(text);
}

}  // namespace soret
