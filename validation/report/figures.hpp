#pragma once

#include <string>
#include <vector>

#include "soret/validation/report/campaign_report.hpp"

namespace soret {

struct Figure {
    std::string title;
    std::string caption;  ///< plain text
    std::string svg;
};

/// The figures that the campaign's curves allow, the most important first.
std::vector<Figure> figures_of(const CampaignReport& report);

}  // namespace soret
