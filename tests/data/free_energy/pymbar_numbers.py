# Free energies of a table of u_nk by pymbar 3.1 (Debian: python3-pymbar): Bennett's acceptance ratio between neighbours
# and the multistate one, with their errors for independent samples and the overlap matrix. One "name value" a line.
#
#   python3 pymbar_numbers.py u_nk.csv           prints the numbers: pymbar-3.1.0.txt is what it printed
#   python3 pymbar_numbers.py u_nk.csv --make    makes the table: four harmonic oscillators, 48, 56, 64 and 40 samples
import sys

import numpy

path = sys.argv[1]

if "--make" in sys.argv:
    generator = numpy.random.RandomState(20230215)
    stiffness, centre, samples = [1.0, 1.8, 3.0, 5.0], [0.0, 0.4, 0.7, 1.1], [48, 56, 64, 40]
    stages = [0.0, 0.25, 0.6, 1.0]
    with open(path, "w") as table:
        table.write("time,fep-lambda," + ",".join(str(zeta) for zeta in stages) + "\n")
        for own, count in enumerate(samples):
            places = centre[own] + generator.standard_normal(count) / numpy.sqrt(stiffness[own])
            for n, x in enumerate(places):
                energies = [0.5 * k * (x - x0) ** 2 for k, x0 in zip(stiffness, centre)]
                table.write(",".join([str(n), str(stages[own])] + ["%.8f" % u for u in energies]) + "\n")
    sys.exit()

import pymbar

with open(path) as table:
    stages = [float(name) for name in table.readline().strip().split(",")[2:]]
    rows = numpy.array([[float(field) for field in line.split(",")] for line in table])
energies = rows[:, 2:].T
samples = numpy.array([int((rows[:, 1] == zeta).sum()) for zeta in stages])


def show(name, value):
    print(name, repr(float(value)))


for k in range(len(stages) - 1):
    forward = (energies[k + 1] - energies[k])[rows[:, 1] == stages[k]]
    backward = (energies[k] - energies[k + 1])[rows[:, 1] == stages[k + 1]]
    result = pymbar.BAR(forward, backward, relative_tolerance=1e-14, maximum_iterations=10000, return_dict=True)
    show("bar_%d" % k, result["Delta_f"])
    show("bar_error_%d" % k, result["dDelta_f"])
    show("exponential_%d" % k, pymbar.EXP(forward, return_dict=True)["Delta_f"])

mbar = pymbar.MBAR(energies, samples, relative_tolerance=1e-14, maximum_iterations=10000)
result = mbar.getFreeEnergyDifferences(return_dict=True)
overlap = mbar.computeOverlap(return_dict=True)
for k in range(len(stages)):
    show("mbar_%d" % k, result["Delta_f"][0, k])
for k in range(len(stages)):
    for l in range(len(stages)):
        if k != l:
            show("mbar_error_%d_%d" % (k, l), result["dDelta_f"][k, l])
        show("overlap_%d_%d" % (k, l), overlap["matrix"][k, l])
show("gap", overlap["scalar"])
