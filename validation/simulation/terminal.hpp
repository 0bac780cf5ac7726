#pragma once

#include <string>
#include <string_view>

#include "soret/common/statistics/verdict.hpp"

namespace soret {

/// What --color says.
enum class ColourChoice { automatic, always, never };

/// word     auto, always or never
/// throws   InvalidArgument: another word
ColourChoice colour_choice_from(std::string_view word);

/// Whether standard output gets colours. `automatic`: if it is a terminal, unless NO_COLOR is set and not empty
/// (https://no-color.org) or TERM is "dumb".
bool colours_are_wanted(ColourChoice choice);

/// The words in the colour of a verdict, for a terminal; as they are if no colours are wanted.
std::string coloured(Verdict verdict, const std::string& words, bool wanted);
/// The name of a verdict in its colour.
std::string coloured(Verdict verdict, bool wanted);
/// Of a verdict that does not count, because it was accepted.
std::string coloured_as_accepted(const std::string& words, bool wanted);

}  // namespace soret
