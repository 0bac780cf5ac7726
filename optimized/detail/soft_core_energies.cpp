#include "soret/optimized/detail/soft_core_energies.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/optimized/detail/dispatch.hpp"
#include "soret/optimized/detail/pair_table.hpp"
#include "soret/optimized/kernels/soft_core_potential.hpp"

namespace soret::optimized {

namespace {

/// Upper bound of the magnitude of u at distance r or more, from the magnitudes of its parts, which fall with r.
double largest_energy(const SoftCoreStages& pair, const SoftCoreConstants& stage, double r2) {
    const double s6 = soft_core_s6(pair, r2);
    const double q = s6 / (1.0 + stage.a * s6);
    return stage.epsilon4 * (q * q + q) + std::fabs(stage.shift) + std::fabs(stage.slope) * pair.cutoff;
}

/// Smallest r^2 from which on u is safely small; 0 where it always is, infinity if it never is within the cutoff.
double safe_distance2(const SoftCoreStages& pair, const SoftCoreConstants& stage) {
    if (largest_energy(pair, stage, 0.0) < exact_term_limit) return 0.0;
    double high = pair.cutoff;
    if (!(largest_energy(pair, stage, high * high) < exact_term_limit)) return INFINITY;
    double low = 0.0;
    for (int halving = 0; halving < 60; ++halving) {
        const double middle = 0.5 * (low + high);
        (largest_energy(pair, stage, middle * middle) < exact_term_limit ? high : low) = middle;
    }
    return high * high;
}

SoftCoreConstants constants_of(const SoftCoreStages& common, const PairParameters& pair, Truncation truncation,
                               double zeta) {
    SoftCoreConstants stage{soft_core_alpha * ((1.0 - zeta) * (1.0 - zeta)), zeta * pair.epsilon4, 0.0, 0.0, 0.0};
    if (!(pair.cutoff2 > 0.0)) return stage;
    if (truncation != Truncation::plain) {
        const double s6 = soft_core_s6(common, pair.cutoff2);
        const double q = s6 / (1.0 + stage.a * s6);
        stage.shift = stage.epsilon4 * (q * (q - 1.0));
        if (truncation == Truncation::force_shifted) {
            stage.slope = -(((zeta * pair.epsilon24) * (q * ((q + q) - 1.0))) * (q / s6)) / pair.cutoff;
        }
    }
    stage.safe2 = safe_distance2(common, stage);
    return stage;
}

}  // namespace

SoftCoreEnergies::SoftCoreEnergies(const Mixture& mixture, const std::vector<double>& stages,
                                   InstructionSet instruction_set)
    : kernels_(&kernels_for<SoftCoreKernels>(instruction_set)),
      species_count_(mixture.species_count()),
      stage_count_(stages.size()),
      sums_(stages.size()) {
    check_soft_core_stages(stages);
    for (std::size_t a = 0; a < species_count_; ++a) {
        for (std::size_t b = 0; b < species_count_; ++b) {
            const PairParameters& p = mixture.pair(a, b);
            const bool force_shifted = mixture.truncation() == Truncation::force_shifted;
            const int count = static_cast<int>(stages.size());
            SoftCoreStages pair{nullptr, count, p.cutoff2, p.cutoff, p.sigma2, 0.0, force_shifted};
            if (p.cutoff2 > 0.0 && mixture.truncation() != Truncation::plain) {
                pair.s6_beyond = soft_core_s6(pair, p.cutoff2);
            }
            std::vector<SoftCoreConstants>& constants = constants_.emplace_back();
            for (const double zeta : stages) constants.push_back(constants_of(pair, p, mixture.truncation(), zeta));
            pair.stages = constants.data();
            table_.push_back(pair);
        }
    }
}

void SoftCoreEnergies::energies(NearDistances& near, std::int32_t s, std::vector<ParticleEnergy>& energies) const {
    std::fill(sums_.begin(), sums_.end(), 0);
    energies.assign(stage_count_, {});
    int neighbours = 0;  // within the largest cutoff: no fewer than within the pairs' own
    for (std::size_t other = 0; other < species_count_; ++other) neighbours += near.count(other);
    const bool many = neighbours > largest_neighbour_count;
    const auto room = static_cast<std::size_t>(neighbours + chunk_size);
    if (powers_.size() < room) powers_.resize(room);
    for (std::size_t other = 0; other < species_count_ && !many; ++other) {
        const SoftCoreStages& with = pair(s, other);
        const double nearest2 =
            kernels_->add_energies(near.distances2(other), near.count(other), with, powers_.data(), sums_.data());
        for (std::size_t stage = 0; stage < stage_count_; ++stage) {
            if (nearest2 < with.stages[stage].safe2) energies[stage].overlap = true;  // to be looked at again
        }
    }
    for (std::size_t stage = 0; stage < stage_count_; ++stage) {
        if (many || energies[stage].overlap) {
            energies[stage] = energy(near, s, stage);
        } else {
            energies[stage].quanta = sums_[stage];
        }
    }
}

ParticleEnergy SoftCoreEnergies::energy(NearDistances& near, std::int32_t s, std::size_t stage) const {
    OrderIndependentSum sum;
    int neighbours = 0;
    for (std::size_t other = 0; other < species_count_; ++other) {
        const SoftCoreStages& with = pair(s, other);
        for (int k = 0; k < near.count(other); ++k) {
            const double r2 = near.distances2(other)[k];
            if (!(r2 < with.cutoff2)) continue;
            sum.add(term(with, stage, r2));
            ++neighbours;
        }
    }
    if (neighbours > largest_neighbour_count) {
        throw InvalidState(fmt::format("a particle has {} neighbours within the cutoff: must be at most {}", neighbours,
                                       largest_neighbour_count));
    }
    if (!sum.in_range()) return {0, true};
    return {sum.quanta(), false};
}

ParticleEnergy SoftCoreEnergies::pair_energy(std::int32_t s, std::int32_t other, std::size_t stage, double r2) const {
    const SoftCoreStages& with = pair(s, static_cast<std::size_t>(other));
    if (!(r2 < with.cutoff2)) return {};
    OrderIndependentSum sum;
    sum.add(term(with, stage, r2));
    if (!sum.in_range()) return {0, true};
    return {sum.quanta(), false};
}

double SoftCoreEnergies::term(const SoftCoreStages& with, std::size_t stage, double r2) {
    const SoftCoreConstants& constants = with.stages[stage];
    const double u = soft_core_energy(constants, soft_core_s6(with, r2));
    return with.force_shifted ? u + constants.slope * (with.cutoff - square_root(r2)) : u;
}

}  // namespace soret::optimized
