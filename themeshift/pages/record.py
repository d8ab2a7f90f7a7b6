"""The record: what the texts state, in tables that filter, a row for each thing they name."""

from collections.abc import Iterator
from functools import partial

import pandas as pd
from docutils.nodes import make_id

from themeshift.measures.structure import named_projects
from themeshift.package import Package
from themeshift.pages import markup, tables
from themeshift.pages.markup import Html, french, link
from themeshift.pages.tables import BREAK, Rows, cited, joined
from themeshift.prose import labels, links, numbers

OPENING = (
    "Everything that the texts state: projects, figures, people, places and dates. A year is a link "
    "to the passage that says it. Each table has its numbers as a CSV file."
)
ARCHIVE = "appendices/generated/themeshift-data.zip"
_table = partial(tables.table, filtered=True)


def page(package: Package) -> str:
    """The MyST of the page."""
    blocks = [f"{markup.markdown(OPENING)} {link('Download all tables', ARCHIVE)}\\."]
    for heading, table in SECTIONS.items():
        blocks += [f"## {heading}", table(package).html()]
    return markup.page("The record", blocks, "record.css", "common.js tables.js")


def named(package: Package) -> pd.DataFrame:
    """Rows of `actors` but those of the authors of the texts, who are nobody of the contract."""
    return package.actors[package.actors["capacity"] != "author"]


def _phases(package: Package, rows: pd.DataFrame) -> Iterator[tuple[Html, pd.DataFrame]]:
    """The phases of some rows: the year, a link to the first passage, and the rows themselves."""
    for phase in package.phases["phase_id"]:
        here = rows[rows["phase_id"] == phase]
        if len(here):
            yield cited(labels.phase_year(package, phase), here["unit_id"].iloc[0]), here


def _named(package: Package, rows: pd.DataFrame, what: str, said: str) -> Rows:
    """A row for each name, in alphabetical order: the columns `what`, and `said` by phase."""
    names = rows.groupby("name")
    for name, part in sorted(names, key=lambda one: make_id(one[0])):
        lines = (
            joined([year, joined(here[said], "; ")], ": ") for year, here in _phases(package, part)
        )
        yield name, joined(part[what], "; "), joined(lines, BREAK)


@_table("projects.csv", "project")
def projects(package: Package) -> Rows:
    """The {} that the texts name, and what became of each. A name leads to its passages."""
    yield "Project", "What it is", "What became of it"
    path, last = named_projects(package), package.phases["phase_id"].iloc[-1]
    for project in package.projects.itertuples():
        named = path[path["project_id"] == project.project_id]
        steps = [year + f" {here['status'].iloc[0]}" for year, here in _phases(package, named)]
        if last not in set(named["phase_id"]):
            steps.append("no longer named")
        name = link(project.label, links.passages(project=project.project_id))
        names = joined([name, project.label_fr and french(project.label_fr)], BREAK)
        yield names, project.description, joined(steps, " → ")


@_table("project_facts.csv")
def project_facts(package: Package) -> Rows:
    """What the texts say of each project, phase by phase, each with its passage."""
    yield "Project", "Year", "What is said"
    stated = package.project_facts
    for project in package.projects.itertuples():
        for year, here in _phases(package, stated[stated["project_id"] == project.project_id]):
            lines = (
                f"{numbers.capital(labels.words(row.aspect))}: "
                + cited(row.value.rstrip("."), row.unit_id)
                for row in here.drop_duplicates(["aspect", "value"]).itertuples()
            )
            yield project.label, year, joined(lines, BREAK)


@_table("indicators.csv", "figure")
def figures(package: Package) -> Rows:
    """The {} that the texts give, with what each is said of. Figures whose scope changes cannot
    be compared.
    """
    yield "Figure", "Value", "Note"
    for _, part in package.indicators.groupby("measure", sort=False):
        values, notes = [], []
        for phase in package.phases["phase_id"]:
            here, year = part[part["phase_id"] == phase], labels.phase_year(package, phase)
            for row in here.drop_duplicates(["value", "qualifier", "unit", "scope"]).itertuples():
                scope = f" ({row.scope})" if row.scope else ""
                values.append(f"{year}: " + cited(numbers.figure(row), row.unit_id) + scope)
            notes += [f"{year}: {numbers.sentence(note)}" for note in here["note"] if note]
        yield part["label"].iloc[0], joined(values, BREAK), joined(notes, BREAK)


@_table("actors.csv", "person", "people")
def people(package: Package) -> Rows:
    """The {} whom the texts name. Authors of the texts are left out."""
    yield "Person", "Role", "Appears as"
    actors = named(package)
    yield from _named(package, actors[actors["kind"] == "person"], "role", "capacity")


@_table("actors.csv", "organisation")
def organisations(package: Package) -> Rows:
    """The {} and groups that the texts name."""
    yield "Name", "Kind", "What is said"
    actors = named(package)
    shown = actors.assign(kind=actors["kind"].map(labels.words))
    yield from _named(package, shown[actors["kind"] != "person"], "kind", "role")


@_table("instruments.csv", "fund")
def instruments(package: Package) -> Rows:
    """The {}, plans, programmes and other instruments that the texts name."""
    yield "Name", "Kind", "What is said"
    yield from _named(package, package.instruments, "kind", "description")


@_table("places.csv", "place")
def places(package: Package) -> Rows:
    """The {} that the texts name, and what for."""
    yield "Place", "Kind", "Named as"
    yield from _named(package, package.places, "kind", "role")


@_table("events.csv", "date")
def dates(package: Package) -> Rows:
    """The {} that the texts give, in order of time. Where a text is vague, the range is what it
    allows.
    """
    yield "Date", "Event", "Said in"
    kinds = package.events["unit_id"].map(package.units.set_index("unit_id")["kind"])
    same = ["date_earliest", "date_latest", "what"]
    stated = package.events[kinds != "furniture"].sort_values(same[:2], kind="stable")
    for (first, last, what), part in stated.groupby(same, sort=False, dropna=False):
        event = joined([what, part["place"].iloc[0]])
        years = (year for year, _ in _phases(package, part))
        yield numbers.day(first, last), joined([event, *part["note"]], BREAK), joined(years)


@_table("structure.csv", "item")
def structure(package: Package) -> Rows:
    """The {} in which the texts describe the structure of the contract. In the last column, the
    themes that an item names.
    """
    yield "Item", "Level", "Themes"
    titles = package.structure.set_index("item_id")["label"]
    given = package.structure_themes.groupby("item_id")["theme"].unique()
    for phase in package.phases["phase_id"]:
        items = package.structure[package.structure["phase_id"] == phase]
        for row in items.sort_values("order", kind="stable").itertuples():
            names = joined([row.label, row.label_fr and french(row.label_fr)], BREAK)
            parent = f" of “{titles[row.parent_id]}”" if row.parent_id else ""
            year = cited(labels.phase_year(package, phase), row.unit_id)
            themes = given.get(row.item_id, ())
            named = joined(labels.theme_title(package, one, short=True) for one in themes)
            yield names, year + f" {labels.LEVELS.get(row.level, row.level)}{parent}", named


#: Heading → table of each section of the page.
SECTIONS = {
    "Projects": projects,
    "What the texts say of each project": project_facts,
    "Figures": figures,
    "People": people,
    "Organisations": organisations,
    "Instruments": instruments,
    "Places": places,
    "Dates": dates,
    "Official structure": structure,
}
