#!/bin/bash
# tests/fuzz/run.sh [SECONDS] [NAME...]: fuzzes the readers, one after the other, each for SECONDS (60), those named
# or all.
# A corpus is NAME's directory in tests/fuzz/corpus; what is found beyond it is in build-fuzz/corpus, what fails in
# build-fuzz/found.
# An input must not crash, take more than a second, or allocate more than 64 MB at once.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=$root/build-fuzz
seconds=${1:-60}
shift || true
[ $# -gt 0 ] || set -- data dump xyz nist mixture packed json run_file

program_of() {
    case $1 in
        data | dump | xyz | nist) echo configuration_fuzz ;;
        *) echo "$1_fuzz" ;;
    esac
}

programs=$(for name in "$@"; do program_of "$name"; done | sort -u)
[ -f "$build/build.ninja" ] || cmake -S "$root" -B "$build" -G Ninja -D CMAKE_CXX_COMPILER=clang++ \
    -D CMAKE_BUILD_TYPE=RelWithDebInfo \
    -D CMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" -D SORET_BUILD_FUZZERS=ON -D SORET_BUILD_TESTS=OFF \
    -D SORET_BUILD_BENCHMARKS=OFF -D SORET_UNITY_BUILD=OFF -D SORET_PRECOMPILE_HEADERS=OFF >/dev/null
# shellcheck disable=SC2086
cmake --build "$build" --target $programs
mkdir -p "$build/found"
for name in "$@"; do
    echo "== $name, $seconds s"
    mkdir -p "$build/corpus/$name"
    "$build/bin/$(program_of "$name")" "$build/corpus/$name" "$root/tests/fuzz/corpus/$name" \
        -max_total_time="$seconds" -timeout=1 \
        -malloc_limit_mb=64 -rss_limit_mb=1024 -max_len=8192 \
        -artifact_prefix="$build/found/$name-" -print_final_stats=1 2>&1 |
        grep -E "^stat::(number_of_executed|average_exec|peak_rss)|ERROR|SUMMARY|Test unit written"
done
