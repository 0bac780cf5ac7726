#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/models_output.hpp"
#include "soret/validation/program/number_options.hpp"

namespace soret {

namespace {

struct ModelsOptions {
    std::string states;
    std::uint64_t draws = DrawOptions{}.draws;
};

/// Each state has its own draws: this many indices of the stream, more than most_draws.
constexpr std::uint64_t indices_of_a_state = std::uint64_t{1} << 32;

void run(const ModelsOptions& options, const CommonOptions& common) {
    const Backend backend = chosen_backend(common);
    const Execution execution = chosen_execution(common);
    ChosenMixture chosen = mixture_named(common.mixture, std::nullopt, {});
    const std::vector<StatedState> states = stated_states(options.states, chosen, common.mixture.has_value());
    const std::uint64_t seed = common.seed.value_or(DrawOptions{}.seed);
    const bool with_table = !common.quiet && !common.json_on_standard_output();
    nlohmann::json rows = nlohmann::json::array();
    std::string table;
    for (std::size_t k = 0; k < states.size(); ++k) {
        const DrawOptions draws{options.draws, seed, k * indices_of_a_state};
        try {
            const EvaluatedState state = evaluated(states[k], draws, backend, execution);
            rows.push_back(to_json(state));
            if (with_table) table += models_table(state, states.size() == 1) + "\n";
        } catch (const InvalidState& error) {
            throw InvalidInput(fmt::format("{}: {}: {}", options.states, states[k].label, error.what()));
        }
    }
    write_json(common, {{"input", options.states},
                        {"definition", soret_definition},
                        {"models", model_words_json()},
                        {"states", rows},
                        {"mixture", chosen.to_json()},
                        {"provenance", provenance_json(backend, execution, seed)}});
    if (with_table) fmt::print("{}{}", table, models_legend());
}

}  // namespace

void add_models_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command =
        program.add_subcommand("models", "The Soret coefficient by theories, with the errors of their inputs");
    auto options = std::make_shared<ModelsOptions>();
    command
        ->add_option("STATES", options->states,
                     "STATE.toml: one state, or a source and compositions; TABLE.csv: a state in each row")
        ->required();
    add_whole_number(
        *command, "draws", 0, most_draws, [options](std::uint64_t value) { options->draws = value; },
        "of all inputs by their errors (default 100000; 0: none)");
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] {
        run(*options, common);
        exit_code = 0;
    });
}

}  // namespace soret
