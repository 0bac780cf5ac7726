#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "soret/validation/campaign/manifest.hpp"

namespace soret {

/// Places of tasks in a manifest, ascending, each once: of ids, of numbers from 0, of ranges of numbers as "10-19".
/// throws   InvalidInput: a word that is none of these, or a number that is too large
std::vector<std::size_t> chosen_tasks(const Manifest& manifest, const std::vector<std::string>& words);

/// The other way round: "0-3,7" of ascending places.
std::string text_of_places(const std::vector<std::size_t>& places);

}  // namespace soret
