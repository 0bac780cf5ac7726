#pragma once

#include <cstdint>

#include "soret/optimized/kernels/cell_view.hpp"

namespace soret::optimized {

/// Particles are kept in clusters of four that are near each other; a pair of clusters is 16 places of pairs.
inline constexpr int cluster_size = 4;
/// Doubles of a cluster: x, y, z and the species as a number, of four particles each.
inline constexpr int cluster_doubles = 4 * cluster_size;
/// Three components of four particles each.
inline constexpr int cluster_vectors = 3 * cluster_size;

/// Places of a pair of clusters.
inline constexpr int cluster_places = cluster_size * cluster_size;

/// Most species of a mixture that the kernels take.
inline constexpr int largest_species_count = 8;

/// The periodic images (z slowest) are numbered 0..26; 13 is the box itself.
inline constexpr int home_image = 13;

/// Longest run: the sums of a lane over it, of terms below 2^11, stay below 2^63 quanta.
inline constexpr int longest_run = 512;

/// Consecutive entries of a list that belong to one cluster i in one image. The particles of i are in the order of z,
/// so that often only its first two or its last two are near a cluster j.
struct ClusterRun {
    std::int32_t i;
    std::int32_t image;
    std::int32_t first;      ///< [first, end_whole): pairs of j with all of i
    std::int32_t end_whole;  ///< [end_whole, end_lower): with the first two particles of i
    std::int32_t end_lower;  ///< [end_lower, end): with the last two
    std::int32_t end;
};

/// Clusters j = [first, end) that may be near cluster i in one image.
struct ClusterCandidates {
    std::int32_t i;
    std::int32_t image;
    std::int32_t first;
    std::int32_t end;
};

/// A list of cluster pairs: every pair of particles within the list radius is in exactly one run.
struct ClusterList {
    const ClusterRun* runs;
    const std::int32_t* entries;  ///< cluster j
    std::int32_t run_count;
};

/// Input of a pass. All constants of energies and forces are in quanta: multiplied by 2^40, which changes no rounding.
struct ClusterPassInput {
    ClusterList list;
    const double* positions;     ///< [cluster][cluster_doubles]
    const double* velocities;    ///< [cluster][cluster_vectors]; only read for currents
    const double* image_shift;   ///< [image][3]: what to add to the coordinates of i
    const PairConstants* table;  ///< [species][species], energies and forces in quanta
    int species_count;
    bool equal_shape;  ///< every sigma is 1 and every cutoff the same: only epsilon and shift differ
    bool force_shifted;
    bool scalar_virial;           ///< asked for
    bool trace;                   ///< of the scalar virial, else zz
    double largest_force_over_r;  ///< in quanta; up to it every rounded term is small
    double largest_power;         ///< in quanta: of a pair, up to which the terms of the heat current are small
    /// [entry][cluster_places]: -u'/r in quanta of each place within the cutoff, else 0; null if it is not kept
    double* kept_forces;
};

/// Sums of a pass, in quanta. They are added to. Each component of a cluster has ClusterKernels::sum_width integers: of
/// its four particles, and where there are eight, of the four once more, to be added to the first.
struct ClusterPassSums {
    std::int64_t* forces;      ///< [cluster][3][sum_width]
    std::int64_t* energies;    ///< [cluster][sum_width]: sum of Q(u) over the pairs of a particle
    std::int64_t* heat_field;  ///< [cluster][3][sum_width]: t
    WideInteger virial[6];
    WideInteger scalar_virial;
    WideInteger heat_current[3];
};

/// Adds the runs [first_run, end_run). returns false if a term may be too large: then the sums mean nothing
using ClusterPass = bool (*)(const ClusterPassInput&, std::int32_t first_run, std::int32_t end_run, ClusterPassSums&);

/// Where pruned pairs go: runs and entries are appended.
struct ClusterPruneTarget {
    ClusterRun* runs;
    std::int32_t run_count;
    std::int32_t* entries;
    std::int32_t entry_count;
    std::int32_t* scratch;  ///< room for thrice the candidates of a cluster in an image
};

/// Appends what is within the radius among the candidates; successive ones of the same i and image become one run.
using ClusterPruneCandidates = void (*)(const double* positions, const double* image_shift, double radius2,
                                        const ClusterCandidates* candidates, std::int32_t candidate_count,
                                        ClusterPruneTarget& target);
/// The same among the pairs of a list.
using ClusterPruneList = void (*)(const double* positions, const double* image_shift, double radius2,
                                  const ClusterList& list, ClusterPruneTarget& target);

/// Between the sums of one thread, [cluster][3][sum_width], and what it hands over to another, [cluster][3][4]: of the
/// clusters [first, end) whose entry in `reached` is not zero.
using ClusterHandOver = void (*)(std::int64_t* sums, std::int64_t* handed, const char* reached,
                                 std::int32_t first_cluster, std::int32_t end_cluster);

/// What moves the particles of a range of clusters.
struct ClusterMotion {
    double* positions;               ///< [cluster][cluster_doubles]
    double* velocities;              ///< [cluster][cluster_vectors]
    const double* listed_positions;  ///< [cluster][cluster_vectors]
    std::int64_t* forces;            ///< [cluster][3][sum_width], in quanta
    const double* half_kick;         ///< [species], times a quantum of force
    int species_count;
    double timestep;
};

/// What the motion has met so far.
struct ClusterMotionExtremes {
    double displacement2;  ///< largest squared distance from the listed positions
    double speed;          ///< largest component of a velocity that drifted
};

/// v += kicks * G(h F); with drift also r += G(dt v), and the forces are set to zero; without, they are left.
using ClusterMove = void (*)(const ClusterMotion&, std::int32_t first_cluster, std::int32_t end_cluster, int kicks,
                             bool drift, ClusterMotionExtremes& extremes);

/// A part of a step with a thermostat. contracts/integrators.hpp
struct ExtendedMotion {
    ClusterMotion motion;     ///< its timestep is not read
    const double* mass;       ///< [species]
    double scale;             ///< s
    double keep[3];           ///< A_a
    double push[3];           ///< b_a
    double stretch[3];        ///< R_a
    double advance[3];        ///< D_a
    double edge[3];           ///< before the step
    double next_edge[3];      ///< after it
    double since_listing[3];  ///< next_edge by the edge when positions were listed
};

enum class ExtendedPart {
    kick,    ///< v <- G(A v + (h b) F), and X; the forces are left
    scale,   ///< v <- G(s v), and X
    advance  ///< v <- G(s v), v <- G(A v + (h b) F), r <- G(R r + D v); the forces are set to zero
};

/// What the parts have met so far.
struct ExtendedMotionResult {
    ClusterMotionExtremes extremes;  ///< advance; displacements are those from the listed positions, stretched along
    WideInteger kinetic[3];          ///< X_a in quanta, if every term is below 2^11
    double largest_kinetic_term;
};

using ClusterExtendedMove = void (*)(const ExtendedMotion&, std::int32_t first_cluster, std::int32_t end_cluster,
                                     ExtendedPart part, ExtendedMotionResult& result);

/// A part of a step under a synthetic field. contracts/integrators.hpp
struct FieldMotion {
    ClusterMotion motion;      ///< half kicks are h_s in natural units
    std::int64_t* heat_field;  ///< as the forces: t
    double quantum;            ///< what forces and t count in
    const double* mass;        ///< [species]
    int axis;                  ///< of the field
    double phi;                ///< F_q/2; 0: t is not read
    double kinetic_push;       ///< k
    const double* push;        ///< [axis][largest_species_count]: h_s p_s [x] - C_a
    double scale;              ///< s
    const double* drift;       ///< [axis][largest_species_count]: (1 - s) u_s,a - c_a
};

enum class FieldPart {
    kick,    ///< line 3, and sums; the forces are left
    scale,   ///< v of line 4
    advance  ///< v of line 4, lines 1 and 2; the forces are set to zero
};

/// What the parts have met so far, in quanta; right if the largest term is below 2^11.
struct FieldMotionResult {
    ClusterMotionExtremes extremes;                  ///< advance
    WideInteger work;                                ///< kick, advance
    WideInteger kinetic[3];                          ///< kick
    WideInteger momentum[largest_species_count][3];  ///< kick
    WideInteger heat_field[3];                       ///< kick: Z
    double largest_term;
};

using ClusterFieldMove = void (*)(const FieldMotion&, std::int32_t first_cluster, std::int32_t end_cluster,
                                  FieldPart part, FieldMotionResult& result);

/// A part of a step with slabs. contracts/integrators.hpp
struct SlabMotion {
    ClusterMotion motion;
    const double* mass;                             ///< [species]
    double edge;                                    ///< along z
    double hot_low, hot_high, cold_low, cold_high;  ///< soret::SlabBorders
    double scale[2];                                ///< s of the hot and of the cold slab
    double drift[3];                                ///< c
};

enum class SlabPart {
    kick,    ///< v <- v + G(h F), and sums; the forces are left
    scale,   ///< v <- G(s v - c)
    advance  ///< v <- G(s v - c), v <- v + G(h F), r <- r + G(dt v); the forces are set to zero
};

/// Sums over the particles of a slab, in quanta.
struct SlabSums {
    std::int64_t number;
    WideInteger mass;
    WideInteger kinetic;
    WideInteger momentum[3];
};

/// What the parts have met so far.
struct SlabMotionResult {
    ClusterMotionExtremes extremes;  ///< advance
    SlabSums slab[2];                ///< kick: hot, cold; right if every kinetic term is below 2^11
    WideInteger momentum[3];         ///< kick: of all particles
    double largest_kinetic_term;     ///< kick: of all particles
};

using ClusterSlabMove = void (*)(const SlabMotion&, std::int32_t first_cluster, std::int32_t end_cluster, SlabPart part,
                                 SlabMotionResult& result);

/// What a pass over the pairs computes.
struct PassParts {
    bool forces = true;  ///< false for currents at positions whose forces are known: an eighth less arithmetic
    bool energies = false;
    int virial = 0;  ///< numbers of the virial: 0, the scalar one, or six components and, where asked for, the scalar
    bool currents = false;
    int heat_field_axis = -1;  ///< of t; -1: without
    bool kept_forces = false;  ///< written beside forces, read instead of them
};

/// By what is computed besides the forces.
struct ClusterPasses {
    ClusterPass forces;
    ClusterPass forces_heat_field[3];  ///< by axis
    ClusterPass forces_scalar_virial;
    ClusterPass forces_energies;         ///< keeps the forces
    ClusterPass forces_energies_virial;  ///< and the scalar virial; likewise
    ClusterPass all;                     ///< the same and currents
    ClusterPass all_but_forces;          ///< reads and writes none
    ClusterPass virial_currents;         ///< from kept forces
};

struct ClusterKernels {
    int sum_width;  ///< integers of a component of the sums of a cluster, in ClusterPassSums and in motion
    ClusterPasses passes;
    ClusterPruneCandidates prune_candidates;
    ClusterPruneList prune_list;
    ClusterHandOver hand_over;  ///< writes what is handed over and leaves zero
    ClusterHandOver take_over;  ///< adds it
    ClusterMove move;
    ClusterExtendedMove extended_move;
    ClusterSlabMove slab_move;
    ClusterFieldMove field_move;

    static const ClusterKernels sse2, avx2, avx512;
};

}  // namespace soret::optimized
