"""Choices: each way of counting once, the exact extremes, and the contrasts."""

from __future__ import annotations

import dataclasses
from itertools import product
from urllib.parse import parse_qsl

import handmade
import numpy as np
import pandas as pd
import pytest

from themeshift.measures import choices as ch
from themeshift.measures import corpus as c

D, S, K, N = ({theme: 1.0} for theme in handmade.THEMES)


@pytest.fixture(scope="module")
def specified(small):
    """All ways of counting the miniature."""
    return ch.specifications(small)


def test_the_base_comes_first_and_is_the_book_s_shift(specified):
    frame = specified
    assert frame["shift"][0] == pytest.approx(0.95)
    assert frame.loc[0, ["coding", "measure", "framing", "leave", "query"]].tolist() == [
        "mean", "passages", "in", "", "",
    ]  # fmt: skip


def test_every_specification_is_what_the_corpus_gives(small, specified):
    """A sample of them, computed the plain way."""
    frame = specified
    for row in frame.sample(60, random_state=1).itertuples():
        poles = dict.fromkeys(row.origin.split(), "origin")
        poles |= dict.fromkeys(row.destination.split(), "destination")
        leave = {"without_paragraph" if ":" in row.leave else "without_document": row.leave or None}
        built = c.corpus(small, row.coding, row.measure, row.framing == "in", poles=poles, **leave)
        balance = c.shares(built) @ built.sign
        assert row.shift == pytest.approx(balance[-1] - balance[0])
        assert (row.from_phase, row.to_phase) == (built.phases[0], built.phases[-1])


def test_equal_results_count_once(specified):
    frame = specified
    assert not frame.duplicated(["poles", "from_phase", "to_phase", "shift"]).any()
    # Leaving out a paragraph of the phase between changes nothing of the whole shift.
    assert "2031-gazette:2" not in set(frame["leave"])
    assert "2030-gazette:5" in set(frame["leave"])
    # 2030-port is one paragraph: leaving out either is the same.
    assert "2030-port" in set(frame["leave"]) and "2030-port:1" not in set(frame["leave"])


def test_a_single_coding_is_the_mean_and_has_no_second_row(small):
    rows = [("a", "one", 1, 9, D), ("b", "two", 1, 9, S)]
    assert ch.every_coding(handmade.package(small, rows)) == ("mean", "terms")
    assert ch.every_coding(small) == ("mean", "alpha", "beta", "words")


def test_the_query_sets_what_differs_from_the_base(specified):
    usual = {"coding": "mean", "measure": "passages", "framing": "in", "leave": ""}
    poles = {"origin": "machines", "destination": "rivers,ports"}
    for row in specified.to_dict("records"):
        values = usual | poles | dict(parse_qsl(row["query"]))
        for name in usual:
            assert values[name] == row[name]
        for pole in poles:
            assert values[pole].replace(",", " ") == row[pole]
        assert ("origin" in row["query"]) == (row["poles"] != ch.AS_THEY_ARE)
    assert values["leave"] in row["query"]


def test_poles_change_by_one_theme(small):
    changes = {text: (origin, destination) for text, origin, destination in
               ch.pole_changes(c.corpus(small))}  # fmt: skip
    assert changes == {
        "as they are": (("machines",), ("rivers", "ports")),
        "crews added to the origin": (("machines", "crews"), ("rivers", "ports")),
        "crews for machines in the origin": (("crews",), ("rivers", "ports")),
        "crews added to the destination": (("machines",), ("rivers", "ports", "crews")),
        "rivers dropped from the destination": (("machines",), ("ports",)),
        "crews for rivers in the destination": (("machines",), ("ports", "crews")),
        "ports dropped from the destination": (("machines",), ("rivers",)),
        "crews for ports in the destination": (("machines",), ("rivers", "crews")),
    }


def test_the_summary_counts_the_ways_and_names_the_lowest(specified):
    frame = specified
    found = ch.summary(frame).set_index("scope")
    same = frame[frame["poles"] == "as they are"]
    assert found.loc["as they are", "ways"] == len(same)
    assert found.loc["as they are", "lowest"] == same["shift"].min()
    assert found.loc["as they are", "same_direction"] == (same["shift"] > 0).sum()
    assert found["ways"].sum() == len(frame)
    falling = frame.assign(shift=-frame["shift"])
    assert ch.summary(falling)["same_direction"].tolist() == found["same_direction"].tolist()


def test_one_at_a_time_changes_one_choice(specified):
    found = ch.one_at_a_time(specified)
    assert found["shift"].is_monotonic_increasing
    assert (found["choice"] == "base").sum() == 1
    alpha = found[(found["choice"] == "coding") & (found["coding"] == "alpha")]
    assert alpha["shift"].item() == pytest.approx((0.35 + 0.2 - 0.05) - (0 - 0.5))


def test_a_text_whose_copy_was_left_out_comes_back_when_it_is_left_out_itself(small):
    rows = [("a", "one", 1, 9, D), ("a", "two", 1, 9, K), ("b", "three", 1, 9, S)]
    package = handmade.strings(handmade.package(small, rows), {"one": range(9), "two": range(9)})
    frame = ch.specifications(package)
    frame = frame[frame["poles"] == "as they are"].set_index("leave")["shift"]
    assert frame[""].iloc[0] == 2 and frame["one"] == 1


def test_one_phase_has_no_way(small):
    one = handmade.package(small, [("a", "one", q, 9, D) for q in range(3)])
    assert ch.specifications(one).empty and ch.summary(ch.specifications(one)).empty
    assert ch.extremes(one).empty
    assert ch.one_at_a_time(ch.specifications(one)).empty


# --- extremes ---------------------------------------------------------------------------------


def test_extremes_are_those_of_every_combination_of_readings(small):
    """All ways to read the miniature's passages, one by one."""
    frame = ch.extremes(small).set_index(["scope", "from_phase", "to_phase", "measure", "framing"])
    base = c.corpus(small)
    given = ch.alternatives(small, base)
    words = c.corpus(small, measure="words").size
    for measure, size in (("passages", base.size), ("words", words)):
        for framing in ("in", "out"):
            ends = []
            for phase in (0, 2):
                own = np.flatnonzero(base.phase == phase)
                values = []
                for pick in product(*(np.flatnonzero(~np.isnan(given[p, :, 0])) for p in own)):
                    weights = given[own, pick]
                    below = size[own].sum() if framing == "in" else size[own] @ (1 - weights[:, -1])
                    values.append(size[own] @ weights @ base.sign / below)
                ends.append((min(values), max(values)))
            row = frame.loc[("total", base.phases[0], base.phases[2], measure, framing)]
            assert row["lowest"] == pytest.approx(ends[1][0] - ends[0][1])
            assert row["highest"] == pytest.approx(ends[1][1] - ends[0][0])


def test_framing_out_may_read_a_passage_as_framing_to_move_the_balance(small):
    either = {"x": K, "y": N}
    rows = [("a", "one", 1, 9, D), ("b", "two", 1, 9, S), ("b", "two", 2, 9, either)]
    frame = ch.extremes(handmade.package(small, rows)).query("scope == 'total'")
    frame = frame.set_index(["measure", "framing"])
    assert frame.loc[("passages", "in"), ["lowest", "highest"]].tolist() == [1.5, 1.5]
    assert frame.loc[("passages", "out"), ["lowest", "highest"]].tolist() == [1.5, 2.0]


def test_extremes_hold_every_coding_and_the_listed_alternatives_widen_them(small):
    frame = ch.extremes(small).set_index(["scope", "measure", "framing"])
    for coding, measure, framing in product(("mean", "alpha", "beta"), c.MEASURES, ch.FRAMING):
        built = c.corpus(small, coding, measure, framing == "in")
        balance = c.shares(built) @ built.sign
        row = frame.loc[("total", measure, framing)]
        assert row["lowest"] - 1e-9 <= balance[-1] - balance[0] <= row["highest"] + 1e-9
    bare = dataclasses.replace(small, alternatives=small.alternatives.iloc[:0])
    narrow = ch.extremes(bare).set_index(["scope", "measure", "framing"])
    key = ("total", "passages", "in")
    assert narrow.loc[key, "lowest"] == pytest.approx(frame.loc[key, "lowest"])
    # Read as crews, the robots of 2030-port-001 are no retreat of the origin.
    assert narrow.loc[key, "highest"] == pytest.approx(frame.loc[key, "highest"])
    assert frame.loc[key, "lowest"] < frame.loc[key, "highest"]


# --- contrasts --------------------------------------------------------------------------------


def test_contrasts_by_hand(small):
    frame = ch.contrast_table(small)
    # Four themes, one against two: 4 · 3 ways. Machines −.375, rivers +.425, ports +.15, crews −.2.
    assert len(frame) == 12
    found = {(row.origin, row.destination): row.shift for row in frame.itertuples()}
    assert found[("machines", "rivers ports")] == pytest.approx(0.95)
    assert found[("rivers", "machines crews")] == pytest.approx(-0.375 - 0.2 - 0.425)
    assert frame["this_pair"].sum() == 1
    assert frame["shift"].abs().is_monotonic_decreasing
    contrasts = ch.contrasts(small)
    assert contrasts.contrasts == 12 and contrasts.rank == 2
    assert contrasts.largest == pytest.approx(-1.0)
    assert contrasts.median == pytest.approx(frame["shift"].abs().median())


def test_pairs_that_only_change_sides_count_once(small):
    poles = {"machines": "origin", "rivers": "destination"}
    themes = small.themes.assign(pole=small.themes["theme"].map(poles).fillna("none"))
    frame = ch.contrast_table(dataclasses.replace(small, themes=themes))
    assert len(frame) == 6  # of four themes, two at a time
    assert frame.loc[frame["this_pair"], "shift"].item() == pytest.approx(0.8)
    turned = themes.assign(pole=themes["pole"].replace({"origin": "x", "destination": "origin"})
                           .replace({"x": "destination"}))  # fmt: skip
    frame = ch.contrast_table(dataclasses.replace(small, themes=turned))
    assert len(frame) == 6
    assert frame.loc[frame["this_pair"], "shift"].item() == pytest.approx(-0.8)
    assert (frame.loc[~frame["this_pair"], "shift"] >= 0).all()


def test_chance_gives_a_large_shift_rarely_where_there_is_much_text(small):
    def rows(times):
        first = [("a", "one", q, 9, (D, D, S, K)[q % 4]) for q in range(4 * times)]
        return first + [("b", "two", q, 9, (D, S, S, K)[q % 4]) for q in range(4 * times)]

    few, many = (ch.contrasts(handmade.package(small, rows(times))) for times in (1, 50))
    assert few.shift == many.shift == 0.5
    assert few.by_chance > 0.5 and many.by_chance < 0.01
    one = handmade.package(small, [("a", "one", 1, 9, D)])
    with pytest.raises(ValueError, match="one phase"):
        ch.contrasts(one)
    assert isinstance(ch.contrast_table(small), pd.DataFrame)
