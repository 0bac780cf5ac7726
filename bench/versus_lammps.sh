#!/usr/bin/env bash
# The same equilibrated liquid through LAMMPS and through soret, alternating, one core each:
#   bench/versus_lammps.sh [N ...]      (default 500 5000 32000)
# Both run at constant energy with a time step of 0.002 from one data file; before anything is timed their energies at
# step 0 must agree within 1e-10. LAMMPS has the best of several skins and writes nothing in its loop, whose time it
# reports itself. Rates are particles times steps a second.
#   LMP          the program of LAMMPS                      (default lmp)
#   LMP_FLAGS    its options, such as a suffix              (default "-sf opt")
#   SORET        the program soret                          (default build/bin/soret)
#   SORET_FLAGS  options of `soret bench`, as --isa avx2  (default none)
#   REPETITIONS  of each program, at least 5                (default 5)
#   STEPS        of a repetition                            (default 1e7/N, at least 100)
#   JSON         file for the numbers                       (default versus_lammps.json in the build directory)
# Exit code 1 if an energy disagrees or a program fails.
set -euo pipefail
export LC_ALL=C OMP_NUM_THREADS=1

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lmp=${LMP:-lmp}
read -r -a lmp_flags <<<"${LMP_FLAGS--sf opt}"
soret=${SORET:-$root/build/bin/soret}
read -r -a soret_flags <<<"${SORET_FLAGS-}"
repetitions=${REPETITIONS:-5}
json=${JSON:-$root/build/versus_lammps.json}
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(500 5000 32000)

die() {
    printf '%s\n' "bench/versus_lammps.sh: $*" >&2
    exit 1
}

command -v "$lmp" >/dev/null || die "$lmp: not found: LMP must name the program of LAMMPS"
[ -x "$soret" ] || die "$soret: not found: SORET must name the program soret"
[ "$repetitions" -ge 5 ] || die "REPETITIONS = $repetitions: must be at least 5"
for n in "${sizes[@]}"; do
    [[ $n =~ ^[0-9]+$ ]] || die "N = $n: must be a number of particles"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The values of paper_mixture() in common/mixture.cpp: the energies at step 0 show that they are the same.
write_input() { # write_input DATA SKIN STEPS
    cat >"$work/in.lammps" <<EOF
units lj
atom_style atomic
read_data $1
pair_style lj/cut 2.5
pair_modify shift yes
pair_coeff 1 1 0.6 1.0
pair_coeff 1 2 0.7745966692414834 1.0
pair_coeff 2 2 1.0 1.0
neighbor $2 bin
neigh_modify every 1 delay 0 check yes
timestep 0.002
fix 1 all nve
thermo_style custom step pe ke
thermo_modify norm no format float %.17g
thermo 0
run $3
EOF
}

run_lammps() { # run_lammps DATA SKIN STEPS: leaves the log in $work/log
    write_input "$@"
    "$lmp" "${lmp_flags[@]}" -in "$work/in.lammps" -log "$work/log" -screen none ||
        die "$lmp failed: $(tail -n 1 "$work/log")"
}

lammps_rate() { # "Loop time of T on P procs for S steps with N atoms"
    awk '/^Loop time of/ { print ($4 > 0 ? $9 * $12 / $4 : 0); found = 1 } END { exit !found }' "$work/log"
}

lammps_energy() { awk '/^ *Step/ { getline; printf "%.17g\n", $2 + $3; exit }' "$work/log"; }

number_of() { # number_of KEY FILE: a number at the top level of the JSON that soret writes
    sed -n "s/^  \"$1\": \([-+.0-9eE]*\),\{0,1\}\$/\1/p" "$2"
}

word_of() { # word_of KEY FILE: a string there
    sed -n "s/^  \"$1\": \"\(.*\)\",\{0,1\}\$/\1/p" "$2"
}

run_soret() { # run_soret DATA STEPS: leaves JSON in $work/soret.json
    "$soret" bench --config "$1" --steps "$2" --repetitions 1 --threads 1 --json "$work/soret.json" --quiet \
        ${soret_flags[@]+"${soret_flags[@]}"} || die "$soret failed"
}

# median least most
statistics() {
    sort -g "$1" | awk '{ v[NR] = $1 }
        END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2, v[1], v[NR] }'
}

list_of() { paste -sd, "$1" | sed 's/,/, /g'; }

compare() { # compare N
    local n=$1 data=$work/start.data steps skin rate best_rate=0 best_skin
    steps=${STEPS:-$((10000000 / n > 100 ? 10000000 / n : 100))}
    "$soret" bench --n "$n" --steps 1 --repetitions 1 --threads 1 --quiet --write "$data" \
        --json "$work/soret.json" || die "$soret failed"

    run_lammps "$data" 0.3 0
    awk -v a="$(lammps_energy)" -v p="$(number_of potential_energy "$work/soret.json")" \
        -v k="$(number_of kinetic_energy "$work/soret.json")" 'BEGIN {
            if (a == "" || p == "" || k == "") exit 1
            b = p + k; d = a > b ? a - b : b - a; s = b < 0 ? -b : b
            exit !(d <= 1e-10 * s) }' ||
        die "N = $n: the energy at step 0 is $(lammps_energy) in LAMMPS, but $(number_of potential_energy \
            "$work/soret.json") + $(number_of kinetic_energy "$work/soret.json") in soret"

    for skin in 0.15 0.2 0.25 0.3; do
        run_lammps "$data" "$skin" "$steps"
        rate=$(lammps_rate) || die "N = $n: LAMMPS reports no loop time"
        if awk -v a="$rate" -v b="$best_rate" 'BEGIN { exit !(a > b) }'; then
            best_rate=$rate best_skin=$skin
        fi
    done

    : >"$work/lammps"
    : >"$work/soret"
    : >"$work/ratio"
    for ((k = 0; k < repetitions; ++k)); do
        run_lammps "$data" "$best_skin" "$steps"
        grep -q '^Dangerous builds = 0' "$work/log" || die "N = $n: LAMMPS reports dangerous builds"
        lammps_rate >>"$work/lammps"
        run_soret "$data" "$steps"
        number_of particle_steps_per_second "$work/soret.json" >>"$work/soret"
        paste "$work/soret" "$work/lammps" | tail -n 1 | awk '{ print $1 / $2 }' >>"$work/ratio"
    done
    read -r lammps_median lammps_least lammps_most < <(statistics "$work/lammps")
    read -r soret_median soret_least soret_most < <(statistics "$work/soret")
    read -r ratio_median ratio_least ratio_most < <(statistics "$work/ratio")
    printf '%8d  %6s  %10.3e  %10.3e  %6.2f  (%.2f to %.2f)\n' "$n" "$best_skin" "$lammps_median" "$soret_median" \
        "$ratio_median" "$ratio_least" "$ratio_most"
    cat >>"$work/rows" <<EOF
$separator    {"n": $n, "steps": $steps, "skin": $best_skin,
     "lammps": {"median": $lammps_median, "min": $lammps_least, "max": $lammps_most,
                "rates": [$(list_of "$work/lammps")]},
     "soret": {"median": $soret_median, "min": $soret_least, "max": $soret_most, "rates": [$(list_of "$work/soret")]},
     "ratio": {"median": $ratio_median, "min": $ratio_least, "max": $ratio_most}}
EOF
    separator=$',\n'
}

separator=""
: >"$work/rows"
printf '%8s  %6s  %10s  %10s  %6s\n' N skin LAMMPS soret "soret/LAMMPS"
for n in "${sizes[@]}"; do compare "$n"; done

soret_version="$("$soret" --version), isa $(word_of isa "$work/soret.json")"
soret_version+=", precision $(word_of precision "$work/soret.json")"
lammps_version=$("$lmp" -h | sed -n 's/^Large-scale .* Simulator - //p')
mkdir -p "$(dirname "$json")"
cat >"$json" <<EOF
{"unit": "particles times steps a second, one core",
 "lammps": "$lammps_version, $lmp ${lmp_flags[*]}",
 "soret": "$soret_version",
 "repetitions": $repetitions,
 "results": [
$(cat "$work/rows")
 ]}
EOF
echo "written: $json"
