"""Results of a campaign are the numbers of its file."""

import json

import numpy as np
import pytest

import soret


@pytest.fixture(scope="module")
def document(committed):
    return json.loads((committed / "results.json").read_text())


@pytest.fixture(scope="module")
def results(committed):
    return soret.load_results(committed)


def test_every_curve_is_that_of_the_file(results, document):
    assert list(results.curves) == list(document["curves"])
    for name, rows in document["curves"].items():
        curve = results.curves[name]
        assert len(curve) == len(rows)
        assert set(curve.dtype.names) == set(rows[0]) and curve.dtype.names[1:] == ("value", "sem", "n_eff")
        for field in curve.dtype.names:
            assert curve[field].tolist() == [row[field] for row in rows], name
    assert results.unit("gamma_semigrand") == "1"


def test_every_claim_is_that_of_the_file(results, document):
    assert (results.tier, results.verdict) == (document["tier"], document["verdict"])
    assert len(results.claims) == len(document["claims"])
    for each in document["claims"]:
        claim = results.claims[each["id"]]
        assert (claim.verdict, claim.published, claim.unit) == (each["verdict"], each["published"], each["unit"])
        if each["measured"] is None:
            assert claim.measured is None
        else:
            assert list(claim.measured) == [each["measured"][key] for key in ("value", "sem", "n_eff")]


def test_all_curves_are_in_one_table(results, document):
    pandas = pytest.importorskip("pandas")
    table = results.to_pandas()
    assert isinstance(table, pandas.DataFrame)
    assert len(table) == sum(len(rows) for rows in document["curves"].values())
    gamma = table[table.curve == "gamma_semigrand"]
    assert gamma.x.tolist() == [row["x1"] for row in document["curves"]["gamma_semigrand"]]
    np.testing.assert_array_equal(gamma["sem"], results.curve("gamma_semigrand")["sem"])


def test_what_is_not_there_is_named(results, tmp_path):
    with pytest.raises(soret.InvalidArgument, match="gamma_semigrand"):
        results.curve("gamma_semi")
    with pytest.raises(soret.InvalidInput, match="cannot be read"):
        soret.load_results(tmp_path)
    file = tmp_path / "results.json"
    for text, word in (("{\n,", "results.json:2"), ("[]", "campaign"), ("{}", "curves"), ("\xff", "JSON")):
        file.write_text(text)
        with pytest.raises(soret.InvalidInput, match=word):
            soret.load_results(file)
    rows = {"curves": {"a": [{"x1": 0.1, "value": 1.0, "sem": 0.1}]}, "claims": [], "tier": "quick", "verdict": "pass"}
    file.write_text(json.dumps(rows))
    with pytest.raises(soret.InvalidInput, match="n_eff"):
        soret.load_results(file).curve("a")
