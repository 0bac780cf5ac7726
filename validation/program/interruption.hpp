#pragma once

namespace soret {

/// While an object of this type lives, SIGTERM, SIGINT and SIGUSR1 do not end the program but are remembered.
class SignalWatch {
public:
    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    /// SIGUSR1 has come since the last call: a checkpoint is asked for.
    bool take_checkpoint_request();
    /// The signal that asks to stop, or 0.
    int stop_signal() const;
};

/// Ends the program the way the signal would have done.
[[noreturn]] void end_by_signal(int signal);

}  // namespace soret
