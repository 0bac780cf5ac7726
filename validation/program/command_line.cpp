#include "soret/validation/program/command_line.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/provenance.hpp"
#include "soret/validation/program/commands.hpp"

namespace soret {

namespace {

inline constexpr int wrong_usage = 2;

constexpr const char* what_to_type_first =
    "Verified simulation of binary Lennard-Jones liquids and thermodiffusion\n\n"
    "Start here:\n"
    "  soret doctor                           is this machine fit, and are the bits right on it? (seconds)\n"
    "  soret check forces CONFIG RESULTS      is another code right, and what is wrong if it is not?\n"
    "  soret validate --tier quick --out DIR  minima of S_T and Gamma measured, with a report (minutes)\n";

using AddCommand = void (*)(CLI::App&, CommonOptions&, int&);
struct CommandGroup {
    const char* title;
    std::vector<AddCommand> commands;
};
// As --help shows them.
const std::array command_groups{
    CommandGroup{"One system", {add_forces_command, add_run_command, add_models_command}},
    CommandGroup{"Campaigns of many simulations",
                 {add_validate_command, add_campaign_command, add_report_command, add_audit_command}},
    CommandGroup{"Other codes", {add_check_command, add_reference_command}},
    CommandGroup{"This machine", {add_doctor_command, add_bench_command, add_completion_command}}};

// Always one line.
int complain(std::string message) {
    std::replace(message.begin(), message.end(), '\n', ' ');
    fmt::print(stderr, "soret: {}\n", message);
    return wrong_usage;
}

// What is wrong with the words that are to be commands; else empty.
std::string unknown_command(const CLI::App& program, std::span<const char* const> words) {
    const std::string word = words.empty() ? "" : words.front();
    std::string names;
    for (const CLI::App* command : program.get_subcommands({})) {
        if (word.empty() || word.front() == '-') return {};
        if (command->get_name() == word) return unknown_command(*command, words.subspan(1));
        names += (names.empty() ? "" : ", ") + command->get_name();
    }
    return names.empty() ? "" : fmt::format("command {}: must be one of {}", word, names);
}

// An argument or option that was typed and is empty, as a variable of the shell leaves it that is not set: never what
// is taken without it.
void refuse_empty(const CLI::App& app) {
    for (const CLI::Option* option : app.get_options()) {
        const std::string type = option->get_type_name();
        for (const std::string& word : option->results()) {
            if (!word.empty()) continue;
            throw InvalidInput(fmt::format("{} = \"\": must {}", option->get_single_name(),
                                           type.find("DIR") != std::string::npos    ? "name a directory"
                                           : type.find("FILE") != std::string::npos ? "name a file"
                                                                                    : "not be empty"));
        }
    }
    for (const CLI::App* command : app.get_subcommands()) refuse_empty(*command);
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
    CommonOptions common;
    int exit_code = 0;
    CLI::App program(what_to_type_first, "soret");
    program.set_version_flag("--version", version());
    program.require_subcommand(1);
    program.parse_complete_callback([&program] { refuse_empty(program); });
    program.footer(
        "soret COMMAND --help tells the options of a command. Exit codes: 0 pass, 1 fail, 2 wrong usage or "
        "input, 3 inconclusive.");
    for (const CommandGroup& group : command_groups) {
        for (const AddCommand add : group.commands) {
            add(program, common, exit_code);
            program.get_subcommands({}).back()->group(group.title);
        }
    }
    try {
        const std::string unknown = unknown_command(program, {argv + 1, argv + std::max(argc, 1)});
        if (!unknown.empty()) return complain(unknown);
        program.parse(argc, argv);
        if (std::fflush(stdout) != 0) return complain("standard output: cannot be written");
        return exit_code;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return program.exit(error);  // --help
        return complain(error.what());
    } catch (const Error& error) {
        return complain(error.what());
    } catch (const std::system_error& error) {
        return complain(error.what());
    } catch (const std::bad_alloc&) {
        return complain("not enough memory");
    } catch (const std::exception& error) {
        return complain(fmt::format("internal error: {}", error.what()));
    }
}

}  // namespace soret
