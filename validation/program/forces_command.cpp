#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/configuration_file.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/input_configuration.hpp"
#include "soret/validation/simulation/closest_pair.hpp"
#include "soret/validation/simulation/state_digest.hpp"
#include "soret/validation/simulation/velocities.hpp"

namespace soret {

namespace {

struct ForcesOptions {
    std::string configuration;
    bool forces = false;
};

struct Evaluation {
    State state;  // in order of id
    PairForcesResult result;
    TailCorrection tail;
    SymmetricTensor pressure{};  // means something only with velocities
};

Evaluation evaluate(const ConfigurationFile& file, const Mixture& mixture, Backend backend,
                    const Execution& execution) {
    Evaluation evaluation;
    evaluation.state = file.state.sorted_by_id();
    with_backend(backend, [&]<class B>(B) {
        typename B::PairForces pair_forces(mixture, execution);
        pair_forces.compute(evaluation.state, PairForcesRequest{}, evaluation.result);
    });
    std::vector<double> counts;
    for (const std::int64_t count : evaluation.state.species_counts(mixture.species_count())) {
        counts.push_back(static_cast<double>(count));
    }
    const double volume = evaluation.state.box.volume();
    evaluation.tail = tail_correction(mixture, counts, volume);
    for (std::size_t k = 0; k < 6; ++k) {
        evaluation.pressure[k] = (evaluation.result.kinetic[k] + evaluation.result.virial[k]) / volume;
    }
    return evaluation;
}

nlohmann::json rows_of_forces(const PairForcesResult& result) {
    nlohmann::json rows = nlohmann::json::array();
    for (std::size_t i = 0; i < result.force[0].size(); ++i) {
        rows.push_back({result.force[0][i], result.force[1][i], result.force[2][i]});
    }
    return rows;
}

nlohmann::json to_json(const Evaluation& evaluation, const Mixture& mixture, bool with_forces) {
    const State& state = evaluation.state;
    const PairForcesResult& result = evaluation.result;
    const Vector3& edges = state.box.edges();
    const double tail = evaluation.tail.virial / 3.0;
    nlohmann::json json{{"n", state.size()},
                        {"box", {edges.x, edges.y, edges.z}},
                        {"potential_energy", result.potential_energy},
                        {"kinetic_energy", nullptr},
                        {"virial", result.virial},
                        {"tail_energy", evaluation.tail.energy},
                        {"tail_virial", SymmetricTensor{tail, tail, tail, 0.0, 0.0, 0.0}},
                        {"heat_current", nullptr},
                        {"mass_current_1", nullptr},
                        {"total_momentum", nullptr},
                        {"frame_of_currents", nullptr},
                        {"pressure", nullptr},
                        {"pressure_tensor", nullptr},
                        {"digest", digest_of_forces(state, result).hex()}};
    if (state.has_velocities()) {
        const SymmetricTensor& p = evaluation.pressure;
        json["kinetic_energy"] = result.kinetic_energy();
        json["heat_current"] = result.heat_current;
        json["mass_current_1"] = result.mass_current[0];
        const Vector3 momentum = total_momentum(state, mixture);
        json["total_momentum"] = {momentum.x, momentum.y, momentum.z};
        json["frame_of_currents"] = has_total_momentum(state, mixture)
                                        ? "velocities as they are, not barycentric: the total momentum is not zero"
                                        : "barycentric";
        json["pressure"] = ((p[0] + p[1]) + p[2]) / 3.0;
        json["pressure_tensor"] = p;
    }
    if (with_forces) {
        json["forces"] = rows_of_forces(result);
        json["particle_energies"] = result.particle_energy;
    }
    return json;
}

std::string listed(const nlohmann::json& value) {
    if (value.is_null()) return "- (no velocities)";
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return fmt::format("{}", value.get<std::int64_t>());
    if (value.is_number()) return fmt::format("{:.12g}", value.get<double>());
    std::string text;
    for (const auto& element : value) text += fmt::format("{:>20.12g}", element.get<double>());
    return text.substr(std::min(text.size(), text.find_first_not_of(' ')));
}

void print_table(const nlohmann::json& json, const ConfigurationFile& file, const ChosenMixture& chosen) {
    fmt::print("{}{}", described(file), chosen.described());
    for (const char* key :
         {"box", "potential_energy", "kinetic_energy", "virial", "tail_energy", "tail_virial", "heat_current",
          "mass_current_1", "total_momentum", "frame_of_currents", "pressure", "pressure_tensor", "digest"}) {
        fmt::print("  {:<17} {}\n", key, listed(json.at(key)));
    }
    fmt::print("  tensors are in the order xx, yy, zz, xy, xz, yz; all in the units of the mixture\n");
}

void run(const ForcesOptions& options, const CommonOptions& common) {
    const Backend backend = chosen_backend(common);
    const Execution execution = chosen_execution(common);
    const ReadingOptions reading = reading_options(common);
    const ChosenMixture chosen = mixture_named(common.mixture, options.configuration, reading);
    const ConfigurationFile file = configuration_for(options.configuration, chosen, reading);
    nlohmann::json json;
    try {
        naming_overlap(file.state, chosen.mixture, [&] {
            json = to_json(evaluate(file, chosen.mixture, backend, execution), chosen.mixture, options.forces);
        });
    } catch (const InvalidState& error) {
        throw InvalidInput(fmt::format("{}: {}", options.configuration, error.what()));
    }
    json["input"] = to_json(file);
    json["mixture"] = chosen.to_json();
    json["provenance"] = provenance_json(backend, execution);
    write_json(common, json);
    if (!common.quiet && !common.json_on_standard_output()) print_table(json, file, chosen);
}

}  // namespace

void add_forces_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command = program.add_subcommand("forces", "Energy, forces, virial and currents of one configuration");
    auto options = std::make_shared<ForcesOptions>();
    command
        ->add_option("CONFIG", options->configuration,
                     "LAMMPS data file or text dump, extended XYZ, or NIST sample format; told by its content")
        ->required();
    command->add_flag("--forces", options->forces, "forces and energies of the particles, too, in the JSON");
    add_common_options(*command, common);
    add_configuration_options(*command, common);
    command->callback([options, &common, &exit_code] {
        run(*options, common);
        exit_code = 0;
    });
}

}  // namespace soret
