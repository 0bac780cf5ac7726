#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include <sys/mman.h>

namespace soret::optimized {

/// Aligned for whole vectors of every instruction set.
template <class T>
struct VectorAllocator {
    using value_type = T;
    static constexpr std::size_t large_page = std::size_t{1} << 21;
    static std::align_val_t alignment_of(std::size_t n) {
        return std::align_val_t{n * sizeof(T) >= large_page ? large_page : 64};
    }
    VectorAllocator() = default;
    template <class U>
    explicit VectorAllocator(const VectorAllocator<U>&) {}
    T* allocate(std::size_t n) {
        const std::size_t bytes = n * sizeof(T);
        void* memory = ::operator new(bytes, alignment_of(n));
        // Advice that may be refused: large pages spare the address translation most of its misses.
        if (bytes >= large_page) ::madvise(memory, bytes, MADV_HUGEPAGE);
        return static_cast<T*>(memory);
    }
    void deallocate(T* p, std::size_t n) { ::operator delete(p, alignment_of(n)); }
    friend bool operator==(const VectorAllocator&, const VectorAllocator&) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, VectorAllocator<T>>;

}  // namespace soret::optimized
