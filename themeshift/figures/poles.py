"""The two poles: over time, in the parts that themes give to the shift, and beside the structure."""

import io
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.transforms import Bbox

from themeshift.figures import colours, drawing, style
from themeshift.figures.figure import Figure
from themeshift.measures import shift
from themeshift.measures import structure as official
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.numbers import Language

#: Sideways distance of the two lines' points from the middle of their phase, in units.
_BESIDE = 4.0
_WORDS = {
    "en": {
        "unit": "Share of passages, with 95% intervals",
        "then": "; ",
        "moved": ("{name} fell", "{name} rose", "{name} did not move"),
        "point": "{phase}: {value} on {name}",
        "reading": "Bars are 95% intervals; select a point to read its passages.",
    },
    "fr": {
        "unit": "Part des passages, avec intervalles à 95\u202f%",
        "then": "\u202f; ",
        "moved": ("{name} en baisse", "{name} en hausse", "{name} sans changement"),
        "point": "{phase}\u00a0: {value}, {name}",
        "reading": "Barres\u00a0: intervalles à 95\u202f%\u202f; un clic sur un point ouvre ses passages.",
    },
}  # fmt: skip


def _finding(package: Package, table: pd.DataFrame, language: Language) -> str:
    """Which pole fell and which rose from the first phase to the last, without numbers or stop."""
    moves = []
    for pole in (ORIGIN, DESTINATION):
        first, last = (numbers.percent(table[pole].iloc[end], language) for end in (0, -1))
        way = 2 if first == last else int(table[pole].iloc[-1] > table[pole].iloc[0])
        name = labels.pole(package, pole, language)
        moves.append(_WORDS[language]["moved"][way].format(name=name))
    return numbers.capital(f"{moves[0]}{_WORDS[language]['then']}{moves[1]}")


def _point(package: Package, pole: str, phase: str, share: float, language: Language) -> str:
    """What a point of a line says."""
    return _WORDS[language]["point"].format(
        phase=numbers.capital(labels.phase(package, phase, language)),
        value=numbers.percent(share, language),
        name=labels.pole(package, pole, language),
    )


def two_lines(package: Package, language: Language = "en") -> Figure:
    """The shares of both poles in each phase, in true time, with their intervals."""
    table, words = shift.poles(package), _WORDS[language]
    points = [
        _point(package, pole, phase, share, language)
        for pole in (ORIGIN, DESTINATION)
        for phase, share in zip(table["phase_id"], table[pole], strict=True)
    ]
    return Figure(
        "two-lines" if language == "en" else f"two-lines-{language}",
        partial(_two_lines, package, table, language),
        _finding(package, table, language),
        words["reading"],
        f"{words['then'].join(points)}.",
        "poles",
    )


def card(package: Package) -> bytes:
    """The picture for social media as PNG of 1200 × 630: the finding over the two lines."""
    figure = two_lines(package)
    sheet, target = figure.drawings[0], io.BytesIO()
    heading = style.wrap(figure.title, style.WIDE, 20.5, "bold")
    sheet.text(0, 1, f"{heading}\n", size=20.5, weight="bold", va="bottom")
    # The drawing, its heading above it, on a page a little larger than it.
    top = sheet.bbox.height
    page = Bbox(np.array([(-30, top - 344), (770, top + 76)]) / style.DPI)
    sheet.savefig(target, bbox_inches=page, dpi=1.5 * style.DPI, facecolor=colours.PAPER)
    return target.getvalue()


def _two_lines(
    package: Package, table: pd.DataFrame, language: Language, width: float
) -> style.Sheet:
    left, pad, room = (46, 15, 160) if width > style.NARROW else (40, 10, 140)
    ends = {}
    for pole in (ORIGIN, DESTINATION):
        share = numbers.percent(table[pole].iloc[-1], language)
        name = labels.pole(package, pole, language)
        ends[pole] = style.wrap(f"{share} {name}", room, weight="bold")
    right = max(style.text_width(end, weight="bold") for end in ends.values()) + 13 - pad
    phases, column = table["phase_id"], width / len(table) - drawing.GAP
    names = [numbers.capital(labels.phase(package, one, language)) for one in phases]
    names = [style.wrap(name, column) for name in names]
    sources = [style.wrap(labels.source_kind(package, one, language), column) for one in phases]
    below = 10 + sum(max(map(style.text_height, texts)) for texts in (names, sources))
    margins, unit = (left, right, 12, below), _WORDS[language]["unit"]
    (ax,) = drawing.panels(width, 306 - below, margins, unit)
    at, inner = drawing.days(package), ax.bbox.width
    low, high = drawing.span(at, inner, pad, pad)
    ax.set(xlim=(low, high), ylim=(0, table[["origin_high", "destination_high"]].max().max()))
    drawing.scale(ax.yaxis, 4, partial(numbers.percent, language=language))
    named, last = [], []
    for side, (pole, end) in zip((-1, 1), ends.items(), strict=True):
        colour, themes = colours.pole(package, pole), labels.pole_themes(package, pole)
        x, y, tint = at + side * _BESIDE * (high - low) / inner, table[pole], colours.words(colour)
        ax.vlines(x, table[f"{pole}_low"], table[f"{pole}_high"], colour, linewidth=5, alpha=0.28)
        ax.plot(x, y, color=colour, marker="o", markersize=8, clip_on=False, zorder=3)
        for phase, point in zip(phases, np.c_[x, y], strict=True):
            target = links.passages(phase=phase, theme=themes)
            drawing.mark(ax, *point, _point(package, pole, phase, point[1], language), target)
            named.append((point, numbers.percent(point[1], language), tint))
        last.append((named.pop()[0], end, tint))
    drawing.name_points(ax, named)
    drawing.name_ends(ax, last, 1)
    drawing.phase_axis(ax, at, names, sources)
    return ax.figure


def _shift_finding(package: Package, table: pd.DataFrame) -> str:
    """The whole shift, its largest step and what each theme gives, in one sentence without stop."""
    total = table[table["scope"] == "total"].sort_values("contribution", ascending=False)
    items = [
        f"{drawing.points(row.contribution).removeprefix('+')} from "
        f"{'more' if row.change > 0 else 'less'} {labels.theme(package, row.theme)}"
        for row in total.itertuples()
        if drawing.points(row.contribution) != "0"
    ]
    whole = total["contribution"].sum()
    said = f"The shift of {numbers.points(whole)}: {numbers.listing(items)}"
    steps = table[table["scope"] == "step"]
    steps = steps.groupby(["from_phase", "to_phase"], sort=False)["contribution"].sum()
    if len(steps) > 1:
        before, after = (steps * np.sign(whole)).idxmax()
        ends = f"from {labels.phase_year(package, before)} to {labels.phase_year(package, after)}"
        said += f"; its largest step is {ends} ({numbers.points(steps[before, after])})"
    return said


def decomposition(package: Package) -> Figure:
    """What each theme of the poles gives to the whole shift and to each of its steps."""
    table = shift.decomposition(package)
    *steps, whole = table.groupby(["scope", "from_phase", "to_phase"], sort=False)
    # One step is the whole.
    groups = [whole, *(steps if len(steps) > 1 else [])]
    seen = [
        f"From the {labels.phase(package, before)} to the {labels.phase(package, after)}: "
        f"{numbers.signed_points(rows['contribution'].sum())}."
        for (_, before, after), rows in groups
    ]
    return Figure(
        "decomposition",
        partial(_decomposition, package, groups),
        _shift_finding(package, table),
        "Lines are 95% intervals; a theme that counts against the shift has its bar on the left.",
        f"Bars for each theme, for the whole and for each step. {' '.join(seen)}",
        "decomposition",
    )


def _decomposition(
    package: Package, groups: list[tuple[tuple[str, ...], pd.DataFrame]], width: float
) -> style.Sheet:
    themes = [one for pole in (ORIGIN, DESTINATION) for one in labels.pole_themes(package, pole)]
    names = [labels.theme_title(package, theme, short=True) for theme in themes]
    left, room = max(style.text_width(name, weight="bold") for name in names) + 10, 38
    row, columns = (30, len(groups)) if width > style.NARROW else (22, 1)
    plot = row * len(themes)
    unit, foot = "Contribution to the shift, in points", drawing.source_line(package, width)
    margins = (left, room, 42, 6)
    grid = drawing.panels(width, plot, margins, unit, len(groups), columns, gap=18, foot=foot)
    every = pd.concat(rows for _, rows in groups)
    for place, (ax, ((_, before, after), rows)) in enumerate(zip(grid, groups, strict=True)):
        ax.set(xlim=(every["low"].min(), every["high"].max()), ylim=(len(themes) - 0.5, -0.5))
        ax.axvline(0, color=colours.FAINT, linewidth=1)
        heading = f"{labels.phase_year(package, before)} to {labels.phase_year(package, after)}"
        whole = numbers.signed_points(rows["contribution"].sum())
        drawing.write(ax, 0, plot + 26, heading, weight="bold")
        drawing.write(ax, 0, plot + 9, whole, color=colours.MUTED)
        rows = rows.set_index("theme")
        for line, (theme, name) in enumerate(zip(themes, names, strict=True)):
            colour, one = colours.theme(package, theme), rows.loc[theme]
            bold = {"weight": "bold", "color": colours.words(colour)}
            ax.barh(line, one["contribution"], height=0.55, color=colour)
            ax.hlines(line, one["low"], one["high"], colours.INK, linewidth=1.2, alpha=0.55)
            value, right = drawing.points(one["contribution"]), ax.bbox.width + room
            drawing.write(ax, right, line, value, drawing.ROW, ha="right", **bold)
            if place % columns == 0:
                drawing.write(ax, -left, line, name, drawing.ROW, **bold)
            if place == 0:
                corner, size = (0, row * (len(themes) - 1 - line)), (ax.bbox.width, row)
                title = f"{name}: {numbers.signed_points(one['contribution'])}"
                drawing.link(ax, corner, size, title, links.passages(theme=theme))
    return grid[0].figure


def structure_table(package: Package) -> pd.DataFrame:
    """Both poles in the official structure and in the text: phase_id, pole, structure, text, cut.

    structure: share of the official projects, actions and lines of work (nan without any). text:
    share of passages. cut: whether most of these items are lines of work, which the page does not
    call projects: the book cut them from its running text.
    """
    listed = official.shares(package).groupby(["phase_id", "pole"])["share"].sum(min_count=1)
    work = package.structure[package.structure["level"].isin(official.WORK)]
    cut = (work["level"] == official.LINE).groupby(work["phase_id"]).mean() > 0.5
    text = shift.poles(package).set_index("phase_id")[[ORIGIN, DESTINATION]].stack()
    text = text.rename_axis(["phase_id", "pole"])
    table = pd.DataFrame({"structure": listed.reindex(text.index), "text": text}).reset_index()
    return table.assign(cut=table["phase_id"].map(cut).eq(True))


def _structure_finding(package: Package, rows: pd.DataFrame) -> str:
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
    rows = structure_table(package)
    reading = "Squares: items of the official list; dots: passages."
    cut = [labels.phase(package, phase) for phase in rows.loc[rows["cut"], "phase_id"].unique()]
    if cut:
        reading += (
            f" Dashed: the texts on the {numbers.listing(cut)} give no such list; most items are "
            "lines of work that this book took from a page."
        )
    seen = [
        f"{labels.phase(package, row.phase_id)}, {labels.pole(package, row.pole)}: "
        f"{numbers.percent(row.structure)} of items, {numbers.percent(row.text)} of passages"
        for row in rows.itertuples()
    ]
    return Figure(
        "structure",
        partial(_structure, package, rows),
        _structure_finding(package, rows),
        reading,
        f"{numbers.capital('; '.join(seen))}.",
        "structure",
    )


def _structure(package: Package, rows: pd.DataFrame, width: float) -> style.Sheet:
    columns, plot = (2, 210) if width > style.NARROW else (1, 150)
    unit = "Share of official items (list) and passages (text)"
    margins, foot = (42, 78, 32, 28), drawing.source_line(package, width)
    grid = drawing.panels(width, plot, margins, unit, 2, columns, gap=34, foot=foot)
    phases, inner = package.phases["phase_id"], grid[0].bbox.width
    years = [style.wrap(labels.phase_year(package, one), inner / len(phases)) for one in phases]
    for ax, pole in zip(grid, (ORIGIN, DESTINATION), strict=True):
        own, colour = rows[rows["pole"] == pole], colours.pole(package, pole)
        at = np.arange(len(own))
        low, high = drawing.span(at, inner, 50, 4 + _BESIDE)
        ax.set(xlim=(low, high), ylim=(0, rows[["structure", "text"]].max().max() * 1.05))
        ax.set_xticks(at, years)
        drawing.scale(ax.yaxis, 4, numbers.percent)
        name = numbers.capital(labels.pole(package, pole))
        drawing.write(ax, -42, plot + 18, name, weight="bold", color=colours.words(colour))
        first, last = [], []
        for name, column, marker, ink, side in (
            ("list", "structure", "s", colours.INK, -1),
            ("text", "text", "o", colour, 1),
        ):
            x, y = at + side * _BESIDE * (high - low) / inner, own[column]
            look = {"color": ink, "marker": marker, "markersize": 8, "clip_on": False, "zorder": 4}
            ax.plot(x, y, linestyle=(0, (2, 1.5)), markerfacecolor=colours.PAPER, **look)
            ax.plot(x, y.mask(own["cut"] & (column == "structure")), **look)
            line, tint = np.c_[x, y][y.notna()], colours.words(ink)
            first += [(point, numbers.percent(point[1]), tint) for point in line[:1]]
            last += [(point, f"{numbers.percent(point[1])} {name}", tint) for point in line[-1:]]
        drawing.name_ends(ax, first, -1)
        drawing.name_ends(ax, last, 1)
    return grid[0].figure
