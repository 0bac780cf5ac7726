import json
import os
import subprocess
from pathlib import Path

import pytest

import soret


@pytest.fixture(scope="session")
def sources():
    return Path(os.environ["SORET_SOURCES"])


@pytest.fixture(scope="session")
def committed(sources):
    """Results of the standard campaign."""
    return sources / "validation/data/standard"


@pytest.fixture(scope="session")
def program():
    """Runs the program `soret`."""

    def run(*arguments):
        done = subprocess.run([os.environ["SORET_PROGRAM"], *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def program_json(program):
    return lambda *arguments: json.loads(program(*arguments, "--json", "-"))


@pytest.fixture(scope="session")
def settled():
    """A liquid of 300 particles with velocities. Tests take the copy `liquid`."""
    return soret.prepare_liquid(soret.paper_mixture(), n=300, x1=0.4, density=0.75, temperature=0.8, seed=3)


@pytest.fixture
def liquid(settled):
    return settled.copy()


@pytest.fixture(scope="session")
def mixture():
    return soret.paper_mixture()
