#include <memory>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/validation/check/ensemble_checks.hpp"
#include "soret/validation/program/check_commands.hpp"
#include "soret/validation/program/check_output.hpp"
#include "soret/validation/program/number_options.hpp"

namespace soret {

namespace {

struct CheckEnsembleOptions {
    std::vector<std::string> series;
    std::vector<std::string> columns;
    EnsembleSettings settings;
    std::vector<double> temperature, pressure, delta_mu, mu;  // of one series or of each
    std::uint64_t skip = 0;
    CheckOutputOptions output;
};

// One number, or two with a comma between them.
std::vector<double> numbers_of_series(const std::string& name, const std::string& word, const NumberRange& range) {
    const std::size_t comma = word.find(',');
    if (comma != word.rfind(',') || word.ends_with(',')) {
        throw InvalidArgument(fmt::format(
            "{} = {}: must be one value, or two with a comma between them: one for each series", name, word));
    }
    std::vector<double> numbers{real_number(name, word.substr(0, comma), range)};
    if (comma != std::string::npos) numbers.push_back(real_number(name, word.substr(comma + 1), range));
    return numbers;
}

void add_set_point(CLI::App& command, const std::string& name, std::vector<double>& numbers, const NumberRange& range,
                   const std::string& words) {
    command
        .add_option_function<std::string>(
            "--" + name,
            [name, range, &numbers](const std::string& word) { numbers = numbers_of_series(name, word, range); }, words)
        ->type_name("X[,X2]");
}

void must_not_be_more_than_series(const CheckEnsembleOptions& options) {
    for (const auto& [name, numbers] :
         {std::pair("temperature", &options.temperature), std::pair("pressure", &options.pressure),
          std::pair("delta-mu", &options.delta_mu), std::pair("mu", &options.mu)}) {
        if (numbers->size() <= options.series.size()) continue;
        throw InvalidArgument(
            fmt::format("{} = {}: has two values, but there is one series", name, fmt::join(*numbers, ",")));
    }
}

std::optional<double> of_series(const std::vector<double>& numbers, std::size_t k) {
    if (numbers.empty()) return std::nullopt;
    return numbers[std::min(k, numbers.size() - 1)];
}

SeriesColumns column_map(const std::vector<std::string>& words) {
    SeriesColumns map;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == word.size()) {
            throw InvalidArgument(fmt::format("columns = {}: must be NAME=COLUMN", word));
        }
        map[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return map;
}

CheckReport checked_ensemble(CheckEnsembleOptions& options, const CommonOptions& common) {
    const SeriesColumns map = column_map(options.columns);
    must_not_be_more_than_series(options);
    const Mixture mixture = chosen_mixture(common);
    options.settings.masses.clear();
    for (std::size_t s = 0; s < mixture.species_count(); ++s) options.settings.masses.push_back(mixture.mass(s));
    std::vector<SeriesTable> tables;
    options.settings.states.clear();
    for (std::size_t k = 0; k < options.series.size(); ++k) {
        tables.push_back(read_series(options.series[k], map, options.skip));
        options.settings.states.push_back({of_series(options.temperature, k), of_series(options.pressure, k),
                                           of_series(options.delta_mu, k), of_series(options.mu, k)});
    }
    CheckReport report = check_ensemble(std::move(tables), options.settings);
    report.title = fmt::format("soret check ensemble {}", fmt::join(options.series, " "));
    report.more["input"] = options.series;
    report.more["kind"] = name_of(options.settings.kind);
    report.more["provenance"] = provenance_json(chosen_backend(common), chosen_execution(common));
    return report;
}

}  // namespace

void add_check_ensemble(CLI::App& check, CommonOptions& common, int& exit_code) {
    CLI::App* command = check.add_subcommand("ensemble", "Series in time against what their ensemble must be");
    auto options = std::make_shared<CheckEnsembleOptions>();
    command->add_option("SERIES", options->series, "CSV as timeseries.csv, of one run or of two at other set points")
        ->required()
        ->expected(1, 2);
    command
        ->add_option_function<std::string>(
            "--kind", [options](const std::string& word) { options->settings.kind = ensemble_kind_from(word); },
            "ensemble of the series")
        ->type_name("nve|nvt|npt|gcmc|semigrand")
        ->required();
    command
        ->add_option_function<std::string>(
            "--n",
            [options](const std::string& word) {
                options->settings.particles = static_cast<double>(whole_number("n", word, 2, 1'000'000'000));
            },
            "particles")
        ->required();
    add_set_point(*command, "temperature", options->temperature, greater_than(0.0), "that is set");
    add_set_point(*command, "pressure", options->pressure, any_number(), "that is set");
    add_set_point(*command, "delta-mu", options->delta_mu, any_number(), "mu_1 - mu_2 that is set");
    add_set_point(*command, "mu", options->mu, any_number(), "that is set, of every species");
    const auto number_option = [&](const char* name, auto take, const char* words) {
        command
            ->add_option_function<std::string>(
                std::string("--") + name,
                [name, take](const std::string& word) { take(real_number(name, word, greater_than(0.0))); }, words)
            ->type_name("X");
    };
    number_option(
        "degrees-of-freedom", [options](double x) { options->settings.degrees_of_freedom = x; },
        "of the kinetic energy (default 3 N - 3)");
    number_option(
        "volume", [options](double x) { options->settings.volume = x; }, "of the box, for gcmc");
    add_whole_number(
        *command, "skip", 0, 1'000'000'000, [options](std::uint64_t value) { options->skip = value; },
        "samples at the start that are left out");
    command->add_option("--columns", options->columns, "columns with other names: kinetic_energy=KE,...")
        ->delimiter(',')
        ->type_name("NAME=COLUMN");
    add_check_output_options(*command, options->output);
    add_common_options(*command, common);
    command->callback([options, &common, &exit_code] {
        exit_code = present(checked_ensemble(*options, common), options->output, common);
    });
}

}  // namespace soret
