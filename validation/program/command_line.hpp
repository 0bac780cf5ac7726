#pragma once

namespace soret {

/// The program `soret`: parses the arguments, runs one command, prints one line on standard error where it fails.
/// returns   exit code: 0 pass, 1 fail, 2 wrong usage or input, 3 inconclusive
int run_command_line(int argc, const char* const* argv);

}  // namespace soret
