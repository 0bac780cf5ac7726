"""The stubs say all that the package has, and nothing else."""

import ast
import inspect
import os
import re
import subprocess
import sys

import pytest

import soret
from soret import _core


@pytest.fixture(scope="module")
def stub(sources):
    return ast.parse((sources / "validation/python/soret/_core.pyi").read_text())


def defined_in(body):
    names = set()
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            names.add(node.target.id)
    return names


def public(names):
    return {name for name in names if not name.startswith("_")}


def test_every_name_is_in_the_stubs(stub):
    assert public(defined_in(stub.body)) == public(vars(_core))
    for node in stub.body:
        if isinstance(node, ast.ClassDef) and not issubclass(getattr(_core, node.name), Exception):
            assert public(defined_in(node.body)) == public(vars(getattr(_core, node.name))), node.name


def refused(function):
    """What pybind11 says of a call that it does not know: only there are its names of parameters."""
    with pytest.raises(TypeError) as caught:
        function(no_such_parameter=None)
    return str(caught.value)


def functions_of(stub):
    for node in stub.body:
        if isinstance(node, ast.FunctionDef):
            yield getattr(_core, node.name), node
        elif isinstance(node, ast.ClassDef):
            owner = getattr(_core, node.name)
            for member in node.body:
                if isinstance(member, ast.FunctionDef) and not member.decorator_list:
                    if member.name == "__init__":
                        yield owner, member
                    elif not member.name.startswith("__"):
                        yield getattr(owner, member.name), member


def test_every_parameter_is_in_the_stubs(stub):
    checked = 0
    for function, node in functions_of(stub):
        parameters = [each.arg for each in node.args.args + node.args.kwonlyargs if each.arg != "self"]
        if not parameters:
            continue
        signature = refused(function)
        known = re.findall(r"(\w+): ", signature.split("Invoked with")[0].split("1. ", 1)[1])
        assert [name for name in known if name not in ("self", "arg0")] == parameters, node.name
        checked += 1
    assert checked > 40


def test_the_package_has_all_names_and_each_says_what_it_is():
    assert set(soret.__all__) - {"__version__"} == public(
        name for name, value in vars(soret).items() if not inspect.ismodule(value)
    )
    assert public(vars(_core)) <= set(soret.__all__)
    for name in soret.__all__:
        value = getattr(soret, name)
        if callable(value):
            assert value.__doc__ and len(value.__doc__.splitlines()[0]) > 10, name


def test_the_version_is_that_of_the_sources(sources, program):
    assert f"project(soret VERSION {soret.__version__} " in (sources / "CMakeLists.txt").read_text()
    assert soret.provenance()["version"] == soret.__version__


def test_mypy_finds_the_stubs_to_be_those_of_the_package(tmp_path):
    pytest.importorskip("mypy")
    allowed = tmp_path / "allowed"
    # pybind11 has a metaclass of its own, and no signatures that Python could ask for.
    allowed.write_text("\n".join([r"soret\._core\.[A-Z]\w+", r"soret\._core\.\w+\.__(init|eq|hash)__", ""]))
    package = os.path.dirname(os.path.dirname(soret.__file__))
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "soret._core", "--allowlist", allowed, "--ignore-unused-allowlist"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": package},
    )
    assert done.returncode == 0, done.stdout + done.stderr
