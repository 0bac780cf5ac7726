// Any text is a run file or gives one line.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "allocation_limit.hpp"
#include "soret/common/errors.hpp"
#include "soret/validation/program/run_settings.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const soret::fuzz::AllocationLimit limit(size);
    static const int file = ::memfd_create("run.toml", 0);
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, bytes, size, 0) != static_cast<ssize_t>(size)) std::abort();
    try {
        soret::read_run_settings("/proc/self/fd/" + std::to_string(file), {}).parameters();
    } catch (const soret::Error&) {
        return 0;
    }
    return 0;
}
