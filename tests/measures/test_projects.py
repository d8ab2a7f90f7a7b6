"""Projects over any number of phases, and the official structure, on tables made for it."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from themeshift.measures import structure


def test_projects_are_named_in_the_order_of_projects_and_phases(small):
    rows = [
        ("late", "two", "launched", "u-3", ""),
        ("early", "two", "widened", "u-2", "a note"),
        ("late", "one", "proposed", "u-4", ""),
        ("never", "one", "absent", "", ""),
        ("early", "one", "announced", "u-1", ""),
    ]
    columns = ["project_id", "phase_id", "status", "unit_id", "note"]
    package = dataclasses.replace(
        small,
        phases=pd.DataFrame({"phase_id": ["one", "two"]}),
        projects=pd.DataFrame({"project_id": ["early", "late", "never"]}),
        project_status=pd.DataFrame(rows, columns=columns),
    )
    found = structure.named_projects(package)
    assert list(found) == columns
    assert found.to_numpy().tolist() == [list(rows[place]) for place in (4, 1, 2, 0)]


# --- structure --------------------------------------------------------------------------------


@pytest.fixture
def structured(small):
    """First phase: two axes, a volet with a project, a volet alone. Last: lines of work alone."""
    items = [
        ("axis-a", "2030-contract", "axis", ""),
        ("axis-b", "2030-contract", "axis", ""),
        ("volet-full", "2030-contract", "volet", ""),
        ("project", "2030-contract", "project", "volet-full"),
        ("volet-alone", "2030-contract", "volet", ""),
        ("idea", "2030-contract", "proposal", ""),
        ("line", "2032-amendment", "work-line", ""),
        ("action", "2032-amendment", "cross-cutting", ""),
    ]
    themes = [
        ("axis-a", "machines", 0.5), ("axis-a", "crews", 0.5), ("axis-b", "rivers", 1.0),
        ("project", "machines", 1.0), ("idea", "machines", 1.0), ("line", "crews", 1.0),
        ("action", "rivers", 0.333334), ("action", "crews", 0.333333),
        ("action", "machines", 0.333333),
    ]  # fmt: skip
    columns = ["item_id", "phase_id", "level", "parent_id"]
    return dataclasses.replace(
        small,
        structure=pd.DataFrame(items, columns=columns).assign(order=range(len(items))),
        structure_themes=pd.DataFrame(themes, columns=["item_id", "theme", "weight"]),
    )


def share_of(package, phase):
    rows = structure.shares(package).query("phase_id == @phase")
    return rows.set_index("theme")["share"]


def test_the_work_is_what_is_to_be_done(structured):
    """A strand with nothing under it is work where others of its level have something."""
    work = structure.items(structured, "2030-contract")["item_id"].tolist()
    assert work == ["project", "volet-alone"]  # and no proposal
    # The strand alone has no theme of its own, so its half is without theme.
    share = share_of(structured, "2030-contract")
    assert share[share > 0].to_dict() == {"machines": 0.5, "none": 0.5}


def test_items_count_the_same_and_their_weights_sum_to_one(structured):
    share = share_of(structured, "2032-amendment")
    assert share["crews"] == pytest.approx(2 / 3, abs=1e-6)
    assert share["rivers"] == pytest.approx(1 / 6, abs=1e-6)
