"""The interval: effective number of passages, draws, published limits, support."""

from __future__ import annotations

import dataclasses

import handmade
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from themeshift.measures import corpus as c
from themeshift.measures import uncertainty as u

D, S, K, N = ({theme: 1.0} for theme in handmade.THEMES)


# --- correlation inside paragraphs ------------------------------------------------------------


def test_the_intraclass_correlation_of_shrout_and_fleiss():
    # Shrout & Fleiss (1979), table 2: six targets, four ratings each; ICC(1, 1) = .17, with
    # mean squares 11.24 between and 6.26 within.
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    scores = np.array(ratings, float).ravel()
    found = u.correlations(scores[None], np.repeat(np.arange(6), 4), np.zeros(24, int))
    assert round(float(found[0]), 2) == 0.17
    assert found[0] == pytest.approx((11.24 - 6.26) / (11.24 + 3 * 6.26), abs=5e-4)


def test_paragraphs_of_unequal_size_by_hand():
    # Donner (1986): groups 1 1 | 0 0 0 | 1; between 1.5 on 2, within 0 on 3 degrees of freedom.
    scores, groups = np.array([[1.0, 1, 0, 0, 0, 0.5]]), np.array([0, 0, 1, 1, 1, 2])
    between = (2 * (1 - 2.5 / 6) ** 2 + 3 * (2.5 / 6) ** 2 + (0.5 - 2.5 / 6) ** 2) / 2
    assert u.correlations(scores, groups, np.zeros(6, int)) == pytest.approx(between / between)
    scores[0, 0] = 0.0  # now 0 1 | 0 0 0 | .5
    mean = 1.5 / 6
    between = (2 * (0.5 - mean) ** 2 + 3 * mean**2 + (0.5 - mean) ** 2) / 2
    within = 0.5 / 3
    typical = (6 - 14 / 6) / 2
    expected = (between - within) / (between + (typical - 1) * within)
    assert u.correlations(scores, groups, np.zeros(6, int)) == pytest.approx(max(expected, 0))


def test_differences_between_texts_are_no_correlation_inside_paragraphs(small):
    # Each text has the same mixture in each paragraph, the texts differ.
    rows = [(p, f"{p}-text", q, 9, given) for p, sets in {"a": (D, K), "b": (S, K)}.items()
            for q in range(6) for given in sets]  # fmt: skip
    assert u.intraclass_correlation(c.corpus(handmade.package(small, rows))) == 0


def test_paragraphs_all_of_a_kind_are_fully_correlated(small):
    rows = [("a", "one", q, 9, D if q % 2 else S) for q in range(10) for _ in range(3)]
    assert u.intraclass_correlation(c.corpus(handmade.package(small, rows))) == pytest.approx(1)


def test_where_it_cannot_be_estimated_the_correlation_is_one(small):
    alone = handmade.package(small, [("a", "one", q, 9, D if q % 2 else S) for q in range(5)])
    assert u.intraclass_correlation(c.corpus(alone)) == 1
    alike = handmade.package(small, [("a", "one", q // 2, 9, K) for q in range(6)])
    assert u.intraclass_correlation(c.corpus(alike)) == 1


def test_the_effective_number_of_passages_by_hand(small):
    # Five passages in paragraphs of 3 and 2: k2 = 1/5, c2 = (9 + 4) / 25; a text each of 3 and 2.
    rows = [("a", "one", 1, 9, D)] * 3 + [("a", "two", 1, 9, D)] * 2
    built = c.corpus(handmade.package(small, rows))
    assert u.effective_size(built, 0.0) == pytest.approx([5])
    assert u.effective_size(built, 1.0) == pytest.approx([25 / 13])
    assert u.effective_size(built, 0.25) == pytest.approx([1 / (0.2 + 0.25 * (0.52 - 0.2))])
    one = c.corpus(handmade.package(small, [("a", "one", q // 2, 9, D) for q in range(4)]))
    # k2 = 1/4, c2 = 1/2, d2 = 1; ρ_p = .1 + .9 · .5
    expected = 1 / (0.25 + 0.55 * 0.25 + 0.1 * 0.5)
    assert u.effective_size(one, 0.5, 0.1) == pytest.approx([expected])
    assert u.effective_size(one, 0.5, 1.0) == pytest.approx([1])


def test_passages_count_by_their_size():
    # Longer passages weigh more where words are counted, and fewer are then independent.
    built = c.Corpus(
        weights=np.ones((2, 1)), codings=(), by_coding=np.empty((0, 2, 1)),
        size=np.array([3.0, 1.0]), paragraph=np.array([0, 1]), document=np.array([0, 0]),
        phase=np.array([0, 0]), themes=("none",), poles=("none",), paragraphs=("a", "b"),
        documents=("d",), phases=("p",), unit_ids=("x", "y"),
    )  # fmt: skip
    assert u.effective_size(built, 0.0) == pytest.approx([16 / 10])


# --- prior and draws --------------------------------------------------------------------------


def test_the_prior_is_a_half_for_each_pole_and_for_the_rest(small):
    built = c.corpus(small)
    prior = u.prior(built)
    assert prior[built.pole("origin")].sum() == prior[built.pole("destination")].sum() == 0.5
    assert prior.sum() == pytest.approx(1.5)
    assert prior.tolist() == [0.5, 0.25, 0.25, 0.25, 0.25]


@pytest.mark.parametrize(("number", "hits"), [(10, 2), (10, 5), (20, 4), (30, 29)])
def test_the_interval_of_one_pole_is_jeffreys_interval(small, number, hits):
    # Brown, Cai & DasGupta (2001), section 3.1.1: the quantiles of Beta(x + ½, n − x + ½)
    themes = {"sovereignty": "destination", "none": "none"}
    rows = [("a", "one", q, 9, S if q < hits else N) for q in range(number)]
    found = u.draws(handmade.package(small, rows, themes))
    ends = u.interval(found.pole("destination")[:, 0], hits / number)
    exact = stats.beta(hits + 0.5, number - hits + 0.5).ppf([0.025, 0.975])
    assert ends == pytest.approx(tuple(exact), abs=0.004)


def test_a_share_of_zero_starts_at_zero_and_a_share_of_one_ends_at_one(small):
    themes = {"sovereignty": "destination", "none": "none"}
    for given, estimate in ((N, 0.0), (S, 1.0)):
        rows = [("a", "one", q, 9, given) for q in range(10)]
        drawn = u.draws(handmade.package(small, rows, themes)).pole("destination")[:, 0]
        low, high = u.interval(drawn, estimate)
        exact = stats.beta(10 * estimate + 0.5, 10 * (1 - estimate) + 0.5)
        if estimate:
            assert high == 1 and low == pytest.approx(exact.ppf(0.025), abs=0.004)
        else:
            assert low == 0 and high == pytest.approx(exact.ppf(0.975), abs=0.004)


def test_the_poles_have_the_marginal_of_three_cells(small):
    """However many themes a pole and the rest have."""
    rows = [("a", "one", q, 9, (D, S, K, N)[q % 4]) for q in range(12)]
    drawn = u.draws(handmade.package(small, rows))
    assert drawn.size == pytest.approx([12])
    exact = stats.beta(3 + 0.5, 9 + 1.0)
    for pole in ("origin", "destination"):
        for chance in (0.025, 0.5, 0.975):
            found = np.quantile(drawn.pole(pole)[:, 0], chance)
            assert found == pytest.approx(exact.ppf(chance), abs=0.004)


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
    package = handmade.package(small, rows)
    given, number = u.options(package, c.corpus(package))
    generator = np.random.default_rng(1)
    drawn = u._readings(given, number, 50_000, generator)
    assert drawn[:, 0].mean() == pytest.approx(0.5, abs=0.003)
    assert drawn[:, 0].std() == pytest.approx(np.sqrt(0.25 / 10), rel=0.02)
    assert set(np.round(np.unique(drawn[:, 0]) * 10, 9)) == set(range(11))


def test_passages_that_a_coding_lacks_keep_the_readings_they_have(small):
    rows = [("a", "one", 1, 9, {"x": D, "y": S, "z": S}), ("a", "one", 2, 9, {"y": D})]
    package = handmade.package(small, rows)
    given, number = u.options(package, c.corpus(package))
    assert number.tolist() == [3, 1]
    drawn = u._readings(given, number, 30_000, np.random.default_rng(1))
    assert drawn[:, 0].mean() == pytest.approx((1 / 3 + 1) / 2, abs=0.005)


def test_draws_are_the_same_each_time_and_kept_with_the_package(small):
    assert u.draws(small) is u.draws(small)
    again = u.simulate(dataclasses.replace(small), 500)
    assert (again.themes == u.simulate(small, 500).themes).all()
    assert (again.themes != u.simulate(small, 500, seed=1).themes).any()


def test_a_further_phase_changes_nothing_drawn_for_those_before(small):
    # One passage a paragraph: the correlation, which the texts share, cannot change.
    rows = [(p, f"{p}-text", q, 9, (D, S, N)[(q + n) % 3]) for n, p in enumerate("ab")
            for q in range(6)]  # fmt: skip
    further = [("c", "c-text", q, 9, K) for q in range(4)]
    two = u.simulate(handmade.package(small, rows), 200)
    three = u.simulate(handmade.package(small, rows + further), 200)
    assert (three.themes[:, :2] == two.themes).all()
    assert (two.themes[:, 0] != two.themes[:, 1]).any()


# --- support ----------------------------------------------------------------------------------


def test_support_is_moved_towards_a_half_by_twice_its_error():
    holds = np.arange(1000) < 900
    assert u.support(holds) == pytest.approx(0.9 - 2 * np.sqrt(0.9 * 0.1 / 1000))
    assert u.support(~holds) == pytest.approx(0.1 + 2 * np.sqrt(0.9 * 0.1 / 1000))
    assert u.support(np.arange(1000) < 505) == 0.5
    assert u.support(np.ones(10, bool)) == 1 and u.support(np.zeros(10, bool)) == 0


def test_supports_come_for_each_condition_and_each_seed(small):
    found = u.supports(
        small, {"rises": lambda x: x[:, -1, 1] > x[:, 0, 1], "never": lambda x: x[:, 0, 0] > 1},
        seeds=(1, 2),
    )  # fmt: skip
    assert list(found.index) == ["rises", "never"] and list(found.columns) == [1, 2]
    assert (found.loc["never"] == 0).all()
    assert found.loc["rises", 1] == pytest.approx(found.loc["rises", 2], abs=0.02)
    assert (found.loc["rises"] > 0.8).all()


# --- weaker coder and correlation within documents --------------------------------------------


def test_disagreements_are_the_weight_on_which_pairs_of_codings_differ(small):
    rows = [
        ("a", "one", 1, 9, {"x": D, "y": D}),
        ("a", "one", 2, 9, {"x": D, "y": {"digital": 0.5, "skills": 0.5}}),
        ("a", "one", 3, 9, {"x": S, "y": K}),
    ]
    # digital .5, skills .5 + 1, sovereignty 1: together 3
    found = u.disagreements(handmade.package(small, rows))
    assert found == pytest.approx(np.array([0.5, 1, 1.5, 0]) / 3)
    agreed = handmade.package(small, rows[:1])
    assert u.disagreements(agreed) == pytest.approx(np.full(4, 0.25))


def test_misreading_shrinks_the_shift_by_its_rate(small):
    table = u.weaker_coder(small).set_index(["spread", "misread"])
    for spread in ("observed", "uniform"):
        assert table.loc[(spread, 0.2), "change"] == pytest.approx(0.8 * 0.95)
        assert table.loc[(spread, 0.2), "support"] < table.loc[(spread, 0.0), "support"]
    rows = [("a", "one", q, 9, D) for q in range(40)] + [("b", "two", q, 9, S) for q in range(40)]
    package = handmade.package(small, rows)
    drawn = u.simulate(package, 4000, misread=0.25, instead=np.array([0, 0, 1.0, 0]))
    assert drawn.balance[:, 1].mean() == pytest.approx((0.75 * 40 + 0.5 - 0.5) / 41.5, abs=0.01)


def test_the_interval_reaches_the_threshold_at_the_tipping_point(small):
    rows = [("a", "one", q, 9, D if q < 15 else N) for q in range(40)]
    rows += [("b", "two", q, 9, S if q < 15 else N) for q in range(40)]
    package = handmade.package(small, rows)
    sign = c.corpus(package).sign

    def shift(themes):
        return (themes[:, 1] - themes[:, 0]) @ sign

    found = u.tipping(package, shift, number=6_000)
    assert 0.02 < found < 0.5
    low_before = u.interval(shift(u.simulate(package, 6_000, rho_document=found - 0.01).themes))
    low_after = u.interval(shift(u.simulate(package, 6_000, rho_document=found + 0.01).themes))
    assert low_before[0] > 0 > low_after[0]
    assert u.tipping(package, lambda x: shift(x) + 5, number=500) == 1.0
    assert u.tipping(package, lambda x: shift(x) * 0, number=500) == 0.0


def test_the_dictionary_alone_is_one_reading(small):
    bare = dataclasses.replace(small, codes=small.codes.iloc[:0])
    assert c.corpus(bare).codings == ()
    assert u.draws(bare).themes.sum(axis=2) == pytest.approx(1)
    assert isinstance(u.supports(bare, {"any": lambda x: x[:, 0, 0] > 0}, (1,)), pd.DataFrame)
