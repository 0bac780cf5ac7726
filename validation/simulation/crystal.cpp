#include "soret/validation/simulation/crystal.hpp"

#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

constexpr std::array<Vector3, 4> basis{
    {{0.25, 0.25, 0.25}, {0.75, 0.75, 0.25}, {0.75, 0.25, 0.75}, {0.25, 0.75, 0.75}}};

void check(const FccCells& of) {
    for (const int count : of.cells) {
        if (count < 1) throw InvalidArgument(fmt::format("crystal: cells = {}: must be at least 1", count));
    }
    if (of.expanded < 0 || of.expanded > of.cells[2]) {
        throw InvalidArgument(
            fmt::format("crystal: expanded = {}: must be 0 to the number of layers, {}", of.expanded, of.cells[2]));
    }
    for (const double density : {of.density, of.density_expanded}) {
        if (!(density > 0.0 && std::isfinite(density))) {
            throw InvalidArgument(fmt::format("crystal: density = {}: must be > 0", density));
        }
    }
}

}  // namespace

double FccCells::edge() const {
    return std::cbrt(4.0 / density);
}

double FccCells::expanded_edge() const {
    return edge() * (density / density_expanded);
}

State fcc_crystal(const FccCells& of, std::int32_t species) {
    check(of);
    const double a = of.edge(), stretched = of.expanded_edge();
    const double bottom = static_cast<double>(of.expanded) * stretched;
    State state;
    state.box = Box({of.cells[0] * a, of.cells[1] * a, bottom + (of.cells[2] - of.expanded) * a});
    std::int64_t id = 0;
    for (int x = 0; x < of.cells[0]; ++x) {
        for (int y = 0; y < of.cells[1]; ++y) {
            for (int z = 0; z < of.cells[2]; ++z) {
                const bool below = z < of.expanded;
                const double from = below ? z * stretched : bottom + (z - of.expanded) * a;
                for (const Vector3& site : basis) {
                    state.add(++id, species,
                              {(x + site.x) * a, (y + site.y) * a, from + site.z * (below ? stretched : a)});
                }
            }
        }
    }
    return state;
}

}  // namespace soret
