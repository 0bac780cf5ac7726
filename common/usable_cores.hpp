#pragma once

namespace soret {

/// Cores that this thread may run on: fewer than the machine has under taskset, in a cpuset and in most batch systems,
/// which std::thread::hardware_concurrency() of glibc does not know of.
/// returns   at least 1
int usable_cores();

}  // namespace soret
