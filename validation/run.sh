#!/usr/bin/env bash
# Builds soret and runs the validation campaign: validation/run.sh [options of soret validate]
# On Debian 12 (as root, or with sudo) it first installs the packages that are missing. CXX chooses the compiler.
# Without --tier the tier is quick. Without --out the results are in build/validation-TIER of the source tree, and a run
# that was interrupted there goes on (--resume); remove that directory to begin anew. The exit code is that of soret
# validate: 0 pass, 1 fail, 2 wrong usage or input, 3 inconclusive.
set -euo pipefail
# shellcheck source=cmake/bootstrap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../cmake/bootstrap.sh"

arguments=("$@")
tier='' out=''
while [ $# -gt 0 ]; do
    case $1 in
        --tier | --out) [ $# -ge 2 ] || die "$1 needs a value" ;;&
        --tier) tier=$2 && shift ;;
        --tier=*) tier=${1#*=} ;;
        --out) out=$2 && shift ;;
        --out=*) out=${1#*=} ;;
    esac
    shift
done
[ -n "$tier" ] || { tier=quick && arguments+=(--tier quick); }
[ -n "$out" ] || { out=$build/validation-$tier && arguments+=(--out "$out" --resume); }

build_program

say "build/bin/soret validate ${arguments[*]}"
result=0
"$build/bin/soret" validate "${arguments[@]}" || result=$?
[ ! -f "$out/report.html" ] || say "report: $(cd "$out" && pwd)/report.html"
exit "$result"
