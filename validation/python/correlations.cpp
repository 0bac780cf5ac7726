#include <pybind11/stl.h>

#include <optional>
#include <variant>

#include "soret/common/contracts/correlator.hpp"
#include "soret/common/contracts/rdf.hpp"
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

/// Numbers of pairs by distance, of as many states as are added.
class PairDistances {
public:
    PairDistances(std::size_t species, double r_max, std::size_t bins, Backend backend, const Execution& execution)
        : species_(species),
          bins_{r_max, bins},
          backend_(backend),
          execution_(execution),
          counts_(species_pair_count(species) * bins) {
        if (species == 0) throw InvalidArgument("species_count = 0: must be at least 1");
        check_radial_bins(bins_);
    }

    void add(const State& state) {
        const State taken = state;
        std::vector<std::uint64_t> fresh(counts_.size());
        without_lock([&] {
            with_backend(backend_, [&]<class B>(B) {
                typename B::RadialDistribution(species_, bins_, execution_).count(taken, fresh);
            });
        });
        const std::vector<std::int64_t> numbers = taken.species_counts(species_);
        // Pairs a state would have in a shell of the volume v is v times this.
        for (std::size_t a = 0; a < species_; ++a) {
            for (std::size_t b = a; b < species_; ++b) {
                const auto n = static_cast<double>(numbers[a]);
                const auto m = static_cast<double>(numbers[b]);
                expected_[species_pair(a, b, species_)] += (a == b ? 0.5 * n * (n - 1.0) : n * m) / taken.box.volume();
            }
        }
        for (std::size_t k = 0; k < fresh.size(); ++k) counts_[k] += fresh[k];
        ++states_;
    }

    std::uint64_t states() const { return states_; }
    py::array_t<double> r() const {
        std::vector<double> centres;
        for (std::size_t k = 0; k < bins_.bins; ++k) centres.push_back((static_cast<double>(k) + 0.5) * bins_.width());
        return array_of(centres);
    }
    py::array_t<std::int64_t> counts() const {
        py::array_t<std::int64_t> rows({expected_.size(), bins_.bins});
        std::copy(counts_.begin(), counts_.end(), rows.mutable_data());
        return rows;
    }
    py::array_t<double> g() const {
        py::array_t<double> rows({expected_.size(), bins_.bins});
        double* out = rows.mutable_data();
        for (std::size_t pair = 0; pair < expected_.size(); ++pair) {
            for (std::size_t k = 0; k < bins_.bins; ++k) {
                const auto n = static_cast<double>(k);
                const double w = bins_.width();
                const double shell = 4.0 * 3.14159265358979323846 / 3.0 * w * w * w * (3.0 * n * n + 3.0 * n + 1.0);
                *out++ = static_cast<double>(counts_[pair * bins_.bins + k]) / (expected_[pair] * shell);
            }
        }
        return rows;
    }

private:
    std::size_t species_;
    RadialBins bins_;
    Backend backend_;
    Execution execution_;
    std::vector<std::uint64_t> counts_;
    std::vector<double> expected_ = std::vector<double>(species_pair_count(species_));
    std::uint64_t states_ = 0;
};

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

    using PD = PairDistances;
    py::class_<PD>(module, "RadialDistribution",
                   "Radial distribution functions of the pairs of species 11, 12, .., 22, .., P of them.\n\n"
                   "species_count  S\n"
                   "r_max          at most half the shortest edge of every state [sigma]\n"
                   "bins           M, 1 to 16384")
        .def(py::init([](std::size_t species_count, double r_max, std::size_t bins, const std::string& backend,
                         int threads, const std::string& isa) {
                 return PD(species_count, r_max, bins, backend_from(backend), execution_from(threads, isa));
             }),
             py::arg("species_count"), py::kw_only(), py::arg("r_max") = 4.0, py::arg("bins") = 800,
             py::arg("backend") = "optimized", py::arg("threads") = 1, py::arg("isa") = "auto")
        .def("add", &PD::add, py::arg("state"), "Counts the pairs of a state.")
        .def_property_readonly("states", &PD::states, "How many were added.")
        .def_property_readonly("r", &PD::r, "M centres of the bins [sigma].")
        .def_property_readonly("counts", &PD::counts, "P x M int64: unordered pairs, exact.")
        .def_property_readonly("g", &PD::g, "P x M: pairs over those of an ideal gas of as many particles.");
}

}  // namespace soret::python
