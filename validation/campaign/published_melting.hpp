#pragma once

#include <array>

#include "soret/common/statistics/estimate.hpp"

namespace soret {

/// A pure substance of the paper where it melts, at P = 0.46 eps/sigma^3.                           [SI Table 1]
struct PublishedMelting {
    Estimate temperature;      ///< T_m                                       [eps]
    Estimate solid, liquid;    ///< densities                                 [sigma^-3]
    Estimate fusion_enthalpy;  ///< of a particle, liquid less solid          [eps]
};

/// Species 1 and 2. How many samples are behind the errors is not published: 0.
inline constexpr std::array<PublishedMelting, 2> published_melting{
    {{{0.4115, 0.0005, 0.0}, {0.9550, 0.0002, 0.0}, {0.8500, 0.0003, 0.0}, {0.523, 0.003, 0.0}},
     {{0.6598, 0.0003, 0.0}, {0.9509, 0.0001, 0.0}, {0.8419, 0.0002, 0.0}, {0.927, 0.003, 0.0}}}};

}  // namespace soret
