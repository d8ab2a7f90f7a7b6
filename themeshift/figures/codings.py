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
    known = table.dropna(subset="alpha")
    if known.empty:
        return "One coding: agreement cannot be measured yet"
    whole = known.loc[known["scope"] == reliability.SETS, "alpha"]
    ends = dict.fromkeys(numbers.number(end, 2) for end in (whole.min(), whole.max()))
    themes = known[known["scope"] == reliability.THEME]
    least = themes.loc[themes["alpha"].idxmin()]
    return (
        f"Over all themes, any two codings agree with α\u00a0{' to '.join(ends)}; by theme, "
        f"least on {labels.theme(package, least['theme'])} ({numbers.number(least['alpha'], 2)})"
    )


def agreement(package: Package) -> Figure:
    """Krippendorff's α of each theme and of whole sets, for each pair of codings."""
    table = reliability.table(package)
    lead = table[table["lead"] & (table["scope"] == reliability.THEME)]
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
        return parts.panels(width, 1, unit="One coding: no agreement to draw.")[0].figure
    # The pair that leads comes first; the pairs stand under each other in the row of their theme.
    table = table.sort_values("lead", ascending=False, kind="stable")
    pairs = dict(list(table.groupby(["coding", "other"], sort=False)))
    spread = np.linspace(-0.5, 0.5, len(pairs) + 2)[1:-1]
    themes = list(table["theme"].unique())
    names = {theme: labels.theme_title(package, theme, short=True) for theme in themes if theme}
    names = {"": "Sets of themes"} | names
    tints = {theme: colours.theme(package, theme) if theme else colours.INK for theme in themes}
    key = {
        numbers.capital(" and ".join(pair).replace("-", " ")): {"marker": mark, "markersize": 7.5}
        for pair, mark in zip(pairs, cycle("osD^vP"))
    }
    left = max(map(style.text_width, names.values())) + 14
    (ax,) = parts.panels(
        width,
        36 * len(names),
        left=left,
        right=14,
        head=8,
        below=26,
        unit="Krippendorff’s α",
        key=key,
    )
    ax.set(xlim=(min(0.6, table["low"].min()), 1.0), ylim=(len(names) - 0.5, -0.5))
    parts.scale(ax.xaxis, 4, partial(numbers.number, decimals=1))
    ax.axvline(FIRM, color=colours.FAINT, linewidth=1.5, linestyle=(0, (3, 2)), zorder=0.6)
    for line, (theme, name) in enumerate(names.items()):
        parts.write(ax, -left, line, name, parts.ROW, color=colours.words(tints[theme]))
    for rows, down, look in zip(pairs.values(), spread, key.values(), strict=True):
        for row in rows.dropna(subset="alpha").itertuples():
            y, colour = list(names).index(row.theme) + down, tints[row.theme]
            ax.hlines(y, row.low, row.high, colour, linewidth=5, alpha=0.25)
            ax.plot(row.alpha, y, color=colour, markeredgewidth=0, clip_on=False, zorder=4, **look)
    return ax.figure
