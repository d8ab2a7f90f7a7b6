"""Tables of the book: inert cells, at most four columns, every row linked to what it rests on."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest

from themeshift import UserError, architecture, codebook, lineage, salience, tables, wording
from themeshift.tables import French, Link

OF_A_PHASE = ("structure", "projects", "indicators", "actors", "instruments", "events", "places")
OVER_PHASES = (
    "lineage", "project_counts", "announced", "indicators_side_by_side", "documents", "phases",
)  # fmt: skip
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) | `{fr}` {{y}} {raw}`z` $a$ *b*"


def all_tables(package):
    """Every ready-made table of a package."""
    shares = salience.salience(salience.corpus(package), draws=100)
    beside = architecture.beside(package, shares)
    phases = lineage.phase_ids(package)
    for phase in phases:
        for name in OF_A_PHASE:
            yield getattr(tables, name)(package, phase)
        yield tables.salience(package, shares, phase)
        yield tables.architecture(package, beside, phase)
        if phase != phases[0]:
            yield tables.change_since(package, shares, phase)
    for name in OVER_PHASES:
        yield getattr(tables, name)(package)
    yield tables.dictionary_scores(package, codebook.scores(package, draws=50))
    yield tables.dictionary_differences(package, codebook.differences(package))


# --- cells ----------------------------------------------------------------------------------


def test_markup_in_a_cell_is_only_text():
    frame = pd.DataFrame({"a": [HOSTILE], "b": [(HOSTILE, French(HOSTILE))]})
    shown = tables.table(frame, {"a": HOSTILE, "b": "B"}, "tab-x", HOSTILE)._repr_markdown_()
    for active in ("<script", "](javascript", "{{y", "{raw}`", "$a$", " *b*"):
        assert active not in shown
    row = shown.splitlines()[5]
    assert len(re.findall(r"(?<!\\)\|", row)) == 3, "a bar in a cell would part it in two"


def test_links_lead_only_to_anchors_pages_and_web_addresses():
    assert tables.rendered(Link("a]b", "#u-1")) == r"[a\]b](<#u-1>)"
    with pytest.raises(ValueError, match="no anchor, page or http"):
        tables.rendered(Link("a", "javascript:alert(1)"))


def test_french_terms_are_marked_unless_they_could_break_the_role():
    assert tables.rendered(French("compétitivité/souveraineté")) == (
        "{fr}`compétitivité/\u200bsouveraineté`"
    )
    assert "{fr}" not in tables.rendered(French("a`b"))


def test_pieces_keep_the_spaces_between_them():
    assert tables.rendered(("about ", Link("this", "#u-1"), " and that")) == (
        "about [this](<#u-1>) and that"
    )


def test_numbers_read_as_everywhere_in_the_book_and_stand_right():
    table = tables.table(pd.DataFrame({"n": [3100, 5]}), {"n": "Number"}, "tab-n", "Numbers")
    assert "| 3\\,100 |" in table._repr_markdown_()
    assert "| --: |" in table._repr_markdown_()
    assert repr(table) == "Numbers\nNumber\n3,100\n5"


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_value_is_a_dash(value):
    assert tables.plain(value) == wording.MISSING


def test_more_than_four_columns_or_an_empty_header_are_refused():
    frame = pd.DataFrame([[1, 2, 3, 4, 5]], columns=list("abcde"))
    with pytest.raises(ValueError, match="5 columns, expected 1 to 4"):
        tables.table(frame, dict(zip("abcde", "ABCDE", strict=True)), "tab-x", "")
    with pytest.raises(ValueError, match="a column without a header"):
        tables.table(frame, {"a": " "}, "tab-x", "")
    with pytest.raises(ValueError, match="name is 'Tab X'"):
        tables.table(frame, {"a": "A"}, "Tab X", "")


def test_a_table_without_rows_says_so_and_keeps_its_target():
    shown = tables.table(pd.DataFrame({"a": []}), {"a": "A"}, "tab-x", "None")._repr_markdown_()
    assert ":name: tab-x" in shown and "Nothing recorded" in shown


def test_the_csv_of_a_table_is_linked_in_its_caption():
    table = tables.table(pd.DataFrame({"a": [1]}), {"a": "A"}, "tab-x", "C.", csv="x.csv")
    assert table._repr_markdown_().startswith(r"```{table} C\. [CSV](</data/results/x.csv>)")


# --- ready-made tables ----------------------------------------------------------------------


@pytest.mark.parametrize("which", ["real", "mini"])
def test_every_table_shows_and_has_a_name_of_its_own(which, request):
    package = request.getfixturevalue(which)
    made = list(all_tables(package))
    names = [table.name for table in made]
    assert len(set(names)) == len(names)
    for table in made:
        assert table._repr_markdown_() == table._repr_markdown_()
        assert "nan" not in repr(table).lower().split()


def test_no_field_of_the_data_becomes_active(mini):
    def hostile(frame):
        text = [
            name
            for name in frame
            if pd.api.types.is_string_dtype(frame[name])
            and not name.endswith("_id")
            and name not in ("level", "theme", "themes", "rule", "status", "capacity", "coder",
                             "kind", "variant", "measure", "pole", "unit", "qualifier")
        ]  # fmt: skip
        return frame.assign(**{name: HOSTILE for name in text})

    attacked = dataclasses.replace(
        mini, **{name: hostile(frame) for name, frame in mini.tables().items()}
    )
    for table in all_tables(attacked):
        shown = table._repr_markdown_()
        assert "<script" not in shown and "](javascript" not in shown and "{raw}`" not in shown


def test_every_figure_of_a_phase_stands_with_qualifier_and_unit(real):
    for phase in lineage.phase_ids(real):
        said = repr(tables.indicators(real, phase))
        shown = tables.indicators(real, phase)._repr_markdown_()
        for row in real.indicators[real.indicators["phase_id"] == phase].itertuples():
            assert wording.figure(row) in said
            assert f"(<#u-{row.unit_id}>)" in shown
            assert f"(<#indicator-{row.indicator_id}>)" in shown


def test_every_named_project_stands_with_its_status(real):
    for phase in lineage.phase_ids(real):
        rows = [row[0][0].target for row in tables.projects(real, phase).rows]
        status = real.project_status
        named = status[(status["phase_id"] == phase) & (status["status"] != "absent")]
        assert sorted(rows) == sorted(f"#project-{name}" for name in named["project_id"])


def test_shares_lead_to_their_units(mini):
    frame = salience.salience(salience.corpus(mini), draws=50)
    table = tables.salience(mini, frame, "2030-contract")
    assert [row[0].text for row in table.rows] == ["Machines", "Rivers", "Crews", "No theme"]
    assert table.rows[0][1][0].target == "#theme-machines-2030-contract"


def test_the_path_of_a_project_says_where_it_ends(mini):
    rows = {tables.plain(row[0]): tables.plain(row[1]) for row in tables.lineage(mini).rows}
    assert rows == {
        "Robots": "2030: launched → 2032: continued",
        "School": "2030: announced → no longer named",
    }
    assert "names one of them" in tables.plain(tables.lineage(mini).caption)


def test_changes_are_taken_from_the_phase_before(mini):
    frame = salience.salience(salience.corpus(mini), draws=50)
    table = tables.change_since(mini, frame, "2032-amendment")
    share = frame.set_index(["phase_id", "theme"])["share"]
    change = share["2032-amendment", "rivers"] - share["2030-contract", "rivers"]
    row = next(row for row in table.rows if row[0] == "Rivers")
    assert row[2] == wording.signed_points(change)
    with pytest.raises(UserError, match="2030-contract is the first phase"):
        tables.change_since(mini, frame, "2030-contract")


def test_figures_side_by_side_say_where_the_scope_changes(mini):
    rows = [
        ("a", "jobs", "Jobs", "2030-contract", "2030-port-001", 5.0, "about", "jobs", "direct"),
        ("b", "jobs", "Jobs", "2032-amendment", "2032-port-002", 3.0, "exact", "jobs", "all"),
        ("c", "ships", "Ships", "2032-amendment", "2032-port-002", 3.0, "exact", "ships", ""),
    ]
    columns = ["indicator_id", "measure", "label", "phase_id", "unit_id", "value", "qualifier",
               "unit", "scope"]  # fmt: skip
    package = dataclasses.replace(mini, indicators=pd.DataFrame(rows, columns=columns))
    table = tables.indicators_side_by_side(package)
    assert [tables.plain(row[1]) for row in table.rows] == ["direct", "all (before: direct)"]
    assert tables.plain(table.rows[0][0]).startswith("Jobs, 2030: about 5 jobs")
    with pytest.raises(UserError, match="column measure: 'boats' found, one of jobs, ships"):
        tables.indicators_side_by_side(package, ["boats"])


def test_an_unknown_phase_is_named_in_one_line(mini):
    with pytest.raises(UserError, match="phases.csv: column phase_id: '1999' found, one of 2030"):
        tables.structure(mini, "1999")


# --- wording --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (wording.percent(0.244), "24%"),
        (wording.percent(0.125), "13%"),
        (wording.percent(0.001), "under 1%"),
        (wording.percent(0), "0%"),
        (wording.percent(-0.001), "0%"),
        (wording.interval(0.18, 0.31), "18–31%"),
        (wording.interval(-0.1, 0.2), "−10 to 20%"),
        (wording.interval(0.2, 0.2), "20%"),
        (wording.number(455000), "455,000"),
        (wording.number(35.6), "35.6"),
        (wording.number(11.75), "11.75"),
        (wording.number(-0.0), "0"),
        (wording.number(-3), "−3"),
        (wording.signed(1.239), "+1.24"),
        (wording.signed(-0.5), "−0.50"),
        (wording.signed(-0.001), "0.00"),
        (wording.points(-0.285), "29 points"),
        (wording.points(0.01), "1 point"),
        (wording.signed_points(-0.01), "−1 point"),
        (wording.signed_points(0.004), "0 points"),
        (wording.signed_points_interval(-0.045, 0.3), "−5 to +30 points"),
        (wording.cardinal(12), "twelve"),
        (wording.cardinal(13), "13"),
        (wording.count(1, "unit"), "one unit"),
        (wording.count(0, "body", "bodies"), "no bodies"),
        (wording.ordinal(8), "8th"),
        (wording.ordinal(21), "21st"),
        (wording.ordinal(112), "112th"),
        (wording.listing(["a"]), "a"),
        (wording.listing(["a", "b", "c"]), "a, b and c"),
    ],
)
def test_values_read_one_way(said, expected):
    assert said == expected


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "expected"),
    [
        (100, "about", "billion euros", "about 100 billion euros"),
        (30, "more-than", "million euros", "more than 30 million euros"),
        (1, "exact", "million euros", "1 million euros"),
        (1, "exact", "companies", "1 company"),
        (1, "exact", "axes", "1 axis"),
        (100, "at-least", "factor", "a factor of at least 100"),
        (40, "exact", "percent", "40%"),
        (8, "exact", "ordinal", "8th"),
        (4, "exact", "rank", "4th place"),
        (90, "estimated", "billion euros", "an estimated 90 billion euros"),
        (135, "initial", "million euros", "an initial 135 million euros"),
    ],
)
def test_a_figure_keeps_its_qualifier(value, qualifier, unit, expected):
    assert wording.figure(pd.Series({"value": value, "qualifier": qualifier, "unit": unit})) == (
        expected
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2019-02-04", "2019-02-04", "4 February 2019"),
        ("2018-07-01", "2018-07-31", "July 2018"),
        ("2020-07-01", "2020-12-31", "July to December 2020"),
        ("2019-01-01", "2019-12-31", "2019"),
        ("2023-01-01", "2026-12-31", "2023 to 2026"),
        ("2020-11-01", "2021-02-28", "November 2020 to February 2021"),
        ("2019-02-04", "2019-02-05", "4 to 5 February 2019"),
        ("2019-02-04", "2019-03-05", "4 February to 5 March 2019"),
        ("2019-02-04", "2029-02-04", "4 February 2019 to 4 February 2029"),
        ("2019-02-04", None, "4 February 2019"),
        (None, None, "–"),
    ],
)
def test_days_read_as_vaguely_as_they_are_known(first, last, expected):
    assert wording.day(pd.to_datetime(first), pd.to_datetime(last)) == expected
