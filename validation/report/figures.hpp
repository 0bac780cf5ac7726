#pragma once

#include <functional>
#include <string>
#include <vector>

#include "soret/validation/campaign/results.hpp"

namespace soret {

struct Figure {
    std::string title;
    std::string caption;  ///< plain text
    std::string svg;
};

/// Makes the figures that some results allow: none, one or several.
using FigureRule = std::function<std::vector<Figure>(const Results&)>;

/// The figures of this library, the most important first. A new file of figures is a line here.
const std::vector<FigureRule>& all_figures();

std::vector<Figure> figures_of(const Results& results, const std::vector<FigureRule>& rules);

}  // namespace soret
