"""What the texts state: figures, projects, who, what, where, when, and the official structure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from themeshift import lineage, wording
from themeshift.markup import escape
from themeshift.package import NO_THEME
from themeshift.pages import parts
from themeshift.pages.source import Source
from themeshift.tables import LEVELS, French, phase_label, rendered, target, theme_label

_ACTOR_KINDS = {
    "person": "Persons",
    "government": "Government",
    "public-body": "Public bodies",
    "committee": "Committees",
    "company": "Companies",
    "association": "Associations",
    "group": "Groups",
    "press": "Press",
}


def indicator_page(source: Source) -> list[str]:
    indicators = source.package.indicators
    phases = indicators.groupby("measure", sort=False)["phase_id"].nunique()
    blocks = [
        parts.heading("Figures"),
        escape(
            f"Every figure that the texts give: {wording.number(len(indicators))} of them, for "
            f"{wording.count(len(phases), 'measure')}, with qualifier, unit and scope as stated."
        ),
    ]
    recurring = list(phases[phases > 1].index)
    if recurring:
        blocks.append(parts.heading("Given in more than one phase", 2))
        blocks.append(_measures(source, recurring))
    for phase in source.phases:
        rows = indicators[indicators["phase_id"] == phase]
        alone = [name for name in pd.unique(rows["measure"]) if name not in recurring]
        if alone:
            title = f"Given in {phase_label(source.package, phase)} alone"
            blocks.append(parts.heading(title, 2))
            blocks.append(_measures(source, alone))
    return blocks


def _measures(source: Source, measures: Sequence[str]) -> str:
    indicators = source.package.indicators
    order = {phase: place for place, phase in enumerate(source.phases)}
    entries = []
    for measure in measures:
        rows = indicators[indicators["measure"] == measure]
        rows = rows.assign(place=rows["phase_id"].map(order)).sort_values("place", kind="stable")
        labels = " / ".join(dict.fromkeys(rows["label"]))
        entries.append((f"**{escape(labels)}**", [_figure(source, row) for row in
                                                 rows.itertuples()]))  # fmt: skip
    return parts.definitions(entries)


def _figure(source: Source, row: Any) -> str:
    facts = [row.scope]
    if not pd.isna(row.year):
        facts.append(f"refers to {row.year}")
    if not pd.isna(row.target_year):
        facts.append(f"target year {row.target_year}")
    said = ", ".join(fact for fact in facts if fact)
    note = f" {parts.sentence(row.note)}" if row.note else ""
    anchor = target("indicator", row.indicator_id)
    claimed = source.claim_links(anchor)
    return (
        f"{parts.marked(anchor, parts.capital(wording.figure(row)))}{escape(': ')} {escape(said)} "
        f"({source.unit(row.unit_id)})\\.{' ' if note else ''}{escape(note)}"
        + (f" Used in {claimed}\\." if claimed else "")
    )


def project_page(source: Source) -> list[str]:
    package = source.package
    paths = lineage.paths(package)
    blocks = [
        parts.heading("Projects"),
        escape(
            f"The {wording.count(len(package.projects), 'project')} that the texts name, with "
            "what became of each and all that the texts say of it."
        ),
    ]
    for project in package.projects.sort_values("order", kind="stable").itertuples():
        anchor = target("project", project.project_id)
        french = (French(project.label_fr), ". ") if project.label_fr else ()
        blocks.append(parts.heading(project.label, 2, anchor))
        blocks.append(f"{rendered(french)}{escape(project.description)}")
        claimed = source.claim_links(anchor)
        if claimed:
            blocks.append(f"{parts.labelled('Used in', claimed)}\\.")
        path = paths[paths["project_id"] == project.project_id]
        blocks.append(parts.definitions(_project_step(source, step) for step in path.itertuples()))
        about = lineage.units(package, project.project_id)
        about = about[about["why"].str.split().map(lambda why: "about" in why).astype(bool)]
        if len(about):
            links = ", ".join(source.unit(unit) for unit in about["unit_id"])
            blocks.append(f"{parts.labelled('Passages about it', links)}\\.")
    return blocks


def _project_step(source: Source, step: Any) -> tuple[str, list[str]]:
    label = phase_label(source.package, step.phase_id)
    note = f" {parts.sentence(step.note)}" if step.note else ""
    if step.status == lineage.ABSENT:
        return f"**{escape(label)}**", [escape(f"Not named.{note}")]
    shown = f"{escape(parts.capital(step.status))} ({source.unit(step.unit_id, step.phase_id)})\\."
    said = f"{shown}{' ' if note else ''}{escape(note)}"
    bullets = []
    facts = source.package.project_facts
    facts = facts[(facts["project_id"] == step.project_id) & (facts["phase_id"] == step.phase_id)]
    for fact in facts.itertuples():
        remark = f" {parts.sentence(fact.note)}" if fact.note else ""
        bullets.append(
            f"{escape(parts.capital(parts.words(fact.aspect)))}{escape(': ')} "
            f"{escape(fact.value.rstrip('.'))} "
            f"({source.unit(fact.unit_id, step.phase_id)})\\.{' ' if remark else ''}"
            f"{escape(remark)}"
        )
    return f"**{escape(label)}**", [said + parts.inner(bullets)]


def actor_page(source: Source) -> list[str]:
    actors = source.package.actors
    blocks = [
        parts.heading("Who: persons and organisations"),
        escape(
            f"The {wording.count(actors['name'].nunique(), 'name')} that the texts give, with the "
            "role held at that date and the capacity in which each appears."
        ),
    ]
    known = [*_ACTOR_KINDS, *(kind for kind in pd.unique(actors["kind"])
                              if kind not in _ACTOR_KINDS)]  # fmt: skip
    for kind in known:
        rows = actors[actors["kind"] == kind]
        if rows.empty:
            continue
        blocks.append(parts.heading(_ACTOR_KINDS.get(kind, parts.capital(parts.words(kind))), 2))
        blocks.append(
            parts.definitions(
                (f"**{escape(name)}**", list(_appearances(source, part)))
                for name, part in _alphabetically(rows, "name")
            )
        )
    return blocks


def _alphabetically(rows: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    groups = rows.groupby(column, sort=False)
    return sorted(
        ((name, part) for name, part in groups), key=lambda pair: parts.alphabetical(pair[0])
    )


def _appearances(source: Source, rows: pd.DataFrame) -> Iterator[str]:
    """One definition for each phase, role and capacity, with all its units."""
    same = ["phase_id", "role", "role_fr", "capacity", "on_behalf_of"]
    for (phase, role, french, capacity, behalf), part in rows.groupby(same, sort=False):
        pieces: list[Any] = [role] if role else []
        if french:
            pieces += [" (", French(french), ")"] if role else [French(french)]
        pieces.append(f"{', ' if pieces else ''}{parts.words(capacity)}")
        if behalf:
            pieces.append(f", for {behalf}")
        units, noted = [], []
        for row in part.itertuples():
            anchor = parts.checked(target("actor", row.actor_id))
            unit = f"[]{{#{anchor}}}{source.unit(row.unit_id, phase)}"
            units += [] if row.note else [unit]
            noted += (
                [f"{unit}{escape(': ')} {escape(parts.sentence(row.note))}"] if row.note else []
            )
        label = escape(f"{phase_label(source.package, phase)}: ")
        where = f" ({', '.join(units)})" if units else ""
        yield f"{label} {rendered(tuple(pieces))}{where}\\.{parts.inner(noted)}"


def instrument_page(source: Source) -> list[str]:
    instruments = source.package.instruments
    blocks = [
        parts.heading("What: funds, plans and other instruments"),
        escape(
            f"The {wording.count(instruments['name'].nunique(), 'instrument')} that the texts "
            "name, by kind."
        ),
    ]
    for kind, rows in _alphabetically(instruments, "kind"):
        blocks.append(parts.heading(parts.capital(parts.words(kind)), 2))
        blocks.append(
            parts.definitions(
                (
                    f"**{escape(name)}**",
                    [
                        _mention(source, "instrument", row.instrument_id, row, row.description)
                        for row in part.itertuples()
                    ],
                )
                for name, part in _alphabetically(rows, "name")
            )
        )
    return blocks


def _mention(source: Source, kind: str, identifier: str, row: Any, said: str) -> str:
    """One mention of a thing: phase (a target), what is said, unit, remark."""
    phase = phase_label(source.package, row.phase_id)
    note = f" {parts.sentence(row.note)}" if row.note else ""
    colon = f"{escape(': ')} {escape(said)}" if said else ""
    return (
        f"{parts.marked(target(kind, identifier), phase)}{colon} "
        f"({source.unit(row.unit_id, row.phase_id)})\\.{' ' if note else ''}{escape(note)}"
    )


def place_page(source: Source) -> list[str]:
    places = source.package.places
    blocks = [
        parts.heading("Where: places"),
        escape(
            f"The {wording.count(places['name'].nunique(), 'place')} that the texts name, and "
            "what for."
        ),
    ]
    entries = []
    for name, part in _alphabetically(places, "name"):
        kinds = wording.listing(dict.fromkeys(map(parts.words, part["kind"])))
        said = [_mention(source, "place", row.place_id, row, row.role) for row in part.itertuples()]
        entries.append((f"**{escape(name)}** {escape(f'({kinds})')}", said))
    return [*blocks, parts.definitions(entries)]


def event_page(source: Source) -> list[str]:
    events = source.package.events.sort_values(
        ["date_earliest", "date_latest"], kind="stable", na_position="last"
    )
    blocks = [
        parts.heading("When: dates and events"),
        escape(
            f"The {wording.count(len(events), 'date')} that the texts give or that follow from "
            "them, in the order of time. Where a text is vague, both ends of the time stand."
        ),
    ]
    year = events["date_earliest"].dt.year
    for value in [*sorted(year.dropna().unique()), None]:
        rows = events[year.isna() if value is None else year == value]
        if rows.empty:
            continue
        blocks.append(parts.heading("Without a date" if value is None else str(int(value)), 2))
        blocks.append(parts.definitions(_event(source, row) for row in rows.itertuples()))
    return blocks


def _event(source: Source, row: Any) -> tuple[str, list[str]]:
    dated = not pd.isna(row.date_earliest)
    day = wording.day(row.date_earliest, row.date_latest) if dated else "No date"
    where = f", {row.place}" if row.place else ""
    note = f" {parts.sentence(row.note)}" if row.note else ""
    said = (
        f"{escape(row.what + where)} ({source.unit(row.unit_id)})\\."
        f"{' ' if note else ''}{escape(note)}"
    )
    return f"**{parts.marked(target('event', row.event_id), day)}**", [said]


def architecture_page(source: Source) -> list[str]:
    package = source.package
    blocks = [
        parts.heading("The official architecture"),
        escape(
            "How each phase says that it is built: axes, themes, strands, projects, transverse "
            "actions, lines of work and proposals, each with the themes that it speaks of."
        ),
    ]
    for phase in source.phases:
        rows = package.structure[package.structure["phase_id"] == phase]
        rows = rows.sort_values("order", kind="stable")
        blocks.append(parts.heading(phase_label(package, phase), 2))
        if rows.empty:
            blocks.append(escape("Nothing recorded."))
            continue
        blocks.append("\n".join(_structure_lines(source, rows, "", 0)))
    return blocks


def _structure_lines(source: Source, rows: pd.DataFrame, parent: str, depth: int) -> Iterator[str]:
    """Items under a parent, each followed by those under it, as a nested list."""
    themes = source.package.structure_themes
    for row in rows[rows["parent_id"] == parent].itertuples():
        given = themes[themes["item_id"] == row.item_id]
        named = wording.listing(
            theme_label(source.package, code.theme).lower()
            + (f" ({wording.percent(code.weight)})" if len(given) > 1 else "")
            for code in given.itertuples()
            if code.theme != NO_THEME
        )
        french = (" (", French(row.label_fr), ")") if row.label_fr else ()
        level = LEVELS.get(row.level, parts.words(row.level))
        note = f" {parts.sentence(row.note)}" if row.note else ""
        shown = f": {named}" if named else ": no theme"
        yield (
            f"{'  ' * depth}- {parts.marked(target('structure', row.item_id), row.label)}"
            f"{rendered(french)}{escape(f', {level}{shown}')} "
            f"({source.unit(row.unit_id, row.phase_id)})\\.{' ' if note else ''}{escape(note)}"
        )
        yield from _structure_lines(source, rows, row.item_id, depth + 1)
