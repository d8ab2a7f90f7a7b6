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
        f"Over all themes, any two codings agree with α\u00a0{' to '.join(ends)}"
        if len(whole)
        else "Any two codings agree"
    )
    if len(themes):
        least = themes.loc[themes["alpha"].idxmin()]
        alpha = numbers.number(least["alpha"], 2)
        said += f"; by theme, least on {labels.theme(package, least['theme'])} ({alpha})"
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
    table = table.sort_values("lead", ascending=False, kind="stable")
    table = table.assign(scope=table["theme"].where(table["scope"] != reliability.SETS, ""))
    pairs = dict(list(table.groupby(["coding", "other"], sort=False)))
    themes = [one for one in package.themes["theme"] if one in set(table["theme"])]
    names = ["Sets of themes", *(labels.theme_title(package, one, short=True) for one in themes)]
    tints = [colours.INK, *(colours.theme(package, one) for one in themes)]
    looks = {
        numbers.capital(" and ".join(pair).replace("-", " ")): {"marker": mark, "markersize": 6.5}
        for pair, mark in zip(pairs, cycle("osD^vP"))
    }
    left = max(map(style.text_width, names)) + 14
    columns = parts.key_columns(list(looks), width)
    head = 20 + parts.KEY_LINE * -(-len(looks) // columns)
    (ax,) = parts.panels(
        width, 36 * len(names), left=left, right=14, head=head, below=26, unit="Krippendorff’s α"
    )
    low = min(0.6, np.floor(table["low"].min() * 10) / 10)
    ticks = parts.every(0.2, low, 1)
    ax.set(xlim=(low, 1.0), ylim=(len(names) - 0.5, -0.5))
    ax.set_xticks(ticks, [numbers.number(tick, 1) for tick in ticks])
    ax.grid(axis="x")
    ax.axvline(FIRM, color=colours.FAINT, linewidth=1.5, linestyle=(0, (3, 2)), zorder=0.6)
    # The pairs stand under each other in the row of their theme.
    spread = np.linspace(-0.26, 0.26, len(pairs)) if len(pairs) > 1 else [0.0]
    for rows, down, look in zip(pairs.values(), spread, looks.values(), strict=True):
        known = rows.dropna(subset="alpha").set_index("scope")
        for line, (scope, colour) in enumerate(zip(["", *themes], tints, strict=True)):
            if scope in known.index:
                alpha, *ends = known.loc[scope, ["alpha", "low", "high"]]
                ax.hlines(line + down, *ends, colour, linewidth=5, alpha=0.25)
                ax.plot(alpha, line + down, color=colour, clip_on=False, zorder=4, **look)
    for line, (name, colour) in enumerate(zip(names, tints, strict=True)):
        parts.write(ax, -left, line, name, parts.ROW, color=colours.words(colour))
    key = {text: {"color": colours.MUTED, **look} for text, look in looks.items()}
    parts.key(ax, head, key, columns)
    return ax.figure
