#include "soret/validation/program/command_line.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/common/errors.hpp"
#include "soret/common/provenance.hpp"
#include "soret/validation/program/commands.hpp"

namespace soret {

namespace {

inline constexpr int wrong_usage = 2;

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

}  // namespace

int run_command_line(int argc, const char* const* argv) {
    CommonOptions common;
    int exit_code = 0;
    CLI::App program("Verified simulation of binary Lennard-Jones liquids and thermodiffusion", "soret");
    program.set_version_flag("--version", version());
    program.require_subcommand(1);
    add_forces_command(program, common, exit_code);
    add_run_command(program, common, exit_code);
    add_validate_command(program, common, exit_code);
    add_campaign_command(program, common, exit_code);
    add_models_command(program, common, exit_code);
    add_check_command(program, common, exit_code);
    add_reference_command(program, common, exit_code);
    add_report_command(program, common, exit_code);
    add_audit_command(program, common, exit_code);
    add_bench_command(program, common, exit_code);
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
