"""The explorer's data say what the tables say, stay inert, and come out as the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from themeshift import explorer, pages, robustness, salience, shift


def read(script: str) -> dict:
    """What a browser would find in the script."""
    start = f"const {explorer.VARIABLE}="
    assert script.startswith(start) and script.endswith(";\n")
    return json.loads(script[len(start) : -2])


@pytest.fixture(scope="module")
def content(real) -> dict:
    return explorer.content(real)


def test_writes_one_line_of_script_the_same_each_time(real, tmp_path):
    first = explorer.write(real, tmp_path / "new" / "folder").read_bytes()
    assert explorer.write(real, tmp_path / "new" / "folder").read_bytes() == first
    assert first.count(b"\n") == 1
    assert read(first.decode()) == explorer.content(real)


def test_stays_small_enough_for_a_phone(real):
    """In proportion to the passages: 100,000 bytes for some 400 of them."""
    assert len(explorer.script(real).encode()) < 10_000 + 225 * len(real.units)


def test_every_counted_unit_is_there_once_in_the_order_of_the_book(real, content):
    kinds = (*salience.SUBSTANTIVE, *salience.REPEATING)
    built = salience.corpus(real, kinds=kinds)
    names = [kind["id"] for kind in content["kinds"]]
    offered = {kind["id"] for kind in content["kinds"] if kind["offered"]}
    units = content["units"]
    counted = [
        unit
        for unit, kind in zip(units["id"], units["kind"], strict=True)
        if names[kind] in offered
    ]
    assert counted == list(built.unit_ids)
    assert len({len(column) for column in units.values()}) == 1


@pytest.mark.parametrize("kinds", list(robustness.KINDS))
def test_codes_of_each_coding_are_those_of_the_robustness_analysis(real, content, kinds):
    themes = [theme["id"] for theme in content["themes"]]
    place = {unit: index for index, unit in enumerate(content["units"]["id"])}
    for coding in content["codings"]:
        hand = salience.coders(real)[0]
        variant = coding["id"] in salience.readings(real)
        built = salience.corpus(
            real,
            coder=hand if variant else coding["id"],
            kinds=robustness.KINDS[kinds],
            reading=coding["id"] if variant else salience.BASE,
        )
        given = np.zeros_like(built.weights)
        for row, unit in enumerate(built.unit_ids):
            codes = coding["codes"][place[unit]]
            for theme, weight in codes:
                given[row, themes.index(content["themes"][theme]["id"])] += weight
        given /= given.sum(axis=1, keepdims=True)
        assert np.allclose(given, built.weights, atol=1e-12), coding["id"]


def test_codings_are_those_of_the_robustness_analysis_the_base_first(real, content):
    assert [one["id"] for one in content["codings"]] == list(robustness.options(real)["coding"])


def test_base_result_is_the_book_s(real, content):
    built = salience.corpus(real)
    theta = shift.log_position(*shift.quasi_sentences(built))
    share = salience.shares(built)
    balance = share[:, built.pole("destination")].sum(1) - share[:, built.pole("origin")].sum(1)
    base = content["base"]
    assert [row["theta"] for row in base["phases"]] == pytest.approx(theta, abs=1e-9)
    assert [row["balance"] for row in base["phases"]] == pytest.approx(balance, abs=1e-9)
    assert base["theta_shift"] == pytest.approx(theta[-1] - theta[0], abs=1e-9)
    assert base["share_shift"] == pytest.approx(balance[-1] - balance[0], abs=1e-9)


def test_terms_of_a_unit_are_the_codebook_s_terms_found_in_it(real, content):
    patterns = real.theme_terms.set_index("term_id")["pattern"]
    found = real.matches.assign(pattern=real.matches["term_id"].map(patterns))
    expected = found.groupby("unit_id")["pattern"].agg(set).to_dict()
    units = content["units"]
    for unit, terms in zip(units["id"], units["terms"], strict=True):
        assert {content["terms"][term] for term in terms} == expected.get(unit, set())


def test_projects_point_to_their_units(real, content):
    ids = content["units"]["id"]
    known = {one["id"]: {ids[unit] for unit in one["units"]} for one in content["projects"]}
    table = real.project_units[real.project_units["unit_id"].isin(ids)]
    assert known == table.groupby("project_id")["unit_id"].agg(set).to_dict()


def test_any_package_will_do(mini):
    content = explorer.content(mini)
    assert [phase["id"] for phase in content["phases"]] == list(mini.phases["phase_id"])
    assert content["choices"]["merged"] is None  # the miniature has no such theme
    assert {one["id"] for one in content["projects"]} == set(mini.project_units["project_id"])


HOSTILE = "</script><script>alert(1)</script>\u2028`${alert(2)}`\" ' \\ <!-- & \u202e x"


def test_nothing_in_the_data_can_end_the_script(real):
    units = real.units.assign(gist=HOSTILE)
    changed = replace(
        real,
        units=units,
        documents=real.documents.assign(title=HOSTILE, publisher=HOSTILE),
        phases=real.phases.assign(label=HOSTILE, short_label=HOSTILE),
        projects=real.projects.assign(label=HOSTILE),
        theme_terms=real.theme_terms.assign(pattern=HOSTILE),
    )
    script = explorer.script(changed)
    assert not set(script) & set("<>&\u2028\u2029\u202e")
    assert read(script)["units"]["gist"][0].startswith("</script><script>alert(1)</script>")


def test_a_second_coder_becomes_a_coding(real):
    table = real.codes[real.codes["coder"] == salience.coders(real)[0]]
    assert "another" not in set(real.codes["coder"])
    second = replace(
        real, codes=pd.concat([real.codes, table.assign(coder="another")], ignore_index=True)
    )
    codings = {one["id"]: one for one in explorer.content(second)["codings"]}
    assert codings["another"]["label"] == "another coding"
    assert codings["another"]["codes"] == codings[salience.coders(real)[0]]["codes"]


def test_each_unit_leads_to_its_place_in_the_evidence(real, content):
    made = pages.texts(real)
    units = content["units"]
    for unit, place in zip(units["id"], units["document"], strict=True):
        address = Path(content["documents"][place]["page"])
        assert address.parent.name == "generated"
        assert f"(u-{unit})=" in made[f"{address.stem}.md"]
