#pragma once

#include <memory>

#include "soret/common/contracts/steinhardt.hpp"
#include "soret/optimized/detail/cell_grid.hpp"
#include "soret/optimized/detail/thread_pool.hpp"
#include "soret/optimized/kernels/steinhardt.hpp"

namespace soret::optimized {

// Twin of reference/steinhardt.hpp: neighbours by cells, harmonics as real polynomials of the components of a bond, for
// eight particles at once (kernels/steinhardt_kernel.hpp). Harmonics are rounded once to multiples of 2^-51 and added
// as integers, so that no order of particles, neighbours or threads is in the result. Several hundred times as fast.
class Steinhardt {
public:
    explicit Steinhardt(const SteinhardtOptions& options, const Execution& execution = {});

    void compute(const State& state, SteinhardtResult& result);

private:
    struct Thread {
        AlignedVector<double> near[4];
        AlignedVector<double> distances2, candidates;
        AlignedVector<double> bonds[3];
    };

    void sort(const State& state, double reach);
    void sum_bonds(double reach);
    void find_neighbours(const State& state);
    void throw_first_fault(const State& state) const;
    void fill(const AlignedVector<double>& table, BondOrder& order) const;
    void average();

    SteinhardtOptions options_;
    int nearest_ = 0;    // 0: all within the cutoff
    double candidates_;  // how many particles there are within the reach in which the nearest are looked for
    int room_;           // for the neighbours of a particle
    InstructionSet instruction_set_;
    std::unique_ptr<ThreadPool> pool_;
    std::vector<Thread> threads_;

    // Of the last state.
    CellGrid grid_;
    std::vector<std::int32_t> first_;  // by cell: rank of its first particle
    std::vector<std::int32_t> row_;    // by rank, as all that follow
    std::vector<std::int64_t> id_;
    std::vector<std::int32_t> found_, neighbours_;
    AlignedVector<std::int64_t> terms_;       // sums over the neighbours
    AlignedVector<double> means_, averaged_;  // a row of terms for each rank
};

static_assert(SteinhardtBackend<Steinhardt>);

}  // namespace soret::optimized
