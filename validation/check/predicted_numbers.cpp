// What a code with a mistake would print: the sums of its pairs, put together as it does.

#include "soret/validation/check/problem.hpp"

namespace soret::diagnosis {

namespace {

/// Sums over particles with the velocities that a code takes.
struct ParticleSums {
    std::vector<double> kinetic_energy;
    SymmetricTensor kinetic{};
    std::array<double, 3> potential_current{};  // sum of V_i v_i
    std::array<double, 3> kinetic_current{};    // sum of K_i v_i
    std::array<double, 3> pair_current{};
    std::array<double, 3> mass_current{};  // of species 1

    double total() const { return 0.5 * ((kinetic[0] + kinetic[1]) + kinetic[2]); }
};

void add(std::array<double, 3>& sum, double scale, const Vector3& v) {
    sum[0] += scale * v.x;
    sum[1] += scale * v.y;
    sum[2] += scale * v.z;
}

ParticleSums particle_sums(const Problem& problem, const PairSums& sums, const TheirCode& code) {
    const State& state = problem.state();
    ParticleSums particles;
    if (!state.has_velocities()) return particles;
    const TheirReport& report = code.report;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const double m = report.mass[i];
        const Vector3 v = problem.velocity(code.pairs, i) - report.frame;
        particles.kinetic_energy.push_back(0.5 * (m * dot(v, v)));
        const SymmetricTensor mvv = products(m, v, v);
        for (std::size_t c = 0; c < 6; ++c) particles.kinetic[c] += mvv[c];
        add(particles.potential_current, sums.energy[i], v);
        add(particles.kinetic_current, particles.kinetic_energy[i], v);
        if (report.counted[i] == 0) add(particles.mass_current, m, v);
    }
    // 1/2 ((v_i + v_j - 2 u) . f) r: the sum of r_a f_b is that of the virial.
    const Vector3& u = report.frame;
    const SymmetricTensor& w = sums.virial;
    particles.pair_current = sums.heat;
    add(particles.pair_current, -1.0,
        {w[0] * u.x + w[3] * u.y + w[4] * u.z, w[3] * u.x + w[1] * u.y + w[5] * u.z,
         w[4] * u.x + w[5] * u.y + w[2] * u.z});
    return particles;
}

double particle_energy(const PairSums& sums, EnergySplit split, std::size_t i) {
    switch (split) {
        case EnergySplit::halves: return sums.energy[i];
        case EnergySplit::whole_to_both: return 2.0 * sums.energy[i];
        case EnergySplit::to_lower_id: return sums.energy_to_lower[i];
        case EnergySplit::to_higher_id: return 2.0 * sums.energy[i] - sums.energy_to_lower[i];
    }
    return sums.energy[i];
}

/// All components of a total: 6 of a tensor, 3 of a vector, 1.
std::array<double, 6> total(CheckedQuantity quantity, const PairSums& sums, const ParticleSums& particles,
                            const TheirCode& code) {
    const TheirReport& report = code.report;
    std::array<double, 6> value{};
    const Vector3& edges = code.pairs.edges;
    switch (quantity) {
        case CheckedQuantity::potential_energy:
            value[0] = sums.potential_energy + report.kinetic_in_energies * particles.total() + report.tail_energy;
            break;
        case CheckedQuantity::kinetic_energy: value[0] = particles.total(); break;
        case CheckedQuantity::virial:
            for (std::size_t c = 0; c < 6; ++c) {
                value[c] = report.virial_in_virial * sums.virial[c] + report.kinetic_in_virial * particles.kinetic[c] +
                           (c < 3 ? report.tail_virial / 3.0 : 0.0);
            }
            break;
        case CheckedQuantity::pressure_tensor:
            for (std::size_t c = 0; c < 6; ++c) {
                value[c] =
                    (report.virial_in_pressure * sums.virial[c] + report.kinetic_in_pressure * particles.kinetic[c] +
                     (c < 3 ? report.tail_pressure_virial / 3.0 : 0.0)) /
                    (edges.x * edges.y * edges.z);
            }
            break;
        case CheckedQuantity::heat_current:
            for (std::size_t c = 0; c < 3; ++c) {
                value[c] = report.heat[0] * particles.potential_current[c] +
                           report.heat[1] * particles.kinetic_current[c] + report.heat[2] * particles.pair_current[c];
            }
            break;
        case CheckedQuantity::mass_current_1:
            for (std::size_t c = 0; c < 3; ++c) value[c] = particles.mass_current[c];
            break;
        default: break;
    }
    return value;
}

}  // namespace

Numbers Problem::numbers(const PairSums& sums, const TheirCode& code) const {
    const TheirReport& report = code.report;
    const ParticleSums particles = particle_sums(*this, sums, code);
    Numbers numbers;
    for (const ComparedQuantity& quantity : comparison_.quantities) {
        const double factor = report.factor[static_cast<std::size_t>(quantity.quantity)];
        std::vector<double>& predicted = numbers.emplace_back(quantity.ours);
        if (quantity.quantity == CheckedQuantity::positions) continue;
        const bool forces = quantity.quantity == CheckedQuantity::forces;
        if (!forces && quantity.quantity != CheckedQuantity::particle_energies) {
            const std::array<double, 6> value = total(quantity.quantity, sums, particles, code);
            for (std::size_t k = 0; k < predicted.size(); ++k) {
                predicted[k] = factor * (quantity.is_trace ? ((value[0] + value[1]) + value[2]) / 3.0
                                                           : value[quantity.axes.empty() ? 0 : quantity.axes[k]]);
            }
            continue;
        }
        for (std::size_t row = 0; row < quantity.rows(); ++row) {
            const std::size_t i = report.row_of.empty() ? row : report.row_of[row];
            for (std::size_t k = 0; k < quantity.components; ++k) {
                double value = 0.0;
                if (forces) {
                    const std::size_t axis = quantity.axes.empty() ? k : quantity.axes[k];
                    value = report.force_signs[axis] * sums.force[3 * i + axis];
                } else {
                    value = particle_energy(sums, report.split, i);
                    if (report.kinetic_in_energies != 0.0 && !particles.kinetic_energy.empty()) {
                        value += report.kinetic_in_energies * particles.kinetic_energy[i];
                    }
                }
                predicted[row * quantity.components + k] = factor * value;
            }
        }
    }
    return numbers;
}

}  // namespace soret::diagnosis
