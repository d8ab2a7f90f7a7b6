"""Shares, poles, steps and their parts, worked out by hand."""

from __future__ import annotations

import dataclasses

import handmade
import numpy as np
import pandas as pd
import pytest

from themeshift.measures import corpus as c
from themeshift.measures import salience, shift

D, S, K, N = ({theme: 1.0} for theme in handmade.THEMES)


def test_shares_stand_beside_words_and_framing_out(small):
    rows = [("a", "one", 1, 30, D), ("a", "one", 2, 10, S), ("a", "one", 3, 10, N)]
    frame = salience.table(handmade.package(small, rows)).set_index("theme")
    assert frame.loc["digital", "share"] == pytest.approx(1 / 3)
    assert frame.loc["digital", "words_share"] == pytest.approx(0.6)
    assert frame.loc["digital", "framing_out_share"] == 0.5
    assert frame.loc["none", ["share", "framing_out_share"]].tolist() == pytest.approx([1 / 3, 0])
    assert frame.loc["digital", ["naming", "passages"]].tolist() == [1, 1]
    assert (frame["low"] <= frame["share"]).all() and (frame["share"] <= frame["high"]).all()
    assert frame.loc["skills", "low"] == 0 < frame.loc["skills", "high"]


def test_passages_that_give_a_theme_any_weight_are_counted(small):
    frame = salience.table(small).set_index(["phase_id", "theme"])
    # In 2030: two passages all or half machines by both, one by one coding alone.
    assert frame.loc[("2030-contract", "machines"), "naming"] == 3
    assert frame.loc[("2030-contract", "machines"), "passages"] == pytest.approx(2)


def test_shares_by_each_coding(small):
    frame = salience.by_coding(small).set_index(["coding", "phase_id", "theme"])["share"]
    assert frame[("alpha", "2032-amendment", "rivers")] == pytest.approx(0.35)
    assert frame[("beta", "2032-amendment", "rivers")] == pytest.approx(0.5)


def test_the_balance_of_the_miniature(small):
    frame = shift.poles(small).set_index("phase_id")
    assert frame["balance"].tolist() == pytest.approx([-0.35, 0, 0.6])
    assert frame["origin"].tolist() == pytest.approx([0.4, 0.375, 0.025])
    for name in ("origin", "destination", "balance"):
        assert (frame[f"{name}_low"] <= frame[name]).all()
        assert (frame[name] <= frame[f"{name}_high"]).all()


def test_steps_add_up_to_the_total(small):
    frame = shift.steps(small)
    assert frame.query("measure == 'balance'")["change"].tolist() == pytest.approx(
        [0.35, 0.6, 0.95]
    )
    for _, group in frame.groupby("measure"):
        total = group.loc[group["scope"] == "total", "change"].item()
        assert group.loc[group["scope"] == "step", "change"].sum() == pytest.approx(total)


def test_contributions_sum_to_each_change_and_parts_to_one(small):
    frame = shift.decomposition(small)
    changes = shift.steps(small).query("measure == 'balance'")
    sums = frame.groupby(["scope", "from_phase", "to_phase"])["contribution"].sum()
    for row in changes.itertuples():
        assert sums[(row.scope, row.from_phase, row.to_phase)] == pytest.approx(row.change)
    assert frame.query("scope == 'step'")["part"].sum() == pytest.approx(1)
    assert frame.query("scope == 'total'")["part"].sum() == pytest.approx(1)
    assert set(frame["theme"]) == {"machines", "rivers", "ports"}


def test_the_retreat_of_the_origin_pushes_the_balance_up(small):
    rows = [("a", "one", 1, 9, D), ("a", "one", 2, 9, D), ("b", "two", 1, 9, D),
            ("b", "two", 2, 9, S)]  # fmt: skip
    frame = shift.decomposition(handmade.package(small, rows)).query("scope == 'total'")
    frame = frame.set_index("theme")
    assert frame["change"].to_dict() == {"digital": -0.5, "sovereignty": 0.5}
    assert frame["contribution"].to_dict() == {"digital": 0.5, "sovereignty": 0.5}


def test_a_balance_that_comes_back_has_no_parts(small):
    half = {"digital": 0.5, "sovereignty": 0.5}
    less = {"digital": 0.25, "sovereignty": 0.25, "skills": 0.5}
    package = handmade.package(small, [("a", "one", 1, 9, half), ("b", "two", 1, 9, less)])
    frame = shift.decomposition(package)
    assert set(frame["contribution"]) == {0.25, -0.25} and frame["part"].isna().all()
    assert shift.publishers(package)["part"].isna().all()


def test_one_phase_has_no_step(small):
    one = handmade.package(small, [("a", "one", q, 9, D) for q in range(3)])
    assert len(shift.poles(one)) == 1
    assert shift.steps(one).empty and shift.decomposition(one).empty
    assert shift.publishers(one).empty
    assert shift.steps(one)["change"].dtype == float


@pytest.mark.parametrize("number", [2, 5])
def test_any_number_of_phases_will_do(small, number):
    rows = [(f"p{k}", f"d{k}", q, 9, S if q < k else D) for k in range(number) for q in range(5)]
    package = handmade.package(small, rows)
    steps = shift.steps(package).query("measure == 'balance'")
    assert len(steps) == number - 1 + 1
    assert steps["change"].tolist()[:-1] == pytest.approx([0.4] * (number - 1))
    assert len(salience.table(package)) == number * 4


def test_the_order_of_the_rows_of_codes_changes_nothing(small):
    shuffled = dataclasses.replace(small, codes=small.codes.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(shift.steps(small), shift.steps(shuffled))


def test_a_further_coding_moves_the_estimate_and_nothing_needs_to_know_it(small):
    own = small.codes[small.codes["coder"] == "alpha"].assign(coder="ann")
    person = small.coders.iloc[:1].assign(coder_id="ann", order=9, kind="person")
    further = dataclasses.replace(
        small,
        coders=pd.concat([small.coders, person], ignore_index=True),
        codes=pd.concat([small.codes, own], ignore_index=True),
    )
    share = c.shares(c.corpus(further))
    # Machines of 2030: (.5 + .3 + .5) / 3
    assert share[0, 0] == pytest.approx(1.3 / 3)
    assert shift.poles(further)["origin"][0] == pytest.approx(1.3 / 3)


def test_steps_with_another_publisher_are_told_apart(small):
    frame = shift.publishers(small)
    # La Gazette and Le Port, then La Gazette; then Le Port alone.
    assert frame["publisher_changes"].tolist() == [False, True]
    assert frame["change"].tolist() == pytest.approx([0.35, 0.6])
    assert frame["part"].tolist() == pytest.approx([0.35 / 0.95, 0.6 / 0.95])


def test_the_same_bytes_each_time(small):
    again = dataclasses.replace(small)
    for table in (shift.poles, shift.steps, shift.decomposition, salience.table):
        assert table(small).to_csv() == table(again).to_csv()
    assert np.isfinite(shift.poles(small).drop(columns="phase_id").to_numpy()).all()
