#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
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

private:
    void wait_for_work(int thread);

    /// True as soon as done() is, false after some ten microseconds.
    template <class Condition>
    bool becomes_true(Condition done) const;

    bool spin_;
    std::mutex mutex_;
    std::condition_variable start_;
    std::condition_variable done_;
    const std::function<void(int)>* work_ = nullptr;
    std::atomic<std::uint64_t> round_{0};
    std::atomic<int> running_{0};
    std::atomic<bool> stop_{false};
    std::vector<std::thread> workers_;
};

}  // namespace soret::optimized
