"""Agreement: published values of Krippendorff's α and the MASI distance; the dictionary's scores."""

from __future__ import annotations

import dataclasses

import handmade
import miniature
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themeshift import package as packages
from themeshift.measures import corpus as c
from themeshift.measures import reliability as r

D, S, K, N = ({theme: 1.0} for theme in handmade.THEMES)
NONE = None
# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", data C: 4 coders, 12 units
CANONICAL = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]
# The same paper, data A: 2 coders, 10 units, two categories
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]


def test_alpha_of_the_canonical_data():
    assert round(r.krippendorff(CANONICAL), 6) == 0.743421
    squared = r.krippendorff(CANONICAL, lambda one, other: (one - other) ** 2)
    assert round(squared, 6) == 0.849107


def test_alpha_of_the_binary_example():
    assert round(r.krippendorff(BINARY), 6) == 0.095238


def test_masi_of_equal_nested_crossing_and_disjoint_sets():
    # Passonneau (2006), section 3: monotonicity 1, 2/3, 1/3, 0
    assert r.masi("ab", "ab") == 0
    assert r.masi("a", "ab") == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert r.masi("abc", "bcd") == pytest.approx(1 - 2 / 4 * 1 / 3)
    assert r.masi("a", "b") == 1
    assert r.masi("", "") == 0


def test_masi_alpha_of_single_themes_is_nominal_alpha():
    sets = [[None if value is None else frozenset([value]) for value in row] for row in CANONICAL]
    assert r.krippendorff(sets, r.masi) == pytest.approx(r.krippendorff(CANONICAL))


def test_alpha_of_sets_by_hand():
    # Values {a}, {a}, {a,b}, {b}: observed: one pair at 0, one at 2/3. Expected over all 12
    # ordered pairs: {a}{a} 0, {a}{ab} 2/3 (×4), {a}{b} 1 (×4), {ab}{b} 2/3 (×2).
    found = r.krippendorff(
        [[frozenset("a"), frozenset("ab")], [frozenset("a"), frozenset("b")]], r.masi
    )
    expected = (4 * 2 / 3 + 4 * 1 + 2 * 2 / 3) / 12
    assert found == pytest.approx(1 - (2 / 3 / 2) / expected)


def test_perfect_and_chance_agreement():
    assert r.krippendorff([[1, 2, 3], [1, 2, 3]]) == 1
    noise = np.random.default_rng(1).integers(0, 3, size=(3, 4000)).tolist()
    assert abs(r.krippendorff(noise)) < 0.03
    assert np.isnan(r.krippendorff([[1, 1], [1, 1]]))
    assert np.isnan(r.krippendorff([[1, None], [None, 1]]))


values = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=3, max_size=3),
    min_size=2,
    max_size=12,
)


@settings(deadline=None)
@given(values, st.randoms())
def test_order_of_coders_and_units_changes_nothing(units, random):
    alpha = r.krippendorff(list(zip(*units, strict=True)))
    shuffled = [random.sample(unit, len(unit)) for unit in random.sample(units, len(units))]
    again = r.krippendorff(list(zip(*shuffled, strict=True)))
    assert again == pytest.approx(alpha, nan_ok=True)


def test_paragraphs_are_drawn_again_not_passages():
    # Ten paragraphs of four passages, all alike inside: intervals as wide as those of ten passages.
    one = [value for value in (0, 1) * 5 for _ in range(4)]
    other = [value for value in (0, 1, 0, 1, 0, 1, 0, 1, 1, 0) for _ in range(4)]
    paragraphs = np.repeat(np.arange(10), 4)
    _, low, high = r.alpha_with_interval([one, other], r.nominal, paragraphs)
    _, low_alone, high_alone = r.alpha_with_interval([one, other], r.nominal, np.arange(40))
    assert high - low > 1.4 * (high_alone - low_alone)
    alpha = r.krippendorff([one, other])
    assert low < alpha < high
    again = r.alpha_with_interval([one, other], r.nominal, paragraphs)
    assert (alpha, low, high) == again


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
    def three(kind):
        rows = [("a", "one", q, 9, {"x": D, "y": D, "z": (D, S)[q % 2]}) for q in range(6)]
        package = handmade.package(small, rows)
        codes = package.codes.assign(rule=np.where(package.codes["coder"] == "z", "", "1"))
        coders = package.coders.assign(
            kind=np.where(package.coders["coder_id"] == "y", kind, package.coders["kind"])
        )
        return dataclasses.replace(package, codes=codes, coders=coders)

    frame = r.table(three("model"))
    assert frame.groupby(["coding", "other"])["shared_rules"].first().to_dict() == {
        ("x", "y"): True, ("x", "z"): False, ("y", "z"): False,
    }  # fmt: skip
    assert set(frame.loc[frame["lead"], ["coding", "other"]].agg(" ".join, axis=1)) == {"x z"}
    frame = r.table(three("person"))
    assert set(frame.loc[frame["lead"], ["coding", "other"]].agg(" ".join, axis=1)) == {"y z"}


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
    assert row["precision_low"] <= row["precision"] <= row["precision_high"]
    # sovereignty: never found, so no precision; skills in neither
    assert np.isnan(frame.loc[("theme", "sovereignty"), "precision"])
    assert frame.loc[("theme", "sovereignty"), ["recall", "f1"]].tolist() == [0, 0]
    assert np.isnan(frame.loc[("theme", "skills"), "f1"])
    micro = frame.loc[("micro", "")]
    assert micro[["precision", "recall", "f1"]].tolist() == pytest.approx([2 / 3, 2 / 4, 4 / 7])
    assert frame.loc[("macro", ""), "recall"] == pytest.approx((2 / 3 + 0) / 2)


def test_passages_that_only_the_dictionary_coded_do_not_judge_it(tmp_path, small):
    package = packages.load(miniature.write(tmp_path, **miniature.provisional()))
    left = len(c.corpus(package).unit_ids) - len(c.provisional(package))
    every = r.scores(small).query("scope == 'theme'")["dictionary"].sum()
    fewer = r.scores(package).query("scope == 'theme'")["dictionary"].sum()
    assert left == 9 and fewer < every
