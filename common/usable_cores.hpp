#pragma once

#include <optional>
#include <string>

namespace soret {

/// Cores of whose time a container has a share, from the text of cpu.max of control groups (version 2): quota and
/// period in microseconds, "150000 100000" is 1.5 cores.
/// returns   nothing for "max 100000", which is no limit, and for what cannot be read
std::optional<double> granted_cores(const std::string& cpu_max);

/// The same of this process.
std::optional<double> granted_cores();

/// How many threads can be at work at once on `allowed` cores, at least 1: threads beyond what is granted take each
/// other's time, so a share of a core is left aside.
int usable_cores(int allowed, std::optional<double> granted);

/// The same of this thread: fewer than the machine has under taskset, in a cpuset, in most batch systems and in a
/// container with a limit, of which std::thread::hardware_concurrency() of glibc does not know.
int usable_cores();

}  // namespace soret
