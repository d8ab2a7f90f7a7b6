"""The record: what the texts state, in tables that filter, a row for each thing they name."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import partial

import pandas as pd

from themeshift.measures import lineage
from themeshift.package import NO_THEME, Package
from themeshift.pages import corpus, markup
from themeshift.pages.tables import BREAK, Cell, French, Link, Table, cited, joined
from themeshift.prose import labels, links, numbers

DESCRIPTION = (
    "Projects, figures, people, organisations, instruments, places, dates and the official "
    "structure: everything that the texts state, each linked to its passage."
)
OPENING = (
    "Everything that the texts state: projects, figures, people, places and dates. A year is a link "
    "to the passage that says it. Each table has its numbers as a CSV file."
)
ARCHIVE = "appendices/generated/themeshift-data.zip"
#: How a text shows somebody: capacity → what is said of him or her, where that is another word.
_CAPACITIES = {
    "signatory": "signed", "speaker": "quoted", "announcer": "announced", "funder": "funds",
    "mandated": "given a mandate", "addressee": "addressed", "guide": "guides",
    "organiser": "organises", "mentioned": "named",
}  # fmt: skip
_table = partial(Table, filtered=True)


def page(package: Package) -> str:
    """The MyST of the page."""
    download = markup.link("Download all tables", ARCHIVE)
    blocks = [f"{markup.markdown(OPENING)} {download}\\."]
    for heading, table in sections(package):
        blocks += [f"## {heading}", table.html()]
    return markup.page("The record", DESCRIPTION, blocks, "record.css", "common.js tables.js")


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


def _phases(package: Package, rows: pd.DataFrame) -> Iterator[tuple[Cell, pd.DataFrame]]:
    """The phases of some rows: the year, a link to the first passage, and the rows themselves."""
    for phase in package.phases["phase_id"]:
        here = rows[rows["phase_id"] == phase]
        if len(here):
            yield cited(labels.phase_year(package, phase), here["unit_id"].iloc[0]), here


def _once(words: Iterable[str], separator: str) -> str:
    """Words in their order, each once, empty ones left out."""
    return separator.join(dict.fromkeys(filter(None, words)))


def _by_name(rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Rows by their name, in alphabetical order, accents and case aside."""
    groups = rows.groupby("name", sort=False)
    return sorted(groups, key=lambda one: (markup.slug(one[0]), one[0]))


def _named(package: Package, rows: pd.DataFrame, said: str) -> list[tuple[Cell, ...]]:
    """A row for each name: its kind, and what each phase says in a column, a line each."""
    made = []
    for name, part in _by_name(rows):
        lines = []
        for year, here in _phases(package, part):
            words = _once(here[said], ". ")
            lines.append((year, f": {words}") if words else year)
        made.append((name, labels.words(part["kind"].iloc[0]), joined(lines, BREAK)))
    return made


def projects(package: Package) -> Table:
    """A row for each project: what it is, and what became of it."""
    path, last = lineage.named(package), package.phases["phase_id"].iloc[-1]
    rows = []
    for project in package.projects.itertuples():
        named = path[path["project_id"] == project.project_id]
        cells: list[Cell] = [
            (cited(labels.phase_year(package, step.phase_id), step.unit_id), f" {step.status}")
            for step in named.itertuples()
        ]
        if last not in set(named["phase_id"]):
            cells.append("no longer named" if len(named) else "never named")
        name = Link(project.label, links.passages(project=project.project_id))
        french = (BREAK, French(project.label_fr)) if project.label_fr else ()
        rows.append(((name, *french), project.description, joined(cells, " → ")))
    caption = (
        f"The {numbers.count(len(rows), 'project')} that the texts name, and what became of each. "
        "A name leads to its passages."
    )
    columns = ("Project", "What it is", "What became of it")
    return _table("projects", caption, columns, rows, csv="projects.csv")


def facts(package: Package) -> Table:
    """A row for each project and phase: aims, means, partners, results."""
    stated = dict(list(package.project_facts.groupby(["project_id", "phase_id"])))
    rows = []
    for key in itertools.product(package.projects["project_id"], package.phases["phase_id"]):
        if key not in stated:
            continue
        cells = []
        for aspect, part in stated[key].groupby("aspect", sort=False):
            once = part.drop_duplicates("value").itertuples()
            values = joined((cited(row.value.rstrip("."), row.unit_id) for row in once), "; ")
            cells.append((f"{numbers.capital(labels.words(str(aspect)))}: ", values))
        project, phase = key
        rows.append(
            (
                labels.project(package, project),
                labels.phase_year(package, phase),
                joined(cells, BREAK),
            )
        )
    caption = "What the texts say of each project, phase by phase, each with its passage."
    columns = ("Project", "Year", "What is said")
    return _table("project-facts", caption, columns, rows, csv="project_facts.csv")


def figures(package: Package) -> Table:
    """A row for each measure: its value in each phase, with the scope that the text gives it."""
    rows = []
    for _, part in package.indicators.groupby("measure", sort=False):
        values, notes = [], []
        for phase in package.phases["phase_id"]:
            here, year = part[part["phase_id"] == phase], labels.phase_year(package, phase)
            for row in here.drop_duplicates(["value", "qualifier", "unit", "scope"]).itertuples():
                scope = f" ({row.scope})" if row.scope else ""
                values.append((f"{year}: ", cited(numbers.figure(row), row.unit_id), scope))
            noted = dict.fromkeys(filter(None, here["note"]))
            notes += [f"{year}: {numbers.sentence(note)}" for note in noted]
        rows.append((part["label"].iloc[0], joined(values, BREAK), joined(notes, BREAK)))
    caption = (
        f"The {numbers.count(len(rows), 'figure')} that the texts give, with what each is said of. "
        "Figures whose scope changes cannot be compared."
    )
    return _table("figures", caption, ("Figure", "Value", "Note"), rows, csv="indicators.csv")


def people(package: Package) -> Table:
    """A row for each person: the roles held, and how each phase shows him or her."""
    named = corpus.named(package)
    named = named.assign(shown=named["capacity"].replace(_CAPACITIES))
    rows = []
    for name, part in _by_name(named[named["kind"] == "person"]):
        phases = _phases(package, part)
        where = [(year, f" ({_once(here['shown'], ', ')})") for year, here in phases]
        rows.append((name, _longest(part["role"]), joined(where)))
    caption = (
        f"The {numbers.count(len(rows), 'person', 'people')} whom the texts name. "
        "Authors of the texts are left out."
    )
    return _table("people", caption, ("Person", "Role", "Where"), rows, csv="actors.csv")


def organisations(package: Package) -> Table:
    """A row for each body, firm or group: its kind, what the texts say of it, and where."""
    named = corpus.named(package)
    rows = _named(package, named[named["kind"] != "person"], "role")
    caption = f"The {numbers.count(len(rows), 'organisation')} and groups that the texts name."
    columns = ("Name", "Kind", "What is said")
    return _table("organisations", caption, columns, rows, csv="actors.csv")


def _longest(roles: pd.Series) -> str | None:
    """Roles, each once, but none that another one begins with."""
    roles = list(dict.fromkeys(filter(None, roles)))
    inside = {one for one in roles for other in roles if other != one and other.startswith(one)}
    return "; ".join(one for one in roles if one not in inside) or None


def instruments(package: Package) -> Table:
    """A row for each fund, plan or programme."""
    rows = _named(package, package.instruments, "description")
    number = numbers.count(len(rows), "fund")
    caption = f"The {number}, plans, programmes and other instruments that the texts name."
    columns = ("Name", "Kind", "What is said")
    return _table("instruments", caption, columns, rows, csv="instruments.csv")


def places(package: Package) -> Table:
    """A row for each place."""
    rows = _named(package, package.places, "role")
    caption = f"The {numbers.count(len(rows), 'place')} that the texts name, and what for."
    return _table("places", caption, ("Place", "Kind", "Named as"), rows, csv="places.csv")


def dates(package: Package) -> Table:
    """A row for each event, in order of time; dates of publication stand with the sources."""
    kinds = package.events["unit_id"].map(package.units.set_index("unit_id")["kind"])
    stated = package.events[kinds != corpus.FURNITURE].sort_values(
        ["date_earliest", "date_latest"], kind="stable", na_position="last"
    )
    rows = []
    same = ["date_earliest", "date_latest", "what"]
    for (first, last, what), part in stated.groupby(same, sort=False, dropna=False):
        day = numbers.day(first, last)
        place = part["place"].iloc[0]
        event = (f"{what}, {place}" if place else what, *dict.fromkeys(filter(None, part["note"])))
        said = joined(year for year, _ in _phases(package, part))
        rows.append(("no date" if day == numbers.MISSING else day, joined(event, BREAK), said))
    caption = (
        f"The {numbers.count(len(rows), 'date')} that the texts give, in order of time. Where a "
        "text is vague, the range is what it allows."
    )
    return _table("dates", caption, ("Date", "Event", "Said in"), rows, csv="events.csv")


def structure(package: Package) -> Table:
    """A row for each axis, strand, project or line of work, with its themes."""
    titles = package.structure.set_index("item_id")["label"]
    given = package.structure_themes[package.structure_themes["theme"] != NO_THEME]
    rows = []
    for phase in package.phases["phase_id"]:
        items = package.structure[package.structure["phase_id"] == phase]
        for row in items.sort_values("order", kind="stable").itertuples():
            french = (" (", French(row.label_fr), ")") if row.label_fr else ()
            level = f" {labels.LEVELS[row.level][0]}"
            level += f" of “{titles[row.parent_id]}”" if row.parent_id else ""
            themes = joined(
                labels.theme_title(package, theme, short=True)
                for theme in given.loc[given["item_id"] == row.item_id, "theme"]
            )
            year = cited(labels.phase_year(package, phase), row.unit_id)
            rows.append(((row.label, *french), (year, level), themes))
    caption = (
        f"The {len(rows)} items in which the texts describe the structure of the contract. In the "
        "last column, the themes that an item names."
    )
    return _table("structure", caption, ("Item", "Level", "Themes"), rows, csv="structure.csv")
