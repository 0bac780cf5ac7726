#include "soret/optimized/detail/thread_pool.hpp"

#include <immintrin.h>

#include "soret/common/usable_cores.hpp"

namespace soret::optimized {

namespace {

/// Pauses of 10 to 60 ns each. Not more: where other programs run on the same cores, who waits awake is in their way.
constexpr int pauses_before_sleep = 2000;

}  // namespace

std::uint32_t ThreadPool::other_than(std::uint32_t value, const std::atomic<std::uint32_t>& changing) const {
    for (int k = 0; spin_ && k < pauses_before_sleep; ++k) {
        if (const std::uint32_t now = changing.load(std::memory_order_acquire); now != value) return now;
        _mm_pause();
    }
    changing.wait(value);
    return changing.load();
}

ThreadPool::ThreadPool(int threads) : spin_(threads <= usable_cores()), next_(static_cast<std::size_t>(threads)) {
    for (int t = 1; t < threads; ++t) workers_.emplace_back([this, t] { wait_for_work(t); });
}

ThreadPool::~ThreadPool() {
    stop_ = true;
    ++round_;
    round_.notify_all();
    for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(const std::function<void(int)>& work) {
    if (workers_.empty()) return work(0);
    work_ = &work;
    running_.store(static_cast<std::uint32_t>(workers_.size()), std::memory_order_relaxed);
    ++round_;
    round_.notify_all();  // a system call only if one sleeps
    work(0);
    for (std::uint32_t running = running_; running != 0;) running = other_than(running, running_);
}

void ThreadPool::share(const std::vector<std::size_t>& first, const std::function<void(std::size_t, int)>& work,
                       const std::function<void(int)>& last) {
    for (std::size_t t = 0; t < next_.size(); ++t) next_[t].piece.store(first[t], std::memory_order_relaxed);
    run([&](int thread) {
        for (std::size_t k = 0; k < next_.size(); ++k) {
            const std::size_t owner = (static_cast<std::size_t>(thread) + k) % next_.size();
            const auto next = [&] { return next_[owner].piece.fetch_add(1, std::memory_order_relaxed); };
            for (std::size_t piece = next(); piece < first[owner + 1]; piece = next()) work(piece, thread);
        }
        last(thread);
    });
}

void ThreadPool::wait_for_work(int thread) {
    for (std::uint32_t seen = 0;;) {
        seen = other_than(seen, round_);
        if (stop_) return;
        (*work_)(thread);
        if (--running_ == 0) running_.notify_one();
    }
}

}  // namespace soret::optimized
