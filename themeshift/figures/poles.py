"""The two poles over time: two lines in true time, and the parts of the themes in the shift."""

from __future__ import annotations

import io
from functools import partial

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.transforms import Affine2D, Bbox

from themeshift.figures import colours, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import shift
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.numbers import Language

#: Sideways distance of the two lines' points in one phase, in units.
_BESIDE = 4.0
_WORDS = {
    "en": {
        "unit": "Share of passages, with 95% intervals",
        "then": "; ",
        "moved": ("{name} fell", "{name} rose", "{name} did not move"),
        "each": "{}: {}",
        "point": "{phase}: {value} on {name}",
        "reading": "Bars are 95% intervals; select a point to read its passages.",
        "seen": "Two lines over {phases}. {values}",
    },
    "fr": {
        "unit": "Part des passages, avec intervalles à 95\u202f%",
        "then": "\u202f; ",
        "moved": ("{name} en baisse", "{name} en hausse", "{name} sans changement"),
        "each": "{}\u00a0: {}",
        "point": "{phase}\u00a0: {value}, {name}",
        "reading": "Barres\u00a0: intervalles à 95\u202f%\u202f; un clic sur un point ouvre ses passages.",
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
        values.append(words["each"].format(phase, shown))
    said = numbers.capital(words["then"].join(values)) + "."
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
    sheet, target = figure.drawings[0], io.BytesIO()
    heading = style.wrap(figure.title, style.WIDE, 20.5, "bold")
    sheet.text(0, 1, f"{heading}\n", size=20.5, weight="bold", va="bottom")
    # The drawing, its heading above it, on a page a little larger than it.
    page = Bbox.from_bounds(-30, sheet.bbox.height - 344, 800, 420).transformed(
        Affine2D().scale(1 / style.DPI)
    )
    with matplotlib.rc_context(style.SETTINGS):
        sheet.savefig(target, bbox_inches=page, dpi=1.5 * style.DPI, facecolor=colours.PAPER,
                      metadata={"Software": None})  # fmt: skip
    return target.getvalue()


def _two_lines(
    package: Package, table: pd.DataFrame, width: float, language: Language = "en"
) -> style.Sheet:
    words, wide = _WORDS[language], width > style.NARROW
    poles = {pole: labels.pole(package, pole, language) for pole in (ORIGIN, DESTINATION)}
    tints = [colours.words(colours.pole(package, pole)) for pole in poles]
    ends = []
    for pole, name in poles.items():
        text = f"{numbers.percent(table[pole].iloc[-1], language)} {name}"
        longest = max(style.text_width(word, weight="bold") for word in text.split())
        ends.append(style.wrap(text, 160 if wide else max(104, longest), weight="bold"))
    left, pad = (46, 15) if wide else (40, 10)
    right = max(style.text_width(one, weight="bold") for one in ends) + 13 - pad
    inner, at = width - left - right, parts.days(package)
    low, high = parts.span(at, inner, pad, pad)
    centres = (at - low) * inner / (high - low)
    texts, placed, below = parts.phase_labels(package, centres, -left, width - left, language)
    plot = 306 - below
    (ax,) = parts.panels(
        width, plot, left=left, right=right, head=12, below=below, unit=words["unit"]
    )
    ax.set_xlim(low, high)
    highest = table[["origin_high", "destination_high"]].to_numpy().max()
    parts.share_axis(ax, min(1.0, np.ceil(highest * 20) / 20), 0.2, language)

    lines, last, named = [], [], []
    for side, (pole, name), tint, end in zip((-1, 1), poles.items(), tints, ends, strict=True):
        colour, themes = colours.pole(package, pole), labels.pole_themes(package, pole)
        x, y = at + side * _BESIDE * (high - low) / inner, table[pole]
        parts.interval(ax, x, table[f"{pole}_low"], table[f"{pole}_high"], colour)
        ax.plot(x, y, color=colour, marker="o", markersize=9, clip_on=False, zorder=3)
        lines.append(np.c_[x, y])
        for phase, point in zip(table["phase_id"], lines[-1], strict=True):
            said = numbers.capital(labels.phase(package, phase, language))
            value = numbers.percent(point[1], language)
            title = words["point"].format(phase=said, value=value, name=name)
            parts.mark(ax, *point, title, links.passages(phase=phase, theme=themes))
            named.append((point, value, tint))
        last.append((named.pop()[0], end, tint))
    parts.name_points(ax, named, lines)
    parts.name_ends(ax, last, 1)
    parts.phase_axis(ax, at, texts, placed)
    return ax.figure


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
    panels = [(ends, rows.set_index("theme")) for (_, *ends), rows in groups]
    return Figure(
        "decomposition",
        partial(_decomposition, package, panels),
        shift_finding(package, table),
        "Lines are 95% intervals; a theme that counts against the shift has its bar on the left.",
        f"Bars for each theme, for each step and for the whole. {' '.join(seen)}" if seen else "",
        "decomposition",
    )


def _decomposition(
    package: Package, panels: list[tuple[list[str], pd.DataFrame]], width: float
) -> style.Sheet:
    if not panels:
        return parts.words_alone("One phase: no shift to draw.", width)
    wide = width > style.NARROW
    themes = [one for pole in (ORIGIN, DESTINATION) for one in labels.pole_themes(package, pole)]
    names = [labels.theme_title(package, theme, short=True) for theme in themes]
    left = max(style.text_width(name, weight="bold") for name in names) + 10
    row, columns, room = (34, len(panels), 38) if wide else (22, 1, 38)
    unit = "Contribution to the shift, in points" + ", with 95% intervals" * wide
    grid = parts.panels(
        width, row * len(themes), len(panels), columns, left, room, gap=18, head=42, below=6,
        unit=unit, foot=parts.source_line(package, width),
    )  # fmt: skip
    low = min(0.0, *(rows["low"].min() for _, rows in panels))
    high = max(0.01, *(rows["high"].max() for _, rows in panels))
    for place, (ax, (ends, rows)) in enumerate(zip(grid, panels, strict=True)):
        ax.set(xlim=(low, high), ylim=(len(themes) - 0.5, -0.5))
        ax.axvline(0, color=colours.FAINT, linewidth=1)
        heading = " to ".join(labels.phase_year(package, one) for one in ends)
        whole = numbers.signed_points(rows["contribution"].sum())
        parts.write(ax, 0, row * len(themes) + 26, heading, weight="bold")
        parts.write(ax, 0, row * len(themes) + 9, whole, color=colours.MUTED)
        for line, (theme, name) in enumerate(zip(themes, names, strict=True)):
            colour, one = colours.theme(package, theme), rows.loc[theme]
            part, how = one["contribution"], {"weight": "bold", "color": colours.words(colour)}
            ax.barh(line, part, height=0.52 if wide else 0.6, color=colour)
            ax.hlines(line, one["low"], one["high"], colours.INK, linewidth=1.2, alpha=0.55)
            right = ax.bbox.width + room
            parts.write(ax, right, line, parts.points(part), parts.ROW, ha="right", **how)
            if place % columns == 0:
                parts.write(ax, -left, line, name, parts.ROW, **how)
            if place == 0:
                title = f"{name}: {numbers.signed_points(part)}"
                target = links.passages(theme=theme)
                bottom = row * (len(themes) - 1 - line)
                parts.link(ax, (0, bottom), (ax.bbox.width, row), title, target)
    return grid[0].figure
