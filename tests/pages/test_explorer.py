"""The explorer's script counts as Python does, prints the same words, and takes an address as data.

The script runs in Chromium on an empty page, with the data that Python writes for it.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, sync_playwright

from themeshift.build.print import chromium
from themeshift.measures import choices
from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.pages import explorer
from themeshift.prose import numbers

MODEL = Path(__file__).resolve().parents[2] / "_scripts" / "explorer-model.js"
#: Every so many of the specifications with other poles is compared; all others are.
STRIDE = 29
Run = Callable[[Package, str, Any], Any]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """An empty page with the explorer's arithmetic."""
    if chromium() is None:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing("NOT RUN: no Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        opened = browser.new_page()
        opened.add_script_tag(content=MODEL.read_text(encoding="utf-8"))
        yield opened
        browser.close()


@pytest.fixture
def run(page: Page) -> Run:
    """Evaluate a function of (data, model, argument) with the data of a package."""

    def evaluate(package: Package, function: str, argument: Any = None) -> Any:
        page.evaluate(explorer.script(package))
        body = f"(given) => ({function})(window.themeshift.explorer, window.themeshiftModel, given)"
        return page.evaluate(body, argument)

    return evaluate


SHIFTS = """(data, model, queries) => queries.map((query) => {
  const {state, problems} = model.parse(data, query);
  const found = model.outcome(data, state);
  return [found.shift, data.phases[found.first].id, data.phases[found.last].id, problems, model.query(data, state)];
})"""
SHARES = """(data, model, queries) => queries.map(
  (query) => model.outcome(data, model.parse(data, query).state).phases.map(
    (phase) => [phase.id, phase.share, phase.origin, phase.destination, model.percent(phase.origin),
                model.percent(phase.destination), model.signedPoints(phase.balance)]))"""
VERDICT = """(data, model, query) => {
  const {state, problems} = model.parse(data, query);
  return {...model.verdict(data, state), problems, again: model.query(data, state)};
}"""


@pytest.mark.parametrize("name", ["data", "small"])
def test_every_way_of_counting_gives_the_shift_of_python(run, request, name):
    package = request.getfixturevalue(name)
    specified = choices.specifications(package)
    same_poles = specified["poles"] == choices.AS_THEY_ARE
    chosen = pd.concat([specified[same_poles], specified[~same_poles].iloc[::STRIDE]])
    found = run(package, SHIFTS, list(chosen["query"]))
    for row, (shift, first, last, problems, again) in zip(chosen.itertuples(), found, strict=True):
        assert problems == [], row.query
        assert shift == pytest.approx(row.shift, abs=1e-9), row.query
        assert (first, last) == (row.from_phase, row.to_phase), row.query
        assert set(again.split("&")) <= set(row.query.split("&")) | {""}


@pytest.mark.parametrize("name", ["data", "small"])
def test_shares_and_their_words_are_those_of_python(run, request, name):
    package = request.getfixturevalue(name)
    base = corpora.corpus(package)
    ways = [
        {"coding": coding, "measure": measure, "framing": framing}
        for coding in choices.every_coding(package)
        for measure in corpora.MEASURES
        for framing in (True, False)
    ]
    ways += [{"without_document": doc} for doc in base.documents]
    ways += [{"without_paragraph": paragraph} for paragraph in base.paragraphs]
    for way, rows in zip(ways, run(package, SHARES, [address(way) for way in ways]), strict=True):
        counted = corpora.corpus(package, **way)
        share = corpora.shares(counted)
        found = {row[0]: row[1:] for row in rows}
        for phase, expected in zip(counted.phases, share, strict=True):
            shares, *rest = found[phase]
            assert shares == pytest.approx(list(expected), abs=1e-9, nan_ok=True), way
            origin, destination = (expected[counted.pole(p)].sum() for p in (ORIGIN, DESTINATION))
            assert rest[:2] == pytest.approx([origin, destination], abs=1e-9, nan_ok=True)
            assert rest[2:] == [
                numbers.percent(origin),
                numbers.percent(destination),
                numbers.signed_points(destination - origin),
            ], way


def address(way: dict[str, Any]) -> str:
    """The explorer's address of arguments of `corpus.corpus`."""
    leave = way.get("without_document") or way.get("without_paragraph") or ""
    parts = {
        "coding": way.get("coding", ""),
        "measure": way.get("measure", ""),
        "framing": "in" if way.get("framing", True) else "out",
        "leave": leave,
    }
    return "&".join(f"{key}={value}" for key, value in parts.items() if value)


def test_words_for_numbers_round_as_python_does(run, small):
    halves = [k / 2000 for k in range(-2100, 2101)]
    values = halves + [math.nextafter(half, way) for half in halves for way in (-9, 9)]
    values += [
        1e-12,
        -1e-12,
        0.0,
        0.0049999999,
        0.00499999999999,
        0.125,
        1 / 3,
        2 / 3,
        -0.0,
        math.nan,
    ]
    function = """(data, model, values) => values.map((value) => {
      const number = value === null ? NaN : value;
      return [model.percent(number), model.points(number), model.signedPoints(number)];
    })"""
    found = run(small, function, [None if math.isnan(value) else value for value in values])
    for value, words in zip(values, found, strict=True):
        expected = [numbers.percent(value), numbers.points(value), numbers.signed_points(value)]
        assert words == expected, value


@pytest.mark.parametrize("name", ["data", "small"])
def test_the_search_finds_what_python_finds(run, request, name):
    package = request.getfixturevalue(name)
    function = """(data, model) => {
      let last = null;
      let values = 0;
      for (const step of model.search(data)) { last = step; values += step.values.length; }
      const found = Object.entries(last.lowest).map(([stage, one]) =>
        [stage, [one.shift, model.outcome(data, one.state).shift, model.query(data, one.state)]]);
      return {tried: last.tried, total: last.total, ways: last.ways, lowest: Object.fromEntries(found)};
    }"""
    found = run(package, function)
    specified = choices.specifications(package)
    summary = choices.summary(specified).set_index("scope")
    assert found["tried"] == found["total"]
    assert found["ways"] == len(specified)
    for stage, scope in (("counting", choices.AS_THEY_ARE), ("themes", "changed")):
        shift, again, query = found["lowest"][stage]
        assert shift == pytest.approx(summary.loc[scope, "lowest"], abs=1e-9)
        assert again == pytest.approx(shift, abs=1e-9)
        assert query == run(package, SHIFTS, [summary.loc[scope, "query"]])[0][4]
    extremes = choices.extremes(package)
    total = extremes[extremes["scope"] == "total"]
    assert found["lowest"]["readings"][0] <= total["lowest"].min() + 1e-9
    for stage in ("readings", "all"):
        shift, again, _ = found["lowest"][stage]
        assert again == pytest.approx(shift, abs=1e-9)


@pytest.mark.parametrize("name", ["data", "small"])
def test_best_and_worst_readings_are_those_of_python(run, request, name):
    package = request.getfixturevalue(name)
    extremes = choices.extremes(package)
    for row in extremes[extremes["scope"] == "total"].itertuples():
        queries = [
            f"measure={row.measure}&framing={row.framing}&reading={reading}"
            for reading in ("lowest", "highest")
        ]
        found = run(package, SHIFTS, queries)
        assert [one[0] for one in found] == pytest.approx([row.lowest, row.highest], abs=1e-9)


def test_a_passage_coded_by_the_reader_counts_as_in_the_tables(run, small):
    unit, themes = "2030-port-001", ["crews", "ports"]
    others = small.codes[small.codes["unit_id"] != unit]
    mine = pd.DataFrame(
        [
            {"unit_id": unit, "coder": coder, "rank": rank, "theme": theme, "weight": 0.5}
            for coder in corpora.codings(small)
            for rank, theme in enumerate(themes, start=1)
        ]
    )
    changed = dataclasses.replace(small, codes=pd.concat([others, mine], ignore_index=True))
    base = corpora.corpus(changed)
    balance = corpora.shares(base) @ base.sign
    for coding in ("mean", *corpora.codings(small)):
        one = corpora.corpus(changed, coding=coding)
        balance = corpora.shares(one) @ one.sign
        query = f"coding={coding}&recode={unit}:{','.join(reversed(themes))}"
        (found,) = run(small, SHIFTS, [query])
        assert found[0] == pytest.approx(balance[-1] - balance[0], abs=1e-9)


def test_a_copy_of_a_text_counts_once_and_comes_in_where_the_text_is_left_out(run, small):
    gazette, port = "2030-gazette", "2030-port"
    strings = small.shingles[small.shingles["doc_id"] == gazette].assign(doc_id=port)
    rest = small.shingles[small.shingles["doc_id"] != port]
    copied = dataclasses.replace(small, shingles=pd.concat([rest, strings], ignore_index=True))
    assert corpora.copies(copied) == (port,)
    for left_out in (None, gazette, port):
        counted = corpora.corpus(copied, without_document=left_out)
        (found,) = run(copied, SHARES, [f"leave={left_out}" if left_out else ""])
        for row, expected in zip(found, corpora.shares(counted), strict=True):
            assert row[1] == pytest.approx(list(expected), abs=1e-9)


def test_the_verdict_compares_themes_and_not_sides(run, data):
    origin, destination = (
        ",".join(data.themes.loc[data.themes["pole"] == pole, "theme"])
        for pole in (ORIGIN, DESTINATION)
    )
    own = run(data, VERDICT, "")
    swapped = run(data, VERDICT, f"origin={destination}&destination={origin}")
    assert own["kind"] == "book"
    assert swapped["kind"] == "themes"
    assert swapped["shift"] == pytest.approx(-own["shift"])
    said = " ".join([swapped["headline"], *swapped["sentences"]])
    assert "turns" not in said
    assert numbers.points(own["shift"]) in said


def test_a_finding_that_turns_round_is_said_to(run, small):
    units = corpora.counted(small)
    last = units["unit_id"][units["doc_id"] == "2032-port"]
    query = "recode=" + ";".join(f"{unit}:machines" for unit in last)
    assert run(small, VERDICT, query)["kind"] == "turned"


@pytest.mark.parametrize(
    "query",
    ["origin=", "destination=", "origin=&destination=", "leave=2030-gazette,2030-port,2032-port"],
)
def test_refuses_what_leaves_nothing_to_compare(run, small, query):
    found = run(small, VERDICT, query)
    assert found["kind"] == "refused"
    assert math.isnan(found["shift"])
    assert not any(mark in " ".join(found["sentences"]) for mark in ("NaN", "undefined", "null"))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("coding=<img src=x>", "<img src=x>"),
        ("measure=letters", "letters"),
        ("leave=2031-gazette,nowhere", "nowhere"),
        ("origin=machines,x", "x"),
        ("origin=machines&destination=machines", "machines"),
        ("recode=2030-port-001:y", "y"),
        ("recode=z:crews", "z"),
        ("recode=2030-port-001", "2030-port-001"),
        ("__proto__=a&constructor=b", "__proto__"),
        ("coding=%E0%A4", "%E0%A4"),
        ("ten=0", "0"),
        ("ten=1&mine=nobody:crews", "nobody"),
        ("passage=2030-gazette-001", "2030-gazette-001"),
        ("search=all", "all"),
    ],
)
def test_what_an_address_holds_that_is_unknown_is_named_and_ignored(run, small, query, named):
    found = run(small, VERDICT, query)
    assert any(named in problem for problem in found["problems"])
    assert run(small, SHIFTS, [found["again"]])[0][3] == []


def test_every_state_comes_back_from_its_address(run, data):
    function = """(data, model) => {
      const ids = model.ten(data, 7).map((i) => data.passages[i].id);
      const state = {
        ...model.defaults(data), coding: data.codings[data.codings.length - 1].id, measure: "words",
        framing: false, texts: [data.documents[0].id], paragraphs: [model.paragraphOf(data.passages[40])],
        reading: "highest", recode: {[ids[0]]: [data.themes[1].id, data.themes[3].id], [ids[1]]: ["none"]},
        passage: ids[2], ten: 7, mine: {[ids[3]]: [data.themes[0].id]}, search: true,
      };
      state.poles = {...state.poles, [data.themes[0].id]: "none", [data.themes[5].id]: "origin"};
      const {state: again, problems} = model.parse(data, "?" + model.query(data, state));
      return [JSON.stringify(state), JSON.stringify(again), problems];
    }"""
    before, after, problems = run(data, function)
    assert json.loads(after) == json.loads(before)
    assert problems == []


def test_ten_passages_are_always_the_same_and_come_from_all_phases(run, data):
    function = "(data, model) => [1, 1, 2].map((set) => model.ten(data, set))"
    first, again, other = run(data, function)
    assert first == again != other
    assert len(set(first)) == min(10, len(corpora.counted(data)))
    units = corpora.counted(data)["doc_id"].to_numpy()[first]
    phase = dict(zip(data.documents["doc_id"], data.documents["phase_id"], strict=True))
    assert {phase[doc] for doc in units} == set(corpora.corpus(data).phases)


def test_agreement_counts_passages_with_the_same_themes(run, small):
    mine = {
        "2030-port-001": ["machines"],  # alpha the same, beta some
        "2030-gazette-006": ["crews"],  # alpha some, beta the same
        "2031-gazette-002": ["machines"],  # alpha the same, beta did not read it
        "2032-port-006": ["crews"],  # neither
    }
    found = run(small, "(data, model, mine) => model.agreement(data, mine)", mine)
    counts = {one["coding"]: (one["all"], one["some"], one["none"]) for one in found}
    assert counts == {"alpha": (2, 1, 1), "beta": (1, 1, 1)}


def test_markup_in_any_field_stays_inert(small):
    evil = '</script><img src=x onerror="alert(1)">'
    changed = dataclasses.replace(
        small,
        themes=small.themes.assign(label_en=evil, short_label=evil, definition=evil),
        units=small.units.assign(gist=evil),
        documents=small.documents.assign(publisher=evil),
        phases=small.phases.assign(label=evil, short_label=evil),
        coders=small.coders.assign(saw=evil),
    )
    assert "<" not in explorer.script(changed)
    table = explorer.table(changed)
    assert "<img" not in table and "</script" not in table


def test_without_script_the_table_gives_the_book_s_shares(data):
    base = corpora.corpus(data)
    share = corpora.shares(base)
    for pole in (ORIGIN, DESTINATION):
        for value in share[:, base.pole(pole)].sum(axis=1):
            assert f"<td>{numbers.percent(float(np.round(value, 10)))}</td>" in explorer.table(data)


def test_the_same_data_give_the_same_bytes(small, tmp_path):
    first = [path.read_bytes() for path in explorer.write(small, tmp_path / "one")]
    again = [path.read_bytes() for path in explorer.write(small, tmp_path / "two")]
    assert first == again
