#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

namespace soret::optimized {

/// An array whose room grows: what it holds keeps its values, and the rest is not written, so that it takes no memory
/// until it is used. Large ones grow without a copy.
template <class T>
class GrowingArray {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
    /// For n elements at least.
    void make_room(std::size_t n) {
        if (n <= room_) return;
        n += n / 2;
        void* larger = std::realloc(elements_.get(), n * sizeof(T));
        if (larger == nullptr) throw std::bad_alloc();
        static_cast<void>(elements_.release());
        elements_.reset(static_cast<T*>(larger));
        room_ = n;
    }

    T* data() { return elements_.get(); }
    const T* data() const { return elements_.get(); }
    const T& operator[](std::size_t k) const { return elements_.get()[k]; }

private:
    struct Free {
        void operator()(T* elements) const { std::free(elements); }
    };
    std::unique_ptr<T, Free> elements_;
    std::size_t room_ = 0;
};

}  // namespace soret::optimized
