"""Correlations, statistics, theories, equations of state: against formulas, and the program."""

import math

import numpy as np
import pytest

import soret


def direct_sums(a, b, lags):
    return [math.fsum(a[k:] * b[: len(b) - k]) for k in range(lags)]


@pytest.mark.parametrize("backend", ["optimized", "reference"])
def test_correlations_are_their_sums(backend):
    signals = np.random.default_rng(1).normal(size=(200, 2))
    lags = 16
    correlator = soret.Correlator(
        2, [[(0, 0)], [(0, 1), (1, 1)]], lags_per_level=lags, levels=3, backend=backend
    )
    correlator.add(signals[:150])
    for row in signals[150:]:
        correlator.add(row)
    assert correlator.samples == 200
    assert correlator.lags[:18].tolist() == [*range(16), 16, 18]
    assert correlator.means.shape == (2, len(correlator.lags)) == correlator.integrals.shape
    counts = correlator.counts[:lags]
    assert counts.tolist() == [200 - k for k in range(lags)]
    a, b = signals.T
    sums = np.array([direct_sums(a, a, lags), np.add(direct_sums(a, b, lags), direct_sums(b, b, lags))])
    # The stated accuracy: 1.01 (N + pairs) 2^-53 of the sum of magnitudes, which is below 400 here.
    np.testing.assert_allclose(correlator.means[:, :lags] * counts, sums, rtol=0, atol=1.01 * 204 * 2.0**-53 * 400)
    means = correlator.means[0]
    # The trapezoidal rule, exact for the first level.
    np.testing.assert_allclose(
        correlator.integrals[0, :lags], [np.trapz(means[: k + 1]) for k in range(lags)], atol=1e-14
    )
    # 32 log2(8 N) 2^-53 of the norms
    limit = 32 * math.log2(8 * 200) * 2.0**-53 * math.sqrt((a @ a) * (b @ b))
    np.testing.assert_allclose(
        soret.correlate_series(a, b, lags, backend=backend), direct_sums(a, b, lags), rtol=0, atol=limit
    )


def test_nothing_is_added_of_samples_of_which_one_is_wrong():
    correlator = soret.Correlator(1)
    with pytest.raises(soret.InvalidArgument):
        correlator.add([[1.0], [np.nan]])
    assert correlator.samples == 0
    with pytest.raises(soret.InvalidArgument, match="N x 1"):
        correlator.add(np.zeros((3, 2)))


def test_the_error_of_a_correlated_mean_is_known():
    """x' = a x + noise has the correlation time 1/2 (1 + a)/(1 - a)."""
    a, n = 0.8, 40000
    noise = np.random.default_rng(2).normal(size=n)
    series = np.empty(n)
    x = noise[0] / math.sqrt(1 - a * a)
    for i in range(n):
        x = a * x + noise[i]
        series[i] = x
    tau = 0.5 * (1 + a) / (1 - a)
    error = math.sqrt(2 * tau / (1 - a * a) / n)
    time = soret.autocorrelation_time(series)
    # 5 of its own standard errors: a false alarm once in two million seeds, and this seed is fixed.
    assert time.converged and abs(time.tau - tau) < 5 * time.standard_error
    blocks = soret.block_average(series)
    assert blocks.converged and abs(blocks.mean.standard_error - error) < 5 * blocks.error_of_error
    mean = soret.correlated_mean(series)
    assert mean.value == pytest.approx(series.mean(), abs=1e-14) == blocks.mean.value
    # The relative error of the error is half that of tau.
    assert abs(mean.standard_error - error) < 5 * error * 0.5 * time.standard_error / tau
    levels = soret.blocking_levels(series)
    assert levels["block_length"][:3].tolist() == [1, 2, 4]
    assert levels["standard_error"][0] == pytest.approx(series.std(ddof=1) / math.sqrt(n), rel=1e-10)
    rho = soret.autocorrelation_function(series, 3)
    assert rho[0] == 1.0 and rho[1] == pytest.approx(a, abs=5 / math.sqrt(n))


def test_a_function_of_means_has_the_error_of_its_linear_part():
    rows = np.random.default_rng(3).normal([2.0, 4.0], 0.1, size=(4096, 2))
    blocks = soret.BlockAccumulator(2, 256)
    blocks.add(rows[:1000])
    blocks.add(rows[1000:])
    assert blocks.sample_count == 4096 and blocks.block_length * blocks.block_count == 4096
    average = blocks.average(1)
    assert average.mean.value == pytest.approx(rows[:, 1].mean(), rel=1e-14)
    ratio = blocks.jackknife(lambda means: means[1] / means[0])
    assert ratio.value == pytest.approx(rows[:, 1].mean() / rows[:, 0].mean(), rel=1e-13)
    expected = math.hypot(0.1 / 2.0, 0.1 * 4.0 / 2.0**2) / math.sqrt(4096)
    # B blocks know a standard error to 1/sqrt(2 (B - 1)) of itself.
    assert abs(ratio.standard_error / expected - 1) < 5 / math.sqrt(2 * (blocks.block_count - 1))
    column = blocks.product_column(0, 1)
    product = blocks.jackknife(lambda means: means[column])
    assert product.value == pytest.approx((rows[:, 0] * rows[:, 1]).mean(), rel=1e-13)


def test_estimates_are_pooled_by_their_variances():
    first, second = soret.Estimate(1.0, 0.1, 10), soret.Estimate(2.0, 0.2)
    value, error, samples = soret.pooled([first, second]).mean
    assert value == pytest.approx(1.2) and error == pytest.approx(1 / math.sqrt(125)) and samples == 10
    assert soret.pooled([first, second]).chi_squared == pytest.approx(1 / 0.05)
    assert first == soret.Estimate(1.0, 0.1, 10) and eval(repr(first), vars(soret)) == first
    with pytest.raises(soret.InvalidArgument):
        soret.pooled([])


def test_a_radial_distribution_counts_every_pair_once(settled):
    pairs = soret.RadialDistribution(2, r_max=3.0, bins=30)
    pairs.add(settled)
    edges = settled.box.edges
    d = settled.positions[:, None] - settled.positions[None]
    d -= edges * np.round(d / edges)
    r = np.sqrt((d**2).sum(axis=2))
    upper = np.triu(np.ones((300, 300), bool), 1)
    kinds = settled.species[:, None] + settled.species[None]
    for row, kind in enumerate((0, 1, 2)):
        # No distance of this liquid is within rounding of a border.
        counted = np.histogram(r[upper & (kinds == kind)], 30, (0.0, 3.0))[0]
        np.testing.assert_array_equal(pairs.counts[row], counted)
    n_1, n_2 = np.bincount(settled.species)
    shells = 4 / 3 * np.pi * np.diff(np.linspace(0, 3, 31) ** 3)
    expected = shells * n_1 * n_2 / settled.box.volume
    np.testing.assert_allclose(pairs.g[1], pairs.counts[1] / expected, rtol=1e-13)
    with pytest.raises(soret.InvalidState):
        soret.RadialDistribution(2, r_max=5.0).add(settled)
    with pytest.raises(soret.InvalidArgument, match="species_count"):
        soret.RadialDistribution(0)


def test_models_of_one_state_are_their_formulas():
    given = dict(temperature=0.62, x1=0.3, gamma=0.7, partial_enthalpy_1=-1.0, partial_enthalpy_2=-4.0)
    models = soret.theory_models(**given, activation_energy_1=1.0, activation_energy_2=1.6)
    assert models.shape == ()
    # H_2 - H_1 over T D, D = T Gamma                                                                  [SI eq. 3]
    assert models["haase"] == pytest.approx(-3.0 / (0.62 * 0.62 * 0.7), rel=1e-14)
    assert models["prigogine"] == pytest.approx(0.6 / 0.62**2, rel=1e-14)
    many = soret.theory_models(**{**given, "x1": [[0.1, 0.3], [0.5, 0.9]]}, backend="reference")
    assert many.shape == (2, 2) and many["haase"][0, 1] == models["haase"]
    with pytest.raises(soret.InvalidState, match="gamma"):
        soret.theory_models(temperature=1.0, x1=0.5, gamma=-1.0)
    with pytest.raises(soret.InvalidArgument, match="Gamma"):
        soret.theory_models(temperature=1.0, x1=0.5, Gamma=1.0)
    with pytest.raises(soret.InvalidArgument, match="x1"):
        soret.theory_models(temperature=1.0)


def test_models_are_those_of_the_program(program_json, tmp_path):
    state = {"temperature": 0.62, "x1": 0.5, "gamma": 0.65, "partial_enthalpy_1": -0.9, "partial_enthalpy_2": -3.9}
    (tmp_path / "state.toml").write_text("[state]\n" + "".join(f"{k} = {v}\n" for k, v in state.items()))
    theirs = program_json("models", tmp_path / "state.toml")
    haase = str(theirs)
    ours = soret.theory_models(**state, ideal_gas_soret=soret.ideal_gas_soret(soret.paper_mixture(), 0.62, 0.5))
    assert repr(float(ours["haase"])) in haase


def test_transport_coefficients_are_those_of_the_paper():
    """Equal masses: S_T = (L'/L_11)/(n-free T^2 Gamma x) as in P eqs. 2 to 4."""
    found = soret.transport_coefficients(
        L11=0.02, L1q=0.05, Lqq=3.0, temperature=0.62, number_density=0.8, x1=0.5, gamma=0.65, enthalpy_difference=3.0
    )
    primed = 0.05 - 0.02 * 3.0
    assert found["L1q_primed"] == found["Lq1_primed"] == pytest.approx(primed, rel=1e-13)
    assert found["soret_coefficient"] == pytest.approx(primed / 0.02 / (0.62**2 * 0.65), rel=1e-13)
    assert found["thermal_conductivity"] == pytest.approx((3.0 - 0.05**2 / 0.02) / 0.62**2, rel=1e-13)
    assert found["mutual_diffusion_coefficient"] == pytest.approx(0.02 * 0.65 / (0.8 * 0.25), rel=1e-13)


def test_collision_integrals_are_those_of_the_fits_in_use():
    """P. D. Neufeld, A. R. Janzen, R. A. Aziz, J. Chem. Phys. 57, 1100 (1972): off by 0.16 % at most, as they state."""
    t = np.array([0.5, 1.0, 2.0, 10.0])
    exp = np.exp
    omega_11 = 1.06036 / t**0.15610 + 0.19300 * exp(-0.47635 * t) + 1.03587 * exp(-1.52996 * t)
    omega_11 += 1.76474 * exp(-3.89411 * t)
    omega_22 = 1.16145 / t**0.14874 + 0.52487 * exp(-0.77320 * t) + 2.16178 * exp(-2.43787 * t)
    np.testing.assert_allclose(soret.collision_integral(1, 1, t), omega_11, rtol=1.6e-3)
    np.testing.assert_allclose(soret.collision_integral(2, 2, t), omega_22, rtol=1.6e-3)
    assert soret.collision_integral(2, 2, 1.0, cutoff=2.5) < soret.collision_integral(2, 2, 1.0)
    with pytest.raises(soret.InvalidArgument, match="l <= s"):
        soret.collision_integral(2, 1, 1.0)


def test_second_virial_coefficients_are_their_integral():
    r = np.linspace(0.0, 2.5, 100001)[1:]
    u = 4.0 * (r**-12 - r**-6)
    u -= u[-1]
    t = 1.3
    whole = -3.0 * np.trapz(np.expm1(-u / t) * r**2, r)
    # The trapezoidal rule of a smooth function at 1e5 points, and the first slice, where the integrand is -r^2.
    assert soret.second_virial_coefficient(t, cutoff=2.5) == pytest.approx(whole, abs=1e-8)
    assert soret.second_virial_coefficient([t, 2.0]).shape == (2,)
    # The Boyle temperature of the full potential, 3.418 (Hirschfelder, Curtiss and Bird 1964).
    assert abs(soret.second_virial_coefficient(3.4179)) < 1e-4


def test_a_dilute_gas_of_one_kind_has_no_thermal_diffusion_and_is_antisymmetric():
    same = soret.dilute_gas(soret.Mixture([1, 1], [1, 1], [1, 1]), 2.0, 0.3)
    assert abs(same["thermal_diffusion_factor"]) < 1e-11
    # Chapman and Enskog's first order: eta = 5/16 sqrt(m T/pi)/(sigma^2 Omega22); the third adds 0.3 % at most here.
    omega = soret.collision_integral(2, 2, 2.0)
    assert same["viscosity"] == pytest.approx(5 / 16 * math.sqrt(2.0 / math.pi) / omega, rel=3e-3)
    mixture = soret.Mixture([1.0, 3.0], [0.6, 1.0], [1.0, 0.9])
    reverse = soret.Mixture([3.0, 1.0], [1.0, 0.6], [0.9, 1.0])
    one, other = soret.dilute_gas(mixture, 2.0, [0.3]), soret.dilute_gas(reverse, 2.0, [0.7])
    np.testing.assert_allclose(one["thermal_diffusion_factor"], -other["thermal_diffusion_factor"], atol=1e-11)
    np.testing.assert_allclose(one["viscosity"], other["viscosity"], rtol=1e-11)
    first = soret.dilute_gas(mixture, 2.0, 0.3, order=1)["thermal_diffusion_factor"] / 2.0
    # With fitted collision integrals, of which C - 5/6 has the error of 1e-4 several times.
    assert soret.ideal_gas_soret(mixture, 2.0, 0.3) == pytest.approx(first, rel=0.02)
    truncated = soret.dilute_gas(mixture, 2.0, 0.3, truncated=True)
    assert truncated["viscosity"] != one["viscosity"][0]


def test_equations_of_state_meet_the_simulated_liquid(committed):
    pets = soret.PetsEquation([0.6, 1.0], [1.0, 1.0])
    found = pets.at_pressure(0.62, 0.46, [0.5, 0.5])
    assert found.pressure == pytest.approx(0.46, abs=1e-11)
    again = pets.at_density(0.62, found.density, [0.5, 0.5])
    assert again.thermodynamic_factor == found.thermodynamic_factor
    # Gibbs and Duhem: sum of x_i v_i is the volume of a particle.
    assert found.partial_volume @ [0.5, 0.5] == pytest.approx(1 / found.density, rel=1e-12)
    density = soret.load_results(committed).curve("density")
    middle = density[np.argmin(abs(density["x1"] - 0.5))]
    measured = pets.at_pressure(0.62, 0.46, [middle["x1"], 1 - middle["x1"]]).density
    assert measured == pytest.approx(middle["value"], rel=0.02)  # a prediction: see docs of the claims
    pure = soret.TholEquation().at_pressure(0.8, 0.1)
    assert pure.thermodynamic_factor is None
    assert pure.density == pytest.approx(pets.at_pressure(0.8, 0.1, [0.0, 1.0]).density, rel=0.01)
    with pytest.raises(soret.InvalidArgument):
        pets.at_density(0.62, 3.0, [0.5, 0.5])
