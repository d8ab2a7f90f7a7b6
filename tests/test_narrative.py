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
    for theme in real.themes.loc[real.themes["pole"] != "none", "theme"]:
        assert f" {said[f'part-{theme}']}" in said["parts"]


def test_the_synthesis_speaks_of_any_two_poles(mini):
    said = synthesis_of(mini)
    assert said["phases"] == narrative.wording.cardinal(len(mini.phases))


def test_an_unknown_phase_is_refused_in_one_line(real):
    with pytest.raises(UserError) as error:
        narrative.phase(real, "nowhere")
    assert "\n" not in str(error.value)
    assert "nowhere" in str(error.value) and "phases.csv" in str(error.value)


def test_the_first_phase_has_none_before_it(real):
    first, _ = narrative.ends(real)
    assert narrative.previous(real, first) is None
    assert "since-balance" not in narrative.phase(real, first)


def test_what_the_poles_lost_went_to_no_theme_only_where_that_grew(real):
    counted = salience.corpus(real)
    frame = salience.salience(counted)
    first, last = narrative.ends(real)
    none = frame.theme == narrative.NO_THEME
    for before, after, lost in ((0.1, 0.3, True), (0.3, 0.1, False)):
        changed = frame.copy()
        changed.loc[none & (frame.phase_id == first), "share"] = before
        changed.loc[none & (frame.phase_id == last), "share"] = after
        said = narrative._framing(real, changed, -0.2)
        assert ("went to no theme" in said) == lost, said
    assert "went to no theme" not in narrative._framing(real, changed, 0.2)


def test_peaks_are_said_together_where_they_coincide(real):
    frame = salience.salience(salience.corpus(real)).copy()
    first, last = narrative.ends(real)
    rising = real.themes[real.themes.pole == "destination"].theme.tolist()
    frame.loc[frame.theme.isin(rising), "share"] = 0.1
    frame.loc[frame.theme.isin(rising) & (frame.phase_id == last), "share"] = 0.5
    short = real.phases.set_index("phase_id").short_label
    assert narrative._peaks(real, frame).endswith(f" are largest in the {short[last]}")
    frame.loc[(frame.theme == rising[0]) & (frame.phase_id == first), "share"] = 0.6
    said = narrative._peaks(real, frame)
    assert f" is largest in the {short[first]}, " in said and said.endswith(
        f" in the {short[last]}"
    )


def test_publishers_are_told_phase_by_phase_and_equal_ends_are_named(mini):
    said = narrative._publishers(mini)
    short = mini.phases.sort_values("order").short_label.tolist()
    assert all(label in said["publishers-by-phase"] for label in short)
    documents = mini.documents.assign(publisher=[f"P{n}" for n in range(len(mini.documents))])
    apart = dataclasses.replace(mini, documents=documents)
    assert narrative._publishers(apart)["steps-same-publisher"].startswith("No step")
    alike = dataclasses.replace(
        mini, documents=documents.assign(publisher="P", genre="daily-press")
    )
    assert short[0] in narrative._publishers(alike)["steps-same-publisher"]


def test_only_codes_that_were_read_are_said_to_have_been_read(real):
    from themeshift import codebook

    scores, differing = codebook.scores(real), codebook.differences(real)
    before = int(narrative.coding(real, scores, differing)["coded-units"].replace(",", ""))
    codes = real.codes.copy()
    some = codes.unit_id.drop_duplicates().iloc[:3]
    codes.loc[codes.unit_id.isin(some), "status"] = "provisional"
    waiting = dataclasses.replace(real, codes=codes)
    after = int(narrative.coding(waiting, scores, differing)["coded-units"].replace(",", ""))
    assert after == before - 3
