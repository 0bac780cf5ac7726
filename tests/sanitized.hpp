#pragma once

namespace soret::test {

/// A sanitizer watches this build. A run that repeats the same code many times tells it nothing more, and takes hours.
#ifdef SORET_SANITIZED
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif
inline constexpr const char* too_long_for_a_sanitizer = "a long run of what shorter tests show to a sanitizer";

}  // namespace soret::test
