#include "soret/validation/command_line/command_line.hpp"

#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "soret/common/errors.hpp"
#include "soret/common/provenance.hpp"
#include "soret/validation/command_line/commands.hpp"

namespace soret {

namespace {

inline constexpr int wrong_usage = 2;

int complain(const char* message) {
    fmt::print(stderr, "soret: {}\n", message);
    return wrong_usage;
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
    try {
        program.parse(argc, argv);
        return exit_code;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return program.exit(error);  // --help
        return complain(error.what());
    } catch (const Error& error) {
        return complain(error.what());
    } catch (const std::bad_alloc&) {
        return complain("not enough memory");
    } catch (const std::exception& error) {
        return complain(fmt::format("internal error: {}", error.what()).c_str());
    }
}

}  // namespace soret
