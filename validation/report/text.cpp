#include "soret/validation/report/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "soret/validation/report/chart.hpp"
#include "soret/validation/simulation/terminal.hpp"

namespace soret {

std::string number_text(double value, int significant_digits) {
    return fmt::format("{:.{}g}", value, significant_digits);
}

std::string text_of(const Estimate& estimate) {
    const double error = estimate.standard_error;
    if (!(error > 0.0)) return number_text(estimate.value, 6);
    // Two significant digits of the error; 0.0996 becomes 0.100 and has three, which does no harm.
    const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(error))), 0, 15);
    return fmt::format("{:.{}f} \u00b1 {:.{}f}", estimate.value, decimals, error, decimals);
}

std::string claim_words_html(const std::string& text) {
    static const std::pair<const char*, const char*> words[] = {{"Gamma", "\u0393"},
                                                                {"Delta mu", "\u0394\u03bc"},
                                                                {"sigma^-3", "\u03c3\u207b\u00b3"},
                                                                {"sigma^3", "\u03c3\u00b3"},
                                                                {"eps/", "\u03b5/"},
                                                                {"rho", "\u03c1"},
                                                                {"lambda", "\u03bb"},
                                                                {"eta_", "\u03b7_"},
                                                                {"+-", "\u00b1"},
                                                                {"x1", "x_1"},
                                                                {"x2", "x_2"}};
    std::string result = text;
    for (const auto& [plain, symbol] : words) {
        const std::string word(plain);
        for (std::size_t i = result.find(word); i != std::string::npos;
             i = result.find(word, i + std::strlen(symbol))) {
            result.replace(i, word.size(), symbol);
        }
    }
    return html_with_subscripts(result);
}

std::string accepted_text(const Claim& claim) {
    if (!claim.accepted.empty()) return claim.accepted;
    return fmt::format("{} \u00b1 {}", number_text(claim.published), number_text(claim.tolerance, 2));
}

std::string claims_table(const std::vector<ClaimResult>& claims, bool colours) {
    std::size_t id_width = 28;
    for (const ClaimResult& result : claims) id_width = std::max(id_width, result.claim.id.size());
    std::string table =
        fmt::format("{:<{}} {:<13} {:>21} {:>21} {:>7}\n", "claim", id_width, "verdict", "accepted", "measured", "z");
    for (const ClaimResult& result : claims) {
        const Claim& claim = result.claim;
        const std::string measured = result.measured ? text_of(*result.measured) : "\u2013";
        const std::string z = result.judgement.z ? fmt::format("{:.1f}", *result.judgement.z) : "\u2013";
        const Verdict verdict = result.judgement.verdict;
        table += fmt::format("{:<{}} {} {:>21} {:>21} {:>7}\n", claim.id, id_width,
                             coloured(verdict, fmt::format("{:<13}", name_of(verdict)), colours), accepted_text(claim),
                             measured, z);
    }
    return table;
}

}  // namespace soret
