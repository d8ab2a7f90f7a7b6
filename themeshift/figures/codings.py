"""Agreement of the codings: α of each theme, for each pair of codings, with its interval."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from themeshift.figures import colours, figure, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import reliability
from themeshift.package import Package
from themeshift.prose import labels, numbers

#: What Krippendorff (2019, chapter 12) asks for, and for tentative conclusions.
FIRM, TENTATIVE = 0.8, 0.667
SETS = "sets"


def finding(table: pd.DataFrame, package: Package) -> str:
    """How far the leading pair of codings agrees, and on what least: a sentence without its stop."""
    lead = table[table["lead"] & table["alpha"].notna()]
    if lead.empty:
        return "One coding: agreement cannot be measured yet"
    whole = lead[lead["scope"] == SETS]
    themes = lead[lead["scope"] != SETS]
    said = "The codings agree"
    if len(whole):
        said += f" with α {numbers.number(whole['alpha'].iloc[0], 2)}"
    if len(themes):
        least = themes.loc[themes["alpha"].idxmin()]
        said += f", least on {labels.theme(package, least['theme'])}"
        said += f" ({numbers.number(least['alpha'], 2)})"
    return said


def agreement(package: Package) -> Figure:
    """Krippendorff's α of each theme and of whole sets, for each pair of codings."""
    table = reliability.table(package)
    lead = table[table["lead"] & (table["scope"] != SETS)]
    seen = [
        f"{labels.theme_title(package, row.theme)} {numbers.number(row.alpha, 2)}"
        for row in lead.itertuples()
    ]
    return figure.make(
        "agreement",
        partial(_agreement, package),
        finding(table, package),
        "One is full agreement, zero what chance gives. Bars are 95% intervals. The line at 0.8 is "
        "what Krippendorff asks for.",
        f"α by theme for the first and least dependent pair: {'; '.join(seen)}." if seen else "",
        "agreement",
    )


def _agreement(package: Package, width: float) -> Drawing:
    table = reliability.table(package)
    wide = width > style.NARROW
    pairs = list(table[["coding", "other"]].drop_duplicates().itertuples(index=False))
    leads = table.groupby(["coding", "other"])["lead"].any() if len(table) else {}
    pairs.sort(key=lambda pair: not leads[tuple(pair)])
    scopes = [SETS, *(one for one in package.themes["theme"] if one in set(table["theme"]))]
    names = ["Sets of themes"] + [
        labels.theme_title(package, one, short=True) for one in scopes[1:]
    ]
    left = max(style.text_width(name) for name in names) + 14
    columns = max(len(pairs), 1) if wide else 1
    panels = columns if wide else 1
    gap, head, below = 36.0, 62.0 if wide else 66.0, 30.0
    inner = (width - left - gap * (panels - 1) - 14) / panels
    row = 27.0 if wide else 36.0
    depth = row * len(scopes)
    sheet = style.sheet(width, head + depth + below)
    low = min(0.6, np.floor(table["low"].min() * 10) / 10) if len(table) else 0.0
    # In a narrow drawing the pairs stand under each other in the row of their theme.
    spread = np.zeros(len(pairs)) if wide else np.linspace(-0.26, 0.26, len(pairs))
    marks = ["o", "s", "D", "^", "v", "P"]
    for panel in range(panels):
        ax = style.axes(sheet, left + panel * (inner + gap), head, inner, depth)
        ax.set_xlim(low, 1.0)
        ax.set_ylim(len(scopes) - 0.5, -0.5)
        ticks = np.arange(np.ceil(low * 5), 6) / 5
        ax.set_xticks(ticks, [numbers.number(tick, 1) for tick in ticks])
        ax.set_yticks([])
        ax.grid(axis="x")
        ax.axvline(FIRM, color=colours.FAINT, linewidth=1.5, linestyle=(0, (3, 2)), zorder=0.6)
        for place, pair in enumerate(pairs):
            if wide and place != panel:
                continue
            rows = table[(table["coding"] == pair[0]) & (table["other"] == pair[1])]
            rows = rows.assign(name=np.where(rows["scope"] == SETS, SETS, rows["theme"]))
            rows = rows.set_index("name").reindex(scopes)
            heading = f"{pair[0]} and {pair[1]}".replace("-", " ")
            if wide:
                text = style.wrap(numbers.capital(heading), inner, weight="bold")
                parts.write(ax, (0, depth + 8), text, units=True, va="bottom", weight="bold")
            for line, scope in enumerate(scopes):
                colour = colours.INK if scope == SETS else colours.theme(package, scope)
                y, alpha = line + spread[place], rows.loc[scope, "alpha"]
                if np.isnan(alpha):
                    continue
                ends = rows.loc[scope, ["low", "high"]]
                ax.hlines(y, *ends, colour, linewidth=7 if wide else 5, alpha=0.25)
                ax.plot(
                    alpha, y, marker=marks[0 if wide else place % len(marks)], color=colour,
                    markersize=8 if wide else 6.5, clip_on=False, zorder=4,
                )  # fmt: skip
        if panel == 0:
            for line, (scope, name) in enumerate(zip(scopes, names, strict=True)):
                colour = colours.INK if scope == SETS else colours.theme(package, scope)
                level = depth - (line + 0.5) * row
                parts.write(ax, (-left, level), name, units=True, color=colours.words(colour))
            parts.write(
                ax, (-left, depth + head - 12), "Krippendorff’s α", units=True, color=colours.MUTED
            )
            if not wide:
                _key(ax, pairs, marks, (-left, depth + 34))
    return sheet


def _key(
    ax: Axes, pairs: list[tuple[str, str]], marks: list[str], place: tuple[float, float]
) -> None:
    """Which mark stands for which pair, in the order in which they stand in a row."""
    x, y = place
    for number, pair in enumerate(pairs):
        text = f"{pair[0]}, {pair[1]}".replace("-", " ")
        width = 12 + style.text_width(text, style.SMALL) + 12
        if x + width > place[0] + style.NARROW:
            x, y = place[0], y - 17
        ax.plot(
            [x + 4], [y], marker=marks[number % len(marks)], color=colours.MUTED, markersize=6.5,
            transform=parts.from_units(ax), clip_on=False, scalex=False, scaley=False,
        )  # fmt: skip
        parts.write(ax, (x + 12, y), text, units=True, size=style.SMALL, color=colours.MUTED)
        x += width
