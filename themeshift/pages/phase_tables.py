"""The tables of a phase's chapter: its projects and its figures, a row and a link for each."""

from themeshift.measures.structure import named_projects
from themeshift.package import Package
from themeshift.pages.markup import link
from themeshift.pages.tables import BREAK, Rows, cited, joined, table
from themeshift.prose import labels, links, numbers


@table("project_status.csv", phase=labels.phase)
def projects(package: Package, phase_id: str) -> Rows:
    """Projects that the accounts of the {phase} name."""
    # What is said is the gist of the passage that shows the status. Projects that one passage shows
    # with the same status stand in one row, and their names lead to all passages on each.
    yield "Project", "What the accounts say"
    path = named_projects(package).query("phase_id == @phase_id")
    gists = package.units.set_index("unit_id")["gist"]
    for (unit_id, status), alike in path.groupby(["unit_id", "status"], sort=False):
        names = joined(
            link(labels.project(package, one), links.passages(phase_id, project=one), links.ROOT)
            for one in alike["project_id"]
        )
        yield names + BREAK + status, gists[unit_id]


@table("indicators.csv", phase=labels.phase)
def figures(package: Package, phase_id: str) -> Rows:
    """Figures that the texts of the {phase} give."""
    yield "Figure", "Value", "Said of"
    chosen = package.indicators[package.indicators["phase_id"] == phase_id]
    once = chosen.drop_duplicates(["measure", "value", "qualifier", "unit", "scope"])
    for (label, scope), alike in once.groupby(["label", "scope"], sort=False):
        values = (cited(numbers.figure(row), row.unit_id, links.ROOT) for row in alike.itertuples())
        yield label, joined(values), scope
