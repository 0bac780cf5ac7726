"""How much larger S_T is in size at its minimum than extrapolated to x_1 = 1, by polynomials of several degrees:
python3 beyond_the_end.py standard

By R/Gamma, R a polynomial and Gamma = 1 + x(1 - x) times a parabola, or by a polynomial through S_T itself, with the
covariance of the points, at the published size."""

import json
import sys

import numpy

CURVE = "soret_hnemd_semigrand_published_size"
results = json.load(open(f"{sys.argv[1]}/results.json"))
grid = numpy.linspace(0.2, 0.8, 60001)


def columns(points):
    return (numpy.array([p[key] for p in points]) for key in ("x1", "value", "sem"))


def fitted(x, y, weight, degree):
    """coefficients of powers of x - 1, their covariance, chi^2"""
    powers = numpy.vander(x - 1.0, degree + 1, increasing=True)
    covariance = numpy.linalg.inv(powers.T @ weight @ powers)
    coefficients = covariance @ powers.T @ weight @ y
    left = y - powers @ coefficients
    return coefficients, covariance, left @ weight @ left


def at(coefficients, x):
    return numpy.polyval(coefficients[::-1], x - 1.0)


def show(name, x, y, covariance, degree, divisor):
    """divisor(x): what the polynomial is divided by, 1 at x = 1"""
    coefficients, of_fit, chi_squared = fitted(x, y, numpy.linalg.inv(covariance), degree)
    place = grid[(at(coefficients, grid) / divisor(grid)).argmin()]
    ratio = at(coefficients, place) / divisor(place) / coefficients[0]
    gradient = ratio * ((place - 1.0) ** numpy.arange(degree + 1) / at(coefficients, place))
    gradient[0] -= ratio / coefficients[0]
    error = numpy.sqrt(gradient @ of_fit @ gradient)
    of_points = f"chi^2 = {chi_squared:.1f} for {len(x) - degree - 1}"
    print(f"{name}: {ratio - 1:.3f} +- {error:.3f}, {of_points}, lowest at {place:.3f}")


x, soret, errors = columns(results["curves"][CURVE])
covariance = numpy.array(results["curve_keys"][CURVE]["covariance"]).reshape(len(x), len(x))
numpy.fill_diagonal(covariance, errors**2)  # in the file the diagonal has what the points share

gamma_x, gamma, gamma_errors = columns(results["curves"]["gamma_semigrand"])
shape = (gamma_x * (1.0 - gamma_x))[:, None] * numpy.vander(gamma_x, 3, increasing=True)
bend = numpy.linalg.lstsq(shape / gamma_errors[:, None], (gamma - 1.0) / gamma_errors, rcond=None)[0]


def factor(at_x):
    return 1.0 + at_x * (1.0 - at_x) * numpy.polyval(bend[::-1], at_x)


def one(at_x):
    return numpy.ones_like(at_x)


ratio = soret * factor(x)
of_ratio = covariance * numpy.outer(factor(x), factor(x))
for degree in (1, 2, 3):
    show(f"R/Gamma, R of degree {degree}", x, ratio, of_ratio, degree, factor)
for first in (1, 2, 3):
    part = slice(first, None)
    show(f"R/Gamma, R of degree 2 from x_1 = {x[first]:.1f} on", x[part], ratio[part], of_ratio[part, part], 2, factor)
for degree in (3, 4):
    show(f"S_T of degree {degree}", x, soret, covariance, degree, one)
print("Points exactly on R/Gamma, R of degree 2; errors and chi^2 say nothing here:")
exact = at(fitted(x, ratio, numpy.linalg.inv(of_ratio), 2)[0], x) / factor(x)
show("  S_T of degree 3, weights of the errors", x, exact, covariance, 3, one)
show("  S_T of degree 3, equal weights", x, exact, numpy.eye(len(x)), 3, one)
