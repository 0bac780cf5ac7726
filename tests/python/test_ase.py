"""The calculator of ASE, against ASE's own derivatives of the energy."""

import numpy as np
import pytest

import soret

ase = pytest.importorskip("ase")
from soret.ase import Calculator  # noqa: E402

options = [{}, {"epsilon": 0.0103, "sigma": 3.4}]


def atoms_of(state, sigma=1.0):
    symbols = np.where(state.species == 0, "Ar", "Kr")
    return ase.Atoms(symbols, state.positions * sigma, cell=state.box.edges * sigma, pbc=True)


@pytest.fixture(scope="module")
def smooth():
    """A potential whose force does not jump at the cutoff: differences of energies are those of a derivative."""
    return soret.Mixture([1.0, 2.0], [0.6, 1.0], [1.0, 0.95], 2.5, truncation="force-shifted", names=["Ar", "Kr"])


def difference(atoms, move, step):
    """(E(step) - E(-step))/(2 step) of what move(atoms, step) makes."""
    values = []
    for sign in (1.0, -1.0):
        moved = atoms.copy()
        move(moved, sign * step)
        moved.calc = atoms.calc
        values.append(moved.get_potential_energy())
    return (values[0] - values[1]) / (2.0 * step)


@pytest.mark.parametrize("units", options)
def test_energy_forces_and_energies_are_those_of_soret(settled, smooth, units):
    atoms = atoms_of(settled, units.get("sigma", 1.0))
    atoms.calc = Calculator(smooth, **units)
    found = soret.forces(settled, smooth)
    energy, length = units.get("epsilon", 1.0), units.get("sigma", 1.0)
    # Positions times and over sigma come back within rounding; the stiffness of a liquid is some hundreds.
    tight = dict(rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(atoms.get_potential_energy(), found.potential_energy * energy, **tight)
    np.testing.assert_allclose(atoms.get_potential_energies(), found.particle_energies * energy, **tight)
    np.testing.assert_allclose(atoms.get_forces(), found.forces * energy / length, **tight)
    assert atoms.get_potential_energies().sum() == pytest.approx(atoms.get_potential_energy(), rel=1e-12)


@pytest.mark.parametrize("units", options)
def test_forces_are_minus_the_slope_of_the_energy(settled, smooth, units):
    atoms = atoms_of(settled, units.get("sigma", 1.0))
    atoms.calc = Calculator(smooth, **units)
    forces, scale = atoms.get_forces(), np.abs(atoms.get_forces()).max()
    step = 1e-4 * units.get("sigma", 1.0)
    for atom, axis in ((0, 0), (17, 1), (211, 2)):
        def move(moved, by):
            moved.positions[atom, axis] += by

        # The error of the difference is step^2/6 of the third derivative, some 1e4 of the forces: 2e-5.
        assert -difference(atoms, move, step) == pytest.approx(forces[atom, axis], abs=1e-4 * scale)


@pytest.mark.parametrize("units", options)
def test_stress_of_a_liquid_is_the_slope_of_the_energy(settled, smooth, units):
    atoms = atoms_of(settled, units.get("sigma", 1.0))
    atoms.calc = Calculator(smooth, **units)
    stress = atoms.get_stress()
    for axis in range(3):
        def stretch(moved, by):
            strain = np.ones(3)
            strain[axis] += by
            moved.set_cell(moved.cell.array * strain, scale_atoms=True)

        slope = difference(atoms, stretch, 1e-5) / atoms.get_volume()
        assert slope == pytest.approx(stress[axis], rel=1e-4, abs=1e-4 * np.abs(stress).max())


def test_stress_is_that_of_numeric_strain_by_ase(smooth):
    """Clusters without periods, which ASE may shear."""
    random = np.random.default_rng(4)
    grid = 1.1 * np.stack(np.meshgrid(*[np.arange(3)] * 3), axis=-1).reshape(-1, 3)
    positions = grid + random.uniform(-0.1, 0.1, grid.shape) + 2.0
    atoms = ase.Atoms(random.choice(["Ar", "Kr"], len(grid)), positions, cell=[8.0, 9.0, 10.0])
    atoms.calc = Calculator(smooth)
    numeric = atoms.calc.calculate_numerical_stress(atoms, d=1e-5)
    # Errors: 1e-10 times a third derivative, and 2^-40 sqrt(351) of the energy over 2e-5 and the volume 720.
    np.testing.assert_allclose(atoms.get_stress(), numeric, rtol=0, atol=1e-6 * np.abs(numeric).max() + 2e-9)
    assert np.abs(numeric).min() > 1e-5  # each sign and place is seen


def test_a_dynamics_of_ase_keeps_the_energy(settled, smooth):
    from ase.md.verlet import VelocityVerlet

    atoms = atoms_of(settled)
    atoms.set_masses(np.ones(len(atoms)))
    atoms.set_velocities(settled.velocities)
    atoms.calc = Calculator(smooth)
    before = atoms.get_total_energy()
    VelocityVerlet(atoms, 0.002).run(20)
    assert atoms.get_total_energy() == pytest.approx(before, abs=1e-4 * atoms.get_kinetic_energy())


def test_atoms_that_cannot_be_used_are_refused(settled, smooth):
    with pytest.raises(soret.InvalidArgument, match="species"):
        Calculator(soret.paper_mixture())
    with pytest.raises(soret.InvalidArgument, match="sigma"):
        Calculator(smooth, sigma=-1.0)
    atoms = atoms_of(settled)
    atoms.calc = Calculator(smooth, ["Ne", "Kr"])
    with pytest.raises(soret.InvalidArgument, match="Ar"):
        atoms.get_potential_energy()
    atoms.calc = Calculator(smooth)
    tilted = atoms.copy()
    tilted.calc = atoms.calc
    tilted.cell[0, 1] = 0.5
    with pytest.raises(soret.InvalidArgument, match="orthorhombic"):
        tilted.get_potential_energy()
    small = ase.Atoms("Ar", cell=[3.0, 9.0, 9.0], pbc=True)
    small.calc = Calculator(smooth)
    with pytest.raises(soret.InvalidState, match="edge"):
        small.get_potential_energy()
