"""Every block of code of docs/python.md runs, and so does the notebook."""

import json
import re

import numpy as np
import pytest

import soret


def blocks_of(page):
    return re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def needs_ase(block):
    return "import ase" in block


def test_every_block_of_the_page_runs(sources, tmp_path, monkeypatch, capsys):
    page = (sources / "docs/python.md").read_text(encoding="utf-8")
    blocks = blocks_of(page)
    assert len(blocks) >= 12
    (tmp_path / "validation").symlink_to(sources / "validation")
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in blocks:
        if needs_ase(block):
            pytest.importorskip("ase")
        # Compiled with its place in the page, for the message of a failure.
        line = page[: page.index(block)].count("\n")
        exec(compile("\n" * line + block, "docs/python.md", "exec"), names)
    assert "timestep" in capsys.readouterr().out


def test_the_page_names_what_there_is(sources):
    page = (sources / "docs/python.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"\bsoret\.(\w+)", page)) - {"ase"}:
        assert hasattr(soret, name), name
    for name in soret.__all__:
        assert name in page or name in {"__version__"} | not_on_the_page, name


# Of these help() says what there is to say: what other functions return, and details.
not_on_the_page = {
    "AutocorrelationTime", "BlockAverage", "Box", "Claim", "Configuration", "FluidProperties", "Forces",
    "BennettChain", "BondOrder", "ExponentialAverages", "KirkwoodBuff", "MultistateBennett", "PooledEstimate",
    "Results", "TholEquation", "autocorrelation_function", "collision_integral", "correlate_series",
    "ideal_gas_soret", "instruction_sets", "provenance", "second_virial_coefficient",
}  # fmt: skip


def test_the_notebook_draws_the_committed_results(sources, committed, monkeypatch, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    path = sources / "docs/notebooks/letter_figure_1.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    monkeypatch.chdir(path.parent)
    names = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            exec(compile("".join(cell["source"]), f"{path.name}:{cell['id']}", "exec"), names)
    results = soret.load_results(committed)
    claim = results.claims["g-min/semigrand"].measured
    assert f"{claim.value:.4f} +- {claim.standard_error:.4f}" in capsys.readouterr().out
    for axes, routes in ((names["left"], names["soret_routes"]), (names["right"], names["gamma_routes"])):
        assert len(axes.containers) == len(routes)
        for name, drawn in zip(routes, axes.containers):
            curve = results.curve(name)
            points, _, (bars,) = drawn.lines
            np.testing.assert_array_equal(points.get_xdata(), curve["x1"])
            np.testing.assert_array_equal(points.get_ydata(), curve["value"])
            lengths = [np.ptp(segment[:, 1]) for segment in bars.get_segments()]
            np.testing.assert_allclose(lengths, 2 * curve["sem"], rtol=1e-10)
    names["figure"].savefig(tmp_path / "figure.png", dpi=80)
    names["plt"].close("all")
    assert (tmp_path / "figure.png").stat().st_size > 10000


def test_the_notebook_is_one(sources):
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.read(sources / "docs/notebooks/letter_figure_1.ipynb", as_version=4))
