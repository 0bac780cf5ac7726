"""Forces are those of the program, to the bit, whatever computes them."""

import numpy as np
import pytest

import soret

keys = ["potential_energy", "kinetic_energy", "virial", "heat_current", "pressure_tensor", "pressure", "tail_energy"]


@pytest.fixture(scope="module")
def file(settled, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("forces") / "liquid.data")
    soret.write_configuration(path, settled, soret.paper_mixture())
    return path


def test_all_numbers_are_those_of_soret_forces(file, mixture, program_json):
    theirs = program_json("forces", file, "--forces")
    ours = soret.forces(soret.read_configuration(file, mixture).state, mixture)
    assert ours.digest == theirs["digest"]
    for key in keys:
        np.testing.assert_array_equal(getattr(ours, key), theirs[key], err_msg=key)
    np.testing.assert_array_equal(ours.mass_currents[0], theirs["mass_current_1"])
    np.testing.assert_array_equal(ours.forces, theirs["forces"])
    np.testing.assert_array_equal(ours.particle_energies, theirs["particle_energies"])


def test_the_digest_is_the_same_for_every_way_to_compute_it(settled, mixture):
    digests = {soret.forces(settled, mixture, isa=isa).digest for isa in soret.instruction_sets()}
    digests |= {soret.forces(settled, mixture, backend="reference").digest}
    digests |= {soret.forces(settled, mixture, threads=2).digest}
    order = np.random.default_rng(1).permutation(len(settled))
    shuffled = soret.State(
        settled.box,
        settled.positions[order],
        settled.species[order],
        velocities=settled.velocities[order],
        ids=settled.ids[order],
    )
    digests |= {soret.forces(shuffled, mixture).digest}
    assert len(digests) == 1
    np.testing.assert_array_equal(soret.forces(shuffled, mixture).forces, soret.forces(settled, mixture).forces[order])


def test_a_pair_has_the_force_of_its_formula():
    pair = soret.State([8.0, 8.0, 8.0], [[1.0, 1.0, 1.0], [2.25, 1.0, 1.0]])
    found = soret.forces(pair, soret.Mixture([1.0], [1.0], [1.0], truncation="plain"))
    r = 1.25
    energy, force = 4.0 * (r**-12 - r**-6), 24.0 * (2.0 * r**-12 - r**-6) / r
    # One rounding to 2^-40, and some of the operations.
    assert found.potential_energy == pytest.approx(energy, abs=2.0**-40)
    np.testing.assert_allclose(found.forces, [[-force, 0, 0], [force, 0, 0]], atol=2.0**-40)
    np.testing.assert_allclose(found.virial, [force * r, 0, 0, 0, 0, 0], atol=2.0**-40)
    assert found.tail_energy < 0.0
    for name in ("kinetic_energy", "pressure", "pressure_tensor", "heat_current", "mass_currents"):
        assert getattr(found, name) is None, name


def test_states_that_have_no_forces_are_refused(settled, mixture):
    close = settled.copy()
    rows = settled.positions.copy()
    rows[1] = rows[0] + [1e-4, 0.0, 0.0]
    close.positions = rows
    with pytest.raises(soret.InvalidState, match="particles 1 and 2"):
        soret.forces(close, mixture)
    with pytest.raises(soret.InvalidState, match="edge"):
        soret.forces(soret.State([4.0, 9.0, 9.0], [[0.0, 0.0, 0.0]]), mixture)
    wrong = settled.copy()
    wrong.species[5] = 2
    with pytest.raises(soret.InvalidState, match="species"):
        soret.forces(wrong, mixture)
    wrong.species[5] = 1
    wrong.vy[3] = np.nan
    with pytest.raises(soret.InvalidState, match="heat current"):
        soret.forces(wrong, mixture)
    wrong.species[5] = -7
    with pytest.raises(soret.InvalidState, match="species"):
        soret.forces(wrong, mixture)


@pytest.mark.parametrize(
    "options", [{"backend": "fast"}, {"threads": 0}, {"isa": "neon"}, {"isa": ""}]
)
def test_options_that_are_none_are_refused(settled, mixture, options):
    with pytest.raises(soret.InvalidArgument, match=next(iter(options))):
        soret.forces(settled, mixture, **options)
