#include <pybind11/stl.h>

#include "soret/common/equations_of_state/pets.hpp"
#include "soret/common/equations_of_state/thol.hpp"
#include "soret/validation/python/bindings.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/ideal_gas_soret.hpp"

namespace soret::python {

namespace {

py::array_t<double> empty_table(std::size_t rows, std::size_t columns) {
    return py::array_t<double>({rows, columns});
}

/// states    N rows of theory_inputs
/// returns   N rows of soret_model_values
py::array_t<double> models_table(const Numbers& states, const std::string& backend) {
    const std::size_t rows = rows_in(states, "states", theory_input_count);
    std::vector<TheoryState> inputs(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t k = 0; k < theory_input_count; ++k) inputs[i].*theory_inputs[k].member = row_of(states, i)[k];
    }
    std::vector<SoretModels> results(rows);
    const Backend chosen = backend_from(backend);
    without_lock([&] { with_backend(chosen, [&]<class B>(B) { B::TheoryModels::models(inputs, results); }); });
    py::array_t<double> table = empty_table(rows, soret_model_value_count);
    double* out = table.mutable_data();
    for (const SoretModels& result : results) {
        for (const auto member : soret_model_values) *out++ = result.*member;
    }
    return table;
}

std::vector<std::string> names_of_inputs() {
    std::vector<std::string> names;
    for (const TheoryInput& input : theory_inputs) names.emplace_back(input.name);
    return names;
}

constexpr std::size_t onsager_inputs = 11;
constexpr std::size_t transport_outputs = 11;

/// states    N rows: L11, L1q, Lq1, Lqq, temperature, number_density, x1, mass_1, mass_2, gamma, enthalpy_difference
/// returns   N rows of the members of TransportCoefficients
py::array_t<double> transport_table(const Numbers& states, const std::string& backend) {
    const std::size_t rows = rows_in(states, "states", onsager_inputs);
    std::vector<OnsagerState> inputs(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        const auto v = row_of(states, i);
        inputs[i] = {{v[0], v[1], v[2], v[3], v[4]}, v[5], v[6], v[7], v[8], v[9], v[10]};
    }
    std::vector<TransportCoefficients> results(rows);
    const Backend chosen = backend_from(backend);
    without_lock([&] { with_backend(chosen, [&]<class B>(B) { B::Transport::coefficients(inputs, results); }); });
    py::array_t<double> table = empty_table(rows, transport_outputs);
    double* out = table.mutable_data();
    for (const TransportCoefficients& t : results) {
        for (const double value :
             {t.L1q_primed, t.Lq1_primed, t.Lqq_primed, t.onsager_ratio, t.thermal_conductivity,
              t.thermal_conductivity_primed_form, t.delta_lambda, t.delta_lambda_primed, t.mutual_diffusion_coefficient,
              t.thermal_diffusion_coefficient, t.soret_coefficient}) {
            *out++ = value;
        }
    }
    return table;
}

double reduced_cutoff(const Mixture& mixture, std::size_t a, std::size_t b, bool truncated) {
    if (!truncated) return no_cutoff;
    const MixtureParameters& p = mixture.parameters();
    return p.cutoff(a, b) / p.sigma(a, b);
}

/// states    N rows: temperature, x1
/// returns   N rows of the members of DiluteTransport
py::array_t<double> dilute_gas_table(const Mixture& mixture, const Numbers& states, int order, bool truncated,
                                     const std::string& backend) {
    if (mixture.species_count() != 2) throw InvalidArgument("mixture: must have two species");
    if (truncated && mixture.truncation() != Truncation::shifted) {
        throw InvalidArgument("truncated: only for mixtures of truncation shifted");
    }
    const MixtureParameters& p = mixture.parameters();
    const std::size_t rows = rows_in(states, "states", 2);
    std::vector<DiluteGas> gases(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        DiluteGas& gas = gases[i];
        gas.temperature = row_of(states, i)[0];
        gas.x1 = row_of(states, i)[1];
        gas.mass_1 = mixture.mass(0);
        gas.mass_2 = mixture.mass(1);
        gas.sigma_11 = p.sigma(0, 0);
        gas.sigma_12 = p.sigma(0, 1);
        gas.sigma_22 = p.sigma(1, 1);
    }
    std::vector<DiluteTransport> results(rows);
    const Backend chosen = backend_from(backend);
    without_lock([&] {
        with_backend(chosen, [&]<class B>(B) {
            const auto integrals = [&](std::size_t a, std::size_t b, CollisionIntegrals DiluteGas::*member) {
                std::vector<double> reduced(rows);
                for (std::size_t i = 0; i < rows; ++i) reduced[i] = gases[i].temperature / p.epsilon(a, b);
                std::vector<CollisionIntegrals> found(rows);
                B::KineticTheory::collision_integrals(reduced_cutoff(mixture, a, b, truncated), reduced, found);
                for (std::size_t i = 0; i < rows; ++i) gases[i].*member = found[i];
            };
            integrals(0, 0, &DiluteGas::omega_11);
            integrals(0, 1, &DiluteGas::omega_12);
            integrals(1, 1, &DiluteGas::omega_22);
            B::KineticTheory::transport(gases, order, results);
        });
    });
    py::array_t<double> table = empty_table(rows, 4);
    double* out = table.mutable_data();
    for (const DiluteTransport& t : results) {
        for (const double value :
             {t.thermal_diffusion_factor, t.diffusion_times_density, t.viscosity, t.thermal_conductivity}) {
            *out++ = value;
        }
    }
    return table;
}

py::array_t<double> collision_integrals_of(int l, int s, const Numbers& temperatures, double cutoff,
                                           const std::string& backend) {
    if (l < 1 || l > 4 || s < l || s > 8 - l) {
        throw InvalidArgument("l, s = " + std::to_string(l) + ", " + std::to_string(s) +
                              ": must be 1 <= l <= 4, l <= s <= 8 - l");
    }
    const auto reduced = series_of(temperatures, "reduced_temperature");
    std::vector<CollisionIntegrals> found(reduced.size());
    const Backend chosen = backend_from(backend);
    without_lock([&] {
        with_backend(chosen, [&]<class B>(B) { B::KineticTheory::collision_integrals(cutoff, reduced, found); });
    });
    std::vector<double> values;
    for (const CollisionIntegrals& each : found) values.push_back(each(l, s));
    return array_of(values);
}

py::array_t<double> second_virials_of(const Numbers& temperatures, double cutoff, const std::string& backend) {
    const auto reduced = series_of(temperatures, "reduced_temperature");
    std::vector<double> found(reduced.size());
    const Backend chosen = backend_from(backend);
    without_lock([&] {
        with_backend(chosen, [&]<class B>(B) { B::KineticTheory::second_virial_coefficients(cutoff, reduced, found); });
    });
    return array_of(found);
}

void add_equations_of_state(py::module_& module) {
    using FP = FluidProperties;
    const auto list = [](std::vector<double> FP::*member) {
        return [member](const FP& f) { return array_of(f.*member); };
    };
    py::class_<FP>(
        module, "FluidProperties",
        "A bulk fluid by an equation of state. Energies have 3/2 T of kinetic energy a particle, except where "
        "they are called residual. Arrays are by species.")
        .def_readonly("temperature", &FP::temperature, "[eps/k_B]")
        .def_readonly("pressure", &FP::pressure, "[eps/sigma^3]")
        .def_readonly("density", &FP::density, "Particles per volume [sigma^-3].")
        .def_property_readonly("mole_fraction", list(&FP::mole_fraction), "Sum 1.")
        .def_readonly("residual_helmholtz_energy", &FP::residual_helmholtz_energy, "A particle [eps].")
        .def_readonly("residual_internal_energy", &FP::residual_internal_energy, "A particle [eps].")
        .def_readonly("enthalpy", &FP::enthalpy, "A particle: 3/2 T + u_res + P/rho [eps].")
        .def_readonly("isothermal_compressibility", &FP::isothermal_compressibility, "[sigma^3/eps]")
        .def_property_readonly("residual_chemical_potential", list(&FP::residual_chemical_potential), "[eps]")
        .def_property_readonly("chemical_potential", list(&FP::chemical_potential), "Lambda = 1 [eps].")
        .def_property_readonly("partial_volume", list(&FP::partial_volume), "(dV/dN_i)_{T,P} [sigma^3].")
        .def_property_readonly("partial_enthalpy", list(&FP::partial_enthalpy), "(dH/dN_i)_{T,P} [eps].")
        .def_readonly("thermodynamic_factor", &FP::thermodynamic_factor, "Gamma; None but of two species.");

    using Fractions = std::vector<double>;
    py::class_<PetsEquation>(
        module, "PetsEquation",
        "PeTS of Heier et al. (2018): mixtures of Lennard-Jones fluids truncated and shifted at 2.5 "
        "sigma.\n\nepsilon, sigma   one value for each species, > 0;  k12  of all unlike pairs")
        .def(py::init<const std::vector<double>&, const std::vector<double>&, double>(), py::arg("epsilon"),
             py::arg("sigma"), py::arg("k12") = 1.0)
        .def(
            "at_density",
            [](const PetsEquation& e, double t, double density, const Fractions& x) {
                return e.at_density(t, density, x);
            },
            py::arg("temperature"), py::arg("density"), py::arg("mole_fractions"), "FluidProperties.")
        .def(
            "at_pressure",
            [](const PetsEquation& e, double t, double pressure, const Fractions& x) {
                return e.at_pressure(t, pressure, x);
            },
            py::arg("temperature"), py::arg("pressure"), py::arg("mole_fractions"),
            "FluidProperties of the densest stable state.");
    py::class_<TholEquation>(module, "TholEquation",
                             "Thol et al. (2015): the pure Lennard-Jones fluid truncated and shifted at 2.5 sigma.")
        .def(py::init<double, double>(), py::arg("epsilon") = 1.0, py::arg("sigma") = 1.0)
        .def(
            "at_density", [](const TholEquation& e, double t, double density) { return e.at_density(t, density); },
            py::arg("temperature"), py::arg("density"), "FluidProperties.")
        .def(
            "at_pressure", [](const TholEquation& e, double t, double pressure) { return e.at_pressure(t, pressure); },
            py::arg("temperature"), py::arg("pressure"), "FluidProperties of the densest stable state.");
}

}  // namespace

void add_theory(py::module_& module) {
    // The functions of soret.theory, on tables: they take and give names and shapes.
    module.attr("_theory_inputs") = names_of_inputs();
    module.def("_models_table", &models_table, py::arg("states"), py::arg("backend"));
    module.def("_transport_table", &transport_table, py::arg("states"), py::arg("backend"));
    module.def("_dilute_gas_table", &dilute_gas_table, py::arg("mixture"), py::arg("states"), py::arg("order"),
               py::arg("truncated"), py::arg("backend"));
    module.def("_collision_integrals", &collision_integrals_of, py::arg("l"), py::arg("s"), py::arg("temperatures"),
               py::arg("cutoff"), py::arg("backend"));
    module.def("_second_virial_coefficients", &second_virials_of, py::arg("temperatures"), py::arg("cutoff"),
               py::arg("backend"));
    module.def(
        "ideal_gas_soret",
        [](const Mixture& mixture, double temperature, double x1, const std::string& backend) {
            return ideal_gas_soret_of(mixture, temperature, x1, backend_from(backend));
        },
        py::arg("mixture"), py::arg("temperature"), py::arg("x1"), py::kw_only(), py::arg("backend") = "optimized",
        "S_T of the dilute gas of two species, full Lennard-Jones potentials, Chapman and Enskog's first order "
        "[1/eps].");
    add_equations_of_state(module);
}

}  // namespace soret::python
