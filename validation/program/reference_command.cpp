#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/files/atomic_file.hpp"
#include "soret/common/files/json_fields.hpp"
#include "soret/common/files/json_text.hpp"
#include "soret/validation/check/reference_data.hpp"
#include "soret/validation/check/reference_making.hpp"
#include "soret/validation/program/commands.hpp"

namespace soret {

namespace {

struct ReferenceOptions {
    std::string name;
    std::string file;
};

bool ends_with_one_of(const std::string& path, std::initializer_list<const char*> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](const char* ending) { return path.ends_with(ending); });
}

void list_references(const CommonOptions& common) {
    nlohmann::json rows = nlohmann::json::array();
    std::string table;
    for (const EmbeddedFile& file : embedded_files()) {
        const nlohmann::json json = json_from_text(file.text);
        const auto text = [&](const char* key) { return field<std::string>(json, key); };
        rows.push_back({{"name", file.name},
                        {"kind", text("kind")},
                        {"title", text("title")},
                        {"source", text("source")},
                        {"licence", text("licence")}});
        table += fmt::format("{:<38} {:<14} {}\n", file.name, text("kind"), text("title"));
    }
    write_json(common, {{"references", rows}});
    if (!common.quiet && !common.json_on_standard_output()) fmt::print("{}", table);
}

// As it is, to the bit: where JSON is asked for that is the same text.
void show_reference(const std::string& name, const CommonOptions& common) {
    const std::string_view text = reference_text(name);
    if (common.json && !common.json_on_standard_output()) write_file_atomically(*common.json, text);
    if (common.quiet && !common.json_on_standard_output()) return;
    fmt::print("{}", text);
    if (std::fflush(stdout) != 0) throw InvalidInput("standard output: cannot be written");
}

// The whole of it, or of a configuration what another program reads.
std::string exported(const std::string& name, const std::string& file) {
    const std::string_view text = reference_text(name);
    const auto part = [&](const char* key) {
        const nlohmann::json json = json_from_text(text);
        if (!json.contains(key)) {
            throw InvalidInput(
                fmt::format("reference {} as {}: has no configuration, only {}: the name of the file must not end in "
                            ".data, .lmp or .toml",
                            name, file, field<std::string>(json, "kind")));
        }
        return field<std::string>(json, key);
    };
    if (ends_with_one_of(file, {".data", ".lmp"})) return part("configuration");
    if (ends_with_one_of(file, {".toml"})) return part("mixture_file");
    return std::string(text);
}

void make_state_line(const std::string& directory, const std::string& file) {
    const nlohmann::json results = read_json_file(directory + "/results.json");
    const nlohmann::json manifest = read_json_file(directory + "/manifest.json");
    write_file_atomically(file, reading_json(directory + "/results.json",
                                             [&] { return json_text(state_line_reference(results, manifest)); }));
}

}  // namespace

void add_reference_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command = program.add_subcommand("reference", "Reference data: values with errors, and configurations");
    command->require_subcommand(1);
    auto options = std::make_shared<ReferenceOptions>();
    CLI::App* list = command->add_subcommand("list", "Names and titles");
    add_common_options(*list, common);
    list->callback([&common, &exit_code] {
        list_references(common);
        exit_code = 0;
    });
    CLI::App* show = command->add_subcommand("show", "One of them as JSON, on standard output");
    show->add_option("NAME", options->name, "as soret reference list has it")->required();
    add_common_options(*show, common);
    show->callback([options, &common, &exit_code] {
        show_reference(options->name, common);
        exit_code = 0;
    });
    CLI::App* to_file = command->add_subcommand(
        "export", "One of them to a file: .data or .lmp: the LAMMPS data file of a configuration; .toml: its mixture");
    to_file->add_option("NAME", options->name, "as soret reference list has it")->required();
    to_file->add_option("FILE", options->file)->required();
    add_common_options(*to_file, common);
    to_file->callback([options, &common, &exit_code] {
        write_file_atomically(options->file, exported(options->name, options->file));
        write_json(common, {{"reference", options->name}, {"file", options->file}});
        exit_code = 0;
    });
    CLI::App* make = command->add_subcommand("make", "Reference values from the results of a finished campaign");
    make->add_option("DIR", options->name, "directory of the campaign")->required();
    make->add_option("FILE", options->file)->required();
    add_common_options(*make, common);
    make->callback([options, &common, &exit_code] {
        make_state_line(options->name, options->file);
        write_json(common, {{"campaign", options->name}, {"file", options->file}});
        exit_code = 0;
    });
}

}  // namespace soret
