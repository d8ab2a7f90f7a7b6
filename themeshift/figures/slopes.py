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
    return f"Among the projects and actions that the accounts list, {numbers.listing(said)}"


def structure(package: Package) -> Figure:
    """Each pole's share of the official projects and actions beside its share of the passages."""
    rows = table(package)
    cut = [labels.phase(package, phase) for phase in rows.loc[rows["cut"], "phase_id"].unique()]
    reading = "Squares: items of the official list; dots: passages."
    if cut:
        reading += (
            f" Dashed: the {numbers.listing(cut)} has no such list; most of its items are lines of work "
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
    columns = 2 if wide else 1
    left, right, gap = sides = 42.0, 78.0, 34.0
    inner = (width - left + gap) / columns - gap - right
    plot = 210.0 if wide else 150.0
    at = np.arange(len(package.phases), dtype=float)
    low, high = parts.span(at, inner, 50, 4 + _BESIDE)
    centres = (at - low) * inner / (high - low)
    texts, placed, below = parts.phase_labels(package, centres, -left, inner + right - 4)
    of = "the official projects and actions (list) and of" if wide else "the list and of"
    unit = f"Share of {of} passages (text)"
    grid = parts.panels(width, 2, columns, (30.0, plot, below + 8), sides, unit)
    highest = min(1.0, np.ceil(np.nanmax(rows[["structure", "text"]]) * 10 + 0.3) / 10)
    for ax, pole in zip(grid, (ORIGIN, DESTINATION), strict=True):
        ax.set_xlim(low, high)
        parts.share_axis(ax, highest, 0.2)
        colour = colours.pole(package, pole)
        name = numbers.capital(labels.pole(package, pole))
        parts.write(ax, -left, plot + 18, name, weight="bold", color=colours.words(colour))
        _lines(ax, at, rows[rows["pole"] == pole], colour)
        parts.phase_axis(ax, at, texts, placed)
    return grid[0].figure


def _lines(ax: Axes, at: np.ndarray, rows: pd.DataFrame, colour: str) -> None:
    """The two lines of a pole, with the values and names of their ends."""
    cut = rows["cut"].to_numpy()
    beside = _BESIDE * np.ptp(ax.get_xlim()) / ax.bbox.width
    lines, names, tints = [], [], []
    for name, column, marker, ink, hollow, x in (
        ("list", "structure", "s", colours.INK, cut, at - beside),
        ("text", "text", "o", colour, np.zeros_like(cut), at + beside),
    ):
        known = rows[column].notna().to_numpy()
        line, hollow = np.c_[x, rows[column]][known], hollow[known]
        for place in range(len(line) - 1):
            dashes = (0, (3, 2)) if hollow[place : place + 2].any() else "solid"
            ends = line[place : place + 2].T
            ax.plot(*ends, color=ink, linewidth=2, zorder=3, linestyle=dashes)
        for point, empty in zip(line, hollow, strict=True):
            how = parts.hollow(ink) | {"marker": marker, "color": ink}
            how |= {} if empty else {"markerfacecolor": ink}
            ax.plot(*point, zorder=4, clip_on=False, **how)
        if len(line):
            lines.append(line)
            names.append(name)
            tints.append(colours.words(ink))
    last, first = [line[-1] for line in lines], [line[0] for line in lines]
    texts = [f"{numbers.percent(y)} {name}" for (_, y), name in zip(last, names, strict=True)]
    parts.name_ends(ax, last, texts, tints, 1)
    if len(at) > 1:
        parts.name_ends(ax, first, [numbers.percent(y) for _, y in first], tints, -1)
