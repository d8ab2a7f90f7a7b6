"""Agreement of the codings: α of each theme, for each pair of codings, with its interval."""

from __future__ import annotations

from functools import partial
from itertools import cycle

import numpy as np
import pandas as pd

from themeshift.figures import colours, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import reliability
from themeshift.package import Package
from themeshift.prose import labels, numbers

#: What Krippendorff (2019, chapter 12) asks for.
FIRM = 0.8


def finding(package: Package, table: pd.DataFrame) -> str:
    """How far pairs of codings agree, and on what least: a sentence without its stop.

    table: `reliability.table(package)`.
    """
    known = table[table["alpha"].notna()]
    if known.empty:
        return "One coding: agreement cannot be measured yet"
    whole = known.loc[known["scope"] == reliability.SETS, "alpha"]
    themes = known[known["scope"] != reliability.SETS]
    ends = dict.fromkeys(numbers.number(end, 2) for end in (whole.min(), whole.max()))
    said = (
        f"Any two codings agree with α\u00a0{' to '.join(ends)}"
        if len(whole)
        else "Any two codings agree"
    )
    if len(themes):
        least = themes.loc[themes["alpha"].idxmin()]
        alpha = numbers.number(least["alpha"], 2)
        said += f", least on {labels.theme(package, least['theme'])} ({alpha})"
    return said


def agreement(package: Package) -> Figure:
    """Krippendorff's α of each theme and of whole sets, for each pair of codings."""
    table = reliability.table(package)
    lead = table[table["lead"] & (table["scope"] != reliability.SETS)]
    seen = [
        f"{labels.theme_title(package, row.theme)} {numbers.number(row.alpha, 2)}"
        for row in lead.itertuples()
    ]
    return Figure(
        "agreement",
        partial(_agreement, package, table),
        finding(package, table),
        "1 is full agreement, 0 what chance would give. "
        f"Bars are 95% intervals. The line at {numbers.number(FIRM, 1)} is Krippendorff’s usual "
        "threshold.",
        f"α by theme for the first and least dependent pair: {'; '.join(seen)}." if seen else "",
        "agreement",
    )


def _agreement(package: Package, table: pd.DataFrame, width: float) -> style.Sheet:
    if table.empty:
        return parts.words_alone("One coding: no agreement to draw.", width)
    # The pair that leads comes first.
    pairs = list(table.sort_values("lead", ascending=False, kind="stable")
                 .groupby(["coding", "other"], sort=False))  # fmt: skip
    themes = [one for one in package.themes["theme"] if one in set(table["theme"])]
    scopes = {reliability.SETS: ("Sets of themes", colours.INK)} | {
        theme: (labels.theme_title(package, theme, short=True), colours.theme(package, theme))
        for theme in themes
    }
    looks = {
        numbers.capital(" and ".join(pair).replace("-", " ")): {"marker": mark, "markersize": 6.5}
        for (pair, _), mark in zip(pairs, cycle("osD^vP"))
    }
    key = {text: {"color": colours.MUTED, **look} for text, look in looks.items()}
    left = max(style.text_width(name) for name, _ in scopes.values()) + 14
    row, below = 36.0, 30.0
    head = 36 + parts.KEY_LINE * (parts.key_lines(key, width)[-1][1] + 1)
    depth = row * len(scopes)
    sheet = style.Sheet(width, head + depth + below)
    ax = style.axes(sheet, left, head, width - left - 14, depth)
    low = min(0.6, np.floor(table["low"].min() * 10) / 10)
    ticks = parts.every(0.2, low, 1)
    ax.set(xlim=(low, 1.0), ylim=(len(scopes) - 0.5, -0.5), yticks=[])
    ax.set_xticks(ticks, [numbers.number(tick, 1) for tick in ticks])
    ax.grid(axis="x")
    ax.axvline(FIRM, color=colours.FAINT, linewidth=1.5, linestyle=(0, (3, 2)), zorder=0.6)
    # The pairs stand under each other in the row of their theme.
    spread = np.linspace(-0.26, 0.26, len(pairs)) if len(pairs) > 1 else [0.0]
    for (_, rows), down, look in zip(pairs, spread, looks.values(), strict=True):
        found = rows.set_index(
            rows["theme"].where(rows["scope"] != reliability.SETS, reliability.SETS)
        )
        for line, (scope, (_, colour)) in enumerate(scopes.items()):
            if scope in found.index and not np.isnan(found.loc[scope, "alpha"]):
                alpha, *ends = found.loc[scope, ["alpha", "low", "high"]]
                ax.hlines(line + down, *ends, colour, linewidth=5, alpha=0.25)
                ax.plot(alpha, line + down, color=colour, clip_on=False, zorder=4, **look)
    for line, (name, colour) in enumerate(scopes.values()):
        level = depth - (line + 0.5) * row
        parts.write(ax, -left, level, name, color=colours.words(colour))
    parts.note(ax, -left, depth + head - 12, "Krippendorff’s α", style.TEXT)
    parts.key(ax, -left, depth + head - 32, key, width)
    return sheet
