#include "soret/validation/check/sensitivity.hpp"

#include <algorithm>
#include <cmath>

#include "soret/validation/check/near_pairs.hpp"

namespace soret {

namespace {

using Three = std::array<double, 3>;
constexpr std::array<std::array<std::size_t, 2>, 6> tensor_axes{{{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}}};
constexpr std::size_t virial_row = 0;
constexpr std::size_t heat_row = 6;
constexpr std::size_t total_rows = 9;

/// u, f = phi r and phi' = dphi/dr of a pair, and the magnitudes of their parts.
struct PairTerms {
    double u = 0.0;
    double phi = 0.0;
    double phi_slope = 0.0;
    double u_parts = 0.0;
    double phi_parts = 0.0;
    double phi_slope_parts = 0.0;
    double phi_curvature_parts = 0.0;  ///< of d2phi/dr2
};

PairTerms terms_at(const PairParameters& p, double r) {
    const double w = 1.0 / (r * r);
    const double s2 = p.sigma2 * w;
    const double s6 = s2 * s2 * s2;
    const double s12 = s6 * s6;
    PairTerms t;
    t.u = p.epsilon4 * (s12 - s6) - p.shift + p.slope * (p.cutoff - r);
    t.phi = p.epsilon24 * w * (2.0 * s12 - s6) + p.slope / r;
    t.phi_slope = p.epsilon24 * w / r * (8.0 * s6 - 28.0 * s12) - p.slope * w;
    const double slope = std::fabs(p.slope);
    t.u_parts = p.epsilon4 * (s12 + s6) + std::fabs(p.shift) + slope * (p.cutoff + r);
    t.phi_parts = p.epsilon24 * w * (2.0 * s12 + s6) + slope / r;
    t.phi_slope_parts = p.epsilon24 * w / r * (8.0 * s6 + 28.0 * s12) + slope * w;
    t.phi_curvature_parts = p.epsilon24 * w * w * (72.0 * s6 + 420.0 * s12) + 2.0 * slope * w / r;
    return t;
}

class Accumulator {
public:
    Accumulator(const State& state, const Mixture& mixture, const PairForcesResult& result, const InputErrors& errors,
                bool tensors)
        : state_(state),
          mixture_(mixture),
          result_(result),
          errors_(errors),
          tensors_(tensors),
          moving_(state.has_velocities()) {
        const std::size_t n = state.size();
        for (PerQuantity* quantity : {&out_.by_inputs, &out_.magnitudes}) {
            for (auto& axis : quantity->force) axis.assign(n, 0.0);
            quantity->particle_energy.assign(n, 0.0);
        }
        out_.neighbours.assign(n, 0);
        own_.assign(n, {});
        if (tensors_) gradient_.assign(n, {});
        if (tensors_ && moving_) particle_virial_.assign(n, {});
        error_of_.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            const double dx = errors.position[0][i];
            const double dy = errors.position[1][i];
            const double dz = errors.position[2][i];
            error_of_[i] = std::sqrt(dx * dx + dy * dy + dz * dz);
            largest_error_ = std::max(largest_error_, error_of_[i]);
        }
    }

    Sensitivity run() {
        const double cutoff = mixture_.largest_cutoff();
        const double edge_error = std::sqrt(errors_.edge[0] * errors_.edge[0] + errors_.edge[1] * errors_.edge[1] +
                                            errors_.edge[2] * errors_.edge[2]);
        if (cutoff > 0.0) {
            const double reach = cutoff * (1.0 + rounding_of_distance) + 2.0 * largest_error_ + edge_error;
            for_each_near_pair(state_, reach, [&](const NearPair& pair) { add(pair); });
        }
        finish_particles();
        finish_totals();
        if (moving_) finish_velocities();
        return std::move(out_);
    }

private:
    // Relative error of a distance in double precision, with room.
    static constexpr double rounding_of_distance = 0x1p-48;

    void add(const NearPair& pair) {
        const auto si = static_cast<std::size_t>(state_.species[pair.i]);
        const PairParameters& p = mixture_.pair(si, static_cast<std::size_t>(state_.species[pair.j]));
        if (p.cutoff2 == 0.0) return;
        const double r = std::sqrt(pair.r2);
        double d = error_of_[pair.i] + error_of_[pair.j];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            if (pair.edges[axis] != 0) d += errors_.edge[axis];
        }
        const bool inside = pair.r2 < p.cutoff2;
        if (std::fabs(r - p.cutoff) <= d + r * rounding_of_distance) add_jump(pair, terms_at(p, p.cutoff), r, p.cutoff);
        if (!inside) return;
        const PairTerms t = terms_at(p, r);
        add_magnitudes(pair, t, r);
        add_first_order(pair, t, r);
        // Over so short a way the derivatives are the same to 1e-7 of this bound.
        const bool is_short = d < 1e-8 * r;
        add_second_order(pair, is_short ? t : terms_at(p, std::max(r - d, 0.5 * r)), r, d);
        ++out_.pairs;
        ++out_.neighbours[pair.i];
        ++out_.neighbours[pair.j];
    }

    Three summed_velocity(const NearPair& pair) const {
        if (!moving_) return {};
        Three s{};
        for (std::size_t a = 0; a < 3; ++a) s[a] = state_.velocity[a][pair.i] + state_.velocity[a][pair.j];
        return s;
    }

    static double length(const Three& v) { return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

    // All of the pair's terms at the cutoff may be there or not.
    void add_jump(const NearPair& pair, const PairTerms& at_cutoff, double r, double cutoff) {
        PerQuantity& limit = out_.by_inputs;
        const double u = std::fabs(at_cutoff.u);
        const double phi = std::fabs(at_cutoff.phi) * std::max(1.0, cutoff / r);  // of r of the cutoff's length
        const double s = length(summed_velocity(pair));
        limit.potential_energy += u;
        for (const std::size_t i : {pair.i, pair.j}) {
            limit.particle_energy[i] += 0.5 * u;
            for (std::size_t a = 0; a < 3; ++a) limit.force[a][i] += phi * std::fabs(pair.r[a]);
        }
        if (!tensors_) return;
        for (std::size_t k = 0; k < 6; ++k) {
            limit.virial[k] +=
                phi * std::max(1.0, cutoff / r) * std::fabs(pair.r[tensor_axes[k][0]] * pair.r[tensor_axes[k][1]]);
        }
        for (std::size_t a = 0; a < 3; ++a) {
            limit.heat_current[a] += 0.5 * s * (u + phi * std::max(r, cutoff) * std::fabs(pair.r[a]));
        }
    }

    void add_magnitudes(const NearPair& pair, const PairTerms& t, double r) {
        PerQuantity& sum = out_.magnitudes;
        PerQuantity& square = out_.squares;
        const auto add = [](double& of, double& of_square, double term) {
            of += term;
            of_square += term * term;
        };
        add(sum.potential_energy, square.potential_energy, t.u_parts);
        for (const std::size_t i : {pair.i, pair.j}) {
            sum.particle_energy[i] += 0.5 * t.u_parts;
            for (std::size_t a = 0; a < 3; ++a) sum.force[a][i] += t.phi_parts * std::fabs(pair.r[a]);
        }
        if (!tensors_) return;
        const double s = length(summed_velocity(pair));
        for (std::size_t k = 0; k < 6; ++k) {
            add(sum.virial[k], square.virial[k],
                t.phi_parts * std::fabs(pair.r[tensor_axes[k][0]] * pair.r[tensor_axes[k][1]]));
        }
        for (std::size_t a = 0; a < 3; ++a) {
            add(sum.heat_current[a], square.heat_current[a],
                0.5 * s * (t.u_parts + t.phi_parts * r * std::fabs(pair.r[a])));
        }
    }

    void add_first_order(const NearPair& pair, const PairTerms& t, double r) {
        // D_ab = df_a/dr_b = phi delta_ab + phi' r_a r_b / r
        SymmetricTensor derivative{};
        const double over_r = t.phi_slope / r;
        for (std::size_t k = 0; k < 6; ++k) {
            derivative[k] = over_r * pair.r[tensor_axes[k][0]] * pair.r[tensor_axes[k][1]] + (k < 3 ? t.phi : 0.0);
            own_[pair.i][k] += derivative[k];
            own_[pair.j][k] += derivative[k];
        }
        for (std::size_t a = 0; a < 3; ++a) {
            const double f = t.phi * pair.r[a];
            double& limit_i = out_.by_inputs.force[a][pair.i];
            double& limit_j = out_.by_inputs.force[a][pair.j];
            for (std::size_t b = 0; b < 3; ++b) {
                const double slope = std::fabs(derivative[index(a, b)]);
                limit_i += slope * errors_.position[b][pair.j];
                limit_j += slope * errors_.position[b][pair.i];
                if (pair.edges[b] == 0) continue;
                limit_i += slope * errors_.edge[b];
                limit_j += slope * errors_.edge[b];
            }
            const double of_edge = pair.edges[a] == 0 ? 0.0 : std::fabs(f) * errors_.edge[a];
            out_.by_inputs.particle_energy[pair.i] += 0.5 * (std::fabs(f) * errors_.position[a][pair.j] + of_edge);
            out_.by_inputs.particle_energy[pair.j] += 0.5 * (std::fabs(f) * errors_.position[a][pair.i] + of_edge);
            of_edges_energy_[a] += static_cast<double>(pair.edges[a]) * f;
        }
        if (tensors_) add_gradients(pair, t, r);
    }

    // d(r_a f_b)/dr_c = phi (delta_ac r_b + delta_bc r_a) + phi' r_a r_b r_c / r, and of the heat current
    // 1/2 (u s_a + (s.f) r_a), s = v_i + v_j:
    //   1/2 (-phi r_c s_a + phi' r_c (s.r) r_a / r + phi s_c r_a + phi (s.r) delta_ac)
    void add_gradients(const NearPair& pair, const PairTerms& t, double r) {
        const Three& x = pair.r;
        const double over_r = t.phi_slope / r;
        const Three s = summed_velocity(pair);
        const double s_r = s[0] * x[0] + s[1] * x[1] + s[2] * x[2];
        for (std::size_t c = 0; c < 3; ++c) {
            for (std::size_t k = 0; k < 6; ++k) {
                const auto [a, b] = tensor_axes[k];
                const double slope =
                    t.phi * ((a == c ? x[b] : 0.0) + (b == c ? x[a] : 0.0)) + over_r * x[a] * x[b] * x[c];
                add_gradient(pair, virial_row + k, c, slope);
            }
            if (!moving_) continue;
            for (std::size_t a = 0; a < 3; ++a) {
                const double slope = 0.5 * (-t.phi * x[c] * s[a] + over_r * x[c] * s_r * x[a] + t.phi * s[c] * x[a] +
                                            (a == c ? t.phi * s_r : 0.0));
                add_gradient(pair, heat_row + a, c, slope);
            }
        }
        if (!moving_) return;
        for (std::size_t k = 0; k < 6; ++k) {
            const double half = 0.5 * t.phi * x[tensor_axes[k][0]] * x[tensor_axes[k][1]];
            particle_virial_[pair.i][k] += half;
            particle_virial_[pair.j][k] += half;
        }
    }

    void add_gradient(const NearPair& pair, std::size_t row, std::size_t axis, double slope) {
        gradient_[pair.i][row][axis] += slope;
        gradient_[pair.j][row][axis] -= slope;
        of_edges_[row][axis] += static_cast<double>(pair.edges[axis]) * slope;
    }

    // |second order| <= d^2/2 times a bound of the second derivatives, at the shortest distance that d allows.
    void add_second_order(const NearPair& pair, const PairTerms& near, double r, double d) {
        const double half = 0.5 * d * d;
        const double first = near.phi_parts + r * near.phi_slope_parts;  // of the force
        const double second = 4.0 * near.phi_slope_parts + r * near.phi_curvature_parts;
        PerQuantity& limit = out_.by_inputs;
        limit.potential_energy += half * first;
        for (const std::size_t i : {pair.i, pair.j}) {
            limit.particle_energy[i] += 0.5 * half * first;
            for (auto& axis : limit.force) axis[i] += half * second;
        }
        if (!tensors_) return;
        const double s = length(summed_velocity(pair));
        const double of_product = half * (2.0 * first + r * second);
        for (double& component : limit.virial) component += of_product;
        for (double& component : limit.heat_current) component += 0.5 * s * (of_product + half * first);
    }

    static std::size_t index(std::size_t a, std::size_t b) { return a == b ? a : a + b + 2; }

    void finish_particles() {
        for (std::size_t i = 0; i < state_.size(); ++i) {
            double energy = 0.0;
            for (std::size_t a = 0; a < 3; ++a) {
                for (std::size_t b = 0; b < 3; ++b) {
                    out_.by_inputs.force[a][i] += std::fabs(own_[i][index(a, b)]) * errors_.position[b][i];
                }
                energy += std::fabs(result_.force[a][i]) * errors_.position[a][i];
            }
            out_.by_inputs.particle_energy[i] += 0.5 * energy;
        }
    }

    /// A sum of gradients times errors: the worst case, or seven standard deviations of uniform errors.
    struct Sum {
        double worst = 0.0;
        double variance = 0.0;
        void add(double gradient, double error) {
            const double change = std::fabs(gradient) * error;
            worst += change;
            variance += change * change / 3.0;
        }
        double bound() const { return std::min(worst, standard_deviations * std::sqrt(variance)); }
    };

    void finish_totals() {
        Sum energy;
        std::array<Sum, total_rows> totals;
        for (std::size_t i = 0; i < state_.size(); ++i) {
            for (std::size_t a = 0; a < 3; ++a) {
                const double error = errors_.position[a][i];
                energy.add(result_.force[a][i], error);
                for (std::size_t k = 0; tensors_ && k < total_rows; ++k) totals[k].add(gradient_[i][k][a], error);
            }
        }
        for (std::size_t a = 0; a < 3; ++a) {
            energy.add(of_edges_energy_[a], errors_.edge[a]);
            for (std::size_t k = 0; k < total_rows; ++k) totals[k].add(of_edges_[k][a], errors_.edge[a]);
        }
        out_.by_inputs.potential_energy += energy.bound();
        for (std::size_t k = 0; k < 6; ++k) out_.by_inputs.virial[k] += totals[virial_row + k].bound();
        for (std::size_t a = 0; a < 3; ++a) out_.by_inputs.heat_current[a] += totals[heat_row + a].bound();
    }

    void finish_velocities() {
        std::array<Sum, 6> kinetic;
        std::array<Sum, 3> heat;
        std::array<Sum, 3> mass_current;
        PerQuantity& limit = out_.by_inputs;
        for (std::size_t i = 0; i < state_.size(); ++i) {
            const double m = mixture_.mass(static_cast<std::size_t>(state_.species[i]));
            Three v{};
            Three dv{};
            for (std::size_t a = 0; a < 3; ++a) {
                v[a] = state_.velocity[a][i];
                dv[a] = errors_.velocity[a][i];
            }
            const double half_square = 0.5 * (dv[0] * dv[0] + dv[1] * dv[1] + dv[2] * dv[2]);
            const double energy = 0.5 * m * (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
            for (std::size_t k = 0; k < 6; ++k) {
                const auto [a, b] = tensor_axes[k];
                if (a == b) {
                    kinetic[k].add(2.0 * m * v[a], dv[a]);
                } else {
                    kinetic[k].add(m * v[b], dv[a]);
                    kinetic[k].add(m * v[a], dv[b]);
                }
                limit.kinetic[k] += 2.0 * m * half_square;
                add_term(out_.magnitudes.kinetic[k], out_.squares.kinetic[k], m * std::fabs(v[a] * v[b]));
            }
            for (std::size_t a = 0; a < 3; ++a) {
                for (std::size_t b = 0; b < 3; ++b) {
                    const double own = a == b ? result_.particle_energy[i] + energy : 0.0;
                    const double of_pairs = tensors_ ? particle_virial_[i][index(a, b)] : 0.0;
                    heat[a].add(own + m * v[a] * v[b] + of_pairs, dv[b]);
                }
                limit.heat_current[a] += 3.0 * m * (length(v) + length(dv)) * half_square;
                add_term(out_.magnitudes.heat_current[a], out_.squares.heat_current[a], energy * std::fabs(v[a]));
                if (state_.species[i] != 0) continue;
                mass_current[a].add(m, dv[a]);
                add_term(out_.magnitudes.mass_current_1[a], out_.squares.mass_current_1[a], m * std::fabs(v[a]));
            }
        }
        for (std::size_t k = 0; k < 6; ++k) limit.kinetic[k] += kinetic[k].bound();
        for (std::size_t a = 0; a < 3; ++a) {
            limit.heat_current[a] += heat[a].bound();
            limit.mass_current_1[a] += mass_current[a].bound();
        }
    }

    static void add_term(double& sum, double& square, double term) {
        sum += term;
        square += term * term;
    }

    const State& state_;
    const Mixture& mixture_;
    const PairForcesResult& result_;
    const InputErrors& errors_;
    bool tensors_;
    bool moving_;
    Sensitivity out_;
    std::vector<double> error_of_;
    double largest_error_ = 0.0;
    std::vector<SymmetricTensor> own_;                     // sum_j D of each particle
    std::vector<std::array<Three, total_rows>> gradient_;  // of virial and heat current by each position
    std::array<Three, total_rows> of_edges_{};
    Three of_edges_energy_{};
    std::vector<SymmetricTensor> particle_virial_;  // 1/2 sum_j r_a f_b of each particle
};

}  // namespace

Sensitivity sensitivity(const State& state, const Mixture& mixture, const PairForcesResult& result,
                        const InputErrors& errors, bool tensors) {
    return Accumulator(state, mixture, result, errors, tensors).run();
}

}  // namespace soret
