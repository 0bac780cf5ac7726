#include "soret/optimized/detail/thread_pool.hpp"

#include <immintrin.h>

namespace soret::optimized {

namespace {

/// Pauses of 10 to 40 ns each.
constexpr int pauses_before_sleep = 2000;

}  // namespace

template <class Condition>
bool ThreadPool::becomes_true(Condition done) const {
    for (int k = 0; k < (spin_ ? pauses_before_sleep : 1); ++k) {
        if (done()) return true;
        _mm_pause();
    }
    return done();
}

ThreadPool::ThreadPool(int threads) : spin_(static_cast<unsigned>(threads) <= std::thread::hardware_concurrency()) {
    for (int t = 1; t < threads; ++t) workers_.emplace_back([this, t] { wait_for_work(t); });
}

ThreadPool::~ThreadPool() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    start_.notify_all();
    for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(const std::function<void(int)>& work) {
    if (workers_.empty()) return work(0);
    {
        const std::lock_guard lock(mutex_);  // a thread that is about to sleep has seen this round or is woken
        work_ = &work;
        running_ = static_cast<int>(workers_.size());
        ++round_;
    }
    start_.notify_all();
    work(0);
    const auto all_done = [this] { return running_ == 0; };
    if (becomes_true(all_done)) return;
    std::unique_lock lock(mutex_);
    done_.wait(lock, all_done);
}

void ThreadPool::wait_for_work(int thread) {
    std::uint64_t seen = 0;
    for (;;) {
        const auto called = [&] { return stop_ || round_ != seen; };
        if (!becomes_true(called)) {
            std::unique_lock lock(mutex_);
            start_.wait(lock, called);
        }
        if (stop_) return;
        seen = round_;
        (*work_)(thread);
        if (--running_ == 0) {
            const std::lock_guard lock(mutex_);
            done_.notify_one();
        }
    }
}

}  // namespace soret::optimized
