#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "soret/common/statistics/estimate.hpp"
#include "soret/common/statistics/jackknife.hpp"

namespace soret {

/// Means over a stretch of a run, by slice along z where it is a vector.
struct NemdBlock {
    std::vector<double> kinetic;      ///< sum of m v.v/3 over the particles                        [eps]
    std::vector<double> number;       ///< particles
    std::vector<double> number_1;     ///< of species 1
    std::vector<double> pressure_zz;  ///< [eps/sigma^3]
    double pressure = 0.0;            ///< P_zz of the whole box                                    [eps/sigma^3]
    double flux_hot = 0.0;            ///< E_hot/(2 A t)                                            [eps/(sigma^2 tau)]
    double flux_cold = 0.0;           ///< -E_cold/(2 A t)

    friend bool operator==(const NemdBlock&, const NemdBlock&) = default;
};

/// What one run leaves: means over equal blocks.
struct NemdRecord {
    double edge_z = 0.0;      ///< [sigma]
    double block_time = 0.0;  ///< of one block                                                       [tau]
    std::vector<NemdBlock> blocks;

    friend bool operator==(const NemdRecord&, const NemdRecord&) = default;
};

nlohmann::json to_json(const NemdRecord& record);
/// throws   InvalidInput: not what to_json writes
NemdRecord nemd_record_from_json(const nlohmann::json& json);

/// Where and how the profiles are read.
struct NemdReading {
    double temperature = 0.62;  ///< of the state line: the windows lie about where T(z) is this
    double slab_width = 3.0;    ///< of each slab
    double window = 2.5;        ///< half-width wanted of a window; less where it would come within 1 of a slab  [sigma]
    /// Of the slowest mode of the composition: nemd_settling_time().                               [tau]
    double correlation_time = 360.0;
};

/// What runs at one state say. Slopes are those against the distance from the cold to the hot slab, means of both
/// halves.
struct NemdPoint {
    Estimate soret;              ///< -(1/(x_1 x_2)) (dx_1/dz)/(dT/dz)                          [1/eps]
    Estimate conductivity;       ///< J_q/(dT/dz)                                               [1/(sigma tau)]
    Estimate x1;                 ///< in the middle of the windows
    Estimate temperature;        ///< the same
    Estimate temperature_slope;  ///< < 0 if the hot slab is the colder one
    Estimate composition_slope;
    Estimate heat_flux;               ///< from hot to cold, mean of both slabs' fluxes
    Estimate pressure;                ///< <P_zz>
    Estimate flux_difference;         ///< of the slabs: 0 in a steady state
    Estimate temperature_difference;  ///< of the slopes in both halves: 0
    Estimate composition_difference;  ///< the same
    /// Whether runs scatter as their blocks say, by quantity ("soret", "thermal_conductivity", "pressure"); empty where
    /// a run is one block.
    std::vector<std::pair<std::string, SeriesAgreement>> replicas;
    std::size_t runs = 0;
    double time = 0.0;        ///< of all runs                                                      [tau]
    double block_time = 0.0;  ///< of the blocks of the errors                                      [tau]
    double window = 0.0;      ///< half-width used                                                  [sigma]
    std::size_t slices = 0;   ///< of both windows
    std::vector<double> z, temperature_profile, x1_profile, pressure_profile;  ///< of all runs
};

/// Straight lines (least squares, equal weights) of T(z) and x_1(z) through the middles of the slices within a window
/// in each half of the box; a window lies about where the line has T = temperature. Slices are chosen with all data,
/// then kept. T at the middle of the slices differs from `temperature` by at most half a slice times the gradient.
/// Errors: jackknife over blocks of all runs. What is common to slopes, both halves and fluxes is in it. A run is cut
/// into blocks of 5 correlation times or more, or is one block; the errors are corrected by what blocks shorter than
/// memory miss (missed_by_blocks), where a run has several. n_eff is the number of blocks. records  of equal shape, at
/// least two blocks together
/// throws   InvalidInput: records that differ in shape; InvalidState: fewer than three slices in a window
NemdPoint reduce_nemd(std::span<const NemdRecord> records, const NemdReading& reading);

/// What flows at several gradients say together.
struct NemdMean {
    Estimate soret, conductivity, x1;
};

/// Means over independent points of one size and composition whose gradients differ, with the weights t (dT/dz)^2: the
/// noise of a slope does not know the gradient, so the variances of S_T and of the conductivity go as the inverse of
/// these, and S_T is that of the line through the origin of x_1's slope against that of T. Right as long as the
/// response is linear.
/// n_eff    1 and the degrees of freedom by Welch and Satterthwaite
/// throws   InvalidArgument: no point, a time or slope that is 0
NemdMean over_gradients(std::span<const NemdPoint> points);

}  // namespace soret
