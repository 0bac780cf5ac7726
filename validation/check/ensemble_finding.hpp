#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "soret/validation/check/ensemble_checks.hpp"
#include "soret/validation/check/series_tests.hpp"

namespace soret {

/// A check of an ensemble before its verdict, which depends on all others.
struct EnsembleFinding {
    std::string id;
    std::string quantity;
    SeriesTest test;
    double telling_error = std::numeric_limits<double>::infinity();  ///< above it nothing can be told
    std::string text = {};
    // Of a failure:
    std::string cause = {};
    std::optional<double> parameter = {};
    std::string cause_text = {};
};

/// A series with what is set and known about it.
struct EnsembleRun {
    SeriesTable table;
    SetPoint set;
    double particles = 0.0;
    double degrees_of_freedom = 0.0;
    double temperature = 0.0;  ///< the set one, else the measured one
    std::vector<double> masses;
    bool kinetic_is_of_temperature = false;  ///< the column kinetic_energy is made of the column temperature
};

/// Of the conserved quantity.
void check_conserved(const EnsembleRun& run, EnsembleKind kind, std::vector<EnsembleFinding>& findings);
/// Of the kinetic energy.
void check_kinetic(const EnsembleRun& run, EnsembleKind kind, std::vector<EnsembleFinding>& findings);
/// Of means that stay.
void check_stationary(const EnsembleRun& run, EnsembleKind kind, std::vector<EnsembleFinding>& findings);
/// Of pressure and volume.
/// notes   why there is no check of the fluctuations, where there is none
void check_volume(const EnsembleRun& run, std::vector<EnsembleFinding>& findings, std::vector<std::string>& notes);

}  // namespace soret
