"""Mixtures, states and files: what is shared, what is copied, what is refused."""

import gc
import sys

import numpy as np
import pytest

import soret

columns = ["x", "y", "z", "vx", "vy", "vz", "ix", "iy", "iz", "species", "ids"]


@pytest.mark.parametrize("name", columns)
def test_a_column_is_the_memory_of_the_state(liquid, name):
    first, second = getattr(liquid, name), getattr(liquid, name)
    assert first is not second and np.shares_memory(first, second)
    assert not np.shares_memory(first, getattr(liquid.copy(), name))
    assert len(first) == len(liquid)


def test_what_is_written_to_a_column_is_in_the_state(liquid, mixture):
    before = soret.forces(liquid, mixture)
    liquid.vx[7] += 0.25
    liquid.species[:] = 1 - liquid.species
    assert liquid.velocities[7, 0] == liquid.vx[7]
    after = soret.forces(liquid, mixture)
    assert after.kinetic_energy != before.kinetic_energy
    assert after.potential_energy != before.potential_energy


@pytest.mark.parametrize("name", ["x", "y", "z", "ix", "iy", "iz", "ids"])
def test_columns_that_have_rules_cannot_be_written_to(liquid, name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(liquid, name)[0] = 1


@pytest.mark.parametrize("name", ["positions", "velocities", "unwrapped_positions"])
def test_copies_cannot_be_taken_for_the_state(liquid, name):
    rows = getattr(liquid, name)
    assert rows.shape == (300, 3) and rows.flags.c_contiguous
    assert not np.shares_memory(rows, getattr(liquid, name))
    with pytest.raises(ValueError, match="read-only"):
        rows[0, 0] = 1.0


def test_a_column_keeps_its_state_alive():
    state = soret.State([5.0, 5.0, 5.0], np.full((4, 3), 1.5))
    column = state.x
    assert column.base is state
    references = sys.getrefcount(state)
    other = state.z
    assert sys.getrefcount(state) == references + 1
    del other
    assert sys.getrefcount(state) == references
    del state
    gc.collect()
    assert column.tolist() == [1.5] * 4


def test_setting_positions_and_velocities_goes_to_the_memory_that_is_there(liquid):
    x, vx = liquid.x, liquid.vx
    edge = liquid.box.edges[0]
    moved = liquid.positions + [edge, 0.0, 0.0]
    liquid.positions = moved
    liquid.velocities = 2.0 * liquid.velocities
    assert np.shares_memory(x, liquid.x) and np.shares_memory(vx, liquid.vx)
    np.testing.assert_array_equal(liquid.ix, 1)
    # Rounding to the grid of 2^-42 of coordinates below 2 edges.
    np.testing.assert_allclose(liquid.unwrapped_positions, moved, rtol=0, atol=2.0**-42)


def test_a_state_from_arrays_holds_them():
    positions = np.array([[0.5, 1.0, 1.5], [6.0, -1.0, 2.0]])
    state = soret.State([5.0, 6.0, 7.0], positions, [1, 0], velocities=-positions, ids=[9, 4])
    assert (len(state), state.has_velocities, state.box.volume) == (2, True, 210.0)
    np.testing.assert_array_equal(state.positions, [[0.5, 1.0, 1.5], [1.0, 5.0, 2.0]])
    np.testing.assert_array_equal(state.unwrapped_positions, positions)
    np.testing.assert_array_equal(state.velocities, -positions)
    np.testing.assert_array_equal(state.species, [1, 0])
    np.testing.assert_array_equal(state.ids, [9, 4])
    without = soret.State(soret.Box([5, 5, 5]), positions)
    assert without.velocities is None and without.vx is None and without.ids.tolist() == [1, 2]


def test_exceptions_are_those_of_the_library_and_of_python():
    assert issubclass(soret.Error, RuntimeError)
    for kind in (soret.InvalidInput, soret.InvalidArgument, soret.InvalidState):
        assert issubclass(kind, soret.Error) and kind.__module__ == "soret"
    assert issubclass(soret.InvalidInput, ValueError) and issubclass(soret.InvalidArgument, ValueError)


one = np.zeros((1, 3))


@pytest.mark.parametrize(
    "call, word",
    [
        (lambda: soret.Mixture([1.0, -1.0], [1.0, 1.0], [1.0, 1.0]), "mass"),
        (lambda: soret.Mixture([1.0, 1.0], [1.0], [1.0, 1.0]), "epsilon"),
        (lambda: soret.Mixture([1.0], [[1.0]], [1.0], k12=0.9), "k12"),
        (lambda: soret.Mixture([1.0, 1.0], [[1.0, 0.5], [0.4, 1.0]], [1.0, 1.0]), "epsilon"),
        (lambda: soret.Mixture([1.0], [1.0], [1.0], truncation="smooth"), "force-shifted"),
        (lambda: soret.Box([0.0, 1.0, 1.0]), "edge"),
        (lambda: soret.State([-1.0, 5.0, 5.0], one), "edge"),
        (lambda: soret.State([5.0, 5.0, 5.0], np.zeros((2, 2))), "2 x 2"),
        (lambda: soret.State([5.0, 5.0, 5.0], one, [-1]), "species"),
        (lambda: soret.State([5.0, 5.0, 5.0], one, [0, 1]), "species"),
        (lambda: soret.State([5.0, 5.0, 5.0], one, [0.5]), "species: must be whole"),
        (lambda: soret.State([5.0, 5.0, 5.0], one, ids=["1"]), "ids: must be whole"),
        (lambda: soret.State([5.0, 5.0, 5.0], np.zeros((2, 3)), ids=[3, 3]), "id = 3"),
        (lambda: soret.State([5.0, 5.0, 5.0], [[np.nan, 0.0, 0.0]]), "nan"),
        (lambda: soret.State([5.0, 5.0, 5.0], one, velocities=[[np.inf, 0.0, 0.0]]), "velocities"),
    ],
)
def test_wrong_arguments_are_named_in_one_line(call, word):
    with pytest.raises(soret.InvalidArgument) as caught:
        call()
    assert word in str(caught.value) and "\n" not in str(caught.value)


def test_a_mixture_from_lists_is_that_of_its_file(tmp_path):
    made = soret.Mixture([1.0, 2.5], [0.6, 1.0], [1.0, 0.9], 3.0, k12=0.9, names=["Ar", "Kr"])
    assert made.epsilon[0, 1] == 0.9 * np.sqrt(0.6 * 1.0) and made.sigma[0, 1] == 0.95
    np.testing.assert_array_equal(made.cutoff, 3.0)
    file = tmp_path / "mixture.toml"
    file.write_text(made.to_toml())
    assert soret.read_mixture(file) == made != soret.paper_mixture()
    assert soret.Mixture(made.mass, made.epsilon, made.sigma, made.cutoff, names=["Ar", "Kr"]) == made
    file.write_text("[mixture]\nmass = [1.0]\nepsilon = [-1.0]\nsigma = [1.0]\ncutoff = 2.5\n")
    with pytest.raises(soret.InvalidInput, match=r"mixture\.toml:3: "):
        soret.read_mixture(file)


@pytest.mark.parametrize("format", ["lammps-data", "lammps-dump", "extxyz"])
def test_a_configuration_comes_back_to_the_bit(liquid, mixture, tmp_path, format):
    file = tmp_path / "liquid"
    soret.write_configuration(file, liquid, mixture, format=format, step=7)
    found = soret.read_configuration(file, mixture)
    assert soret.forces(found.state, mixture).digest == soret.forces(liquid, mixture).digest
    np.testing.assert_array_equal(found.state.velocities, liquid.velocities)
    np.testing.assert_array_equal(found.state.positions, liquid.positions)
    assert found.step == (None if format == "lammps-data" else 7)


def test_files_that_cannot_be_used_are_named(tmp_path, liquid):
    with pytest.raises(soret.InvalidInput, match="nowhere"):
        soret.read_configuration(str(tmp_path / "nowhere"))
    with pytest.raises(soret.InvalidInput, match="cannot be written"):
        soret.write_configuration(str(tmp_path / "no/such"), liquid, format="extxyz")
    with pytest.raises(soret.InvalidArgument, match="mixture"):
        soret.write_configuration(str(tmp_path / "a.data"), liquid)
    assert list(tmp_path.iterdir()) == []


def test_drawn_velocities_have_the_temperature_and_no_momentum(liquid, mixture):
    vx = liquid.vx
    soret.draw_velocities(liquid, mixture, 1.25, seed=5)
    assert np.shares_memory(vx, liquid.vx)
    # N components, each rounded to a multiple of 2^-42.
    np.testing.assert_allclose(liquid.velocities.sum(axis=0), 0.0, atol=300 * 2.0**-42)
    temperature = (liquid.velocities**2).sum() / (3 * 300 - 3)
    assert temperature == pytest.approx(1.25, abs=1e-10)
