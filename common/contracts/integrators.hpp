#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "soret/common/contracts/pair_forces.hpp"
#include "soret/common/errors.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/restraints.hpp"
#include "soret/common/state.hpp"
#include "soret/common/synthetic_field.hpp"

namespace soret {

enum class IntegratorEnsemble { nve, nvt, npt, npzt, nemd, hnemd };

constexpr std::string_view name_of(IntegratorEnsemble ensemble) {
    constexpr std::array<std::string_view, 6> names{"nve", "nvt", "npt", "npzt", "nemd", "hnemd"};
    return names[static_cast<std::size_t>(ensemble)];
}
constexpr bool has_barostat(IntegratorEnsemble ensemble) {
    return ensemble == IntegratorEnsemble::npt || ensemble == IntegratorEnsemble::npzt;
}
/// Whether a Nose-Hoover chain acts on all momenta of the particles.
constexpr bool has_thermostat(IntegratorEnsemble ensemble) {
    return ensemble == IntegratorEnsemble::nvt || has_barostat(ensemble);
}
constexpr bool has_slabs(IntegratorEnsemble ensemble) {
    return ensemble == IntegratorEnsemble::nemd;
}
constexpr bool has_field(IntegratorEnsemble ensemble) {
    return ensemble == IntegratorEnsemble::hnemd;
}
/// By axis: whether that edge of the box follows the pressure.
constexpr std::array<bool, 3> breathing_edges(IntegratorEnsemble ensemble) {
    const bool xy = ensemble == IntegratorEnsemble::npt;
    return {xy, xy, has_barostat(ensemble)};
}

/// The part of the virial that acts on these edges.
constexpr ScalarVirial scalar_virial(IntegratorEnsemble ensemble) {
    return ensemble == IntegratorEnsemble::npt    ? ScalarVirial::trace
           : ensemble == IntegratorEnsemble::npzt ? ScalarVirial::zz
                                                  : ScalarVirial::none;
}

/// A slab of the whole xy plane in which velocities are scaled to a temperature.
struct Slab {
    double temperature = 1.0;  ///< in (0, 1e4]                                                        [eps/k_B]
    double width = 0.0;        ///< > 0; both together less than the z edge                            [sigma]
};

struct IntegratorParameters {
    double timestep = 0.002;  ///< in (0, 1]                                            [tau]
    IntegratorEnsemble ensemble = IntegratorEnsemble::nve;
    double temperature = 1.0;      ///< nvt, npt, npzt, hnemd: in (0, 1e4]                                 [eps/k_B]
    double pressure = 0.0;         ///< npt, npzt: in [-1e4, 1e4]                                      [eps/sigma^3]
    double thermostat_time = 1.0;  ///< of a chain on particles: in [10 timesteps, 1e6]                        [tau]
    double barostat_time = 4.0;    ///< npt, npzt: in [10 timesteps, 1e6]                              [tau]
    int chain_length = 3;          ///< of each chain, in [1, 16]
    Slab hot = {};                 ///< nemd: in the middle of z; its temperature may be the lower one as well
    Slab cold = {};                ///< nemd: at both ends of z, width/2 each
    double spring = 0.0;           ///< k of restraints, in [0, 1e6], 0 without; not in nemd, hnemd    [eps/sigma^2]
    SyntheticField field = {};     ///< hnemd
};

constexpr bool drives_heat(const IntegratorParameters& parameters) {
    return has_field(parameters.ensemble) && parameters.field.heat != 0.0;
}

/// Thermostats of which the first acts on the system and each other one on the one before it.
struct NoseHooverChain {
    std::vector<double> eta;   ///< eta_k                                                              [1]
    std::vector<double> rate;  ///< v_k = d eta_k/dt                                                   [1/tau]
    friend bool operator==(const NoseHooverChain&, const NoseHooverChain&) = default;
};

/// Energy that scaling and the removal of momentum have given to the particles of each region since step 0.  [eps]
struct EnergyGiven {
    double hot = 0.0;
    double cold = 0.0;
    double rest = 0.0;
    double total() const { return (hot + cold) + rest; }
    friend bool operator==(const EnergyGiven&, const EnergyGiven&) = default;
};

/// Variables of thermostat, barostat, slabs and field: what a run carries on besides particles and edges.
struct ExtendedVariables {
    NoseHooverChain thermostat;     ///< empty without a chain on particles
    NoseHooverChain barostat;       ///< of the barostat's own chain; empty but in npt, npzt
    double strain_rate = 0.0;       ///< omega, d ln L/dt of the edges that breathe                       [1/tau]
    EnergyGiven energy_given = {};  ///< 0 but in nemd
    FieldVariables field = {};      ///< 0 but in hnemd
    friend bool operator==(const ExtendedVariables&, const ExtendedVariables&) = default;
};

/// All that the future of a run depends on. An integrator made from it goes on with the same bits.
struct Trajectory {
    State state;             ///< with velocities on the grid
    std::uint64_t step = 0;  ///< steps done
    ExtendedVariables extended = {};
    RestraintAnchors anchors = {};  ///< of the restrained particles
};

/// Masses and degrees of freedom of the extended variables of N particles.     [Martyna et al. 1992, 1994]
struct ExtendedConstants {
    double degrees_of_freedom;    ///< Nf = 3 N - 3; with restraints, which keep no momentum, 3 N
    double first_thermostat;      ///< Q_1 = (Nf T) tau_T^2                                            [eps tau^2]
    double other_thermostats;     ///< Q_k = T tau_T^2, k > 1                                          [eps tau^2]
    double barostat;              ///< W = ((Nf + 3) T) tau_P^2; npzt ((N + 1) T) tau_P^2              [eps tau^2]
    double barostat_thermostats;  ///< Q'_k = T tau_P^2                                                [eps tau^2]
    double breathing_edges;       ///< d = 3, npzt 1
};
ExtendedConstants extended_constants(const IntegratorParameters& parameters, std::size_t particles);

/// A particle at wrapped z is in the hot slab in [hot_low, hot_high), in the cold one in [0, cold_low) and in
/// [cold_high, L_z).
struct SlabBorders {
    double hot_low;    ///< (L_z - w_hot)/2
    double hot_high;   ///< (L_z + w_hot)/2
    double cold_low;   ///< w_cold/2
    double cold_high;  ///< L_z - w_cold/2
};
SlabBorders slab_borders(const IntegratorParameters& parameters, const Box& box);

/// What the equations of motion conserve.
///   nve   H = U + K
///   nemd  H - ((E_hot + E_cold) + E_rest), of ExtendedVariables::energy_given
///   hnemd H - (W + E_T), of ExtendedVariables::field
///   nvt   H + sum_k Q_k v_k^2/2 + T (Nf eta_1 + sum_{k > 1} eta_k)
///   npt, npzt   that of nvt + W omega^2/2 + P V + sum_k Q'_k v'_k^2/2 + T sum_k eta'_k  [Martyna et al. 1994, 1996]
/// With restraints U_R is added to each.
/// restraints   restraint_sums() of the integrator
double conserved_quantity(const IntegratorParameters& parameters, std::size_t particles, const Box& box,
                          const ExtendedVariables& extended, const PairForcesTotals& totals,
                          const RestraintSums& restraints = {});

/// Limit of a component of a velocity while particles drift: 512, up to where the grid of velocities reaches, or less
/// if a particle that fast would move by more than a quarter of the shortest edge in a step.              [sigma/tau]
double largest_speed(const Box& box, double timestep);

/// h_s = (dt/2)/m_s: what a force is multiplied by in half a step, by species.                        [tau/m]
std::vector<double> half_kicks(const Mixture& mixture, double timestep);

/// Limits in one step: of |omega| dt, and of the exponent of the factor that a thermostat puts on velocities in half a
/// step.
inline constexpr double largest_strain = 0.0625;
inline constexpr double largest_scaling = 1.0;

/// Runs f, which makes a step: an InvalidState that does not say at which step it happened is thrown on as
/// "step STEP: message". Step 0 is the start: there nothing is added.
template <class F>
void naming_step(std::uint64_t step, F&& f) {
    try {
        f();
    } catch (const InvalidState& error) {
        const std::string message = error.what();
        const bool is_named = step == 0 || message.starts_with("step ");
        throw InvalidState(is_named ? message : "step " + std::to_string(step) + ": " + message);
    }
}

/// throws   InvalidState: an exponent beyond largest_scaling, or not a number
void check_scaling(double exponent, std::uint64_t step);
/// exponent   (delta/4) v_k of a thermostat that is not the first of its chain. Beyond the limit it would bring the
///            thermostat below it to rest in a step
/// throws     as check_scaling()
void check_damping(double exponent, std::uint64_t step);
/// throws   InvalidState: |strain_rate| timestep beyond largest_strain, or not a number
void check_strain(double strain_rate, double timestep, std::uint64_t step);
/// throws   InvalidState: the particles of a slab are at rest, so that no factor brings them to a temperature
void check_slab_moves(double kinetic_energy_twice, std::string_view slab, std::uint64_t step);
/// throws   InvalidState: an edge below 2 r_c of the mixture or above largest_edge
Box checked_box(const Vector3& edges, const Mixture& mixture, std::uint64_t step);

/// The start of a run: velocities rounded to the grid, on_position_grid(), in units of sigma/tau; extended variables 0.
/// The total momentum stays as it is given. With a thermostat it should be 0, since Nf = 3 N - 3 counts on it; with
/// restraints, which do not keep it, it may have any value.
/// throws   InvalidArgument: a parameter out of range
///          InvalidState: an invalid state; no velocities; a component that is not below largest_speed(); fewer than
///          two particles but in nve; slabs that do not fit into the box; with slabs or a field a mass outside
///          [1e-6, 1e3]; and as check_restraints(), check_field(), check_freedoms()
Trajectory start_of_trajectory(const Mixture& mixture, const State& start, const IntegratorParameters& parameters,
                               const RestraintAnchors& anchors = {});

/// throws   as start_of_trajectory(); beyond step 0 the limit largest_speed() holds only in ensembles whose particles
///          drift with these velocities in the next step
///          InvalidState: a velocity off the grid; extended variables of another ensemble or chain length;
///          extended variables that are not finite
void check_trajectory(const Mixture& mixture, const Trajectory& trajectory, const IntegratorParameters& parameters);

/// Molecular dynamics.
///
/// ## What all ensembles share
/// G = on_position_grid, F_a the component along axis a of the force of contracts/pair_forces.hpp at the present r,
/// h = half_kicks() of the particle's species, dt the time step. Coordinates are wrapped into [0, edge) at every step;
/// `image` counts the edges taken off. Sums on the grid are exact and G is odd. So a trajectory has the same bits in
/// both backends, on every instruction set, with any number of threads and in any order of the particles. All scalars
/// are doubles, each operation is rounded once in the order written, and exp is portable_exp().
///
/// ## nve: constant energy, velocity Verlet                                                     [Swope et al. 1982]
/// A step is, for each particle and axis,
///   v <- v + G(h F(r)),    r <- wrapped r + G(dt v),    v <- v + G(h F(r))
/// With all velocities reversed it goes back through the same states to the bit.
///
/// Momentum: forces add up to exactly zero. Each half kick is rounded by at most 2^-43, so that a component of sum m v
/// changes by at most 2^-42 sum m a step, and at random: by about 2^-42 sqrt(n sum m^2/3) in n steps.
///
/// ## nvt, npt, npzt: thermostat and barostat                                    [Martyna et al. 1992, 1994, 1996]
/// nvt has a Nose-Hoover chain. npt adds the barostat of Martyna, Tobias and Klein; in npzt only z breathes, in the
/// form with 1/Nf, which has a conserved quantity. A step is, each line for all particles and axes a,
///   1. B, then T                             the chains of barostat and thermostat, half a step
///   2. omega <- omega + (dt/2) (f/W)         npt, npzt
///   3. v_a <- G(A_a v_a + (h b_a) F_a)
///   4. L_a <- G(R_a L_a),    r_a <- wrapped G(R_a r_a + D_a v_a), with the edges before and after
///   5. v_a <- G(A_a v_a + (h b_a) F_a)       F at the new r
///   6. omega <- omega + (dt/2) (f/W)
///   7. T, then B
///
/// Factors of lines 3 to 5: omega_a = omega on the edges that breathe, else 0; alpha_a = omega_a + (d/Nf) omega;
///   A_a = exp(-(dt/2) alpha_a),    b_a = exp(-(dt/4) alpha_a) S((dt/4) alpha_a),
///   R_a = exp(dt omega_a),    D_a = dt (exp((dt/2) omega_a) S((dt/2) omega_a))
///   S(x) = sinh(x)/x = 1 + (y/6) (1 + (y/20) (1 + (y/42) (1 + y/72))),  y = x x,    exact to 2^-53 for |x| < 1/8
///
/// Force on the edges, lines 2 and 6: t_a = X_a on the edges that breathe, else 0;
///   f = (((t_x + t_y) + t_z) + Xi) - (d P) V + (d/Nf) X
///   X_a = sum_i Q(m (v_a v_a)),    X = (X_x + X_y) + X_z twice the kinetic energy,    V = (L_x L_y) L_z,
///   Xi the scalar virial: its trace in npt, zz in npzt
///
/// Chains, lines 1 and 7. T scales velocities, v <- G(s v), and twice the kinetic energy with them: X_a <- (s s) X_a.
/// X_a is summed over the particles at the start of a run, after line 5 and after line 7; in between it is what T has
/// made of it. T acts on X with n = Nf degrees of freedom. B acts on X = W omega^2 with n = 1 and scales the strain
/// rate, omega <- s omega. Either goes half a step, delta = dt/2, in one piece:
///   g_1 = (X - n T)/Q_1,    g_k = (Q_{k-1} (v_{k-1} v_{k-1}) - T)/Q_k
///   e_k = exp(-(delta/4) v_{k+1}), the last 1
///   v_k <- (v_k e_k + (delta/2) g_k) e_k     for k = M .. 1
///   s = exp(-delta v_1),    X <- (s s) X,    eta_k <- eta_k + delta v_k
///   v_k <- (v_k e_k + (delta/2) g_k) e_k     for k = 1 .. M
///
/// A step is symmetric in time: with v, the rates of all chains and omega reversed it goes back, up to the rounding of
/// lines 3 to 7. That is 2^-43 for a coordinate or velocity each time, and as much again for coordinates near 512.
/// sum m v walks at random by about 2^-43 sqrt(4 n sum m^2/3) in n steps.
///
/// ## nemd: boundary-driven flow of heat                [Ikeshoji and Hafskjold 1994, at set temperatures; SI 2.2]
/// A step of nve; then velocities are scaled in the two slabs, and the momentum of the centre of mass is removed.
/// Over the particles of each region R of {hot, cold, rest}, by where they are after the drift (slab_borders()),
///   N_R their number,    M_R = sum_i Q(m),    X_R = sum_i sum_a Q(m (v_a v_a)),    P_R,a = sum_i Q(m v_a)
///   s_R = sqrt(((3 N_R) T_R)/X_R); 1 in the rest and in a slab without particles
///   c_a = ((s_hot P_hot,a + s_cold P_cold,a) + P_rest,a)/M,    M = sum over all particles of Q(m)
///   v_a <- G(s_R v_a - c_a)
///
/// E_R, the energy given to the region, is counted after the momentum is removed:
///   p_R = (P_R,x c_x + P_R,y c_y) + P_R,z c_z,    q_R = M_R ((c_x c_x + c_y c_y) + c_z c_z)
///   E_R <- E_R + ((((3 N_R) T_R - X_R)/2 - s_R p_R) + q_R/2)
/// where the first difference is 0 in the rest and in an empty slab. The heat flux after a time t is |E_R|/(2 A t), A
/// the area of the xy plane.                                                                               [SI eq. 8]
///
/// A slab's temperature has 3 N_R degrees of freedom: its own momentum is free, that of the whole box is not, which
/// makes a mean temperature smaller by 1/N of itself. |sum m v_a| < 2^-41 N + 2^-42 sum m after every step.
///
/// ## hnemd: synthetic heat and mass fields     [Evans 1982; MacGowan and Evans 1986; Sarman and Evans 1992; SPEC 15]
/// m dv_i/dt = F_i + D_i - (m_i/M) sum_k D_k, dr_i/dt = v_i, along the axis x of the field
///   D_i = (e_i - m_i h_i + T) F_q + 1/2 sum_j f_ij (r_ij,x F_q) + m_i (delta_i1 - w_1) F_m,   e_i = m_i v_i^2/2 + V_i
/// without thermostat dH/dt = V (J'_q F_q + J_1 F_m) + T F_q sum_i v_i,x. The T makes J'_q the conjugate current of F_q
/// where phase space is compressed, with unequal masses. The motion is odd in the field to first order:
///   <J_1> = (L'_1q F_q + L_11 F_m)/T,    <J'_q> = (L'_qq F_q + L'_q1 F_m)/T.
///
/// A step, with t of contracts/pair_forces.hpp (0 if F_q = 0), p_s of FieldConstants, C of FieldVariables,
/// phi = F_q/2, k = (dt/4) F_q, every line for all particles, of species s, and axes a; [x] is 1 on the axis of the
/// field, else the term is left out:
///   1. kick   y_a = h_s (F_a + phi t_a) + (h_s p_s [x] - C_a)
///             u_a = v_a + (y_a + k ((v_x v_x + v_y v_y) + v_z v_z) [x])/2        half way, for the kinetic part of e_i
///             d_a = G(y_a + k ((u_x u_x + u_y u_y) + u_z u_z) [x]),    v_a <- v_a + d_a
///             W <- W + sum_i Q((m/2) ((q_x + q_y) + q_z)),    q_a = ((v_a + v_a) + d_a) (d_a - h_s F_a) of the old v
///   2. drift  r_a <- wrapped r_a + G(dt v_a)
///   3. kick   the same with F, t at the new r
///   4. thermostat, with P_s,a = sum over s of Q(m v_a), X_a = sum_i Q(m (v_a v_a)), u_s,a = P_s,a/M_s (0 without
///      particles of s), and the sums over species in their order:
///             X = ((X_x + X_y) + X_z) - sum_s ((P_s,x u_s,x + P_s,y u_s,y) + P_s,z u_s,z)
///             c_a = (sum_s P_s,a)/M                                        the sum over s exact, of integers
///             s = sqrt(((g - 1) T)/X)  Gaussian;  factor of a chain on X with n = g, delta = dt  Nose-Hoover;  1 none
///             v_a <- G(s v_a + ((1 - s) u_s,a - c_a))
///             E_T <- E_T + (((s s) X - X) - ((P_x c_x + P_y c_y) + P_z c_z))/2
///   5. C      Y = (s s) X + sum_s M_s ((w_x w_x + w_y w_y) + w_z w_z),  w_a = u_s,a - c_a,  Z_a = sum_i t_i,a, doubles
///             C_x = ((dt/2) (((Y + Z_x)/2) F_q + sum_s N_s ((T - m_s h_s) F_q)))/M,  else  ((dt/2) ((Z_a/2) F_q))/M
/// In the first step C = 0. C takes the mean push off beforehand, what is left of a total momentum is taken off in
/// line 4: |sum m v_a| < 2^-41 N + 2^-42 sum m after every step. The Gaussian thermostat holds the sum over all
/// species of the kinetic energy relative to their means at (g - 1) T/2 to rounding: as it is fixed it has one degree
/// of freedom less, and positions are distributed canonically at T.              [Evans and Morriss 1990, section 5.2]
/// Steps are exact to dt^2 but for the thermostat, which acts once a step: its share in a mean is of the order of
/// the heat taken in a step, F^2 dt, and goes away with F.
/// throws at a step   InvalidState: check_field_terms(), check_relative_motion(), check_scaling()
///
/// ## Restraints
/// Springs of constant k hold particles i at their anchors, in any ensemble but nemd, hnemd: U_R = (k/2) sum_i d_i
/// d_i, d the displacement of the unwrapped particle from its anchor. Wherever F_a stands above, such a particle has
/// F_a + S_a.
/// With its image n, and the fraction f and the image n' of its anchor,
///   d_a = (r_a - G(f_a L_a)) + (n_a - n'_a) L_a,    S_a = q(-k d_a)
/// q the nearest multiple of 2^-40, ties to even. |d_a| < 2048 and |F_a|, |S_a| < 4096, so
/// that d_a and F_a + S_a are exact.
///
/// Anchors move along with edges that breathe, as particles at rest do in line 4: d_a is stretched by R_a. So U_R
/// depends on the edges as the energy of a pair does, and Xi above becomes Xi + Xi_R,
///   S_ab = sum_i Q(d_a d_b),    U_R = (k/2) ((S_xx + S_yy) + S_zz)
///   Xi_R = -k ((S_xx + S_yy) + S_zz), in npzt -k S_zz
/// Springs take up momentum: all 3 N degrees of freedom are in Nf. Accuracy of d_a: 2^-43 of the anchor.
///
/// ## Functions
/// run(steps, request)   goes on by `steps`; totals() are then those of the parts asked for at the last step
/// totals()              the sums at the present state; the scalar virial is that of the barostat, whatever was asked
///                       for                                                       [contracts/pair_forces.hpp]
/// forces(axis)          F by all pairs at the present state, after a run(); rows in the order of the start
/// restraint_sums()      S_ab at the present state; zero without restraints
/// trajectory()          rows in the order of the start
/// throws                InvalidState: as pair forces; a component of a velocity that drifts reaches largest_speed();
///                       an edge below 2 r_c or above largest_edge; check_scaling(), check_damping(),
///                       check_strain(), check_slab_moves(), check_field_terms(),
///                       check_relative_motion(); a term m v_a v_b not below 2^22; a displacement or force of a
///                       restrained particle not below its limit. The message begins with "step N: ". Then
///                       trajectory() has the positions at which the step failed, and the object is of no other use any
///                       more.
template <class T>
concept IntegratorBackend =
    std::constructible_from<T, const Mixture&, const Trajectory&, const IntegratorParameters&, const Execution&> &&
    requires(T integrator, const T& constant_integrator, std::uint64_t steps, PairForcesRequest request,
             std::size_t axis) {
    { integrator.run(steps, request) } -> std::same_as<void>;
    { constant_integrator.totals() } -> std::same_as<const PairForcesTotals&>;
    { constant_integrator.forces(axis) } -> std::same_as<std::vector<double>>;
    { constant_integrator.trajectory() } -> std::same_as<Trajectory>;
    { constant_integrator.step() } -> std::same_as<std::uint64_t>;
    { constant_integrator.box() } -> std::same_as<const Box&>;
    { constant_integrator.restraint_sums() } -> std::same_as<const RestraintSums&>;
    { constant_integrator.extended() } -> std::same_as<const ExtendedVariables&>;
};

}  // namespace soret
