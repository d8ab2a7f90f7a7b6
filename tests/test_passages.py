"""What a link to a passage shows is what stands there, and nothing of it can become active."""

from __future__ import annotations

import dataclasses
import json

import pandas as pd

from themeshift import passages, salience


def test_every_unit_with_a_gist_shows_it_with_its_text_and_paragraph(real):
    shown = passages.shown(real)
    units = real.units[real.units["gist"] != ""]
    publisher = real.documents.set_index("doc_id")["publisher"]
    assert {anchor for anchor in shown if anchor.startswith("u-")} == set("u-" + units["unit_id"])
    for unit in units.itertuples():
        entry = shown[f"u-{unit.unit_id}"]
        assert entry["says"] == [unit.gist]
        assert entry["where"].startswith(publisher[unit.doc_id])
        assert entry["where"].endswith(f"paragraph {unit.paragraph}")


def test_a_theme_shows_some_of_its_passages_and_counts_the_others(real):
    phase = dict(zip(real.documents["doc_id"], real.documents["phase_id"], strict=True))
    doc = dict(zip(real.units["unit_id"], real.units["doc_id"], strict=True))
    codes = real.codes[real.codes["coder"] == salience.coders(real)[0]]
    held = codes.assign(phase=codes["unit_id"].map(doc).map(phase)).groupby(["theme", "phase"])
    shown = passages.shown(real)
    counted = {f"theme-{theme}-{phase}": len(rows) for (theme, phase), rows in held}
    assert {anchor for anchor in shown if anchor.startswith("theme-")} == set(counted)
    for anchor, number in counted.items():
        entry = shown[anchor]
        assert len(entry["says"]) == min(number, passages.MOST_SHOWN)
        assert len(entry["says"]) + entry["more"] == number


def test_the_script_is_one_assignment_of_plain_data(mini, tmp_path):
    hostile = '</script>\u2028`${alert(1)}`"'
    units = mini.units.assign(gist=pd.Series([hostile] * len(mini.units), index=mini.units.index))
    path = passages.write(dataclasses.replace(mini, units=units), tmp_path)
    name, _, value = path.read_text(encoding="ascii").rstrip(";\n").partition(" = ")
    assert name == f"window.{passages.VARIABLE}"
    said = json.loads(value)[f"u-{mini.units['unit_id'].iloc[0]}"]["says"]
    assert said == [hostile]
