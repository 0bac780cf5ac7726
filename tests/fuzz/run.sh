#!/bin/bash
# tests/fuzz/run.sh [SECONDS] [NAME...]: fuzzes the readers, one after the other, each for SECONDS (60), those named
# or all. Says for each how many inputs it ran and how the fuzzer ended; ends with 1 if an input failed.
# A corpus is NAME's directory in tests/fuzz/corpus; what is found beyond it is in build-fuzz/corpus, what fails in
# build-fuzz/found.
# An input must not crash, take more than a second, or allocate more than 64 MB at once: packed files 128 MB, since xz
# announces the memory it takes and Boost.Iostreams lets it have 100.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
build=$root/build-fuzz
seconds=${1:-60}
shift || true
[ $# -gt 0 ] || set -- data dump xyz nist mixture packed json run_file checkpoint

# Stack traces of allocations and long inputs cost most of the time; most readers see all there is in short ones.
export ASAN_OPTIONS=malloc_context_size=0:quarantine_size_mb=1:detect_leaks=0
length_of() {
    case $1 in
        json) echo "${FUZZ_LENGTH:-1024}" ;;
        checkpoint) echo "${FUZZ_LENGTH:-8192}" ;;
        *) echo "${FUZZ_LENGTH:-512}" ;;
    esac
}

program_of() {
    case $1 in
        data | dump | xyz | nist) echo configuration_fuzz ;;
        *) echo "$1_fuzz" ;;
    esac
}

programs=$(for name in "$@"; do program_of "$name"; done | sort -u)
[ -f "$build/build.ninja" ] || cmake -S "$root" -B "$build" -G Ninja -D CMAKE_CXX_COMPILER=clang++ \
    -D CMAKE_BUILD_TYPE=RelWithDebInfo \
    -D CMAKE_CXX_FLAGS_RELWITHDEBINFO="-O2 -g1" -D SORET_BUILD_FUZZERS=ON -D SORET_BUILD_TESTS=OFF \
    -D SORET_BUILD_BENCHMARKS=OFF -D SORET_UNITY_BUILD=OFF -D SORET_PRECOMPILE_HEADERS=OFF >/dev/null
# shellcheck disable=SC2086
cmake --build "$build" --target $programs
mkdir -p "$build/found"
failed=0
for name in "$@"; do
    echo "== $name, $seconds s"
    mkdir -p "$build/corpus/$name"
    limit=64
    [ "$name" != packed ] || limit=128
    log=$build/$name.log
    status=0
    "$build/bin/$(program_of "$name")" "$build/corpus/$name" "$root/tests/fuzz/corpus/$name" \
        -max_total_time="$seconds" -timeout=1 -malloc_limit_mb=$limit -rss_limit_mb=1024 \
        -max_len="$(length_of "$name")" -entropic=0 -detect_leaks=0 \
        -artifact_prefix="$build/found/$name-" -print_final_stats=1 >"$log" 2>&1 ||
        status=$?
    grep -E "^stat::(number_of_executed|average_exec|peak_rss)|ERROR|SUMMARY|Test unit written" "$log" || true
    [ $status -eq 0 ] || echo "ended with $status: see $log"
    [ $status -eq 0 ] || failed=1
done
exit $failed
