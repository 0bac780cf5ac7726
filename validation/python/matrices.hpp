#pragma once

#include <Eigen/Core>

#include "soret/validation/python/bindings.hpp"

namespace soret::python {

/// A new array with the rows and columns of a matrix.
inline py::array_t<double> array_of_matrix(const Eigen::MatrixXd& matrix) {
    py::array_t<double> rows({matrix.rows(), matrix.cols()});
    double* out = rows.mutable_data();
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        for (Eigen::Index j = 0; j < matrix.cols(); ++j) *out++ = matrix(i, j);
    }
    return rows;
}

}  // namespace soret::python
