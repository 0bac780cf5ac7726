#include "soret/optimized/detail/checked_pair_forces.hpp"

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/order_independent_sum.hpp"
#include "soret/optimized/pair_potential.hpp"

namespace soret::optimized {

namespace {

struct CheckedTotals {
    std::array<OrderIndependentTotal, 6> virial;
    std::array<OrderIndependentTotal, 3> heat_current;
};

struct CheckedParticle {
    OrderIndependentSum force[3];
    OrderIndependentSum energy;
    int neighbours = 0;

    void add(const Vector3& f, double sign) {
        force[0].add(sign * f.x);
        force[1].add(sign * f.y);
        force[2].add(sign * f.z);
        ++neighbours;
    }

    void check(std::int64_t id) const {
        if (neighbours > largest_neighbour_count) {
            throw InvalidState(fmt::format("particle {} has {} neighbours within the cutoff: must be at most {}", id,
                                           neighbours, largest_neighbour_count));
        }
        if (!(force[0].in_range() && force[1].in_range() && force[2].in_range() && energy.in_range())) {
            throw InvalidState(
                fmt::format("particle {} is nearly on top of another: force or energy not below 2^22", id));
        }
    }
};

Vector3 vector_at(const double* values, std::size_t lane) {
    return {values[lane], values[cluster_size + lane], values[2 * cluster_size + lane]};
}

/// All pairs of one cluster pair.
class PairLoop {
public:
    PairLoop(const ClusterSystem& system, const std::vector<PairConstants>& table, int species_count,
             const ClusterPassOptions& options)
        : particles(system.cluster_count() * cluster_size),
          system_(system),
          table_(table),
          species_count_(static_cast<std::size_t>(species_count)),
          options_(options) {}

    void add_clusters(std::size_t i, std::size_t j, std::int32_t image) {
        const double* shift = system_.image_shift().data() + 3 * image;
        for (std::size_t a = 0; a < cluster_size; ++a) {
            const bool same_cluster = i == j && image == home_image;
            for (std::size_t b = same_cluster ? a + 1 : 0; b < cluster_size; ++b) {
                const std::size_t first = i * cluster_size + a;
                const std::size_t second = j * cluster_size + b;
                if (system_.particle(first) == ClusterSystem::unused_particle ||
                    system_.particle(second) == ClusterSystem::unused_particle) {
                    continue;
                }
                const Vector3 ri = vector_at(system_.positions() + i * cluster_doubles, a);
                const Vector3 rj = vector_at(system_.positions() + j * cluster_doubles, b);
                const Vector3 r = (ri + Vector3{shift[0], shift[1], shift[2]}) - rj;
                const PairConstants& pair = table_[static_cast<std::size_t>(system_.species(first)) * species_count_ +
                                                   static_cast<std::size_t>(system_.species(second))];
                const double r2 = dot(r, r);
                if (r2 < pair.cutoff2) add_pair(first, second, pair, r, r2);
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
    void add_pair(std::size_t i, std::size_t j, const PairConstants& pair, const Vector3& r, double r2) {
        const double w = 1.0 / r2;
        const Vector3 f = pair_force_over_r(pair, r2, w) * r;
        particles[i].add(f, 1.0);
        particles[j].add(f, -1.0);
        if (options_.energies) {
            const double u = pair_energy(pair, r2, w);
            particles[i].energy.add(u);
            particles[j].energy.add(u);
        }
        if (options_.virial) {
            const double terms[6] = {r.x * f.x, r.y * f.y, r.z * f.z, r.x * f.y, r.x * f.z, r.y * f.z};
            for (std::size_t a = 0; a < 6; ++a) totals.virial[a].add(terms[a]);
        }
        if (options_.currents) {
            const double power = 0.5 * dot(system_.velocity(i) + system_.velocity(j), f);
            totals.heat_current[0].add(power * r.x);
            totals.heat_current[1].add(power * r.y);
            totals.heat_current[2].add(power * r.z);
        }
    }

    const ClusterSystem& system_;
    const std::vector<PairConstants>& table_;
    std::size_t species_count_;
    ClusterPassOptions options_;
};

template <std::size_t n>
void store(const std::array<OrderIndependentTotal, n>& totals, const char* name, WideInteger* sums) {
    for (std::size_t a = 0; a < n; ++a) {
        if (!totals[a].in_range()) throw InvalidState(fmt::format("a term of the {} is not below 2^22", name));
        sums[a] = totals[a].quanta();
    }
}

}  // namespace

void checked_pair_forces(const ClusterSystem& system, const std::vector<ClusterPairList>& lists,
                         const std::vector<PairConstants>& table, int species_count, const ClusterPassOptions& options,
                         ClusterPassSums& sums) {
    PairLoop loop(system, table, species_count, options);
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
        for (std::size_t axis = 0; axis < 3; ++axis) {
            sums.forces[cluster * cluster_vectors + axis * cluster_size + place % cluster_size] =
                loop.particles[place].force[axis].quanta();
        }
        sums.energies[place] = loop.particles[place].energy.quanta();
    }
    store(loop.totals.virial, "virial", sums.virial);
    store(loop.totals.heat_current, "heat current", sums.heat_current);
}

}  // namespace soret::optimized
