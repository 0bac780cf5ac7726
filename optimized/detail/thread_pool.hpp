#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace soret::optimized {

/// Threads that wait between calls. The caller is one of them: a pool of one thread starts none. Between passes that
/// follow each other within some ten microseconds they wait without sleeping, if each has a core of its own.
class ThreadPool {
public:
    explicit ThreadPool(int threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int size() const { return static_cast<int>(workers_.size()) + 1; }

    /// Calls work(t) for t = 0 .. size()-1, each on a thread of its own, and waits for all. work must not throw.
    void run(const std::function<void(int)>& work);

    /// Calls work(piece, t) once for each piece 0 .. first[size()]-1, thread t beginning with those from first[t] to
    /// first[t + 1]; who has none left takes what others have not begun. Then each calls last(t). Neither must throw.
    void share(const std::vector<std::size_t>& first, const std::function<void(std::size_t, int)>& work,
               const std::function<void(int)>& last);

private:
    /// Threads write to it without taking the line of another.
    struct alignas(64) NextPiece {
        std::atomic<std::size_t> piece{0};
    };

    void wait_for_work(int thread);

    /// Waits until the value is another, in vain for some ten microseconds, then asleep.
    /// returns  the other value
    std::uint32_t other_than(std::uint32_t value, const std::atomic<std::uint32_t>& changing) const;

    bool spin_;
    const std::function<void(int)>* work_ = nullptr;
    std::atomic<bool> stop_{false};
    alignas(64) std::atomic<std::uint32_t> round_{0};    // the last that began
    alignas(64) std::atomic<std::uint32_t> running_{0};  // threads that have not ended it
    alignas(64) std::vector<NextPiece> next_;            // of each thread
    std::vector<std::thread> workers_;
};

}  // namespace soret::optimized
