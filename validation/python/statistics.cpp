#include <pybind11/stl.h>

#include "soret/common/statistics/autocorrelation.hpp"
#include "soret/common/statistics/block_accumulator.hpp"
#include "soret/common/statistics/block_average.hpp"
#include "soret/common/statistics/jackknife.hpp"
#include "soret/validation/python/bindings.hpp"

namespace soret::python {

namespace {

std::string text_of(const Estimate& e) {
    return "Estimate(value=" + py::repr(py::float_(e.value)).cast<std::string>() +
           ", standard_error=" + py::repr(py::float_(e.standard_error)).cast<std::string>() +
           ", effective_samples=" + py::repr(py::float_(e.effective_samples)).cast<std::string>() + ")";
}

void add_rows(BlockAccumulator& blocks, const Numbers& samples) {
    const std::size_t k = blocks.quantities();
    const bool one = samples.ndim() == 1;
    const std::size_t rows = one && k == 1 ? static_cast<std::size_t>(samples.size())
                             : one         ? 1
                                           : rows_in(samples, "samples", k);
    if (one && k != 1 && static_cast<std::size_t>(samples.size()) != k) {
        throw InvalidArgument("samples: has " + std::to_string(samples.size()) + " values: must have " +
                              std::to_string(k));
    }
    for (std::size_t i = 0; i < rows; ++i) blocks.add({samples.data() + i * k, k});
}

py::array levels_table(const std::vector<BlockingLevel>& levels) {
    SampleTable table({{"block_length", true}, {"block_count", true}, {"standard_error"}, {"error_of_error"}});
    for (const BlockingLevel& level : levels) {
        table.add(level.block_length);
        table.add(static_cast<std::uint64_t>(level.block_count));
        table.add(level.standard_error);
        table.add(level.error_of_error);
    }
    return table.array();
}

}  // namespace

void add_statistics(py::module_& module) {
    py::class_<Estimate>(module, "Estimate", "A measured quantity with its error.")
        .def(py::init([](double value, double standard_error, double effective_samples) {
                 return Estimate{value, standard_error, effective_samples};
             }),
             py::arg("value"), py::arg("standard_error"), py::arg("effective_samples") = 0.0)
        .def_readonly("value", &Estimate::value)
        .def_readonly("standard_error", &Estimate::standard_error, "One standard error of the value.")
        .def_readonly("effective_samples", &Estimate::effective_samples,
                      "Independent samples that would give this error; 0: set, not sampled.")
        .def("__iter__",
             [](const Estimate& e) { return py::iter(py::make_tuple(e.value, e.standard_error, e.effective_samples)); })
        .def(
            "__eq__", [](const Estimate& a, const Estimate& b) { return a == b; }, py::is_operator())
        .def("__repr__", &text_of);

    py::class_<BlockAverage>(module, "BlockAverage", "A mean with the error of the block length chosen for it.")
        .def_readonly("mean", &BlockAverage::mean, "An Estimate.")
        .def_readonly("block_length", &BlockAverage::block_length, "Samples in a block.")
        .def_readonly("block_count", &BlockAverage::block_count)
        .def_readonly("error_of_error", &BlockAverage::error_of_error)
        .def_readonly("converged", &BlockAverage::converged,
                      "False where the series is too short to know its error, or constant.")
        .def_readonly("constant", &BlockAverage::constant, "All samples were equal: no error can be known.");

    py::class_<AutocorrelationTime>(module, "AutocorrelationTime", "Integrated autocorrelation time.")
        .def_readonly("tau", &AutocorrelationTime::tau, "1/2 + sum of rho(t), in samples; 1/2 if independent.")
        .def_readonly("standard_error", &AutocorrelationTime::standard_error, "Of tau.")
        .def_readonly("window", &AutocorrelationTime::window, "Last lag of the sum.")
        .def_readonly("effective_samples", &AutocorrelationTime::effective_samples, "N/(2 tau).")
        .def_readonly("converged", &AutocorrelationTime::converged, "False: tau is a lower bound.");

    module.def(
        "block_average",
        [](const Numbers& series) { return block_average(BlockTable::from_series(series_of(series, "series"))); },
        py::arg("series"),
        "Mean of a correlated series of N >= 4 finite values with the error from blocks, their length by the criterion "
        "of Lee et al. (2011). Raises InvalidArgument.");
    module.def(
        "blocking_levels",
        [](const Numbers& series) {
            return levels_table(blocking_levels(BlockTable::from_series(series_of(series, "series")), 0));
        },
        py::arg("series"),
        "The standard error against the block length, by factors of two (Flyvbjerg and Petersen 1989): a structured "
        "array with block_length, block_count, standard_error, error_of_error.");
    module.def(
        "autocorrelation_function",
        [](const Numbers& series, std::size_t largest_lag) {
            return array_of(autocorrelation_function(series_of(series, "series"), largest_lag));
        },
        py::arg("series"), py::arg("largest_lag"), "rho(t), t = 0 .. largest_lag, of N >= 2 values, normalised.");
    module.def(
        "autocorrelation_time",
        [](const Numbers& series, double window_factor) {
            return autocorrelation_time(series_of(series, "series"), window_factor);
        },
        py::arg("series"), py::arg("window_factor") = 6.0,
        "Of N >= 8 values, the sum ended where the lag exceeds window_factor tau (Sokal 1996, Wolff 2004).");
    module.def(
        "correlated_mean",
        [](const Numbers& series, double window_factor) {
            return correlated_mean(series_of(series, "series"), window_factor);
        },
        py::arg("series"), py::arg("window_factor") = 6.0,
        "Mean of N >= 8 values with the error sqrt(variance 2 tau/N), an Estimate.");

    py::class_<PooledEstimate>(module, "PooledEstimate", "A weighted mean, and how well its parts agree.")
        .def_readonly("mean", &PooledEstimate::mean, "An Estimate.")
        .def_readonly("chi_squared", &PooledEstimate::chi_squared)
        .def_readonly("degrees_of_freedom", &PooledEstimate::degrees_of_freedom)
        .def_readonly("p_value", &PooledEstimate::p_value, "Of a chi-squared at least as large.");
    module.def(
        "pooled", [](const std::vector<Estimate>& estimates) { return pooled(estimates); }, py::arg("estimates"),
        "Mean of independent estimates, weighted with their inverse variances.");

    py::class_<BlockAccumulator>(
        module, "BlockAccumulator",
        "A series of K quantities, and their products, in a bounded number of equal blocks.\n\n"
        "quantities   K, 1 to 4096;  most_blocks  even, >= 2")
        .def(py::init<std::size_t, std::size_t>(), py::arg("quantities") = 1, py::arg("most_blocks") = 128)
        .def("add", &add_rows, py::arg("samples"), "The next sample, K values, or the next T of them, T x K.")
        .def_property_readonly("sample_count", &BlockAccumulator::sample_count, "Samples so far.")
        .def_property_readonly("block_length", &BlockAccumulator::block_length, "Samples in a block.")
        .def_property_readonly("block_count", &BlockAccumulator::complete_blocks, "Complete blocks.")
        .def(
            "average",
            [](const BlockAccumulator& b, std::size_t quantity) { return block_average(b.blocks(), quantity); },
            py::arg("quantity") = 0, "BlockAverage of a quantity, from the complete blocks.")
        .def(
            "jackknife",
            [](const BlockAccumulator& b, const py::function& function) {
                const FunctionOfMeans of_means = [&](std::span<const double> means) {
                    return function(array_of(means)).cast<double>();
                };
                return jackknife(b.blocks(), of_means);
            },
            py::arg("function"),
            "Estimate of a function of the means, by leaving out one block at a time. The function gets an array of "
            "the "
            "K means and of those of all products q_a q_b, a <= b, at product_column(a, b).")
        .def(
            "product_column",
            [](const BlockAccumulator& b, std::size_t a, std::size_t c) {
                return BlockTable::product_column(b.quantities(), a, c);
            },
            py::arg("a"), py::arg("b"), "Where the mean of q_a q_b stands among the means.");
}

}  // namespace soret::python
