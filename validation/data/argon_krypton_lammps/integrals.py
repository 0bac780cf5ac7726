"""Conductivity, L_11 and viscosity from the fluxes that in.green_kubo wrote: python3 integrals.py fluxes-*.txt"""

import sys

import numpy

VOLUME = 250 / 0.7148
INTERVAL = 8 * 0.004  # of two samples [tau]
QUARTERS = 4  # of each run: their scatter gives the errors


def integrals(a, b, lags):
    """of <a(t) b(0)> over the volume up to each lag, mean of the columns, by trapezoids"""
    size = 1 << (2 * len(a) - 1).bit_length()
    transforms = numpy.fft.rfft(a, size, axis=0) * numpy.conj(numpy.fft.rfft(b, size, axis=0))
    sums = numpy.fft.irfft(transforms, size, axis=0)[: lags + 1].mean(axis=1)
    correlation = sums / (len(a) - numpy.arange(lags + 1))
    return INTERVAL * (numpy.cumsum(correlation) - 0.5 * correlation[0] - 0.5 * correlation) / VOLUME


def shear(pressure):
    """five independent components of the traceless pressure from P_xy, P_xz, P_yz, P_xx, P_yy, P_zz, all as large"""
    xx, yy, zz = pressure[:, 3:].T
    return numpy.column_stack([pressure[:, :3], (xx - yy) / 2, (2 * zz - xx - yy) / numpy.sqrt(12.0)])


runs = [numpy.loadtxt(name) for name in sys.argv[1:]]
parts = [part for run in runs for part in numpy.array_split(run, QUARTERS)]
temperature = numpy.array([part[:, 0].mean() for part in parts])
print(f"T = {temperature.mean():.4f}, P = {numpy.mean([part[:, 1].mean() for part in parts]):.3f}")
for time in (2.0, 3.0, 4.0):
    lag = round(time / INTERVAL)
    l_qq, l_11, l_1q, l_q1 = (
        numpy.array([integrals(part[:, a : a + 3], part[:, b : b + 3], lag)[lag] for part in parts])
        for a, b in ((2, 2), (5, 5), (5, 2), (2, 5))
    )
    coupling = (0.5 * (l_1q + l_q1).mean()) ** 2 / l_11.mean()
    conductivity = (l_qq - coupling) / temperature**2
    error = 1.0 / numpy.sqrt(len(parts))
    print(
        f"to {time} tau: lambda = {conductivity.mean():.3f} +- {error * conductivity.std(ddof=1):.3f}, "
        f"L_11 = {l_11.mean():.5f} +- {error * l_11.std(ddof=1):.5f}"
    )
for time in (10.0, 20.0):
    lag = round(time / INTERVAL)
    viscosity = numpy.array([integrals(shear(part[:, 8:]), shear(part[:, 8:]), lag)[lag] for part in parts])
    viscosity *= VOLUME**2 / temperature
    print(f"to {time} tau: eta = {viscosity.mean():.3f} +- {error * viscosity.std(ddof=1):.3f}")
