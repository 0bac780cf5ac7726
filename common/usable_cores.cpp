#include "soret/common/usable_cores.hpp"

#include <sched.h>

#include <algorithm>
#include <array>
#include <thread>

namespace soret {

int usable_cores() {
    std::array<cpu_set_t, 8> allowed{};  // 8192 processors; the kernel refuses a smaller set than it needs
    if (::sched_getaffinity(0, sizeof(allowed), allowed.data()) == 0) {
        return std::max(1, CPU_COUNT_S(sizeof(allowed), allowed.data()));
    }
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace soret
