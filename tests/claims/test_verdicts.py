"""Verdict words follow the IPCC's guidance; confidence never outruns thin evidence."""

from __future__ import annotations

from itertools import pairwise

import pytest

from themeshift.claims import verdicts


@pytest.mark.parametrize(
    ("support", "expected"),
    [  # Mastrandrea et al. (2010), table 1
        (0.995, "virtually certain"),
        (0.99, "virtually certain"),
        (0.95, "very likely"),
        (0.9, "very likely"),
        (0.7, "likely"),
        (0.5, "about as likely as not"),
        (0.34, "about as likely as not"),
        (0.2, "unlikely"),
        (0.05, "very unlikely"),
        (0.005, "exceptionally unlikely"),
    ],
)
def test_words_are_those_of_the_scale(support: float, expected: str) -> None:
    assert verdicts.word(support) == expected


def test_the_scale_covers_all_support_without_gap() -> None:
    ranges = list(verdicts.SCALE.values())
    assert ranges[0][1] == 1 and ranges[-1][0] == 0
    for (low, _), (_, high) in pairwise(ranges):
        assert low == high
    assert set(verdicts.SCALE) < set(verdicts.FRENCH)
    for word, (low, high) in verdicts.SCALE.items():
        assert verdicts.word((low + high) / 2) == word


@pytest.mark.parametrize(
    ("accounts", "agreeing", "expected"),
    [
        (1, 1.0, ("limited", "high", "low")),
        (2, 0.7, ("limited", "medium", "low")),
        (2, 0.3, ("limited", "low", "very low")),
        (3, 1.0, ("medium", "high", "high")),
        (10, 1.0, ("robust", "high", "very high")),
        (10, 0.1, ("robust", "low", "medium")),
    ],
)
def test_confidence_grows_with_evidence_and_agreement(
    accounts: int, agreeing: float, expected: tuple[str, str, str]
) -> None:
    assert tuple(verdicts.confidence(accounts, agreeing).values()) == expected
