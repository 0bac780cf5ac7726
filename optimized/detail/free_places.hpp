#pragma once

#include <vector>

#include "soret/common/insertion_places.hpp"
#include "soret/optimized/detail/cell_grid.hpp"
#include "soret/optimized/detail/trial_energies.hpp"
#include "soret/optimized/kernels/free_places.hpp"

namespace soret::optimized {

/// Which places of a lattice (common/insertion_places.hpp) are not taken.
class FreePlaces {
public:
    FreePlaces(const Mixture& mixture, InstructionSet instruction_set);

    double spacing() const { return spacing_; }
    /// Bit q: no particle of the grid but k takes place q of the lattice around an origin from a particle of species s.
    /// k         grid.size(): none
    /// scratch   its chunk list
    std::uint64_t around(const CellGrid& grid, const Vector3& origin, std::int32_t s, std::size_t k,
                         NearDistances& scratch) const;

private:
    const FreePlacesKernels* kernels_;
    double spacing_;
    std::vector<std::vector<double>> within2_;  // [species of the place][species of the neighbour]
    std::vector<PlaceLattice> lattices_;        // by species of the place, but for the list of neighbours
};

}  // namespace soret::optimized
