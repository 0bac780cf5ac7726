#pragma once

#include <string>
#include <vector>

#include "soret/common/synthetic_field.hpp"
#include "soret/validation/simulation/restraint.hpp"

namespace soret::python {

/// A synthetic field as Python gives it.
struct FieldOfPython {
    double heat, mass;
    std::string axis;
    std::vector<double> enthalpy;
    std::string thermostat;
};

/// throws   InvalidArgument: an axis or a thermostat that there is not
SyntheticField field_from(const FieldOfPython& given);

}  // namespace soret::python
