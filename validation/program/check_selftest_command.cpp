#include <memory>

#include <CLI/CLI.hpp>

#include "soret/validation/check/selftest.hpp"
#include "soret/validation/program/check_commands.hpp"
#include "soret/validation/program/check_output.hpp"

namespace soret {

void add_check_selftest(CLI::App& check, CommonOptions& common, int& exit_code) {
    CLI::App* command = check.add_subcommand("selftest", "Planted errors of all kinds: which are seen on this machine");
    auto output = std::make_shared<CheckOutputOptions>();
    add_check_output_options(*command, *output);
    add_common_options(*command, common);
    command->callback([output, &common, &exit_code] { exit_code = present(check_selftest(), *output, common); });
}

}  // namespace soret
