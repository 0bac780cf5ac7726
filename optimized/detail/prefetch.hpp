#pragma once

#include <cstddef>

namespace soret::optimized {

/// Begins to bring what another core has, from `first` on, nearer: many lines are on their way at once, while a loop
/// that reads or writes them one by one waits for each.
inline void fetch_to_read(const void* first, std::size_t bytes) {
    constexpr std::size_t line = 64;
    for (std::size_t k = 0; k < bytes; k += line) __builtin_prefetch(static_cast<const char*>(first) + k);
}

/// The same to write there. By its name: compilers take another instruction unless they are told of the processor. One
/// that does not know this one leaves it out.
inline void fetch_to_write(const void* first, std::size_t bytes) {
    constexpr std::size_t line = 64;
    for (std::size_t k = 0; k < bytes; k += line) {
        asm volatile("prefetchw %0" ::"m"(static_cast<const char*>(first)[k]));
    }
}

}  // namespace soret::optimized
