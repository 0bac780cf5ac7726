#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <optional>

#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/configuration_mixture.hpp"
#include "soret/common/files/configuration_writers.hpp"
#include "soret/validation/python/bindings.hpp"

namespace soret::python {

namespace {

struct Configuration {
    State state;
    std::optional<std::int64_t> step;
    std::string format, units;
    std::int64_t frame = 0, frames = 1;
    std::optional<Mixture> mixture;
    std::vector<std::string> notes;
};

Configuration read_from(const std::filesystem::path& path, const std::optional<Mixture>& mixture,
                        std::optional<std::int64_t> frame, bool units_as_is) {
    ReadingOptions options;
    if (frame && *frame < 0) throw InvalidArgument("frame = " + std::to_string(*frame) + ": must be at least 0");
    options.frame = frame;
    options.units_as_is = units_as_is;
    if (mixture) options = options.of(*mixture);
    ConfigurationFile file = read_configuration(path.string(), options);
    if (mixture) check_configuration(file, *mixture);
    Configuration found{file.state, file.step,   file.format,  file.units,
                        file.frame, file.frames, std::nullopt, file.notes};
    if (!file.coefficients.empty()) {
        options.names_from_file = true;
        found.mixture = mixture_of(read_configuration(path.string(), options));
    }
    return found;
}

void write_to(const std::filesystem::path& path, const State& state, const std::optional<Mixture>& mixture,
              const std::string& format, std::int64_t step) {
    std::vector<std::string> names;
    if (mixture) {
        check_state(state, *mixture);
        names = mixture->names();
    }
    std::string text;
    if (format == "lammps-data") {
        if (!mixture) throw InvalidArgument("format = lammps-data: must come with a mixture, for the masses");
        text = lammps_data_text(state, mixture->parameters().mass, names);
    } else if (format == "lammps-dump") {
        text = lammps_dump_text(state, step, names);
    } else if (format == "extxyz") {
        text = extended_xyz_text(state, step, names);
    } else {
        throw InvalidArgument("format = " + format + ": must be one of lammps-data, lammps-dump, extxyz");
    }
    write_file_atomically(path.string(), text);
}

}  // namespace

void add_files(py::module_& module) {
    py::class_<Configuration>(module, "Configuration", "What a configuration file holds.")
        .def_property_readonly(
            "state", [](const Configuration& c) { return c.state; }, "The particles, a copy.")
        .def_readonly("step", &Configuration::step, "Time step of the frame, or None.")
        .def_readonly("format", &Configuration::format,
                      "'LAMMPS data', 'LAMMPS text dump', 'extended XYZ' or 'NIST sample'.")
        .def_readonly("units", &Configuration::units, "As the file states them; empty if it does not.")
        .def_readonly("frame", &Configuration::frame, "Which frame this is, from 0.")
        .def_readonly("frames", &Configuration::frames, "How many the file has.")
        .def_readonly("mixture", &Configuration::mixture,
                      "The mixture that the file itself describes by coefficients of pairs, or None.")
        .def_readonly("notes", &Configuration::notes, "What was assumed in reading, a sentence each.");
    module.def("read_configuration", &read_from, py::arg("path"), py::arg("mixture") = py::none(), py::kw_only(),
               py::arg("frame") = py::none(), py::arg("units_as_is") = false,
               "Reads LAMMPS data, LAMMPS text dump, extended XYZ or a NIST sample, packed or not, told by content.\n\n"
               "mixture      gives the names of the species and is checked against the file\n"
               "frame        from 0; the last one\n"
               "units_as_is  units that the file states are taken as those of the mixture\n"
               "Raises InvalidInput: file, line, value and allowed range.");
    module.def("write_configuration", &write_to, py::arg("path"), py::arg("state"), py::arg("mixture") = py::none(),
               py::kw_only(), py::arg("format") = "lammps-data", py::arg("step") = 0,
               "Writes a file as a whole or leaves an old one as it was; 17 digits, in order of id.\n\n"
               "format   'lammps-data' (needs the mixture), 'lammps-dump' or 'extxyz'\n"
               "Raises InvalidInput: it cannot be written.");
}

}  // namespace soret::python
