"""Whole texts: permutation counts, the Jensen–Shannon divergence, and what texts share."""

from __future__ import annotations

import dataclasses
from itertools import permutations

import handmade
import numpy as np
import pandas as pd
import pytest
from handmade import D, S
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon

from themeshift.measures import corpus as c
from themeshift.measures import documents as d


@pytest.mark.parametrize(("most", "method", "number"), [(5, "exact", 60), (4, "sampled", 20)])
def test_every_assignment_comes_once_or_many_are_sampled_and_the_observed_one_counts(
    monkeypatch, most, method, number
):
    monkeypatch.setattr(d, "MOST_TEXTS", most)
    monkeypatch.setattr(d, "SAMPLE", 20)
    texts = np.diag([1.0, 2, 3, 4, 5])  # each text has a cell of its own
    pooled, found = d.dealt(texts, np.array([0, 0, 1, 2, 3]))
    assert found == method and pooled.shape == (number, 4, 5)
    assert pooled[0].tolist() == [
        [1, 2, 0, 0, 0],
        [0, 0, 3, 0, 0],
        [0, 0, 0, 4, 0],
        [0, 0, 0, 0, 5],
    ]
    assert (pooled.sum(axis=1) == [1, 2, 3, 4, 5]).all()
    assert method == "sampled" or len(np.unique(pooled, axis=0)) == 60
    assert (np.count_nonzero(pooled, axis=2) == [2, 1, 1, 1]).all()


def test_the_p_value_against_brute_force(small):
    built = c.corpus(small)
    score = np.bincount(built.document, built.weights @ built.sign)
    size = np.bincount(built.document)

    def change(order):
        first = (score[order[0]] + score[order[1]]) / (size[order[0]] + size[order[1]])
        return score[order[3]] / size[order[3]] - first

    every = [change(order) for order in permutations(range(4))]
    row = d.permutation(small).iloc[0]
    assert row["assignments"] == 12
    assert row["floor"] == pytest.approx(np.mean(np.array(every) >= max(every) - 1e-9))
    assert row["change"] == pytest.approx(change(range(4)))
    assert row["p"] == pytest.approx(np.mean(np.array(every) >= row["change"] - 1e-9))
    assert row["p"] >= row["floor"]


def test_the_most_extreme_order_reaches_the_floor_and_equal_texts_give_no_evidence(small):
    rising = handmade.package(
        small, [(f"p{k}", f"d{k}", q, 9, S if q < k else D) for k in range(4) for q in range(3)]
    )
    row = d.permutation(rising).iloc[0]
    # Two of the orders have the lowest text first and the highest last: p can be no smaller.
    assert row["assignments"] == 24 and row["floor"] == row["p"] == pytest.approx(2 / 24)
    flat = handmade.package(small, [(f"p{k}", f"d{k}", 1, 9, D) for k in range(4)])
    assert d.permutation(flat)["p"].item() == 1


def test_jensen_shannon_in_bits():
    # {a 10, b 5, c 1} against {a 3, b 5, d 8}: both of 16 words, so the divergence is
    # G² / (2 N ln 2) with N = 32
    value = float(d.jensen_shannon([[10, 5, 1, 0], [3, 5, 0, 8]]))
    assert round(value, 10) == 0.3708891286
    # mean (3/4, 1/4): its entropy 2 − ¾ log2 3, less the mean entropy ½ of the two
    assert d.jensen_shannon([[7, 7], [3, 0]]) == pytest.approx(1.5 - 0.75 * np.log2(3))
    assert np.isnan(d.jensen_shannon([[7, 7], [0, 0]]))


counts = arrays(float, 5, elements=st.integers(0, 50)).filter(lambda row: row.sum() > 0)


@settings(deadline=None)
@given(counts, counts)
def test_jensen_shannon_is_symmetric_bounded_and_as_scipy_has_it(p, q):
    value = float(d.jensen_shannon([p, q]))
    assert value == pytest.approx(float(d.jensen_shannon([q, p])))
    assert -1e-12 <= value <= 1 + 1e-12
    assert value == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-9)
    assert float(d.jensen_shannon([p, 3 * p])) == pytest.approx(0, abs=1e-12)


def test_words_of_phases_are_compared_with_the_texts_exchanged(small):
    rows = [("a", "a1", 1, 5, D), ("a", "a2", 1, 5, D), ("b", "b1", 1, 5, S), ("b", "b2", 1, 5, S)]
    terms = pd.DataFrame(
        [("a1", "robot", 5), ("a2", "robot", 5), ("b1", "river", 5), ("b2", "river", 5)],
        columns=["doc_id", "lemma", "count"],
    )
    package = dataclasses.replace(handmade.package(small, rows), terms=terms)
    frame = d.word_divergence(package).set_index("scope")
    assert frame["divergence"].tolist() == [1, 1]
    # Two of six assignments keep the pairs together; four mix them.
    assert frame["p"].tolist() == frame["floor"].tolist() == pytest.approx([2 / 6, 2 / 6])
    whole = d.word_divergence(small)
    assert whole["scope"].tolist() == ["first-to-last", "all"]
    assert (whole["assignments"] == 12).all() and (whole["p"] >= whole["floor"]).all()


def test_overlap_counts_shared_strings_and_names_copies(small):
    rows = [("a", "one", 1, 9, D), ("a", "two", 1, 9, D), ("b", "three", 1, 9, S)]
    strings = {"one": range(10), "two": range(2, 12), "three": range(9, 29)}
    package = handmade.strings(handmade.package(small, rows), **strings)
    frame = d.overlap(package).set_index(["doc_id", "other_id"])
    assert frame.loc[("one", "two")].tolist() == [True, 8, 0.8, 0.8, "two"]
    assert frame.loc[("one", "three")].tolist() == [False, 1, 0.1, 0.05, ""]
    assert len(frame) == 3
