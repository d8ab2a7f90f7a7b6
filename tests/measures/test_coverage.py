"""Coverage: simulated corpora have the design, the correlations and the coding error asked for."""

from __future__ import annotations

import handmade
import numpy as np
import pytest
from handmade import D, K, N, S

from themeshift.measures import corpus as c
from themeshift.measures import coverage, uncertainty


def design(small, paragraphs=10, size=2):
    rows = [(p, f"{p}-text", q, 9, (D, S, K, N)[(q * size + k) % 4])
            for p in "ab" for q in range(paragraphs) for k in range(size)]  # fmt: skip
    return handmade.package(small, rows)


def test_chances_are_those_of_the_phase_and_one_passage_of_all_others(small):
    rows = [("a", "one", 1, 9, D), ("a", "one", 2, 9, D), ("b", "two", 1, 9, S),
            ("b", "two", 2, 9, K)]  # fmt: skip
    found = coverage.chances(c.corpus(handmade.package(small, rows)))
    assert found[0] == pytest.approx(np.array([1, 1, 0.5, 0.5]) / 3)


def test_the_ends_of_a_simulated_interval_leave_as_much_out_on_either_side():
    """The 5th and the 195th of 199 draws: a tail of 5 / 200 each (Davison & Hinkley 1997)."""
    low, high = coverage.ENDS
    tail = (1 - uncertainty.LEVEL) / 2
    assert (low + 1) / (coverage.DRAWS + 1) == pytest.approx(tail)
    assert (high + 1) / (coverage.DRAWS + 1) == pytest.approx(1 - tail)


@pytest.mark.parametrize(
    ("rho", "rho_document", "same", "apart"),
    [(0.0, 0.0, 0.0, 0.0), (0.3, 0.0, 0.3, 0.0), (0.3, 0.2, 0.3 + 0.7 * 0.2, 0.2)],
)
def test_passages_are_as_alike_as_was_asked_for(small, rho, rho_document, same, apart):
    built = c.corpus(design(small, paragraphs=4, size=3))
    drawn = coverage.passages(built, rho, rho_document, 20_000, np.random.default_rng(1))
    # Twelve passages of the phase, and those of the other with the weight of one more.
    chances = np.repeat([1 / 13, 1 / (13 * 12)], 12)
    alone = (chances**2).sum()
    for other, rate in ((1, same), (2, same), (3, apart), (11, apart)):
        expected = rate + (1 - rate) * alone
        assert (drawn[:, 0] == drawn[:, other]).mean() == pytest.approx(expected, abs=0.015)
    for place in (0, 5, 11):
        counts = np.bincount(drawn[:, place], minlength=24) / len(drawn)
        assert counts == pytest.approx(chances, abs=0.01)


def test_simulated_codings_are_readings_of_the_drawn_passage(small):
    rows = [("a", "one", 1, 9, {"x": D, "y": S}), ("a", "one", 2, 9, {"x": K})]
    given, number = uncertainty.options(c.corpus(handmade.package(small, rows)))
    drawn = np.tile([0, 1], (5_000, 1))
    coded = coverage._coded(drawn, given, number, np.random.default_rng(1))
    assert coded.shape == (5_000, 2, 2, 4)
    assert coded[:, :, 0].mean(axis=(0, 1)) == pytest.approx([0.5, 0.5, 0, 0], abs=0.02)
    assert (coded[:, :, 1] == [0, 0, 1, 0]).all()


def test_intervals_hold_the_truth_where_passages_are_independent_and_many(small):
    found = coverage.table(design(small, 60, 1), simulations=400).set_index("quantity")
    for quantity in ("total", "step", "poles", "named themes"):
        assert found.loc[quantity, "rho_0"] == pytest.approx(0.95, abs=0.035)


def test_a_correlation_in_paragraphs_is_met_and_one_in_documents_is_not(small):
    found = coverage.table(design(small, 25, 3), simulations=400).set_index("quantity")
    for quantity in ("total", "poles"):
        assert found.loc[quantity, "rho_50"] > 0.91
        assert found.loc[quantity, "document_effect"] < found.loc[quantity, "rho_25"] - 0.05
    assert list(found.index) == ["total", "step", "poles", "named themes", "all themes"]
    assert found["cells"].tolist() == [1, 1, 4, 8, 8]  # all four themes are named


def test_another_seed_agrees_within_the_error_of_the_simulations_and_the_same_gives_the_same(small):
    one, other, again = (
        coverage.table(small, 300, seed).set_index("quantity") for seed in (1, 2, 1)
    )
    assert one.equals(again) and not one.equals(other)
    for name in coverage.CASES:
        gap = (one[name] - other[name]).abs()
        assert (gap <= 4 * np.hypot(one["error"], other["error"]) + 0.01).all()
