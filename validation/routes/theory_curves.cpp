#include "soret/validation/routes/theory_curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/curve_value.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/simulation/ideal_gas_soret.hpp"
#include "soret/validation/simulation/theory_errors.hpp"

namespace soret {

namespace {

/// What models are made from, apart from state and composition.
enum class Group { thermodynamics, dilute_gas, cohesion, activation };
constexpr std::size_t group_count = 4;

/// A model, and the groups that it cannot be made without.
struct ModelOfCurves {
    const char* name;
    double SoretModels::*value;
    std::vector<Group> needs;

    template <class IsKnown>
    bool can_be_made(const IsKnown& is_known) const {
        return std::all_of(needs.begin(), needs.end(), is_known);
    }
};

const std::vector<ModelOfCurves>& models_of_curves() {
    static const std::vector<ModelOfCurves> all{
        {"haase", &SoretModels::haase, {Group::thermodynamics, Group::dilute_gas}},
        {"kempers", &SoretModels::kempers, {Group::thermodynamics, Group::dilute_gas}},
        {"shukla_firoozabadi", &SoretModels::shukla_firoozabadi, {Group::thermodynamics, Group::cohesion}},
        {"artola_rousseau", &SoretModels::artola_rousseau, {Group::activation}},
        {"prigogine", &SoretModels::prigogine, {Group::activation}}};
    return all;
}

const std::vector<Quantity>& thermodynamics_of_models() {
    static const std::vector<Quantity> all{quantity::thermodynamic_factor, quantity::density, quantity::enthalpy,
                                           quantity::enthalpy_difference, quantity::volume_difference};
    return all;
}

/// Where the models are evaluated.
std::vector<double> compositions_of_models(const Curves& curves) {
    std::vector<CurveKey> keys;
    for (const std::string& route : preferred_onsager_routes) {
        keys.push_back({quantity::soret_coefficient, {route, preferred_gamma_route}});
    }
    keys.push_back({quantity::thermodynamic_factor, {preferred_gamma_route}});
    for (const CurveKey& key : keys) {
        const Curve* curve = find_curve(curves, key);
        if (curve == nullptr) continue;
        std::vector<double> compositions;
        for (const CurvePoint& point : curve->points) compositions.push_back(point.x);
        return compositions;
    }
    return {};
}

/// What is known of one composition.
struct InputsOfModels {
    UncertainState uncertain;
    /// By group: the fewest effective samples of what is known; none if it is not known.
    std::array<std::optional<double>, group_count> samples;

    bool knows(Group group) const { return samples[static_cast<std::size_t>(group)].has_value(); }
    void known(Group group, double effective_samples) { samples[static_cast<std::size_t>(group)] = effective_samples; }
    /// Of a model: those of its groups; the dilute gas is known exactly.
    double samples_of(const ModelOfCurves& model) const {
        double fewest = std::numeric_limits<double>::infinity();
        for (const Group group : model.needs) {
            if (group != Group::dilute_gas) fewest = std::min(fewest, *samples[static_cast<std::size_t>(group)]);
        }
        return fewest;
    }

    void set(double TheoryState::*member, const Estimate& estimate) {
        uncertain.state.*member = estimate.value;
        const Eigen::Index k = place_of(member);
        uncertain.covariance(k, k) = estimate.standard_error * estimate.standard_error;
    }
    static Eigen::Index place_of(double TheoryState::*member) {
        const auto found = std::find_if(theory_inputs.begin(), theory_inputs.end(),
                                        [&](const TheoryInput& input) { return input.member == member; });
        return found - theory_inputs.begin();
    }
};

void set_thermodynamics(const Reduction& reduction, const StateLine& line, double x1, InputsOfModels& inputs) {
    try {
        const Curves& curves = reduction.curves;
        const std::string& route = preferred_gamma_route;
        const CurveValue gamma = curve_value(curves, {quantity::thermodynamic_factor, {route}}, x1);
        const PartialMolarProperties molar =
            partial_molar_properties(curves, route, line.temperature, line.pressure, x1);
        if (!(gamma.estimate.value > 0.0)) return;
        inputs.set(&TheoryState::gamma, gamma.estimate);
        using S = TheoryState;
        constexpr double TheoryState::*members[] = {&S::partial_enthalpy_1, &S::partial_enthalpy_2,
                                                    &S::partial_volume_1,   &S::partial_volume_2,
                                                    &S::partial_energy_1,   &S::partial_energy_2};
        for (Eigen::Index i = 0; i < 6; ++i) {
            inputs.uncertain.state.*members[i] = molar.values[i];
            for (Eigen::Index j = 0; j < 6; ++j) {
                inputs.uncertain.covariance(InputsOfModels::place_of(members[i]),
                                            InputsOfModels::place_of(members[j])) = molar.covariance(i, j);
            }
        }
        inputs.known(Group::thermodynamics, std::min({gamma.estimate.effective_samples, molar.samples_of_enthalpies,
                                                      molar.samples_of_volumes}));
    } catch (const InvalidInput&) {
        return;  // a curve is not there or does not reach so far
    }
}

void set_cohesion(const Reduction& reduction, InputsOfModels& inputs) {
    const auto one = reduction.numbers.find(number::viscous_energy_ratio_1);
    const auto two = reduction.numbers.find(number::viscous_energy_ratio_2);
    if (one == reduction.numbers.end() || two == reduction.numbers.end()) return;
    inputs.set(&TheoryState::tau_1, one->second);
    inputs.set(&TheoryState::tau_2, two->second);
    inputs.known(Group::cohesion, std::min(one->second.effective_samples, two->second.effective_samples));
}

void set_activation(const Reduction& reduction, double x1, InputsOfModels& inputs) {
    try {
        const auto value = [&](const Quantity& quantity) {
            return curve_value(reduction.curves, {quantity, {quantity.customary_route}}, x1).estimate;
        };
        const Estimate one = value(quantity::activation_energy_1), two = value(quantity::activation_energy_2);
        inputs.set(&TheoryState::activation_energy_1, one);
        inputs.set(&TheoryState::activation_energy_2, two);
        inputs.known(Group::activation, std::min(one.effective_samples, two.effective_samples));
    } catch (const InvalidInput&) {
        return;  // a curve is not there or does not reach so far
    }
}

void set_dilute_gas(const StateLine& line, double x1, Backend backend, InputsOfModels& inputs) {
    try {
        inputs.uncertain.state.ideal_gas_soret = ideal_gas_soret_of(line.mixture, line.temperature, x1, backend);
        inputs.known(Group::dilute_gas, 0.0);
    } catch (const Error&) {
        return;  // outside the range of the collision integrals
    }
}

void add_theory_curves(Reduction& reduction, const StateLine& line, Backend backend) {
    for (const double x1 : compositions_of_models(reduction.curves)) {
        if (!(x1 > 0.0 && x1 < 1.0)) continue;
        InputsOfModels inputs;
        TheoryState& state = inputs.uncertain.state;
        state.temperature = line.temperature;
        state.x1 = x1;
        state.mass_1 = line.mixture.mass(0);
        state.mass_2 = line.mixture.mass(1);
        set_thermodynamics(reduction, line, x1, inputs);
        set_cohesion(reduction, inputs);
        set_activation(reduction, x1, inputs);
        set_dilute_gas(line, x1, backend, inputs);
        SoretModels values;
        with_backend(backend, [&]<class B>(B) { B::TheoryModels::models({&state, 1}, {&values, 1}); });
        const SoretModels errors =
            linear_errors(soret_gradient(inputs.uncertain, backend, Execution{}), inputs.uncertain.covariance);
        for (const ModelOfCurves& model : models_of_curves()) {
            if (!model.can_be_made([&](Group group) { return inputs.knows(group); })) continue;
            reduction.curves[curve_of_model(model.name)].points.push_back(
                {x1, {values.*model.value, errors.*model.value, inputs.samples_of(model)}});
        }
    }
}

void add_theory_yield(Yield& yield) {
    bool thermodynamics = true;
    for (const Quantity& quantity : thermodynamics_of_models()) {
        thermodynamics = thermodynamics && yield.curves.contains({quantity, {preferred_gamma_route}});
    }
    const bool cohesion = yield.numbers.contains(number::viscous_energy_ratio_1) &&
                          yield.numbers.contains(number::viscous_energy_ratio_2);
    bool activation = true;
    for (const Quantity& quantity : {quantity::activation_energy_1, quantity::activation_energy_2}) {
        activation = activation && yield.curves.contains({quantity, {quantity.customary_route}});
    }
    const auto is_yielded = [&](Group group) {
        return group == Group::thermodynamics ? thermodynamics
               : group == Group::cohesion     ? cohesion
               : group == Group::activation   ? activation
                                              : true;
    };
    for (const ModelOfCurves& model : models_of_curves()) {
        if (model.can_be_made(is_yielded)) yield.curves.insert(curve_of_model(model.name));
    }
}

}  // namespace

JointReduction theory_curves() {
    return {add_theory_yield, add_theory_curves};
}

}  // namespace soret
