#pragma once

#include "soret/validation/campaign/route.hpp"

namespace soret {

/// The routes of this library. A new one is a line here.
const RouteTable& all_routes();

/// The route of that name, to run and reduce its tasks.
/// throws   InvalidInput: there is none
const Route& route_by_name(const std::string& name);

}  // namespace soret
