"""A calculator for ASE, the Atomic Simulation Environment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from ase.calculators.calculator import Calculator as _Calculator
from ase.calculators.calculator import all_changes

from . import _core
from ._core import InvalidArgument, Mixture

_voigt = (0, 1, 2, 5, 4, 3)  # xx yy zz yz xz xy, of our xx yy zz xy xz yz


class Calculator(_Calculator):
    """Energy, forces, stress and energies of particles by soret.

    mixture    the potentials, in reduced units
    species    chemical symbols of the species, in order: species[0] is species 1 of the mixture; its names if left out
    epsilon    unit of energy in eV, sigma  unit of length in Angstrom; both 1: ASE's numbers are then reduced units
    tail       adds the long-range corrections of truncation "plain"
    backend, threads, isa   as in soret.forces()

    Cells are orthorhombic, with edges of at least 2 r_c along each periodic axis; a cell along an axis that is not
    periodic may be anything. Stress is minus the virial over the volume of the cell, without the kinetic part, in
    ASE's order xx yy zz yz xz xy. Masses of atoms are not looked at. Raises InvalidArgument, InvalidState.
    """

    implemented_properties = ["energy", "free_energy", "energies", "forces", "stress"]

    def __init__(
        self,
        mixture: Mixture,
        species: Sequence[str] | None = None,
        *,
        epsilon: float = 1.0,
        sigma: float = 1.0,
        tail: bool = False,
        backend: str = "optimized",
        threads: int = 1,
        isa: str = "auto",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        symbols = list(mixture.names if species is None else species)
        if len(symbols) != mixture.species_count or len(set(symbols)) != len(symbols):
            raise InvalidArgument(f"species = {symbols}: must be {mixture.species_count} different chemical symbols")
        for name, value in (("epsilon", epsilon), ("sigma", sigma)):
            if not (np.isfinite(value) and value > 0.0):
                raise InvalidArgument(f"{name} = {value}: must be > 0")
        self.mixture = mixture
        self.species = symbols
        self.epsilon = float(epsilon)
        self.sigma = float(sigma)
        self.tail = tail
        self.options = {"backend": backend, "threads": threads, "isa": isa}

    def _state_of(self, atoms: Any) -> _core.State:
        unknown = sorted(set(atoms.get_chemical_symbols()) - set(self.species))
        if unknown:
            raise InvalidArgument(f"atoms of {', '.join(unknown)}: must be of {', '.join(self.species)}")
        number = {symbol: k for k, symbol in enumerate(self.species)}
        positions = atoms.get_positions() / self.sigma
        if len(positions) == 0:
            raise InvalidArgument("atoms: there are none")
        cell = atoms.cell.array / self.sigma
        reach = self.mixture.largest_cutoff
        edges = np.empty(3)
        for axis in range(3):
            if atoms.pbc[axis]:
                other = np.abs(np.delete(cell[axis], axis)).max() + np.abs(np.delete(cell[:, axis], axis)).max()
                edges[axis] = cell[axis, axis]
                if not other <= 1e-12 * edges[axis]:
                    raise InvalidArgument(f"cell = {atoms.cell.array.tolist()}: must be orthorhombic")
            else:
                # Wide enough that no particle meets an image of another.
                low, high = positions[:, axis].min(), positions[:, axis].max()
                edges[axis] = max(2.0 * reach, high - low + reach) + 1.0
                positions[:, axis] -= low
        return _core.State(edges, positions, [number[s] for s in atoms.get_chemical_symbols()])

    def calculate(
        self, atoms: Any = None, properties: Sequence[str] = ("energy",), system_changes: Any = all_changes
    ) -> None:
        super().calculate(atoms, properties, system_changes)
        found = _core.forces(self._state_of(self.atoms), self.mixture, **self.options)
        energy = found.potential_energy + (found.tail_energy if self.tail else 0.0)
        energies = found.particle_energies + (found.tail_energy / len(self.atoms) if self.tail else 0.0)
        self.results = {
            "energy": energy * self.epsilon,
            "free_energy": energy * self.epsilon,
            "energies": energies * self.epsilon,
            "forces": found.forces * (self.epsilon / self.sigma),
        }
        volume = abs(np.linalg.det(self.atoms.cell.array))
        if volume > 0.0:
            virial = found.virial + (found.tail_virial if self.tail else 0.0)
            self.results["stress"] = -virial[list(_voigt)] * self.epsilon / volume
