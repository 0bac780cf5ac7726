#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace soret::optimized {

/// Aligned for whole vectors of every instruction set.
template <class T>
struct VectorAllocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{64};
    VectorAllocator() = default;
    template <class U>
    explicit VectorAllocator(const VectorAllocator<U>&) {}
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), alignment)); }
    void deallocate(T* p, std::size_t) { ::operator delete(p, alignment); }
    friend bool operator==(const VectorAllocator&, const VectorAllocator&) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, VectorAllocator<T>>;

}  // namespace soret::optimized
