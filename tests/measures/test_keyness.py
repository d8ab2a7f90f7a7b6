"""Words: the log ratio against a published interval, and its table."""

from __future__ import annotations

import dataclasses

import handmade
import numpy as np
import pandas as pd
import pytest
from handmade import D, S
from hypothesis import given, settings
from hypothesis import strategies as st

from themeshift.measures import words as w


def test_the_interval_of_moore_mccabe_and_craig():
    # Moore, McCabe & Craig, "Introduction to the Practice of Statistics" (9th ed.), example 8.18:
    # 45 of 411 against 73 of 411, relative risk 62 %, 95 % interval .4364 to .8707
    found = w.log_ratio(45, 73, 411, 411, added=0)
    assert [round(float(2**value), 4) for value in found] == [0.6164, 0.4364, 0.8707]


def test_the_log_ratio_with_its_halves_by_hand():
    # 4 of 7 against 2 of 12, with the halves 4.5 / 7.5 against 2.5 / 12.5: three times the rate.
    # Katz's variance is 1/4.5 − 1/7.5 + 1/2.5 − 1/12.5 = 92/225.
    value, low, high = w.log_ratio(4, 2, 7, 12)
    assert value == pytest.approx(np.log2(3))
    margin = 1.959964 * np.sqrt(92) / 15 / np.log(2)
    assert (low, high) == pytest.approx((np.log2(3) - margin, np.log2(3) + margin), abs=1e-6)


cell = st.integers(0, 300)


@settings(deadline=None)
@given(cell, cell, st.integers(0, 900), st.integers(0, 900))
def test_exchanging_the_groups_turns_the_sign(a, b, more, others):
    size, other_size = a + more + 1, b + others + 1
    value, low, high = w.log_ratio(a, b, size, other_size)
    turned = w.log_ratio(b, a, other_size, size)
    assert value == pytest.approx(-turned[0]) and low == pytest.approx(-turned[2])
    assert low <= value <= high and np.isfinite([low, high]).all()


@pytest.fixture
def package(small):
    rows = [("a", "a1", 1, 9, D), ("a", "a2", 1, 9, D), ("b", "b1", 1, 9, S)]
    terms = pd.DataFrame(
        [("a1", "robot", 6), ("a1", "plant", 1), ("a1", "le", 9), ("a2", "robot", 4),
         ("a2", "rare", 1), ("b1", "plant", 8), ("b1", "carbon", 3), ("b1", "le", 9)],
        columns=["doc_id", "lemma", "count"],
    )  # fmt: skip
    return dataclasses.replace(handmade.package(small, rows), terms=terms)


def test_words_of_each_phase_with_the_number_of_texts(package):
    frame = w.keyness(package).set_index(["phase_id", "lemma"])
    robot = frame.loc[("a", "robot")]
    assert robot[["count", "other", "texts", "phase_texts"]].tolist() == [10, 0, 2, 2]
    # 21 words against 20
    assert robot["log_ratio"] == pytest.approx(float(w.log_ratio(10, 0, 21, 20)[0]))
    assert frame.loc[("a", "plant"), ["count", "other", "texts"]].tolist() == [1, 8, 1]
    assert frame.loc[("a", "plant"), "log_ratio"] < 0 < frame.loc[("b", "plant"), "log_ratio"]


def test_rare_words_function_words_and_words_of_other_phases_have_no_row(package):
    frame = w.keyness(package)
    assert set(frame["lemma"]) == {"robot", "plant", "carbon"}
    assert "carbon" not in set(frame.loc[frame["phase_id"] == "a", "lemma"])
    first = frame.groupby("phase_id")["lemma"].first()
    assert first.to_dict() == {"a": "robot", "b": "plant"}
    for _, group in frame.groupby("phase_id"):
        assert group["low"].is_monotonic_decreasing
