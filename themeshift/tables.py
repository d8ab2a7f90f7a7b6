"""How do rows of the data read as a table of the book?

A `Table` shows itself as a MyST table with caption and name. Its cells are inert: text is escaped,
and the only markup is what the pieces `Link` and `French` make. At most four columns, so that a
table fits a phone. The ready-made tables link each row to the unit of text that it rests on; the
targets stand in the pages that `themeshift.pages` writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from themeshift import UserError, codebook, markup, wording
from themeshift import architecture as structures
from themeshift import lineage as lineages
from themeshift.package import Package

#: A longer table is folded under the first sentence of its caption.
MOST_SHOWN = 12
MOST_COLUMNS = 4
_FRENCH = re.compile(r"[\w\u00a0\u202f\u200b '’.,:;/&+()-]+")
_RULES = {"left": ":--", "right": "--:", "center": ":-:"}
_NAME = re.compile(r"[a-z][a-z0-9-]*")

LEVELS = {
    "axis": "axis",
    "theme": "theme",
    "volet": "strand",
    "project": "project",
    "transverse": "transverse action",
    "work-line": "line of work",
    "proposal": "proposal",
}
#: In which order people and organisations stand: who bound themselves first, who wrote last.
CAPACITIES = (
    "signatory", "announcer", "speaker", "mandated", "funder", "partner", "member", "organiser",
    "guide", "represented", "addressee", "mentioned", "author",
)  # fmt: skip


# --- pieces of a cell -----------------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """Text that leads to an anchor (#…), a page of the book or an http(s) address."""

    text: str
    target: str


@dataclass(frozen=True)
class French:
    """A French term: in italics, and marked as French for screen readers."""

    text: str


Cell = Any  # str | int | float | None | Link | French | tuple of cells


def rendered(cell: Cell) -> str:
    """A cell as MyST: text escaped, a number as the book writes numbers, pieces side by side."""
    if isinstance(cell, tuple):
        return "".join(rendered(piece) for piece in cell)
    if isinstance(cell, Link):
        return markup.link(cell.text, cell.target)
    if isinstance(cell, French):
        text = markup.plain(cell.text)
        # Two words joined by a slash may be parted there, on a narrow page.
        text = re.sub(r"(?<=\w)/(?=\w)", "/\u200b", text)
        # A role takes its text as it stands, so anything unusual is shown without it.
        return f"{{fr}}`{text}`" if _FRENCH.fullmatch(text) else markup.escape(text)
    text = plain(cell)
    inert = markup.escape(text)
    # Escaping trims; between pieces a space at either end is part of the text.
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    return f"{before}{inert}{after}" if inert else before


def plain(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, tuple):
        return "".join(plain(piece) for piece in cell)
    if isinstance(cell, Link | French):
        return markup.plain(cell.text)
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return wording.MISSING
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell if isinstance(cell, str) else wording.number(cell)


def joined(cells: Iterable[Cell], separator: str = ", ") -> Cell:
    """Cells side by side, parted by `separator`."""
    pieces: list[Cell] = []
    for cell in cells:
        pieces += [separator, cell] if pieces else [cell]
    return tuple(pieces)


# --- a table --------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Table:
    """A table of the book.

    name: its target (`tab-…`), for references. caption and rows: pieces as in `Cell`. csv: the
    file of data/results with its numbers, linked in the caption.
    """

    name: str
    caption: Cell
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: tuple[str, ...]
    csv: str | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"name is {self.name!r}, expected lower case, digits and hyphens")
        if not 1 <= len(self.columns) <= MOST_COLUMNS:
            raise ValueError(f"{len(self.columns)} columns, expected 1 to {MOST_COLUMNS}")
        if not all(str(column).strip() for column in self.columns):
            raise ValueError(f"table {self.name}: a column without a header")
        for row in (*self.rows, self.align):
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells, expected {len(self.columns)}")

    def _repr_markdown_(self) -> str:
        caption = rendered(self.caption)
        if self.csv:
            caption += f" {markup.link('CSV', f'/data/results/{self.csv}')}"
        lines = [
            f"```{{table}} {caption}",
            f":name: {self.name}",
            "",
            _line(rendered(column) for column in self.columns),
            _line(_RULES[side] for side in self.align),
            *(_line(map(rendered, row)) for row in self._shown_rows()),
            "```",
        ]
        if len(self.rows) > MOST_SHOWN:
            count = wording.count(len(self.rows), "row")
            lines = [f"::::{{dropdown}} {_first_sentence(caption)} {count}", *lines, "::::"]
        return "\n".join(lines)

    def __repr__(self) -> str:
        rows = [self.columns, *(tuple(map(plain, row)) for row in self._shown_rows())]
        return "\n".join([plain(self.caption), *(" | ".join(row) for row in rows)])

    def _shown_rows(self) -> tuple[tuple[Cell, ...], ...]:
        empty = ("Nothing recorded", *[None] * (len(self.columns) - 1))
        return self.rows or (empty,)


def _first_sentence(caption: str) -> str:
    """The caption's first sentence, in MyST as it comes: escaped stops end it."""
    return re.split(r"(?<=\\\.) |(?<=\\:) ", caption, maxsplit=1)[0]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    name: str,
    caption: Cell,
    align: Mapping[str, str] | None = None,
    csv: str | None = None,
) -> Table:
    """A table of some columns of a frame.

    columns: column of the frame → header, in their order. align: column → left, right or center;
    numbers stand right unless said otherwise. csv: name of a file in data/results. Cells may be
    pieces (`Link`, `French`, tuples of them); any other text is escaped.
    Raises KeyError on a column that the frame lacks, ValueError on more than four columns.
    """
    sides = {
        column: "right" if pd.api.types.is_numeric_dtype(frame[column]) else "left"
        for column in columns
    }
    sides |= dict(align or {})
    rows = zip(*(frame[column].tolist() for column in columns), strict=True)
    return Table(
        name=name,
        caption=caption,
        columns=tuple(columns.values()),
        rows=tuple(rows),
        align=tuple(sides[column] for column in columns),
        csv=csv,
    )


# --- targets --------------------------------------------------------------------------------


def target(kind: str, *ids: str) -> str:
    """The anchor of a thing: target("theme", "digital", "2019-contract").

    Kinds: u (unit), document, theme (theme and phase), codebook (theme), rule, indicator, project,
    actor, instrument, place, event, structure, table (of the data dictionary).
    """
    return "#" + "-".join([kind, *(str(part).replace("_", "-") for part in ids)])


@lru_cache(maxsize=8)
def _places(package: Package) -> dict[str, tuple[str, str, str, int]]:
    """Unit → phase, short label of the phase, publisher (where the phase has several), position."""
    label = dict(zip(package.phases["phase_id"], package.phases["short_label"], strict=True))
    texts = package.documents.groupby("phase_id").size()
    publisher = {
        row.doc_id: row.publisher if texts[row.phase_id] > 1 else ""
        for row in package.documents.itertuples()
    }
    phase = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    return {
        row.unit_id: (phase[row.doc_id], label[phase[row.doc_id]], publisher[row.doc_id],
                      row.position)
        for row in package.units.itertuples()
    }  # fmt: skip


def unit_link(package: Package, unit_id: str, within: str | None = None) -> Cell:
    """A link to a unit; its text names the phase unless that is `within`."""
    if not unit_id:
        return None
    phase, label, publisher, position = _places(package)[unit_id]
    parts = [] if phase == within else [label]
    parts.append(f"{publisher or 'passage'} {position}")
    return Link(", ".join(parts), target("u", unit_id))


def unit_links(package: Package, unit_ids: Iterable[str], within: str | None = None) -> Cell:
    """Links to several units, each once, in the order of the units."""
    wanted = {unit for unit in unit_ids if unit}
    chosen = [unit for unit in _places(package) if unit in wanted]
    return joined(unit_link(package, unit, within) for unit in chosen) if chosen else None


def theme_link(package: Package, theme: str, phase_id: str, text: str | None = None) -> Link:
    """A link to the units of a theme in a phase."""
    return Link(text if text is not None else theme_label(package, theme),
                target("theme", theme, phase_id))  # fmt: skip


def theme_label(package: Package, theme: str) -> str:
    """The English label of a theme."""
    return _theme_labels(package)[theme]


def phase_label(package: Package, phase_id: str) -> str:
    """The short label of a phase. Raises `UserError` on an unknown one."""
    labels = _phase_labels(package)
    if phase_id not in labels:
        known = ", ".join(labels)
        raise UserError(f"phases.csv: column phase_id: {phase_id!r} found, one of {known} expected")
    return labels[phase_id]


@lru_cache(maxsize=8)
def _theme_labels(package: Package) -> dict[str, str]:
    return dict(zip(package.themes["theme"], package.themes["label_en"], strict=True))


@lru_cache(maxsize=8)
def _phase_labels(package: Package) -> dict[str, str]:
    return dict(zip(package.phases["phase_id"], package.phases["short_label"], strict=True))


def _title(package: Package, phase_id: str) -> str:
    """A phase in running text."""
    return f"the {phase_label(package, phase_id)}"


def _of_phase(frame: pd.DataFrame, phase_id: str) -> pd.DataFrame:
    return frame[frame["phase_id"] == phase_id]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(word: str) -> str:
    """An id of the schema as words: public-body → public body."""
    return word.replace("-", " ")


# --- tables of a phase ----------------------------------------------------------------------


def structure(
    package: Package, phase_id: str, csv: str | None = None, name: str | None = None
) -> Table:
    """The official architecture of a phase: item with level and unit, its themes."""
    items = _of_phase(package.structure, phase_id).sort_values("order", kind="stable")
    themes = package.structure_themes
    rows = []
    for item in items.itertuples():
        given = themes.loc[themes["item_id"] == item.item_id, "theme"]
        indent = "› " if item.parent_id else ""
        french = (" (", French(item.label_fr), ")") if item.label_fr else ()
        shown = Link(item.label, target("structure", item.item_id))
        level = LEVELS.get(item.level, _named(item.level))
        rows.append((
            (f"{indent}{_upper(level)}: ", shown, *french, ", ",
             unit_link(package, item.unit_id, phase_id)),
            joined(theme_label(package, theme) for theme in given),
        ))  # fmt: skip
    levels = items["level"].value_counts(sort=False)
    said = wording.listing(
        wording.count(number, LEVELS[level], "axes" if level == "axis" else
                      "lines of work" if level == "work-line" else None)
        for level, number in levels.items()
    )  # fmt: skip
    caption = f"How {_title(package, phase_id)} is built: {said or 'nothing recorded'}."
    return Table(name or f"tab-structure-{phase_id}", caption,
                 ("Item", "Themes"), tuple(rows), ("left",) * 2, csv)  # fmt: skip


def _facts(package: Package, project_id: str, phase_id: str) -> list[Cell]:
    """What the texts of a phase say of a project, aspect by aspect, each with its units."""
    facts = package.project_facts
    facts = _of_phase(facts[facts["project_id"] == project_id], phase_id)
    said: list[Cell] = []
    for aspect, rows in facts.groupby("aspect", sort=False):
        values = [
            (value.rstrip("."), " (", unit_links(package, part["unit_id"], phase_id), ")")
            for value, part in rows.groupby("value", sort=False)
        ]
        said.append((f"{_upper(_named(aspect))}: ", joined(values, "; "), "."))
    return said


def projects(
    package: Package, phase_id: str, csv: str | None = None, name: str | None = None
) -> Table:
    """The projects that a phase names: status with its unit, what the texts say."""
    path = _of_phase(lineages.paths(package), phase_id)
    named = path[path["status"] != lineages.ABSENT]
    rows = []
    for row in named.itertuples():
        said = _facts(package, row.project_id, phase_id)
        if row.note:
            said.append(row.note)
        new = " (new)" if row.movement == "new" and row.order > 1 else ""
        rows.append((
            (Link(row.label, target("project", row.project_id)), f": {row.status}{new}, ",
             unit_link(package, row.unit_id, phase_id)),
            joined(said, " ") or None,
        ))  # fmt: skip
    gone = path.loc[path["movement"] == "dropped", "label"]
    caption = f"Projects that the texts of {_title(package, phase_id)} name: "
    caption += wording.cardinal(len(named))
    caption += f". No longer named: {wording.listing(gone)}." if len(gone) else "."
    return Table(name or f"tab-projects-{phase_id}", caption,
                 ("Project and status", "What the texts say"), tuple(rows), ("left",) * 2,
                 csv)  # fmt: skip


def _scope(row: Any) -> str:
    """What a figure is about, the year it refers to, its target year, and the remark on it."""
    parts = [row.scope]
    if not pd.isna(row.target_year):
        parts.append(f"by {row.target_year}")
    said = ", ".join(part for part in parts if part)
    return f"{said}. {row.note}" if row.note else said


def indicators(
    package: Package, phase_id: str, csv: str | None = None, name: str | None = None
) -> Table:
    """The figures that the texts of a phase give, each with qualifier, unit of text and scope."""
    chosen = _of_phase(package.indicators, phase_id)
    rows = [
        (
            (
                Link(row.label, target("indicator", row.indicator_id)),
                f": {wording.figure(row)}, ",
                unit_link(package, row.unit_id, phase_id),
            ),
            _scope(row),
        )
        for row in chosen.itertuples()
    ]
    measures = wording.count(chosen["measure"].nunique(), "measure")
    caption = f"Figures that the texts of {_title(package, phase_id)} give, for {measures}."
    return Table(name or f"tab-indicators-{phase_id}", caption,
                 ("Figure", "Scope"), tuple(rows), ("left",) * 2, csv)  # fmt: skip


def actors(
    package: Package, phase_id: str, csv: str | None = None, name: str | None = None
) -> Table:
    """Who a phase names: name; role at that date and capacity, with units. Same three, one row."""
    chosen = _of_phase(package.actors, phase_id)
    order = {capacity: place for place, capacity in enumerate(CAPACITIES)}
    rows = []
    for (who, role, capacity), part in chosen.groupby(["name", "role", "capacity"], sort=False):
        behalf = [body for body in part["on_behalf_of"].drop_duplicates() if body]
        shown = role or None
        if behalf and role:
            shown = f"{role}, for {wording.listing(behalf)}"
        elif behalf:
            shown = f"for {wording.listing(behalf)}"
        row = (
            Link(who, target("actor", part["actor_id"].iloc[0])),
            (f"{shown or 'no role given'}. {_upper(_named(capacity))} (",
             unit_links(package, part["unit_id"], phase_id), ")"),
        )  # fmt: skip
        person = part["kind"].iloc[0] not in ("person", "government")
        rows.append(((order.get(capacity, len(order)), person), row))
    rows.sort(key=lambda pair: pair[0])
    persons = chosen.loc[chosen["kind"] == "person", "name"].nunique()
    others = chosen.loc[chosen["kind"] != "person", "name"].nunique()
    caption = (
        f"Who stands in the texts of {_title(package, phase_id)}: "
        f"{wording.count(persons, 'person')} and {wording.count(others, 'body', 'bodies')} or "
        "groups, with the role held at that date."
    )
    return Table(name or f"tab-actors-{phase_id}", caption,
                 ("Name", "Role at that date, and capacity"),
                 tuple(row for _, row in rows), ("left",) * 2, csv)  # fmt: skip


def _each_with_units(package: Package, rows: pd.DataFrame, column: str, phase_id: str) -> Cell:
    """The different texts of a column, each with the units that it rests on."""
    return joined(
        (
            (said, " (", unit_links(package, part["unit_id"], phase_id), ")")
            if said
            else unit_links(package, part["unit_id"], phase_id)
            for said, part in rows.groupby(column, sort=False)
        ),
        "; ",
    )


def instruments(
    package: Package, phase_id: str, csv: str | None = None, name: str | None = None
) -> Table:
    """Funds, plans, programmes and the like that a phase names. Same name and kind, one row."""
    chosen = _of_phase(package.instruments, phase_id)
    rows = []
    for (what, kind), part in chosen.groupby(["name", "kind"], sort=False):
        rows.append((
            (Link(what, target("instrument", part["instrument_id"].iloc[0])), f" ({_named(kind)})"),
            _each_with_units(package, part, "description", phase_id),
        ))  # fmt: skip
    number = wording.count(len(rows), "instrument")
    caption = f"Funds, plans, programmes and other instruments in {_title(package, phase_id)}: "
    return Table(name or f"tab-instruments-{phase_id}", f"{caption}{number}.",
                 ("Name", "What it is"), tuple(rows), ("left",) * 2, csv)  # fmt: skip


def events(
    package: Package, phase_id: str, csv: str | None = None, name: str | None = None
) -> Table:
    """Dated events that a phase names, in the order of time; undated ones last."""
    chosen = _of_phase(package.events, phase_id).sort_values(
        ["date_earliest", "date_latest"], kind="stable", na_position="last"
    )
    rows = []
    for row in chosen.itertuples():
        where = f", {row.place}" if row.place else ""
        note = f". {row.note}" if row.note else ""
        rows.append((
            wording.day(row.date_earliest, row.date_latest),
            (Link(row.what, target("event", row.event_id)), f"{where} (",
             unit_link(package, row.unit_id, phase_id), f"){note}"),
        ))  # fmt: skip
    caption = f"Dates that the texts of {_title(package, phase_id)} give."
    return Table(name or f"tab-events-{phase_id}", caption,
                 ("When", "What and where"), tuple(rows), ("left",) * 2, csv)  # fmt: skip


def places(
    package: Package, phase_id: str, csv: str | None = None, name: str | None = None
) -> Table:
    """Places that a phase names, with what each is named for. Same name and kind, one row."""
    chosen = _of_phase(package.places, phase_id)
    rows = []
    for (place, kind), part in chosen.groupby(["name", "kind"], sort=False):
        rows.append((
            (Link(place, target("place", part["place_id"].iloc[0])), f" ({_named(kind)})"),
            _each_with_units(package, part, "role", phase_id),
        ))  # fmt: skip
    caption = (
        f"Places in {_title(package, phase_id)}: {wording.listing(row[0][0].text for row in rows)}."
        if rows
        else f"Places in {_title(package, phase_id)}."
    )
    return Table(name or f"tab-places-{phase_id}", caption,
                 ("Place", "Named for"), tuple(rows), ("left",) * 2, csv)  # fmt: skip


def _by_theme(package: Package, frame: pd.DataFrame, phase_id: str) -> list[Any]:
    """Rows of a salience frame of one phase, in the order of the themes."""
    rows = _of_phase(frame, phase_id).set_index("theme")
    return [
        (theme, rows.loc[theme])
        for theme in package.themes.sort_values("order", kind="stable")["theme"]
        if theme in rows.index
    ]


def salience(
    package: Package,
    frame: pd.DataFrame,
    phase_id: str,
    csv: str | None = None,
    name: str | None = None,
) -> Table:
    """Share of each theme in a phase with both 95% intervals; each share leads to its units.

    frame: as `salience.salience` gives it.
    """
    rows = [
        (
            Link(theme_label(package, theme), target("codebook", theme)),
            (
                theme_link(package, theme, phase_id, wording.percent(row["share"])),
                f" ({wording.interval(row['low'], row['high'])})",
            ),
            wording.interval(row["posterior_low"], row["posterior_high"]),
        )
        for theme, row in _by_theme(package, frame, phase_id)
    ]
    caption = (
        f"Share of the words of {_title(package, phase_id)} that each theme gets, with 95% "
        "intervals: by resampling paragraphs (in brackets), and by the posterior. Each share leads "
        "to its passages."
    )
    return Table(name or f"tab-salience-{phase_id}", caption,
                 ("Theme", "Share", "Posterior"), tuple(rows), ("left", "right", "right"),
                 csv)  # fmt: skip


def change_since(
    package: Package,
    frame: pd.DataFrame,
    phase_id: str,
    before: str | None = None,
    csv: str | None = None,
    name: str | None = None,
) -> Table:
    """Share of each theme before and now, and the change in points.

    frame: salience of both phases. before: by default the phase before in the order of phases.
    Raises `UserError` where there is none.
    """
    phase_label(package, phase_id)
    if before is None:
        order = lineages.phase_ids(package)
        place = order.index(phase_id)
        if not place:
            raise UserError(f"phases.csv: {phase_id} is the first phase, a later one is expected")
        before = order[place - 1]
    then = dict(_by_theme(package, frame, before))
    rows = []
    for theme, row in _by_theme(package, frame, phase_id):
        old = then[theme]["share"]
        rows.append((
            theme_label(package, theme),
            (theme_link(package, theme, before, wording.percent(old)), " → ",
             theme_link(package, theme, phase_id, wording.percent(row["share"]))),
            wording.signed_points(row["share"] - old),
        ))  # fmt: skip
    caption = (
        f"Share of words of each theme in {_title(package, before)} and in "
        f"{_title(package, phase_id)}, and the change in percentage points (taken before rounding)."
    )
    return Table(name or f"tab-change-{phase_id}", caption, ("Theme", "Share", "Change"),
                 tuple(rows), ("left", "right", "right"), csv)  # fmt: skip


def architecture(
    package: Package,
    frame: pd.DataFrame,
    phase_id: str,
    csv: str | None = None,
    name: str | None = None,
) -> Table:
    """Theme shares of the official structure of a phase beside those of its texts.

    frame: as `architecture.beside` gives it.
    """
    chosen = _of_phase(frame, phase_id)
    wide = {basis: chosen[chosen["basis"] == basis].set_index("theme") for basis in
            structures.BASES}  # fmt: skip
    rows = []
    for theme, row in _by_theme(package, chosen[chosen["basis"] == structures.BASES[0]], phase_id):
        rows.append((
            theme_label(package, theme),
            *(wording.percent(wide[basis].at[theme, "share"]) for basis in structures.BASES),
            (theme_link(package, theme, phase_id, wording.percent(row["text_share"])),
             f" ({wording.interval(row['low'], row['high'])})"),
        ))  # fmt: skip
    framework = structures.items(package, phase_id, "framework")
    levels = [LEVELS.get(level, level) for level in pd.unique(framework["level"])]
    caption = (
        f"Theme shares of the official structure of {_title(package, phase_id)} beside those of "
        "its texts. Frame: its highest level of grouping"
        f" ({wording.count(len(framework), 'item')}{', level ' + levels[0] if levels else ''}). "
        "Work: its projects, transverse actions and lines of work "
        f"({wording.count(len(structures.items(package, phase_id, 'work')), 'item')}). Every item "
        "counts the same."
    )
    return Table(name or f"tab-architecture-{phase_id}", caption,
                 ("Theme", "Frame", "Work", "Texts"), tuple(rows),
                 ("left", "right", "right", "right"), csv)  # fmt: skip


# --- tables over phases ---------------------------------------------------------------------


def lineage(package: Package, csv: str | None = None, name: str | None = None) -> Table:
    """What became of each project: its path through the phases, each step with its unit."""
    path = lineages.paths(package)
    rows, kept = [], 0
    for project, steps in path.groupby("project_id", sort=False):
        named = steps[steps["status"] != lineages.ABSENT]
        pieces = [
            (f"{phase_label(package, step.phase_id)}: ",
             Link(step.status, target("u", step.unit_id)) if step.unit_id else step.status)
            for step in named.itertuples()
        ]  # fmt: skip
        if steps["status"].iloc[-1] == lineages.ABSENT:
            pieces.append("no longer named" if pieces else "never named")
        else:
            kept += 1
        rows.append((
            Link(steps["label"].iloc[0], target("project", project)),
            joined(pieces, " → "),
        ))  # fmt: skip
    last = _title(package, lineages.phase_ids(package)[-1])
    caption = (
        f"What became of {wording.count(len(rows), 'project')}; {last} names "
        f"{wording.cardinal(kept)} of them."
    )
    return Table(name or "tab-lineage", caption, ("Project", "Path"), tuple(rows),
                 ("left",) * 2, csv)  # fmt: skip


def project_counts(package: Package, csv: str | None = None, name: str | None = None) -> Table:
    """How many projects each phase names, how many of them are new, how many are gone."""
    frame = lineages.counts(package)
    rows = [
        (phase_label(package, row.phase_id), row.named, row.new, row.dropped)
        for row in frame.itertuples()
    ]
    caption = (
        "Projects that each phase names; new: named for the first time; dropped: named in the "
        "phase before, not in this one."
    )
    return Table(name or "tab-project-counts", caption, ("Phase", "Named", "New", "Dropped"),
                 tuple(rows), ("left", "right", "right", "right"), csv)  # fmt: skip


def announced(package: Package, csv: str | None = None, name: str | None = None) -> Table:
    """How many projects each phase announces, and how many its texts name."""
    rows = [
        (
            phase_label(package, row.phase_id),
            row.announced,
            row.called_projects,
            row.transverse + row.work_lines,
        )
        for row in structures.announced(package).itertuples()
    ]
    caption = (
        "Projects that each phase says it has, items that its texts call projects, and other "
        "lines of work that they name. A dash: no text gives a number."
    )
    return Table(name or "tab-announced", caption,
                 ("Phase", "Announced", "Called projects", "Other lines"), tuple(rows),
                 ("left", "right", "right", "right"), csv)  # fmt: skip


def recurring_measures(package: Package) -> list[str]:
    """Measures that texts of more than one phase give, in the order in which they come."""
    phases = package.indicators.groupby("measure", sort=False)["phase_id"].nunique()
    return list(phases[phases > 1].index)


def indicators_side_by_side(
    package: Package,
    measures: Sequence[str] | None = None,
    csv: str | None = None,
    name: str | None = None,
) -> Table:
    """The same measure over the phases, with its scope and where that changes.

    measures: by default those of more than one phase. Figures of a phase that say the same stand
    in one row. Raises `UserError` on an unknown measure.
    """
    measures = recurring_measures(package) if measures is None else list(measures)
    known = list(pd.unique(package.indicators["measure"]))
    order = {phase: place for place, phase in enumerate(lineages.phase_ids(package))}
    rows = []
    for measure in measures:
        if measure not in known:
            raise UserError(
                f"indicators.csv: column measure: {measure!r} found, one of "
                f"{', '.join(known)} expected"
            )
        chosen = package.indicators[package.indicators["measure"] == measure]
        chosen = chosen.assign(place=chosen["phase_id"].map(order))
        chosen = chosen.sort_values("place", kind="stable")
        before, phase_before = "", ""
        same = ["phase_id", "value", "qualifier", "unit", "scope"]
        for (phase, *_, scope), part in chosen.groupby(same, sort=False):
            row = part.iloc[0]
            changed = before and scope != before and phase != phase_before
            rows.append((
                (Link(row["label"], target("indicator", row["indicator_id"])),
                 f", {phase_label(package, phase)}: {wording.figure(row)} (",
                 unit_links(package, part["unit_id"], phase), ")"),
                f"{scope} (before: {before})" if changed else scope or None,
            ))  # fmt: skip
            before, phase_before = scope, phase
    caption = (
        "The same measure over the phases, as the texts give it, with its unit of text. Figures "
        "whose scope changes cannot be compared."
    )
    return Table(name or "tab-indicators", caption, ("Figure", "Scope"), tuple(rows),
                 ("left",) * 2, csv)  # fmt: skip


def documents(package: Package, csv: str | None = None, name: str | None = None) -> Table:
    """The source texts: publisher, phase, date, words; each leads to its units."""
    rows = [
        (
            (
                Link(row.publisher, target("document", row.doc_id)),
                f", {phase_label(package, row.phase_id)}",
            ),
            wording.day(row.date_earliest, row.date_latest),
            row.words,
        )
        for row in package.documents.sort_values("order", kind="stable").itertuples()
    ]
    caption = (
        f"The source texts, {wording.cardinal(len(rows))} in all, with "
        f"{wording.number(package.documents['words'].sum())} words together."
    )
    return Table(name or "tab-documents", caption, ("Text", "Date", "Words"),
                 tuple(rows), ("left", "left", "right"), csv)  # fmt: skip


def phases(package: Package, csv: str | None = None, name: str | None = None) -> Table:
    """The phases: kind, date, years covered, number of texts."""
    rows = []
    for row in package.phases.sort_values("order", kind="stable").itertuples():
        years = [str(year) for year in (row.covers_from, row.covers_to) if not pd.isna(year)]
        texts = int((package.documents["phase_id"] == row.phase_id).sum())
        rows.append((
            row.label,
            wording.day(row.date_earliest, row.date_latest),
            " to ".join(years) or "not stated",
            texts,
        ))  # fmt: skip
    caption = f"The {wording.cardinal(len(rows))} phases, the years that they cover, their texts."
    return Table(name or "tab-phases", caption, ("Phase", "Date", "Years covered", "Texts"),
                 tuple(rows), ("left", "left", "left", "right"), csv)  # fmt: skip


# --- the dictionary coder -------------------------------------------------------------------


def dictionary_scores(
    package: Package, frame: pd.DataFrame, csv: str | None = None, name: str | None = None
) -> Table:
    """Precision, recall and F1 of the dictionary coder, as `codebook.scores` gives them."""
    averages = {"micro": "All decisions pooled", "macro": "Mean over themes"}
    rows = []
    for row in frame.itertuples():
        first = averages.get(row.scope)
        cells = [
            f"{wording.percent(getattr(row, measure))} "
            f"({wording.interval(getattr(row, f'{measure}_low'), getattr(row, f'{measure}_high'))})"
            if not pd.isna(getattr(row, measure))
            else None
            for measure in codebook.MEASURES
        ]
        rows.append((
            first or Link(theme_label(package, row.theme), target("codebook", row.theme)), *cells
        ))  # fmt: skip
    caption = (
        "How well the dictionary finds the themes that reading found, with 95% intervals. "
        f"{codebook.CAVEAT} Averages leave out passages without a theme."
    )
    return Table(name or "tab-dictionary-scores", caption,
                 ("Theme", "Precision", "Recall", "F1"), tuple(rows),
                 ("left", "right", "right", "right"), csv)  # fmt: skip


def dictionary_differences(
    package: Package, frame: pd.DataFrame, csv: str | None = None, name: str | None = None
) -> Table:
    """Units where dictionary and hand differ, as `codebook.differences` gives them."""

    def labels(themes: str) -> Cell:
        return joined(theme_label(package, theme) for theme in themes.split())

    rows = [
        (
            (unit_link(package, row.unit_id), f": {row.gist}"),
            joined(
                (f"{word} ", labels(themes))
                for word, themes in (("missed:", row.missed), ("added:", row.added))
                if themes
            ),
        )
        for row in frame.itertuples()
    ]
    number = wording.count(len(rows), "passage")
    caption = f"Where dictionary and hand differ: {number}."
    return Table(name or "tab-dictionary-differences", caption,
                 ("Passage", "The dictionary"), tuple(rows), ("left",) * 2, csv)  # fmt: skip
