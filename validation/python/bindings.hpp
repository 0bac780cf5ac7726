#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "soret/common/errors.hpp"
#include "soret/common/execution.hpp"
#include "soret/common/vector3.hpp"

namespace soret::python {

namespace py = pybind11;

/// Numbers of any type and layout of memory as doubles, row after row.
using Numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;

// What each file adds to the module soret._core.
void add_configurations(py::module_& module);
void add_files(py::module_& module);
void add_forces(py::module_& module);
void add_run_options(py::module_& module);
void add_dynamics(py::module_& module);
void add_chains(py::module_& module);
void add_correlations(py::module_& module);
void add_structure(py::module_& module);
void add_statistics(py::module_& module);
void add_free_energy(py::module_& module);
void add_theory(py::module_& module);

/// threads   >= 1
/// isa       auto, sse2, avx2 or avx512
/// throws    InvalidArgument
Execution execution_from(int threads, const std::string& isa);

/// The choice of this name, name_of(choice).
/// throws   InvalidArgument: none of them
template <class Choice>
Choice chosen(const char* key, const std::string& word, std::initializer_list<Choice> choices) {
    std::string allowed;
    for (const Choice each : choices) {
        if (word == name_of(each)) return each;
        allowed += (allowed.empty() ? "" : ", ") + std::string(name_of(each));
    }
    throw InvalidArgument(std::string(key) + " = " + word + ": must be one of " + allowed);
}

template <class T>
py::array_t<T> array_of(std::span<const T> values) {
    return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data());
}
template <class T>
py::array_t<T> array_of(const std::vector<T>& values) {
    return array_of(std::span<const T>(values));
}
template <class T, std::size_t n>
py::array_t<T> array_of(const std::array<T, n>& values) {
    return array_of(std::span<const T>(values));
}
inline py::array_t<double> array_of(const Vector3& v) {
    return array_of(std::array{v.x, v.y, v.z});
}

/// A new array N x 3 of three columns.
template <class T>
py::array_t<T> rows_of(const std::array<std::vector<T>, 3>& columns) {
    py::array_t<T> rows({static_cast<py::ssize_t>(columns[0].size()), py::ssize_t{3}});
    T* out = rows.mutable_data();
    for (std::size_t i = 0; i < columns[0].size(); ++i) {
        for (const auto& column : columns) *out++ = column[i];
    }
    return rows;
}

/// throws   InvalidArgument: not one dimension
std::span<const double> series_of(const Numbers& values, const char* name);
/// The number of rows of a table.
/// throws   InvalidArgument: not two dimensions, or another number of columns
std::size_t rows_in(const Numbers& values, const char* name, std::size_t columns);
inline std::span<const double> row_of(const Numbers& values, std::size_t row) {
    const auto columns = static_cast<std::size_t>(values.shape(1));
    return {values.data() + row * columns, columns};
}

/// Lets other threads of Python run while f computes.
template <class F>
decltype(auto) without_lock(F&& f) {
    const py::gil_scoped_release release;
    return std::forward<F>(f)();
}

/// throws   what the handler of a signal raised, as KeyboardInterrupt
inline void see_signals() {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

/// A table of samples with named columns, that becomes a structured array of numpy.
class SampleTable {
public:
    struct Column {
        std::string name;
        bool whole = false;  ///< int64, else float64
    };

    explicit SampleTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
    void add(std::uint64_t whole) { words_.push_back(whole); }
    void add(double value) { words_.push_back(std::bit_cast<std::uint64_t>(value)); }
    void add(std::span<const double> values) {
        for (const double value : values) add(value);
    }
    /// One dimension, a field for each column.
    py::array array() const;

private:
    std::vector<Column> columns_;
    std::vector<std::uint64_t> words_;  // row after row
};

}  // namespace soret::python
