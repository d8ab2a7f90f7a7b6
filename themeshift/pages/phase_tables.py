"""The tables of a phase's chapter: its projects and its figures, a row and a link for each."""

from __future__ import annotations

from themeshift.measures import lineage
from themeshift.package import Package
from themeshift.pages.markup import link
from themeshift.pages.tables import BREAK, Table, cited, joined
from themeshift.prose import labels, links, numbers


def projects(package: Package, phase_id: str) -> Table:
    """A row for each project that the phase names: its status and a sentence.

    The sentence is the gist of the passage that shows the status; the name leads to all passages
    on the project in the phase. Projects that one passage shows with the same status stand in one
    row.
    """
    path = lineage.named(package)
    path = path[path["phase_id"] == phase_id]
    gists = package.units.set_index("unit_id")["gist"]
    rows = []
    for (unit_id, status), alike in path.groupby(["unit_id", "status"], sort=False):
        names = joined(
            link(labels.project(package, one), links.passages(phase_id, project=one), links.ROOT)
            for one in alike["project_id"]
        )
        says = gists.get(unit_id) or alike["note"].iloc[0]
        rows.append((names + BREAK + status, says))
    caption = f"Projects that the accounts of the {labels.phase(package, phase_id)} name."
    columns = ("Project", "What the accounts say")
    return Table(f"projects-{phase_id}", caption, columns, rows, csv="project_status.csv")


def figures(package: Package, phase_id: str) -> Table:
    """A row for each figure that the phase gives, with its values and what they are said of."""
    chosen = package.indicators[package.indicators["phase_id"] == phase_id]
    once = chosen.drop_duplicates(["measure", "value", "qualifier", "unit", "scope"])
    rows = []
    for (label, scope), alike in once.groupby(["label", "scope"], sort=False):
        values = (cited(numbers.figure(row), row.unit_id, links.ROOT) for row in alike.itertuples())
        rows.append((label, joined(values), scope))
    caption = f"Figures that the texts of the {labels.phase(package, phase_id)} give."
    columns = ("Figure", "Value", "Said of")
    return Table(f"figures-{phase_id}", caption, columns, rows, csv="indicators.csv")
