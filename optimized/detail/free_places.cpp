#include "soret/optimized/detail/free_places.hpp"

#include <algorithm>
#include <cmath>

#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/kernels/near_chunks.hpp"

namespace soret::optimized {

static_assert(places_along == 4 && place_count == 64);

namespace {

/// From the origin of a lattice to its middle. Exact: half a spacing is on the position grid.
double half_of_lattice(double spacing) {
    return 0.5 * (places_along - 1) * spacing;
}

}  // namespace

FreePlaces::FreePlaces(const Mixture& mixture, InstructionSet instruction_set)
    : kernels_(&kernels_for<FreePlacesKernels>(instruction_set)), spacing_(place_spacing(mixture)) {
    const double half = half_of_lattice(spacing_);
    const std::size_t species = mixture.species_count();
    for (std::size_t a = 0; a < species; ++a) {
        std::vector<double>& within2 = within2_.emplace_back();
        for (std::size_t b = 0; b < species; ++b) within2.push_back(taken_within2(mixture, a, b));
        // Of the outermost places, with room for roundings.
        const double farthest = std::sqrt(*std::max_element(within2.begin(), within2.end()));
        const double reach = (half + farthest) * (1.0 + 1e-10);
        const double from_middle = (std::sqrt(3.0) * half + farthest) * (1.0 + 1e-10);
        lattices_.push_back({spacing_, reach, from_middle * from_middle, nullptr});
    }
}

std::uint64_t FreePlaces::around(const CellGrid& grid, const Vector3& origin, std::int32_t s, std::size_t k,
                                 NearDistances& scratch) const {
    const Vector3& edge = grid.box().edges();
    const double half = half_of_lattice(spacing_);
    const double middle[3] = {Box::wrap_once(origin.x + half, edge.x), Box::wrap_once(origin.y + half, edge.y),
                              Box::wrap_once(origin.z + half, edge.z)};
    const Place own = k < grid.size() ? grid.place(k) : Place{-1, 0};
    const CellView view = grid.view();
    PlaceLattice lattice = lattices_[static_cast<std::size_t>(s)];
    lattice.within2 = within2_[static_cast<std::size_t>(s)].data();
    return kernels_->free_places(view, middle, own.chunk, own.lane, lattice, scratch.chunk_list(view));
}

}  // namespace soret::optimized
