#include <pybind11/stl.h>

#include <optional>
#include <variant>

#include "soret/common/contracts/correlator.hpp"
#include "soret/validation/python/bindings.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret::python {

namespace {

using Functions = std::vector<std::vector<std::pair<std::size_t, std::size_t>>>;

/// Correlations of signals on the fly.
class SignalCorrelator {
public:
    SignalCorrelator(std::size_t signals, const std::optional<Functions>& functions, std::size_t lags_per_level,
                     std::size_t levels, Backend backend)
        : settings_(settings_of(signals, functions, lags_per_level, levels)),
          engine_(with_backend(backend, [&]<class B>(B) -> Engine {
              return Engine(std::in_place_type<typename B::Correlator>, settings_);
          })) {}

    void add(const Numbers& samples) {
        if (samples.ndim() == 1) {
            std::visit([&](auto& engine) { engine.add(series_of(samples, "samples")); }, engine_);
            return;
        }
        const std::size_t rows = rows_in(samples, "samples", settings_.signals);
        for (std::size_t i = 0; i < rows; ++i) check_correlator_sample(settings_, row_of(samples, i));
        std::visit(
            [&](auto& engine) {
                for (std::size_t i = 0; i < rows; ++i) engine.add(row_of(samples, i));
            },
            engine_);
    }

    std::uint64_t samples() const {
        return std::visit([](const auto& engine) { return engine.samples(); }, engine_);
    }
    py::array_t<std::int64_t> lags() const {
        const std::vector<std::uint64_t> found = correlator_lags(settings_);
        return array_of(std::vector<std::int64_t>(found.begin(), found.end()));
    }
    py::array_t<double> counts() const { return array_of(correlations().counts); }
    py::array_t<double> means() const {
        const Correlations all = correlations();
        return table([&](std::size_t f) { return correlation_means(all, f); });
    }
    py::array_t<double> integrals() const {
        const Correlations all = correlations();
        return table([&](std::size_t f) { return correlation_integrals(settings_, correlation_means(all, f)); });
    }

private:
    using Engine = std::variant<reference::Correlator, optimized::Correlator>;

    static CorrelatorSettings settings_of(std::size_t signals, const std::optional<Functions>& functions,
                                          std::size_t lags_per_level, std::size_t levels) {
        CorrelatorSettings settings{signals, {}, lags_per_level, levels};
        if (functions) {
            for (const auto& pairs : *functions) {
                CorrelationFunction function;
                for (const auto& [a, b] : pairs) function.push_back({a, b});
                settings.functions.push_back(function);
            }
        } else {
            for (std::size_t k = 0; k < signals; ++k) settings.functions.push_back({{k, k}});
        }
        check_correlator_settings(settings);
        return settings;
    }

    Correlations correlations() const {
        return std::visit([](const auto& engine) { return engine.correlations(); }, engine_);
    }

    template <class F>
    py::array_t<double> table(F&& row_of_function) const {
        const std::size_t functions = settings_.functions.size();
        py::array_t<double> rows({functions, correlator_lags(settings_).size()});
        double* out = rows.mutable_data();
        for (std::size_t f = 0; f < functions; ++f) {
            const std::vector<double> row = row_of_function(f);
            out = std::copy(row.begin(), row.end(), out);
        }
        return rows;
    }

    CorrelatorSettings settings_;
    Engine engine_;
};

py::array_t<double> correlation_of(const Numbers& a, const Numbers& b, std::size_t lags, const std::string& backend) {
    const auto first = series_of(a, "a"), second = series_of(b, "b");
    const Backend chosen = backend_from(backend);
    const std::vector<double> sums = without_lock(
        [&] { return with_backend(chosen, [&]<class B>(B) { return B::correlate_series(first, second, lags); }); });
    return array_of(sums);
}

}  // namespace

void add_correlations(py::module_& module) {
    using SC = SignalCorrelator;
    py::class_<SC>(module, "Correlator",
                   "Auto- and cross-correlations of signals sampled at equal times, on the fly and in constant memory: "
                   "the multiple-tau correlator of Ramirez et al. (2010) with averages of 2.\n\n"
                   "signals         number of signals, S\n"
                   "functions       F lists of pairs (a, b): the sum over them of <a(t) b(0)>; all autocorrelations\n"
                   "lags_per_level  even, 2 to 4096;  levels  1 to 32\n"
                   "Raises InvalidArgument.")
        .def(py::init([](std::size_t signals, const std::optional<Functions>& functions, std::size_t lags_per_level,
                         std::size_t levels, const std::string& backend) {
                 return SC(signals, functions, lags_per_level, levels, backend_from(backend));
             }),
             py::arg("signals") = 1, py::arg("functions") = py::none(), py::kw_only(), py::arg("lags_per_level") = 32,
             py::arg("levels") = 8, py::arg("backend") = "optimized")
        .def("add", &SC::add, py::arg("samples"),
             "The next sample, S values, or the next T of them, T x S; nothing is added if one is not finite.")
        .def_property_readonly("samples", &SC::samples, "Samples so far.")
        .def_property_readonly("lags", &SC::lags, "K int64, in samples.")
        .def_property_readonly("counts", &SC::counts, "K: numbers of products.")
        .def_property_readonly("means", &SC::means, "F x K: means of the products; nan without a product.")
        .def_property_readonly("integrals", &SC::integrals,
                               "F x K: running integrals over time, in units of the time between samples.");
    module.def("correlate_series", &correlation_of, py::arg("a"), py::arg("b"), py::arg("lags"), py::kw_only(),
               py::arg("backend") = "optimized",
               "sum over t of a[t + k] b[t], k = 0 .. lags - 1, of two series of N values; not divided by N - k.");
}

}  // namespace soret::python
