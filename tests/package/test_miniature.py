"""The miniature package is what its docstring says."""

from __future__ import annotations

import miniature
import pytest

from themeshift import package


def test_the_shares_of_the_miniature_are_those_that_it_states(small: package.Package) -> None:
    """By the mean of the codings, passage by passage; the table of the module's docstring."""
    codes = small.codes.merge(small.units[["unit_id", "doc_id"]])
    codes = codes.merge(small.documents[["doc_id", "phase_id"]])
    codings = codes.groupby("unit_id")["coder"].nunique()
    weight = codes["weight"] / codes["unit_id"].map(codings)
    shares = weight.groupby([codes["phase_id"], codes["theme"]]).sum().unstack(fill_value=0.0)
    passages = codes.groupby("phase_id")["unit_id"].nunique()
    shares = shares.div(passages, axis="index")[list(small.themes["theme"])]
    table = miniature.__doc__.partition("machines  rivers")[2].partition("By `alpha`")[0]
    rows = [line.split() for line in table.splitlines()[1:] if line.strip()][:3]
    stated = {row[0]: [float(cell) for cell in row[1:6]] for row in rows}
    assert list(stated) == list(small.phases["phase_id"])
    for phase, values in stated.items():
        assert shares.loc[phase].tolist() == pytest.approx(values)
