#include <pybind11/stl.h>

#include <limits>
#include <memory>
#include <optional>
#include <variant>

#include "soret/common/contracts/fluxes.hpp"
#include "soret/validation/program/molecular_dynamics_summary.hpp"
#include "soret/validation/python/bindings.hpp"
#include "soret/validation/python/run_options.hpp"
#include "soret/validation/python/watched_run.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/closest_pair.hpp"
#include "soret/validation/simulation/restraint.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret::python {

namespace {

using Engine = std::variant<reference::Integrator, optimized::Integrator>;

/// A parameter that some ensembles need and the others do not use.
void take(const char* name, const std::optional<double>& given, bool is_used, double& parameter) {
    if (given && !is_used) throw InvalidArgument(std::string(name) + ": is not used in this ensemble");
    if (!given && is_used) throw InvalidArgument(std::string(name) + ": must be given in this ensemble");
    if (given) parameter = *given;
}

/// Constant energy, temperature, pressure, a flow between slabs or a synthetic field, step by step.
class MolecularDynamics {
public:
    MolecularDynamics(const Mixture& mixture, const State& start, const IntegratorParameters& parameters,
                      const RestraintSettings& held, Backend backend, const Execution& execution)
        : mixture_(mixture),
          parameters_(parameters),
          backend_(backend),
          execution_(execution),
          particles_(start.size()) {
        const State taken = start;
        exclusive_.compute([&] {
            const RestraintAnchors anchors = held.any() ? anchors_of(taken, held) : RestraintAnchors{};
            const Trajectory trajectory = start_of_trajectory(mixture, taken, parameters, anchors);
            naming_overlap(taken, mixture, [&] { begin(trajectory); });
        });
    }

    /// Lets go of restrained particles, as `soret run` does: without the momentum that their springs have left.
    void let_go() {
        if (parameters_.spring == 0.0) throw InvalidArgument("let_go: no particle is held");
        exclusive_.advance([&] {
            const double before = conserved();
            Trajectory now = trajectory();
            now.anchors = {};
            remove_total_momentum(now.state, mixture_);
            parameters_.spring = 0.0;
            exclusive_.compute([&] { begin(now); });
            energy_let_go_ = 0.0;
            energy_let_go_ = before - conserved();
        });
    }

    py::object run(std::uint64_t steps, const Watch& watch) {
        SampleTable table(columns());
        return run_watched(
            exclusive_, portion_, watch, steps, table, [&](std::uint64_t n) { advance(n); },
            [&] { add_sample(table); });
    }

    Trajectory trajectory() const {
        exclusive_.check_idle();
        return std::visit([](const auto& engine) { return engine.trajectory(); }, engine());
    }
    std::uint64_t step() const {
        exclusive_.check_idle();
        return std::visit([](const auto& engine) { return engine.step(); }, engine());
    }
    Box box() const {
        exclusive_.check_idle();
        return std::visit([](const auto& engine) { return engine.box(); }, engine());
    }
    const ExtendedVariables& extended() const {
        exclusive_.check_idle();
        return std::visit(
            [](const auto& engine) -> const auto& { return engine.extended(); }, engine());
    }
    const PairForcesTotals& totals() const {
        exclusive_.check_idle();
        return std::visit(
            [](const auto& engine) -> const auto& { return engine.totals(); }, engine());
    }
    const RestraintSums& restraint_sums() const {
        exclusive_.check_idle();
        return std::visit(
            [](const auto& engine) -> const auto& { return engine.restraint_sums(); }, engine());
    }
    double energy_of_restraints() const { return restraint_energy(parameters_.spring, restraint_sums()); }
    /// Springs have a part in the pressure.
    Fluxes fluxes() const {
        Fluxes now = fluxes_of(totals(), box().volume());
        if (parameters_.spring > 0.0) {
            const PairForcesTotals& sums = totals();
            for (std::size_t a = 0; a < now.pressure.size(); ++a) {
                const double virial = sums.virial[a] - parameters_.spring * restraint_sums()[a];
                now.pressure[a] = (sums.kinetic[a] + virial) / box().volume();
            }
        }
        return now;
    }
    double temperature() const {
        const auto n = static_cast<double>(particles_);
        if (parameters_.spring > 0.0) return 2.0 * totals().kinetic_energy() / (3.0 * n);  // they keep no momentum
        if (particles_ < 2) return std::numeric_limits<double>::quiet_NaN();
        return kinetic_temperature(totals().kinetic_energy(), particles_);
    }
    double pressure() const {
        const SymmetricTensor p = fluxes().pressure;
        return ((p[0] + p[1]) + p[2]) / 3.0;
    }
    double conserved() const {
        return conserved_quantity(parameters_, particles_, box(), extended(), totals(), restraint_sums()) +
               energy_let_go_;
    }
    double time() const { return static_cast<double>(step()) * parameters_.timestep; }
    py::array_t<double> forces() const {
        exclusive_.check_idle();
        return rows_of(std::visit(
            [](const auto& engine) {
                return std::array{engine.forces(0), engine.forces(1), engine.forces(2)};
            },
            engine()));
    }
    std::string digest() const {
        const Trajectory now = trajectory();
        return final_digest(now.state, now, parameters_.ensemble);
    }
    const IntegratorParameters& parameters() const { return parameters_; }

private:
    const Engine& engine() const {
        if (!failure_.empty()) throw InvalidState("this run has failed and cannot go on: " + failure_);
        return *engine_;
    }

    void begin(const Trajectory& trajectory) {
        with_backend(backend_, [&]<class B>(B) {
            engine_ = std::make_unique<Engine>(std::in_place_type<typename B::Integrator>, mixture_, trajectory,
                                               parameters_, execution_);
        });
        advance_engine(0);
    }

    void advance_engine(std::uint64_t steps) {
        std::visit([&](auto& engine) { engine.run(steps, PairForcesRequest{}); }, *engine_);
    }

    void advance(std::uint64_t steps) {
        engine();
        try {
            exclusive_.compute([&] { advance_engine(steps); });
        } catch (const InvalidState& error) {
            failure_ = explanation_of(error, trajectory().state, mixture_, parameters_.timestep);
            throw InvalidState(failure_);
        }
    }

    static std::vector<SampleTable::Column> columns() {
        return {{"step", true},
                {"time"},
                {"temperature"},
                {"pressure"},
                {"density"},
                {"potential_energy"},
                {"kinetic_energy"},
                {"conserved"},
                {"pressure_tensor_xx"},
                {"pressure_tensor_yy"},
                {"pressure_tensor_zz"},
                {"pressure_tensor_xy"},
                {"pressure_tensor_xz"},
                {"pressure_tensor_yz"},
                {"heat_current_x"},
                {"heat_current_y"},
                {"heat_current_z"},
                {"mass_current_1_x"},
                {"mass_current_1_y"},
                {"mass_current_1_z"}};
    }

    void add_sample(SampleTable& table) const {
        const Fluxes now = fluxes();
        table.add(step());
        table.add(time());
        table.add(temperature());
        table.add(pressure());
        table.add(static_cast<double>(particles_) / box().volume());
        table.add(totals().potential_energy);
        table.add(totals().kinetic_energy());
        table.add(conserved());
        table.add(now.pressure);
        table.add(now.heat_current);
        table.add(now.mass_current);
    }

    Mixture mixture_;
    IntegratorParameters parameters_;
    Backend backend_;
    Execution execution_;
    std::size_t particles_;
    double energy_let_go_ = 0.0;  // what the conserved energy lost with the restraints
    std::unique_ptr<Engine> engine_;
    Exclusive exclusive_;
    Portion portion_;
    std::string failure_;
};

using Slabs = std::optional<std::pair<double, double>>;

std::unique_ptr<MolecularDynamics> dynamics_of(const State& state, const Mixture& mixture, const std::string& ensemble,
                                               double timestep, std::optional<double> temperature,
                                               std::optional<double> pressure, double thermostat_time,
                                               double barostat_time, int chain_length, const Slabs& hot,
                                               const Slabs& cold, const std::optional<FieldOfPython>& field,
                                               const std::optional<RestraintSettings>& restraint,
                                               const std::string& backend, int threads, const std::string& isa) {
    IntegratorParameters parameters;
    parameters.ensemble = chosen("ensemble", ensemble,
                                 {IntegratorEnsemble::nve, IntegratorEnsemble::nvt, IntegratorEnsemble::npt,
                                  IntegratorEnsemble::npzt, IntegratorEnsemble::nemd, IntegratorEnsemble::hnemd});
    parameters.timestep = timestep;
    take("temperature", temperature, has_thermostat(parameters.ensemble) || has_field(parameters.ensemble),
         parameters.temperature);
    take("pressure", pressure, has_barostat(parameters.ensemble), parameters.pressure);
    parameters.thermostat_time = thermostat_time;
    parameters.barostat_time = barostat_time;
    parameters.chain_length = chain_length;
    if (has_slabs(parameters.ensemble) != (hot && cold) || (hot || cold) != (hot && cold)) {
        throw InvalidArgument("hot, cold: both must be given in nemd, and in no other ensemble");
    }
    if (hot) parameters.hot = {hot->first, hot->second};
    if (cold) parameters.cold = {cold->first, cold->second};
    if (has_field(parameters.ensemble) != field.has_value()) {
        throw InvalidArgument("field: must be given in hnemd, and in no other ensemble");
    }
    if (field) parameters.field = field_from(*field);
    if (restraint && (has_slabs(parameters.ensemble) || has_field(parameters.ensemble))) {
        throw InvalidArgument("restraint: is not used in this ensemble");
    }
    if (restraint) parameters.spring = restraint->spring;
    return std::make_unique<MolecularDynamics>(mixture, state, parameters, restraint.value_or(RestraintSettings{}),
                                               backend_from(backend), execution_from(threads, isa));
}

}  // namespace

void add_dynamics(py::module_& module) {
    using MD = MolecularDynamics;
    py::class_<MD>(module, "MolecularDynamics",
                   "Molecular dynamics, from a state with velocities, which is copied.\n\n"
                   "ensemble         'nve', 'nvt', 'npt', 'npzt' (only z breathes), 'nemd' or 'hnemd'\n"
                   "timestep         in (0, 1] [tau]\n"
                   "temperature      nvt, npt, npzt, hnemd [eps/k_B];  pressure  npt, npzt [eps/sigma^3]\n"
                   "thermostat_time, barostat_time, chain_length   of the Nose-Hoover chains [tau]\n"
                   "hot, cold        nemd: (temperature, width) of the slabs in the middle and at the ends of z\n"
                   "field            hnemd: a Field;  restraint  nve, nvt, npt, npzt: a Restraint, until let_go()\n"
                   "backend, threads, isa   as in forces()\n"
                   "The trajectory has the same bits in both backends, on every machine, with any threads, and however "
                   "its steps are shared among calls of run().\n"
                   "Raises InvalidArgument, InvalidState.")
        .def(py::init(&dynamics_of), py::arg("state"), py::arg("mixture"), py::kw_only(), py::arg("ensemble") = "nve",
             py::arg("timestep") = 0.002, py::arg("temperature") = py::none(), py::arg("pressure") = py::none(),
             py::arg("thermostat_time") = 1.0, py::arg("barostat_time") = 4.0, py::arg("chain_length") = 3,
             py::arg("hot") = py::none(), py::arg("cold") = py::none(), py::arg("field") = py::none(),
             py::arg("restraint") = py::none(), py::arg("backend") = "optimized", py::arg("threads") = 1,
             py::arg("isa") = "auto")
        .def(
            "run",
            [](const py::object& self, std::uint64_t steps, std::uint64_t sample_every, const py::object& observer,
               const py::object& progress) {
                return self.cast<MD&>().run(steps, {self, sample_every, observer, progress});
            },
            py::arg("steps"), py::kw_only(), py::arg("sample_every") = 0, py::arg("observer") = py::none(),
            py::arg("progress") = py::none(),
            "Makes steps; other threads of Python run meanwhile. Ctrl-C ends it between two steps.\n\n"
            "sample_every  steps between two samples, counted from this call; 0: none\n"
            "observer      called with this object after each sample; False ends the run\n"
            "progress      called some times a second with (steps done, steps)\n"
            "returns       None without samples, else a structured array: step, time, temperature, pressure, density, "
            "potential_energy, kinetic_energy, conserved (totals), pressure_tensor_xx .., heat_current_x .., "
            "mass_current_1_x ..\n"
            "Raises InvalidState: a step that cannot be made; the run is then of no other use.")
        .def("let_go", &MD::let_go,
             "Lets go of the particles that a Restraint holds, between two steps, and takes off the momentum that its "
             "springs have left; `conserved` goes on from where it was. Raises InvalidArgument if none is held.")
        .def_property_readonly(
            "state", [](const MD& md) { return md.trajectory().state; },
            "The particles at the present step, a copy; rows in the order of the start.")
        .def_property_readonly("step", &MD::step, "Steps done.")
        .def_property_readonly("time", &MD::time, "Steps done times the time step [tau].")
        .def_property_readonly(
            "timestep", [](const MD& md) { return md.parameters().timestep; }, "[tau]")
        .def_property_readonly("ensemble", [](const MD& md) { return std::string(name_of(md.parameters().ensemble)); })
        .def_property_readonly("box", &MD::box, "The box at the present step.")
        .def_property_readonly("temperature", &MD::temperature,
                               "2 K/(3 N - 3), 2 K/(3 N) while particles are held [eps/k_B].")
        .def_property_readonly("pressure", &MD::pressure, "(2 K/3 + tr W/3)/V, springs included [eps/sigma^3].")
        .def_property_readonly(
            "pressure_tensor", [](const MD& md) { return array_of(md.fluxes().pressure); },
            "6, xx yy zz xy xz yz [eps/sigma^3].")
        .def_property_readonly(
            "potential_energy", [](const MD& md) { return md.totals().potential_energy; }, "[eps]")
        .def_property_readonly(
            "kinetic_energy", [](const MD& md) { return md.totals().kinetic_energy(); }, "[eps]")
        .def_property_readonly("conserved", &MD::conserved, "What the equations of motion conserve [eps].")
        .def_property_readonly("restraint_energy", &MD::energy_of_restraints,
                               "Of the springs that hold particles; 0 without [eps].")
        .def_property_readonly(
            "heat_current", [](const MD& md) { return array_of(md.fluxes().heat_current); },
            "3: V J_q [eps sigma/tau].")
        .def_property_readonly(
            "mass_current_1", [](const MD& md) { return array_of(md.fluxes().mass_current); },
            "3: V J_1 [m sigma/tau].")
        .def_property_readonly("forces", &MD::forces, "N x 3 at the present step [eps/sigma].")
        .def_property_readonly(
            "energy_given",
            [](const MD& md) {
                const EnergyGiven& given = md.extended().energy_given;
                return py::dict(py::arg("hot") = given.hot, py::arg("cold") = given.cold, py::arg("rest") = given.rest);
            },
            "nemd: energy given to each region since step 0 [eps].")
        .def_property_readonly("digest", &MD::digest, "16 hex digits: the final_digest of `soret run`.");
}

}  // namespace soret::python
