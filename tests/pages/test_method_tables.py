"""The tables of the method pages, on the miniature: each number stands under its own heading."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest

from themeshift import package as packages
from themeshift import results
from themeshift.measures import choices, documents, salience, shift, words
from themeshift.pages import method_tables as tables
from themeshift.pages.tables import Table, plain
from themeshift.prose import numbers

NUMBER = re.compile(r"[−\d]+(?:\.\d+)?")


def test_each_share_stands_under_its_way_of_counting(small):
    """Of five passages of 2030 machines have two; of the four that have a theme, a half."""
    table = tables.shares(small)
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert (row["Phase"], row["Themes"]) == ("2030 contract", "Machines")
    assert (row["Of passages"], row["Of passages with a theme"]) == ("40%", "50%")
    measured = salience.table(small).set_index(["phase_id", "theme"])
    words_share = measured.loc[("2030-contract", "machines"), "words_share"]
    assert row["Of words"] == numbers.percent(words_share) not in ("40%", "50%")


def test_the_mean_and_each_coding_go_from_the_first_phase_to_the_last(small):
    rows = {row[0]: row[1:] for row in tables.by_coding(small).rows}
    assert list(rows) == ["Mean of the codings", "Alpha", "Beta", "Words"]
    assert rows["Mean of the codings"] == ("40% → 3%", "5% → 63%", "95 points")
    # Alpha gives machines 2.5 of 5 passages, then .25 of 5; rivers and ports none, then 2.75.
    assert rows["Alpha"] == ("50% → 5%", "0% → 55%", "100 points")


def test_a_coding_without_a_date_says_so(small):
    coders = small.coders.assign(
        date=small.coders["date"].where(small.coders["coder_id"] != "beta")
    )
    rows = tables.coders(dataclasses.replace(small, coders=coders)).rows
    assert [row[-1] for row in rows] == ["1 January 2033", "not recorded", "1 January 2033"]


def test_a_word_is_counted_in_its_phase_and_in_all(small):
    keyness = words.keyness(small)
    table = tables.keyness(small, keyness)
    rows = {(row[0], row[1]): row for row in table.rows}
    # moteur: once in 2030, twice in 2031; robot: three times, in both texts of 2030.
    assert rows["2030 contract", "moteur"][2] == "1 of 3"
    assert rows["2030 contract", "robot"][2] == "3 of 3"
    assert rows["2030 contract", "robot"][-1] == "2 of 2"
    measured = keyness.set_index(["phase_id", "lemma"]).loc[("2030-contract", "robot")]
    ratio, low, high = (
        numbers.number(measured[name], 1, sign="+") for name in ("log_ratio", "low", "high")
    )
    assert rows["2030 contract", "robot"][3] == f"{ratio} ({low} to {high})"


def test_the_book_s_own_pair_is_marked_among_contrasts(small):
    table = tables.contrasts(small)
    marked = [row[0] for row in table.rows if row[0].endswith(" (the book’s own)")]
    assert marked == ["From machines to rivers and ports (the book’s own)"]


def test_ways_of_counting_stand_lowest_first_under_the_book_s_own(small):
    table = tables.choices(small)
    first, *others = [row[1] for row in table.rows]
    assert first == "95 points"
    shifts = [float(one.split()[0].replace("\u2212", "-")) for one in others]
    assert shifts == sorted(shifts) and shifts[0] < 95


@pytest.mark.parametrize("column", ["Lowest", "Highest"])
def test_readings_stand_in_each_way_of_counting(small, column):
    table = tables.extremes(small)
    place = table.columns.index(column)
    measured = choices.extremes(small)[column.lower()]
    assert [row[place] for row in table.rows] == [numbers.points(one) for one in measured]


def test_the_files_of_a_table_hold_the_numbers_that_it_shows(small_folder):
    small = packages.load(small_folder)
    dealt, divergence = documents.permutation(small), documents.word_divergence(small)
    for frame, name in (
        (dealt, "permutation"),
        (divergence, "word-divergence"),
        (shift.poles(small), "poles"),
        (choices.one_at_a_time(choices.specifications(small)), "single-choices"),
    ):
        results.write(frame, name, small_folder)
    for table in (
        tables.shares(small),
        tables.choices(small),
        tables.tests(small, dealt, divergence),
    ):
        cells = pd.concat([pd.read_csv(small_folder / file) for file in table.csv.split()])
        known = cells.select_dtypes("number").stack()
        says = [
            numbers.percent,
            numbers.points,
            *(lambda one, n=n: numbers.number(one, n) for n in (2, 3)),
        ]
        held = {found for say in says for one in known for found in NUMBER.findall(say(one))}
        shown = [plain(cell) for row in table.rows for cell in row[1:]]
        found = [one for text in shown for one in NUMBER.findall(text)]
        assert len(found) > 5 and set(found) <= held, table.name


def test_each_of_several_files_has_a_link_of_its_own():
    table = Table("tests", "Tests.", ("Test",), [("one",)], csv="results/a.csv results/b.csv")
    assert re.findall(r">(CSV[^<]*)<", table.html()) == ["CSV of a", "CSV of b"]
