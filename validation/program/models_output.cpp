#include "soret/validation/program/models_output.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "soret/common/errors.hpp"

namespace soret {

namespace {

Eigen::Index column_of(std::size_t input) {
    return static_cast<Eigen::Index>(input);
}

Eigen::Index row_of(double SoretModels::*value) {
    return std::find(soret_model_values.begin(), soret_model_values.end(), value) - soret_model_values.begin();
}

double variance_of(const StatedState& state, std::size_t input) {
    return state.covariance(column_of(input), column_of(input));
}

nlohmann::json inputs_json(const StatedState& state) {
    nlohmann::json json = nlohmann::json::object();
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        if (!state.inputs[i]) continue;
        const StatedInput& input = *state.inputs[i];
        nlohmann::json one = Estimate{input.value, std::sqrt(variance_of(state, i)), input.effective_samples};
        one["from"] = input.from;
        one["unit"] = std::string(theory_inputs[i].unit);
        json[std::string(theory_inputs[i].name)] = one;
    }
    return json;
}

nlohmann::json covariance_json(const StatedState& state) {
    nlohmann::json names = nlohmann::json::array(), matrix = nlohmann::json::array();
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        if (variance_of(state, i) == 0.0) continue;
        names.push_back(theory_inputs[i].name);
        nlohmann::json row = nlohmann::json::array();
        for (std::size_t j = 0; j < theory_input_count; ++j) {
            if (variance_of(state, j) > 0.0) row.push_back(state.covariance(column_of(i), column_of(j)));
        }
        matrix.push_back(row);
    }
    return {{"inputs", names}, {"matrix", matrix}};
}

nlohmann::json gradient_json(const EvaluatedState& state, double SoretModels::*value) {
    nlohmann::json json = nlohmann::json::object();
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        if (variance_of(state.stated, i) == 0.0) continue;
        json[std::string(theory_inputs[i].name)] = state.gradient(row_of(value), column_of(i));
    }
    return json;
}

nlohmann::json drawn_json(const DrawnModels& drawn, std::size_t model) {
    const std::optional<DrawnValue>& value = drawn.values[model];
    if (!value) return nullptr;
    return {{"mean", value->mean},
            {"standard_deviation", value->standard_deviation},
            {"median", value->median},
            {"interval_68", {value->lower, value->upper}},
            {"draws", drawn.draws - drawn.discarded_count()}};
}

nlohmann::json model_json(const EvaluatedState& state, std::size_t model) {
    const TheoryModelWords& words = theory_model_words()[model];
    nlohmann::json json{{"soret_coefficient", nullptr}, {"frame", words.frame}};
    const std::string reason = reason_for_none(words, state.stated);
    if (!reason.empty()) {
        json["reason"] = reason;
        return json;
    }
    json["soret_coefficient"] = model_estimate(state, words.value);
    for (const auto& [name, part] : words.parts) json["parts"][std::string(name)] = model_estimate(state, part);
    json["gradient"] = gradient_json(state, words.value);
    json["drawn"] = state.drawn ? drawn_json(*state.drawn, model) : nlohmann::json();
    json["remarks"] = model_remarks(state, model);
    return json;
}

std::string inputs_table(const StatedState& state) {
    std::string text;
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        const std::string_view name = theory_inputs[i].name;
        if (!state.inputs[i]) {
            text += fmt::format("  {:<20} -\n", name);
            continue;
        }
        const double error = std::sqrt(variance_of(state, i));
        const std::string value = error > 0.0 ? fmt::format("{:.6g} +- {:.2g}", state.inputs[i]->value, error)
                                              : fmt::format("{:.6g}", state.inputs[i]->value);
        text += fmt::format("  {:<20} {:<24} {}\n", name, value, state.inputs[i]->from);
    }
    return text;
}

std::string model_line(const EvaluatedState& state, std::size_t model) {
    const TheoryModelWords& words = theory_model_words()[model];
    const std::string reason = reason_for_none(words, state.stated);
    if (!reason.empty()) return fmt::format("  {:<28} {:>10}   {}\n", words.title, "-", reason);
    const Estimate total = model_estimate(state, words.value);
    std::string spread;
    if (total.standard_error > 0.0 && state.drawn && state.drawn->values[model]) {
        const DrawnValue& drawn = *state.drawn->values[model];
        spread = fmt::format("{:.5g} +- {:.2g}", drawn.mean, drawn.standard_deviation);
    }
    std::string parts;
    for (const auto& [name, part] : words.parts) {
        parts += fmt::format("{}{} {:.5g}", parts.empty() ? "" : ", ", name, state.value.*part);
    }
    const std::string error = total.standard_error > 0.0 ? fmt::format("+- {:.2g}", total.standard_error) : "";
    return fmt::format("  {:<28} {:>10.5g} {:<10} {:<22} {}\n", words.title, total.value, error, spread, parts);
}

}  // namespace

const std::vector<TheoryModelWords>& theory_model_words() {
    static const std::vector<TheoryModelWords> words{
        {"haase",
         "Haase",
         "heat of transport without mean flow of mass (barycentric)",
         "R. Haase, Z. Phys. 127, 1 (1949)",
         &SoretModels::haase,
         {{"thermodynamic", &SoretModels::haase_thermodynamic}, {"kinetic", &SoretModels::kinetic}},
         {"gamma", "partial_enthalpy_1", "partial_enthalpy_2", "mass_1", "mass_2"}},
        {"kempers",
         "Kempers",
         "heat of transport without mean flow of volume",
         "L. J. T. M. Kempers, J. Chem. Phys. 90, 6541 (1989); 115, 6330 (2001)",
         &SoretModels::kempers,
         {{"thermodynamic", &SoretModels::kempers_thermodynamic}, {"kinetic", &SoretModels::kinetic}},
         {"gamma", "partial_enthalpy_1", "partial_enthalpy_2", "partial_volume_1", "partial_volume_2"}},
        {"shukla_firoozabadi",
         "Shukla-Firoozabadi",
         "heats of transport with x_1 Q*_1 + x_2 Q*_2 = 0 (Dougherty and Drickamer), Q*_1 > 0: S_T > 0, minus the sign "
         "of the paper's SI eq. 5",
         "K. Shukla, A. Firoozabadi, Ind. Eng. Chem. Res. 37, 3331 (1998)",
         &SoretModels::shukla_firoozabadi,
         {{"energy", &SoretModels::shukla_firoozabadi_energy}, {"volume", &SoretModels::shukla_firoozabadi_volume}},
         {"gamma", "partial_volume_1", "partial_volume_2", "partial_energy_1", "partial_energy_2", "tau_1", "tau_2"}},
        {"artola_rousseau",
         "Artola-Rousseau-Galliero",
         "no frame: rates of the jumps of single molecules",
         "P.-A. Artola, B. Rousseau, G. Galliero, J. Am. Chem. Soc. 130, 10963 (2008)",
         &SoretModels::artola_rousseau,
         {{"prigogine", &SoretModels::prigogine}, {"mass", &SoretModels::artola_rousseau_mass}},
         {"activation_energy_1", "activation_energy_2", "mass_1", "mass_2"}},
        {"prigogine",
         "Prigogine",
         "no frame: rates of the jumps of single molecules",
         "I. Prigogine, L. de Brouckere, R. Amand, Physica 16, 577 (1950)",
         &SoretModels::prigogine,
         {{"activation", &SoretModels::prigogine}},
         {"activation_energy_1", "activation_energy_2"}}};
    return words;
}

EvaluatedState evaluated(StatedState stated, const DrawOptions& options, Backend backend, const Execution& execution) {
    EvaluatedState state{.stated = std::move(stated)};
    const UncertainState uncertain = state.stated.uncertain();
    with_backend(backend, [&]<class B>(B) {
        B::TheoryModels::models({&uncertain.state, 1}, {&state.value, 1}, execution);
    });
    state.gradient = soret_gradient(uncertain, backend, execution);
    state.error = linear_errors(state.gradient, uncertain.covariance);
    if (options.draws > 0 && !uncertain.covariance.isZero(0.0)) {
        state.drawn = drawn_models(uncertain, options, backend, execution);
    }
    return state;
}

std::string reason_for_none(const TheoryModelWords& model, const StatedState& state) {
    std::string missing;
    for (const std::string_view needed : model.needs) {
        if (!state.has(needed)) missing += fmt::format("{}{}", missing.empty() ? "not given: " : ", ", needed);
    }
    return missing;
}

Estimate model_estimate(const EvaluatedState& state, double SoretModels::*value) {
    constexpr double unknown = std::numeric_limits<double>::infinity();
    double samples = unknown;
    for (std::size_t i = 0; i < theory_input_count; ++i) {
        if (state.gradient(row_of(value), column_of(i)) == 0.0) continue;
        samples = std::min(samples, state.stated.inputs[i]->effective_samples);
    }
    return {state.value.*value, state.error.*value, samples == unknown ? 0.0 : samples};
}

std::vector<std::string> model_remarks(const EvaluatedState& state, std::size_t model) {
    std::vector<std::string> remarks;
    if (!state.drawn) return remarks;
    const double SoretModels::*value = theory_model_words()[model].value;
    if (const auto& drawn = state.drawn->values[model]; drawn && state.error.*value > 0.0) {
        if (differ_noticeably(*drawn, state.value.*value, state.error.*value)) {
            remarks.push_back(fmt::format(
                "not a straight line over the errors of the inputs: draws have the mean {:.5g} and the spread {:.3g}, "
                "the median {:.5g}, and 68 % of them are from {:.5g} to {:.5g}; the value is {:.5g} +- {:.3g}",
                drawn->mean, drawn->standard_deviation, drawn->median, drawn->lower, drawn->upper, state.value.*value,
                state.error.*value));
        }
    } else if (!drawn) {
        remarks.emplace_back("no draws are left");
    }
    return remarks;
}

nlohmann::json to_json(const EvaluatedState& state) {
    nlohmann::json json{{"label", state.stated.label},
                        {"inputs", inputs_json(state.stated)},
                        {"covariance", covariance_json(state.stated)},
                        {"remarks", state.stated.remarks},
                        {"draws", nullptr}};
    if (state.drawn) {
        nlohmann::json discarded = nlohmann::json::object();
        for (const auto& [name, count] : state.drawn->discarded) discarded[std::string(name)] = count;
        json["draws"] = {{"made", state.drawn->draws}, {"discarded", discarded}};
    }
    for (std::size_t m = 0; m < theory_model_words().size(); ++m) {
        json["models"][std::string(theory_model_words()[m].name)] = model_json(state, m);
    }
    return json;
}

nlohmann::json model_words_json() {
    nlohmann::json json = nlohmann::json::object();
    for (const TheoryModelWords& words : theory_model_words()) {
        nlohmann::json parts = nlohmann::json::array();
        for (const auto& [name, part] : words.parts) parts.push_back(name);
        json[std::string(words.name)] = {{"title", words.title},
                                         {"frame", words.frame},
                                         {"source", words.source},
                                         {"needs", words.needs},
                                         {"parts", parts}};
    }
    return json;
}

std::string models_table(const EvaluatedState& state, bool with_inputs) {
    const StatedState& stated = state.stated;
    std::string text = fmt::format("{}: temperature {:.6g}, x1 {:.6g}, S_T of component 1\n", stated.label,
                                   stated.value("temperature"), stated.value("x1"));
    if (with_inputs) text += inputs_table(stated);
    text +=
        fmt::format("  {:<28} {:>10} {:<10} {:<22} {}\n", "model", "S_T", "error", state.drawn ? "draws" : "", "parts");
    for (std::size_t m = 0; m < theory_model_words().size(); ++m) text += model_line(state, m);
    for (std::size_t m = 0; m < theory_model_words().size(); ++m) {
        if (!reason_for_none(theory_model_words()[m], stated).empty()) continue;
        for (const std::string& remark : model_remarks(state, m)) {
            text += fmt::format("  {}: {}\n", theory_model_words()[m].title, remark);
        }
    }
    if (state.drawn && state.drawn->discarded_count() > 0) {
        text += fmt::format("  {} of {} draws discarded:", state.drawn->discarded_count(), state.drawn->draws);
        for (const auto& [name, count] : state.drawn->discarded) {
            text += fmt::format(" {} out of its range ({})", name, count);
        }
        text += "\n";
    }
    for (const std::string& remark : stated.remarks) text += fmt::format("  {}\n", remark);
    return text;
}

std::string models_legend() {
    std::string text = fmt::format("{}\n{}\n", soret_definition, soret_frame);
    for (const TheoryModelWords& words : theory_model_words()) {
        text += fmt::format("  {}: {}\n", words.title, words.frame);
    }
    text += "error: by straight lines through the inputs; draws: mean and spread of draws of all inputs\n";
    return text;
}

}  // namespace soret
