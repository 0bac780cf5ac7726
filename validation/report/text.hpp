#pragma once

#include <string>
#include <vector>

#include "soret/validation/campaign/claim.hpp"

namespace soret {

/// The claims as a table for a terminal, the verdicts in colours if wanted.
std::string claims_table(const std::vector<ClaimResult>& claims, bool colours = false);

/// "0.5 ± 0.05": the band in which a measurement is accepted, or the claim's own words for what is.
std::string accepted_text(const Claim& claim);
/// The words of claims as a reader of the report expects them: Greek letters, subscripts, powers.
std::string claim_words_html(const std::string& text);
/// "0.6612 ± 0.0042": the error with two digits, the value as many decimals; plain if the error is 0.
std::string text_of(const Estimate& estimate);
/// A number with as many significant digits as are of use to a reader.
std::string number_text(double value, int significant_digits = 4);

}  // namespace soret
