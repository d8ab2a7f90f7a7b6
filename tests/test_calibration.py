"""Calibration: simulations with a known truth, checked where theory says what must come out."""

import numpy as np
import pytest
from miniatures import POLES, THEMES, miniature, package, two_phases

from themeshift import calibration as c
from themeshift import salience


def design(documents=("a1", "a2", "b1", "b2"), paragraphs=10, units=2, words=10):
    """Documents named by phase and number, with units that all have the same length."""
    share = ({"digital": 1.0}, {"sovereignty": 1.0}, {"skills": 1.0}, {"none": 1.0})
    return miniature(
        [
            (name[0], name, paragraph, words, share[(paragraph + unit) % 4])
            for name in documents
            for paragraph in range(paragraphs)
            for unit in range(units)
        ]
    )


@pytest.mark.parametrize("level", ["document", "paragraph"])
def test_simulated_units_have_the_correlation_that_was_asked_for(level):
    built = design(documents=("a1",), paragraphs=1 if level == "document" else 20)
    chances = np.array([[0.4, 0.3, 0.2, 0.1]])
    rho = {"document": (0.0, 0.3), "paragraph": (0.3, 0.0)}[level]
    found = c.simulate(built, chances, *rho, 20_000, np.random.default_rng(1))
    same = (found[:, 0] == found[:, 1]).mean()
    alone = (chances**2).sum()
    assert same == pytest.approx(alone + 0.3 * (1 - alone), abs=0.015)
    assert np.bincount(found[:, 0]) / 20_000 == pytest.approx(chances[0], abs=0.02)


def test_fast_resampling_is_the_bootstrap_of_the_book(monkeypatch):
    # Three units to a paragraph, so that drawing units in place of paragraphs would show.
    built = miniature(
        [(phase, f"doc-{phase}", p, 5 + u, {THEMES[(p + u) % 4]: 1.0})
         for phase in "ab" for p in range(4) for u in range(3)]
    )  # fmt: skip
    themes = built.weights.argmax(axis=1)[None]
    room, units = c._resampled(built, themes, 40, np.random.default_rng(3))
    one = np.random.default_rng(3)  # the book has a stream for each document
    monkeypatch.setattr(salience, "stream", lambda seed, name: one)
    expected = salience.resample(built, 40)
    assert room[:, 0] == pytest.approx(expected.room)
    assert units == pytest.approx(expected.units)


def test_paragraph_correlation_of_alike_and_of_mixed_paragraphs():
    alike = miniature(
        [("a", "one", p, 5, {"digital": 1.0} if p % 2 else {"sovereignty": 1.0})
         for p in range(20) for _ in range(3)]
    )  # fmt: skip
    assert c.paragraph_correlation(alike) == pytest.approx(1)
    generator = np.random.default_rng(2)
    mixed = miniature(
        [("a", "one", p, 5, {THEMES[generator.integers(2)]: 1.0})
         for p in range(400) for _ in range(3)]
    )  # fmt: skip
    assert abs(c.paragraph_correlation(mixed)) < 0.08
    alone = miniature([("a", "one", p, 5, {"digital": 1.0}) for p in range(4)])
    assert np.isnan(c.paragraph_correlation(alone))


def test_statement_level_test_is_right_only_without_correlation():
    found = c.false_positives(
        design(("a1", "b1", "c1", "d1"), 15), (0.0, 0.1), simulations=800, permutations=199
    )
    rate = found.set_index(["test", "correlation"])["rate"]
    error = found.set_index(["test", "correlation"])["error"]
    for test in ("statement", "statement-chi-square", "paragraph"):
        assert rate[test, 0.0] == pytest.approx(0.05, abs=4 * max(error[test, 0.0], 0.006))
    assert rate["statement", 0.1] > 0.15
    assert rate["statement-chi-square", 0.1] > rate["statement", 0.1]


def test_document_level_test_keeps_its_word_at_every_correlation():
    equal = design(("a1", "a2", "b1", "b2", "c1", "c2"))
    found = c.false_positives(equal, (0.0, 0.05, 0.2), simulations=600, permutations=99)
    documents = found[found["test"] == "document"]
    assert (documents["rate"] <= 0.05 + 4 * documents["error"]).all()
    assert documents["rate"].max() > 0.01


def test_intervals_hold_the_truth_where_their_assumptions_hold():
    # Equal sentences, one to a paragraph, plenty of them, no correlation.
    found = c.coverage(
        design(("a1", "b1"), 60, 1), cases=((0.0, 0.0),), simulations=400, resamples=300
    ).set_index(["quantity", "interval"])
    for name in ("balance", "theta", "balance shift"):
        for kind in ("bootstrap", "posterior"):
            assert found.loc[(name, kind), "coverage"] == pytest.approx(0.95, abs=0.03)
    assert found.loc[("share", "posterior"), "coverage"] == pytest.approx(0.95, abs=0.03)


def test_intervals_do_not_hold_for_what_they_do_not_claim():
    found = c.coverage(
        design(("a1", "b1"), 20, 3), cases=((0.0, 0.0), (0.0, 0.2)), simulations=200, resamples=200
    )
    balance = found[found["quantity"] == "balance"].set_index(["interval", "between_documents"])
    for kind in ("bootstrap", "posterior"):
        assert balance.loc[(kind, 0.2), "coverage"] < balance.loc[(kind, 0.0), "coverage"] - 0.1
    assert (found["shortfall"] - (0.95 - found["coverage"])).abs().max() < 1e-5


def test_another_seed_agrees_within_the_monte_carlo_error():
    built = salience.corpus(package())
    sizes = {"simulations": 500, "permutations": 199, "correlations": (0.0, 0.1)}
    one, other = (c.false_positives(built, seed=seed, **sizes) for seed in (1, 2))
    gap = (one["rate"] - other["rate"]).abs()
    # Shuffles are shared by all simulations of a seed, which adds to the error of small ones.
    assert (gap <= 4 * np.hypot(one["error"], other["error"]) + 0.01).all()
    sizes = {"simulations": 300, "resamples": 200, "cases": ((0.1, 0.0),)}
    one, other = (c.coverage(built, seed=seed, **sizes) for seed in (1, 2))
    gap = (one["coverage"] - other["coverage"]).abs()
    assert (gap <= 4 * np.hypot(one["error"], other["error"]) + 0.01).all()


def test_same_seed_same_frame():
    sizes = {"simulations": 60, "permutations": 49, "correlations": (0.05,)}
    assert c.false_positives(design(), **sizes).equals(c.false_positives(design(), **sizes))
    sizes = {"simulations": 40, "resamples": 50}
    assert c.coverage(design(), **sizes).equals(c.coverage(design(), **sizes))


def test_one_phase_has_coverage_but_no_shift():
    one = design(("a1", "a2"))
    assert c.false_positives(one).empty
    found = c.coverage(one, cases=((0.0, 0.0),), simulations=30, resamples=30)
    assert not found["quantity"].str.contains("shift").any()


def test_truth_keeps_every_theme_possible():
    truth = c.truth_of(two_phases())
    assert truth.sum(axis=1) == pytest.approx(1) and (truth > 0).all()
    assert len(POLES) == truth.shape[1]
