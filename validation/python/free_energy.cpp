#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <limits>
#include <optional>

#include "soret/common/files/reduced_energies.hpp"
#include "soret/common/statistics/free_energy_bar.hpp"
#include "soret/common/statistics/free_energy_exponential.hpp"
#include "soret/common/statistics/free_energy_mbar.hpp"
#include "soret/validation/python/matrices.hpp"
#include "soret/validation/simulation/backend.hpp"

namespace soret::python {

namespace {

/// energies   by window, N_k x K;  volumes   by window, N_k, or none
std::vector<FreeEnergyWindow> windows_from(const std::vector<Numbers>& energies,
                                           const std::optional<std::vector<Numbers>>& volumes) {
    if (volumes && volumes->size() != energies.size()) {
        throw InvalidArgument("volumes: must be one series for each window");
    }
    std::vector<FreeEnergyWindow> windows;
    for (std::size_t k = 0; k < energies.size(); ++k) {
        const std::size_t rows = rows_in(energies[k], "windows", energies.size());
        FreeEnergyWindow& window = windows.emplace_back();
        window.reduced_energy.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(energies.size()));
        for (std::size_t n = 0; n < rows; ++n) {
            const std::span<const double> row = row_of(energies[k], n);
            for (std::size_t l = 0; l < row.size(); ++l) {
                window.reduced_energy(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(l)) = row[l];
            }
        }
        if (!volumes) continue;
        const std::span<const double> of_window = series_of((*volumes)[k], "volumes");
        window.volume = Eigen::VectorXd::Map(of_window.data(), static_cast<Eigen::Index>(of_window.size()));
    }
    return windows;
}

FreeEnergyOptions options_from(std::size_t blocks, std::size_t resamples, std::uint64_t seed) {
    FreeEnergyOptions options;
    options.blocks = blocks;
    options.resamples = resamples;
    options.seed = seed;
    return options;
}

ExponentialAverages averages_of(const std::vector<Numbers>& energies,
                                const std::optional<std::vector<Numbers>>& volumes, std::size_t blocks,
                                std::size_t resamples, std::uint64_t seed) {
    const std::vector<FreeEnergyWindow> windows = windows_from(energies, volumes);
    const VolumeWeight weight = volumes ? VolumeWeight::published : VolumeWeight::none;
    return without_lock([&] { return exponential_averages(windows, weight, options_from(blocks, resamples, seed)); });
}

BarChain bar_of(const std::vector<Numbers>& energies, std::size_t blocks, std::size_t resamples, std::uint64_t seed) {
    const std::vector<FreeEnergyWindow> windows = windows_from(energies, std::nullopt);
    return without_lock([&] { return bennett_acceptance_ratio(windows, options_from(blocks, resamples, seed)); });
}

MbarResult mbar_of(const std::vector<Numbers>& energies, std::size_t blocks, std::size_t resamples,
                   std::uint64_t seed) {
    const std::vector<FreeEnergyWindow> windows = windows_from(energies, std::nullopt);
    return without_lock([&] { return multistate_bennett(windows, options_from(blocks, resamples, seed)); });
}

py::tuple energies_in_file(const std::filesystem::path& path) {
    const ReducedEnergies found = read_reduced_energies(path.string());
    py::list windows;
    for (const FreeEnergyWindow& window : found.windows) windows.append(array_of_matrix(window.reduced_energy));
    return py::make_tuple(array_of(found.stages), windows);
}

double value_of(const ParticleEnergy& energy) {
    return energy.overlap ? std::numeric_limits<double>::infinity() : energy.value();
}

/// Energies of one more particle at M places and K stages, M x K.
py::array_t<double> soft_core_energies(const State& state, const Mixture& mixture, const Numbers& positions,
                                       std::int32_t species, const std::vector<double>& stages,
                                       const std::string& backend, int threads, const std::string& isa) {
    const std::size_t places = rows_in(positions, "positions", 3);
    check_state(state, mixture);
    check_soft_core_stages(stages);
    const Vector3& edges = state.box.edges();
    std::vector<double> found;
    const Execution execution = execution_from(threads, isa);
    const Backend chosen = backend_from(backend);
    const State taken = state;
    without_lock([&] {
        with_backend(chosen, [&]<class B>(B) {
            const typename B::SoftCore soft_core(mixture, taken, stages, execution);
            std::vector<ParticleEnergy> energies;
            for (std::size_t i = 0; i < places; ++i) {
                const std::span<const double> r = row_of(positions, i);
                soft_core.at({wrap(r[0], edges.x).position, wrap(r[1], edges.y).position, wrap(r[2], edges.z).position},
                             species, energies);
                for (const ParticleEnergy& energy : energies) found.push_back(value_of(energy));
            }
        });
    });
    py::array_t<double> rows({places, stages.size()});
    std::copy(found.begin(), found.end(), rows.mutable_data());
    return rows;
}

py::array_t<double> identity_energies(const State& state, const Mixture& mixture, std::int32_t from, std::int32_t to,
                                      const std::string& backend, int threads, const std::string& isa) {
    check_state(state, mixture);
    check_identity_change(from, to, mixture.species_count());
    const Execution execution = execution_from(threads, isa);
    const Backend chosen = backend_from(backend);
    const State taken = state;
    std::vector<ParticleEnergy> changes;
    without_lock([&] {
        with_backend(chosen, [&]<class B>(B) {
            typename B::IdentityEnergies(mixture, taken, execution).changes(from, to, changes);
        });
    });
    std::vector<double> found;
    for (const ParticleEnergy& change : changes) found.push_back(value_of(change));
    return array_of(found);
}

/// A column of the steps between neighbouring windows.
auto of_steps(double BarDifference::*member) {
    return [member](const BarChain& chain) {
        std::vector<double> values;
        for (const BarDifference& step : chain.steps) values.push_back(step.*member);
        return array_of(values);
    };
}

/// A matrix, or None where there is a reason instead.
auto if_known(Eigen::MatrixXd MbarResult::*member) {
    return [member](const MbarResult& result) -> py::object {
        if (!result.reason.empty()) return py::none();
        return array_of_matrix(result.*member);
    };
}

constexpr const char* reason_words = "Why there is no number; empty if there is one.";

void add_exponential_averages(py::module_& module) {
    using EA = ExponentialAverages;
    py::class_<EA>(module, "ExponentialAverages", "What exponential_averages() finds of K windows.")
        .def_readonly("reason", &EA::reason, reason_words)
        .def_property_readonly(
            "steps", [](const EA& found) { return array_of(found.steps); },
            "K - 1: f of the next window less that of each [k_B T].")
        .def_readonly("total", &EA::total, "Estimate of their sum; None if there is a reason [k_B T].")
        .def_readonly("effective_blocks", &EA::effective_blocks, "Of the window that has fewest.");
    module.def("exponential_averages", &averages_of, py::arg("windows"), py::kw_only(), py::arg("volumes") = py::none(),
               py::arg("blocks") = 32, py::arg("resamples") = 200, py::arg("seed") = 1,
               "Free energies of windows by exponential averages over all but the last (Zwanzig 1954).\n\n"
               "windows    K arrays N_k x K: the energies of the samples of each window in the potentials of all, over "
               "k_B T, with P V in them at constant pressure; inf where a sample is impossible\n"
               "volumes    K series of N_k volumes: averages with the volume as weight, as published [SI 18]\n"
               "blocks, resamples, seed   of the bootstrap over blocks of the series, from which errors come\n"
               "Raises InvalidArgument.");
}

void add_bennett(py::module_& module) {
    py::class_<BarChain>(module, "BennettChain", "What bennett_acceptance_ratio() finds of K windows.")
        .def_readonly("reason", &BarChain::reason, reason_words)
        .def_property_readonly("steps", of_steps(&BarDifference::difference),
                               "K - 1: f of the next window less that of each [k_B T].")
        .def_property_readonly(
            "errors", of_steps(&BarDifference::error),
            "K - 1: standard errors of the steps by block bootstrap; 0 where they overlap too little.")
        .def_property_readonly("overlaps", of_steps(&BarDifference::overlap),
                               "K - 1: of neighbours, from 0 to 1/2, which is that of two equal windows.")
        .def_property_readonly("hysteresis", of_steps(&BarDifference::hysteresis),
                               "K - 1: between estimates that lean on either window [k_B T].")
        .def_property_readonly("hysteresis_errors", of_steps(&BarDifference::hysteresis_error))
        .def_readonly("total", &BarChain::total,
                      "Estimate of f of the last less that of the first; None if there is a reason [k_B T].");
    module.def("bennett_acceptance_ratio", &bar_of, py::arg("windows"), py::kw_only(), py::arg("blocks") = 32,
               py::arg("resamples") = 200, py::arg("seed") = 1,
               "Free energies of windows by BAR between neighbours (Bennett 1976). Arguments as in "
               "exponential_averages(). There is a reason instead of a number where neighbours overlap by less than "
               "0.03, where blocks are too short for the correlations, or where both directions contradict each other. "
               "Raises InvalidArgument.");
}

void add_multistate(py::module_& module) {
    py::class_<MbarResult>(module, "MultistateBennett", "What multistate_bennett() finds of K windows.")
        .def_readonly("reason", &MbarResult::reason, reason_words)
        .def_property_readonly(
            "free_energies",
            [](const MbarResult& result) -> py::object {
                if (!result.reason.empty()) return py::none();
                const auto count = static_cast<std::size_t>(result.free_energy.size());
                return array_of(std::span<const double>(result.free_energy.data(), count));
            },
            "K: f less that of the first window; None if there is a reason [k_B T].")
        .def_property_readonly("covariance", if_known(&MbarResult::covariance),
                               "K x K, of their errors, by block bootstrap; None if there is a reason.")
        .def_property_readonly("formula_covariance", if_known(&MbarResult::formula_covariance),
                               "The same for independent samples (Shirts and Chodera 2008, eq. 8).")
        .def_property_readonly("overlap", if_known(&MbarResult::overlap),
                               "K x K: how likely a sample of a window is of another; rows add up to 1.")
        .def_readonly("neighbours", &MbarResult::neighbours, "BennettChain: what the rules judge.")
        .def("difference", &MbarResult::difference, py::arg("first"), py::arg("last"),
             "Estimate of f[last] - f[first]. Raises InvalidArgument where there is a reason instead.");
    module.def("multistate_bennett", &mbar_of, py::arg("windows"), py::kw_only(), py::arg("blocks") = 32,
               py::arg("resamples") = 200, py::arg("seed") = 1,
               "Free energies of all windows together by MBAR (Shirts and Chodera 2008). Arguments as in "
               "exponential_averages(). No numbers where bennett_acceptance_ratio() has none. Raises "
               "InvalidArgument.\n\nAccuracy: 1e-10 from pymbar on the same samples.");
}

}  // namespace

void add_free_energy(py::module_& module) {
    add_exponential_averages(module);
    add_bennett(module);
    add_multistate(module);
    module.def(
        "read_reduced_energies", &energies_in_file, py::arg("path"),
        "(stages, windows) of a file u_nk.csv that `soret run` of kind fep writes: K couplings, and K arrays N_k "
        "x K for multistate_bennett() and the others. Raises InvalidInput.");
    module.def(
        "soft_core_energies", &soft_core_energies, py::arg("state"), py::arg("mixture"), py::arg("positions"),
        py::kw_only(), py::arg("species") = 0, py::arg("stages"), py::arg("backend") = "optimized",
        py::arg("threads") = 1, py::arg("isa") = "auto",
        "Energy that one more, growing particle would have with all particles of a state, the soft core of SI "
        "19.\n\n"
        "positions  M x 3, any image [sigma];  species  of the particle, from 0\n"
        "stages     K couplings in [0, 1]: 0 is no particle, 1 a full one\n"
        "Returns M x K [eps], inf in an overlap. Accuracy as of forces(). Raises InvalidArgument, InvalidState.");
    module.def("identity_energies", &identity_energies, py::arg("state"), py::arg("mixture"), py::arg("from_species"),
               py::arg("to_species"), py::kw_only(), py::arg("backend") = "optimized", py::arg("threads") = 1,
               py::arg("isa") = "auto",
               "What it would cost each particle of one species to become one of another, all others staying as they "
               "are, without tail correction: a value for each particle of from_species, in the order of the rows "
               "[eps], inf in an overlap. Raises InvalidArgument, InvalidState.");
}

}  // namespace soret::python
