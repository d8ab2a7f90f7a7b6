"""Projects over any number of phases, and the official structure, on tables made for it."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from themeshift import UserError
from themeshift.measures import lineage, structure

PHASES = ["one", "two", "three"]
STATUS = {
    "always": ["announced", "launched", "continued"],
    "back": ["announced", "absent", "widened"],
    "late": ["absent", "proposed", "announced"],
    "idea": ["absent", "proposed", "absent"],
    "never": ["absent", "absent", "absent"],
}


@pytest.fixture
def package(small):
    """Three phases and five projects."""
    return dataclasses.replace(
        small,
        phases=pd.DataFrame({"phase_id": PHASES}),
        projects=pd.DataFrame({"project_id": list(STATUS)}).assign(label="A project"),
        project_status=pd.DataFrame(
            [
                (name, phase, status, "", "")
                for name, path in STATUS.items()
                for phase, status in zip(PHASES, path, strict=True)
            ],
            columns=["project_id", "phase_id", "status", "unit_id", "note"],
        ),
    )


def test_each_step_says_how_the_project_moved(package):
    paths = lineage.paths(package)
    movement = paths.pivot(index="project_id", columns="phase_id", values="movement")[PHASES]
    assert movement.loc["always"].tolist() == ["new", "kept", "kept"]
    assert movement.loc["back"].tolist() == ["new", "dropped", "returned"]
    assert movement.loc["late"].tolist() == ["not-yet", "new", "kept"]
    assert movement.loc["idea"].tolist() == ["not-yet", "new", "dropped"]
    assert movement.loc["never"].tolist() == ["not-yet"] * 3


def test_the_fate_of_each_project(package):
    fates = lineage.fates(package).set_index("project_id")
    columns = ["first_phase", "adopted_phase", "last_phase", "last_status", "phases_named"]
    assert fates.loc["late", columns].tolist() == ["two", "three", "three", "announced", 2]
    assert fates.loc["idea", columns].tolist() == ["two", "", "two", "absent", 1]
    assert fates.loc["back", columns].tolist() == ["one", "one", "three", "widened", 2]
    assert fates.loc["never", columns].tolist() == ["", "", "", "absent", 0]
    assert fates.loc["back", PHASES].tolist() == STATUS["back"]


def test_counts_add_up(package):
    counts = lineage.counts(package).set_index("phase_id")
    assert counts.loc["two", ["named", "new", "kept", "returned", "dropped"]].tolist() == [
        3, 2, 1, 0, 1,
    ]  # fmt: skip
    assert (counts["named"] == counts[["new", "kept", "returned"]].sum(axis=1)).all()
    assert (counts[list(lineage.STATUSES)].sum(axis=1) == len(STATUS)).all()


def test_what_became_of_what_was_new(package):
    became = lineage.became(package).set_index(["cohort_phase", "phase_id"])
    assert became.loc[("two", "three"), "named_ids"] == "late"
    assert became.loc[("two", "three"), "gone_ids"] == "idea"
    assert became.loc[("one", "two"), ["projects", "named", "gone"]].tolist() == [2, 1, 1]
    assert (became["named"] + became["gone"] == became["projects"]).all()


def test_a_phase_without_a_row_counts_as_absent(package):
    fewer = package.project_status[package.project_status["phase_id"] != "three"]
    fates = lineage.fates(dataclasses.replace(package, project_status=fewer))
    assert set(fates["three"]) == {"absent"}


def test_passages_of_a_project_say_why(small):
    found = lineage.passages(small, "robots").set_index("unit_id")["why"].to_dict()
    assert found == {
        "2030-gazette-005": "status about",
        "2030-port-001": "fact about",
        "2031-gazette-002": "status about",
    }
    with pytest.raises(UserError, match="column project_id: 'robot' found, one of robots, school"):
        lineage.passages(small, "robot")


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
    return dataclasses.replace(
        small,
        structure=pd.DataFrame(items, columns=["item_id", "phase_id", "level", "parent_id"])
        .assign(order=range(len(items))),
        structure_themes=pd.DataFrame(themes, columns=["item_id", "theme", "weight"]),
    )  # fmt: skip


def share_of(package, phase, basis):
    frame = structure.shares(package)
    rows = frame[(frame["phase_id"] == phase) & (frame["basis"] == basis)]
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


def test_announced_and_named_projects_are_counted(structured):
    indicators = pd.DataFrame(
        [("n-1", "projects", "2030-contract", 16.0), ("n-2", "jobs", "", 9.0)],
        columns=["indicator_id", "measure", "phase_id", "value"],
    )
    frame = structure.announced(dataclasses.replace(structured, indicators=indicators))
    frame = frame.set_index("phase_id")
    first, last = frame.loc["2030-contract"], frame.loc["2032-amendment"]
    assert (first["announced"], first["called_projects"], first["unnamed"]) == (16, 1, 15)
    assert first["proposals"] == 1 and first["indicator_ids"] == "n-1"
    assert pd.isna(last["announced"]) and pd.isna(last["unnamed"])
    assert (last["cross_cutting"], last["work_lines"], last["named"]) == (1, 1, 2)


def test_an_unknown_basis_is_refused(structured):
    with pytest.raises(ValueError, match="basis is 'all', expected one of framework, work"):
        structure.items(structured, "2030-contract", "all")
