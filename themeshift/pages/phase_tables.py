"""The tables of a phase's chapter: its projects and its figures, a row and a link for each."""

from __future__ import annotations

from themeshift.measures import lineage
from themeshift.package import Package
from themeshift.pages.tables import Cell, Link, Table
from themeshift.prose import labels, links, numbers


def projects(package: Package, phase_id: str) -> Table:
    """A row for each project that the phase names: its standing, and what the texts say of it.

    The standing leads to the passage that shows it, the name to all passages on the project in the
    phase.
    """
    path = lineage.paths(package)
    rows = []
    for step in path[
        (path["phase_id"] == phase_id) & (path["status"] != lineage.ABSENT)
    ].itertuples():
        facts = package.project_facts
        facts = facts[(facts["project_id"] == step.project_id) & (facts["phase_id"] == phase_id)]
        said = list(dict.fromkeys(value.rstrip(".") for value in facts["value"]))
        note = [step.note.rstrip(".")] if step.note else []
        text = numbers.sentence(". ".join(said or note))
        target = links.passages(phase=phase_id, project=step.project_id)
        standing = numbers.capital(step.status)
        rows.append(
            (
                Link(labels.project(package, step.project_id), target),
                Link(standing, links.passage(step.unit_id)) if step.unit_id else standing,
                text or None,
            )
        )
    caption = (
        f"Projects of the {labels.phase(package, phase_id)}: {numbers.cardinal(len(rows))} in all."
    )
    return Table(
        name=f"projects-{phase_id}",
        caption=caption,
        columns=("Project", "Standing", "What the texts say"),
        rows=tuple(rows),
        align=("left",) * 3,
        csv="project_facts.csv",
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
