"""Projects over any number of phases, and the official structure, on tables made for it."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from themeshift.measures import lineage, structure

PHASES = ["one", "two", "three"]
#: By project, its status in each phase ("" for no row) and what each phase does to it.
PATHS = {
    "always": (["announced", "launched", "continued"], ["new", "kept", "kept"]),
    "back": (["announced", "absent", "widened"], ["new", "dropped", "returned"]),
    "late": (["absent", "proposed", "announced"], ["not-yet", "new", "kept"]),
    "idea": (["proposed", "absent", ""], ["new", "dropped", "gone"]),
    "never": (["absent", "absent", "absent"], ["not-yet"] * 3),
}


def test_each_phase_says_how_the_project_moved(small):
    status = [
        (project, phase, status, f"unit of {project}", "a note")
        for project, (path, _) in PATHS.items()
        for phase, status in zip(PHASES, path, strict=True)
        if status
    ]
    package = dataclasses.replace(
        small,
        phases=pd.DataFrame({"phase_id": PHASES}),
        projects=pd.DataFrame({"project_id": list(PATHS)}).assign(label="A project"),
        project_status=pd.DataFrame(
            status, columns=["project_id", "phase_id", "status", "unit_id", "note"]
        ),
    )
    paths = lineage.paths(package)
    for project, (path, movements) in PATHS.items():
        own = paths[paths["project_id"] == project]
        # A phase without a row counts as absent.
        expected = [status or "absent" for status in path]
        assert own["phase_id"].tolist() == PHASES
        assert own["status"].tolist() == expected
        assert own["previous_status"].tolist() == ["", *expected[:-1]]
        assert own["movement"].tolist() == movements
    last = paths[paths["phase_id"] == "three"].set_index("project_id")
    assert last.loc["back", ["label", "unit_id", "note"]].tolist() == [
        "A project", "unit of back", "a note",
    ]  # fmt: skip
    assert last.loc["idea", ["unit_id", "note"]].tolist() == ["", ""]


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


def share_of(package, phase, basis):
    rows = structure.shares(package).query("phase_id == @phase and basis == @basis")
    return rows.set_index("theme")["share"]


def test_the_framework_is_the_highest_level_of_grouping(structured):
    share = share_of(structured, "2030-contract", "framework")
    assert share.to_dict() == {
        "machines": 0.25,
        "rivers": 0.5,
        "ports": 0,
        "crews": 0.25,
        "none": 0,
    }
    assert share_of(structured, "2032-amendment", "framework").isna().all()


def test_the_work_is_what_is_to_be_done(structured):
    """A strand with nothing under it is work where others of its level have something."""
    work = structure.items(structured, "2030-contract", "work")["item_id"].tolist()
    assert work == ["project", "volet-alone"]  # and no proposal
    # The strand alone has no theme of its own, so its half is without theme.
    share = share_of(structured, "2030-contract", "work")
    assert share[share > 0].to_dict() == {"machines": 0.5, "none": 0.5}


def test_items_count_the_same_and_their_weights_sum_to_one(structured):
    share = share_of(structured, "2032-amendment", "work")
    assert share["crews"] == pytest.approx(2 / 3, abs=1e-6)
    assert share["rivers"] == pytest.approx(1 / 6, abs=1e-6)
