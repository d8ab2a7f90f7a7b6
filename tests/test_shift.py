"""Shift: positions, steps, decomposition, permutation."""

import math
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from miniatures import miniature, package, two_phases
from scipy import stats

from themeshift import salience, shift
from themeshift.salience import corpus


def rising(phases: int = 4, per_phase: int = 1, paragraphs: int = 5):
    """Phase k has k of `paragraphs` paragraphs in sovereignty, the rest in digital."""
    return miniature(
        [
            (f"phase-{k}", f"doc-{k}-{d}", p, 10 + d,
             {"sovereignty": 1.0} if p < k else {"digital": 1.0})
            for k in range(phases)
            for d in range(per_phase)
            for p in range(paragraphs)
        ]
    )  # fmt: skip


def test_log_position_of_lowe_and_colleagues():
    assert shift.log_position(19.5, 4.5) == pytest.approx(math.log(20 / 5))
    assert shift.log_position(0, 0) == 0
    assert shift.log_position(3, 0, prior=0) == math.inf


def test_position_counts_quasi_sentences_with_the_share_of_words():
    # Second phase: 3 units, half of the words sovereignty, a quarter digital.
    frame = shift.positions(two_phases(), draws=200).set_index("phase_id")
    assert frame.loc["b", "destination_units"] == 1.5
    assert frame.loc["b", "origin_units"] == 0.75
    assert frame.loc["b", "theta"] == pytest.approx(math.log(2 / 1.25), abs=1e-9)
    assert frame.loc["a", "theta"] == pytest.approx(math.log(0.5 / 2), abs=1e-9)
    assert frame.loc["a", "balance"] == -0.75


def test_longer_sentences_do_not_make_the_half_smaller():
    plain = two_phases()
    long_sentences = replace(plain, words=plain.words * 50)
    assert shift.positions(long_sentences, draws=10)["theta"].equals(
        shift.positions(plain, draws=10)["theta"]
    )


def test_posterior_of_theta_is_the_logit_of_a_beta():
    ten = miniature(
        [("a", "one", p, 7, {"sovereignty": 1.0} if p < 3 else {"digital": 1.0})
         for p in range(10)]
    )  # fmt: skip
    row = shift.positions(ten, draws=200_000).iloc[0]
    low, high = stats.beta(3.5, 7.5).ppf([0.025, 0.975])
    assert row["theta_posterior_low"] == pytest.approx(math.log(low / (1 - low)), abs=0.04)
    assert row["theta_posterior_high"] == pytest.approx(math.log(high / (1 - high)), abs=0.04)


def test_intervals_contain_the_estimate():
    frame = shift.positions(rising(), draws=2000)
    for name in ("theta", "balance", "destination", "origin"):
        for kind in ("", "_posterior"):
            assert (frame[f"{name}{kind}_low"] <= frame[name] + 1e-9).all()
            assert (frame[f"{name}{kind}_high"] >= frame[name] - 1e-9).all()


def test_steps_add_up_to_the_total():
    frame = shift.steps(corpus(package()), draws=200)
    for _, group in frame.groupby("measure"):
        parts = group.loc[group["scope"] == "step", "change"].sum()
        assert parts == pytest.approx(group.loc[group["scope"] == "total", "change"].item())
    assert list(frame.columns)[:4] == ["scope", "from_phase", "to_phase", "measure"]


def test_decomposition_parts_sum_to_the_whole():
    for built in (two_phases(), rising(), corpus(package())):
        for include_none in (True, False):
            frame = shift.decomposition(built, draws=100, include_none=include_none)
            share = salience.shares(built, include_none)
            origin, destination = built.pole("origin"), built.pole("destination")
            whole = (
                share[-1, destination].sum() - share[0, destination].sum()
                - share[-1, origin].sum() + share[0, origin].sum()
            )  # fmt: skip
            steps = frame[frame["scope"] == "step"]
            assert steps["contribution"].sum() == pytest.approx(whole)
            assert steps["part"].sum() == pytest.approx(1)
            total = frame[frame["scope"] == "total"].set_index("theme")["contribution"]
            assert steps.groupby("theme")["contribution"].sum().to_dict() == pytest.approx(
                total.to_dict()
            )


def test_decomposition_by_hand():
    frame = shift.decomposition(two_phases(), draws=100)
    frame = frame[frame["scope"] == "total"].set_index("theme")
    # digital .75 → .25 pushes the balance up by .5; sovereignty 0 → .5 by another .5
    assert frame["contribution"].to_dict() == {"digital": 0.5, "sovereignty": 0.5}
    assert frame["change"].to_dict() == {"digital": -0.5, "sovereignty": 0.5}


def test_largest_step_of_each_theme():
    built = miniature(
        [("a", "one", p, 1, {"digital": 1.0}) for p in range(10)]
        + [("b", "two", p, 1, {"digital": 1.0}) for p in range(9)]
        + [("b", "two", 9, 1, {"sovereignty": 1.0})]
        + [("c", "three", p, 1, {"sovereignty": 1.0}) for p in range(10)]
    )
    frame = shift.largest_steps(built, draws=500).set_index("theme")
    assert frame.loc["sovereignty", ["from_phase", "to_phase"]].tolist() == ["b", "c"]
    assert frame.loc["sovereignty", "change"] == 0.9
    assert frame.loc["digital", "change"] == -0.9
    assert frame.loc["balance", "change"] == 1.8
    assert frame.loc["balance", "certainty"] > 0.95


def test_one_phase_and_two_phases_are_no_special_case():
    one = miniature([("a", "one", p, 3, {"digital": 1.0}) for p in range(3)])
    assert shift.steps(one, draws=10).empty
    assert shift.decomposition(one, draws=10).empty
    assert shift.largest_steps(one, draws=10).empty
    assert shift.permutation_table(one).empty
    assert len(shift.steps(two_phases(), draws=10)) == 8


# --- permutation -----------------------------------------------------------------------------


def test_every_assignment_comes_once():
    found = list(shift.assignments((2, 1, 1, 1)))
    assert len(found) == len(set(found)) == shift.number_of_assignments((2, 1, 1, 1)) == 60
    assert all(np.bincount(row).tolist() == [2, 1, 1, 1] for row in found)


def test_four_documents_in_strict_order_reach_the_floor_of_one_in_twenty_four():
    test = shift.permute_documents(rising(), "spearman")
    assert test.observed == 1
    assert test.p == test.floor == test.attainable == test.order_floor
    assert test.p == pytest.approx(1 / 24)
    assert test.method == "exact" and test.assignments == 24


def test_whole_phases_have_as_many_orders_as_there_are():
    test = shift.permute_phases(rising(), "monotone")
    assert test.p == test.floor == test.attainable == pytest.approx(1 / 24)
    assert test.p_two_sided == pytest.approx(2 / 24)
    # Sixty assignments of five documents do not make a strict order of four phases rarer.
    five = shift.permute_phases(corpus(package()), "monotone")
    assert five.assignments == 6 and five.p >= five.order_floor == pytest.approx(1 / 6)


def test_p_value_against_brute_force():
    built = corpus(package())
    rooms = np.zeros((4, 4))
    np.add.at(rooms, built.document, built.room)

    def change(order):
        early, late = rooms[order[0]] + rooms[order[1]], rooms[order[3]]
        balance = [(part[1] - part[0]) / part.sum() for part in (early, late)]
        return balance[1] - balance[0]

    found = [change(order) for order in permutations(range(4))]
    p = np.mean([value >= change(range(4)) - 1e-12 for value in found])
    test = shift.permute_documents(built)
    assert test.assignments == 12
    assert test.observed == pytest.approx(change(range(4)))
    assert test.p == pytest.approx(p)


def test_p_value_never_falls_below_its_floor():
    for statistic in shift.STATISTICS:
        for value in (*shift.VALUES, "digital"):
            test = shift.permute_documents(rising(3, 2), statistic, value)
            assert test.p >= test.attainable >= test.floor == pytest.approx(1 / 90)
            assert test.p_two_sided >= test.p or test.observed < 0


def test_same_documents_everywhere_give_no_evidence():
    flat = miniature([(f"p{k}", f"d{k}", 1, 10, {"digital": 1.0}) for k in range(4)])
    for statistic in shift.STATISTICS:
        assert shift.permute_documents(flat, statistic).p == 1


def test_reversing_the_phases_reverses_the_statistics():
    values = np.array([[0.1, 0.4, 0.2, 0.9]])
    for statistic in shift.STATISTICS:
        forward = shift.statistic_of(values, statistic)
        assert shift.statistic_of(values[:, ::-1], statistic) == pytest.approx(-forward)
    tied = np.array([[0.2, 0.1, 0.2, 0.9]])
    for row in (values, tied):
        expected = stats.spearmanr(range(4), row[0]).statistic
        assert shift.statistic_of(row, "spearman")[0] == pytest.approx(expected)


def test_many_documents_are_sampled_and_the_observed_assignment_counts(monkeypatch):
    monkeypatch.setattr(shift, "MOST_ASSIGNMENTS", 20)
    test = shift.permute_documents(rising(4, 2))
    assert test.method == "sampled" and test.assignments == 20
    assert test.p >= 1 / 20


def test_statements_are_labelled_and_smaller_than_documents():
    table = shift.permutation_table(rising(4, 1, 20)).set_index(["level", "value", "statistic"])
    unit = table.loc[("unit", "balance", "last-minus-first")]
    document = table.loc[("document", "balance", "last-minus-first")]
    assert unit["p"] < document["p"]
    assert unit["observed"] == document["observed"]
    assert set(table.index.get_level_values("level")) == {
        "document", "phase", "paragraph", "unit",
    }  # fmt: skip


def test_unknown_names_get_one_clear_line():
    with pytest.raises(ValueError, match="one of last-minus-first, spearman, monotone"):
        shift.permute_documents(two_phases(), "slope")
    with pytest.raises(ValueError, match="expected balance, theta or a theme"):
        shift.permute_documents(two_phases(), value="balence")
    with pytest.raises(ValueError, match="expected unit or paragraph"):
        shift.permute_statements(two_phases(), level="word")


def test_units_without_theme_are_no_trials_where_none_is_no_outcome():
    ten = miniature(
        [("a", "one", p, 7, {"sovereignty" if p < 3 else "digital" if p < 8 else "none": 1.0})
         for p in range(10)]
    )  # fmt: skip
    draws = shift.phase_draws(ten, draws=100_000, include_none=False)["destination"].posterior
    # one cell for each theme, ½ each: 3, 5 and 0 units, and 2 of none where it is an outcome
    assert draws.mean() == pytest.approx(3.5 / 9.5, abs=0.003)
    draws = shift.phase_draws(ten, draws=100_000)["destination"].posterior
    assert draws.mean() == pytest.approx(3.5 / 12, abs=0.003)


def test_without_chance_the_interval_of_a_contribution_is_the_contribution():
    # One paragraph a phase: every draw is the text itself.
    sure = miniature(
        [("a", "one", 1, 4, {"digital": 0.75, "sovereignty": 0.25}),
         ("b", "two", 1, 4, {"digital": 0.25, "sovereignty": 0.5, "skills": 0.25})]
    )  # fmt: skip
    frame = shift.decomposition(sure, draws=20)
    frame = frame[frame["scope"] == "total"].set_index("theme")
    for column in ("contribution", "low", "high"):
        assert frame[column].to_dict() == {"digital": 0.5, "sovereignty": 0.25}
    assert frame["part"].to_dict() == pytest.approx({"digital": 2 / 3, "sovereignty": 1 / 3})


def test_a_balance_that_comes_back_to_where_it_was_has_no_parts():
    level = miniature(
        [("a", "one", 1, 4, {"digital": 0.5, "sovereignty": 0.5}),
         ("b", "two", 1, 4, {"digital": 0.25, "sovereignty": 0.25, "skills": 0.5})]
    )  # fmt: skip
    frame = shift.decomposition(level, draws=20)
    assert set(frame["contribution"]) == {0.25, -0.25}
    assert frame["part"].isna().all()


def test_the_observed_assignment_comes_first_however_the_documents_are_ordered():
    matrix, method = shift.assignment_matrix(np.array([1, 0, 0]))
    assert method == "exact" and matrix[0].tolist() == [1, 0, 0]
    assert sorted(matrix.tolist()) == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]


def test_two_phases_rise_or_fall_in_perfect_order():
    values = np.array([[0.1, 0.4], [0.4, 0.1], [0.2, 0.2]])
    assert shift.statistic_of(values, "spearman") == pytest.approx(np.array([1, -1, 0]))


def test_the_orders_of_eight_phases_are_tried_and_those_of_nine_are_too_many():
    test = shift.permute_phases(rising(8, paragraphs=8))
    assert test.assignments == math.factorial(8) and test.p == pytest.approx(1 / 40_320)
    with pytest.raises(ValueError, match="9 phases have too many orders, expected 8 at most"):
        shift.permute_phases(rising(9, paragraphs=9))
