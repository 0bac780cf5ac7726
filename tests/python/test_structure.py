"""Bond order and Kirkwood-Buff integrals: of crystals, by their formulas, and those of the program."""

import json
import math

import numpy as np
import pytest

import soret


def crystal(basis, edge, cells=4):
    """A perfect crystal of cubic cells."""
    corners = np.stack(np.meshgrid(*[np.arange(cells)] * 3, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    return soret.State([cells * edge] * 3, ((corners + np.array(basis)) * edge).reshape(-1, 3))


lattices = {
    # Steinhardt, Nelson and Ronchetti (1983), in closed form.
    "fcc": ([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]], {"neighbours": 12}, 7 / 192, 169 / 512),
    "bcc": ([[0, 0, 0], [0.5, 0.5, 0.5]], {"neighbours": 8}, 7 / 27, 32 / 81),
    "sc": ([[0, 0, 0]], {"cutoff": 1.2}, 7 / 12, 1 / 8),
}
ACCURACY = 256 * 2.0**-53  # of a particle


@pytest.mark.parametrize("backend", ["optimized", "reference"])
@pytest.mark.parametrize("name", lattices)
def test_crystals_have_their_bond_order(name, backend):
    basis, rule, q4, q6 = lattices[name]
    found = soret.bond_order(crystal(basis, 1.0, 5), averaged=True, backend=backend, **rule)
    for values, square in ((found.q4, q4), (found.averaged_q4, q4), (found.q6, q6), (found.averaged_q6, q6)):
        # Places in the box are rounded to 2^-42 of a neighbour's distance: Q_l follows with its steepest slope, l^2.
        np.testing.assert_allclose(values, math.sqrt(square), rtol=0, atol=2 * ACCURACY + 36 * 2.0**-42)
    assert abs(found.mean_q6 - found.q6.mean()) < 2.0**-41 + 2.0**-50
    assert abs(found.mean_averaged_q4 - found.averaged_q4.mean()) < 2.0**-41 + 2.0**-50
    assert set(found.neighbours) == {rule.get("neighbours", 6)}


def test_the_bond_order_of_a_liquid_is_that_of_the_addition_theorem(settled):
    """Q_l^2 is the mean of P_l over all pairs of bonds of a particle."""
    found = soret.bond_order(settled)
    assert found.averaged_q4 is None and found.mean_averaged_q6 is None
    edges = settled.box.edges
    bonds = settled.positions[:, None] - settled.positions[None]
    bonds -= edges * np.round(bonds / edges)
    distances = np.linalg.norm(bonds, axis=2)
    np.fill_diagonal(distances, np.inf)
    for i in range(0, 300, 20):
        nearest = np.argsort(distances[i])[:12]
        directions = bonds[i, nearest] / distances[i, nearest, None]
        cosines = np.clip(directions @ directions.T, -1, 1)
        for l, values in ((4, found.q4), (6, found.q6)):
            square = np.polynomial.legendre.legval(cosines, [0] * l + [1]).mean()
            # Of 144 terms up to 1, each of a cosine to some roundings times the slope 21; Q_l is above 0.01.
            assert values[i] ** 2 == pytest.approx(square, abs=2000 * 2.0**-53)
    assert found.mean_q6 < 0.45 < soret.bond_order(crystal(*lattices["fcc"][:1], 1.6)).mean_q6


def test_bond_order_needs_a_rule_that_fits(settled):
    with pytest.raises(soret.InvalidArgument, match="only one"):
        soret.bond_order(settled, neighbours=12, cutoff=1.5)
    with pytest.raises(soret.InvalidArgument, match="65"):
        soret.bond_order(settled, neighbours=65)
    with pytest.raises(soret.InvalidState):
        soret.bond_order(settled, cutoff=4.9)
    with pytest.raises(soret.InvalidState):
        soret.bond_order(settled, cutoff=0.5)


def test_running_integrals_are_their_sums(settled):
    pairs = soret.RadialDistribution(2, r_max=3.5, bins=40)
    pairs.add(settled)
    found = soret.kirkwood_buff_integrals(pairs, closed_box=False)
    n = np.bincount(settled.species)
    borders = np.linspace(0, 3.5, 41)
    moment = {p: 4 * np.pi / (p + 3) * np.diff(borders ** (p + 3)) for p in (0, 1, 3)}
    L = found["diameter"]
    np.testing.assert_allclose(L, borders[1:], rtol=1e-15)
    for row, (i, j) in enumerate(((0, 0), (0, 1), (1, 1))):
        expected = (0.5 if i == j else 1) * n[i] * n[j] * moment[0] / settled.box.volume
        g = pairs.counts[row] / expected
        # The stated accuracies, in units of 2^-53 of the sum of magnitudes.
        np.testing.assert_allclose(found["g"][row], g, rtol=(18 * 40 + 6) * 2.0**-53)
        I = {p: np.cumsum((g - 1) * moment[p]) for p in moment}
        limit = (100 * 40 + 40) * 2.0**-53 * 3 * np.cumsum((g + 1) * moment[0])
        assert np.all(abs(found["truncated"][row] - I[0]) <= limit)
        assert np.all(abs(found["finite_volume"][row] - (I[0] - 1.5 * I[1] / L + 0.5 * I[3] / L**3)) <= limit)
    corrected = soret.kirkwood_buff_integrals(pairs)
    assert corrected["santos"].shape == (3, 40) and not np.array_equal(corrected["g"], found["g"])


def test_integrals_of_infinite_size_are_those_of_soret_run(settled, mixture, program, tmp_path):
    """The same chain, sample by sample, in the program's own 20 blocks of two samples."""
    liquid = soret.State(settled.box, settled.positions, settled.species)
    soret.write_configuration(str(tmp_path / "start.data"), liquid, mixture)
    (tmp_path / "run.toml").write_text(
        "[system]\nconfig = 'start.data'\n[ensemble]\nkind = 'mc_nvt'\ntemperature = 0.8\n"
        "[length]\nequilibration = 0\nproduction = 40\n[observe]\nrdf = { every = 1, r_max = 3.6, bins = 48 }\n"
        "[numerics]\nthreads = 1\nseed = 5\n"
    )
    program("run", tmp_path / "run.toml", "--out", tmp_path / "out", "--quiet")
    theirs = json.loads((tmp_path / "out/summary.json").read_text())["rdf"]
    assert (theirs["samples"], theirs["blocks"], theirs["block_length"]) == (40, 20, 2)
    chain = soret.MonteCarlo(liquid, mixture, temperature=0.8, seed=5, largest_displacement=0.15)
    blocks = [soret.RadialDistribution(2, r_max=3.6, bins=48) for _ in range(20)]
    seen = iter(np.repeat(blocks, 2))
    chain.run(40, sample_every=1, observer=lambda now: next(seen).add(now.state))
    found = soret.kirkwood_buff(blocks)
    of = theirs["kirkwood_buff"]
    # Both round the same sums of magnitudes below 2 4 pi/3 3.6^3 = 400; the fits weigh them by less than 100.
    limit = (100 * 48 + 40) * 2.0**-53 * 400 * 100
    for ours, pair in zip(found.G, ("11", "12", "22"), strict=True):
        assert ours.value == pytest.approx(of["G"][pair]["value"], abs=limit)
        assert ours.standard_error == pytest.approx(of["G"][pair]["sem"], rel=1e-6)
        largest = of["largest_sphere"]["santos"][pair]["value"]
        assert found.largest_sphere["santos"][("11", "12", "22").index(pair)].value == pytest.approx(largest, abs=limit)
    correlation = found.covariance[0, 1] / math.sqrt(found.covariance[0, 0] * found.covariance[1, 1])
    assert correlation == pytest.approx(of["correlations"][0][1], abs=1e-6)
    assert found.gamma.value == pytest.approx(of["gamma"]["value"], rel=1e-6)
    assert found.gamma_by_lines.value == pytest.approx(of["by_lines"]["gamma"]["value"], rel=1e-6)
    assert found.window == pytest.approx((of["window"]["from"], of["window"]["to"]), rel=1e-14)
    assert found.p_value == pytest.approx(of["window"]["p_value"], rel=1e-5)
    n_1, n_2 = np.bincount(settled.species)
    relations = soret.kirkwood_buff_relations(
        x1=n_1 / 300,
        number_density=300 / settled.box.volume,
        G11=found.G[0].value,
        G12=found.G[1].value,
        G22=found.G[2].value,
    )
    for name in relations.dtype.names:
        assert getattr(found, name).value == pytest.approx(float(relations[name]), rel=1e-12), name


def test_relations_are_their_formulas():
    x1, rho, G11, G12, G22 = np.array([0.0, 0.3, 1.0]), 0.8, -0.5, -1.4, -0.9
    found = soret.kirkwood_buff_relations(x1=x1, number_density=rho, G11=G11, G12=G12, G22=G22)
    # P eq. 7
    np.testing.assert_allclose(found["gamma"], 1 / (1 + x1 * (1 - x1) * rho * (G11 + G22 - 2 * G12)), rtol=1e-15)
    np.testing.assert_allclose(found["n12"], rho * (1 - x1) * G12, rtol=1e-15)
    assert found["gamma"][0] == found["gamma"][2] == 1.0
    with pytest.raises(soret.InvalidState):
        soret.kirkwood_buff_relations(x1=0.5, number_density=-1.0, G11=0, G12=0, G22=0)


def test_integrals_need_one_closed_box(settled, mixture):
    empty = soret.RadialDistribution(2, r_max=3.0, bins=32)
    with pytest.raises(soret.InvalidArgument, match="no state"):
        soret.kirkwood_buff_integrals(empty)
    pairs = soret.RadialDistribution(2, r_max=3.0, bins=32)
    pairs.add(settled)
    other = settled.copy()
    other.species[0] = 1 - other.species[0]
    pairs.add(other)
    with pytest.raises(soret.InvalidArgument, match="the same"):
        soret.kirkwood_buff_integrals(pairs)
    with pytest.raises(soret.InvalidArgument, match="blocks"):
        soret.kirkwood_buff([])
