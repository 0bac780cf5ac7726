#include "soret/validation/python/run_options.hpp"

#include <pybind11/stl.h>

#include <optional>
#include <utility>

#include "soret/validation/python/bindings.hpp"

namespace soret::python {

SyntheticField field_from(const FieldOfPython& given) {
    SyntheticField field;
    field.heat = given.heat;
    field.mass = given.mass;
    const std::size_t axis = std::string("xyz").find(given.axis);
    if (given.axis.size() != 1 || axis > 2) {
        throw InvalidArgument("axis = " + given.axis + ": must be one of x, y, z");
    }
    field.axis = axis;
    field.enthalpy = given.enthalpy;
    field.thermostat = chosen("thermostat", given.thermostat,
                              {FieldThermostat::gaussian, FieldThermostat::nose_hoover, FieldThermostat::none});
    return field;
}

namespace {

RestraintSettings restraint_from(double spring, const std::pair<double, double>& z,
                                 const std::optional<std::int32_t>& species) {
    if (!(spring > 0.0 && spring <= 1e6)) {
        throw InvalidArgument("spring = " + std::to_string(spring) + ": must be in (0, 1e6]");
    }
    if (!(z.first >= 0.0 && z.first < z.second && z.second <= 1.0)) {
        throw InvalidArgument("z: must be two increasing fractions of the edge, in [0, 1]");
    }
    if (species && *species < 0) throw InvalidArgument("species: must be at least 0");
    RestraintSettings settings;
    settings.spring = spring;
    settings.z_low = z.first;
    settings.z_high = z.second;
    settings.species = species;
    return settings;
}

}  // namespace

void add_run_options(py::module_& module) {
    py::class_<FieldOfPython>(module, "Field",
                              "A synthetic field for ensemble 'hnemd'.\n\n"
                              "heat        F_q, in [-10, 10] [1/sigma]\n"
                              "mass        F_m on species 1, in [-1000, 1000] [sigma/tau^2]\n"
                              "axis        'x', 'y' or 'z'\n"
                              "enthalpy    partial specific enthalpies, one for each species; none [eps/m]\n"
                              "thermostat  'gaussian', 'nose-hoover' or 'none'")
        .def(py::init([](double heat, double mass, const std::string& axis, const std::vector<double>& enthalpy,
                         const std::string& thermostat) {
                 return FieldOfPython{heat, mass, axis, enthalpy, thermostat};
             }),
             py::kw_only(), py::arg("heat") = 0.0, py::arg("mass") = 0.0, py::arg("axis") = "x",
             py::arg("enthalpy") = std::vector<double>{}, py::arg("thermostat") = "gaussian")
        .def_readonly("heat", &FieldOfPython::heat, "F_q [1/sigma].")
        .def_readonly("mass", &FieldOfPython::mass, "F_m [sigma/tau^2].")
        .def_readonly("axis", &FieldOfPython::axis, "'x', 'y' or 'z'.")
        .def_readonly("enthalpy", &FieldOfPython::enthalpy, "By species [eps/m].")
        .def_readonly("thermostat", &FieldOfPython::thermostat, "'gaussian', 'nose-hoover' or 'none'.");

    py::class_<RestraintSettings>(module, "Restraint",
                                  "Springs that hold particles where they are when a run begins.\n\n"
                                  "spring   k, in (0, 1e6], at most m/timestep^2 of the lightest [eps/sigma^2]\n"
                                  "z        those in [z[0], z[1]), in fractions of the z edge, are held; all\n"
                                  "species  only those of it, from 0; all\n"
                                  "Anchors move along with an edge that breathes. Raises InvalidArgument.")
        .def(py::init(&restraint_from), py::arg("spring"), py::kw_only(), py::arg("z") = std::pair(0.0, 1.0),
             py::arg("species") = py::none())
        .def_readonly("spring", &RestraintSettings::spring, "k [eps/sigma^2].")
        .def_property_readonly(
            "z", [](const RestraintSettings& r) { return std::pair(r.z_low, r.z_high); }, "In fractions of the z edge.")
        .def_readonly("species", &RestraintSettings::species, "None: all.");
}

}  // namespace soret::python
