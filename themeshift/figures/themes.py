"""How much room does each theme get, and how does that change?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from themeshift import colours, wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas, Scale, ticks
from themeshift.figures.figure import Figure
from themeshift.markup import escape

LABELS = 116
NUMBERS = 44
ROW = 23.0


def _groups(package: Any, order: list[str]) -> list[tuple[str, list[str]]]:
    """Themes of a frame by pole: origin, destination, the others."""
    table = names.themes(package)
    known = [theme for theme in table.index if theme in set(order)]
    return [
        (pole, [theme for theme in known if table.loc[theme, "pole"] == pole])
        for pole in (*names.POLES, names.NONE)
    ]


_HEADINGS = {"origin": "Origin pole", "destination": "Destination pole", "none": "Other themes"}


def _upper(frame: pd.DataFrame) -> float:
    """The largest value that the marks of a frame of shares reach, with a little room."""
    reach = frame[["share", "high", "posterior_high"]].max().max()
    return min(1.0, max(0.1, float(reach) * 1.03))


def _largest(package: Any, rows: pd.DataFrame) -> list[str]:
    """Names of the themes (framing aside) that share the largest part."""
    argued = rows[rows["theme"] != names.NONE]
    top = argued["share"].max()
    return [
        names.theme_in_words(package, theme)
        for theme in argued.loc[argued["share"] >= top - 1e-9, "theme"]
    ]


def _pole_share(package: Any, rows: pd.DataFrame, pole: str) -> float:
    return float(rows.loc[rows["pole"] == pole, "share"].sum())


def theme_profile(
    package: Any, salience: pd.DataFrame, phase_id: str, table: str | None = None
) -> Figure:
    """Shares of all themes in one phase, with both intervals, poles first.

    salience: the frame of `salience.salience`. table: name of the result that holds the numbers,
    "salience-<phase_id>" by default. Raises ValueError for an unknown phase.
    """
    rows = salience[salience["phase_id"] == phase_id]
    the_phase = names.the_phase(package, phase_id)
    catalogue = names.themes(package)
    origin, destination = (_pole_share(package, rows, pole) for pole in names.POLES)
    origin_name, destination_name = (names.pole(package, pole) for pole in names.POLES)
    title = (
        f"{names.upper(names.phase(package, phase_id))}: {wording.percent(origin)} of the words on "
        f"{origin_name}, {wording.percent(destination)} on {destination_name}"
    )
    canvas = Canvas(title, "Share of the words, in percent")
    scale = Scale(0, _upper(rows), canvas.left + LABELS, canvas.right - NUMBERS)
    values = ticks(0, scale.high, 4)
    canvas.y += 4
    top = canvas.y
    shares = rows.set_index("theme")
    strips = []
    y = top
    for pole, members in _groups(package, list(rows["theme"])):
        if not members:
            continue
        height = ROW * (len(members) + 1) + 2
        if pole != names.NONE:
            canvas.box(
                canvas.left - 6,
                y,
                canvas.right - canvas.left + 12,
                height - 4,
                fill=colours.BAND,
                radius=4,
                order=0,
            )
        y += ROW * 0.66
        total = _pole_share(package, rows, pole)
        canvas.text(canvas.left, y, _HEADINGS[pole], style.SMALL, colours.MUTED, "bold")
        canvas.text(
            canvas.right, y, wording.percent(total), style.SMALL, colours.MUTED, "bold", "right"
        )
        y += ROW * 0.34
        start = y
        for theme in members:
            row, kind = shares.loc[theme], catalogue.loc[theme]
            middle = y + ROW / 2
            base = middle + style.BODY * 0.36
            strong = "bold" if pole != names.NONE else "normal"
            canvas.text(canvas.left, base, kind["short_label"], color=kind["text"], weight=strong)
            canvas.posterior(
                scale.inside(row["posterior_low"]),
                scale.inside(row["posterior_high"]),
                middle,
                kind["mark"],
            )
            canvas.interval(
                scale.inside(row["low"]), scale.inside(row["high"]), middle, kind["mark"]
            )
            canvas.mark(scale(row["share"]), middle, kind["marker"], kind["mark"], 9)
            canvas.text(
                canvas.right, base, wording.percent(row["share"]), weight=strong, align="right"
            )
            y += ROW
        strips.append((start, y))
        y = start + ROW * len(members) + 6
    for number, (start, end) in enumerate(strips):
        for value in values:
            color = colours.NEUTRAL if value == 0 else colours.GRID
            canvas.line([scale(value)] * 2, [start, end], color, 0.9, order=0.5)
        if number == len(strips) - 1:
            for value in values:
                canvas.text(
                    scale(value),
                    end + style.SMALL + 2,
                    wording.percent(value),
                    style.SMALL,
                    colours.MUTED,
                    align="center",
                )
    drawing = canvas.finish(y + style.SMALL + 8)

    largest = wording.listing(_largest(package, rows))
    silent = [
        names.theme_in_words(package, row.theme) for row in rows.itertuples() if row.share == 0
    ]
    finding = (
        f"In {the_phase}, {wording.percent(origin)} of the words go to {origin_name} and "
        f"{wording.percent(destination)} to {destination_name}; the most room goes to {largest}."
    )
    reading = f"Each dot is a theme's share of the words of {escape(the_phase)}. {figure.INTERVALS}"
    alt = (
        f"Dot chart of theme shares in {the_phase}: {origin_name} {wording.percent(origin)} of the "
        f"words together, {destination_name} {wording.percent(destination)}. "
        f"Most room: {largest}."
        + (f" Without a word: {wording.listing(silent)}." if silent else "")
    )
    return figure.make(
        f"theme-profile-{phase_id}",
        drawing,
        finding,
        reading,
        rows,
        alt,
        names.theme_links(rows, package, phase_id),
        table or f"salience-{phase_id}",
    )


def theme_change(
    package: Any,
    salience: pd.DataFrame,
    from_phase: str,
    to_phase: str,
    table: str | None = None,
) -> Figure:
    """Shares of all themes in two phases: before (hollow) above after (solid).

    salience: the frame of `salience.salience` with both phases. Themes keep the book's order.
    """
    catalogue = names.themes(package)
    before = salience[salience["phase_id"] == from_phase].set_index("theme")
    after = salience[salience["phase_id"] == to_phase].set_index("theme")
    known = [theme for theme in catalogue.index if theme in before.index and theme in after.index]
    change = (after["share"] - before["share"]).reindex(known)
    argued = change.drop(names.NONE, errors="ignore")
    first, second = names.phase(package, from_phase), names.phase(package, to_phase)
    gain, loss = argued.idxmax(), argued.idxmin()
    parts = []
    for theme, word, sign in ((gain, "rise", 1), (loss, "fall", -1)):
        if argued[theme] * sign > 0:
            parts.append(
                f"largest {word}: {names.theme_in_words(package, theme)}, "
                f"{wording.percent(before.loc[theme, 'share'])} to "
                f"{wording.percent(after.loc[theme, 'share'])}"
            )
    told = "; ".join(parts) if parts else "no theme's share changes"
    canvas = Canvas(
        f"{names.upper(told)}",
        f"Share of the words: {first} (hollow, above) and {second} (solid, below)",
    )
    both = pd.concat([before.loc[known], after.loc[known]])
    scale = Scale(0, _upper(both), canvas.left + LABELS - 6, canvas.right - NUMBERS - 22)
    canvas.text(canvas.right, canvas.y + 8, "points", style.SMALL, colours.MUTED, align="right")
    y = canvas.y + 14
    top, row_height = y, 31.0
    for theme in known:
        kind = catalogue.loc[theme]
        strong = "bold" if kind["pole"] != names.NONE else "normal"
        if kind["pole"] != names.NONE:
            canvas.box(
                canvas.left - 6,
                y + 1,
                canvas.right - canvas.left + 12,
                row_height - 2,
                fill=colours.BAND,
                radius=4,
                order=0,
            )
        middle = y + row_height / 2
        canvas.text(
            canvas.left, middle + 3.8, kind["short_label"], color=kind["text"], weight=strong
        )
        for rows, shift, filled in ((before, -6.0, False), (after, 6.0, True)):
            row = rows.loc[theme]
            canvas.posterior(
                scale.inside(row["posterior_low"]),
                scale.inside(row["posterior_high"]),
                middle + shift,
                kind["mark"],
            )
            canvas.interval(
                scale.inside(row["low"]), scale.inside(row["high"]), middle + shift, kind["mark"]
            )
            canvas.mark(
                scale(row["share"]), middle + shift, kind["marker"], kind["mark"], 8.5, filled
            )
        canvas.text(
            canvas.right,
            middle + 3.8,
            wording.signed(100 * change[theme], 0),
            weight=strong,
            align="right",
        )
        y += row_height
    canvas.across(scale, ticks(0, scale.high, 4), top, y, wording.percent)
    drawing = canvas.finish(y + style.SMALL + 10)

    data = pd.concat([before.loc[known], after.loc[known]]).reset_index()
    finding = names.upper(
        f"{told} (from {names.the_phase(package, from_phase)} to "
        f"{names.the_phase(package, to_phase)})."
    )
    reading = (
        f"Hollow marks: {escape(first)}; solid marks: {escape(second)}. The column at the right "
        f"gives the difference in points. {figure.INTERVALS}"
    )
    shifts = [
        f"{names.pole(package, pole)} "
        f"{wording.signed_points(change.reindex(names.pole_themes(package, pole)).sum())}"
        for pole in names.POLES
    ]
    alt = f"Paired dots of theme shares. {finding} Taken together: {'; '.join(shifts)}."
    return figure.make(
        f"theme-change-{to_phase}",
        drawing,
        finding,
        reading,
        data,
        alt,
        names.theme_links(data, package, to_phase),
        table,
    )


def trajectories(package: Any, salience: pd.DataFrame, table: str = "salience") -> Figure:
    """Each theme's share over the phases, one small panel per theme, poles first.

    salience: the frame of `salience.salience`. Framing units have no panel; their share is told
    in the caption. table: name of the result that holds the numbers.
    """
    catalogue = names.themes(package)
    phases = names.data_order(package, salience)
    shown = salience[salience["theme"] != names.NONE]
    panels = [
        theme for _, group in _groups(package, list(shown["theme"].unique())) for theme in group
    ]
    wide = shown.pivot(index="phase_id", columns="theme", values="share").loc[phases]
    change = wide.iloc[-1] - wide.iloc[0]
    first, last = phases[0], phases[-1]
    poles = {
        pole: shown[shown["pole"] == pole].groupby("phase_id")["share"].sum().reindex(phases)
        for pole in names.POLES
    }
    told = " while ".join(
        f"{names.pole(package, pole)} "
        f"{_verb(package, pole, poles[pole].iloc[-1] - poles[pole].iloc[0])}"
        for pole in names.POLES
    )
    canvas = Canvas(names.upper(told), "Share of the words in each phase, by theme")
    columns, gap, axis = 2, 16.0, 28.0
    width = (canvas.right - canvas.left - axis - gap) / columns
    height, head, foot = 66.0, 30.0, 22.0
    high = _upper(shown)
    marks = names.years(package, phases)
    y = canvas.y + 2
    for number, theme in enumerate(panels):
        column = number % columns
        left = canvas.left + axis + column * (width + gap)
        if number and column == 0:
            y += head + height + foot
        kind = catalogue.loc[theme]
        strong = "bold" if kind["pole"] != names.NONE else "normal"
        rows = shown[shown["theme"] == theme].set_index("phase_id").loc[phases]
        canvas.text(left - 2, y + 12, kind["short_label"], color=kind["text"], weight=strong)
        canvas.text(
            left - 2,
            y + 25,
            f"{wording.percent(rows['share'].iloc[0])} → {wording.percent(rows['share'].iloc[-1])}",
            style.SMALL,
        )
        up = Scale(0, high, y + head + height, y + head)
        values = ticks(0, high, 3)
        canvas.up(up, values, left, left + width, wording.percent if column == 0 else _nothing)
        across = Scale(0, max(len(phases) - 1, 1), left + 14, left + width - 14)
        xs = [across(place) for place in range(len(phases))]
        canvas.line(xs, [up(value) for value in rows["share"]], kind["mark"], 1.8, kind["line"])
        every = max(1, -(-len(phases) * 30 // int(width)))
        for place, row in enumerate(rows.itertuples()):
            canvas.posterior(
                up.inside(row.posterior_low),
                up.inside(row.posterior_high),
                xs[place],
                kind["mark"],
                upright=True,
            )
            canvas.interval(
                up.inside(row.low), up.inside(row.high), xs[place], kind["mark"], upright=True
            )
            canvas.mark(xs[place], up(row.share), kind["marker"], kind["mark"], 7.5)
            if (len(phases) - 1 - place) % every == 0:
                canvas.text(
                    xs[place],
                    y + head + height + style.SMALL + 3,
                    marks[place],
                    style.SMALL,
                    colours.MUTED,
                    align="center",
                )
    drawing = canvas.finish(y + head + height + foot + 2)

    gain, loss = change.idxmax(), change.idxmin()
    framing = salience.loc[salience["theme"] == names.NONE, "share"]
    finding = (
        f"From {names.the_phase(package, first)} to {names.the_phase(package, last)}, "
        + ", and ".join(
            f"the share of {names.pole(package, pole)} "
            f"{names.moved(poles[pole].iloc[0], poles[pole].iloc[-1])}"
            for pole in names.POLES
        )
        + "."
    )
    reading = (
        f"One panel per theme on a common scale; phases are evenly spaced. {figure.INTERVALS}"
        + (
            f" Passages that only frame (no theme, not drawn) take {wording.percent(framing.min())} "
            "to "
            f"{wording.percent(framing.max())} of the words of a phase."
            if len(framing)
            else ""
        )
    )
    alt = (
        f"Small line charts, one per theme, over {wording.count(len(phases), 'phase')}. {finding} "
        f"Largest rise: {names.theme_in_words(package, gain)} "
        f"({wording.signed_points(change[gain])}); largest fall: "
        f"{names.theme_in_words(package, loss)} ({wording.signed_points(change[loss])})."
    )
    return figure.make("trajectories", drawing, finding, reading, salience, alt, "", table)


def _verb(package: Any, pole: str, difference: float) -> str:
    ending = "s" if len(names.pole_themes(package, pole)) == 1 else ""
    if abs(difference) < 0.005:
        return f"stay{ending} level"
    return f"{'gain' if difference > 0 else 'lose'}{ending} ground"


def _nothing(_: float) -> str:
    return ""
