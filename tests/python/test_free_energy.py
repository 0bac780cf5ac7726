"""Free energies: of springs, by their equations, and those of the program; what a particle would cost."""

import json
import math

import numpy as np
import pytest

import soret

SPRINGS = np.array([1.0, 1.6, 2.6, 4.0])


@pytest.fixture(scope="module")
def windows():
    """Samples of four springs, u = k x^2/2, of which f = 1/2 ln k is known."""
    random = np.random.default_rng(7)
    return [0.5 * SPRINGS * random.normal(0.0, 1 / math.sqrt(k), size=(4000, 1)) ** 2 for k in SPRINGS]


TRUTH = 0.5 * np.log(SPRINGS)
# 200 resamples of 32 blocks know a standard error to this, relatively.
ERROR_OF_ERROR = math.sqrt(1 / (2 * 31) + 1 / (2 * 199))


def test_all_estimators_find_the_free_energy_of_springs(windows):
    by_all = soret.multistate_bennett(windows)
    by_two = soret.bennett_acceptance_ratio(windows)
    by_one = soret.exponential_averages(windows)
    assert by_all.reason == by_two.reason == by_one.reason == ""
    # 5 errors: a false alarm once in two million seeds, and this seed is fixed.
    for total in (by_all.difference(0, 3), by_two.total, by_one.total):
        assert abs(total.value - TRUTH[-1]) < 5 * total.standard_error < 0.1
    errors = np.sqrt(np.diag(by_all.covariance))
    assert np.all(abs(by_all.free_energies[1:] - TRUTH[1:]) < 5 * errors[1:]) and by_all.free_energies[0] == 0
    formula = np.sqrt(np.diag(by_all.formula_covariance))
    assert np.all(abs(errors[1:] / formula[1:] - 1) < 5 * ERROR_OF_ERROR)
    np.testing.assert_allclose(by_two.steps.sum(), by_two.total.value, rtol=1e-12)
    assert np.all(abs(by_two.hysteresis) < 5 * by_two.hysteresis_errors)
    assert np.all(by_two.overlaps > 0.2) and np.all(by_two.errors > 0)
    np.testing.assert_allclose(by_all.overlap.sum(axis=1), 1, rtol=1e-10)
    np.testing.assert_array_equal(by_all.neighbours.steps, by_two.steps)


def test_mbar_solves_its_equations(windows):
    """f_k = -ln sum_n e^{-u_k}/sum_l N_l e^{f_l - u_l}                              [Shirts, Chodera 2008, eq. 11]"""
    f = soret.multistate_bennett(windows).free_energies
    u = np.concatenate(windows)
    denominator = (4000 * np.exp(f - u)).sum(axis=1)
    again = -np.log((np.exp(-u) / denominator[:, None]).sum(axis=0))
    np.testing.assert_allclose(again - again[0], f, rtol=0, atol=1e-10 * (1 + abs(f).max()))


def test_where_windows_do_not_overlap_there_is_a_reason(windows):
    random = np.random.default_rng(8)
    apart = [0.5 * (random.normal(centre, 1, size=(400, 1)) - np.array([0.0, 12.0])) ** 2 for centre in (0.0, 12.0)]
    for found in (soret.multistate_bennett(apart), soret.bennett_acceptance_ratio(apart)):
        assert "overlap" in found.reason
    assert soret.bennett_acceptance_ratio(apart).total is None
    assert soret.multistate_bennett(apart).free_energies is None
    assert soret.multistate_bennett(apart).covariance is None
    with pytest.raises(soret.InvalidArgument):
        soret.multistate_bennett(apart).difference(0, 1)
    with pytest.raises(soret.InvalidArgument, match="N x 4"):
        soret.multistate_bennett([*windows[:3], np.zeros((100, 3))])
    with pytest.raises(soret.InvalidArgument, match="volumes"):
        soret.exponential_averages(windows, volumes=[np.ones(4000)])
    same = soret.exponential_averages(windows, volumes=[np.ones(4000)] * 4)
    np.testing.assert_allclose(same.steps, soret.exponential_averages(windows).steps, rtol=1e-12)


def test_the_energies_of_a_run_give_what_the_run_says(mixture, program, tmp_path):
    """A gas: its growing particle goes to and fro within moments."""
    corners = np.stack(np.meshgrid(*[np.arange(3)] * 3, indexing="ij"), axis=-1).reshape(-1, 3) * 3.0
    gas = soret.State([9.0] * 3, corners, [0, 1, 1] * 9)
    soret.write_configuration(str(tmp_path / "gas.data"), gas, mixture)
    (tmp_path / "run.toml").write_text(
        "[system]\nconfig = 'gas.data'\n[ensemble]\nkind = 'fep'\ntemperature = 2.0\npressure = 0.07\nspecies = 1\n"
        "stages = [0.0, 0.3, 1.0]\nturns = 10\n[length]\nequilibration = 500\nproduction = 3000\n"
        "[observe]\nthermo_every = 1\n[numerics]\nthreads = 1\nseed = 6\n"
    )
    program("run", tmp_path / "run.toml", "--out", tmp_path / "out", "--quiet")
    theirs = json.loads((tmp_path / "out/summary.json").read_text())["free_energy"]
    stages, windows = soret.read_reduced_energies(tmp_path / "out/u_nk.csv")
    assert stages.tolist() == [0.0, 0.3, 1.0] and sum(map(len, windows)) == 3000
    by_all, by_two = soret.multistate_bennett(windows), soret.bennett_acceptance_ratio(windows)
    # One solution of the same equations, to 1e-10.
    assert 2.0 * by_all.difference(0, 2).value == pytest.approx(theirs["mbar"]["value"], abs=1e-9)
    assert 2.0 * by_two.total.value == pytest.approx(theirs["bar"]["value"], abs=1e-9)
    np.testing.assert_allclose(by_all.overlap, theirs["overlap"], atol=1e-9)
    with pytest.raises(soret.InvalidInput, match="nowhere"):
        soret.read_reduced_energies(tmp_path / "nowhere.csv")


def distances_from(state, place):
    d = state.positions - place
    d -= state.box.edges * np.round(d / state.box.edges)
    return np.sqrt((d**2).sum(axis=1))


def test_a_growing_particle_has_the_energy_of_the_soft_core(settled, mixture):
    stages = [0.0, 0.25, 0.7, 1.0]
    places = np.random.default_rng(9).uniform(-9.0, 18.0, size=(2000, 3))
    places = np.array([place for place in places if distances_from(settled, place).min() > 0.75])
    assert len(places) > 5
    for backend in ("optimized", "reference"):
        found = soret.soft_core_energies(settled, mixture, places, species=1, stages=stages, backend=backend)
        assert found.shape == (len(places), 4) and np.all(found[:, 0] == 0)
        for place, row in zip(places, found, strict=True):
            r = distances_from(settled, place)
            near = r < 2.5
            epsilon = mixture.epsilon[1][settled.species[near]]
            for zeta, energy in zip(stages, row, strict=True):
                s, s_c = (0.5 * (1 - zeta) ** 2 + x**6 for x in (r[near], 2.5))
                u = zeta * 4 * epsilon * (1 / s**2 - 1 / s - (1 / s_c**2 - 1 / s_c))
                magnitudes = (zeta * 4 * epsilon * (1 / s**2 + 1 / s + 2 / s_c)).sum()
                # Stated: 2^-41 a pair and 2^-47. Places are rounded to 2^-42, at slopes of at most 12/0.75 of a part.
                assert abs(energy - u.sum()) < near.sum() * 2.0**-41 + 2.0**-37 * magnitudes
    on_top = soret.soft_core_energies(settled, mixture, settled.positions[:1], stages=[0.5, 1.0])
    assert np.isfinite(on_top[0, 0]) and on_top[0, 1] == np.inf
    with pytest.raises(soret.InvalidArgument):
        soret.soft_core_energies(settled, mixture, places, stages=[1.5])


def test_a_change_of_identity_costs_the_difference_of_both_energies(settled, mixture):
    costs = soret.identity_energies(settled, mixture, 0, 1)
    np.testing.assert_array_equal(costs, soret.identity_energies(settled, mixture, 0, 1, backend="reference"))
    rows = np.flatnonzero(settled.species == 0)
    assert len(costs) == len(rows)
    before = soret.forces(settled, mixture).potential_energy
    for k in (0, 7, -1):
        changed = settled.copy()
        changed.species[rows[k]] = 1
        # All are sums of the same integers.
        assert soret.forces(changed, mixture).potential_energy - before == costs[k]
    with pytest.raises(soret.InvalidArgument):
        soret.identity_energies(settled, mixture, 1, 1)
