"""Molecular dynamics and Markov chains: those of the program, observed, interrupted, in threads."""

import json
import os
import signal
import threading
import time

import numpy as np
import pytest

import soret

field = soret.Field(heat=0.2, enthalpy=[2.9, 0.0])
dynamics = {
    "nve": ({}, ""),
    "nvt": ({"temperature": 0.8}, "temperature = 0.8\n"),
    "npt": ({"temperature": 0.8, "pressure": 0.46}, "temperature = 0.8\npressure = 0.46\n"),
    "nemd": (
        {"hot": (0.9, 2.0), "cold": (0.7, 2.0)},
        "hot = {temperature = 0.9, width = 2.0}\ncold = {temperature = 0.7, width = 2.0}\n",
    ),
    "hnemd": (
        {"temperature": 0.8, "field": field},
        "temperature = 0.8\nfield = {heat = 0.2, axis = 'x', enthalpy_difference = 2.9}\n",
    ),
}


def run_of_program(program, directory, state, kind, ensemble, production):
    """summary.json of a run that begins with this state."""
    soret.write_configuration(str(directory / "start.data"), state, soret.paper_mixture())
    timestep = "" if kind.startswith("mc_") or kind == "semigrand" else "timestep = 0.002\n"
    (directory / "run.toml").write_text(
        f"[system]\nconfig = 'start.data'\n[ensemble]\nkind = '{kind}'\n{timestep}{ensemble}"
        f"[length]\nequilibration = 0\nproduction = {production}\n[numerics]\nthreads = 1\nseed = 5\n"
    )
    program("run", directory / "run.toml", "--out", directory / "out", "--quiet")
    return json.loads((directory / "out/summary.json").read_text())


@pytest.mark.parametrize("kind", dynamics)
def test_a_trajectory_is_that_of_soret_run(liquid, mixture, program, tmp_path, kind):
    options, text = dynamics[kind]
    md = soret.MolecularDynamics(liquid, mixture, ensemble=kind, **options)
    md.run(13)
    md.run(27)
    assert (md.step, md.time, md.ensemble) == (40, 40 * 0.002, kind)
    theirs = run_of_program(program, tmp_path, liquid, kind, text, 40)
    assert md.digest == theirs["final_digest"]


held = "restraint = { spring = 12.0, z = [0.25, 1.0], species = 2TIME }\n"


@pytest.mark.parametrize("kind", ["nve", "nvt", "npt"])
def test_held_particles_are_those_of_soret_run(liquid, mixture, program, tmp_path, kind):
    options, text = dynamics[kind]
    restraint = soret.Restraint(12.0, z=(0.25, 1.0), species=1)
    md = soret.MolecularDynamics(liquid, mixture, ensemble=kind, restraint=restraint, **options)
    md.run(20)
    theirs = run_of_program(program, tmp_path, liquid, kind, text + held.replace("TIME", ""), 20)
    assert md.digest == theirs["final_digest"]
    assert md.temperature == pytest.approx(2 * md.kinetic_energy / (3 * 300), rel=1e-15)


def test_particles_that_are_let_go_are_those_of_soret_run(liquid, mixture, program, tmp_path):
    theirs = run_of_program(program, tmp_path, liquid, "nve", held.replace("TIME", ", time = 0.024"), 20)
    z = liquid.positions[:, 2] / liquid.box.edges[2]
    meant = (z >= 0.25) & (liquid.species == 1)
    md = soret.MolecularDynamics(liquid, mixture, restraint=soret.Restraint(12.0, z=(0.25, 1.0), species=1))
    samples = md.run(12, sample_every=1)
    moved = (md.state.unwrapped_positions - liquid.unwrapped_positions)[meant]
    assert 0 < meant.sum() < 200
    # Squares are rounded to 2^-40 each.
    assert md.restraint_energy == pytest.approx(6.0 * (moved**2).sum(), abs=6.0 * moved.size * 2.0**-40)
    virial = -12.0 * (moved**2).sum(axis=0) / liquid.box.volume
    without = soret.forces(md.state, mixture).pressure_tensor[:3]
    np.testing.assert_allclose(md.pressure_tensor[:3], without + virial, atol=1e-9)
    # Constant energy with the springs in it: its error goes as dt^2.
    assert np.ptp(samples["conserved"]) < 1e-4 * md.kinetic_energy
    before = md.conserved
    md.let_go()
    assert md.conserved == pytest.approx(before, abs=1e-10) and md.restraint_energy == 0.0
    momentum = (mixture.mass[md.state.species][:, None] * md.state.velocities).sum(axis=0)
    np.testing.assert_allclose(momentum, 0, atol=300 * 2.0**-42)
    md.run(8)
    assert md.digest == theirs["final_digest"]
    with pytest.raises(soret.InvalidArgument, match="no particle is held"):
        md.let_go()


def test_restraints_are_refused_where_they_cannot_be(liquid, mixture):
    with pytest.raises(soret.InvalidArgument, match="restraint"):
        soret.MolecularDynamics(
            liquid, mixture, ensemble="hnemd", temperature=0.8, field=field, restraint=soret.Restraint(1.0)
        )
    for wrong in ({"spring": 0.0}, {"spring": 1.0, "z": (0.5, 0.5)}, {"spring": 1.0, "species": -1}):
        with pytest.raises(soret.InvalidArgument, match=list(wrong)[-1]):
            soret.Restraint(**wrong)
    with pytest.raises(soret.InvalidState, match="no particle"):
        soret.MolecularDynamics(liquid, mixture, restraint=soret.Restraint(1.0, z=(0.0, 1e-9)))


chains = {
    "mc_nvt": ("nvt", {}, ""),
    "mc_npt": ("npt", {"pressure": 0.46}, "pressure = 0.46\n"),
    "semigrand": (
        "semi_grand",
        {"pressure": 0.46, "chemical_potential": [1.9, 0.0]},
        "pressure = 0.46\ndelta_mu = 1.9\n",
    ),
}


@pytest.mark.parametrize("kind", chains)
def test_a_chain_is_that_of_soret_run(liquid, mixture, program, tmp_path, kind):
    ensemble, options, text = chains[kind]
    liquid = soret.State(liquid.box, liquid.positions, liquid.species)  # velocities would be in the program's digest
    theirs = run_of_program(program, tmp_path, liquid, kind, "temperature = 0.8\n" + text, 6)
    mc = soret.MonteCarlo(
        liquid,
        mixture,
        ensemble=ensemble,
        temperature=0.8,
        seed=5,
        largest_displacement=0.15,
        largest_log_volume_step=0.5 / np.sqrt(len(liquid)),
        **options,
    )
    mc.run(2)
    mc.run(4)
    assert mc.sweep == 6
    assert mc.digest == theirs["final_digest"]


def test_backends_and_threads_have_one_trajectory_and_one_chain(liquid, mixture):
    md = [
        soret.MolecularDynamics(liquid, mixture, ensemble="nvt", temperature=0.8, **options)
        for options in ({}, {"backend": "reference"}, {"threads": 2}, {"isa": "sse2"})
    ]
    mc = [soret.MonteCarlo(liquid, mixture, temperature=0.8, backend=b) for b in ("optimized", "reference")]
    for each in md:
        each.run(5)
    for each in mc:
        each.run(2)
    assert len({each.digest for each in md}) == 1
    assert len({each.digest for each in mc}) == 1


def test_samples_are_what_the_run_is_at_their_steps(liquid, mixture):
    md = soret.MolecularDynamics(liquid, mixture)
    seen = []
    samples = md.run(20, sample_every=4, observer=lambda m: seen.append((m.step, m.potential_energy, m.conserved)))
    assert samples["step"].tolist() == [4, 8, 12, 16, 20]
    assert [(s["step"], s["potential_energy"], s["conserved"]) for s in samples] == seen
    last = samples[-1]
    found = soret.forces(md.state, mixture)
    assert last["potential_energy"] == found.potential_energy == md.potential_energy
    assert last["kinetic_energy"] == found.kinetic_energy
    assert last["pressure"] == found.pressure == md.pressure
    np.testing.assert_array_equal([last[f"heat_current_{a}"] for a in "xyz"], found.heat_current)
    np.testing.assert_array_equal([last[f"mass_current_1_{a}"] for a in "xyz"], found.mass_currents[0])
    np.testing.assert_array_equal(md.pressure_tensor, found.pressure_tensor)
    np.testing.assert_array_equal(md.forces, found.forces)
    assert last["temperature"] == md.temperature == pytest.approx(2 * found.kinetic_energy / (3 * 300 - 3), rel=1e-15)
    # Constant energy: its error goes as dt^2, here 1e-5 of the kinetic energy at most.
    assert np.ptp(samples["conserved"]) < 1e-4 * found.kinetic_energy


def test_samples_of_a_chain(liquid, mixture):
    mc = soret.MonteCarlo(
        liquid, mixture, ensemble="grand_canonical", temperature=0.8, chemical_potential=[-2.0, -2.5], seed=2
    )
    sizes = []
    samples = mc.run(6, sample_every=2, observer=lambda m: sizes.append(len(m.state)))
    assert samples["sweep"].tolist() == [2, 4, 6]
    assert (samples["n_1"] + samples["n_2"]).tolist() == sizes
    assert samples["n_1"][-1] == mc.species_counts[0] == np.count_nonzero(mc.state.species == 0)
    assert samples["potential_energy"][-1] == mc.potential_energy == soret.forces(mc.state, mixture).potential_energy
    assert set(mc.counts) == {"displacement", "identity", "exchange"}
    assert all(accepted <= attempted for accepted, attempted in mc.counts.values())
    assert len(liquid) == 300


def test_equilibration_brings_the_acceptance_to_its_target(liquid, mixture):
    mc = soret.MonteCarlo(liquid, mixture, temperature=0.8, largest_displacement=0.9)
    mc.equilibrate(40, target_acceptance=0.6)
    assert mc.sweep == 40 and mc.step_sizes[0] < 0.5
    accepted, attempted = mc.counts["displacement"]
    mc.run(10)
    after = mc.counts["displacement"]
    # 3000 attempts, at most 0.01 of noise; the step size is that of the last batch.
    assert (after[0] - accepted) / (after[1] - attempted) == pytest.approx(0.6, abs=0.08)


def test_an_observer_can_end_a_run_and_raise(liquid, mixture):
    md = soret.MolecularDynamics(liquid, mixture)
    assert len(md.run(100, sample_every=1, observer=lambda m: m.step < 3)) == 3
    assert md.step == 3

    def fail(_):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        md.run(10, sample_every=2, observer=fail)
    assert md.step == 5
    with pytest.raises(soret.Error, match="observer"):
        md.run(4, sample_every=2, observer=lambda m: m.run(1))
    progress = []
    md.run(30, progress=lambda done, steps: progress.append((done, steps)))
    assert progress[-1] == (30, 30) and progress == sorted(progress)


@pytest.fixture
def interruptible():
    """A process that was begun in the background of a shell ignores Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("make", ["dynamics", "chain"])
def test_control_c_ends_a_run_between_two_steps(liquid, mixture, make, interruptible):
    if make == "dynamics":
        run = soret.MolecularDynamics(liquid, mixture)
    else:
        run = soret.MonteCarlo(liquid, mixture, temperature=0.8)
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    many = 300_000 if make == "dynamics" else 30_000  # a minute or so, if nothing ended it
    with pytest.raises(KeyboardInterrupt):
        run.run(many)
    done = run.step if make == "dynamics" else run.sweep
    assert 0 < done < many
    run.run(1)
    assert (run.step if make == "dynamics" else run.sweep) == done + 1


def test_other_threads_run_while_one_computes(liquid, mixture):
    md = soret.MolecularDynamics(liquid, mixture)
    stop = []
    worker = threading.Thread(
        target=lambda: md.run(10**9, sample_every=100, observer=lambda m: not stop)
    )
    worker.start()
    ticks, refused, end = 0, 0, time.monotonic() + 0.3
    while time.monotonic() < end:
        ticks += 1
        try:
            md.potential_energy
        except soret.Error as error:
            assert "another thread" in str(error)
            refused += 1
        time.sleep(0.001)
    with pytest.raises(soret.Error):
        md.run(1)
    stop.append(True)
    worker.join()
    assert md.step >= 100
    # With the lock held for the 100 steps between two observers this thread would never see the run computing.
    assert refused > 0 and ticks > refused / 2


def test_two_runs_advance_at_the_same_time(liquid, mixture):
    """Each waits in its observer until the other one has come to its own."""
    barrier = threading.Barrier(2, timeout=60)
    runs = [soret.MolecularDynamics(liquid, mixture) for _ in range(2)]
    threads = [
        threading.Thread(target=run.run, args=(40,), kwargs={"sample_every": 10, "observer": lambda m: barrier.wait()})
        for run in runs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not barrier.broken and runs[0].digest == runs[1].digest and runs[0].step == 40


def test_a_run_that_fails_says_why_and_stays_failed(mixture):
    state = soret.State([6.0, 6.0, 6.0], [[1, 1, 1], [1.8, 1, 1]], velocities=[[3.0, 0, 0], [-3.0, 0, 0]])
    md = soret.MolecularDynamics(state, mixture, timestep=0.2)
    with pytest.raises(soret.InvalidState, match="step"):
        md.run(1000)
    with pytest.raises(soret.InvalidState, match="has failed"):
        md.potential_energy
    with pytest.raises(soret.InvalidState, match="has failed"):
        md.run(1)


@pytest.mark.parametrize(
    "options, word",
    [
        ({"ensemble": "nvt"}, "temperature"),
        ({"temperature": 0.8}, "temperature"),
        ({"ensemble": "npt", "temperature": 0.8}, "pressure"),
        ({"ensemble": "nvtt"}, "hnemd"),
        ({"timestep": 0.0}, "timestep"),
        ({"ensemble": "nemd", "hot": (0.9, 2.0)}, "cold"),
        ({"field": field}, "field"),
        ({"ensemble": "hnemd", "temperature": 0.8}, "field"),
        ({"ensemble": "hnemd", "temperature": 0.8, "field": soret.Field(axis="w")}, "axis"),
    ],
)
def test_ensembles_take_what_they_use(liquid, mixture, options, word):
    with pytest.raises(soret.InvalidArgument, match=word):
        soret.MolecularDynamics(liquid, mixture, **options)


def test_starts_that_cannot_be_used_are_refused(liquid, mixture):
    rest = soret.State(liquid.box, liquid.positions, liquid.species)
    with pytest.raises(soret.InvalidState, match="velocities"):
        soret.MolecularDynamics(rest, mixture)
    with pytest.raises(soret.InvalidArgument, match="ensemble"):
        soret.MonteCarlo(liquid, mixture, ensemble="gibbs", temperature=1.0)
    with pytest.raises(soret.InvalidArgument, match="temperature"):
        soret.MonteCarlo(liquid, mixture, temperature=-1.0)
    with pytest.raises(soret.InvalidArgument, match="sample_every"):
        soret.MonteCarlo(liquid, mixture, temperature=1.0).run(1, observer=print)


def test_a_prepared_liquid_is_that_of_its_seed(settled, mixture):
    again = soret.prepare_liquid(mixture, n=300, x1=0.4, density=0.75, temperature=0.8, seed=3)
    np.testing.assert_array_equal(again.positions, settled.positions)
    np.testing.assert_array_equal(again.velocities, settled.velocities)
    assert np.count_nonzero(settled.species == 0) == 120
    assert settled.density == pytest.approx(0.75, rel=1e-10)
