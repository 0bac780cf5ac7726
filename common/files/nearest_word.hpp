#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace soret {

/// The known word that a word was probably to be: at most a third of its letters differ, whatever their case, or one
/// continues the other. Empty if there is none.
std::string nearest_word(std::string_view word, const std::set<std::string, std::less<>>& known);

}  // namespace soret
