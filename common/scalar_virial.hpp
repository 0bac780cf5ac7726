#pragma once

namespace soret {

/// The part of the virial that drives a barostat, as one number.
enum class ScalarVirial {
    none,
    trace,  ///< of all edges: xx + yy + zz
    zz      ///< of the z edge alone
};

}  // namespace soret
