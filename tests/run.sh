#!/usr/bin/env bash
# Builds everything with warnings as errors and runs the tests: tests/run.sh [--long] [options of ctest]
# Without --long it leaves out those with the label "long", each of which has a shorter sibling.
# On Debian 12 (as root, or with sudo) it first installs the packages that are missing. CXX chooses the compiler.
set -euo pipefail
# shellcheck source=cmake/bootstrap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cmake/bootstrap.sh"

labels=(-LE long)
if [ "${1-}" = --long ]; then
    labels=()
    shift
fi
install_what_is_missing build tests
configure ci
build_targets all
say "testing with $jobs jobs"
ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$jobs" "${labels[@]}" "$@" || {
    printf '%s\n' "tests/run.sh: some tests failed" >&2
    exit 1
}
