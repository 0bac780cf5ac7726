#pragma once

#include <vector>

#include "soret/validation/check/comparison.hpp"

namespace soret {

/// Why another code's numbers differ from ours. Each known mistake is a hypothesis: it predicts what a code that makes
/// it would print, for every quantity that is compared, and explains the difference if that is what they print.
///
/// A cause is named only if
///   every quantity that fails is explained: within twice the limits, or 0.999 of its squared difference goes away;
///   every quantity that is right stays right;
///   numbers at random would be explained as well with a chance below 1e-3, all the alternatives that were tried
///   counted, so that one total energy is not explained by a parameter that was fitted to it.
/// Where everything that fails is nan or infinite, a few particles are named and nothing else is tried.
/// Of several the one with fewer parameters is first. Two mistakes at once are looked for if one does not bring
/// everything within the limits.
///
/// comparison   some quantity of which fails; not the positions
/// returns      the best first; two that go together one after the other; empty if nothing explains the difference
std::vector<Cause> diagnose(const ForcesComparison& comparison);

}  // namespace soret
