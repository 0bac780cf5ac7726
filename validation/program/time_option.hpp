#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace soret {

/// A length of time: numbers with d, h, m or min, and s, as in "55m", "1h30m", "90s"; a number alone is seconds.
/// throws   InvalidArgument: `NAME = WORD: must be ...`
std::chrono::seconds duration_from(std::string_view name, const std::string& word);

/// A moment from now on: a length of time as above; a clock time "18:30" or "18:30:15" of this machine's zone, the next
/// one to come; or a date with a time, "2026-11-29T18:30", with seconds, and of another zone with "Z" or "+01:00"
/// behind.
/// throws   InvalidArgument: it is none of these, or lies in the past
std::chrono::system_clock::time_point moment_from(std::string_view name, const std::string& word,
                                                  std::chrono::system_clock::time_point now);

}  // namespace soret
