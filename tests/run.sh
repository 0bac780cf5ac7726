#!/usr/bin/env bash
# Builds everything with warnings as errors and runs all tests: tests/run.sh [options of ctest]
# On Debian 12 (as root, or with sudo) it first installs the packages that are missing. CXX chooses the compiler.
set -euo pipefail
# shellcheck source=cmake/bootstrap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cmake/bootstrap.sh"

install_what_is_missing build tests
configure ci
build_targets all
say "testing with $jobs jobs"
ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$jobs" "$@" || {
    printf '%s\n' "tests/run.sh: some tests failed" >&2
    exit 1
}
