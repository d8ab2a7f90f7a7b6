"""What the official structure says, on structures small enough to count by hand."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from themeshift import architecture, salience

COLUMNS = ["item_id", "phase_id", "order", "level", "parent_id"]


def structured(package, items: list[tuple], themes: list[tuple]):
    """The package with these items (id, phase, level, parent) and themes (id, theme, weight)."""
    rows = [(name, phase, place, level, parent)
            for place, (name, phase, level, parent) in enumerate(items, start=1)]  # fmt: skip
    return dataclasses.replace(
        package,
        structure=pd.DataFrame(rows, columns=COLUMNS).assign(label="", label_fr="", unit_id=""),
        structure_themes=pd.DataFrame(themes, columns=["item_id", "theme", "weight"]),
    )


@pytest.fixture
def package(mini):
    """First phase: two axes, a volet with a project, a volet alone. Second: lines of work alone."""
    return structured(
        mini,
        items=[
            ("axis-a", "2030-contract", "axis", ""),
            ("axis-b", "2030-contract", "axis", ""),
            ("volet-full", "2030-contract", "volet", ""),
            ("project", "2030-contract", "project", "volet-full"),
            ("volet-alone", "2030-contract", "volet", ""),
            ("idea", "2030-contract", "proposal", ""),
            ("line", "2032-amendment", "work-line", ""),
            ("action", "2032-amendment", "transverse", ""),
        ],
        themes=[
            ("axis-a", "machines", 0.5),
            ("axis-a", "crews", 0.5),
            ("axis-b", "rivers", 1.0),
            ("project", "machines", 1.0),
            ("idea", "machines", 1.0),
            ("line", "crews", 1.0),
            ("action", "rivers", 0.333334),
            ("action", "crews", 0.333333),
            ("action", "machines", 0.333333),
        ],
    )


def share_of(package, phase, basis):
    frame = architecture.shares(package)
    rows = frame[(frame["phase_id"] == phase) & (frame["basis"] == basis)]
    return rows.set_index("theme")["share"]


def test_the_framework_is_the_highest_level_of_grouping(package):
    assert architecture.items(package, "2030-contract", "framework")["item_id"].tolist() == [
        "axis-a", "axis-b",
    ]  # fmt: skip
    share = share_of(package, "2030-contract", "framework")
    assert share.to_dict() == {"machines": 0.25, "rivers": 0.5, "crews": 0.25, "none": 0}


def test_the_work_is_what_is_to_be_done(package):
    """A strand with nothing under it is work where others of its level have something."""
    work = architecture.items(package, "2030-contract", "work")["item_id"].tolist()
    assert work == ["project", "volet-alone"]
    share = share_of(package, "2030-contract", "work")
    # The strand alone has no theme of its own, so its half of the room is without theme.
    assert share.to_dict() == {"machines": 0.5, "rivers": 0, "crews": 0, "none": 0.5}


def test_proposals_enter_neither_basis(package):
    for basis in architecture.BASES:
        assert "idea" not in set(architecture.items(package, "2030-contract", basis)["item_id"])


def test_items_count_the_same_and_their_weights_sum_to_one(package):
    share = share_of(package, "2032-amendment", "work")
    assert share["crews"] == pytest.approx(2 / 3, abs=1e-6)
    assert share["rivers"] == pytest.approx(1 / 6, abs=1e-6)


def test_a_phase_without_a_framework_has_no_share_rather_than_none(package):
    assert share_of(package, "2032-amendment", "framework").isna().all()


def test_shares_of_the_real_structure_sum_to_one(real):
    sums = architecture.shares(real).groupby(["phase_id", "basis"])["share"].sum(min_count=1)
    assert len(sums) == 2 * len(real.phases)
    for (phase, basis), share in sums.items():
        if architecture.items(real, phase, basis).empty:
            assert pd.isna(share), (phase, basis)
        else:
            assert share == pytest.approx(1), (phase, basis)
    assert sums.notna().any()


def test_official_shares_stand_beside_those_of_the_text(real):
    text = salience.salience(salience.corpus(real), draws=200)
    frame = architecture.beside(real, text)
    assert (frame["difference"] - (frame["share"] - frame["text_share"])).abs().max() < 1e-9
    for row in frame.itertuples():
        inside = row.low - 1e-8 <= row.share <= row.high + 1e-8
        assert row.outside is not inside


def test_announced_and_named_projects_are_counted(package):
    frame = architecture.announced(
        dataclasses.replace(
            package,
            indicators=pd.DataFrame(
                [("n-1", "projects", "2030-contract", 16.0, "u"), ("n-2", "jobs", "", 9.0, "v")],
                columns=["indicator_id", "measure", "phase_id", "value", "unit_id"],
            ),
        )
    ).set_index("phase_id")
    first = frame.loc["2030-contract"]
    assert (first["announced"], first["called_projects"], first["unnamed"]) == (16, 1, 15)
    assert first["proposals"] == 1 and first["indicator_ids"] == "n-1"
    second = frame.loc["2032-amendment"]
    assert pd.isna(second["announced"]) and pd.isna(second["unnamed"])
    assert (second["transverse"], second["work_lines"], second["named"]) == (1, 1, 2)


def test_an_unknown_basis_is_refused(package):
    with pytest.raises(ValueError, match="basis is 'all', expected one of framework, work"):
        architecture.items(package, "2030-contract", "all")
