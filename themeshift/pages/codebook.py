"""The codebook: what each theme includes and excludes, the rules for hard cases, and the terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.pages import markup, tables
from themeshift.pages.tables import Cell, Link, Table
from themeshift.prose import labels, links

DESCRIPTION = (
    "The themes of the book with what each includes and excludes, the rules for hard cases and the "
    "French terms that point to a theme."
)
OPENING = (
    "A coder gives each passage the themes that it argues for, and decides by the statement, not by "
    "the project that it is about. A passage that argues for nothing has no theme. Where a passage "
    "has several themes, they share it: evenly, unless a rule says otherwise."
)
_POLES = {ORIGIN: " It belongs to the first pole.", DESTINATION: " It belongs to the second pole."}


def page(package: Package) -> str:
    """The MyST of the page; anchors `codebook-<theme>` and `rule-<number>`."""
    blocks = [markup.markdown(OPENING), "## Themes"]
    blocks += ["\n".join(_theme(package, row)) for row in package.themes.itertuples()]
    blocks += ["## Rules for hard cases", _rules(package).html()]
    if len(package.alternatives):
        blocks += ["## Close calls", _close_calls(package).html()]
    return markup.page("Codebook", DESCRIPTION, blocks, "record.css")


def _theme(package: Package, row: Any) -> Iterator[str]:
    terms = package.theme_terms.loc[package.theme_terms["theme"] == row.theme, "pattern"]
    french = f" ({markup.french(row.label_fr)})" if row.label_fr else ""
    yield f'<section class="theme-entry" id="codebook-{row.theme}">'
    yield f"<h3>{markup.chip(row.theme, row.label_en)}{french}</h3>"
    yield f"<p>{markup.inert(row.definition)}{_POLES.get(row.pole, '')}</p>"
    yield from markup.facts(
        [
            ("Includes", markup.inert(row.includes)),
            ("Excludes", markup.inert(row.excludes)),
            ("Example", markup.inert(row.example)),
            ("Terms", ", ".join(map(markup.french, terms))),
            ("Passages", tables.shown(_passages(package, row.theme))),
        ]
    )
    yield "</section>"


def _passages(package: Package, theme: str) -> Cell:
    """How many passages the theme has in each phase, each number a link to them."""
    base = corpora.corpus(package)
    given = base.phase[base.weights[:, base.themes.index(theme)] > 0]
    cells = []
    for place, phase in enumerate(base.phases):
        number = str((given == place).sum())
        target = links.passages(phase, theme=theme)
        label = f"{labels.phase(package, phase)}: "
        cells.append((label, Link(number, target) if number != "0" else number))
    return tables.joined(cells)


def _rules(package: Package) -> Table:
    rules = package.rules.sort_values("rule", kind="stable")
    rows = []
    for row in rules.itertuples():
        themes = [theme for theme in row.themes.split() if theme != NO_THEME]
        names = tables.joined(labels.theme_title(package, theme, short=True) for theme in themes)
        text: Cell = row.text
        if row.first_text:
            text = (text, tables.BREAK, f"The codings so far followed: {row.first_text}")
        rows.append((f"{row.rule}. {row.title}", text, names))
    version = rules["version"].max()
    caption = (
        f"Rules for hard cases, version {version}, which the next coder follows. Where the codings so "
        "far followed an earlier text, it stands below."
    )
    anchors = [f"rule-{rule}" for rule in rules["rule"]]
    columns = ("Rule", "What it says", "Themes")
    return Table("rules", caption, columns, rows, csv="rules.csv", anchors=anchors)


def _close_calls(package: Package) -> Table:
    """Passages with another reading: what they say, how the mean codes them, the other reading."""
    base = corpora.corpus(package)
    mean = dict(zip(base.unit_ids, base.weights, strict=True))
    rows = []
    for unit in package.units.itertuples():
        readings = package.alternatives[package.alternatives["unit_id"] == unit.unit_id]
        ours = zip(base.themes, mean.get(unit.unit_id, ()), strict=False)
        book = ", ".join(tables.weighed(package, [one for one in ours if one[1] > 0]).values())
        for _, other in readings.groupby("variant", sort=False):
            theirs = tables.weighed(package, zip(other["theme"], other["weight"], strict=True))
            note = " ".join(filter(None, other["note"]))
            passage = tables.cited(labels.passage(package, unit.unit_id), unit.unit_id)
            reading = (", ".join(theirs.values()), f" ({note})" if note else "")
            rows.append(((passage, f": {unit.gist}"), book, reading))
    caption = (
        "Passages that could reasonably be given other themes. The first reading is the mean of "
        "the codings."
    )
    columns = ("Passage", "The book", "The other reading")
    return Table("close-calls", caption, columns, rows, csv="alternatives.csv")
