#include <pybind11/stl.h>

#include <memory>
#include <variant>

#include "soret/validation/program/run_summary.hpp"
#include "soret/validation/python/bindings.hpp"
#include "soret/validation/python/watched_run.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/closest_pair.hpp"
#include "soret/validation/simulation/monte_carlo_run.hpp"
#include "soret/validation/simulation/preparation.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::python {

namespace {

using Engine = std::variant<reference::MonteCarlo, optimized::MonteCarlo>;

struct NamedEnsemble {
    const char* name;
    MonteCarloEnsemble ensemble;
};

constexpr std::array every_chain{NamedEnsemble{"nvt", MonteCarloEnsemble::nvt},
                                 NamedEnsemble{"npt", MonteCarloEnsemble::npt},
                                 NamedEnsemble{"semi_grand", MonteCarloEnsemble::semi_grand},
                                 NamedEnsemble{"grand_canonical", MonteCarloEnsemble::grand_canonical},
                                 NamedEnsemble{"grand_canonical_biased", MonteCarloEnsemble::grand_canonical_biased},
                                 NamedEnsemble{"nvt_swap", MonteCarloEnsemble::nvt_swap},
                                 NamedEnsemble{"npt_swap", MonteCarloEnsemble::npt_swap}};

MonteCarloEnsemble chain_ensemble_from(const std::string& word) {
    std::string allowed;
    for (const NamedEnsemble& each : every_chain) {
        if (word == each.name) return each.ensemble;
        allowed += (allowed.empty() ? "" : ", ") + std::string(each.name);
    }
    throw InvalidArgument("ensemble = " + word + ": must be one of " + allowed);
}

/// A Markov chain, sweep by sweep.
class MonteCarlo {
public:
    MonteCarlo(const Mixture& mixture, const MonteCarloChain& start, const MonteCarloParameters& parameters,
               Backend backend, const Execution& execution)
        : mixture_(mixture), parameters_(parameters), backend_(backend), execution_(execution) {
        exclusive_.compute([&] { naming_overlap(start.state, mixture, [&] { begin(start); }); });
    }

    py::object run(std::uint64_t sweeps, const Watch& watch) {
        SampleTable table(columns());
        const auto make_sweeps = [&](std::uint64_t n) {
            const auto of_engine = [n](auto& engine) {
                for (std::uint64_t k = 0; k < n; ++k) engine.sweep();
            };
            exclusive_.compute([&] { std::visit(of_engine, *engine_); });
        };
        return run_watched(exclusive_, portion_, watch, sweeps, table, make_sweeps, [&] { add_sample(table); });
    }

    void equilibrate(std::uint64_t sweeps, double target_acceptance) {
        exclusive_.advance([&] {
            MonteCarloRunSettings settings;
            settings.parameters = parameters_;
            settings.equilibration = sweeps;
            settings.target_acceptance = target_acceptance;
            MonteCarloRun run(mixture_, chain(), settings, backend_, execution_);
            while (!run.finished()) {
                portion_.run(std::min(portion_.size(), run.sweeps_in_all() - run.sweeps_done()), [&](std::uint64_t n) {
                    exclusive_.compute([&] {
                        for (std::uint64_t k = 0; k < n; ++k) run.sweep();
                    });
                });
                see_signals();
            }
            const MonteCarloChain end = run.chain();
            exclusive_.compute([&] { begin(end); });
        });
    }

    void set_step_sizes(double largest_displacement, double largest_log_volume_step) {
        exclusive_.check_idle();
        std::visit([&](auto& engine) { engine.set_step_sizes(largest_displacement, largest_log_volume_step); },
                   *engine_);
    }

    MonteCarloChain chain() const {
        exclusive_.check_idle();
        return std::visit([](const auto& engine) { return engine.chain(); }, *engine_);
    }
    double potential_energy() const {
        exclusive_.check_idle();
        return std::visit([](const auto& engine) { return from_quanta(engine.energy()); }, *engine_);
    }
    double volume() const {
        exclusive_.check_idle();
        return std::visit([](const auto& engine) { return engine.volume(); }, *engine_);
    }
    const std::vector<std::int64_t>& species_counts() const {
        exclusive_.check_idle();
        return std::visit(
            [](const auto& engine) -> const auto& { return engine.species_counts(); }, *engine_);
    }
    py::dict counts() const {
        exclusive_.check_idle();
        const MoveCounts& all = std::visit(
            [](const auto& e) -> const auto& { return e.counts(); }, *engine_);
        py::dict by_name;
        for (const MonteCarloMove move : moves_of(parameters_.ensemble)) {
            by_name[py::str(std::string(name_of(move)))] = py::make_tuple(all[move].accepted, all[move].attempted);
        }
        return by_name;
    }

private:
    void begin(const MonteCarloChain& chain) {
        with_backend(backend_, [&]<class B>(B) {
            engine_ = std::make_unique<Engine>(std::in_place_type<typename B::MonteCarlo>, mixture_, chain, parameters_,
                                               execution_);
        });
    }

    std::vector<SampleTable::Column> columns() const {
        std::vector<SampleTable::Column> all{{"sweep", true}, {"potential_energy"}, {"volume"}};
        for (std::size_t s = 1; s <= mixture_.species_count(); ++s) all.push_back({"n_" + std::to_string(s), true});
        return all;
    }

    void add_sample(SampleTable& table) const {
        table.add(std::visit([](const auto& engine) { return engine.chain().sweep; }, *engine_));
        table.add(potential_energy());
        table.add(volume());
        for (const std::int64_t count : species_counts()) table.add(static_cast<std::uint64_t>(count));
    }

    Mixture mixture_;
    MonteCarloParameters parameters_;
    Backend backend_;
    Execution execution_;
    std::unique_ptr<Engine> engine_;
    Exclusive exclusive_;
    Portion portion_;
};

std::unique_ptr<MonteCarlo> chain_of(const State& state, const Mixture& mixture, const std::string& ensemble,
                                     double temperature, double pressure, const std::vector<double>& chemical_potential,
                                     double largest_displacement, double largest_log_volume_step, std::uint64_t seed,
                                     const std::string& backend, int threads, const std::string& isa) {
    MonteCarloParameters parameters;
    parameters.ensemble = chain_ensemble_from(ensemble);
    parameters.temperature = temperature;
    parameters.pressure = pressure;
    parameters.chemical_potential = chemical_potential;
    parameters.largest_displacement = largest_displacement;
    parameters.largest_log_volume_step = largest_log_volume_step;
    parameters.seed = seed;
    return std::make_unique<MonteCarlo>(mixture, start_of_chain(state, parameters), parameters, backend_from(backend),
                                        execution_from(threads, isa));
}

State liquid_of(const Mixture& mixture, std::uint64_t n, double x1, double density, double temperature,
                const std::array<double, 3>& aspect, const std::vector<double>& mole_fractions, std::uint64_t seed,
                bool velocities, const std::string& backend, int threads, const std::string& isa) {
    LiquidSettings settings;
    settings.n = n;
    settings.x1 = x1;
    settings.density = density;
    settings.aspect = aspect;
    settings.temperature = temperature;
    settings.seed = seed;
    settings.mole_fractions = mole_fractions;
    const Execution execution = execution_from(threads, isa);
    const Backend chosen = backend_from(backend);
    MonteCarloChain chain = first_chain(lattice_start(settings, mixture));
    for (const PreparationStage& stage : preparation_stages(settings, mixture)) {
        MonteCarloRun run(mixture, chain, preparation_run(settings, stage), chosen, execution);
        while (!run.finished()) {
            without_lock([&] { run.sweep(); });
            see_signals();
        }
        chain = run.chain();
    }
    if (velocities) draw_maxwell_velocities(chain.state, mixture, temperature, seed);
    return chain.state;
}

}  // namespace

void add_chains(py::module_& module) {
    using MC = MonteCarlo;
    py::class_<MC>(
        module, "MonteCarlo",
        "A Markov chain of the Metropolis method, from a state, which is copied.\n\n"
        "ensemble     'nvt', 'npt', 'semi_grand', 'grand_canonical', 'grand_canonical_biased', 'nvt_swap' or "
        "'npt_swap'\n"
        "temperature  in (0, 1e4] [eps/k_B];  pressure  of ensembles whose volume changes [eps/sigma^3]\n"
        "chemical_potential   mu by species, Lambda = 1, of semi_grand (only differences matter) and "
        "grand_canonical [eps]\n"
        "largest_displacement [sigma], largest_log_volume_step   step sizes\n"
        "backend, threads, isa   as in forces(): the same chain to the bit\n"
        "Raises InvalidArgument, InvalidState.")
        .def(py::init(&chain_of), py::arg("state"), py::arg("mixture"), py::kw_only(), py::arg("ensemble") = "nvt",
             py::arg("temperature"), py::arg("pressure") = 0.0, py::arg("chemical_potential") = std::vector<double>{},
             py::arg("largest_displacement") = 0.1, py::arg("largest_log_volume_step") = 0.01, py::arg("seed") = 1,
             py::arg("backend") = "optimized", py::arg("threads") = 1, py::arg("isa") = "auto")
        .def(
            "run",
            [](const py::object& self, std::uint64_t sweeps, std::uint64_t sample_every, const py::object& observer,
               const py::object& progress) {
                return self.cast<MC&>().run(sweeps, {self, sample_every, observer, progress});
            },
            py::arg("sweeps"), py::kw_only(), py::arg("sample_every") = 0, py::arg("observer") = py::none(),
            py::arg("progress") = py::none(),
            "Makes sweeps; other threads of Python run meanwhile. Ctrl-C ends it between two sweeps.\n\n"
            "sample_every  sweeps between two samples, counted from this call; 0: none\n"
            "observer      called with this object after each sample; False ends the run\n"
            "progress      called some times a second with (sweeps done, sweeps)\n"
            "returns       None without samples, else a structured array: sweep, potential_energy (total), volume, "
            "n_1, n_2, ..")
        .def("equilibrate", &MC::equilibrate, py::arg("sweeps"), py::kw_only(), py::arg("target_acceptance") = 0.4,
             "Makes sweeps in which the step sizes are adapted to the acceptance wanted, in (0, 1). Interrupted, the "
             "chain is where it was before.")
        .def("set_step_sizes", &MC::set_step_sizes, py::arg("largest_displacement"), py::arg("largest_log_volume_step"))
        .def_property_readonly(
            "state", [](const MC& mc) { return mc.chain().state; }, "The particles, a copy.")
        .def_property_readonly(
            "sweep", [](const MC& mc) { return mc.chain().sweep; }, "Sweeps done.")
        .def_property_readonly(
            "step_sizes",
            [](const MC& mc) {
                const MonteCarloChain chain = mc.chain();
                return std::pair(chain.largest_displacement, chain.largest_log_volume_step);
            },
            "(largest_displacement, largest_log_volume_step).")
        .def_property_readonly("potential_energy", &MC::potential_energy, "Without tail correction [eps].")
        .def_property_readonly("volume", &MC::volume, "[sigma^3]")
        .def_property_readonly(
            "species_counts", [](const MC& mc) { return array_of(mc.species_counts()); },
            "S int64: numbers of particles.")
        .def_property_readonly("counts", &MC::counts, "By name of a move: (accepted, attempted).")
        .def_property_readonly(
            "digest",
            [](const MC& mc) {
                const MonteCarloChain chain = mc.chain();
                return final_digest(chain.state, chain);
            },
            "16 hex digits: the final_digest of `soret run`.");
    module.def("prepare_liquid", &liquid_of, py::arg("mixture"), py::kw_only(), py::arg("n") = 1000,
               py::arg("x1") = 0.5, py::arg("density") = 0.8, py::arg("temperature") = 1.0,
               py::arg("aspect") = std::array{1.0, 1.0, 1.0}, py::arg("mole_fractions") = std::vector<double>{},
               py::arg("seed") = 1, py::arg("velocities") = true, py::arg("backend") = "optimized",
               py::arg("threads") = 1, py::arg("isa") = "auto",
               "A liquid melted from a lattice by Monte Carlo and cooled to the temperature; 350 sweeps.\n\n"
               "n               particles;  density  [sigma^-3];  aspect  ratio of the three edges\n"
               "x1              mole fraction of species 1 of two; or mole_fractions of all species\n"
               "velocities      of the Maxwell distribution at this temperature\n"
               "Raises InvalidArgument, InvalidState.");
}

}  // namespace soret::python
