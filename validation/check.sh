#!/usr/bin/env bash
# Builds soret and checks another code's numbers: validation/check.sh forces CONFIG RESULTS [options of soret check]
# On Debian 12 (as root, or with sudo) it first installs the packages that are missing. CXX chooses the compiler. What
# is built already is not built again. The exit code is that of soret check: 0 pass, 1 fail, 2 wrong usage or input or
# nothing that can be compared, 3 inconclusive.
set -euo pipefail
# shellcheck source=cmake/bootstrap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cmake/bootstrap.sh"

{ build_program; } >&2 # standard output may be the JSON

exec "$build/bin/soret" check "$@"
