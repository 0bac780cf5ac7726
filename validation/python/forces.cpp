#include <optional>
#include <type_traits>

#include "soret/common/contracts/fluxes.hpp"
#include "soret/validation/python/bindings.hpp"
#include "soret/validation/simulation/backend.hpp"
#include "soret/validation/simulation/closest_pair.hpp"
#include "soret/validation/simulation/state_digest.hpp"

namespace soret::python {

namespace {

/// All sums of one configuration.
struct Forces {
    PairForcesResult result;
    TailCorrection tail;
    std::optional<Fluxes> fluxes;  // with velocities
    std::string digest;
};

Forces forces_of(const State& state, const Mixture& mixture, Backend backend, const Execution& execution) {
    Forces forces;
    check_state(state, mixture);
    naming_overlap(state, mixture, [&] {
        with_backend(backend,
                     [&]<class B>(B) { typename B::PairForces(mixture, execution).compute(state, {}, forces.result); });
    });
    std::vector<double> counts;
    for (const std::int64_t count : state.species_counts(mixture.species_count())) {
        counts.push_back(static_cast<double>(count));
    }
    forces.tail = tail_correction(mixture, counts, state.box.volume());
    if (state.has_velocities()) forces.fluxes = fluxes_of(forces.result, state.box.volume());
    forces.digest = digest_of_forces(state, forces.result).hex();
    return forces;
}

py::array_t<double> mass_currents(const Forces& forces) {
    py::array_t<double> rows({static_cast<py::ssize_t>(forces.result.mass_current.size()), py::ssize_t{3}});
    double* out = rows.mutable_data();
    for (const auto& current : forces.result.mass_current) out = std::copy(current.begin(), current.end(), out);
    return rows;
}

/// A property that means something only with velocities; None without.
template <class F>
auto with_velocities(F f) {
    return [f](const Forces& forces) -> py::object {
        if (!forces.fluxes) return py::none();
        if constexpr (std::is_base_of_v<py::object, decltype(f(forces))>) {
            return f(forces);
        } else {
            return py::cast(f(forces));
        }
    };
}

}  // namespace

void add_forces(py::module_& module) {
    py::class_<Forces>(module, "Forces", "What forces() finds. Tensors are in the order xx, yy, zz, xy, xz, yz.")
        .def_property_readonly(
            "potential_energy", [](const Forces& f) { return f.result.potential_energy; },
            "Sum over pairs, without tail correction [eps].")
        .def_property_readonly(
            "forces", [](const Forces& f) { return rows_of(f.result.force); },
            "N x 3, rows as in the state [eps/sigma].")
        .def_property_readonly(
            "particle_energies", [](const Forces& f) { return array_of(f.result.particle_energy); },
            "N: half the energy of all pairs of a particle [eps].")
        .def_property_readonly(
            "virial", [](const Forces& f) { return array_of(f.result.virial); },
            "6: sum over pairs of r_a f_b, no kinetic part [eps].")
        .def_property_readonly(
            "tail_energy", [](const Forces& f) { return f.tail.energy; },
            "Long-range correction of truncation 'plain', else 0 [eps].")
        .def_property_readonly(
            "tail_virial",
            [](const Forces& f) {
                const double each = f.tail.virial / 3.0;
                return array_of(SymmetricTensor{each, each, each, 0.0, 0.0, 0.0});
            },
            "6: the same of the virial [eps].")
        .def_property_readonly("kinetic_energy",
                               with_velocities([](const Forces& f) { return f.result.kinetic_energy(); }),
                               "[eps]; None without velocities.")
        .def_property_readonly("pressure_tensor",
                               with_velocities([](const Forces& f) { return array_of(f.fluxes->pressure); }),
                               "6: (sum m v_a v_b + virial)/V [eps/sigma^3]; None without velocities.")
        .def_property_readonly("pressure", with_velocities([](const Forces& f) {
                                   const SymmetricTensor& p = f.fluxes->pressure;
                                   return ((p[0] + p[1]) + p[2]) / 3.0;
                               }),
                               "A third of its trace [eps/sigma^3]; None without velocities.")
        .def_property_readonly("heat_current",
                               with_velocities([](const Forces& f) { return array_of(f.fluxes->heat_current); }),
                               "3: V J_q, SI eq. 12 [eps sigma/tau]; None without velocities.")
        .def_property_readonly("mass_currents", with_velocities(mass_currents),
                               "S x 3: V J_s of each species, SI eq. 11 [m sigma/tau]; None without velocities.")
        .def_readonly(
            "digest", &Forces::digest,
            "16 hex digits of all numbers above: those of `soret forces`, on every machine, with any threads.");
    module.def(
        "forces",
        [](const State& state, const Mixture& mixture, const std::string& backend, int threads,
           const std::string& isa) {
            const Execution execution = execution_from(threads, isa);
            const State taken = state;  // nobody writes to it while the lock is released
            return without_lock([&] { return forces_of(taken, mixture, backend_from(backend), execution); });
        },
        py::arg("state"), py::arg("mixture"), py::kw_only(), py::arg("backend") = "optimized", py::arg("threads") = 1,
        py::arg("isa") = "auto",
        "Energy, forces, virial, energies of particles and currents of a configuration.\n\n"
        "backend  'optimized' or 'reference': the same bits\n"
        "threads  >= 1;  isa  'auto', 'sse2', 'avx2' or 'avx512': the same bits\n"
        "Raises InvalidState: particles on top of each other, an edge below 2 r_c; InvalidArgument.\n"
        "Accuracy: a force component n 2^-41 + 2^-47 of the sum of the magnitudes of its n terms.");
}

}  // namespace soret::python
