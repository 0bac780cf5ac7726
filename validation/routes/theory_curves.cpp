#include "soret/validation/routes/theory_curves.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "soret/common/errors.hpp"
#include "soret/validation/campaign/curve_value.hpp"
#include "soret/validation/campaign/quantities.hpp"
#include "soret/validation/simulation/ideal_gas_soret.hpp"
#include "soret/validation/simulation/theory_errors.hpp"

namespace soret {

namespace {

/// A model, and what it cannot be made without.
struct ModelOfCurves {
    const char* name;
    double SoretModels::*value;
    bool thermodynamics, cohesion, activation;
};
constexpr ModelOfCurves models_of_curves[] = {
    {"haase", &SoretModels::haase, true, false, false},
    {"kempers", &SoretModels::kempers, true, false, false},
    {"shukla_firoozabadi", &SoretModels::shukla_firoozabadi, true, true, false},
    {"artola_rousseau", &SoretModels::artola_rousseau, false, false, true},
    {"prigogine", &SoretModels::prigogine, false, false, true}};

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
    bool thermodynamics = false, cohesion = false, activation = false;
    double samples = 0.0;  ///< the fewest of what is known

    void set(double TheoryState::*member, const Estimate& estimate) {
        uncertain.state.*member = estimate.value;
        const Eigen::Index k = place_of(member);
        uncertain.covariance(k, k) = estimate.standard_error * estimate.standard_error;
        count(estimate.effective_samples);
    }
    void count(double effective_samples) {
        samples = samples == 0.0 ? effective_samples : std::min(samples, effective_samples);
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
        inputs.count(std::min(molar.samples_of_enthalpies, molar.samples_of_volumes));
        inputs.thermodynamics = true;
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
    inputs.cohesion = true;
}

void set_activation(const Reduction& reduction, double x1, InputsOfModels& inputs) {
    try {
        const auto value = [&](const Quantity& quantity) {
            return curve_value(reduction.curves, {quantity, {quantity.customary_route}}, x1).estimate;
        };
        inputs.set(&TheoryState::activation_energy_1, value(quantity::activation_energy_1));
        inputs.set(&TheoryState::activation_energy_2, value(quantity::activation_energy_2));
        inputs.activation = true;
    } catch (const InvalidInput&) {
        return;  // a curve is not there or does not reach so far
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
        if (!inputs.thermodynamics && !inputs.activation) continue;
        state.ideal_gas_soret = ideal_gas_soret_of(line.mixture, line.temperature, x1, backend);
        SoretModels values;
        with_backend(backend, [&]<class B>(B) { B::TheoryModels::models({&state, 1}, {&values, 1}); });
        const SoretModels errors =
            linear_errors(soret_gradient(inputs.uncertain, backend, Execution{}), inputs.uncertain.covariance);
        for (const ModelOfCurves& model : models_of_curves) {
            const bool known = (inputs.thermodynamics || !model.thermodynamics) &&
                               (inputs.cohesion || !model.cohesion) && (inputs.activation || !model.activation);
            if (!known) continue;
            reduction.curves[curve_of_model(model.name)].points.push_back(
                {x1, {values.*model.value, errors.*model.value, inputs.samples}});
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
    for (const ModelOfCurves& model : models_of_curves) {
        const bool known = (thermodynamics || !model.thermodynamics) && (cohesion || !model.cohesion) &&
                           (activation || !model.activation);
        if (known) yield.curves.insert(curve_of_model(model.name));
    }
}

}  // namespace

JointReduction theory_curves() {
    return {add_theory_yield, add_theory_curves};
}

}  // namespace soret
