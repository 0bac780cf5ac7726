#include "soret/common/usable_cores.hpp"

#include <sched.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <thread>

namespace soret {

namespace {

int allowed_cores() {
    std::array<cpu_set_t, 8> allowed{};  // 8192 processors; the kernel refuses a smaller set than it needs
    if (::sched_getaffinity(0, sizeof(allowed), allowed.data()) == 0) {
        return CPU_COUNT_S(sizeof(allowed), allowed.data());
    }
    return static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

std::optional<double> granted_cores(const std::string& cpu_max) {
    std::istringstream text(cpu_max);
    double quota = 0.0, period = 0.0;
    if (text >> quota >> period && quota > 0.0 && period > 0.0) return quota / period;
    return std::nullopt;
}

std::optional<double> granted_cores() {
    std::ifstream file("/sys/fs/cgroup/cpu.max");
    std::string line;
    std::getline(file, line);
    return granted_cores(line);
}

int usable_cores(int allowed, std::optional<double> granted) {
    if (granted && *granted < allowed) allowed = static_cast<int>(std::floor(*granted));
    return std::max(1, allowed);
}

int usable_cores() {
    return usable_cores(allowed_cores(), granted_cores());
}

}  // namespace soret
