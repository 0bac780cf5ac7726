#!/usr/bin/python3
"""The benchmarks of two build trees beside each other: bench/compare_builds.py OLD NEW

Each program `bin/*_bench` that both trees have runs alternately from the one and the other, once a round, so that what
else the machine does meets both; the compare.py of Google Benchmark runs all of one before the other. Printed are, for
each benchmark, the medians of the time of the processor, their ratio new/old, and the least and the largest ratio of a
round. `faster` or `slower`: in every round, which of 7 equal ones happens once in 64.

Exit code 0 if all ran, 2 if a tree or a program is missing, or a program fails."""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

seconds_in = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def fail(message):
    print(f"bench/compare_builds.py: {message}", file=sys.stderr)
    sys.exit(2)


def pattern(text):
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}")


def rounds_from(text):
    if not text.isdecimal() or int(text) < 3:
        raise argparse.ArgumentTypeError(f"{text}: must be an integer of at least 3")
    return int(text)


def programs_of(tree):
    programs = {path.name: path for path in sorted((tree / "bin").glob("*_bench"))}
    if not programs:
        fail(f"{tree}: has no program bin/*_bench: it must be a build directory whose benchmarks are built")
    return programs


def times_of(program, options):
    """Seconds of an iteration by the name of the benchmark."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [str(program), f"--benchmark_out={out.name}", "--benchmark_out_format=json"]
        if options.filter:
            command.append(f"--benchmark_filter={options.filter}")
        if options.min_time:
            command.append(f"--benchmark_min_time={options.min_time}")
        run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if run.returncode != 0:
            fail(f"{program}: ends with {run.returncode}: {run.stderr.strip()}")
        text = pathlib.Path(out.name).read_text()
    found = json.loads(text)["benchmarks"] if text else []  # nothing is written where the filter leaves nothing
    return {one["name"]: one["cpu_time"] * seconds_in[one["time_unit"]] for one in found}


def readable(seconds):
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds * 1e9:.4g} ns"


def compare(name, old, new, options):
    rounds = []
    for _ in range(options.rounds):
        before, after = times_of(old, options), times_of(new, options)
        rounds.append({key: (before[key], after[key]) for key in before if key in after})
    for key in rounds[0]:
        pairs = [one[key] for one in rounds if key in one]
        before = statistics.median(pair[0] for pair in pairs)
        after = statistics.median(pair[1] for pair in pairs)
        ratios = [pair[1] / pair[0] for pair in pairs]
        verdict = "faster" if max(ratios) < 1.0 else "slower" if min(ratios) > 1.0 else ""
        print(f"{name:<24} {key:<58} {readable(before):>10} {readable(after):>10} {after / before:6.3f}"
              f" ({min(ratios):.3f} to {max(ratios):.3f}) {verdict}".rstrip(), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                     epilog="\n\n".join(__doc__.split("\n\n")[1:]),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=pathlib.Path, metavar="OLD", help="a build directory")
    parser.add_argument("new", type=pathlib.Path, metavar="NEW", help="another one")
    parser.add_argument("--programs", type=pattern, default=pattern(""), metavar="REGEX", help="only these programs")
    parser.add_argument("--filter", default="", metavar="REGEX", help="only these benchmarks of them")
    parser.add_argument("--rounds", type=rounds_from, default=7, metavar="N", help="how often each runs (default 7)")
    parser.add_argument("--min-time", type=float, metavar="SECONDS", help="of a benchmark in a round (default 0.5)")
    options = parser.parse_args()
    old, new = programs_of(options.old), programs_of(options.new)
    chosen = [name for name in {**old, **new} if options.programs.search(name)]
    if not chosen:
        fail(f"programs = {options.programs.pattern}: there is none of that name")
    print(f"{'program':<24} {'benchmark':<58} {'old':>10} {'new':>10}  ratio (least to most)")
    for name in chosen:
        if name not in old or name not in new:
            print(f"{name:<24} only in {options.old if name in old else options.new}")
            continue
        compare(name, old[name], new[name], options)


if __name__ == "__main__":
    main()
