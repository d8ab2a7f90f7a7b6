"""The two poles over time: two lines in true time, and the parts of the themes in the shift."""

from __future__ import annotations

from functools import partial
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from themeshift.figures import colours, style, svg
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import shift
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.numbers import Language

#: Sideways distance of the two lines' points in one phase, in units.
_BESIDE = 4.0
#: Size of the card's heading.
_HEADING = 20.5
_WORDS = {
    "en": {
        "unit": "Share of passages, with 95% intervals",
        "then": "; ",
        "moved": ("{name} fell", "{name} rose", "{name} did not move"),
        "point": "{phase}: {value} on {name}",
        "reading": "Bars are 95% intervals; each point opens its passages.",
        "seen": "Two lines over {phases}. {values}",
    },
    "fr": {
        "unit": "Part des passages, avec intervalles à 95\u202f%",
        "then": "\u202f; ",
        "moved": ("{name} en baisse", "{name} en hausse", "{name} sans changement"),
        "point": "{phase}\u00a0: {value}, {name}",
        "reading": "Les barres sont des intervalles à 95\u202f%\u202f; chaque point ouvre ses passages.",
        "seen": "Deux courbes, {phases}. {values}",
    },
}  # fmt: skip


def finding(package: Package, table: pd.DataFrame, language: Language = "en") -> str:
    """Which pole fell and which rose from the first phase to the last, without numbers or stop.

    table: `shift.poles(package)`.
    """
    moves = []
    for pole in (ORIGIN, DESTINATION):
        first, last = (numbers.percent(table[pole].iloc[end], language) for end in (0, -1))
        way = 2 if first == last else int(table[pole].iloc[-1] > table[pole].iloc[0])
        name = labels.pole(package, pole, language)
        moves.append(_WORDS[language]["moved"][way].format(name=name))
    return numbers.capital(f"{moves[0]}{_WORDS[language]['then']}{moves[1]}")


def two_lines(package: Package, language: Language = "en") -> Figure:
    """The shares of both poles in each phase, in true time, with their intervals."""
    table, words = shift.poles(package), _WORDS[language]
    phases = [labels.phase(package, phase, language) for phase in table["phase_id"]]
    values = []
    for phase, *shares in zip(phases, table[ORIGIN], table[DESTINATION], strict=True):
        shown = ", ".join(numbers.percent(share, language) for share in shares)
        values.append(f"{phase}: {shown}")
    said = numbers.capital("; ".join(values)) + "."
    return Figure(
        "two-lines" if language == "en" else f"two-lines-{language}",
        partial(_two_lines, package, table, language=language),
        finding(package, table, language),
        words["reading"],
        words["seen"].format(phases=numbers.listing(phases, language), values=said),
        "poles",
    )


def card(package: Package) -> bytes:
    """The picture for social media as PNG of 1200 × 630: the finding over the two lines."""
    figure = two_lines(package)
    lines = style.wrap(figure.title, style.WIDE, _HEADING, "bold").split("\n")
    heading = "".join(
        f'<text x="30" y="{40 + place * style.LEADING * _HEADING}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    inner = figure.wide.replace("<svg ", '<svg x="30" y="76" ', 1)
    look = (
        f'font-family="{style.FONT}" font-size="{_HEADING}" font-weight="700" fill="{colours.INK}"'
    )
    return svg.bitmap(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="420"><g {look}>{heading}</g>'
        f"{inner}</svg>",
        scale=1.5,
    )


def _two_lines(
    package: Package, table: pd.DataFrame, width: float, language: Language = "en"
) -> style.Sheet:
    words, wide = _WORDS[language], width > style.NARROW
    phases, at = list(table["phase_id"]), parts.days(package)
    names = {pole: labels.pole(package, pole, language) for pole in (ORIGIN, DESTINATION)}
    ends = []
    for pole, name in names.items():
        text = f"{numbers.percent(table[pole].iloc[-1], language)} {name}"
        longest = max(style.text_width(word, weight="bold") for word in text.split())
        ends.append(style.wrap(text, 160 if wide else max(104, longest), weight="bold"))
    left, pad = (46.0, 15.0) if wide else (40.0, 10.0)
    inner = width - left - max(style.text_width(one, weight="bold") for one in ends) - 13 + pad
    low, high = parts.span(at, inner, pad, pad)
    unit = (high - low) / inner
    centres = (at - low) / unit
    texts, placed, below = parts.phase_labels(package, centres, -left, width - left, language)
    top, height = 34.0, 340.0 if wide else 330.0
    plot = height - top - below
    sheet = style.Sheet(width, height)
    ax = style.axes(sheet, left, top, inner, plot)
    ax.set_xlim(low, high)
    highest = table[["origin_high", "destination_high"]].to_numpy().max()
    parts.share_axis(ax, min(1.0, np.ceil(highest * 20) / 20), 0.2, language)
    parts.note(ax, -left, plot + 22, words["unit"], style.TEXT)

    bars, lines, anchors, values, tints = [], [], [], [], []
    for side, (pole, name) in zip((-1, 1), names.items(), strict=True):
        colour = colours.pole(package, pole)
        x, y = at + side * _BESIDE * unit, table[pole].to_numpy()
        bars += parts.interval(ax, x, table[f"{pole}_low"], table[f"{pole}_high"], colour)
        ax.plot(x, y, color=colour, marker="o", markersize=9, clip_on=False, zorder=3)
        lines.append(np.c_[x, y])
        shown = [numbers.percent(share, language) for share in y]
        for phase, value, *point in zip(phases, shown, x, y, strict=True):
            said = numbers.capital(labels.phase(package, phase, language))
            title = words["point"].format(phase=said, value=value, name=name)
            themes = labels.pole_themes(package, pole)
            parts.mark(ax, *point, title, links.passages(phase=phase, theme=themes))
        anchors += lines[-1][:-1].tolist()
        values += shown[:-1]
        tints += [colours.words(colour)] * len(shown[:-1])
    parts.name_points(ax, anchors, values, tints, lines, bars)
    last = [line[-1] for line in lines]
    last_tints = [colours.words(colours.pole(package, pole)) for pole in names]
    parts.name_ends(ax, last, ends, last_tints, 1)
    parts.phase_axis(ax, at, texts, placed)
    return sheet


def shift_finding(package: Package, table: pd.DataFrame) -> str:
    """The whole shift, its largest step and what each theme gives, in one sentence without stop.

    table: `shift.decomposition(package)`.
    """
    if table.empty:
        return "With one phase there is no shift"
    total = table[table["scope"] == "total"].sort_values("contribution", ascending=False)
    items = [
        f"{parts.points(row.contribution).removeprefix('+')} from "
        f"{'more' if row.change > 0 else 'less'} {labels.theme(package, row.theme)}"
        for row in total.itertuples()
        if parts.points(row.contribution) != "0"
    ]
    if not items:
        return "Nothing shifted"
    whole = total["contribution"].sum()
    said = f"The shift of {numbers.points(whole)}: {numbers.listing(items)}"
    steps = table[table["scope"] != "total"]
    steps = steps.groupby(["from_phase", "to_phase"], sort=False)["contribution"].sum()
    if len(steps) > 1:
        before, after = (steps * np.sign(whole)).idxmax()
        ends = f"from {labels.phase_year(package, before)} to {labels.phase_year(package, after)}"
        said += f"; its largest step is {ends} ({numbers.points(steps[before, after])})"
    return said


def decomposition(package: Package) -> Figure:
    """What each theme of the poles gives to the whole shift and to each of its steps."""
    table = shift.decomposition(package)
    groups = list(table.groupby(["scope", "from_phase", "to_phase"], sort=False))
    seen = [
        f"From the {labels.phase(package, before)} to the {labels.phase(package, after)}: "
        f"{numbers.signed_points(rows['contribution'].sum())}."
        for (_, before, after), rows in groups
    ]
    # The whole first; one step is the whole.
    groups = groups[-1:] + (groups[:-1] if len(groups) > 2 else [])
    panels = [
        (
            f"{labels.phase_year(package, before)} to {labels.phase_year(package, after)}",
            rows.set_index("theme"),
        )
        for (_, before, after), rows in groups
    ]
    return Figure(
        "decomposition",
        partial(_decomposition, package, panels),
        shift_finding(package, table),
        "Lines are 95% intervals; a theme that counts against the shift has its bar on the left.",
        f"Bars for each theme, for each step and for the whole. {' '.join(seen)}" if seen else "",
        "decomposition",
    )


def _decomposition(
    package: Package, panels: list[tuple[str, pd.DataFrame]], width: float
) -> style.Sheet:
    if not panels:
        return parts.words_alone("One phase: no shift to draw.", width)
    wide = width > style.NARROW
    themes = [one for pole in (ORIGIN, DESTINATION) for one in labels.pole_themes(package, pole)]
    names = [labels.theme_title(package, theme, short=True) for theme in themes]
    left = max(style.text_width(name, weight="bold") for name in names) + 10
    row, head = (34.0, 44.0) if wide else (22.0, 40.0)
    columns = len(panels) if wide else 1
    depth, room = row * len(themes), 38.0
    unit = "Contribution to the shift, in points" + ", with 95% intervals" * wide
    heights, sides, sources = (
        (head, depth, 6.0),
        (left, room, 18.0),
        parts.source_line(package, width),
    )
    grid = parts.panels(width, len(panels), columns, heights, sides, unit, sources)
    low = min(0.0, *(rows["low"].min() for _, rows in panels))
    high = max(0.01, *(rows["high"].max() for _, rows in panels))
    for place, (ax, (heading, rows)) in enumerate(zip(grid, panels, strict=True)):
        ax.set(xlim=(low, high), ylim=(len(themes) - 0.5, -0.5), xticks=[], yticks=[])
        ax.axvline(0, color=colours.FAINT, linewidth=1)
        whole = numbers.signed_points(rows["contribution"].sum())
        parts.write(ax, 0, depth + 26, heading, weight="bold")
        parts.note(ax, 0, depth + 9, whole, style.TEXT)
        for line, (theme, name) in enumerate(zip(themes, names, strict=True)):
            colour, one = colours.theme(package, theme), rows.loc[theme]
            part, level = one["contribution"], depth - (line + 0.5) * row
            how = {"weight": "bold", "color": colours.words(colour)}
            ax.barh(line, part, height=0.52 if wide else 0.6, color=colour)
            ax.hlines(line, one["low"], one["high"], colours.INK, linewidth=1.2, alpha=0.55)
            parts.write(ax, ax.bbox.width + room, level, parts.points(part), ha="right", **how)
            if place == 0 or not wide:
                parts.write(ax, -left, level, name, **how)
            if place == 0:
                title = f"{name}: {numbers.signed_points(part)}"
                target = links.passages(theme=theme)
                parts.area(ax, (low, line - 0.5, high - low, 1.0), title, target)
    return grid[0].figure
