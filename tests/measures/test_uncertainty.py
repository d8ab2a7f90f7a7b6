"""The interval: effective number of passages, draws, published limits, support."""

from __future__ import annotations

import dataclasses

import handmade
import numpy as np
import pytest
from handmade import D, K, N, S
from scipy import stats

from themeshift.measures import corpus as c
from themeshift.measures import uncertainty as u

TWO = {"sovereignty": "destination", "none": "none"}

# --- correlation inside paragraphs ------------------------------------------------------------


def test_the_intraclass_correlation_of_shrout_and_fleiss():
    # Shrout & Fleiss (1979), table 2: six targets, four ratings each; ICC(1, 1) = .17, with
    # mean squares 11.24 between and 6.26 within.
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    scores = np.array(ratings, float).ravel()
    found = u.intraclass_correlation(scores, np.repeat(np.arange(6), 4), np.zeros(24, int))
    assert round(float(found), 2) == 0.17
    assert found == pytest.approx((11.24 - 6.26) / (11.24 + 3 * 6.26), abs=5e-4)


def test_paragraphs_of_unequal_size_by_hand():
    # Donner (1986): 1 1 | 0 0 0 | .5, nothing within; then 0 1 | 0 0 0 | .5 with mean 1/4, between
    # on 2 and within on 3 degrees of freedom.
    scores = np.array([[1.0, 1, 0, 0, 0, 0.5], [0, 1, 0, 0, 0, 0.5]])
    between = (2 * 0.25**2 + 3 * 0.25**2 + 0.25**2) / 2
    within, typical = 0.5 / 3, (6 - 14 / 6) / 2
    expected = (between - within) / (between + (typical - 1) * within)
    found = u.intraclass_correlation(scores, np.array([0, 0, 1, 1, 1, 2]), np.zeros(6, int))
    assert found == pytest.approx([1, expected])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Each text has the same mixture in each paragraph, the texts differ.
        ([(p, f"{p}-text", q, 9, given) for p, sets in {"a": (D, K), "b": (S, K)}.items()
          for q in range(6) for given in sets], 0),
        # Paragraphs all of a kind.
        ([("a", "one", q, 9, D if q % 2 else S) for q in range(10) for _ in range(3)], 1),
        # It cannot be estimated: each passage a paragraph of its own, or all alike.
        ([("a", "one", q, 9, D if q % 2 else S) for q in range(5)], 1),
        ([("a", "one", q // 2, 9, K) for q in range(6)], 1),
    ],
)  # fmt: skip
def test_the_correlation_of_a_corpus(small, rows, expected):
    built = c.corpus(handmade.package(small, rows))
    score = built.weights @ built.sign
    found = u.intraclass_correlation(score, built.paragraph, built.document)
    assert found == pytest.approx(expected)


def test_the_effective_number_of_passages_by_hand(small):
    # Five passages in paragraphs of 3 and 2: k2 = 1/5, c2 = (9 + 4) / 25; a text each of 3 and 2.
    rows = [("a", "one", 1, 9, D)] * 3 + [("a", "two", 1, 9, D)] * 2
    built = c.corpus(handmade.package(small, rows))
    expected = [[5], [25 / 13], [1 / (0.2 + 0.25 * (0.52 - 0.2))]]
    assert u.effective_size(built, np.array([0, 1, 0.25])) == pytest.approx(np.array(expected))
    one = c.corpus(handmade.package(small, [("a", "one", q // 2, 9, D) for q in range(4)]))
    # k2 = 1/4, c2 = 1/2, d2 = 1; ρ_p = .1 + .9 · .5
    expected = 1 / (0.25 + 0.55 * 0.25 + 0.1 * 0.5)
    assert u.effective_size(one, 0.5, 0.1) == pytest.approx([expected])
    assert u.effective_size(one, 0.5, 1.0) == pytest.approx([1])
    # Longer passages weigh more where words are counted, and fewer are then independent.
    words = handmade.package(small, [("a", "one", 1, 3, D), ("a", "one", 2, 1, D)])
    assert u.effective_size(c.corpus(words, measure="words"), 0.0) == pytest.approx([16 / 10])


# --- prior and draws --------------------------------------------------------------------------


def test_the_prior_is_a_half_for_each_pole_and_for_the_rest(small):
    assert u.prior(c.corpus(small)).tolist() == [0.5, 0.25, 0.25, 0.25, 0.25]


@pytest.mark.parametrize(
    ("number", "hits"), [(10, 2), (10, 5), (20, 4), (30, 29), (10, 0), (10, 10)]
)
def test_the_interval_of_one_pole_is_jeffreys_interval(small, number, hits):
    # Brown, Cai & DasGupta (2001): the quantiles of Beta(x + ½, n − x + ½), section 3.1.1; a share
    # of zero starts at zero and a share of one ends at one, section 4.1.1.
    rows = [("a", "one", q, 9, S if q < hits else N) for q in range(number)]
    found = u.draws(handmade.package(small, rows, TWO))
    ends = u.interval(found.themes[:, 0] @ found.corpus.signs("destination"), hits / number)
    low, high = stats.beta(hits + 0.5, number - hits + 0.5).ppf([0.025, 0.975])
    expected = (low if hits else 0, high if hits < number else 1)
    assert ends == pytest.approx(expected, abs=0.004)


def test_the_poles_have_the_marginal_of_three_cells(small):
    """However many themes a pole and the rest have."""
    rows = [("a", "one", q, 9, (D, S, K, N)[q % 4]) for q in range(12)]
    drawn = u.draws(handmade.package(small, rows))
    assert drawn.size == pytest.approx([12])
    chances = [0.025, 0.5, 0.975]
    for pole in ("origin", "destination"):
        found = np.quantile(drawn.themes[:, 0] @ drawn.corpus.signs(pole), chances)
        assert found == pytest.approx(stats.beta(3 + 0.5, 9 + 1.0).ppf(chances), abs=0.004)


def test_every_draw_sums_to_one_and_the_centre_is_drawn_in_by_the_prior(small):
    drawn = u.draws(small)
    assert drawn.themes.shape == (u.DRAWS, 3, 5)
    assert drawn.themes.sum(axis=2) == pytest.approx(1)
    size = drawn.size[:, None]
    expected = (drawn.estimate * size + u.prior(drawn.corpus)) / (size + 1.5)
    assert drawn.themes.mean(axis=0) == pytest.approx(expected, abs=0.003)


def test_each_draw_takes_one_coding_for_each_passage(small):
    """Two codings that never agree spread the draws as a coin for each passage does."""
    rows = [("a", "one", q, 9, {"x": D, "y": S}) for q in range(10)]
    given, number = u.options(c.corpus(handmade.package(small, rows)))
    drawn = u.readings(given, number, (50_000,), np.random.default_rng(1))[:, 0]
    assert drawn.mean() == pytest.approx(0.5, abs=0.003)
    assert drawn.std() == pytest.approx(np.sqrt(0.25 / 10), rel=0.02)
    assert set(np.round(np.unique(drawn) * 10, 9)) == set(range(11))


def test_passages_that_a_coding_lacks_keep_the_readings_they_have(small):
    rows = [("a", "one", 1, 9, {"x": D, "y": S, "z": S}), ("a", "one", 2, 9, {"y": D})]
    given, number = u.options(c.corpus(handmade.package(small, rows)))
    assert number.tolist() == [3, 1]
    drawn = u.readings(given, number, (30_000,), np.random.default_rng(1))
    assert drawn[:, 0].mean() == pytest.approx((1 / 3 + 1) / 2, abs=0.005)


def test_draws_are_the_same_each_time_and_kept_with_the_package(small):
    assert u.draws(small) is u.draws(small)
    again = u.simulate(c.corpus(dataclasses.replace(small)), 500)
    assert (again.themes == u.simulate(c.corpus(small), 500).themes).all()
    assert (again.themes != u.simulate(c.corpus(small), 500, seed=1).themes).any()


def test_a_further_phase_changes_nothing_drawn_for_those_before(small):
    # One passage a paragraph: the correlation, which the texts share, cannot change.
    rows = [(p, f"{p}-text", q, 9, (D, S, N)[(q + n) % 3]) for n, p in enumerate("ab")
            for q in range(6)]  # fmt: skip
    further = [("c", "c-text", q, 9, K) for q in range(4)]
    two = u.simulate(c.corpus(handmade.package(small, rows)), 200).themes
    three = u.simulate(c.corpus(handmade.package(small, rows + further)), 200).themes
    assert (three[:, :2] == two).all() and (two[:, 0] != two[:, 1]).any()


def test_the_dictionary_alone_is_one_reading(small):
    bare = dataclasses.replace(small, codes=small.codes.iloc[:0])
    assert c.codings(bare) == ()
    assert u.simulate(c.corpus(bare), 100).themes.sum(axis=2) == pytest.approx(1)


def test_support_is_moved_towards_a_half_by_twice_its_error():
    holds = np.arange(1000) < 900
    assert u.support(holds) == pytest.approx(0.9 - 2 * np.sqrt(0.9 * 0.1 / 1000))
    assert u.support(~holds) == pytest.approx(0.1 + 2 * np.sqrt(0.9 * 0.1 / 1000))
    assert u.support(np.arange(1000) < 505) == 0.5
    assert u.support(np.ones(10, bool)) == 1 and u.support(np.zeros(10, bool)) == 0


# --- weaker coder and correlation within documents --------------------------------------------


def test_disagreements_are_the_weight_on_which_pairs_of_codings_differ(small):
    half = {"digital": 0.5, "skills": 0.5}
    rows = [("a", "one", q, 9, {"x": x, "y": y}) for q, (x, y) in
            enumerate(((D, D), (D, half), (S, K)))]  # fmt: skip
    # digital .5, skills .5 + 1, sovereignty 1: together 3
    found = u.disagreements(handmade.package(small, rows))
    assert found == pytest.approx(np.array([0.5, 1, 1.5, 0]) / 3)
    agreed = handmade.package(small, rows[:1])
    assert u.disagreements(agreed) == pytest.approx(np.full(4, 0.25))


def test_misreading_shrinks_the_shift_by_its_rate(small):
    table = u.weaker_coder(small).set_index(["spread", "misread"])
    usual = u.draws(small).themes @ c.corpus(small).sign
    for spread in ("observed", "uniform"):
        assert table.loc[(spread, 0.2), "change"] == pytest.approx(0.8 * 0.95)
        assert table.loc[(spread, 0.2), "support"] < u.support(usual[:, -1] > usual[:, 0])
    rows = [("a", "one", q, 9, D) for q in range(40)] + [("b", "two", q, 9, S) for q in range(40)]
    package = handmade.package(small, rows)
    # Of forty passages on the destination a quarter is misread; what they are taken for may be it.
    for misread, balance in (([0, 0, 0.25, 0], 0.75), ([0.05, 0.1, 0.1, 0], 0.75 + 0.1 - 0.05)):
        drawn = u.simulate(c.corpus(package), 4000, misread=np.array(misread))
        assert (drawn.themes[:, 1] @ drawn.corpus.sign).mean() == pytest.approx(
            balance * 40 / 41.5, abs=0.01
        )


def test_the_interval_reaches_zero_at_the_tipping_point(small):
    rows = [("a", "one", q, 9, D if q < 15 else N) for q in range(40)]
    rows += [("b", "two", q, 9, S if q < 15 else N) for q in range(40)]
    package = handmade.package(small, rows)
    sign = c.corpus(package).sign
    found = u.tipping(c.corpus(package), sign, 6_000)
    assert 0.02 < found < 0.5
    before, after = (
        u.simulate(c.corpus(package), 6_000, rho_document=at).change(sign, 0, -1)
        for at in (found - 0.01, found + 0.01)
    )
    assert before[1] > 0 > after[1]
    # A theme that neither comes nor goes.
    assert u.tipping(c.corpus(package), np.array([0, 0, 1.0, 0]), 6_000) < 0.005
