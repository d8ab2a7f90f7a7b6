"""The official structure beside the text: each pole's share of the work, and of the passages."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from themeshift.figures import colours, figure, style
from themeshift.figures import drawing as parts
from themeshift.figures.figure import Figure
from themeshift.measures import shift
from themeshift.measures import structure as official
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, numbers

#: The basis of the structure that is drawn: what is to be done.
_BASIS = "work"


def table(package: Package) -> pd.DataFrame:
    """Both poles in structure and text: phase_id, pole, structure, text, cut.

    structure: share of the official projects, actions and lines of work (nan without any). text:
    share of passages. cut: whether most of these items are lines of work, which the page does not
    call projects: the book cut them from its running text.
    """
    shares = official.shares(package)
    shares = shares[shares["basis"] == _BASIS]
    listed = shares.groupby(["phase_id", "pole"])["share"].sum(min_count=1)
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


def finding(package: Package) -> str:
    """How each pole's share of the official items moved, in one sentence without its stop."""
    said = []
    for pole, rows in table(package).dropna().groupby("pole", sort=False):
        first, last = rows["structure"].iloc[0], rows["structure"].iloc[-1]
        ends = [numbers.percent(share) for share in (first, last)]
        verb = "rose" if last > first else "fell" if last < first else "stayed"
        said.append(f"{labels.pole(package, pole)} {verb} from {ends[0]} to {ends[1]}")
    if not said:
        return "No text lists projects or actions"
    return f"In the official list of projects and actions, {numbers.listing(said)}"


def structure(package: Package) -> Figure:
    """Each pole's share of the official projects and actions beside its share of the passages."""
    rows = table(package)
    cut = [labels.phase(package, phase) for phase in rows.loc[rows["cut"], "phase_id"].unique()]
    reading = "Squares: items of the official list; dots: passages."
    if cut:
        reading += (
            f" Dashed: most items of the {numbers.listing(cut)} are lines of work that this book "
            "cut from a page, not projects so called."
        )
    seen = [
        f"{labels.phase(package, row.phase_id)}, {labels.pole(package, row.pole)}: "
        f"{numbers.percent(row.structure)} of items, {numbers.percent(row.text)} of passages"
        for row in rows.itertuples()
    ]
    return figure.make(
        "structure",
        partial(_structure, package),
        finding(package),
        reading,
        f"{numbers.capital('; '.join(seen))}.",
        "structure",
    )


def _structure(package: Package, width: float) -> Drawing:
    rows = table(package)
    wide = width > style.NARROW
    phases = list(rows["phase_id"].unique())
    columns = 2 if wide else 1
    left, gap, right, head, top = 42.0, 48.0, 78.0, 30.0, 26.0
    inner = (width - left - gap * (columns - 1)) / columns - right
    plot = 210.0 if wide else 150.0
    at = np.arange(len(phases), dtype=float)
    pad = 0.25
    scale = inner / (max(at[-1], 1) + 2 * pad)
    texts, placed = parts.phase_labels(
        package, phases, (at + pad) * scale, -left, inner + right - 4
    )
    below = parts.phase_label_height(texts)
    lines = 2 // columns
    sheet = style.sheet(width, top + lines * (head + plot + below + 8))
    highest = min(1.0, np.ceil(np.nanmax(rows[["structure", "text"]]) * 10 + 0.3) / 10)
    for place, pole in enumerate((ORIGIN, DESTINATION)):
        down, across = divmod(place, columns)
        ax = style.axes(
            sheet,
            left + across * (inner + right + gap),
            top + down * (head + plot + below + 8) + head,
            inner,
            plot,
        )
        ax.set_xlim(-pad, max(at[-1], 1) + pad)
        parts.percent_axis(ax, 0, highest, 0.2)
        colour = colours.pole(package, pole)
        name = numbers.capital(labels.pole(package, pole))
        parts.write(
            ax, (-left, plot + 18), name, units=True, weight="bold", color=colours.words(colour)
        )
        _lines(ax, at, rows[rows["pole"] == pole], colour, inner)
        parts.phase_axis(ax, at, texts, placed)
        if place == 0:
            unit = "Share of the official projects and actions (list) and of passages (text)"
            unit = unit if wide else "Share of the list and of passages (text)"
            parts.write(ax, (-left, plot + head + 14), unit, units=True, color=colours.MUTED)
    return sheet


def _lines(ax: Axes, at: np.ndarray, rows: pd.DataFrame, colour: str, inner: float) -> None:
    """The two lines of a pole, with the values and names of their ends."""
    series = (
        ("list", rows["structure"].to_numpy(), "s", colours.INK),
        ("text", rows["text"].to_numpy(), "o", colour),
    )
    cut = rows["cut"].to_numpy()
    ends, first = [], []
    for name, values, marker, ink in series:
        official_list = name == "list"
        known = np.flatnonzero(~np.isnan(values))
        for one, other in pairwise(known):
            dashed = official_list and (cut[one] or cut[other])
            ax.plot(
                at[[one, other]], values[[one, other]], color=ink, linewidth=2, zorder=3,
                linestyle=(0, (3, 2)) if dashed else "solid",
            )  # fmt: skip
        for spot in known:
            hollow = official_list and cut[spot]
            ax.plot(
                at[spot], values[spot], marker=marker, markersize=8, color=ink, zorder=4,
                markerfacecolor=colours.PAPER if hollow else ink, markeredgewidth=1.8, clip_on=False,
            )  # fmt: skip
        if len(known):
            ends.append((f"{numbers.percent(values[known[-1]])} {name}", values[known[-1]], ink))
            first.append((at[known[0]], values[known[0]], ink))
    heights = [style.line_height()] * len(ends)
    wanted = [ax.transData.transform((0, value))[1] - ax.bbox.y0 for _, value, _ in ends]
    tall = ax.bbox.height
    for (text, _, ink), level in zip(
        ends, parts.apart(wanted, heights, 0, tall + 8, 2), strict=True
    ):
        parts.write(
            ax, (inner + 2, level), text, units=True, weight="bold", color=colours.words(ink)
        )
    lines = [
        [point for point in zip(at, values, strict=True) if not np.isnan(point[1])]
        for _, values, _, _ in series
    ]
    first.sort(key=lambda one: one[1])
    if len(at) > 1:
        texts = [numbers.percent(value) for _, value, _ in first]
        anchors = [(x, value) for x, value, _ in first]
        found = parts.spots(ax, anchors, texts, [line for line in lines if line])
        for anchor, text, offset, (*_, ink) in zip(anchors, texts, found, first, strict=True):
            parts.write(
                ax, anchor, text, offset=offset, ha="center", weight="bold",
                color=colours.words(ink),
            )  # fmt: skip
