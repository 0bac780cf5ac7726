#include "soret/validation/program/interruption.hpp"

#include <array>
#include <csignal>
#include <cstdlib>

namespace soret {

namespace {

volatile std::sig_atomic_t stop_requested = 0;
volatile std::sig_atomic_t checkpoint_requested = 0;

constexpr std::array<int, 3> watched{SIGTERM, SIGINT, SIGUSR1};

extern "C" void remember_signal(int signal) {
    if (signal == SIGUSR1) {
        checkpoint_requested = 1;
    } else {
        stop_requested = signal;
    }
}

void handle_with(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int signal : watched) sigaction(signal, &action, nullptr);
}

}  // namespace

SignalWatch::SignalWatch() {
    stop_requested = 0;
    checkpoint_requested = 0;
    handle_with(remember_signal);
}

SignalWatch::~SignalWatch() {
    handle_with(SIG_DFL);
}

bool SignalWatch::take_checkpoint_request() {
    const bool requested = checkpoint_requested != 0;
    checkpoint_requested = 0;
    return requested;
}

int SignalWatch::stop_signal() const {
    return stop_requested;
}

void end_by_signal(int signal) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
    std::_Exit(128 + signal);
}

}  // namespace soret
