#include "soret/optimized/detail/checked_pair_forces.hpp"

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/detail/checked_pair.hpp"

namespace soret::optimized {

namespace {

struct CheckedTotals {
    TensorTotal virial;
    std::array<OrderIndependentTotal, 1> scalar_virial;
    VectorTotal heat_current;
};

struct CheckedParticle {
    OrderIndependentSum force[3];
    OrderIndependentSum energy;
    OrderIndependentSum heat_field[3];
    int neighbours = 0;

    void add(const std::array<double, 3>& f, double sign) {
        for (std::size_t axis = 0; axis < 3; ++axis) force[axis].add(sign * f[axis]);
        ++neighbours;
    }

    void check(std::int64_t id) const {
        bool in_range = energy.in_range();
        for (std::size_t a = 0; a < 3; ++a) in_range = in_range && force[a].in_range() && heat_field[a].in_range();
        check_particle_sums(id, neighbours, in_range);
    }
};

/// All pairs of one cluster pair.
class PairLoop {
public:
    PairLoop(const ClusterSystem& system, const std::vector<PairConstants>& table, int species_count,
             const PairForcesRequest& request)
        : particles(system.cluster_count() * cluster_size),
          system_(system),
          table_(table),
          species_count_(static_cast<std::size_t>(species_count)),
          request_(request) {}

    void add_clusters(std::size_t i, std::size_t j, std::int32_t image) {
        const bool same_cluster = i == j && image == home_image;
        for (std::size_t a = 0; a < cluster_size; ++a) {
            for (std::size_t b = same_cluster ? a + 1 : 0; b < cluster_size; ++b) {
                const std::size_t first = i * cluster_size + a;
                const std::size_t second = j * cluster_size + b;
                if (system_.particle(first) == ClusterSystem::unused_particle ||
                    system_.particle(second) == ClusterSystem::unused_particle) {
                    continue;
                }
                const PairConstants& pair = table_[static_cast<std::size_t>(system_.species(first)) * species_count_ +
                                                   static_cast<std::size_t>(system_.species(second))];
                const CheckedPair terms = checked_pair(system_, first, second, image, pair);
                if (terms.within) add_pair(first, second, terms);
            }
        }
    }

    /// In the order of the rows: of several particles that are out of range the first is named.
    void check_particles() const {
        std::vector<std::size_t> places(system_.size());
        for (std::size_t place = 0; place < particles.size(); ++place) {
            const std::int32_t particle = system_.particle(place);
            if (particle != ClusterSystem::unused_particle) places[static_cast<std::size_t>(particle)] = place;
        }
        for (std::size_t i = 0; i < places.size(); ++i) particles[places[i]].check(system_.id(i));
    }

    std::vector<CheckedParticle> particles;  // by place
    CheckedTotals totals;

private:
    void add_pair(std::size_t i, std::size_t j, const CheckedPair& terms) {
        particles[i].add(terms.force, 1.0);
        particles[j].add(terms.force, -1.0);
        if (request_.energies) {
            particles[i].energy.add(terms.energy);
            particles[j].energy.add(terms.energy);
        }
        if (request_.heat_field_axis) {
            const std::size_t axis = *request_.heat_field_axis;
            for (std::size_t a = 0; a < 3; ++a) {
                const double along = terms.displacement[axis] * terms.force[a];
                const double t = a == axis ? along + terms.energy : along;
                particles[i].heat_field[a].add(t);
                particles[j].heat_field[a].add(t);
            }
        }
        for (std::size_t a = 0; request_.virial && a < 6; ++a) totals.virial[a].add(terms.virial[a]);
        if (request_.scalar_virial == ScalarVirial::trace) totals.scalar_virial[0].add(terms.trace);
        if (request_.scalar_virial == ScalarVirial::zz) totals.scalar_virial[0].add(terms.zz);
        for (std::size_t a = 0; request_.currents && a < 3; ++a) totals.heat_current[a].add(terms.heat_current[a]);
    }

    const ClusterSystem& system_;
    const std::vector<PairConstants>& table_;
    std::size_t species_count_;
    PairForcesRequest request_;
};

template <std::size_t n>
void store(const std::array<OrderIndependentTotal, n>& totals, const char* name, WideInteger* sums) {
    for (std::size_t a = 0; a < n; ++a) sums[a] = checked_quanta(totals[a], name);
}

}  // namespace

void checked_pair_forces(const ClusterSystem& system, const std::vector<ClusterPairList>& lists,
                         const std::vector<PairConstants>& table, int species_count, const PairForcesRequest& request,
                         std::size_t sum_width, ClusterPassSums& sums) {
    PairLoop loop(system, table, species_count, request);
    for (const ClusterPairList& list : lists) {
        const ClusterList view = list.view();
        for (std::int32_t k = 0; k < view.run_count; ++k) {
            const ClusterRun& run = view.runs[k];
            for (std::int32_t entry = run.first; entry < run.end; ++entry) {
                loop.add_clusters(static_cast<std::size_t>(run.i), static_cast<std::size_t>(view.entries[entry]),
                                  run.image);
            }
        }
    }
    loop.check_particles();
    for (std::size_t place = 0; place < loop.particles.size(); ++place) {
        const std::size_t cluster = place / cluster_size;
        const std::size_t lane = place % cluster_size;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const std::size_t at = (cluster * 3 + axis) * sum_width + lane;
            sums.forces[at] = loop.particles[place].force[axis].quanta();
            if (request.heat_field_axis) sums.heat_field[at] = loop.particles[place].heat_field[axis].quanta();
        }
        sums.energies[cluster * sum_width + lane] = loop.particles[place].energy.quanta();
    }
    store(loop.totals.virial, "virial", sums.virial);
    store(loop.totals.scalar_virial, "virial", &sums.scalar_virial);
    store(loop.totals.heat_current, "heat current", sums.heat_current);
}

}  // namespace soret::optimized
