#include "soret/validation/program/time_option.hpp"

#include <array>
#include <cctype>
#include <cstdlib>
#include <ctime>
#include <optional>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

using std::chrono::seconds;

/// Digits at the beginning of a text, taken away from it; nothing if there are none or more than nine.
std::optional<long> take_number(std::string_view& text) {
    std::size_t digits = 0;
    while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])) != 0) ++digits;
    if (digits == 0 || digits > 9) return std::nullopt;
    const long number = std::strtol(std::string(text.substr(0, digits)).c_str(), nullptr, 10);
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, std::string_view beginning) {
    if (!text.starts_with(beginning)) return false;
    text.remove_prefix(beginning.size());
    return true;
}

std::optional<seconds> duration_in(std::string_view text) {
    struct Unit {
        std::string_view name;
        long length;
    };
    static constexpr std::array<Unit, 5> units{{{"d", 86400}, {"h", 3600}, {"min", 60}, {"m", 60}, {"s", 1}}};
    long sum = 0;
    do {
        const auto number = take_number(text);
        if (!number) return std::nullopt;
        if (text.empty()) {
            sum += *number;
            break;
        }
        long length = 0;
        for (const Unit& unit : units) {
            if (length == 0 && take(text, unit.name)) length = unit.length;
        }
        if (length == 0) return std::nullopt;
        sum += length * *number;
    } while (!text.empty());
    if (sum <= 0) return std::nullopt;
    return seconds(sum);
}

/// "18:30" or "18:30:15" into hours, minutes and seconds.
bool take_clock(std::string_view& text, std::tm& time) {
    const auto part = [&](int& value, long most) {
        const auto number = take_number(text);
        if (!number || *number > most) return false;
        value = static_cast<int>(*number);
        return true;
    };
    if (!part(time.tm_hour, 23) || !take(text, ":") || !part(time.tm_min, 59)) return false;
    time.tm_sec = 0;
    return !take(text, ":") || part(time.tm_sec, 60);
}

/// "2026-11-29" into year, month and day.
bool take_date(std::string_view& text, std::tm& time) {
    const auto year = take_number(text);
    if (!year || *year < 1970 || *year > 9999 || !take(text, "-")) return false;
    const auto month = take_number(text);
    if (!month || *month < 1 || *month > 12 || !take(text, "-")) return false;
    const auto day = take_number(text);
    if (!day || *day < 1 || *day > 31) return false;
    time.tm_year = static_cast<int>(*year) - 1900;
    time.tm_mon = static_cast<int>(*month) - 1;
    time.tm_mday = static_cast<int>(*day);
    return true;
}

/// "Z" or "+01:00" in seconds east of Greenwich.
std::optional<long> zone_in(std::string_view text) {
    if (text == "Z") return 0;
    const bool east = text.starts_with('+');
    if (!east && !text.starts_with('-')) return std::nullopt;
    text.remove_prefix(1);
    std::tm offset{};
    if (!take_clock(text, offset) || !text.empty()) return std::nullopt;
    return (east ? 60L : -60L) * (60L * offset.tm_hour + offset.tm_min);
}

std::optional<std::time_t> moment_in(std::string_view text, std::time_t now) {
    std::tm time{};
    ::localtime_r(&now, &time);
    if (std::string_view clock = text; take_clock(clock, time) && clock.empty()) {
        time.tm_isdst = -1;
        std::tm tomorrow = time;
        ++tomorrow.tm_mday;
        const std::time_t today = std::mktime(&time);
        return today > now ? today : std::mktime(&tomorrow);
    }
    if (!take_date(text, time) || !take(text, "T") || !take_clock(text, time)) return std::nullopt;
    time.tm_isdst = -1;
    if (text.empty()) return std::mktime(&time);
    const auto zone = zone_in(text);
    if (!zone) return std::nullopt;
    return ::timegm(&time) - *zone;
}

}  // namespace

std::chrono::seconds duration_from(std::string_view name, const std::string& word) {
    if (const auto length = duration_in(word)) return *length;
    throw InvalidArgument(fmt::format("{} = {}: must be a length of time as 55m, 1h30m or 90s", name, word));
}

std::chrono::system_clock::time_point moment_from(std::string_view name, const std::string& word,
                                                  std::chrono::system_clock::time_point now) {
    using std::chrono::system_clock;
    if (const auto length = duration_in(word)) return now + *length;
    const std::time_t seconds_now = system_clock::to_time_t(now);
    const auto moment = moment_in(word, seconds_now);
    if (!moment) {
        throw InvalidArgument(fmt::format(
            "{} = {}: must be a length of time (55m, 1h30m), a time (18:30) or a date with a time (2026-11-29T18:30)",
            name, word));
    }
    if (*moment <= seconds_now) throw InvalidArgument(fmt::format("{} = {}: lies in the past", name, word));
    return system_clock::from_time_t(*moment);
}

}  // namespace soret
