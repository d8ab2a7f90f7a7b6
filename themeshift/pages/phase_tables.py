"""The tables of a phase's chapter: its projects and its figures, a row and a link for each."""

from __future__ import annotations

from themeshift.measures import lineage
from themeshift.package import Package
from themeshift.pages.tables import Cell, Link, Table, joined
from themeshift.prose import labels, links, numbers


def projects(package: Package, phase_id: str) -> Table:
    """A row for each project that the phase names: its status, a sentence, and its passages.

    The sentence is the gist of the passage that shows the status, to which the status leads; the
    name leads to all passages on the project in the phase. Projects that one passage shows with
    the same status stand in one row.
    """
    path = lineage.paths(package)
    path = path[(path["phase_id"] == phase_id) & (path["status"] != lineage.ABSENT)]
    gists = dict(zip(package.units["unit_id"], package.units["gist"], strict=True))
    rows = []
    for (unit_id, status), alike in path.groupby(["unit_id", "status"], sort=False):
        names = [
            Link(labels.project(package, one), links.passages(phase=phase_id, project=one))
            for one in alike["project_id"]
        ]
        status = numbers.capital(status)
        rows.append(
            (
                joined(names),
                Link(status, links.passage(unit_id)) if unit_id else status,
                gists.get(unit_id) or alike["note"].iloc[0] or None,
            )
        )
    return Table(
        name=f"projects-{phase_id}",
        caption=f"Projects that the accounts of the {labels.phase(package, phase_id)} name.",
        columns=("Project", "Status", "What the accounts say"),
        rows=tuple(rows),
        align=("left",) * 3,
        csv="project_status.csv",
    )


def figures(package: Package, phase_id: str) -> Table:
    """A row for each figure that the phase gives, with what it is said of; alike ones once."""
    rows: list[tuple[Cell, ...]] = []
    chosen = package.indicators[package.indicators["phase_id"] == phase_id]
    same = ["measure", "value", "qualifier", "unit", "scope"]
    for _, alike in chosen.groupby(same, sort=False, dropna=False):
        row = alike.iloc[0]
        value = Link(numbers.figure(row), links.passage(row["unit_id"]))
        rows.append((row["label"], value, row["scope"] or None))
    caption = f"Figures that the texts of the {labels.phase(package, phase_id)} give."
    return Table(
        name=f"figures-{phase_id}",
        caption=caption,
        columns=("Figure", "Value", "Said of"),
        rows=tuple(rows),
        align=("left", "left", "left"),
        csv="indicators.csv",
    )
