"""Agreement: published values of Krippendorff's α and the MASI distance; the dictionary's scores."""

from __future__ import annotations

import dataclasses

import handmade
import miniature
import numpy as np
import pandas as pd
import pytest
from handmade import D, N, S
from hypothesis import given, settings
from hypothesis import strategies as st

from themeshift import package as packages
from themeshift.measures import corpus as c
from themeshift.measures import reliability as r


def nominal(one, other):
    return float(one != other)


# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", data C: 4 coders, 12 units
CANONICAL = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# The same paper, data A: 2 coders, 10 units, two categories
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
SETS = [[None if value is None else frozenset([value]) for value in row] for row in CANONICAL]


@pytest.mark.parametrize(
    ("values", "distance", "alpha"),
    [
        (CANONICAL, nominal, 0.743421),
        (CANONICAL, lambda one, other: (one - other) ** 2, 0.849107),
        (SETS, r.masi, 0.743421),  # MASI of single themes is nominal
        (BINARY, nominal, 0.095238),
        ([[1, 2, 3], [1, 2, 3]], nominal, 1),
        ([[1, 1], [1, 1]], nominal, np.nan),
        ([[1, None], [None, 1]], nominal, np.nan),
        # Values {a}, {a}, {a,b}, {b}: observed: one pair at 0, one at 2/3. Expected over all 12
        # ordered pairs: {a}{a} 0, {a}{ab} 2/3 (×4), {a}{b} 1 (×4), {ab}{b} 2/3 (×2).
        ([[frozenset("a"), frozenset("ab")], [frozenset("a"), frozenset("b")]], r.masi, 1 - 4 / 8),
    ],
)
def test_alpha_of_published_data_and_by_hand(values, distance, alpha):
    assert r.krippendorff(values, distance)[0] == pytest.approx(alpha, abs=5e-7, nan_ok=True)


def test_chance_agreement_is_nearly_none():
    noise = np.random.default_rng(1).integers(0, 3, size=(3, 4000)).tolist()
    assert abs(r.krippendorff(noise, nominal)[0]) < 0.03


def test_masi_of_equal_nested_crossing_and_disjoint_sets():
    # Passonneau (2006), section 3: monotonicity 1, 2/3, 1/3, 0
    assert r.masi("ab", "ab") == r.masi("", "") == 0
    assert r.masi("a", "ab") == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert r.masi("abc", "bcd") == pytest.approx(1 - 2 / 4 * 1 / 3)
    assert r.masi("a", "b") == 1


values = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=3, max_size=3),
    min_size=2,
    max_size=12,
)


@settings(deadline=None)
@given(values, st.randoms())
def test_order_of_coders_and_units_changes_nothing(units, random):
    alpha = r.krippendorff(list(zip(*units, strict=True)), nominal)[0]
    shuffled = [random.sample(unit, len(unit)) for unit in random.sample(units, len(units))]
    again = r.krippendorff(list(zip(*shuffled, strict=True)), nominal)[0]
    assert again == pytest.approx(alpha, nan_ok=True)


def test_paragraphs_are_drawn_again_not_passages():
    # Ten paragraphs of four passages, all alike inside: intervals as wide as those of ten passages.
    values = [np.repeat((0, 1) * 5, 4).tolist(), np.repeat([0, 1] * 4 + [1, 0], 4).tolist()]
    alpha, low, high = r.krippendorff(values, nominal, np.repeat(np.arange(10), 4))
    _, low_alone, high_alone = r.krippendorff(values, nominal, np.arange(40))
    assert high - low > 1.4 * (high_alone - low_alone)
    assert low < alpha == r.krippendorff(values, nominal)[0] < high


# --- on the package ---------------------------------------------------------------------------


def test_agreement_of_the_miniature(small):
    frame = r.table(small)
    assert set(frame["coding"]) == {"alpha"} and set(frame["other"]) == {"beta"}
    assert (frame["passages"] == 10).all()  # beta did not read the four of the review
    themes = frame[frame["scope"] == "theme"].set_index("theme")
    # ports: 0 0 | 1 0 one passage, 1 1 one, 0 0 the other eight: observed 1/10, expected
    # 2 · 3 · 17 / (20 · 19)
    expected = 1 - 0.1 / (2 * 3 * 17 / (20 * 19))
    assert themes.loc["ports", "alpha"] == pytest.approx(expected)
    assert themes.loc["ports", "given"] == 3
    assert themes.loc["none", "alpha"] == 1
    sets = frame[frame["scope"] == "sets"].iloc[0]
    assert sets["low"] <= sets["alpha"] <= sets["high"]


def test_one_coding_has_no_agreement(small):
    alone = handmade.package(small, [("a", "one", q, 9, D) for q in range(3)])
    assert r.table(alone).empty and r.disagreements(alone).empty


def test_the_lead_has_no_shared_rules_and_a_person_goes_first(small):
    rows = [("a", "one", q, 9, {"x": D, "y": D, "z": (D, S)[q % 2]}) for q in range(6)]
    package = handmade.package(small, rows)
    codes = package.codes.assign(rule=np.where(package.codes["coder"] == "z", "", "1"))
    for kind, lead in (("model", "x z"), ("person", "y z")):
        coders = package.coders.copy()
        coders.loc[coders["coder_id"] == "y", "kind"] = kind
        frame = r.table(dataclasses.replace(package, codes=codes, coders=coders))
        pairs = frame["coding"] + " " + frame["other"]
        assert set(pairs[frame["shared_rules"]]) == {"x y"}
        assert set(pairs[frame["lead"]]) == {lead}


def test_a_pair_that_shares_no_passage_does_not_lead(small):
    """A person who coded a new text alone has nobody to agree with yet."""
    rows = [("a", "one", q, 9, {"x": D, "z": (D, S)[q % 2]}) for q in range(6)]
    rows += [("b", "one", q, 9, {"y": D}) for q in range(6)]
    package = handmade.package(small, rows)
    coders = package.coders.copy()
    coders.loc[coders["coder_id"] == "y", "kind"] = "person"
    frame = r.table(dataclasses.replace(package, coders=coders))
    assert set(frame["coding"] + " " + frame["other"]) == {"x z"} and frame["lead"].all()


def test_disagreements_say_what_each_coding_said(small):
    frame = r.disagreements(small).set_index("unit_id")
    assert frame.index.tolist() == [
        "2030-gazette-006", "2030-port-001", "2032-port-003", "2032-port-005",
    ]  # fmt: skip
    assert frame.loc["2032-port-003", "alpha"] == "rivers 0.75; machines 0.25"
    assert frame.loc["2032-port-003", "beta"] == "rivers 1"
    assert (frame["differ"] == "themes").all()
    rows = [("a", "one", 1, 9, {"x": {"digital": 0.5, "skills": 0.5},
                                "y": {"skills": 0.75, "digital": 0.25}}),
            ("a", "one", 2, 9, {"x": D, "y": D})]  # fmt: skip
    found = r.disagreements(handmade.package(small, rows))
    assert found["differ"].tolist() == ["weights"]
    assert found["y"].tolist() == ["skills 0.75; digital 0.25"]


def test_thirds_written_with_few_decimals_are_no_disagreement(small):
    one = {"digital": 0.333333, "skills": 0.333333, "none": 0.333334}
    other = {"digital": 0.3333, "skills": 0.3333, "none": 0.3334}
    rows = [("a", "one", 1, 9, {"x": one, "y": other})]
    assert r.disagreements(handmade.package(small, rows)).empty


# --- the dictionary ---------------------------------------------------------------------------


def test_scores_by_hand(small):
    # digital: both say so in 2 passages, the dictionary in 1 more, the codings in 1 more
    rows = [("a", "one", q, 9, given) for q, given in enumerate((D, D, D, S, N))]
    package = handmade.package(small, rows)
    matches = pd.DataFrame(
        [(f"one-{q:03d}", "t", "digital", 0, 3) for q in (0, 1, 3)],
        columns=["unit_id", "term_id", "theme", "start", "end"],
    )
    frame = r.scores(dataclasses.replace(package, matches=matches)).set_index(["scope", "theme"])
    row = frame.loc[("theme", "digital")]
    assert row[["codings", "dictionary", "both"]].tolist() == [3, 3, 2]
    assert row[["precision", "recall", "f1"]].tolist() == pytest.approx([2 / 3] * 3)
    # sovereignty: never found, so no precision; skills in neither
    assert np.isnan(frame.loc[("theme", "sovereignty"), "precision"])
    assert frame.loc[("theme", "sovereignty"), ["recall", "f1"]].tolist() == [0, 0]
    assert np.isnan(frame.loc[("theme", "skills"), "f1"])
    micro = frame.loc[("micro", "")]
    assert micro[["precision", "recall", "f1"]].tolist() == pytest.approx([2 / 3, 2 / 4, 4 / 7])
    assert frame.loc[("macro", ""), "recall"] == pytest.approx((2 / 3 + 0) / 2)


def test_passages_that_only_the_dictionary_coded_do_not_judge_it(tmp_path, small):
    package = packages.load(miniature.write(tmp_path, **miniature.provisional()))
    every, fewer = (
        r.scores(one).query("scope == 'theme'")["dictionary"].sum() for one in (small, package)
    )
    assert len(c.corpus(package).unit_ids) - len(c.provisional(package)) == 9 and fewer < every


def test_no_reading_gives_no_score(small):
    bare = dataclasses.replace(small, codes=small.codes.iloc[:0])
    assert r.scores(bare)[r.SCORES].isna().all().all()
