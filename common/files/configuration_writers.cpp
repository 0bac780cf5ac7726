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
void append(fmt::memory_buffer& text, const std::array<std::vector<std::int32_t>, 3>& values, std::size_t i) {
    for (const auto& axis : values) fmt::format_to(std::back_inserter(text), " {}", axis[i]);
}

}  // namespace

std::string lammps_data_text(const State& any_order, const std::vector<double>& masses) {
    const State state = any_order.sorted_by_id();
    const Vector3& edges = state.box.edges();
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "LAMMPS data file, reduced units\n\n{} atoms\n{} atom types\n\n", state.size(), masses.size());
    fmt::format_to(out, "0 {:.17g} xlo xhi\n0 {:.17g} ylo yhi\n0 {:.17g} zlo zhi\n\nMasses\n\n", edges.x, edges.y,
                   edges.z);
    for (std::size_t s = 0; s < masses.size(); ++s) fmt::format_to(out, "{} {:.17g}\n", s + 1, masses[s]);
    fmt::format_to(out, "\nAtoms # atomic\n\n");
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (static_cast<std::size_t>(state.species[i]) >= masses.size()) {
            throw InvalidArgument(fmt::format("species of particle {} = {}: must be in [1, {}], the masses given",
                                              state.id[i], state.species[i] + 1, masses.size()));
        }
        fmt::format_to(out, "{} {}", state.id[i], state.species[i] + 1);
        append(text, state.position, i);
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

std::string lammps_dump_text(const State& any_order, std::int64_t step) {
    const State state = any_order.sorted_by_id();
    const Vector3& edges = state.box.edges();
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out, "ITEM: TIMESTEP\n{}\nITEM: NUMBER OF ATOMS\n{}\nITEM: BOX BOUNDS pp pp pp\n", step,
                   state.size());
    fmt::format_to(out, "0 {:.17g}\n0 {:.17g}\n0 {:.17g}\n", edges.x, edges.y, edges.z);
    fmt::format_to(out, "ITEM: ATOMS id type x y z ix iy iz{}\n", state.has_velocities() ? " vx vy vz" : "");
    for (std::size_t i = 0; i < state.size(); ++i) {
        fmt::format_to(out, "{} {}", state.id[i], state.species[i] + 1);
        append(text, state.position, i);
        append(text, state.image, i);
        if (state.has_velocities()) append(text, state.velocity, i);
        text.push_back('\n');
    }
    return fmt::to_string(text);
}

std::string extended_xyz_text(const State& any_order, std::int64_t step) {
    const State state = any_order.sorted_by_id();
    const Vector3& edges = state.box.edges();
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(
        out,
        "{}\nLattice=\"{:.17g} 0 0 0 {:.17g} 0 0 0 {:.17g}\" Properties=species:S:1:pos:R:3:id:I:1:image:I:3{} "
        "pbc=\"T T T\" step={}\n",
        state.size(), edges.x, edges.y, edges.z, state.has_velocities() ? ":vel:R:3" : "", step);
    for (std::size_t i = 0; i < state.size(); ++i) {
        fmt::format_to(out, "{}", state.species[i] + 1);
        append(text, state.position, i);
        fmt::format_to(out, " {}", state.id[i]);
        append(text, state.image, i);
        if (state.has_velocities()) append(text, state.velocity, i);
        text.push_back('\n');
    }
    return fmt::to_string(text);
}

}  // namespace soret
