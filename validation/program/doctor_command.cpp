#include <chrono>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "soret/validation/check/check_documents.hpp"
#include "soret/validation/program/commands.hpp"
#include "soret/validation/program/doctor_digests.hpp"
#include "soret/validation/program/doctor_machine.hpp"
#include "soret/validation/program/verdict_output.hpp"

namespace soret {

namespace {

int run_doctor(const CommonOptions& common) {
    const auto start = std::chrono::steady_clock::now();
    const nlohmann::json machine = machine_json();
    CheckReport report;
    report.title = "soret doctor\n\n" + described_machine(machine);
    report.checks.push_back(check_directory("."));
    for (const GoldenSystem& system : golden_systems()) report.checks.push_back(check_golden_system(system));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    report.more = machine;
    report.more["seconds"] = taken.count();
    write_json(common, to_json(report));
    if (!common.quiet && !common.json_on_standard_output()) {
        fmt::print("{}", check_table(report, colours_are_wanted(common.color)));
    }
    return exit_code_of(report.verdict());
}

}  // namespace

void add_doctor_command(CLI::App& program, CommonOptions& common, int& exit_code) {
    CLI::App* command = program.add_subcommand(
        "doctor", "What this machine and this program are, and whether it computes the right bits here");
    add_common_options(*command, common);
    command->callback([&common, &exit_code] { exit_code = run_doctor(common); });
}

}  // namespace soret
