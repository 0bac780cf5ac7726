#include "soret/validation/program/memory.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

namespace soret {

namespace {

std::optional<std::uint64_t> number_in(const char* path) {
    std::ifstream file(path);
    std::uint64_t value = 0;
    if (file >> value) return value;
    return std::nullopt;  // no such file, or "max"
}

std::optional<std::uint64_t> free_on_machine() {
    std::ifstream file("/proc/meminfo");
    std::string word;
    while (file >> word) {
        std::uint64_t kibibytes = 0;
        if (word == "MemAvailable:" && file >> kibibytes) return kibibytes * 1024;
    }
    return std::nullopt;
}

double gigabytes(std::uint64_t bytes) {
    return 1e-9 * static_cast<double>(bytes);
}

}  // namespace

std::optional<std::uint64_t> free_memory() {
    const auto machine = free_on_machine();
    const auto limit = number_in("/sys/fs/cgroup/memory.max");
    const auto used = number_in("/sys/fs/cgroup/memory.current");
    if (!limit || !used) return machine;
    const std::uint64_t container = *limit - std::min(*used, *limit);
    return machine ? std::min(*machine, container) : container;
}

std::string memory_lack(std::uint64_t particles) {
    const std::uint64_t needed = particles * bytes_per_particle;
    const auto free = free_memory();
    if (!free || needed <= *free) return "";
    return fmt::format("needs about {:.1f} GB of memory: must be at most {}, for the {:.1f} GB that are free",
                       gigabytes(needed), *free / bytes_per_particle, gigabytes(*free));
}

}  // namespace soret
