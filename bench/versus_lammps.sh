#!/usr/bin/env bash
# The same liquid through LAMMPS and through soret, alternating, one core each:
#   bench/versus_lammps.sh [N ...]      (default 500 5000 32000)
# It is the part `lammps` of `soret bench --suite`, with another program of LAMMPS or other sizes. Energies at step 0
# must agree within 1e-10 before anything is timed; LAMMPS has the best of four skins and writes nothing in its loop.
#   LMP          the program of LAMMPS                    (default lmp)
#   LMP_FLAGS    its options, such as a suffix            (default "-sf opt")
#   SORET        the program soret                        (default build/bin/soret)
#   SORET_FLAGS  options of `soret bench`, as --isa avx2  (default none)
#   JSON         file for the numbers                     (default versus_lammps.json in the build directory)
# Exit code 1 if the first step differs from that of the reference, 2 if LAMMPS is missing, fails or has another energy.
set -euo pipefail
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
soret=${SORET:-$root/build/bin/soret}
read -r -a soret_flags <<<"${SORET_FLAGS-}"
json=${JSON:-$root/build/versus_lammps.json}
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(500 5000 32000)

[ -x "$soret" ] || {
    echo "bench/versus_lammps.sh: $soret: not found: SORET must name the program soret" >&2
    exit 2
}
"$soret" bench --suite --only lammps --sizes "$(IFS=, && echo "${sizes[*]}")" \
    --lammps "${LMP:-lmp} ${LMP_FLAGS--sf opt}" \
    --json "$json" ${soret_flags[@]+"${soret_flags[@]}"}
echo "written: $json"
