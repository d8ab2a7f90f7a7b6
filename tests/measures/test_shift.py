"""Shares, poles, steps and their parts, worked out by hand."""

from __future__ import annotations

import dataclasses

import handmade
import numpy as np
import pandas as pd
import pytest
from handmade import D, N, S

from themeshift.measures import corpus as corpora
from themeshift.measures import salience, shift


def test_shares_stand_beside_words_and_framing_out(small):
    rows = [("a", "one", 1, 30, D), ("a", "one", 2, 10, S), ("a", "one", 3, 10, N)]
    frame = salience.table(handmade.package(small, rows)).set_index("theme")
    columns = ["share", "words_share", "framing_out_share", "naming", "passages"]
    assert frame.loc["digital", columns].tolist() == pytest.approx([1 / 3, 0.6, 0.5, 1, 1])
    assert frame.loc["none", columns].tolist() == pytest.approx([1 / 3, 0.2, 0, 1, 1])
    assert (frame["low"] <= frame["share"]).all() and (frame["share"] <= frame["high"]).all()
    assert frame.loc["skills", "low"] == 0 < frame.loc["skills", "high"]


def test_passages_that_give_a_theme_any_weight_are_counted(small):
    frame = salience.table(small).set_index(["phase_id", "theme"])
    # In 2030: two passages all or half machines by both, one by one coding alone.
    assert frame.loc[("2030-contract", "machines"), ["naming", "passages"]].tolist() == [3, 2]


def test_shares_by_each_coding(small):
    for coding, share in (("alpha", 0.35), ("beta", 0.5)):
        built = corpora.corpus(small, coding)
        place = built.phases.index("2032-amendment"), built.themes.index("rivers")
        assert corpora.shares(built)[place] == pytest.approx(share)


def test_the_balance_of_the_miniature_and_its_changes(small):
    frame = shift.poles(small).set_index("phase_id")
    assert frame["balance"].tolist() == pytest.approx([-0.35, 0, 0.6])
    assert frame["origin"].tolist() == pytest.approx([0.4, 0.375, 0.025])
    for name in ("origin", "destination", "balance"):
        assert (frame[f"{name}_low"] <= frame[name]).all()
        assert (frame[name] <= frame[f"{name}_high"]).all()
    steps = shift.steps(small)
    balance = steps.query("measure == 'balance'")["change"]
    assert balance.tolist() == pytest.approx([0.35, 0.6, 0.95])
    for _, group in steps.groupby("measure"):
        total = group.loc[group["scope"] == "total", "change"].item()
        assert group.loc[group["scope"] == "step", "change"].sum() == pytest.approx(total)


def test_contributions_sum_to_each_change_and_parts_to_one(small):
    frame = shift.decomposition(small)
    changes = shift.steps(small).query("measure == 'balance'")
    sums = frame.groupby(["scope", "from_phase", "to_phase"])["contribution"].sum()
    for row in changes.itertuples():
        assert sums[(row.scope, row.from_phase, row.to_phase)] == pytest.approx(row.change)
    assert frame.groupby("scope")["part"].sum().tolist() == pytest.approx([1, 1])
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


@pytest.mark.parametrize("number", [2, 5])
def test_any_number_of_phases_will_do(small, number):
    rows = [(f"p{k}", f"d{k}", q, 9, S if q < k else D) for k in range(number) for q in range(5)]
    package = handmade.package(small, rows)
    steps = shift.steps(package).query("measure == 'balance' and scope == 'step'")
    assert steps["change"].tolist() == pytest.approx([0.4] * (number - 1))
    assert len(shift.publishers(package)) == number - 1
    assert len(shift.poles(package)) == number
    assert len(salience.table(package)) == number * 4


def test_steps_with_another_publisher_are_told_apart(small):
    frame = shift.publishers(small)
    # La Gazette and Le Port, then La Gazette; then Le Port alone.
    assert frame["publisher_changes"].tolist() == [False, True]
    assert frame["change"].tolist() == pytest.approx([0.35, 0.6])
    assert frame["part"].tolist() == pytest.approx([0.35 / 0.95, 0.6 / 0.95])


def test_the_same_bytes_each_time_whatever_the_order_of_the_codes(small):
    shuffled = dataclasses.replace(small, codes=small.codes.sample(frac=1, random_state=3))
    for table in (shift.poles, shift.steps, shift.decomposition, salience.table):
        pd.testing.assert_frame_equal(table(small), table(shuffled), check_exact=True)
    assert np.isfinite(shift.poles(small).drop(columns="phase_id").to_numpy()).all()
