#include "soret/validation/program/doctor_digests.hpp"

#include <map>

#include <fmt/format.h>

#include "soret/common/digest.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/mixture_file.hpp"
#include "soret/validation/check/reference_data.hpp"
#include "soret/validation/simulation/state_digest.hpp"

namespace soret {

namespace {

constexpr std::string_view configurations = "configurations/";

struct GoldenStart {
    Mixture mixture;
    State state;         // in order of id
    std::string digest;  // of its forces
};

GoldenStart golden_start(const std::string& name) {
    const std::string whole_name = std::string(configurations) + name;
    const nlohmann::json json = json_from_text(reference_text(whole_name));
    return reading_json(whole_name, [&] {
        const auto text = [&](const char* key) { return field<std::string>(json, key); };
        return GoldenStart{mixture_from(TomlTable::parse(text("mixture_file"), whole_name).table("mixture")),
                           parse_configuration(text("configuration"), whole_name).state.sorted_by_id(),
                           field<std::string>(field<nlohmann::json>(json, "results"), "digest")};
    });
}

GoldenSystem forces_of(const std::string& name) {
    GoldenStart start = golden_start(name);
    const std::string digest = start.digest;
    return {"forces/" + name, digest, [start = std::move(start)](Backend backend, const Execution& execution) {
                PairForcesResult result;
                with_backend(backend, [&]<class B>(B) {
                    typename B::PairForces(start.mixture, execution).compute(start.state, {}, result);
                });
                return digest_of_forces(start.state, result).hex();
            }};
}

GoldenSystem steps_of(const std::string& id, const std::string& name, const IntegratorParameters& parameters,
                      std::uint64_t steps, const std::string& digest) {
    return {id, digest, [=, start = golden_start(name)](Backend backend, const Execution& execution) {
                return with_backend(backend, [&]<class B>(B) {
                    typename B::Integrator integrator(start.mixture,
                                                      start_of_trajectory(start.mixture, start.state, parameters),
                                                      parameters, execution);
                    integrator.run(steps);
                    return digest_of_state(integrator.trajectory().state)
                        .add(integrator.totals().potential_energy)
                        .add(integrator.totals().heat_current)
                        .hex();
                });
            }};
}

GoldenSystem sweeps_of(const std::string& id, const std::string& name, const MonteCarloParameters& parameters,
                       int sweeps, const std::string& digest) {
    return {id, digest, [=, start = golden_start(name)](Backend backend, const Execution& execution) {
                return with_backend(backend, [&]<class B>(B) {
                    typename B::MonteCarlo chain(start.mixture, start.state, parameters, execution);
                    for (int sweep = 0; sweep < sweeps; ++sweep) chain.sweep();
                    const MonteCarloChain end = chain.chain();
                    return digest_of_state(end.state).add(end.digest).hex();
                });
            }};
}

}  // namespace

std::vector<GoldenSystem> golden_systems() {
    std::vector<GoldenSystem> systems;
    for (const EmbeddedFile& file : embedded_files()) {
        if (!file.name.starts_with(configurations)) continue;
        systems.push_back(forces_of(std::string(file.name.substr(configurations.size()))));
    }
    IntegratorParameters parameters{.timestep = 0.002, .temperature = 0.62, .pressure = 0.46};
    const auto steps = [&](const char* id, const char* name, IntegratorEnsemble ensemble, const char* digest) {
        parameters.ensemble = ensemble;
        systems.push_back(steps_of(id, name, parameters, 100, digest));
    };
    steps("steps/nvt", "asymmetric", IntegratorEnsemble::nvt, "6fe7b38a88cbc464");
    steps("steps/npt", "paper_dense_force_shifted", IntegratorEnsemble::npt, "1a2a2b6b2b8158a3");
    steps("steps/nve", "ternary", IntegratorEnsemble::nve, "f1d116fbfda248c4");
    const MonteCarloParameters chain{.ensemble = MonteCarloEnsemble::semi_grand,
                                     .temperature = 0.62,
                                     .pressure = 0.46,
                                     .chemical_potential = {1.96, 0.0},
                                     .seed = 1};
    systems.push_back(sweeps_of("sweeps/semigrand", "paper_dense", chain, 20, "c0e7bf570f1cec49"));
    return systems;
}

CheckLine check_golden_system(const GoldenSystem& system) {
    std::vector<std::string> ways;
    std::map<std::string, std::vector<std::string>> others;  // ways by what they found
    const auto compare = [&](const std::string& way, Backend backend, const Execution& execution) {
        ways.push_back(way);
        const std::string found = system.compute(backend, execution);
        if (found != system.digest) others[found].push_back(way);
    };
    compare("reference", Backend::reference, {InstructionSet::sse2, 1});
    for (const InstructionSet instruction_set : supported_instruction_sets()) {
        const std::string name(name_of(instruction_set));
        compare(name, Backend::optimized, {instruction_set, 1});
        compare(name + " with 2 threads", Backend::optimized, {instruction_set, 2});
    }
    std::vector<std::string> differing;
    for (const auto& [found, by] : others) differing.push_back(fmt::format("{} by {}", found, fmt::join(by, ", ")));
    const bool agree = others.empty();
    CheckLine line;
    line.id = system.id;
    line.quantity = "digest";
    line.verdict = agree ? Verdict::pass : Verdict::fail;
    line.text = agree ? fmt::format("{} by both backends, in {} ways", system.digest, ways.size())
                      : fmt::format("{} expected, but {}", system.digest, fmt::join(differing, "; "));
    line.fields = {{"digest", system.digest}, {"ways", ways}, {"differing", others}};
    return line;
}

}  // namespace soret
