"""Projects are followed over any number of phases; four invented ones cover every movement."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from themeshift import UserError, lineage

PHASES = ["one", "two", "three"]
STATUS = {
    "always": ["announced", "launched", "continued"],
    "back": ["announced", "absent", "widened"],
    "late": ["absent", "proposed", "announced"],
    "idea": ["absent", "proposed", "absent"],
    "never": ["absent", "absent", "absent"],
}


@pytest.fixture
def package(mini):
    """Three phases, given out of order, and five projects."""
    return dataclasses.replace(
        mini,
        phases=pd.DataFrame({"phase_id": ["three", "one", "two"], "order": [3, 1, 2]}),
        projects=pd.DataFrame(
            [(name, place, name.title(), "", "") for place, name in enumerate(STATUS, start=1)],
            columns=["project_id", "order", "label", "label_fr", "description"],
        ),
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
    movement = lineage.paths(package).pivot(
        index="project_id", columns="phase_id", values="movement"
    )[PHASES]
    assert movement.loc["always"].tolist() == ["new", "kept", "kept"]
    assert movement.loc["back"].tolist() == ["new", "dropped", "returned"]
    assert movement.loc["late"].tolist() == ["not-yet", "new", "kept"]
    assert movement.loc["idea"].tolist() == ["not-yet", "new", "dropped"]
    assert movement.loc["never"].tolist() == ["not-yet"] * 3


def test_phases_come_in_their_order_whatever_the_file(package):
    assert lineage.phase_ids(package) == PHASES
    assert lineage.paths(package)["phase_id"].tolist()[:3] == PHASES


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


def test_flows_carry_every_project_once_between_two_phases(package):
    flows = lineage.flows(package)
    assert flows.groupby(["from_phase", "to_phase"])["projects"].sum().tolist() == [5, 5]
    row = flows[(flows["from_status"] == "absent") & (flows["to_status"] == "proposed")]
    assert row["project_ids"].tolist() == ["late idea"]


def test_a_phase_without_a_row_counts_as_absent(package):
    fewer = package.project_status[package.project_status["phase_id"] != "three"]
    fates = lineage.fates(dataclasses.replace(package, project_status=fewer))
    assert set(fates["three"]) == {"absent"}


def test_the_real_projects_tell_the_table(real):
    """Each status in the table is found again, and each named one has its unit."""
    paths = lineage.paths(real).set_index(["project_id", "phase_id"])
    for row in real.project_status.itertuples():
        assert paths.loc[(row.project_id, row.phase_id), "status"] == row.status
    named = paths[paths["status"] != "absent"]
    assert set(named["unit_id"]) <= set(real.units["unit_id"])


def test_units_of_a_project_say_why(mini):
    found = lineage.units(mini, "robots").set_index("unit_id")
    assert found.index.tolist() == ["2030-gazette-006", "2030-port-001", "2032-port-004"]
    assert found.loc["2030-port-001", "why"] == "fact about"
    assert found.loc["2032-port-004", "phase_id"] == "2032-amendment"
    with pytest.raises(UserError, match="column project_id: 'robot' found, one of robots, school"):
        lineage.units(mini, "robot")
