"""Theories of the Soret coefficient, transport coefficients and dilute gases: functions of numbers or arrays.

Arguments are broadcast against each other as numpy does. Results are structured arrays of the common shape.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _core
from ._core import InvalidArgument, Mixture

_model_values = (
    "kinetic",
    "haase_thermodynamic",
    "haase",
    "kempers_thermodynamic",
    "kempers",
    "shukla_firoozabadi_energy",
    "shukla_firoozabadi_volume",
    "shukla_firoozabadi",
    "prigogine",
    "artola_rousseau_mass",
    "artola_rousseau",
)
_transport_values = (
    "L1q_primed",
    "Lq1_primed",
    "Lqq_primed",
    "onsager_ratio",
    "thermal_conductivity",
    "thermal_conductivity_primed_form",
    "delta_lambda",
    "delta_lambda_primed",
    "mutual_diffusion_coefficient",
    "thermal_diffusion_coefficient",
    "soret_coefficient",
)
_kirkwood_buff_values = ("n11", "n12", "n21", "n22", "f11", "f12", "f22", "gamma_first_order", "gamma")
_dilute_gas_values = ("thermal_diffusion_factor", "diffusion_times_density", "viscosity", "thermal_conductivity")


def _table(columns: list[ArrayLike]) -> tuple[NDArray[np.float64], tuple[int, ...]]:
    """Rows of the arguments broadcast, and their shape."""
    try:
        arrays = np.broadcast_arrays(*[np.asarray(column, dtype=np.float64) for column in columns])
    except ValueError as error:
        raise InvalidArgument(f"arguments: must be numbers, or arrays of one shape: {error}") from None
    return np.stack([array.ravel() for array in arrays], axis=1), arrays[0].shape


def _structured(table: NDArray[np.float64], names: tuple[str, ...], shape: tuple[int, ...]) -> NDArray[Any]:
    row = np.dtype([(name, np.float64) for name in names])
    return np.ascontiguousarray(table).view(row).reshape(shape)


def theory_models(*, backend: str = "optimized", **inputs: ArrayLike) -> NDArray[Any]:
    """Soret coefficients by Haase, Kempers, Shukla-Firoozabadi, Prigogine, Artola-Rousseau-Galliero.

    temperature, x1          needed: [eps/k_B]; in (0, 1)
    mass_1, mass_2           1
    gamma                    thermodynamic factor; 1
    partial_enthalpy_1, _2   with 3/2 T of kinetic energy; 0 [eps]
    partial_volume_1, _2     1 [sigma^3]
    partial_energy_1, _2     of the potential energy; 0 [eps]
    tau_1, tau_2             cohesive over activation energy of viscous flow; 1
    activation_energy_1, _2  of self-diffusion; 0 [eps]
    ideal_gas_soret          S_T^0 of the dilute gas; 0 [1/eps]

    A model whose inputs were left out is not to be read. Returns a structured array of them and their parts [1/eps]:
    kinetic, haase_thermodynamic, haase, kempers_thermodynamic, kempers, shukla_firoozabadi_energy,
    shukla_firoozabadi_volume, shukla_firoozabadi, prigogine, artola_rousseau_mass, artola_rousseau. Raises
    InvalidState, InvalidArgument.
    """
    one = {"mass_1", "mass_2", "gamma", "partial_volume_1", "partial_volume_2", "tau_1", "tau_2"}
    names = _core._theory_inputs
    for name in inputs:
        if name not in names:
            raise InvalidArgument(f"{name}: must be one of {', '.join(names)}")
    for name in ("temperature", "x1"):
        if name not in inputs:
            raise InvalidArgument(f"{name}: must be given")
    states, shape = _table([inputs.get(name, 1.0 if name in one else 0.0) for name in names])
    return _structured(_core._models_table(states, backend), _model_values, shape)


def transport_coefficients(
    *,
    L11: ArrayLike,
    L1q: ArrayLike,
    Lqq: ArrayLike,
    temperature: ArrayLike,
    number_density: ArrayLike,
    x1: ArrayLike,
    gamma: ArrayLike,
    enthalpy_difference: ArrayLike,
    Lq1: ArrayLike | None = None,
    mass_1: ArrayLike = 1.0,
    mass_2: ArrayLike = 1.0,
    backend: str = "optimized",
) -> NDArray[Any]:
    """S_T, D_12, D_T and lambda from Onsager coefficients (unprimed) and thermodynamics.

    L11 [m^2/(sigma tau)], L1q, Lq1 [m eps/(sigma tau)], Lqq [eps^2/(sigma tau)]; Lq1 is L1q where it is left out
    number_density [sigma^-3];  gamma  thermodynamic factor
    enthalpy_difference   h_1/m_1 - h_2/m_2 of the partial enthalpies, 3/2 T of kinetic energy in each [eps/m]

    Returns a structured array: L1q_primed, Lq1_primed, Lqq_primed, onsager_ratio, thermal_conductivity,
    thermal_conductivity_primed_form, delta_lambda, delta_lambda_primed, mutual_diffusion_coefficient,
    thermal_diffusion_coefficient, soret_coefficient. Raises InvalidState, InvalidArgument.
    """
    other = L1q if Lq1 is None else Lq1
    states, shape = _table(
        [L11, L1q, other, Lqq, temperature, number_density, x1, mass_1, mass_2, gamma, enthalpy_difference]
    )
    return _structured(_core._transport_table(states, backend), _transport_values, shape)


def kirkwood_buff_relations(
    *,
    x1: ArrayLike,
    number_density: ArrayLike,
    G11: ArrayLike,
    G12: ArrayLike,
    G22: ArrayLike,
    backend: str = "optimized",
) -> NDArray[Any]:
    """Excess coordination numbers and Gamma of a binary liquid from its Kirkwood-Buff integrals.

    x1  in [0, 1];  number_density  [sigma^-3];  G11, G12, G22  of infinite size [sigma^3]

    Returns a structured array: n11, n12, n21, n22 (the excess of j around an i), f11, f12, f22, gamma_first_order,
    gamma = 1/(1 + f11 + f12 + f22). Raises InvalidState, InvalidArgument.
    """
    states, shape = _table([x1, number_density, G11, G12, G22])
    return _structured(_core._kirkwood_buff_table(states, backend), _kirkwood_buff_values, shape)


def dilute_gas(
    mixture: Mixture,
    temperature: ArrayLike,
    x1: ArrayLike,
    *,
    order: int = 3,
    truncated: bool = False,
    backend: str = "optimized",
) -> NDArray[Any]:
    """Transport in a dilute gas of two species by Chapman and Enskog's method.

    temperature  T/eps of every pair in 0.3 .. 400;  order  of Sonine polynomials, 1, 2 or 3
    truncated    the mixture's own truncated and shifted potentials, not full Lennard-Jones ones

    Returns a structured array: thermal_diffusion_factor (> 0: species 1 goes to the cold side; S_T = it over T),
    diffusion_times_density n D_12, viscosity, thermal_conductivity. Raises InvalidState, InvalidArgument.
    """
    states, shape = _table([temperature, x1])
    table = _core._dilute_gas_table(mixture, states, order, truncated, backend)
    return _structured(table, _dilute_gas_values, shape)


def collision_integral(
    l: int, s: int, reduced_temperature: ArrayLike, *, cutoff: float = math.inf, backend: str = "optimized"
) -> NDArray[np.float64]:
    """Omega*(l,s) of the Lennard-Jones potential, 1 <= l <= 4, l <= s <= 8 - l; 1 for hard spheres.

    reduced_temperature  T/eps in 0.3 .. 400;  cutoff  r_c/sigma of a truncated and shifted potential, 1 to 20
    Accuracy 1e-7. Raises InvalidState, InvalidArgument.
    """
    reduced, shape = _table([reduced_temperature])
    return _core._collision_integrals(l, s, reduced[:, 0], cutoff, backend).reshape(shape)


def second_virial_coefficient(
    reduced_temperature: ArrayLike, *, cutoff: float = math.inf, backend: str = "optimized"
) -> NDArray[np.float64]:
    """B*(T*) of the Lennard-Jones potential in units of 2 pi sigma^3/3, to 1e-12. Arguments as collision_integral()."""
    reduced, shape = _table([reduced_temperature])
    return _core._second_virial_coefficients(reduced[:, 0], cutoff, backend).reshape(shape)
