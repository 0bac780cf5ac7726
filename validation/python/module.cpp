#include <pybind11/stl.h>

#include <exception>

#include "soret/common/provenance.hpp"
#include "soret/validation/python/bindings.hpp"

namespace soret::python {

Execution execution_from(int threads, const std::string& isa) {
    if (threads < 1) throw InvalidArgument("threads = " + std::to_string(threads) + ": must be at least 1");
    Execution execution;
    execution.instruction_set = instruction_set_from(isa);
    execution.threads = threads;
    return execution;
}

std::span<const double> series_of(const Numbers& values, const char* name) {
    if (values.ndim() != 1) {
        throw InvalidArgument(std::string(name) + ": has " + std::to_string(values.ndim()) + " dimensions: must be 1");
    }
    return {values.data(), static_cast<std::size_t>(values.size())};
}

std::size_t rows_in(const Numbers& values, const char* name, std::size_t columns) {
    if (values.ndim() != 2 || static_cast<std::size_t>(values.shape(1)) != columns) {
        std::string shape;
        for (py::ssize_t k = 0; k < values.ndim(); ++k) shape += (k > 0 ? " x " : "") + std::to_string(values.shape(k));
        throw InvalidArgument(std::string(name) + ": has the shape " + (shape.empty() ? "of one number" : shape) +
                              ": must be N x " + std::to_string(columns));
    }
    return static_cast<std::size_t>(values.shape(0));
}

py::array SampleTable::array() const {
    py::list names, formats, offsets;
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        names.append(columns_[k].name);
        formats.append(py::dtype(columns_[k].whole ? "int64" : "float64"));
        offsets.append(8 * k);
    }
    const std::size_t row = 8 * columns_.size();
    const py::dtype type(names, formats, offsets, static_cast<py::ssize_t>(row));
    return py::array(type, {static_cast<py::ssize_t>(words_.size() / columns_.size())}, {static_cast<py::ssize_t>(row)},
                     words_.data());
}

namespace {

/// A new class of exceptions, in the module soret whatever the name of the extension.
py::object exception_class(const char* name, const char* words, const py::tuple& bases) {
    PyObject* made = PyErr_NewExceptionWithDoc(("soret." + std::string(name)).c_str(), words, bases.ptr(), nullptr);
    if (made == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::object>(made);
}

struct Exceptions {
    py::object error, input, argument, state;
};

// As long as the interpreter runs: an exception may be raised until the very end.
Exceptions* exceptions = nullptr;

void add_exceptions(py::module_& module) {
    const py::object runtime = py::reinterpret_borrow<py::object>(PyExc_RuntimeError);
    const py::object value = py::reinterpret_borrow<py::object>(PyExc_ValueError);
    const py::object error =
        exception_class("Error", "Base of all errors of soret that the caller can mend. The message is one line.",
                        py::make_tuple(runtime));
    exceptions = new Exceptions{
        error,
        exception_class("InvalidInput", "A file that cannot be used: the message begins with the file and the place.",
                        py::make_tuple(error, value)),
        exception_class("InvalidArgument", "An argument outside its range, or arrays that do not fit.",
                        py::make_tuple(error, value)),
        exception_class("InvalidState",
                        "A physical state that the equations cannot be evaluated for: a particle on top of another, an "
                        "edge below 2 r_c, a run that cannot go on.",
                        py::make_tuple(error))};
    module.attr("Error") = exceptions->error;
    module.attr("InvalidInput") = exceptions->input;
    module.attr("InvalidArgument") = exceptions->argument;
    module.attr("InvalidState") = exceptions->state;
    py::register_exception_translator([](std::exception_ptr pointer) {
        try {
            if (pointer) std::rethrow_exception(pointer);
        } catch (const InvalidInput& caught) {
            PyErr_SetString(exceptions->input.ptr(), caught.what());
        } catch (const InvalidArgument& caught) {
            PyErr_SetString(exceptions->argument.ptr(), caught.what());
        } catch (const InvalidState& caught) {
            PyErr_SetString(exceptions->state.ptr(), caught.what());
        } catch (const Error& caught) {
            PyErr_SetString(exceptions->error.ptr(), caught.what());
        }
    });
}

py::dict provenance_of_build() {
    const Provenance made = provenance(Execution{});
    return py::dict(py::arg("version") = made.version, py::arg("commit") = made.commit,
                    py::arg("compiler") = made.compiler, py::arg("flags") = made.flags,
                    py::arg("instruction_set") = made.instruction_set,
                    py::arg("digest_algorithm") = made.digest_algorithm);
}

}  // namespace

PYBIND11_MODULE(_core, module) {
    module.doc() = "The part of soret that is compiled. Import soret instead: it has all names of this module.";
    py::options options;
    options.disable_function_signatures();  // they stand in _core.pyi
    add_exceptions(module);
    module.attr("__version__") = version();
    module.def(
        "provenance", &provenance_of_build,
        "Version, commit, compiler, flags, widest instruction set of this CPU and digest algorithm, as a dict of "
        "str.");
    module.def(
        "instruction_sets",
        [] {
            std::vector<std::string> names;
            for (const InstructionSet each : supported_instruction_sets()) names.emplace_back(name_of(each));
            return names;
        },
        "Names for `isa` that this CPU can be asked for, from the narrowest to the widest. They change the speed, "
        "never a bit of a result.");
    add_configurations(module);
    add_files(module);
    add_forces(module);
    add_run_options(module);
    add_dynamics(module);
    add_chains(module);
    add_correlations(module);
    add_statistics(module);
    add_structure(module);
    add_free_energy(module);
    add_theory(module);
}

}  // namespace soret::python
