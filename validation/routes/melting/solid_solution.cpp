#include "soret/validation/routes/melting/solid_solution.hpp"

#include <algorithm>

#include "soret/common/contracts/phase_diagram.hpp"
#include "soret/common/errors.hpp"

namespace soret {

SolidSolution::SolidSolution(const std::array<Fusion, 2>& substances, Backend backend)
    : substances_(substances), backend_(backend) {
    if (!is_possible(substances)) throw InvalidArgument("solid solution: enthalpies of fusion must be positive");
}

bool SolidSolution::is_possible(const std::array<Fusion, 2>& substances) {
    return substances[0].enthalpy.value > 0.0 && substances[1].enthalpy.value > 0.0 &&
           substances[0].temperature.value != substances[1].temperature.value;
}

double SolidSolution::lowest_temperature() const {
    return std::min(substances_[0].temperature.value, substances_[1].temperature.value);
}

double SolidSolution::highest_temperature() const {
    return std::max(substances_[0].temperature.value, substances_[1].temperature.value);
}

CoexistingPhases SolidSolution::at(double temperature) const {
    const std::array<Estimate, melting_inputs> inputs{substances_[0].temperature, substances_[0].enthalpy,
                                                      substances_[1].temperature, substances_[1].enthalpy};
    const MeltingState state{inputs[0].value, inputs[1].value, inputs[2].value, inputs[3].value, temperature};
    MeltingCovariance covariance{};
    double samples = inputs[0].effective_samples;
    for (std::size_t k = 0; k < melting_inputs; ++k) {
        covariance[k][k] = inputs[k].standard_error * inputs[k].standard_error;
        samples = std::min(samples, inputs[k].effective_samples);
    }
    PhaseComposition phases;
    PhaseGradient gradient;
    with_backend(backend_, [&]<class B>(B) {
        B::PhaseDiagram::compositions({&state, 1}, {&phases, 1});
        B::PhaseDiagram::gradients({&state, 1}, {&gradient, 1});
    });
    const PhaseComposition errors = standard_errors(gradient, covariance);
    return {{phases.solid, errors.solid, samples}, {phases.liquid, errors.liquid, samples}};
}

nlohmann::json SolidSolution::rows() const {
    constexpr int steps = 24;
    nlohmann::json rows = nlohmann::json::array();
    for (int k = 0; k <= steps; ++k) {
        const double part = static_cast<double>(k) / steps;
        const double temperature =
            k == steps ? highest_temperature() : (1.0 - part) * lowest_temperature() + part * highest_temperature();
        const CoexistingPhases phases = at(temperature);
        rows.push_back({{"temperature", temperature}, {"solid", phases.solid}, {"liquid", phases.liquid}});
    }
    return rows;
}

}  // namespace soret
