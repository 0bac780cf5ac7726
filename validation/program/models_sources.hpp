#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/curve.hpp"
#include "soret/validation/campaign/manifest.hpp"
#include "soret/validation/program/models_inputs.hpp"

namespace soret {

/// The states that key `source` of [state] stands for, one for each x1; none without a source.
///   "pets"      temperature, pressure, x1 (a number or a list): all thermodynamic inputs from the PeTS equation for
///               the mixture, without errors
///   "campaign"  results, x1, route, gamma_route: those of the curves of a results.json, with their errors; the mixture
///               becomes that of the campaign
/// throws   InvalidInput: a key or a value that cannot be used
std::vector<StatedState> states_of_source(TomlTable& table, ChosenMixture& chosen, bool mixture_given);

/// What PeTS says of a mixture of two species at a temperature and pressure.
/// throws   InvalidArgument, InvalidState: no such liquid, or a mixture that PeTS is not made for
StatedState pets_state(const ChosenMixture& chosen, double temperature, double pressure, double x1);

/// Curves of one results.json.
struct CampaignSource {
    std::string file;
    StateLine state_line;
    Curves curves;
    std::string route = {}, gamma_route = {};
};

/// Gamma of gamma_route, partial_molar_properties() of the other route.
/// throws   InvalidInput: a curve is not there, or does not reach x1
StatedState campaign_state(const CampaignSource& source, double x1);

/// S_T^0 where the file gives none: that of the dilute gas of the mixture; 0 with a remark where that is not known.
void set_ideal_gas_soret(StatedState& state, const Mixture& mixture);

}  // namespace soret
