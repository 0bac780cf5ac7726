#include "soret/validation/simulation/terminal.hpp"

#include <unistd.h>

#include <cstdlib>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// sequence   of "select graphic rendition", ECMA-48 section 8.3.117
std::string rendered(std::string_view sequence, const std::string& words, bool wanted) {
    return wanted ? fmt::format("\033[{}m{}\033[0m", sequence, words) : words;
}

}  // namespace

ColourChoice colour_choice_from(std::string_view word) {
    if (word == "auto") return ColourChoice::automatic;
    if (word == "always") return ColourChoice::always;
    if (word == "never") return ColourChoice::never;
    throw InvalidArgument(fmt::format("color = {}: must be auto, always or never", word));
}

bool colours_are_wanted(ColourChoice choice) {
    if (choice != ColourChoice::automatic) return choice == ColourChoice::always;
    return ::isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
}

std::string coloured(Verdict verdict, const std::string& words, bool wanted) {
    switch (verdict) {
        case Verdict::pass: return rendered("32", words, wanted);
        case Verdict::fail: return rendered("1;31", words, wanted);
        case Verdict::inconclusive: return rendered("33", words, wanted);
    }
    return words;
}

std::string coloured(Verdict verdict, bool wanted) {
    return coloured(verdict, std::string(name_of(verdict)), wanted);
}

std::string coloured_as_accepted(const std::string& words, bool wanted) {
    return rendered("36", words, wanted);
}

}  // namespace soret
