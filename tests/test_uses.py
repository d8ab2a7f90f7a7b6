"""From a passage back to what rests on it: figures and tables of the chapters, and claims."""

from __future__ import annotations

import json

import pytest

from themeshift.pages import uses
from themeshift.pages.source import Source


@pytest.fixture
def project(tmp_path, mini):
    """A book of one chapter that shows one figure and one table."""
    unit = mini.units["unit_id"].iloc[0]
    theme, phase = mini.themes["theme"].iloc[0], mini.phases["phase_id"].iloc[0]
    caption = f"Found. Passages: [here](#u-{unit}), [there](<#theme-{theme}-{phase}>)."
    figure = {"data": {}, "metadata": {"themeshift": {"name": "fig-one", "caption": caption}}}
    table = {"data": {"text/markdown": [":name: tab-one\n", f"| [here](<#u-{unit}>) |"]}}
    cells = [{"cell_type": "code", "outputs": [figure, table]}, {"cell_type": "markdown"}]
    (tmp_path / "one.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return tmp_path, f"u-{unit}", f"theme-{theme}-{phase}"


def test_a_figure_rests_on_what_its_caption_leads_to_and_a_table_on_its_cells(project, mini):
    folder, unit, theme = project
    found = uses.shown_in(mini, folder, iter(["one.ipynb"]))
    assert found == {unit: ["fig-one", "tab-one"], theme: ["fig-one"]}


def test_a_broken_notebook_and_a_plain_page_are_left_out(tmp_path, mini):
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "plain.md").write_text("[here](#u-x)", encoding="utf-8")
    assert uses.shown_in(mini, tmp_path, iter(["broken.ipynb", "plain.md", "gone.ipynb"])) == {}


def test_results_say_which_units_themes_and_poles_they_are_about(real):
    unit = real.units["unit_id"].iloc[0]
    phase = real.phases["phase_id"].iloc[0]
    origin = real.themes.loc[real.themes["pole"] == "origin", "theme"]
    theme = real.themes["theme"].iloc[0]
    known = dict(zip(real.themes["theme"], real.themes["pole"], strict=True)), {phase}
    assert list(uses._row({"unit_id": unit, "phase_id": phase}, *known)) == [f"u-{unit}"]
    assert list(uses._row({"theme": theme, "phase_id": phase}, *known)) == [
        f"theme-{theme}-{phase}"
    ]
    poles = list(uses._row({"phase_id": phase, "origin": "0.5"}, *known))
    assert poles == [f"theme-{name}-{phase}" for name in origin]
    assert list(uses._row({"theme": "not-a-theme", "phase_id": phase}, *known)) == []
    assert list(uses._row({"lemma": "x"}, *known)) == []


def test_every_coded_passage_of_the_book_leads_back_to_a_figure_and_to_its_claims(real):
    source = Source(real, real.root.parent)
    for anchor, claims in source.claims.items():
        if anchor.startswith(("u-", "theme-")):
            said = source.used_in(anchor)
            assert all(claim.replace("-", " ") in said.replace("\\", "") for claim in claims)
    doc = dict(zip(real.documents["doc_id"], real.documents["phase_id"], strict=True))
    unit = dict(zip(real.units["unit_id"], real.units["doc_id"].map(doc), strict=True))
    for code in real.codes.itertuples():
        assert "{numref}`fig-" in source.used_in(f"theme-{code.theme}-{unit[code.unit_id]}")
