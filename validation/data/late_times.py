"""What L_11 of Green-Kubo runs still changes by at late times, in % of the integral to the first of two times, which
docs/estimators.md holds against waves: python3 late_times.py standard"""

import collections
import glob
import sys

import numpy

from packed import values_of

FULL, HALF, LEVELS = 32, 16, 4  # lags of the multiple-tau correlator, in intervals between samples
LAGS = numpy.array([*range(FULL), *(lag << level for level in range(1, LEVELS + 1) for lag in range(HALF, FULL))])
MASS = 0  # row of <J_1(t) J_1(0)> in the sums of a block


def running_integral(block, interval):
    """times, and the integral of <J_1(t) J_1(0)> up to each, by trapezoids; its unit cancels"""
    times = LAGS * interval
    correlation = block["sums"][MASS] / block["counts"]
    steps = numpy.diff(times) * 0.5 * (correlation[1:] + correlation[:-1])
    return times, numpy.concatenate([[0.0], numpy.cumsum(steps)])


def at(times, integral, time):
    return numpy.interp(time, times, integral)


def mean_between(times, integral, start, end):
    fine = numpy.linspace(start, end, 101)
    return at(times, integral, fine).mean()


def change(files, of_block):
    """weighted mean over compositions of a quotient of sums over blocks, with its standard error"""
    blocks = collections.defaultdict(list)
    for path in files:
        fluxes = values_of(path)["fluxes"]
        composition = path.rsplit("-r", 1)[0]
        blocks[composition] += [of_block(*running_integral(b, fluxes["interval"])) for b in fluxes["blocks"]]
    values, errors = [], []
    for pairs in map(numpy.array, blocks.values()):
        over, under = pairs.mean(axis=0)
        residuals = (pairs[:, 0] - over / under * pairs[:, 1]) / under
        values.append(over / under)
        errors.append(residuals.std(ddof=1) / numpy.sqrt(len(pairs)))
    weights = 1.0 / numpy.square(errors)
    return numpy.average(values, weights=weights), 1.0 / numpy.sqrt(weights.sum())


def show(name, pattern, of_block):
    value, error = change(sorted(glob.glob(f"{sys.argv[1]}/tasks/green_kubo-{pattern}-r*.json")), of_block)
    print(f"{name}: {100 * value:.2f} +- {100 * error:.2f} %")


def between(start, end):
    return lambda t, integral: (at(t, integral, end) - at(t, integral, start), at(t, integral, start))


show("250 particles, nine compositions, 2 to 4 tau", "n250-x0.?00", between(2.0, 4.0))
for particles in (250, 500, 1000):
    show(f"{particles} particles, x_1 = 0.5, 1.24 to 4 tau", f"n{particles}-x0.500", between(1.24, 4.0))
show(
    "250 particles, nine compositions, mean of 2 to 4 tau to 10 tau",
    "n250-x0.?00",
    lambda t, integral: (at(t, integral, 10.0) - mean_between(t, integral, 2.0, 4.0), at(t, integral, 2.0)),
)
