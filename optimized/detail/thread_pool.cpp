#include "soret/optimized/detail/thread_pool.hpp"

namespace soret::optimized {

ThreadPool::ThreadPool(int threads) {
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
    {
        const std::lock_guard lock(mutex_);
        work_ = &work;
        running_ = static_cast<int>(workers_.size());
        ++round_;
    }
    start_.notify_all();
    work(0);
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return running_ == 0; });
}

void ThreadPool::wait_for_work(int thread) {
    std::uint64_t seen = 0;
    for (;;) {
        std::unique_lock lock(mutex_);
        start_.wait(lock, [&] { return stop_ || round_ != seen; });
        if (stop_) return;
        seen = round_;
        const std::function<void(int)>& work = *work_;
        lock.unlock();
        work(thread);
        lock.lock();
        if (--running_ == 0) done_.notify_one();
    }
}

}  // namespace soret::optimized
