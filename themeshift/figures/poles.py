"""The two poles over time: two lines in true time, and the parts of the themes in the shift."""

from __future__ import annotations

from html import escape

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Drawing

from themeshift.figures import colours, figure, style, svg
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
        "moved": ("{name} fell from {first} to {last}", "{name} rose from {first} to {last}",
                  "{name} stayed at {last}"),
        "of": "{one} of passages; {other}",
        "one": "{name} takes {last} of passages",
        "point": "{phase}: {value} on {name}",
        "reading": "Bars are 95% intervals; each point opens its passages.",
        "seen": "Two lines over {phases}. {values}",
    },
    "fr": {
        "unit": "Part des passages, avec intervalles à 95 %",
        "moved": ("{name} : de {first} à {last}", "{name} : de {first} à {last}",
                  "{name} : toujours {last}"),
        "of": "{one} des passages ; {other}",
        "one": "{name} : {last} des passages",
        "point": "{phase} : {value}, {name}",
        "reading": "Les barres sont des intervalles à 95 % ; chaque point ouvre ses passages.",
        "seen": "Deux courbes, {phases}. {values}",
    },
}  # fmt: skip


def finding(package: Package, language: Language = "en") -> str:
    """How both poles moved from the first phase to the last, in one sentence without its stop."""
    table, words = shift.poles(package), _WORDS[language]
    moves = []
    for pole in (ORIGIN, DESTINATION):
        first, last = (numbers.percent(table[pole].iloc[end], language) for end in (0, -1))
        way = 2 if first == last else int(table[pole].iloc[-1] > table[pole].iloc[0])
        pattern = words["one"] if len(table) == 1 else words["moved"][way]
        name = labels.pole(package, pole, language)
        moves.append(pattern.format(name=name, first=first, last=last))
    sentence = words["of"].format(one=moves[0], other=moves[1])
    return numbers.capital(sentence)


def two_lines(package: Package, language: Language = "en") -> Figure:
    """The shares of both poles in each phase, in true time, with their intervals."""
    table, words = shift.poles(package), _WORDS[language]
    values = "; ".join(
        f"{labels.phase(package, row.phase_id, language)}: "
        f"{numbers.percent(row.origin, language)}, {numbers.percent(row.destination, language)}"
        for row in table.itertuples()
    )
    phases = numbers.listing(
        (labels.phase(package, phase, language) for phase in table["phase_id"]), language
    )
    return figure.make(
        "two-lines" if language == "en" else f"two-lines-{language}",
        lambda width: _two_lines(package, width, language),
        finding(package, language),
        words["reading"],
        words["seen"].format(phases=phases, values=numbers.capital(values) + "."),
        "poles",
    )


def card(package: Package) -> str:
    """The picture for social media as SVG of 1200 × 630: the finding over the two lines."""
    across, down, edge, scale, size = 1200, 630, 48, 1.5, 31
    title = style.wrap(finding(package), across - 2 * edge, size, "bold").split("\n")
    top = edge + 1.25 * size * len(title)
    with matplotlib.rc_context(style.SETTINGS):
        wide, tall = (across - 2 * edge) / scale, (down - edge / 2 - top) / scale
        lines = svg.render(_two_lines(package, wide, "en", tall))
    written = "".join(
        f'<text x="{edge}" y="{edge + size * (0.8 + 1.25 * line):g}">{escape(text)}</text>'
        for line, text in enumerate(title)
    )
    inner = lines.replace("<svg ", f'<svg x="{edge}" y="{top:g}" ', 1)
    for name, units in (("width", wide), ("height", tall)):
        inner = inner.replace(f' {name}="{units:g}"', f' {name}="{units * scale:g}"', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" '
        f'viewBox="0 0 {across} {down}"><rect width="{across}" height="{down}" '
        f'fill="{colours.PAPER}"/><g font-family="{svg.FAMILY}" font-size="{size}" '
        f'font-weight="bold" fill="{colours.INK}">{written}</g>{inner}</svg>\n'
    )


def _two_lines(package: Package, width: float, language: Language, height: float = 0) -> Drawing:
    table, words = shift.poles(package), _WORDS[language]
    wide = width > style.NARROW
    phases = list(table["phase_id"])
    time = parts.days(package)
    at = np.array([time[phase] for phase in phases])
    last = {pole: table[pole].iloc[-1] for pole in (ORIGIN, DESTINATION)}
    weight = "bold" if wide else "normal"
    ends = {}
    for pole, share in last.items():
        value, name = numbers.percent(share, language), labels.pole(package, pole, language)
        ends[pole] = (
            style.wrap(f"{value} {name}", 160, weight=weight)
            if wide
            else f"{value}\n{style.wrap(name, max(112, style.text_width(max(name.split(), key=len))))}"
        )
    left = 46.0 if wide else 40.0
    inner = width - left - max(style.text_width(one, weight=weight) for one in ends.values()) - 13
    span = max(at[-1] - at[0], 1.0)
    pad = 0.03 * span if wide else 0.05 * span
    scale = inner / (span + 2 * pad)
    texts, placed = parts.phase_labels(
        package, phases, (at - at[0] + pad) * scale, -left, width - left, language
    )
    below = parts.phase_label_height(texts)
    top = 34.0
    plot = (height or (340.0 if wide else 330.0)) - top - below
    sheet = style.sheet(width, top + plot + below)
    ax = style.axes(sheet, left, top, inner, plot)
    ax.set_xlim(at[0] - pad, at[-1] + pad)
    highest = max(table["origin_high"].max(), table["destination_high"].max())
    parts.percent_axis(ax, 0, min(1.0, np.ceil(highest * 20) / 20), 0.2, language)
    if len(phases) == 1:
        ax.set_xlim(at[0] - 1, at[0] + 1)
    parts.write(ax, (-left, plot + 22), words["unit"], units=True, color=colours.MUTED)

    unit = 1 / scale
    bars, lines, anchors, values = [], [], [], []
    for side, pole in ((-1, ORIGIN), (1, DESTINATION)):
        colour = colours.pole(package, pole)
        x, y = at + side * _BESIDE * unit, table[pole].to_numpy()
        low, high = table[f"{pole}_low"].to_numpy(), table[f"{pole}_high"].to_numpy()
        parts.interval(ax, x, low, high, colour)
        ax.plot(x, y, color=colour, marker="o", markersize=9, clip_on=False, zorder=3)
        bars += parts.boxes(ax, x, low, high)
        lines.append(list(zip(x, y, strict=True)))
        for place, phase in enumerate(phases):
            value = numbers.percent(y[place], language)
            name = labels.pole(package, pole, language)
            title = words["point"].format(
                phase=numbers.capital(labels.phase(package, phase, language)),
                value=value, name=name,
            )  # fmt: skip
            themes = labels.pole_themes(package, pole)
            target = links.passages(phase=phase, theme=themes)
            parts.mark(ax, x[place], y[place], title, target)
            if place < len(phases) - 1:
                anchors.append((x[place], y[place]))
                values.append((value, colour))
    found = parts.spots(ax, anchors, [text for text, _ in values], lines, bars)
    for (x, y), (dx, dy), (text, colour) in zip(anchors, found, values, strict=True):
        parts.write(
            ax, (x, y), text, offset=(dx, dy), ha="center", color=colours.words(colour),
            weight="bold", zorder=5,
        )  # fmt: skip
    heights = [style.text_height(text) for text in ends.values()]
    wanted = [ax.transData.transform((0, last[pole]))[1] - ax.bbox.y0 for pole in ends]
    middles = parts.apart(wanted, heights, 0, plot + 8, 4)
    for (pole, text), middle in zip(ends.items(), middles, strict=True):
        value, _, name = text.partition("\n")
        how = {"units": True, "color": colours.words(colours.pole(package, pole))}
        below = "\n" * (name.count("\n") + 1)
        parts.write(ax, (inner + 10, middle), f"{value}{below}", weight="bold", **how)
        parts.write(ax, (inner + 10, middle), f"\n{name}", weight=weight, **how)
    parts.phase_axis(ax, at, texts, placed)
    return sheet


def shift_finding(package: Package) -> str:
    """What each theme of the poles gives to the whole shift, in one sentence without its stop."""
    table = shift.decomposition(package)
    total = table[table["scope"] == "total"].sort_values("contribution", ascending=False)
    whole = numbers.points(total["contribution"].sum())
    items = [
        f"{numbers.signed_points(row.contribution).split()[0].removeprefix('+')} from "
        f"{'more' if row.change > 0 else 'less'} {labels.theme(package, row.theme)}"
        for row in total.itertuples()
        if numbers.points(row.contribution).split()[0] != "0"
    ]
    return f"The shift of {whole}: {numbers.listing(items)}" if items else "Nothing shifted"


def decomposition(package: Package) -> Figure:
    """What each theme of the poles gives to the whole shift and to each of its steps."""
    table = shift.decomposition(package)
    seen = [
        f"From the {labels.phase(package, before)} to the {labels.phase(package, after)}: "
        f"{numbers.signed_points(rows['contribution'].sum())}."
        for (_, before, after), rows in table.groupby(
            ["scope", "from_phase", "to_phase"], sort=False
        )
    ]
    return figure.make(
        "decomposition",
        lambda width: _decomposition(package, width),
        shift_finding(package),
        "Lines are 95% intervals; a theme that counts against the shift has its bar on the left.",
        f"Bars for each theme, for each step and for the whole. {' '.join(seen)}",
        "decomposition",
    )


def _panels(package: Package) -> list[tuple[str, str, pd.DataFrame]]:
    """Heading, total and rows of each panel: the whole shift, then its steps."""
    table = shift.decomposition(package)
    groups = [
        (scope, before, after, rows)
        for (scope, before, after), rows in table.groupby(
            ["scope", "from_phase", "to_phase"], sort=False
        )
    ]
    return [
        (
            f"{parts.year(package, before)} to {parts.year(package, after)}",
            numbers.signed_points(rows["contribution"].sum()),
            rows,
        )
        for scope, before, after, rows in sorted(groups, key=lambda group: group[0] == "step")
        if scope == "total" or len(groups) > 2
    ]


def _decomposition(package: Package, width: float) -> Drawing:
    panels = _panels(package)
    wide = width > style.NARROW
    themes = [one for pole in (ORIGIN, DESTINATION) for one in labels.pole_themes(package, pole)]
    names = [labels.theme_title(package, theme, short=True) for theme in themes]
    left = max(style.text_width(name, weight="bold") for name in names) + 10
    row = 34.0 if wide else 22.0
    head, top = 44.0 if wide else 26.0, 30.0
    columns = len(panels) if wide else 1
    gap, room = 18.0, 38.0
    inner = (width - left - gap * (columns - 1)) / columns
    depth = row * len(themes)
    rows_of_panels = len(panels) // columns
    sources = parts.source_line(package, width)
    height = (
        top + rows_of_panels * (head + depth + 6) + 10 + style.text_height(sources, style.SMALL)
    )
    sheet = style.sheet(width, height)
    low = min(0.0, *(rows["low"].min() for *_, rows in panels))
    high = max(0.01, *(rows["high"].max() for *_, rows in panels))
    for place, (heading, whole, rows) in enumerate(panels):
        down, across = (0, place) if wide else (place, 0)
        ax = style.axes(
            sheet,
            left + across * (inner + gap),
            top + down * (head + depth + 6) + head,
            inner - room,
            depth,
        )
        ax.set_xlim(low, high)
        ax.set_ylim(len(themes) - 0.5, -0.5)
        parts.clear(ax)
        ax.axvline(0, color=colours.FAINT, linewidth=1)
        size = style.TEXT + 1 if place == 0 else style.TEXT
        if wide:
            parts.write(ax, (0, depth + 26), heading, units=True, size=size, weight="bold")
            parts.write(ax, (0, depth + 9), whole, units=True, color=colours.MUTED)
        else:
            parts.write(ax, (-left, depth + 11), f"{heading}: {whole}", units=True, weight="bold")
        values = rows.set_index("theme")
        for line, theme in enumerate(themes):
            colour = colours.theme(package, theme)
            one = values.loc[theme]
            ax.barh(line, one["contribution"], height=0.52 if wide else 0.6, color=colour)
            ax.hlines(line, one["low"], one["high"], colours.INK, linewidth=1.2, alpha=0.55)
            parts.write(
                ax, (inner, depth - (line + 0.5) * row),
                numbers.signed_points(one["contribution"]).split()[0],
                units=True, ha="right", color=colours.words(colour), weight="bold",
            )  # fmt: skip
            if across == 0:
                spot = (-left, depth - (line + 0.5) * row)
                parts.write(
                    ax, spot, names[line], units=True, color=colours.words(colour), weight="bold"
                )
            if place == 0:
                parts.area(
                    ax, (low, line - 0.5), high - low, 1.0,
                    f"{names[line]}: {numbers.signed_points(one['contribution'])}",
                    links.passages(theme=theme),
                )  # fmt: skip
        if place == 0:
            parts.write(
                ax, (-left, depth + head + 14),
                "Contribution to the shift, in points" + (", with 95% intervals" if wide else ""),
                units=True, color=colours.MUTED,
            )  # fmt: skip
    parts.foot(sheet, sources)
    return sheet
