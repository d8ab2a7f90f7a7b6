"""The values that the prose quotes follow the data, their direction included."""

from __future__ import annotations

import dataclasses

import pytest

from themeshift import UserError, narrative, package, salience, shift


def swapped_poles(data: package.Package) -> package.Package:
    """The same package with origin and destination exchanged."""
    themes = data.themes.copy()
    themes["pole"] = themes.pole.replace({"origin": "destination", "destination": "origin"})
    return dataclasses.replace(data, themes=themes)


def synthesis_of(data: package.Package) -> dict[str, str]:
    counted = salience.corpus(data)
    return narrative.synthesis(data, salience.salience(counted), shift.positions(counted),
                               shift.steps(counted), shift.decomposition(counted))  # fmt: skip


def test_every_phase_has_its_values_and_none_is_empty(real):
    for phase_id in real.phases.phase_id:
        said = narrative.phase(real, phase_id)
        told = {key: text for key, text in said.items() if not key.startswith("list-")}
        assert all(told.values()), [key for key, text in told.items() if not text]


def test_every_phase_of_a_small_package_has_its_values(mini):
    for phase_id in mini.phases.phase_id:
        assert narrative.phase(mini, phase_id)["phase"]


def test_the_direction_is_said_as_the_data_have_it(real):
    last = narrative.ends(real)[1]
    forward, backward = narrative.phase(real, last), narrative.phase(swapped_poles(real), last)
    assert forward["origin"] == backward["destination"]
    assert forward["since-balance-interval"] != backward["since-balance-interval"]
    # the same themes gain whatever the pole is called
    assert forward["since-balance"] == backward["since-balance"]
    assert forward["rise"] == backward["rise"]


def test_a_change_of_nothing_has_no_direction(real):
    assert narrative.towards(real, 0.001) == "did not move"
    assert narrative.pole_labels(real, "destination") in narrative.towards(real, 0.2)
    assert narrative.pole_labels(real, "origin") in narrative.towards(real, -0.2)


def test_a_lead_is_called_certain_only_when_its_interval_leaves_zero_out(real):
    counted = salience.corpus(real)
    for row in shift.positions(counted).itertuples():
        said = narrative.phase(real, row.phase_id)["lead-certainty"]
        assert ("throughout" in said) == (row.balance_low * row.balance_high > 0)


def test_the_parts_and_steps_that_are_said_are_those_of_the_measures(real):
    counted = salience.corpus(real)
    moves = shift.steps(counted)
    clear = moves[(moves.scope == "step") & (moves.measure == "balance")
                  & ((moves.low > 0) | (moves.high < 0))]  # fmt: skip
    said = synthesis_of(real)
    assert said["steps-clear"].startswith(narrative.wording.cardinal(len(clear)) + " of ")
    for theme in ("part-digital", "part-sovereignty"):
        assert said[theme] in said["parts"]


def test_the_synthesis_speaks_of_any_two_poles(mini):
    said = synthesis_of(mini)
    assert said["phases"] == narrative.wording.cardinal(len(mini.phases))


def test_an_unknown_phase_is_refused_in_one_line(real):
    with pytest.raises(UserError) as error:
        narrative.phase(real, "2031-contract")
    assert "\n" not in str(error.value)
    assert "2031-contract" in str(error.value) and "phases.csv" in str(error.value)


def test_the_first_phase_has_none_before_it(real):
    first, _ = narrative.ends(real)
    assert narrative.previous(real, first) is None
    assert "since-balance" not in narrative.phase(real, first)
