#pragma once

namespace soret {

/// What the optimised backend takes on one core with AVX2, for the costs of a plan: the time left follows from them, no
/// result.

/// A sweep of one particle: a displacement and a change of identity.              [s]
inline constexpr double seconds_per_turn = 2.2e-6;

/// A step of one particle at constant energy in exact precision.                  [s]
inline constexpr double seconds_per_step = 2.05e-7;

/// What sampling all fluxes once costs, in steps.
inline constexpr double steps_per_sample = 2.2;

}  // namespace soret
