#!/usr/bin/env bash
# Exchanges of particles a second of `fix gcmc` of LAMMPS and of soret, alternating, one core each, in the paper's
# liquid at constant mu, V and T:
#   bench/versus_lammps_gcmc.sh [N ...]      (default 870)
# Both start from one data file; before anything is timed their energies of it must agree within 1e-10. LAMMPS has one
# fix for each species and makes, as often as insertions or deletions, displacements of at most 0.16 along each axis;
# soret makes a displacement and a change of identity before each. An exchange is an attempt at an insertion or a
# deletion; rates of accepted ones are what a simulation gains.
#   LMP          the program of LAMMPS                      (default lmp)
#   LMP_FLAGS    its options, such as a suffix              (default "-sf opt")
#   SORET        the program soret                          (default build/bin/soret)
#   INSERTION    of soret, plain or biased: only plain ones are those of LAMMPS   (default plain)
#   MU1, MU2     chemical potentials with Lambda = 1        (default about those of the liquid at x_1 = 0.5, P = 0.46)
#   REPETITIONS  of each program                            (default 5)
#   EXCHANGES    of a repetition                            (default 200000)
# Exit code 1 if the energy disagrees or a program fails, 3 if LAMMPS is not installed.
set -euo pipefail
export LC_ALL=C OMP_NUM_THREADS=1

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lmp=${LMP:-lmp}
read -r -a lmp_flags <<<"${LMP_FLAGS--sf opt}"
soret=${SORET:-$root/build/bin/soret}
mu1=${MU1:--1.53}
mu2=${MU2:--3.49}
repetitions=${REPETITIONS:-5}
exchanges=${EXCHANGES:-200000}
insertion=${INSERTION:-plain}
temperature=0.62
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(870)

die() {
    printf '%s\n' "bench/versus_lammps_gcmc.sh: $*" >&2
    exit "${code:-1}"
}

command -v "$lmp" >/dev/null || code=3 die "$lmp: not found: LMP must name the program of LAMMPS"
[ -x "$soret" ] || die "$soret: not found: SORET must name the program soret"
for n in "${sizes[@]}"; do
    [[ $n =~ ^[0-9]+$ ]] || die "N = $n: must be a number of particles"
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# In units of lj both have Lambda = 1 (LAMMPS since March 2017).
# The values of paper_mixture() in common/mixture.cpp: the energies show that they are the same.
run_lammps() { # run_lammps DATA STEPS SEED: a step tries 100 exchanges and 100 displacements of each species
    cat >"$work/in.lammps" <<EOT
units lj
atom_style atomic
read_data $1
pair_style lj/cut 2.5
pair_modify shift yes
pair_coeff 1 1 0.6 1.0
pair_coeff 1 2 0.7745966692414834 1.0
pair_coeff 2 2 1.0 1.0
neighbor 0.3 bin
neigh_modify every 1 delay 0 check yes
group one type 1
group two type 2
fix 1 one gcmc 1 100 100 1 $3 $temperature $mu1 0.16
fix 2 two gcmc 1 100 100 2 $(($3 + 1)) $temperature $mu2 0.16
thermo_style custom step pe atoms f_1[3] f_1[4] f_1[5] f_1[6] f_2[3] f_2[4] f_2[5] f_2[6]
thermo_modify norm no format float %.17g
thermo $(($2 > 0 ? $2 : 1))
run $2
EOT
    "$lmp" "${lmp_flags[@]}" -in "$work/in.lammps" -log "$work/log" -screen none ||
        die "$lmp failed: $(tail -n 1 "$work/log")"
}

lammps_energy() { awk '/^ *Step/ { getline; print $2; exit }' "$work/log"; }

lammps_rates() { # attempted and accepted exchanges a second
    awk '/^Loop time of/ { time = $4 }
        /^ *[0-9]+ / && NF == 11 { tried = $4 + $6 + $8 + $10; done = $5 + $7 + $9 + $11 }
        END { if (!(time > 0)) exit 1; print tried / time, done / time }' "$work/log"
}

number_of() { # number_of KEY FILE: a number at the top level of the JSON that soret writes
    sed -n "s/^  \"$1\": \([-+.0-9eE]*\),\{0,1\}\$/\1/p" "$2"
}

run_soret() { # run_soret DATA SWEEPS SEED
    cat >"$work/run.toml" <<EOT
[system]
config = "$1"
[ensemble]
kind = "gcmc"
temperature = $temperature
mu = [$mu1, $mu2]
insertion = "$insertion"
[length]
equilibration = 0
production = $2
[observe]
thermo_every = 1000000
[numerics]
seed = $3
checkpoint_every = 1e6
EOT
    rm -rf "$work/run"
    "$soret" run "$work/run.toml" --out "$work/run" --quiet || die "$soret failed"
}

soret_rates() { # soret_rates N: attempted and accepted exchanges a second
    local accepted
    accepted=$(awk '/"(biased_)?exchange"/ { inside = 1 }
        inside && /"value"/ { gsub(/[^-+.0-9eE]/, "", $2); print $2; exit }' "$work/run/summary.json")
    awk -v s="$(number_of steps_per_second "$work/run/summary.json")" -v n="$1" -v a="$accepted" \
        'BEGIN { if (s == "" || a == "") exit 1; print s * n, s * n * a }'
}

median() {
    sort -g "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

compare() { # compare N
    local n=$1 data=$work/start.data k
    "$soret" bench --n "$n" --steps 2000 --repetitions 1 --threads 1 --quiet --write "$data" \
        --json "$work/soret.json" || die "$soret failed"
    "$soret" forces "$data" --quiet --json "$work/forces.json" || die "$soret failed"
    run_lammps "$data" 0 1
    awk -v a="$(lammps_energy)" -v b="$(number_of potential_energy "$work/forces.json")" 'BEGIN {
            if (a == "" || b == "") exit 1
            d = a > b ? a - b : b - a; s = b < 0 ? -b : b
            exit !(d <= 1e-10 * s) }' ||
        die "N = $n: the energy is $(lammps_energy) in LAMMPS, but \
$(number_of potential_energy "$work/forces.json") in soret"

    for name in lammps lammps_accepted soret soret_accepted; do : >"$work/$name"; done
    for ((k = 0; k < repetitions; ++k)); do
        run_lammps "$data" $((exchanges / 200)) $((100 + 2 * k))
        read -r tried accepted < <(lammps_rates) || die "N = $n: LAMMPS reports no loop time"
        echo "$tried" >>"$work/lammps" && echo "$accepted" >>"$work/lammps_accepted"
        run_soret "$data" $((exchanges / n > 10 ? exchanges / n : 10)) $((1 + k))
        read -r tried accepted < <(soret_rates "$n") || die "N = $n: no rate in summary.json"
        echo "$tried" >>"$work/soret" && echo "$accepted" >>"$work/soret_accepted"
    done
    awk -v n="$n" -v a="$(median "$work/lammps")" -v b="$(median "$work/soret")" \
        -v c="$(median "$work/lammps_accepted")" -v d="$(median "$work/soret_accepted")" 'BEGIN {
            printf "%8d  %10.3e  %10.3e  %6.1f  %10.3e  %10.3e  %6.1f\n", n, a, b, b / a, c, d, (c > 0 ? d / c : 0) }'
}

printf '%8s  %10s  %10s  %6s  %10s  %10s  %6s\n' "" exchanges a_second "" accepted a_second ""
printf '%8s  %10s  %10s  %6s  %10s  %10s  %6s\n' N LAMMPS soret ratio LAMMPS soret ratio
for n in "${sizes[@]}"; do compare "$n"; done
