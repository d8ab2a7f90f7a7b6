"""Keyness: published worked examples, then properties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from miniatures import package
from scipy import stats

from themeshift import keyness as k


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # Dunning (1993), "Accurate methods for the statistics of surprise and coincidence",
        # table 1: word pairs of a Swiss German newspaper corpus
        ((110, 2442, 111, 29114), 270.72),
        ((29, 13, 123, 31612), 263.90),
        ((31, 23, 139, 31584), 256.84),
        ((10, 0, 3, 31764), 167.23),
    ],
)
def test_g2_of_dunning(cells, expected):
    assert round(float(k.g2(*cells)), 2) == expected


def test_g2_of_rayson_with_two_and_with_four_cells():
    # Rayson's log-likelihood wizard: 52 of 50,000 against 57 of 75,000
    assert round(float(k.g2_two_cells(52, 57, 50_000, 75_000)), 2) == 2.65
    assert round(float(k.g2_frequencies(52, 57, 50_000, 75_000)), 4) == 2.6541


@pytest.mark.parametrize(
    ("f", "whole_f", "t", "expected"),
    [
        # Lafon (1980), "Sur la variabilité de la fréquence des formes dans un corpus", the
        # Robespierre table as in R's textometry, T = 61449: peuple, peuple, patrie, de
        (14, 296, 6903, -4.1743),
        (53, 296, 7896, 2.1122),
        (6, 153, 8395, -4.2432),
        (165, 3173, 2558, 2.6891),
    ],
)
def test_specificity_of_lafon(f, whole_f, t, expected):
    assert round(float(k.specificity(f, whole_f, t, 61449)), 4) == expected


def test_specificity_is_the_hypergeometric_tail():
    law = stats.hypergeom(500, 40, 120)
    for f in range(41):
        expected = -law.logsf(f - 1) if f >= (41 * 121) // 502 else law.logcdf(f)
        assert k.specificity(f, 40, 120, 500) == pytest.approx(expected / np.log(10), abs=1e-9)


def test_log_odds_with_the_variance_of_four_terms():
    # Monroe, Colaresi & Quinn (2008), prior .01 for each word
    delta, _, z = k.log_odds([1, 5, 1, 9], [100, 510, 100, 199], 0.01)
    expected = [-0.6095321, -1.0345766, -0.6095321, 1.5201005]
    assert [round(float(value), 7) for value in delta] == expected
    assert round(float(z[3]), 4) == 2.9831
    # 4.4629 is what the word's own two terms alone would give
    assert abs(float(z[3]) - 4.4629) > 1


def test_chi_square_with_and_without_yates():
    # 7 of 10 against 2 of 9
    assert round(float(k.chi_square(7, 3, 2, 7)), 8) == 4.33716049
    assert round(float(k.chi_square(7, 3, 2, 7, yates=True)), 8) == 2.63243827


def test_contributions_sum_to_the_divergence_and_to_g2():
    # {a 10, b 5, c 1} against {a 3, b 5, d 8}: both of 16 words, so the divergence is
    # G² / (2 N ln 2) with N = 32
    p, q = np.array([10, 5, 1, 0]), np.array([3, 5, 0, 8])
    total = k.divergence_contributions(p / 16, q / 16).sum()
    assert round(float(total), 10) == 0.3708891286
    table = np.vstack([p, q])
    expected = table.sum(0) * np.array([[16], [16]]) / 32
    g2 = 2 * sum(o * np.log(o / e) for o, e in zip(table.ravel(), expected.ravel(), strict=True)
                 if o)  # fmt: skip
    assert total == pytest.approx(g2 / (2 * 32 * np.log(2)))


# --- properties ------------------------------------------------------------------------------

cell = st.integers(0, 300)


@given(cell, cell, st.integers(0, 900), st.integers(0, 900))
def test_exchanging_the_groups_turns_the_sign(a, b, more, others):
    size, other_size = a + more + 1, b + others + 1
    forward, back = k.signed_g2(a, b, size, other_size), k.signed_g2(b, a, other_size, size)
    if a * other_size != b * size:
        assert forward == pytest.approx(-back)
    assert k.log_ratio(a, b, size, other_size)[0] == pytest.approx(
        -k.log_ratio(b, a, other_size, size)[0]
    )
    for measure in (k.log_ratio, k.difference):
        value, low, high = measure(a, b, size, other_size)
        assert low <= value <= high


@given(cell, cell, st.integers(0, 900), st.integers(0, 900))
def test_equal_rates_are_not_marked(a, b, more, others):
    value = k.g2(a, 2 * a, more, 2 * more) if a + more else 0
    assert value == pytest.approx(0, abs=1e-8)


def test_newcombe_interval_of_his_own_example():
    # Newcombe (1998), table II, method 10: 56/70 against 48/80 gives .0524 to .3339
    _, low, high = k.difference(56, 48, 70, 80)
    assert [round(float(low) / 1000, 4), round(float(high) / 1000, 4)] == [0.0524, 0.3339]


def test_counts_and_document_range_by_hand():
    table, ranges = k.counts(package()), k.document_range(package())
    assert list(table.columns) == ["early", "middle", "late"]
    assert table.loc["data"].tolist() == [10, 3, 0]
    assert ranges.loc["plant"].tolist() == [3, 1, 1, 1]
    assert ranges.loc["data", "early"] == 2


def test_keyness_of_a_phase():
    frame = k.keyness(package(), "late", minimum=1).set_index("lemma")
    assert set(frame.index[:2]) == {"carbon", "plant"}
    assert frame.loc["data", "g2"] < 0 < frame.loc["carbon", "g2"]
    # late: 19 words, others: 27 + 17; "plant" 8 against 5
    assert frame.loc["plant", "g2"] == pytest.approx(float(k.g2(8, 5, 11, 39)))
    table = [[8, 5], [11, 39]]
    assert frame.loc["plant", "g2"] == pytest.approx(
        stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    )
    assert frame.loc["plant", "expected"] == pytest.approx(13 * 19 / 63)
    assert frame.loc["carbon", ["documents", "documents_in_phase"]].tolist() == [1, 1]
    assert (np.sign(frame["specificity"]) * np.sign(frame["g2"]) >= 0).all()
    assert (frame["log_ratio_low"] < frame["log_ratio"]).all()


def test_keyness_against_one_phase_leaves_the_other_out():
    frame = k.keyness(package(), "late", against="middle", minimum=1)
    assert frame["other_size"].unique().tolist() == [17]
    assert "data" in set(frame["lemma"])
    with pytest.raises(ValueError, match="'2030'; found early, middle, late"):
        k.keyness(package(), "2030")


def test_minimum_leaves_rare_words_out_but_not_out_of_the_sizes():
    frame = k.keyness(package(), "late", minimum=4)
    assert "carbon" not in set(frame["lemma"])
    assert frame["size"].unique().tolist() == [19]


def test_word_shift_parts_sum_to_the_divergence():
    frame = k.word_shift(package(), "early", "late", draws=300)
    table = k.counts(package())
    p, q = table["early"] / table["early"].sum(), table["late"] / table["late"].sum()
    mean = (p + q) / 2
    distance = sum(stats.entropy(part, mean, base=2) for part in (p, q)) / 2
    assert frame["contribution"].sum() == pytest.approx(distance)
    assert frame["part"].sum() == pytest.approx(1)
    signed = frame.set_index("lemma")["signed"]
    assert signed["data"] < 0 < signed["plant"]
    assert frame.equals(k.word_shift(package(), "early", "late", draws=300))


def test_word_shift_turns_with_its_direction():
    there = k.word_shift(package(), "early", "late", draws=10).set_index("lemma")["signed"]
    back = k.word_shift(package(), "late", "early", draws=10).set_index("lemma")["signed"]
    assert there.to_dict() == pytest.approx((-back).to_dict())


def test_function_words_have_no_row_but_count_in_the_sizes():
    french = package()
    french.terms = french.terms.replace({"lemma": {"the": "le"}})
    content = k.keyness(french, "late", minimum=1)
    every = k.keyness(french, "late", minimum=1, content_only=False)
    assert set(every["lemma"]) - set(content["lemma"]) == {"le"}
    assert content["size"].unique().tolist() == every["size"].unique().tolist() == [19]


def test_specificity_changes_its_side_at_the_mode():
    # 9 of 13 words in a part of 4: the most probable count is 3 = ⌊10 · 5 / 15⌋
    law = stats.hypergeom(13, 9, 4)
    assert max(range(5), key=law.pmf) == 3
    assert k.specificity(2, 9, 4, 13) == pytest.approx(np.log10(law.cdf(2)))
    assert k.specificity(3, 9, 4, 13) == pytest.approx(-np.log10(law.sf(2)))


def test_words_of_neither_group_have_no_row_and_words_used_once_do():
    given_package = package()
    once = given_package.terms.iloc[[0]].assign(lemma="rare", count=1)
    given_package.terms = pd.concat([given_package.terms, once], ignore_index=True)
    found = k.keyness(given_package, "early", "middle", minimum=0, content_only=False)
    assert sorted(found["lemma"]) == ["data", "plant", "rare", "the"]  # carbon: only in late
    moved = k.word_shift(given_package, "early", "middle", draws=10)
    assert sorted(moved["lemma"]) == ["data", "plant", "rare", "the"]


def test_log_ratio_and_its_interval_by_hand():
    # 4 of 7 against 2 of 12, with the halves 4.5 / 7.5 against 2.5 / 12.5: three times the rate.
    # Katz's variance is 1/4.5 − 1/7.5 + 1/2.5 − 1/12.5 = 92/225.
    value, low, high = k.log_ratio(4, 2, 7, 12)
    assert value == pytest.approx(np.log2(3))
    margin = 1.959964 * np.sqrt(92) / 15 / np.log(2)
    assert (low, high) == pytest.approx((np.log2(3) - margin, np.log2(3) + margin), abs=1e-6)


def test_bars_have_no_width_where_each_phase_has_one_word():
    single = package()
    single.terms = pd.DataFrame(
        [("e1", "data", 5), ("l1", "plant", 7)], columns=["doc_id", "lemma", "count"]
    )
    frame = k.word_shift(single, "early", "late", draws=10).set_index("lemma")
    for column in ("signed", "low", "high"):
        assert frame[column].to_dict() == {"data": -0.5, "plant": 0.5}  # one bit between the two
