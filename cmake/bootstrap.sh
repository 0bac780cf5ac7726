# shellcheck shell=bash
# Sourced by tests/run.sh, validation/run.sh, validation/check.sh and .ci/run: from a bare Debian 12 to a configured
# and built tree.
# Sets root (the source tree) and build (its build directory). CXX chooses the compiler, g++ unless given.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
build=$root/build
jobs=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

say() { printf '== %s\n' "$*"; }
die() {
    printf '%s: %s\n' "$(basename "$(dirname "$0")")/$(basename "$0")" "$*" >&2
    exit 2
}

# The lines "package use probe" of the list whose use is one of the arguments.
packages_for() {
    local package use probe wanted
    while read -r package use probe; do
        for wanted in "$@"; do
            [ "$use" = "$wanted" ] && printf '%s %s\n' "$package" "$probe"
        done
    done < <(grep -v '^#' "$root/cmake/debian-packages.txt")
}

is_debian_12() {
    [ -r /etc/os-release ] && [ "$(. /etc/os-release && printf '%s %s' "${ID-}" "${VERSION_ID-}")" = "debian 12" ]
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

apt_get() {
    local log
    local -a as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    log=$(mktemp)
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 \
        -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        die "apt-get $1 failed: see the lines above; is the mirror within reach?"
    fi
    rm -f "$log"
}

install_on_debian() {
    local package probe
    local -a missing=()
    while read -r package probe; do
        is_installed "$package" || missing+=("$package")
    done < <(packages_for "$@")
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
        die "packages are missing and this is neither root nor is there sudo; as root: apt-get install ${missing[*]}"
    fi
    say "installing ${#missing[@]} Debian packages: ${missing[*]}"
    apt_get update
    apt_get install --no-install-recommends "${missing[@]}"
}

# Elsewhere: a program that is missing stops here; a header may be in a place that only CMake knows, so it is named
# only.
name_what_is_missing() {
    local package probe
    while read -r package probe; do
        case $probe in
            "<"*) printf '#include %s\n' "$probe" | "$CXX" -std=c++20 -fsyntax-only -x c++ - 2>/dev/null ||
                printf '== not found: %s, in Debian the package %s\n' "$probe" "$package" ;;
            import:*) python3 -c "${probe/:/ }" 2>/dev/null ||
                printf '== not found: the Python module %s, in Debian the package %s\n' "${probe#import:}" "$package" ;;
            c++ | git) ;; # c++: any compiler, checked apart; git: for the provenance only
            *) command -v "$probe" >/dev/null || die "$probe is missing (in Debian 12 the package $package)" ;;
        esac
    done < <(packages_for "$@")
}

# install_what_is_missing USE...: the uses are those of cmake/debian-packages.txt.
install_what_is_missing() {
    case ${CXX-} in
        gcc) CXX=g++ ;;
        clang) CXX=clang++ ;;
    esac
    case ${CXX-} in
        *clang*) set -- "$@" clang ;;
    esac
    if is_debian_12; then
        install_on_debian "$@"
    fi
    export CXX=${CXX:-g++}
    command -v "$CXX" >/dev/null || die "there is no compiler $CXX: install one (C++20: g++ 12, clang++ 14) or set CXX"
    is_debian_12 || name_what_is_missing "$@"
}

cached() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }

# A build directory of another place, compiler or generator is not used further.
build_is_of_this_tree() {
    [ -f "$build/CMakeCache.txt" ] && [ "$(cached CMAKE_HOME_DIRECTORY)" = "$root" ] &&
        [ "$(cached CMAKE_GENERATOR)" = Ninja ] && [ "$(cached CMAKE_CXX_COMPILER)" = "$(command -v "$CXX")" ]
}

# configure PRESET [options of cmake]
configure() {
    local preset=$1 log=$build/configure.log
    local -a fresh=()
    shift
    build_is_of_this_tree || fresh=(--fresh)
    mkdir -p "$build" || die "cannot make $build"
    say "configuring: preset $preset, $CXX, in $build"
    if ! (cd "$root" && cmake --preset "$preset" "${fresh[@]}" "$@") >"$log" 2>&1; then
        tail -n 25 "$log" >&2
        die "configuring failed: see the lines above, or all of $log"
    fi
}

# build_targets TARGET...
build_targets() {
    local start=$SECONDS log=$build/build.log
    say "building $* with $jobs jobs"
    if ! cmake --build "$build" --target "$@" -- -j "$jobs" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        die "the build failed: see the lines above, or all of $log"
    fi
    say "built in $((SECONDS - start)) s"
}

# The program alone, with the packages that it needs.
build_program() {
    install_what_is_missing build
    if build_is_of_this_tree; then # as it was configured before: tests/run.sh has other options
        configure release
    else
        configure release -D SORET_BUILD_TESTS=OFF -D SORET_BUILD_BENCHMARKS=OFF
    fi
    build_targets soret_program
}
