"""What the viscosity from D_i of three boxes at x_1 = 1/2 would be, were all at one density:
python3 box_densities.py standard

Each box of the Green-Kubo runs has the density of its own pressure of 0.46. D_i goes as a power of the density."""

import glob
import json
import sys

import numpy

from packed import values_of

XI, TEMPERATURE, SIZES = 2.837297, 0.62, (250, 500, 1000)
curves = json.load(open(f"{sys.argv[1]}/results.json"))["curves"]


def density_of(particles):
    first = sorted(glob.glob(f"{sys.argv[1]}/tasks/green_kubo-n{particles}-x0.500-r*.json"))[0]
    fluxes = values_of(first)["fluxes"]
    return fluxes["particles"] / fluxes["volume"]


def at_half(curve):
    return next(p for p in curves[curve] if abs(p["x1"] - 0.5) < 0.01)


def viscosity(densities, power, pooled):
    """from D_i = D_i(infinite) - xi T/(6 pi eta L), chi^2 for 3 degrees of freedom"""
    rows, values, errors = [], [], []
    for species in (1, 2):
        for particles, density in zip(SIZES, densities):
            study = "" if particles == SIZES[0] else f"_n{particles}"
            point = at_half(f"self_diffusion_{species}{study}")
            edge = (particles / density) ** (1.0 / 3.0)
            rows.append([species == 1, species == 2, -XI * TEMPERATURE / (6.0 * numpy.pi * edge)])
            values.append(point["value"] * (density / densities[-1]) ** power)
            errors.append((point["sem"] / point["value"], point["n_eff"], particles))
    relative = numpy.array([error for error, _, _ in errors])
    if pooled:  # one variance for all runs but for the number of their particles
        runs, sizes = numpy.array([n for _, n, _ in errors]), numpy.array([n for _, _, n in errors])
        variance = ((runs - 1) * relative**2 * runs * sizes).sum() / (runs - 1).sum()
        relative = numpy.sqrt(variance / runs / sizes)
    weights = 1.0 / (relative * numpy.array(values))
    matrix = numpy.array(rows, float) * weights[:, None]
    solution = numpy.linalg.lstsq(matrix, values * weights, rcond=None)[0]
    error = numpy.sqrt(numpy.linalg.inv(matrix.T @ matrix)[2, 2])
    return 1.0 / solution[2], error / solution[2] ** 2, ((matrix @ solution - values * weights) ** 2).sum()


densities = [density_of(particles) for particles in SIZES]
print("densities", *(f"{density:.5f}" for density in densities))
print("viscosity by Green-Kubo {value:.3f} +- {sem:.3f}".format(**at_half("viscosity")))
for pooled in (False, True):
    print("errors", "of all runs together" if pooled else "of the runs of each box")
    for power in (0, 6, 8, 10):
        value, error, chi_squared = viscosity(densities, power, pooled)
        print(f"  D_i goes as the density to the power {-power}: {value:.2f} +- {error:.2f}, chi^2 = {chi_squared:.1f}")
