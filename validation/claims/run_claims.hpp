#pragma once

#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// What holds for the runs of every route, once a route: they end as a liquid (liquid/ROUTE), have the pressure and the
/// temperature of the state line (pressure/ROUTE, temperature/ROUTE), and keep the conserved energy (drift/ROUTE), of
/// which runs under a field have as much as the field did work (energy-balance/ROUTE).
std::vector<ClaimRule> run_claims();

}  // namespace soret
