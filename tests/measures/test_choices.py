"""Choices: each way of counting once, the exact extremes, and the contrasts."""

from __future__ import annotations

import dataclasses
from itertools import product
from urllib.parse import parse_qsl

import handmade
import numpy as np
import pandas as pd
import pytest
from handmade import D, K, N, S

from themeshift.measures import choices as ch
from themeshift.measures import corpus as c

KEY = ["measure", "framing"]


@pytest.fixture(scope="module")
def specified(small):
    """All ways of counting the miniature."""
    return ch.specifications(small)


def total(package):
    return ch.extremes(package).set_index(KEY)


def test_the_base_comes_first_and_is_the_book_s_shift(specified):
    assert specified.loc[0, [*ch.CHOICES, "query", "shift"]].tolist() == [
        "mean", "passages", "in", "", "as they are", "", pytest.approx(0.95),
    ]  # fmt: skip


def changed(package, row):
    """The package with the poles of a specification, and without the text or paragraph it leaves."""
    poles = dict.fromkeys(row.origin.split(), "origin")
    poles |= dict.fromkeys(row.destination.split(), "destination")
    themes = package.themes.assign(pole=package.themes["theme"].map(poles).fillna("none"))
    units = package.units
    places = units["doc_id"] + ":" + units["paragraph"].astype(str)
    kept = units[~units["doc_id"].eq(row.leave) & ~places.eq(row.leave)]
    return dataclasses.replace(package, themes=themes, units=kept)


def test_every_specification_is_what_the_corpus_gives(small, specified):
    """A sample of them, from packages without what is left out."""
    for row in specified.sample(60, random_state=1).itertuples():
        built = c.corpus(changed(small, row), row.coding, row.measure, row.framing == "in")
        balance = c.shares(built) @ built.sign
        assert row.shift == pytest.approx(balance[-1] - balance[0])
        assert (row.from_phase, row.to_phase) == (built.phases[0], built.phases[-1])


def test_equal_results_count_once(specified):
    assert not specified.duplicated(["poles", "from_phase", "to_phase", "shift"]).any()
    # Leaving out a paragraph of the phase between changes nothing of the whole shift, and
    # 2030-port is one paragraph: leaving out either is the same.
    assert not {"2031-gazette:2", "2030-port:1"} & set(specified["leave"])
    assert {"2030-gazette:5", "2030-port"} <= set(specified["leave"])


def test_a_single_coding_is_the_mean_and_has_no_second_row(small):
    package = handmade.package(small, [("a", "one", 1, 9, D), ("b", "two", 1, 9, S)])
    assert set(ch.specifications(package)["coding"]) == {"mean", "terms"}
    assert c.every_coding(small) == ("mean", "alpha", "beta", "words")


def test_the_query_sets_what_differs_from_the_base(specified):
    usual = {"coding": "mean", "measure": "passages", "framing": "in", "leave": ""}
    poles = {"origin": "machines", "destination": "rivers,ports"}
    for row in specified.to_dict("records"):
        values = usual | poles | dict(parse_qsl(row["query"]))
        assert {name: row[name] for name in usual} == {name: values[name] for name in usual}
        assert all(values[pole].replace(",", " ") == row[pole] for pole in poles)
        assert ("origin" in row["query"]) == (row["poles"] != ch.AS_THEY_ARE)


def test_poles_change_by_one_theme(small):
    base = c.corpus(small)
    changes = {
        text: tuple(map(tuple, ch.poles(base, signs).values()))
        for text, signs in ch.pole_changes(base).items()
    }
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
    found = ch.summary(specified, 1.0).set_index("scope")
    same = specified[specified["poles"] == "as they are"]["shift"]
    assert found.loc["as they are", ["ways", "lowest", "same_direction"]].tolist() == [
        len(same), same.min(), (same > 0).sum(),
    ]  # fmt: skip
    assert found["ways"].sum() == len(specified)
    falling = ch.summary(specified.assign(shift=-specified["shift"]), -1.0)
    assert falling["same_direction"].tolist() == found["same_direction"].tolist()


def test_one_at_a_time_changes_one_choice(specified):
    found = ch.one_at_a_time(specified)
    assert found["shift"].is_monotonic_increasing
    assert (found["choice"] == "base").sum() == 1
    alpha = found[(found["choice"] == "coding") & (found["coding"] == "alpha")]
    assert alpha["shift"].item() == pytest.approx((0.35 + 0.2 - 0.05) - (0 - 0.5))


def test_a_text_whose_copy_was_left_out_comes_back_when_it_is_left_out_itself(small):
    rows = [("a", "one", 1, 9, D), ("a", "two", 1, 9, K), ("b", "three", 1, 9, S)]
    package = handmade.strings(handmade.package(small, rows), one=range(9), two=range(9))
    frame = ch.specifications(package).query("poles == 'as they are'").set_index("leave")["shift"]
    assert frame[""].iloc[0] == 2 and frame["one"] == 1


# --- extremes ---------------------------------------------------------------------------------


def test_extremes_are_those_of_every_combination_of_readings(small):
    """All ways to read the miniature's passages, one by one."""
    frame = total(small)
    for measure, framing in product(c.MEASURES, ch.FRAMING):
        base = c.corpus(small, measure=measure)
        given, ends = ch.alternatives(small), []
        for phase in (0, 2):
            own = np.flatnonzero(base.phase == phase)
            size, values = base.size[own], []
            for pick in product(*(np.flatnonzero(~np.isnan(given[p, :, 0])) for p in own)):
                weights = given[own, pick]
                below = size.sum() if framing == "in" else size @ (1 - weights[:, -1])
                values.append(size @ weights @ base.sign / below)
            ends.append((min(values), max(values)))
        row = frame.loc[(measure, framing)]
        assert row["lowest"] == pytest.approx(ends[1][0] - ends[0][1])
        assert row["highest"] == pytest.approx(ends[1][1] - ends[0][0])


def test_framing_out_may_read_a_passage_as_framing_to_move_the_balance(small):
    rows = [("a", "one", 1, 9, D), ("b", "two", 1, 9, S), ("b", "two", 2, 9, {"x": K, "y": N})]
    frame = total(handmade.package(small, rows))
    assert frame.loc[("passages", "in"), ["lowest", "highest"]].tolist() == [1.5, 1.5]
    assert frame.loc[("passages", "out"), ["lowest", "highest"]].tolist() == [1.5, 2.0]


def test_extremes_hold_every_coding(small):
    frame = total(small)
    for coding, measure, framing in product(("mean", "alpha", "beta"), c.MEASURES, ch.FRAMING):
        built = c.corpus(small, coding, measure, framing == "in")
        balance = c.shares(built) @ built.sign
        row = frame.loc[(measure, framing)]
        assert row["lowest"] - 1e-9 <= balance[-1] - balance[0] <= row["highest"] + 1e-9


def test_a_listed_alternative_is_a_reading_and_its_thirds_are_made_exact(small):
    package = handmade.package(small, [("a", "one", 1, 9, D), ("b", "two", 1, 9, S)])
    alternatives = pd.DataFrame(
        [("v", "one-000", theme, 0.333) for theme in ("digital", "sovereignty", "skills")],
        columns=["variant", "unit_id", "theme", "weight"],
    )
    frame = total(dataclasses.replace(package, alternatives=alternatives))
    assert frame.loc[("passages", "in"), ["lowest", "highest"]].tolist() == [1, 2]


def test_the_worst_readings_are_those_of_each_way_of_counting(small):
    """A sample of ways, each with all readings of its first and last phase one by one."""
    found = ch.specifications(small, readings=True)
    assert set(found["coding"]) == {ch.LEAST}
    assert {"", "2030-gazette:5", "2032-port:2"} <= set(found["leave"])
    for row in found.sample(40, random_state=1).itertuples():
        package = changed(small, row)
        base = c.corpus(package, measure=row.measure)
        given, ends = ch.alternatives(package), []
        for phase, pick_of in ((row.from_phase, max), (row.to_phase, min)):
            own = np.flatnonzero(base.phase == base.phases.index(phase))
            size, values = base.size[own], []
            for pick in product(*(np.flatnonzero(~np.isnan(given[p, :, 0])) for p in own)):
                weights = given[own, pick]
                below = size.sum() if row.framing == "in" else size @ (1 - weights[:, -1])
                values.append(size @ weights @ base.sign / below if below else 0.0)
            ends.append(pick_of(values))
        assert row.shift == pytest.approx(ends[1] - ends[0]), row


def test_where_the_shift_goes_back_the_worst_reading_is_the_highest(small):
    turned = small.themes["pole"].map({"origin": "destination", "destination": "origin"})
    back = dataclasses.replace(
        small, themes=small.themes.assign(pole=turned.fillna(small.themes["pole"]))
    )
    assert (ch.direction(small), ch.direction(back)) == (1.0, -1.0)
    there, again = (
        ch.summary(ch.specifications(one, readings=True), ch.direction(one))[
            ["scope", "ways", "same_direction"]
        ]
        for one in (small, back)
    )
    assert there.equals(again)
    least, most = (ch.specifications(one, readings=True)["shift"].iloc[0] for one in (small, back))
    assert least == pytest.approx(-most)


# --- contrasts --------------------------------------------------------------------------------


def test_contrasts_by_hand(small):
    frame = ch.contrast_table(small)
    # Four themes, one against two: 4 · 3 ways. Machines −.375, rivers +.425, ports +.15, crews −.2.
    found = {(row.origin, row.destination): row.shift for row in frame.itertuples()}
    assert found[("machines", "rivers ports")] == pytest.approx(0.95)
    assert found[("rivers", "machines crews")] == pytest.approx(-0.375 - 0.2 - 0.425)
    assert frame["this_pair"].sum() == 1
    assert frame["shift"].abs().is_monotonic_decreasing
    number, rank, median, _ = ch.contrasts(small)
    assert number == len(frame) == 12 and rank == 2
    assert median == pytest.approx(frame["shift"].abs().median())


@pytest.mark.parametrize(
    ("origin", "destination", "shift"), [("machines", "rivers", 0.8), ("rivers", "machines", -0.8)]
)
def test_pairs_that_only_change_sides_count_once(small, origin, destination, shift):
    poles = {origin: "origin", destination: "destination"}
    themes = small.themes.assign(pole=small.themes["theme"].map(poles).fillna("none"))
    frame = ch.contrast_table(dataclasses.replace(small, themes=themes))
    assert len(frame) == 6  # of four themes, two at a time
    assert frame.loc[frame["this_pair"], "shift"].item() == pytest.approx(shift)
    assert (frame.loc[~frame["this_pair"], "shift"] >= 0).all()


def test_chance_gives_a_large_shift_rarely_where_there_is_much_text(small):
    def by_chance(times):
        rows = [("a", "one", q, 9, (D, D, S, K)[q % 4]) for q in range(4 * times)]
        rows += [("b", "two", q, 9, (D, S, S, K)[q % 4]) for q in range(4 * times)]
        return ch.contrasts(handmade.package(small, rows))[-1]

    assert by_chance(1) > 0.5 and by_chance(50) < 0.01
