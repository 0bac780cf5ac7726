#include "soret/validation/routes/replicas.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace soret {

nlohmann::json json_of_replicas(const ReplicaAgreements& replicas) {
    nlohmann::json rows = nlohmann::json::object();
    for (const auto& [quantity, agreement] : replicas) {
        rows[quantity] = {{"chi_squared", agreement.chi_squared},
                          {"degrees_of_freedom", agreement.degrees_of_freedom},
                          {"p_value", agreement.p_value}};
    }
    return rows;
}

std::string summed_over_states(std::span<const ReplicaAgreements> states,
                               std::span<const std::pair<const char*, const char*>> quantities) {
    std::string text;
    for (const auto& [key, words] : quantities) {
        double chi_squared = 0.0;
        int degrees_of_freedom = 0;
        for (const ReplicaAgreements& state : states) {
            for (const auto& [name, agreement] : state) {
                if (name != key) continue;
                chi_squared += agreement.chi_squared;
                degrees_of_freedom += agreement.degrees_of_freedom;
            }
        }
        text +=
            fmt::format("{}{}: \u03c7\u00b2 = {:.1f} for {} degrees of freedom (p = {:.2f})", text.empty() ? "" : "; ",
                        words, chi_squared, degrees_of_freedom, chi_squared_p_value(chi_squared, degrees_of_freedom));
    }
    return text;
}

}  // namespace soret
