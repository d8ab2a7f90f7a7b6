"""How certain: agreement of the codings, and the shift under every way of counting."""

from functools import partial
from itertools import cycle

import numpy as np
import pandas as pd

from themeshift.figures import colours, drawing, style
from themeshift.figures.figure import Figure
from themeshift.measures import choices as measured
from themeshift.measures import reliability
from themeshift.package import DESTINATION, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.choices import describe

#: What Krippendorff (2019, chapter 12) asks for.
FIRM = 0.8
#: Choice → what is done, for a row of the drawing.
ROWS = {
    "measure": "Words counted, not passages",
    "framing": "Passages without theme left out",
    "coding": "One coding, not the mean",
    "leave": "A text or paragraph left out",
    "poles": "A theme added, dropped, swapped",
}
READINGS = "Every passage read for or against"
ALL = "Rows above combined"


def _agreement_finding(package: Package, table: pd.DataFrame) -> str:
    """How far pairs of codings agree, and on what least: a sentence without its stop."""
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
        _agreement_finding(package, table),
        "1 is full agreement, 0 what chance would give. Bars are 95% intervals. The line at "
        f"{numbers.number(FIRM, 1)} is Krippendorff’s usual threshold.",
        f"α by theme for the first and least dependent pair: {'; '.join(seen)}." if seen else "",
        "agreement",
    )


def _agreement(package: Package, table: pd.DataFrame, width: float) -> style.Sheet:
    if table.empty:
        return drawing.panels(width, 1, (0, 0, 0, 0), "One coding: no agreement to draw.")[0].figure
    # The pair that leads comes first; the pairs stand under each other in the row of their theme.
    table = table.sort_values("lead", ascending=False, kind="stable")
    pairs = dict(list(table.groupby(["coding", "other"], sort=False)))
    said = [numbers.capital(" and ".join(pair).replace("-", " ")) for pair in pairs]
    key = {text: {"marker": mark} for text, mark in zip(said, cycle("osD^vP"))}
    spread = np.linspace(-0.5, 0.5, len(pairs) + 2)[1:-1]
    themes = [theme for theme in table["theme"].unique() if theme]
    names = {"": "Sets of themes"}
    names |= {theme: labels.theme_title(package, theme, short=True) for theme in themes}
    tints = {"": colours.INK} | {theme: colours.theme(package, theme) for theme in themes}
    left = max(map(style.text_width, names.values())) + 14
    margins, unit = (left, 14, 8, 26), "Krippendorff’s α"
    (ax,) = drawing.panels(width, 36 * len(names), margins, unit, key=key)
    ax.set(xlim=(min(0.6, table["low"].min()), 1.0), ylim=(len(names) - 0.5, -0.5))
    drawing.scale(ax.xaxis, 4, partial(numbers.number, decimals=1))
    ax.axvline(FIRM, color=colours.FAINT, linewidth=1.5, linestyle=(0, (3, 2)), zorder=0.6)
    for line, (theme, name) in enumerate(names.items()):
        drawing.write(ax, -left, line, name, drawing.ROW, color=colours.words(tints[theme]))
    for rows, down, look in zip(pairs.values(), spread, key.values(), strict=True):
        for row in rows.dropna(subset="alpha").itertuples():
            y, colour = list(names).index(row.theme) + down, tints[row.theme]
            ax.hlines(y, row.low, row.high, colour, linewidth=5, alpha=0.25)
            ax.plot(row.alpha, y, color=colour, markersize=6, clip_on=False, **look)
    return ax.figure


def _choices_finding(summary: pd.DataFrame) -> str:
    """In how many ways of counting the direction holds, in one sentence without its stop."""
    kept, ways = summary["same_direction"].sum(), summary["ways"].sum()
    if kept < ways:
        return f"The shift keeps its direction in {kept:,} of {ways:,} ways of counting"
    held = f"The shift keeps its direction in all {ways:,} ways of counting"
    return f"{held}; the smallest is {numbers.points(summary['lowest'].abs().min())}"


def choices(package: Package) -> Figure:
    """The shift by each single choice, by all of them together, and over all readings."""
    found = measured.specifications(package)
    rows = _rows(package, found)
    seen = []
    for name, part in rows.items():
        ends = dict.fromkeys(map(numbers.signed_points, part["shift"].agg(["min", "max"])))
        seen.append(f"{name}: {' to '.join(ends)}")
        if name != READINGS and len(part) > 1:
            seen[-1] += f", lowest: {describe(package, part.loc[part['shift'].idxmin()])}"
    return Figure(
        "choices",
        partial(_choices, package, rows),
        _choices_finding(measured.summary(found, measured.direction(package))),
        "Each dot changes one choice, named in its row, from the book’s own way of counting; the "
        "shape shows all combinations. At the ends of the bar each passage is read, among its "
        "codings and listed alternatives, as most weakens or strengthens the shift. The lowest of "
        "a row is highlighted where it is below the book’s own; select it to open the explorer.",
        f"{'. '.join(seen)}.",
        "choices",
    )


def _rows(package: Package, found: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of the drawing: single choices, all specifications, readings (`shift` alone)."""
    single = dict(list(measured.one_at_a_time(found).groupby("choice")))
    rows = {name: single[choice] for choice, name in ROWS.items() if choice in single}
    # Readings are counted as the printed way counts.
    ends = measured.extremes(package).merge(found[["measure", "framing"]].head(1))
    readings = pd.DataFrame({"shift": ends[["lowest", "highest"]].to_numpy().ravel()})
    return rows | {ALL: found, READINGS: readings}


def _choices(package: Package, rows: dict[str, pd.DataFrame], width: float) -> style.Sheet:
    heights = [92 if name == ALL else 46 for name in rows]
    bottoms = np.cumsum(heights)
    # The first of all specifications is the printed one.
    printed = rows[ALL]["shift"].iloc[0]
    unit = f"Shift in points; dashed: as printed, {drawing.points(printed)}"
    (ax,) = drawing.panels(width, bottoms[-1], (46, 30, 6, 24), unit)
    every = pd.concat(found["shift"] for found in rows.values())
    ax.set(xlim=(min(0.0, every.min()), max(0.1, every.max())), ylim=(bottoms[-1], 0))
    drawing.scale(ax.xaxis, ax.bbox.width / 62, drawing.points)
    ax.axvline(0, color=colours.INK, linewidth=1.2, zorder=0.6)
    ax.axvline(printed, color=colours.FAINT, linewidth=1.2, linestyle=(0, (3, 2)), zorder=0.6)
    page = {"bbox": {"facecolor": colours.PAPER, "pad": 1}}
    for (name, found), height, bottom in zip(rows.items(), heights, bottoms, strict=True):
        ax.axhline(bottom - height, color=colours.GRID, linewidth=1, zorder=0.5)
        # A row's name stands above it, on the lines of the grid.
        label = name if name == READINGS else f"{name} ({len(found):,})"
        drawing.write(ax, -46, bottom - height + 12, label, drawing.ROW, **page)
        values, lowest, y = found["shift"].to_numpy(), found["shift"].min(), bottom - 14
        if name == ALL:
            # Very many values, as the outline of their heap.
            counts, edges = np.histogram(values, bins=60)
            heap = y - counts / counts.max() * 48
            ax.stairs(heap, edges, baseline=y, fill=True, color=colours.MUTED, alpha=0.35)
        elif name == READINGS:
            ax.plot(values, [y, y], "-|", color=colours.MUTED, markersize=11)
        else:
            dots = {"color": colours.MUTED, "alpha": 0.45, "markeredgewidth": 0}
            ax.plot(values, [y] * len(values), "o", markersize=8, **dots)
        look = {"color": colours.MUTED}
        if lowest < printed:
            colour = colours.pole(package, DESTINATION)
            ax.plot(lowest, y, "o", color=colour, markersize=8, zorder=5, clip_on=False)
            look = {"color": colours.words(colour), "weight": "bold"}
        how = {"xytext": (-9, 0), "ha": "right"} | look | page
        drawing.write(ax, lowest, y, drawing.points(lowest), "data", **how)
        if name != READINGS:
            least = found.loc[found["shift"].idxmin()]
            title = f"{numbers.signed_points(lowest)}: {describe(package, least)}"
            drawing.mark(ax, lowest, y, title, links.explorer(least["query"]))
    return ax.figure
