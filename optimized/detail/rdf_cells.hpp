#pragma once

#include <vector>

#include "soret/common/state.hpp"
#include "soret/optimized/detail/aligned_vector.hpp"
#include "soret/optimized/kernels/rdf.hpp"

namespace soret::optimized {

/// The particles of a state, each species sorted into the cells of one grid, for the kernels of kernels/rdf.hpp.
class RdfCells {
public:
    explicit RdfCells(std::size_t species_count) : species_(species_count) {}

    void sort(const State& state, double r_max);
    const RdfGrid& grid() const { return grid_; }
    std::vector<RdfSpecies> species() const;

private:
    struct Species {
        AlignedVector<double> position[3];
        std::vector<std::int32_t> first;
    };
    void choose_grid(const Box& box, std::size_t n, double r_max);
    std::int32_t cell_of(const Vector3& r) const;

    RdfGrid grid_{};
    std::vector<Species> species_;
    std::vector<std::int32_t> cell_;  // of each particle
};

}  // namespace soret::optimized
