#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "soret/common/files/configuration_file.hpp"
#include "soret/validation/check/position_match.hpp"
#include "soret/validation/check/results_file.hpp"
#include "soret/validation/check/sensitivity.hpp"

namespace soret {

/// Results cannot be compared with the configuration.
struct CannotCompare : std::runtime_error {
    CannotCompare(const std::string& message, std::string because = {})
        : std::runtime_error(message), cause(std::move(because)) {}
    std::string cause;  ///< "other-configuration", "units" or nothing
};

/// The frame of the results that is of the configuration.
struct ChosenFrame {
    ResultsFrame frame;
    std::int64_t frames = 0;                   ///< how many were looked at
    std::optional<PositionMatch> positions;    ///< if the frame has positions
    std::vector<std::size_t> particle_of_row;  ///< of the state in the order of ids; empty: no rows of particles
    std::vector<std::string> left_alone;       ///< names of columns
    std::vector<std::string> notes;
};

/// Of several frames the one with the positions of the configuration. Without positions that of its step, else the only
/// one, else the first.
/// file        the configuration
/// state       in the order of ids
/// our_errors  by the printing of the configuration
/// throws      CannotCompare;  InvalidInput: the results cannot be read
ChosenFrame choose_frame(const FrameReader& next, const std::string& results, const ColumnMap& map,
                         const ConfigurationFile& file, const State& state, const InputErrors& our_errors);

}  // namespace soret
