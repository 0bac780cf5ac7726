#pragma once

#include <sanitizer/allocator_interface.h>

#include <cstddef>
#include <cstdlib>

namespace soret::fuzz {

/// While it lives, a single allocation of this thread beyond ten bytes for each byte of the input, and `start` more,
/// ends the fuzzer: what a file announces must not decide what is taken for it.
/// start   what an input of no bytes may take at once: 1000 columns of extended XYZ take 64 KiB
class AllocationLimit {
public:
    explicit AllocationLimit(std::size_t input, std::size_t start = 65536) {
        static const int installed = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
        if (installed == 0) std::abort();
        limit = 10 * input + start;
    }
    ~AllocationLimit() { limit = 0; }
    AllocationLimit(const AllocationLimit&) = delete;
    AllocationLimit& operator=(const AllocationLimit&) = delete;

private:
    static void on_malloc(const volatile void*, std::size_t size) {
        if (limit != 0 && size > limit) std::abort();
    }
    static void on_free(const volatile void*) {}

    static inline thread_local std::size_t limit = 0;
};

}  // namespace soret::fuzz
