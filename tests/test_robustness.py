"""Robustness: the multiverse and what moves it."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from miniatures import package

from themeshift import robustness as r
from themeshift import salience, shift


@pytest.fixture(scope="module")
def specs() -> pd.DataFrame:
    return r.multiverse(package())


def test_the_full_product_of_the_options_each_once(specs):
    offered = r.options(package())
    assert len(specs) == math.prod(len(values) for values in offered.values()) >= 500
    assert not specs.duplicated(list(r.CHOICES)).any()
    for name, values in offered.items():
        assert set(specs[name]) == set(values)
        assert specs[name].value_counts().nunique() == 1


def test_options_come_from_the_package():
    offered = r.options(package())
    assert offered["coding"] == ("first", "close-calls", "dictionary")
    assert offered["left_out"] == ("nothing", "e1", "e2", "m1", "l1")
    plain = package()
    del plain.alternatives, plain.project_units
    plain.codes = plain.codes[plain.codes["coder"] == "first"].replace(
        {"theme": {"competitiveness": "none"}}
    )
    plain.themes = plain.themes[plain.themes["theme"] != "competitiveness"]
    offered = r.options(plain)
    assert offered["coding"] == ("first", "dictionary")
    assert offered["merged"] == ("apart",) and offered["moved"] == ("as coded",)
    assert len(r.multiverse(plain)) == math.prod(map(len, offered.values()))


def test_a_complete_second_coder_is_an_arm_by_itself():
    two = package()
    first = two.codes[two.codes["coder"] == "first"]
    two.codes = pd.concat([first, first.assign(coder="second")])
    assert "second" in r.options(two)["coding"]
    found = r.multiverse(two)
    by_coder = found.set_index(list(r.CHOICES))["theta_shift"].unstack("coding")
    assert by_coder["first"].equals(by_coder["second"].rename("first"))


def test_the_base_specification_is_the_base_analysis(specs):
    built = salience.corpus(package())
    frame = shift.positions(built, draws=10).set_index("phase_id")
    row = r.base(specs)
    for phase in built.phases:
        assert row[f"theta_{phase}"] == pytest.approx(frame.loc[phase, "theta"])
        assert row[f"balance_{phase}"] == pytest.approx(frame.loc[phase, "balance"])
    steps = shift.steps(built, draws=10)
    total = steps[steps["scope"] == "total"].set_index("measure")["change"]
    assert row["theta_shift"] == pytest.approx(total["theta"])
    assert row["share_shift"] == pytest.approx(total["balance"])
    assert specs["is_base"].sum() == 1 and specs.loc[0, "is_base"]


def test_one_specification_by_hand(specs):
    # Second readings, weights by rank, in units, none excluded, e2 left out, competitiveness in
    # the destination, bioproduction (m1-001, l1-002) to the origin, prior 1.
    chosen = {
        "coding": "close-calls", "weighting": "rank", "kinds": "body", "measure": "units",
        "none": "excluded", "left_out": "e2", "merged": "in destination", "moved": "to origin",
        "prior": 1.0,
    }  # fmt: skip
    row = specs[(specs[list(chosen)] == pd.Series(chosen)).all(axis=1)].iloc[0]
    # early: digital 1; competitiveness 2/3 + sovereignty 1/3 → D 1, O 1
    assert row["theta_early"] == pytest.approx(0)
    # middle: m1-001 is all origin; m1-002 competitiveness by its second reading → D 1, O 1
    assert row["theta_middle"] == pytest.approx(0)
    # late: sovereignty 1/2 + digital 1/3 go to the origin, competitiveness 1/6 and l1-003 to D
    assert row["theta_late"] == pytest.approx(math.log((7 / 6 + 1) / (5 / 6 + 1)))
    assert row["share_shift"] == pytest.approx((7 / 6 - 5 / 6) / 2)


def test_every_specification_equals_the_plain_recomputation(specs):
    some = specs.sample(60, random_state=1)
    for row in some.to_dict("records"):
        plain = r.specification(package(), **{name: row[name] for name in r.CHOICES})
        for phase, _, _, theta, balance in plain["phases"]:
            assert row[f"theta_{phase}"] == pytest.approx(theta, abs=1e-9, nan_ok=True)
            assert row[f"balance_{phase}"] == pytest.approx(balance, abs=1e-9)
        assert row["share_shift"] == pytest.approx(plain["share_shift"], abs=1e-9)
        assert row["theta_shift"] == pytest.approx(plain["theta_shift"], abs=1e-9, nan_ok=True)


def test_a_phase_that_is_left_out_has_no_position(specs):
    without = specs[specs["left_out"] == "l1"]
    assert without["theta_late"].isna().all()
    assert set(without["last_phase"]) == {"middle"}


def test_priors_touch_theta_alone_and_none_the_shares_alone(specs):
    for name, quantity in (("prior", "share_shift"), ("none", "theta_shift")):
        others = [choice for choice in r.CHOICES if choice != name]
        spread = specs.groupby(others)[quantity].agg(lambda values: values.nunique(dropna=False))
        assert (spread == 1).all()


def test_summary_counts_signs_and_sizes(specs):
    found = r.summary(specs).set_index("quantity")
    base = r.base(specs)["share_shift"]
    assert base > 0
    assert found.loc["share", "same_sign"] == pytest.approx((specs["share_shift"] > 0).mean())
    near = specs["share_shift"].between(base / 2, base * 2)
    assert found.loc["share", "same_size"] == pytest.approx(near.mean())
    assert found.loc["share", "specifications"] == len(specs)
    assert found.loc["theta", "infinite"] == np.isinf(specs["theta_shift"]).sum()


def test_one_at_a_time_changes_one_choice(specs):
    frame = r.one_at_a_time(specs)
    offered = r.options(package())
    assert len(frame) == 1 + sum(len(values) - 1 for values in offered.values())
    assert frame.loc[0, "choice"] == "base" and frame.loc[0, "is_base"]
    row = frame[(frame["choice"] == "left_out") & (frame["option"] == "m1")].iloc[0]
    assert row["weighting"] == "base" and row["left_out"] == "m1"


def test_influence_finds_the_choice_that_was_planted():
    frame = pd.DataFrame(
        [
            dict(zip(r.CHOICES, ["first", w, "body", m, "included", "nothing", "apart",
                                 "as coded", 0.5], strict=True))
            | {"theta_shift": 1.0 + 2.0 * (w == "rank") + 0.1 * (m == "units"),
               "share_shift": 0.1 + 0.2 * (w == "rank") + 0.01 * (m == "units"),
               "same_sign_share": True}
            for w in ("base", "rank") for m in ("words", "units")
        ]
    )  # fmt: skip
    found = r.influence(frame)
    assert found.loc[0, "choice"] == "weighting" and found.loc[0, "rank"] == 1
    assert found.loc[0, "spread_share"] == pytest.approx(0.2)
    parts = found.drop_duplicates("choice").set_index("choice")["part_share"]
    assert parts["weighting"] == pytest.approx(0.2**2 / (0.2**2 + 0.01**2))
    assert parts.sum() == pytest.approx(1)


def test_theme_specifications_hold_the_base_shares():
    frame = r.theme_specifications(package())
    base = r.base_choices(package())
    for name in ("coding", "weighting", "kinds", "measure", "none", "left_out"):
        frame = frame[frame[name] == base[name]]
    expected = salience.shares(salience.corpus(package()))
    found = frame["share"].to_numpy().reshape(expected.shape)
    assert found == pytest.approx(expected)


def test_unknown_options_get_one_clear_line():
    with pytest.raises(ValueError, match="weighting: 'square' is no option; found base, rank"):
        r.specification(package(), weighting="square")


def test_units_of_other_projects_are_not_moved():
    plain, more = package(), package()
    others = pd.DataFrame({"project_id": ["academy", "zoo"], "unit_id": ["e1-002", "e1-002"]})
    more.project_units = pd.concat([more.project_units, others], ignore_index=True)
    pd.testing.assert_frame_equal(r.multiverse(plain), r.multiverse(more))
    plain.project_units = others
    assert r.options(plain)["moved"] == ("as coded",)


def test_a_fall_is_compared_with_a_fall_as_a_rise_with_a_rise():
    fall = package()
    fall.themes["pole"] = fall.themes["pole"].replace(
        {"origin": "destination", "destination": "origin"}
    )
    found = r.multiverse(fall)
    assert r.base(found)["theta_shift"] < 0
    assert found.loc[found["is_base"], ["same_size_theta", "same_size_share"]].all(axis=None)


def test_a_phase_that_lost_its_only_text_has_no_shares():
    shares = r.theme_specifications(package())
    assert "middle" not in set(shares.loc[shares["left_out"] == "m1", "phase_id"])
    assert "early" in set(shares.loc[shares["left_out"] == "e1", "phase_id"])


def test_a_theme_of_the_destination_is_not_counted_twice_when_merged(real):
    themes = real.themes.set_index("theme", drop=False)
    themes.loc[r.MERGED_THEME, "pole"] = "destination"
    specifications = r.multiverse(dataclasses.replace(real, themes=themes))
    other = [name for name in r.CHOICES if name != "merged"]
    both = specifications.pivot(index=other, columns="merged", values="share_shift")
    assert both["apart"].to_numpy() == pytest.approx(both["in destination"].to_numpy())


def test_a_phase_of_a_single_unit_has_a_position_in_units_too():
    single = package()
    for name in ("units", "codes", "matches", "project_units"):
        table = getattr(single, name)
        setattr(single, name, table[table["unit_id"] != "l1-003"])
    found = r.multiverse(single)
    chosen = r.base_choices(single) | {"measure": "units"}
    row = found[(found[list(chosen)] == pd.Series(chosen)).all(axis=1)].iloc[0]
    # late: one unit, a third each for the destination, the origin and competitiveness
    assert row["theta_late"] == row["balance_late"] == 0
