#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <variant>

#include "soret/common/files/mixture_file.hpp"
#include "soret/common/mixture.hpp"
#include "soret/common/state.hpp"
#include "soret/validation/python/bindings.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::python {

namespace {

SpeciesMatrix matrix_of(const Numbers& values, const char* name, std::size_t species) {
    if (rows_in(values, name, species) != species) {
        throw InvalidArgument(std::string(name) + ": must have as many rows as there are species");
    }
    SpeciesMatrix matrix(species, 0.0);
    for (std::size_t a = 0; a < species; ++a) {
        for (std::size_t b = 0; b < species; ++b) matrix(a, b) = row_of(values, a)[b];
    }
    return matrix;
}

std::vector<double> list_of(const Numbers& values) {
    return {values.data(), values.data() + values.size()};
}

/// A list is combined by the mixing rule, a matrix is taken as it is.
Mixture mixture_from_arrays(const Numbers& mass, const Numbers& epsilon, const Numbers& sigma, const Numbers& cutoff,
                            double k12, const std::string& truncation, const std::string& mixing,
                            const std::vector<std::string>& names) {
    const std::span<const double> masses = series_of(mass, "mass");
    const std::size_t species = masses.size();
    const std::vector<double> ones(species, 1.0);
    const bool epsilons = epsilon.ndim() == 1, sigmas = sigma.ndim() == 1;
    if (!epsilons && k12 != 1.0) throw InvalidArgument("k12: is used only with epsilon as a list");
    const auto as_many = [&](const char* name, const Numbers& values) {
        if (static_cast<std::size_t>(values.size()) == species) return;
        throw InvalidArgument(std::string(name) + ": has " + std::to_string(values.size()) +
                              " values: must have one for each species, or a matrix");
    };
    if (epsilons) as_many("epsilon", epsilon);
    if (sigmas) as_many("sigma", sigma);
    MixtureParameters parameters = lorentz_berthelot(
        list_of(mass), epsilons ? list_of(epsilon) : ones, sigmas ? list_of(sigma) : ones,
        cutoff.ndim() == 0 ? *cutoff.data() : 1.0, k12,
        chosen("truncation", truncation, {Truncation::shifted, Truncation::plain, Truncation::force_shifted}),
        chosen("mixing", mixing, {Mixing::lorentz_berthelot, Mixing::geometric}));
    if (!epsilons) parameters.epsilon = matrix_of(epsilon, "epsilon", species);
    if (!sigmas) parameters.sigma = matrix_of(sigma, "sigma", species);
    if (cutoff.ndim() != 0) parameters.cutoff = matrix_of(cutoff, "cutoff", species);
    parameters.names = names;
    return Mixture(std::move(parameters));
}

py::array_t<double> array_of_matrix(const SpeciesMatrix& matrix) {
    const auto n = static_cast<py::ssize_t>(matrix.species_count());
    py::array_t<double> rows({n, n});
    for (py::ssize_t a = 0; a < n; ++a) {
        for (py::ssize_t b = 0; b < n; ++b) {
            rows.mutable_at(a, b) = matrix(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
        }
    }
    return rows;
}

void add_mixture(py::module_& module) {
    py::class_<Mixture>(module, "Mixture",
                        "Species and their truncated Lennard-Jones potentials.\n\n"
                        "mass        S values, > 0\n"
                        "epsilon     S values, combined as k12 sqrt(eps_a eps_b), or a symmetric matrix S x S, >= 0\n"
                        "sigma       S values, combined by `mixing`, or a symmetric matrix, > 0\n"
                        "cutoff      for all pairs, or a symmetric matrix, > 0\n"
                        "truncation  'shifted', 'plain' or 'force-shifted'\n"
                        "mixing      'lorentz-berthelot' or 'geometric', of sigma\n"
                        "names       S words, for files; none\n"
                        "Raises InvalidArgument.")
        .def(py::init(&mixture_from_arrays), py::arg("mass"), py::arg("epsilon"), py::arg("sigma"),
             py::arg("cutoff") = 2.5, py::kw_only(), py::arg("k12") = 1.0, py::arg("truncation") = "shifted",
             py::arg("mixing") = "lorentz-berthelot", py::arg("names") = std::vector<std::string>{})
        .def_property_readonly("species_count", &Mixture::species_count, "Number of species, S.")
        .def_property_readonly(
            "mass", [](const Mixture& m) { return array_of(m.parameters().mass); }, "Masses, S.")
        .def_property_readonly(
            "epsilon", [](const Mixture& m) { return array_of_matrix(m.parameters().epsilon); }, "S x S.")
        .def_property_readonly(
            "sigma", [](const Mixture& m) { return array_of_matrix(m.parameters().sigma); }, "S x S.")
        .def_property_readonly(
            "cutoff", [](const Mixture& m) { return array_of_matrix(m.parameters().cutoff); }, "S x S, absolute.")
        .def_property_readonly(
            "truncation", [](const Mixture& m) { return std::string(name_of(m.truncation())); },
            "'shifted', 'plain' or 'force-shifted'.")
        .def_property_readonly(
            "names", [](const Mixture& m) { return m.names(); }, "Names of the species, or an empty list.")
        .def_property_readonly("largest_cutoff", &Mixture::largest_cutoff, "Largest r_c of a pair that interacts.")
        .def(
            "to_toml", [](const Mixture& m) { return to_toml(m); },
            "The text of a mixture file; reading it gives the same mixture to the bit.")
        .def(
            "__eq__", [](const Mixture& a, const Mixture& b) { return a == b; }, py::is_operator())
        .def("__repr__",
             [](const Mixture& m) { return "<soret.Mixture of " + std::to_string(m.species_count()) + " species>"; });
    module.def("paper_mixture", &paper_mixture,
               "The mixture of Gittus and Bresme (2023): eps_11 = 0.6, eps_22 = 1, everything else 1, shifted at 2.5.");
    module.def(
        "read_mixture", [](const std::filesystem::path& path) { return read_mixture(path.string()); }, py::arg("path"),
        "Reads the table [mixture] of a TOML file. Raises InvalidInput: file, line, key, value and allowed range.");
}

/// Overwrites values in place where an array of numpy may look at them.
template <class T>
void overwrite(std::array<std::vector<T>, 3>& old, const std::array<std::vector<T>, 3>& fresh) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (old[axis].empty()) old[axis].resize(fresh[axis].size());
        std::copy(fresh[axis].begin(), fresh[axis].end(), old[axis].begin());
    }
}

void set_positions(State& state, const Numbers& positions) {
    if (rows_in(positions, "positions", 3) != state.size()) {
        throw InvalidArgument("positions: must have a row for each particle");
    }
    State fresh;
    fresh.box = state.box;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto r = row_of(positions, i);
        fresh.add(1, 0, {r[0], r[1], r[2]});
    }
    overwrite(state.position, fresh.position);
    overwrite(state.image, fresh.image);
}

void set_velocities(State& state, const Numbers& velocities) {
    if (rows_in(velocities, "velocities", 3) != state.size()) {
        throw InvalidArgument("velocities: must have a row for each particle");
    }
    std::array<std::vector<double>, 3> fresh;
    for (std::size_t i = 0; i < state.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double v = row_of(velocities, i)[axis];
            if (!std::isfinite(v)) {
                throw InvalidArgument("velocities: row " + std::to_string(i) + " is not finite");
            }
            fresh[axis].push_back(v);
        }
    }
    overwrite(state.velocity, fresh);
}

/// One whole number a particle.
/// throws   InvalidArgument: another number of them, or numbers that are not of a whole type
std::vector<std::int64_t> whole_numbers(const py::object& given, const char* name, std::size_t n) {
    const py::array values = py::array::ensure(given);
    if (!values) throw InvalidArgument(std::string(name) + ": must be whole numbers");
    if (values.ndim() != 1 || static_cast<std::size_t>(values.size()) != n) {
        throw InvalidArgument(std::string(name) + ": must be one for each particle");
    }
    const char kind = values.dtype().kind();
    if (n > 0 && kind != 'i' && kind != 'u') throw InvalidArgument(std::string(name) + ": must be whole numbers");
    const py::array_t<std::int64_t, py::array::c_style | py::array::forcecast> whole(values);
    return {whole.data(), whole.data() + n};
}

using BoxOrEdges = std::variant<Box, std::array<double, 3>>;

Box box_from(const BoxOrEdges& given) {
    if (const Box* box = std::get_if<Box>(&given)) return *box;
    const auto& e = std::get<std::array<double, 3>>(given);
    return Box({e[0], e[1], e[2]});
}

State state_from_arrays(const BoxOrEdges& box, const Numbers& positions, const py::object& species,
                        const std::optional<Numbers>& velocities, const py::object& ids) {
    const std::size_t n = rows_in(positions, "positions", 3);
    std::vector<std::int64_t> kinds(n, 0), names(n);
    std::iota(names.begin(), names.end(), std::int64_t{1});
    if (!species.is_none()) kinds = whole_numbers(species, "species", n);
    if (!ids.is_none()) names = whole_numbers(ids, "ids", n);
    State state;
    state.box = box_from(box);
    std::set<std::int64_t> seen;
    for (std::size_t i = 0; i < n; ++i) {
        if (kinds[i] < 0 || kinds[i] > std::numeric_limits<std::int32_t>::max()) {
            throw InvalidArgument("species = " + std::to_string(kinds[i]) + " in row " + std::to_string(i) +
                                  ": must be 0, 1, ...");
        }
        if (names[i] < 1 || !seen.insert(names[i]).second) {
            throw InvalidArgument("id = " + std::to_string(names[i]) + " in row " + std::to_string(i) +
                                  ": must be positive and unique");
        }
        const auto r = row_of(positions, i);
        state.add(names[i], static_cast<std::int32_t>(kinds[i]), {r[0], r[1], r[2]});
    }
    if (velocities) set_velocities(state, *velocities);
    return state;
}

enum class Access { read, write };

/// The memory of a column itself. The array keeps the state alive, whose number of particles never changes.
template <class T>
py::object view_of(const py::object& owner, std::vector<T>& values, Access access) {
    if (values.empty()) return py::none();
    py::array_t<T> view(static_cast<py::ssize_t>(values.size()), values.data(), owner);
    if (access == Access::read) view.attr("setflags")(py::arg("write") = false);
    return view;
}

/// An array that cannot be written to, so that nobody takes it for the state itself.
py::array sealed(py::array array) {
    array.attr("setflags")(py::arg("write") = false);
    return array;
}

template <class Columns>
void add_axes(py::class_<State>& type, std::initializer_list<const char*> names, Columns State::*columns, Access access,
              const char* words) {
    std::size_t axis = 0;
    for (const char* name : names) {
        type.def_property_readonly(
            name,
            [columns, access, axis](const py::object& self) {
                return view_of(self, (self.cast<State&>().*columns)[axis], access);
            },
            words);
        ++axis;
    }
}

void add_state(py::module_& module) {
    py::class_<Box>(module, "Box",
                    "Periodic orthorhombic box with a corner at 0.\n\n"
                    "edges   3 lengths, in (0, 1024], rounded to multiples of 2^-42 [sigma]\n"
                    "Raises InvalidArgument.")
        .def(py::init([](const std::array<double, 3>& e) {
                 return Box({e[0], e[1], e[2]});
             }),
             py::arg("edges"))
        .def_property_readonly(
            "edges", [](const Box& box) { return array_of(box.edges()); }, "3 lengths [sigma].")
        .def_property_readonly("volume", &Box::volume, "[sigma^3]")
        .def(
            "__eq__", [](const Box& a, const Box& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const Box& box) {
            return "soret.Box(" +
                   py::repr(py::cast(std::array{box.edges().x, box.edges().y, box.edges().z})).cast<std::string>() +
                   ")";
        });

    py::class_<State> state(module, "State",
                            "Particles in a box. Their number never changes.\n\n"
                            "box         Box, or 3 edges\n"
                            "positions   N x 3, any image; wrapped into the box and rounded to 2^-42 [sigma]\n"
                            "species     N whole numbers from 0; all 0\n"
                            "velocities  N x 3 [sigma/tau]; none\n"
                            "ids         N unique positive whole numbers; 1, 2, ...\n\n"
                            "x, y, z, vx, vy, vz, ix, iy, iz, species and ids are the memory of the state itself, "
                            "without a copy; velocities and species may be written to. Every computation checks the "
                            "state first.");
    state
        .def(py::init(&state_from_arrays), py::arg("box"), py::arg("positions"), py::arg("species") = py::none(),
             py::kw_only(), py::arg("velocities") = py::none(), py::arg("ids") = py::none())
        .def("__len__", &State::size)
        .def("__repr__", [](const State& s) { return "<soret.State of " + std::to_string(s.size()) + " particles>"; })
        .def(
            "copy", [](const State& s) { return State(s); }, "The same particles in memory of their own.")
        .def_property_readonly(
            "box", [](const State& s) { return s.box; }, "The box, a copy.")
        .def_property_readonly(
            "density", [](const State& s) { return static_cast<double>(s.size()) / s.box.volume(); },
            "Number density N/V [sigma^-3].")
        .def_property_readonly("has_velocities", &State::has_velocities)
        .def_property(
            "positions", [](const State& s) { return sealed(rows_of(s.position)); }, &set_positions,
            "N x 3 [sigma]: a copy, wrapped. Setting them wraps and rounds them, and begins the images anew.")
        .def_property(
            "velocities",
            [](const State& s) -> py::object {
                if (!s.has_velocities()) return py::none();
                return sealed(rows_of(s.velocity));
            },
            &set_velocities, "N x 3 [sigma/tau], a copy; None without. Setting them needs all.")
        .def_property_readonly(
            "unwrapped_positions",
            [](const State& s) {
                const std::array edges{s.box.edges().x, s.box.edges().y, s.box.edges().z};
                std::array<std::vector<double>, 3> columns = s.position;
                for (std::size_t axis = 0; axis < 3; ++axis) {
                    for (std::size_t i = 0; i < s.size(); ++i) columns[axis][i] += s.image[axis][i] * edges[axis];
                }
                return sealed(rows_of(columns));
            },
            "N x 3 [sigma]: positions plus images times edges, a copy.")
        .def_property_readonly(
            "species", [](const py::object& self) { return view_of(self, self.cast<State&>().species, Access::write); },
            "N int32 from 0: the memory of the state, may be written to.")
        .def_property_readonly(
            "ids", [](const py::object& self) { return view_of(self, self.cast<State&>().id, Access::read); },
            "N int64: the memory of the state, read only.");
    add_axes(state, {"x", "y", "z"}, &State::position, Access::read,
             "N wrapped coordinates [sigma]: the memory of the state, read only; set `positions`.");
    add_axes(state, {"vx", "vy", "vz"}, &State::velocity, Access::write,
             "N components [sigma/tau]: the memory of the state, may be written to; None without velocities.");
    add_axes(state, {"ix", "iy", "iz"}, &State::image, Access::read,
             "N int32, edges taken off by wrapping: the memory of the state, read only.");

    module.def(
        "draw_velocities",
        [](State& s, const Mixture& mixture, double temperature, std::uint64_t seed) {
            State fresh = s;
            check_state(fresh, mixture);
            draw_maxwell_velocities(fresh, mixture, temperature, seed);
            overwrite(s.velocity, fresh.velocity);
        },
        py::arg("state"), py::arg("mixture"), py::arg("temperature"), py::kw_only(), py::arg("seed") = 1,
        "Gives the particles velocities of the Maxwell distribution, with total momentum 0 and just this kinetic "
        "temperature, in (0, 1e4] [eps/k_B]. The same bits on every machine.");
}

}  // namespace

void add_configurations(py::module_& module) {
    add_mixture(module);
    add_state(module);
}

}  // namespace soret::python
