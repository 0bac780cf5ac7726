#pragma once

#include <functional>
#include <string>
#include <vector>

#include "soret/validation/check/check_report.hpp"

namespace soret {

/// Something planted, and what a check has to say of it.
struct PlantedError {
    std::string id;
    std::string words;
    Verdict verdict = Verdict::fail;
    std::string cause;  ///< that the diagnosis names first; empty: any
    std::function<CheckReport()> check;
};

/// In the energies, forces and virials of a configuration, as another code could write them.
std::vector<PlantedError> planted_forces();

}  // namespace soret
