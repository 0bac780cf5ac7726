#pragma once

#include <pybind11/pybind11.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include "soret/common/errors.hpp"
#include "soret/validation/python/bindings.hpp"

namespace soret::python {

/// How many pieces of work to do before somebody may want to know how things are: about a tenth of a second.
class Portion {
public:
    std::uint64_t size() const { return size_; }
    /// Runs work(n) for the n <= size() that is asked for, and learns how long it takes.
    template <class F>
    void run(std::uint64_t n, F&& work) {
        const auto start = std::chrono::steady_clock::now();
        work(n);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        if (n < size_) return;
        if (taken.count() < 0.05) size_ = std::min<std::uint64_t>(2 * size_, 1U << 20);
        if (taken.count() > 0.2) size_ = std::max<std::uint64_t>(size_ / 2, 1);
    }

private:
    std::uint64_t size_ = 1;
};

/// Something that computes for long with the lock of Python released: meanwhile nobody else may touch it. Its members
/// are read and written with the lock held.
class Exclusive {
public:
    /// throws   Error: another thread computes with it
    void check_idle() const {
        if (computing_) throw Error("another thread is computing with this object");
    }
    /// Computes without the lock.
    template <class F>
    void compute(F&& f) {
        check_idle();
        const Mark mark(computing_);
        without_lock(std::forward<F>(f));
    }
    /// Runs f, of which parts compute(), as the only one who does.
    template <class F>
    void advance(F&& f) {
        check_idle();
        if (advancing_)
            throw Error("this object is being advanced by another thread, or by the call that an observer is in");
        const Mark mark(advancing_);
        std::forward<F>(f)();
    }

private:
    class Mark {
    public:
        explicit Mark(bool& flag) : flag_(flag) { flag_ = true; }
        ~Mark() { flag_ = false; }
        Mark(const Mark&) = delete;
        Mark& operator=(const Mark&) = delete;

    private:
        bool& flag_;
    };

    bool computing_ = false;
    bool advancing_ = false;
};

/// How somebody in Python follows a run.
struct Watch {
    py::object run;                  ///< that is given to the observer
    std::uint64_t sample_every = 0;  ///< pieces of work between two samples; 0: none
    py::object observer;             ///< called with the run at each sample, False ends the run; or None
    py::object progress;             ///< called with (done, total); or None
};

/// Does `total` pieces of work in portions: work(n) computes n of them without the lock, take_sample() runs with it.
/// returns  the samples, or None where none are taken
/// throws   InvalidArgument: an observer without samples;  what work, the observer or the handler of a signal throws
template <class Work, class TakeSample>
py::object run_watched(Exclusive& exclusive, Portion& portion, const Watch& watch, std::uint64_t total,
                       SampleTable& table, const Work& work, const TakeSample& take_sample) {
    const std::uint64_t every = watch.sample_every;
    if (!watch.observer.is_none() && every == 0) {
        throw InvalidArgument("observer: is called at samples: sample_every must be at least 1");
    }
    exclusive.advance([&] {
        for (std::uint64_t done = 0; done < total;) {
            std::uint64_t next = std::min(portion.size(), total - done);
            if (every > 0) next = std::min(next, every - done % every);
            portion.run(next, work);
            done += next;
            if (!watch.progress.is_none()) watch.progress(done, total);
            see_signals();
            if (every == 0 || done % every != 0) continue;
            take_sample();
            if (!watch.observer.is_none() && watch.observer(watch.run).is(py::bool_(false))) break;
        }
    });
    if (every == 0) return py::none();
    return table.array();
}

}  // namespace soret::python
