#include "soret/validation/check/reference_making.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "soret/common/digest.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/validation/campaign/task.hpp"

namespace soret {

std::string hexadecimal(double value) {
    return fmt::format("{:a}", value);
}

nlohmann::json state_line_reference(const nlohmann::json& results, const nlohmann::json& manifest) {
    nlohmann::json curves = nlohmann::json::object();
    nlohmann::json keys = nlohmann::json::object();
    const auto all_curves = field<nlohmann::json>(results, "curves");
    const auto all_keys = field<nlohmann::json>(results, "curve_keys");
    for (const auto& [name, key] : all_keys.items()) {
        if (field<std::string>(key, "axis") != "x1" || all_curves.at(name).empty()) continue;
        keys[name] = key;
        curves[name] = all_curves.at(name);
        for (nlohmann::json& row : curves[name]) {
            row["value_hex"] = hexadecimal(field<double>(row, "value"));
            row["sem_hex"] = hexadecimal(field<double>(row, "sem"));
        }
    }
    const auto provenance = field<nlohmann::json>(results, "provenance");
    return {{"format", 1},
            {"kind", "values"},
            {"title", "The mixture of Gittus and Bresme (2023) at T = 0.62 and P = 0.46, along the composition"},
            {"source", "validation/data/standard of this repository; soret audit validation/data/standard"},
            {"licence", "BSD-3-Clause"},
            {"state_line", field<nlohmann::json>(results, "state_line")},
            // Relative deviations that matter; of all others a twentieth.
            {"tolerances",
             {{"density", 0.01},
              {"enthalpy", 0.02},
              {"viscosity", 0.1},
              {"viscosity_shear", 0.1},
              {"bulk_viscosity", 0.3},
              {"thermal_conductivity", 0.1},
              {"soret", 0.1},
              {"onsager_ratio", 0.1}}},
            {"curves", curves},
            {"curve_keys", keys},
            {"provenance",
             {{"seed", field<nlohmann::json>(results, "seed")},
              {"tier", field<std::string>(results, "tier")},
              {"commit", field<std::string>(provenance, "commit")},
              {"manifest_digest", digest_of(manifest)},
              {"results_digest", digest_of(nlohmann::json{{"curves", all_curves}})},
              {"digest_algorithm", Digest::algorithm}}}};
}

}  // namespace soret
