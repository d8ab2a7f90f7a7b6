"""The official structure beside the text: each pole's share of the work, and of the passages."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from themeshift.figures import colours, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import shift
from themeshift.measures import structure as official
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, numbers

#: Sideways distance of the two lines' points from the middle of their phase, in units.
_BESIDE = 5.0


def table(package: Package) -> pd.DataFrame:
    """Both poles in structure and text: phase_id, pole, structure, text, cut.

    structure: share of the official projects, actions and lines of work (nan without any). text:
    share of passages. cut: whether most of these items are lines of work, which the page does not
    call projects: the book cut them from its running text.
    """
    listed = official.shares(package).groupby(["phase_id", "pole"])["share"].sum(min_count=1)
    work = package.structure[package.structure["level"].isin(official.WORK)]
    cut = (work["level"] == official.LINE).groupby(work["phase_id"]).mean() > 0.5
    text = shift.poles(package).set_index("phase_id")
    cut = cut.reindex(text.index, fill_value=False)
    rows = [
        (phase, pole, listed.get((phase, pole), np.nan), text.loc[phase, pole], bool(cut[phase]))
        for phase in text.index
        for pole in (ORIGIN, DESTINATION)
    ]
    return pd.DataFrame(rows, columns=["phase_id", "pole", "structure", "text", "cut"])


def finding(package: Package, rows: pd.DataFrame) -> str:
    """How each pole's share of the official items moved, in one sentence without its stop."""
    said = []
    for pole, part in rows.dropna().groupby("pole", sort=False):
        first, last = part["structure"].iloc[[0, -1]]
        verb = "rose" if last > first else "fell" if last < first else "stayed"
        ends = f"from {numbers.percent(first)} to {numbers.percent(last)}"
        said.append(f"{labels.pole(package, pole)} {verb} {ends}")
    if not said:
        return "No text lists projects or actions"
    return f"Among the projects and actions in the accounts, {numbers.listing(said)}"


def structure(package: Package) -> Figure:
    """Each pole's share of the official projects and actions beside its share of the passages."""
    rows = table(package)
    cut = [labels.phase(package, phase) for phase in rows.loc[rows["cut"], "phase_id"].unique()]
    reading = "Squares: items of the official list; dots: passages."
    if cut:
        reading += (
            f" Dashed: the texts on the {numbers.listing(cut)} give no such list; most items are lines of work "
            "that this book took from a page."
        )
    seen = [
        f"{labels.phase(package, row.phase_id)}, {labels.pole(package, row.pole)}: "
        f"{numbers.percent(row.structure)} of items, {numbers.percent(row.text)} of passages"
        for row in rows.itertuples()
    ]
    return Figure(
        "structure",
        partial(_structure, package, rows),
        finding(package, rows),
        reading,
        f"{numbers.capital('; '.join(seen))}.",
        "structure",
    )


def _structure(package: Package, rows: pd.DataFrame, width: float) -> style.Sheet:
    wide = width > style.NARROW
    columns, plot = (2, 210) if wide else (1, 150)
    at = np.arange(len(package.phases), dtype=float)
    of = "the official projects and actions (list) and of" if wide else "the list and of"
    grid = parts.panels(
        width, plot, 2, columns, left=42, right=78, gap=34, head=32, below=28,
        unit=f"Share of {of} passages (text)", foot=parts.source_line(package, width),
    )  # fmt: skip
    inner = grid[0].bbox.width
    years = [labels.phase_year(package, one) for one in package.phases["phase_id"]]
    years = [style.wrap(year, inner / len(years)) for year in years]
    highest = min(1.0, np.ceil(np.nanmax(rows[["structure", "text"]]) * 10 + 0.3) / 10)
    for ax, pole in zip(grid, (ORIGIN, DESTINATION), strict=True):
        ax.set_xlim(parts.span(at, inner, 50, 4 + _BESIDE))
        ax.set_xticks(at, years)
        parts.share_axis(ax, highest, 0.2)
        colour = colours.pole(package, pole)
        name = numbers.capital(labels.pole(package, pole))
        parts.write(ax, -42, plot + 18, name, weight="bold", color=colours.words(colour))
        _lines(ax, at, rows[rows["pole"] == pole], colour)
    return grid[0].figure


def _lines(ax: Axes, at: np.ndarray, rows: pd.DataFrame, colour: str) -> None:
    """The two lines of a pole, dashed and hollow where cut, with the values of their ends."""
    beside = _BESIDE * np.ptp(ax.get_xlim()) / ax.bbox.width
    first, last = [], []
    for name, column, marker, ink, side in (
        ("list", "structure", "s", colours.INK, -beside),
        ("text", "text", "o", colour, beside),
    ):
        line = rows.assign(at=at + side, cut=rows["cut"] & (column == "structure"))
        line = line.dropna(subset=column)
        x, y = line["at"], line[column]
        ax.plot(x, y, color=ink, linewidth=2, linestyle=(0, (3, 2)))
        ax.plot(x, y.mask(line["cut"]), color=ink, linewidth=2)
        for hollow, part in line.groupby("cut"):
            look = parts.hollow(ink) | ({} if hollow else {"markerfacecolor": ink})
            look |= {"marker": marker, "linestyle": "", "clip_on": False, "zorder": 4}
            ax.plot(part["at"], part[column], **look)
        points, tint = list(zip(x, y, strict=True)), colours.words(ink)
        first += [(point, numbers.percent(point[1]), tint) for point in points[:1]]
        last += [(point, f"{numbers.percent(point[1])} {name}", tint) for point in points[-1:]]
    parts.name_ends(ax, last, 1)
    if len(at) > 1:
        parts.name_ends(ax, first, -1)
