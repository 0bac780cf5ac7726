#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "soret/common/state.hpp"
#include "soret/validation/check/results_file.hpp"

namespace soret {

/// Positions of results beside those of a configuration.
struct PositionMatch {
    std::array<std::vector<double>, 3>
        theirs;  ///< by id; the image nearest to ours, in the coordinates of CONFIG's file
    std::array<std::vector<double>, 3> error;  ///< by the printing of the results, and of floats; 0 if are_exact()
    std::array<std::vector<double>, 3> limit;  ///< of the differences: the printing of both, and rounding
    std::vector<std::size_t> particle_of_row;  ///< which one of the state a row of the results is
    bool agrees = false;
    bool is_permuted = false;  ///< they are ours under another numbering
    double mean_square = 0.0;  ///< of the differences                                            [sigma^2]
    std::string reading;       ///< "shifted by a constant vector", if it was a choice
};

/// The columns x y z, xu yu zu or xs ys zs of a frame, of which all three are there; else nothing.
std::optional<std::array<const PrintedColumn*, 3>> position_columns(const ResultsFrame& frame, bool& scaled);

/// Compares modulo the box, whatever its origin: as they stand, relative to the lower corners of both boxes, or shifted
/// by one vector.
/// state             in the order of ids
/// our_error         of each coordinate by CONFIG's printing
/// particle_of_row   by the ids of the results
/// returns           nothing if the frame has no positions
std::optional<PositionMatch> match_positions(const State& state, const std::array<std::vector<double>, 3>& our_error,
                                             const ResultsFrame& frame, std::vector<std::size_t> particle_of_row);

}  // namespace soret
