"""The results of a campaign, as arrays."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ._core import Estimate, InvalidArgument, InvalidInput

if TYPE_CHECKING:
    import pandas  # type: ignore[import]


@dataclass(frozen=True)
class Claim:
    """What the campaign says of one statement."""

    id: str
    statement: str
    verdict: str  #: "pass", "fail" or "inconclusive"
    published: float | None
    measured: Estimate | None  #: None where nothing could be measured
    tolerance: float | None
    unit: str
    z: float | None
    source: str


class _Curves(Mapping[str, "NDArray[Any]"]):
    """Curves by name; an array is made when it is asked for."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]], file: str) -> None:
        self._rows = rows
        self._file = file

    def __getitem__(self, name: str) -> NDArray[Any]:
        rows = self._rows[name]
        fields = [key for key in rows[0] if key not in ("value", "sem", "n_eff")] if rows else ["x1"]
        fields += ["value", "sem", "n_eff"]
        try:
            values = [tuple(np.nan if row[key] is None else float(row[key]) for key in fields) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(f"{self._file}: curves.{name}: a row has no number {error}") from None
        return np.array(values, dtype=[(key, np.float64) for key in fields])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class Results:
    """What results.json of a campaign holds.

    curves   by name: structured arrays with x1 (or another axis), value, sem (one standard error), n_eff
    claims   by id: Claim
    """

    def __init__(self, document: dict[str, Any], file: str = "results") -> None:
        try:
            self.curves: Mapping[str, NDArray[Any]] = _Curves(dict(document["curves"]), file)
            self.claims: dict[str, Claim] = {each["id"]: _claim_of(each) for each in document["claims"]}
            self.tier: str = document["tier"]
            self.verdict: str = document["verdict"]
        except (KeyError, TypeError, AttributeError) as error:
            raise InvalidInput(f"{file}: is not the results of a campaign: {error!r}") from None
        self.document: dict[str, Any] = document  #: everything, as JSON has it

    def curve(self, name: str) -> NDArray[Any]:
        """A curve by its name. Raises InvalidArgument: there is none, with names that are like it."""
        if name not in self.curves:
            like = [each for each in self.curves if each.split("_")[0] == name.split("_")[0]]
            raise InvalidArgument(f"curve = {name}: must be one of {', '.join(like or self.curves)}")
        return self.curves[name]

    def unit(self, name: str) -> str:
        """The unit of a curve; empty if the file does not say."""
        self.curve(name)
        return str(self.document.get("curve_keys", {}).get(name, {}).get("unit", ""))

    def to_pandas(self) -> pandas.DataFrame:
        """All curves in one table: curve, axis, x, value, sem, n_eff. Needs pandas."""
        import pandas

        parts = []
        for name, rows in self.curves.items():
            axis = (rows.dtype.names or ("x1",))[0]
            columns = {"curve": name, "axis": axis, "x": rows[axis]}
            parts.append(pandas.DataFrame({**columns, **{key: rows[key] for key in ("value", "sem", "n_eff")}}))
        return pandas.concat(parts, ignore_index=True)

    def __repr__(self) -> str:
        return f"<soret.Results, {self.tier}: {len(self.curves)} curves, {len(self.claims)} claims, {self.verdict}>"


def _claim_of(each: dict[str, Any]) -> Claim:
    measured = each["measured"]
    found = None
    if measured is not None:
        found = Estimate(measured["value"], measured["sem"], measured["n_eff"])
    return Claim(
        each["id"], each["statement"], each["verdict"], each["published"], found, each["tolerance"], each["unit"],
        each["z"], each["source"],
    )


def load_results(path: str | os.PathLike[str]) -> Results:
    """Reads the results of a campaign: its directory, or the file results.json. Raises InvalidInput."""
    file = Path(path)
    if file.is_dir():
        file = file / "results.json"
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file}: is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(f"{file}:{error.lineno}: is not JSON: {error.msg}") from None
    if not isinstance(document, dict):
        raise InvalidInput(f"{file}: is not the results of a campaign")
    return Results(document, str(file))
