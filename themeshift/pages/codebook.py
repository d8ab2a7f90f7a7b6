"""The codebook: what each theme includes and excludes, the rules for hard cases, and the terms."""

from __future__ import annotations

from collections.abc import Iterator

from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.pages import markup, tables
from themeshift.pages.tables import Cell, Link, Table
from themeshift.prose import labels, links, numbers

DESCRIPTION = (
    "The themes of the book with what each includes and excludes, the rules for hard cases and the "
    "French terms that point to a theme."
)
ROOT = "../../"
_POLES = {
    ORIGIN: "It belongs to the first pole.",
    DESTINATION: "It belongs to the second pole.",
}


def page(package: Package) -> str:
    """The MyST of the page; anchors `codebook-<theme>` and `rule-<number>`."""
    blocks = [
        markup.front_matter(DESCRIPTION, styles="record.css"),
        "# Codebook",
        markup.markdown(
            "A coder gives each passage the themes that it argues for, and decides by the "
            "statement, not by the project that it is about. A passage that argues for nothing "
            "only frames. Where a passage has several themes, they share it: evenly, unless a rule "
            "says otherwise."
        ),
        "## Themes",
    ]
    blocks += [_theme(package, theme) for theme in package.themes["theme"]]
    blocks += ["## Rules for hard cases", _rules(package)._repr_html_()]
    if len(package.alternatives):
        blocks += ["## Close calls", _close_calls(package)._repr_html_()]
    return "\n\n".join(blocks) + "\n"


def _theme(package: Package, theme: str) -> str:
    row = package.themes.set_index("theme").loc[theme]
    french = f" ({markup.french(row['label_fr'])})" if row["label_fr"] else ""
    pole = f" {_POLES[row['pole']]}" if row["pole"] in _POLES else ""
    named = package.theme_terms[package.theme_terms["theme"] == theme]["pattern"]
    facts = [
        ("Includes", markup.inert(row["includes"])),
        ("Excludes", markup.inert(row["excludes"])),
        ("Example", markup.inert(row["example"])),
        ("Terms", ", ".join(map(markup.french, named))),
        ("Passages", tables.shown(_passages(package, theme), ROOT)),
    ]
    anchor = markup.slug(theme)
    label = markup.inert(row["label_en"])
    name = f'<span class="theme" style="--c:var(--theme-{anchor})">{label}</span>'
    return "\n".join(
        [
            f'<section class="theme-entry" id="codebook-{anchor}">',
            f"<h3>{name}{french}</h3>",
            f"<p>{markup.inert(row['definition'])}{pole}</p>",
            '<dl class="facts">',
            *(f"<div><dt>{label}</dt><dd>{text}</dd></div>" for label, text in facts if text),
            "</dl>",
            "</section>",
        ]
    )


def _passages(package: Package, theme: str) -> Cell:
    """How many passages the theme has in each phase, each number a link to them."""
    base = corpora.corpus(package)
    given = base.weights[:, base.themes.index(theme)] > 0
    cells = []
    for place, phase in enumerate(base.phases):
        number = int((given & (base.phase == place)).sum())
        label = f"{labels.phase(package, phase)}: "
        target = links.passages(phase=phase, theme=theme)
        cells.append((label, Link(str(number), target) if number else "0"))
    return tables.joined(cells, ", ")


def _rules(package: Package) -> Table:
    rows = [
        (
            f"{row.rule}. {row.title}",
            row.text,
            tables.joined(
                labels.theme_title(package, theme, short=True)
                for theme in row.themes.split()
                if theme != NO_THEME
            ),
        )
        for row in package.rules.sort_values("rule", kind="stable").itertuples()
    ]
    anchors = tuple(f"rule-{rule}" for rule in sorted(package.rules["rule"]))
    version = package.rules["version"].max()
    return Table(
        name="rules",
        caption=f"Rules for hard cases, version {version}, which the next coder follows.",
        columns=("Rule", "What it says", "Themes"),
        rows=tuple(rows),
        align=("left",) * 3,
        csv="rules.csv",
        root=ROOT,
        anchors=anchors,
    )


def _close_calls(package: Package) -> Table:
    """Passages with another reading: what they say, how the mean codes them, the other reading."""
    return Table(
        name="close-calls",
        caption=(
            "Passages that could reasonably be given other themes. The first reading is the mean "
            "of the codings."
        ),
        columns=("Passage", "The book", "The other reading"),
        rows=tuple(_close_call_rows(package)),
        align=("left",) * 3,
        csv="alternatives.csv",
        root=ROOT,
    )


def _close_call_rows(package: Package) -> Iterator[tuple[Cell, ...]]:
    base = corpora.corpus(package)
    mean = dict(zip(base.unit_ids, base.weights, strict=True))
    gist = dict(zip(package.units["unit_id"], package.units["gist"], strict=True))
    for unit in package.units["unit_id"]:
        readings = package.alternatives[package.alternatives["unit_id"] == unit]
        for _, rows in readings.groupby("variant", sort=False):
            ours = [
                (theme, weight)
                for theme, weight in zip(base.themes, mean.get(unit, ()), strict=False)
                if weight > 0
            ]
            note = " ".join(filter(None, (row.note for row in rows.itertuples())))
            theirs = [(row.theme, row.weight) for row in rows.itertuples()]
            yield (
                (tables.passage(package, unit), f": {gist[unit]}"),
                _weighed(package, ours),
                (_weighed(package, theirs), f" ({note})" if note else ""),
            )


def _weighed(package: Package, themes: list[tuple[str, float]]) -> str:
    ranked = sorted(themes, key=lambda one: -one[1])
    return ", ".join(
        labels.theme_title(package, theme, short=True)
        + (f" {numbers.percent(weight)}" if len(ranked) > 1 else "")
        for theme, weight in ranked
    )
