"""Agreement: published values of Krippendorff's α and the MASI distance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themeshift import agreement as a

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


@pytest.mark.parametrize(
    ("metric", "expected"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_alpha_of_the_canonical_data(metric, expected):
    assert round(a.krippendorff(CANONICAL, metric), 6) == expected


def test_ratio_differences_are_taken_from_the_sum_and_two_zeros_are_alike():
    found = a.distances([0, 1, 3], np.ones(3), "ratio")
    assert found.tolist() == [[0, 1, 1], [1, 0, 1 / 4], [1, 1 / 4, 0]]


def test_interval_alpha_does_not_depend_on_the_scale():
    small = [[None if value is None else value / 100 for value in row] for row in CANONICAL]
    assert a.krippendorff(small, "interval") == pytest.approx(a.krippendorff(CANONICAL, "interval"))


def test_codings_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        a.krippendorff([[1, 2, 3], [1, 2]])


def test_alpha_of_the_binary_example():
    assert round(a.krippendorff(BINARY), 6) == 0.095238


def test_masi_of_equal_nested_crossing_and_disjoint_sets():
    # Passonneau (2006), section 3: monotonicity 1, 2/3, 1/3, 0
    assert a.masi("ab", "ab") == 0
    assert a.masi("a", "ab") == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert a.masi("abc", "bcd") == pytest.approx(1 - 2 / 4 * 1 / 3)
    assert a.masi("a", "b") == 1
    assert a.masi("", "") == 0


def test_nan_is_missing_as_none_is():
    with_nan = [[float("nan") if value is None else value for value in row] for row in CANONICAL]
    assert a.krippendorff(with_nan) == a.krippendorff(CANONICAL)


@pytest.mark.filterwarnings("error")
def test_perfect_and_chance_agreement():
    assert a.krippendorff([[1, 2, 3], [1, 2, 3]]) == 1
    generator = np.random.default_rng(1)
    noise = generator.integers(0, 3, size=(3, 4000)).tolist()
    assert abs(a.krippendorff(noise)) < 0.03
    assert np.isnan(a.krippendorff([[1, 1], [1, 1]]))
    assert np.isnan(a.krippendorff([[1, None], [None, 1]]))


values = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=3, max_size=3),
    min_size=2,
    max_size=12,
)


@given(values, st.randoms())
def test_order_of_coders_and_units_changes_nothing(units, random):
    alpha = a.krippendorff(list(zip(*units, strict=True)))
    shuffled = [random.sample(unit, len(unit)) for unit in random.sample(units, len(units))]
    again = a.krippendorff(list(zip(*shuffled, strict=True)))
    assert again == pytest.approx(alpha, nan_ok=True)


def test_masi_alpha_of_single_themes_is_nominal_alpha():
    sets = [[None if value is None else frozenset([value]) for value in row] for row in CANONICAL]
    assert a.krippendorff(sets, a.masi) == pytest.approx(a.krippendorff(CANONICAL))


def test_alpha_of_sets_by_hand():
    # Values {a}, {a}, {a,b}, {b}: observed: one pair at 0, one at 2/3. Expected over all 12
    # ordered pairs: {a}{a} 0, {a}{ab} 2/3 (×4), {a}{b} 1 (×4), {ab}{b} 2/3 (×2).
    found = a.krippendorff(
        [[frozenset("a"), frozenset("ab")], [frozenset("a"), frozenset("b")]], a.masi
    )
    observed = (0 + 2 / 3) / 2
    expected = (4 * 2 / 3 + 4 * 1 + 2 * 2 / 3) / 12
    assert found == pytest.approx(1 - observed / expected)


def test_bootstrap_draws_units_and_surrounds_the_estimate():
    for metric in a.METRICS:
        draws = a.bootstrap_alpha(CANONICAL, metric, draws=400)
        low, high = np.nanquantile(draws, [0.025, 0.975])
        assert low <= a.krippendorff(CANONICAL, metric) <= high <= 1
    again = a.bootstrap_alpha(CANONICAL, draws=50)
    assert np.array_equal(again, a.bootstrap_alpha(CANONICAL, draws=50), equal_nan=True)


def test_bootstrap_of_the_fast_and_the_plain_road_agree():
    generator = np.random.default_rng(a.SEED)
    usable = [unit for unit in zip(*CANONICAL, strict=True) if sum(v is not None for v in unit) > 1]
    counts = generator.multinomial(11, np.full(11, 1 / 11), size=20)
    plain = [
        a.krippendorff(list(zip(*np.repeat(np.array(usable, object), row, axis=0), strict=True)))
        for row in counts
    ]
    assert a.bootstrap_alpha(CANONICAL, draws=20) == pytest.approx(np.array(plain), nan_ok=True)


def codes(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(unit, coder, theme) for unit, coder, themes in rows for theme in themes.split()],
        columns=["unit_id", "coder", "theme"],
    )


def test_coders_stand_in_the_order_in_which_they_come():
    table = a.theme_sets(codes(("u1", "zoe", "x y"), ("u1", "ann", "x"), ("u2", "ann", "y")))
    assert list(table.columns) == ["zoe", "ann"]
    assert table.loc["u1"].tolist() == [{"x", "y"}, {"x"}]
    assert table.loc["u2"].tolist() == [None, {"y"}]


def test_one_coder_says_so_and_nothing_breaks():
    frame = a.reliability(codes(("u1", "first", "digital")), ["digital", "none"])
    assert frame["status"].unique().tolist() == [a.ONE_CODER]
    assert frame["alpha"].isna().all() and len(frame) == 3
    assert a.reliability(codes(), ["digital"])["status"].unique().tolist() == [a.ONE_CODER]


def test_coders_of_different_units_say_so():
    frame = a.reliability(codes(("u1", "first", "x"), ("u2", "second", "x")), ["x"])
    assert frame["status"].unique().tolist() == [a.NO_OVERLAP]
    assert frame["theme"].tolist() == ["", "x"]


def test_reliability_of_two_codings_one_of_them_in_part():
    table = codes(
        ("u1", "first", "digital"), ("u1", "second", "digital"),
        ("u2", "first", "digital skills"), ("u2", "second", "skills"),
        ("u3", "first", "none"), ("u3", "second", "none"),
        ("u4", "first", "skills"),
    )  # fmt: skip
    frame = a.reliability(table, ["digital", "skills", "none", "environment"], draws=200)
    frame = frame.set_index("theme")
    assert frame["units"].unique().tolist() == [3] and frame["coders"].unique().tolist() == [2]
    # digital: 1 1 | 1 0 | 0 0 → observed 1/3, expected 2 · 3 · 3 / 30
    assert frame.loc["digital", "alpha"] == pytest.approx(1 - (1 / 3) / (18 / 30))
    assert frame.loc["skills", "alpha"] == 1
    assert frame.loc["digital", "given"] == 3
    assert frame.loc["environment", "status"] == a.NO_VARIATION
    assert frame.loc["", "metric"] == "MASI"
    assert frame.loc["", "low"] <= frame.loc["", "alpha"] <= frame.loc["", "high"]


def test_three_coders_are_taken_as_they_come():
    table = pd.concat(
        codes(("u1", name, "digital"), ("u2", name, "skills")) for name in ("a", "b", "c")
    )
    frame = a.reliability(table, ["digital"], draws=50)
    assert frame["alpha"].tolist() == [1, 1] and frame["coders"].tolist() == [3, 3]


def test_unknown_metric_gets_one_clear_line():
    with pytest.raises(ValueError, match="expected one of nominal, ordinal, interval, ratio"):
        a.krippendorff(BINARY, "cubic")
