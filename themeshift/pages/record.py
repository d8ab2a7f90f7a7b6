"""The record: what the texts state, in tables that filter, a row for each thing they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from themeshift.measures import lineage
from themeshift.package import NO_THEME, Package
from themeshift.pages import markup, tables
from themeshift.pages.corpus import AUTHORS, FURNITURE
from themeshift.pages.tables import Cell, French, Lines, Link, Table
from themeshift.prose import labels, links, numbers

DESCRIPTION = (
    "Projects, figures, people, organisations, instruments, places, dates and the official "
    "structure: everything that the texts state, each linked to its passage."
)
ROOT = "../../"
ARCHIVE = "appendices/generated/themeshift-data.zip"
#: How a text shows somebody: capacity → what is said of him or her.
_CAPACITIES = {
    "signatory": "signed",
    "speaker": "quoted",
    "announcer": "announced",
    "mandated": "given a mandate",
    "represented": "represented",
    "addressee": "addressed",
    "member": "member",
    "partner": "partner",
    "funder": "funds",
    "guide": "guides",
    "organiser": "organises",
    "mentioned": "named",
}


def page(package: Package) -> str:
    """The MyST of the page."""
    blocks = [
        markup.front_matter(DESCRIPTION, "tables.js", "record.css"),
        "# The record",
        markup.markdown(
            "Everything that the texts state: projects, figures, people, places and dates. A year "
            "is a link to the passage that says it. Each table has its numbers as a CSV file."
        )
        + f" {markup.link('Download all tables', ARCHIVE, ROOT)}\\.",
    ]
    for heading, table in sections(package):
        blocks += [f"## {heading}", table._repr_html_()]
    return "\n\n".join(blocks) + "\n"


def sections(package: Package) -> Iterator[tuple[str, Table]]:
    """Heading and table of each section of the page."""
    yield "Projects", projects(package)
    yield "What the texts say of each project", facts(package)
    yield "Figures", figures(package)
    yield "People", people(package)
    yield "Organisations", organisations(package)
    yield "Instruments", instruments(package)
    yield "Places", places(package)
    yield "Dates", dates(package)
    yield "Official structure", structure(package)


def _table(
    name: str, caption: str, columns: tuple[str, ...], rows: Iterable[tuple[Cell, ...]], csv: str
) -> Table:
    rows = tuple(rows)
    return Table(
        name=name,
        caption=caption,
        columns=columns,
        rows=rows,
        align=("left",) * len(columns),
        csv=csv,
        root=ROOT,
        filtered=True,
    )


def _year(package: Package, phase_id: str) -> str:
    """A phase by its year, or by its label where another phase shares the year."""
    years = [labels.year(package, one) for one in package.phases["phase_id"]]
    year = labels.year(package, phase_id)
    return str(year) if years.count(year) == 1 else labels.phase(package, phase_id)


def _named_in(package: Package, rows: pd.DataFrame, said: str = "") -> Cell:
    """The phases of some rows, each a link to the first passage; `said` is a column to add."""
    cells: list[Cell] = []
    for phase in package.phases["phase_id"]:
        here = rows[rows["phase_id"] == phase]
        if here.empty:
            continue
        link = Link(_year(package, phase), links.passage(here["unit_id"].iloc[0]))
        words = ", ".join(dict.fromkeys(filter(None, here[said]))) if said else ""
        cells.append((link, f" ({words})") if words else link)
    return tables.joined(cells)


def _by_phase(package: Package, rows: pd.DataFrame, column: str) -> Cell:
    """What is said in each phase, a line each: 2019: This. That."""
    lines = []
    for phase in package.phases["phase_id"]:
        here = rows[rows["phase_id"] == phase]
        if len(here):
            link = Link(_year(package, phase), links.passage(here["unit_id"].iloc[0]))
            words = ". ".join(dict.fromkeys(filter(None, here[column])))
            lines.append((link, f": {words}") if words else link)
    return Lines(tuple(lines))


def _groups(rows: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    """Rows by a name, in alphabetical order, accents and case aside."""
    groups = [(str(name), part) for name, part in rows.groupby(column, sort=False)]
    return sorted(groups, key=lambda one: (markup.slug(one[0]), one[0]))


def projects(package: Package) -> Table:
    """A row for each project: what it is, and what became of it."""
    path = lineage.paths(package)
    rows = []
    for project in package.projects.itertuples():
        steps = path[path["project_id"] == project.project_id]
        named = steps[steps["status"] != lineage.ABSENT]
        cells: list[Cell] = [
            (
                Link(_year(package, step.phase_id), links.passage(step.unit_id))
                if step.unit_id
                else _year(package, step.phase_id),
                f" {step.status}",
            )
            for step in named.itertuples()
        ]
        if steps["status"].iloc[-1] == lineage.ABSENT:
            cells.append("no longer named" if len(named) else "never named")
        rows.append(
            (
                Lines(
                    (
                        Link(project.label, links.passages(project=project.project_id)),
                        *((French(project.label_fr),) if project.label_fr else ()),
                    )
                ),
                project.description,
                tables.joined(cells, " → "),
            )
        )
    caption = (
        f"The {numbers.count(len(rows), 'project')} that the texts name, and what became of each. "
        "A name leads to its passages."
    )
    columns = ("Project", "What it is", "What became of it")
    return _table("projects", caption, columns, rows, "projects.csv")


def facts(package: Package) -> Table:
    """A row for each project and phase: aims, means, partners, results."""
    rows = []
    for project in package.projects["project_id"]:
        mine = package.project_facts[package.project_facts["project_id"] == project]
        for phase in package.phases["phase_id"]:
            here = mine[mine["phase_id"] == phase]
            if here.empty:
                continue
            cells = []
            for aspect, part in here.groupby("aspect", sort=False):
                values = [
                    Link(value.rstrip("."), links.passage(of["unit_id"].iloc[0]))
                    for value, of in part.groupby("value", sort=False)
                ]
                words = numbers.capital(labels.words(str(aspect)))
                cells.append((f"{words}: ", tables.joined(values, "; ")))
            rows.append(
                (labels.project(package, project), _year(package, phase), Lines(tuple(cells)))
            )
    caption = "What the texts say of each project, phase by phase, each with its passage."
    return _table(
        "project-facts", caption, ("Project", "Year", "What is said"), rows, "project_facts.csv"
    )


def figures(package: Package) -> Table:
    """A row for each measure: its value in each phase, with the scope that the text gives it."""
    rows = []
    for _, part in package.indicators.groupby("measure", sort=False):
        lines = []
        same = ["phase_id", "value", "qualifier", "unit", "scope"]
        for phase in package.phases["phase_id"]:
            here = part[part["phase_id"] == phase]
            for _, alike in here.groupby(same, sort=False, dropna=False):
                row = alike.iloc[0]
                value = Link(numbers.figure(row), links.passage(row["unit_id"]))
                scope = f" ({row['scope']})" if row["scope"] else ""
                lines.append((f"{_year(package, phase)}: ", value, scope))
        noted = part[part["note"] != ""].drop_duplicates(["phase_id", "note"])
        notes = [
            f"{_year(package, row.phase_id)}: {numbers.sentence(row.note)}"
            for row in noted.itertuples()
        ]
        rows.append(
            (part["label"].iloc[0], Lines(tuple(lines)), Lines(tuple(notes)) if notes else None)
        )
    caption = (
        f"The {numbers.count(len(rows), 'figure')} that the texts give, with what each is said of. "
        "Figures whose scope changes cannot be compared."
    )
    return _table("figures", caption, ("Figure", "Value", "Note"), rows, "indicators.csv")


def people(package: Package) -> Table:
    """A row for each person: the roles held, and how each phase shows him or her."""
    rows = _actors(package)
    rows = rows[rows["kind"] == "person"]
    made = [
        (name, _longest(part["role"]), _named_in(package, part, "shown"))
        for name, part in _groups(rows, "name")
    ]
    caption = (
        f"The {numbers.count(len(made), 'person', 'people')} whom the texts name. "
        "Authors of the texts are left out."
    )
    return _table("people", caption, ("Person", "Role", "Where"), made, "actors.csv")


def organisations(package: Package) -> Table:
    """A row for each body, firm or group: its kind, what the texts say of it, and where."""
    rows = _actors(package)
    rows = rows[rows["kind"] != "person"]
    made = [
        (name, labels.words(part["kind"].iloc[0]), _by_phase(package, part, "role"))
        for name, part in _groups(rows, "name")
    ]
    caption = f"The {numbers.count(len(made), 'organisation')} and groups that the texts name."
    return _table("organisations", caption, ("Name", "Kind", "What is said"), made, "actors.csv")


def _actors(package: Package) -> pd.DataFrame:
    """Rows of `actors` but those of the authors of the texts; `shown` says how each appears."""
    rows = package.actors[~package.actors["capacity"].isin(AUTHORS)]
    return rows.assign(shown=[_CAPACITIES.get(one, labels.words(one)) for one in rows["capacity"]])


def _longest(roles: pd.Series) -> Cell:
    """Roles, each once; one that another one begins with or ends in is left out."""
    kept: list[str] = []
    for role in sorted(dict.fromkeys(filter(None, roles)), key=len, reverse=True):
        if not any(other.startswith(role) for other in kept):
            kept.append(role)
    return "; ".join(role for role in dict.fromkeys(roles) if role in kept) or None


def instruments(package: Package) -> Table:
    """A row for each fund, plan or programme."""
    made = [
        (name, labels.words(part["kind"].iloc[0]), _by_phase(package, part, "description"))
        for name, part in _groups(package.instruments, "name")
    ]
    caption = (
        f"The {numbers.count(len(made), 'fund')}, plans, programmes and other instruments that the "
        "texts name."
    )
    return _table("instruments", caption, ("Name", "Kind", "What is said"), made, "instruments.csv")


def places(package: Package) -> Table:
    """A row for each place."""
    made = [
        (name, labels.words(part["kind"].iloc[0]), _by_phase(package, part, "role"))
        for name, part in _groups(package.places, "name")
    ]
    caption = f"The {numbers.count(len(made), 'place')} that the texts name, and what for."
    return _table("places", caption, ("Place", "Kind", "Named as"), made, "places.csv")


def dates(package: Package) -> Table:
    """A row for each event, in order of time; dates of publication stand with the sources."""
    kind = dict(zip(package.units["unit_id"], package.units["kind"], strict=True))
    rows = package.events[[kind.get(unit) != FURNITURE for unit in package.events["unit_id"]]]
    rows = rows.sort_values(["date_earliest", "date_latest"], kind="stable", na_position="last")
    made = []
    same = ["date_earliest", "date_latest", "what"]
    for _, part in rows.groupby(same, sort=False, dropna=False):
        row = part.iloc[0]
        place = f", {row['place']}" if row["place"] else ""
        notes = tuple(dict.fromkeys(filter(None, part["note"])))
        event = Lines((f"{row['what']}{place}", *notes))
        made.append((_day(row), event, _named_in(package, part)))
    caption = (
        f"The {numbers.count(len(made), 'date')} that the texts give, in order of time. Where a "
        "text is vague, the range is what it allows."
    )
    return _table("dates", caption, ("Date", "Event", "Said in"), made, "events.csv")


def _day(row: Any) -> str:
    day = numbers.day(row["date_earliest"], row["date_latest"])
    return "no date" if day == numbers.MISSING else day


def structure(package: Package) -> Table:
    """A row for each axis, strand, project or line of work, with its themes."""
    titles = dict(zip(package.structure["item_id"], package.structure["label"], strict=True))
    given = package.structure_themes
    made = []
    for phase in package.phases["phase_id"]:
        rows = package.structure[package.structure["phase_id"] == phase]
        for row in rows.sort_values("order", kind="stable").itertuples():
            themes = given[(given["item_id"] == row.item_id) & (given["theme"] != NO_THEME)]
            level = labels.LEVELS.get(row.level, (labels.words(row.level),))[0]
            french = (" (", French(row.label_fr), ")") if row.label_fr else ()
            year = _year(package, phase)
            parent = titles.get(row.parent_id)
            made.append(
                (
                    (row.label, *french),
                    (
                        Link(year, links.passage(row.unit_id)) if row.unit_id else year,
                        f" {level}" + (f" of “{parent}”" if parent else ""),
                    ),
                    tables.joined(
                        labels.theme_title(package, theme, short=True) for theme in themes["theme"]
                    ),
                )
            )
    caption = (
        f"The {len(made)} items in which the texts describe the structure of the contract. In the "
        "last column, the themes that an item names."
    )
    columns = ("Item", "Level", "Themes")
    return _table("structure", caption, columns, made, "structure.csv")
