"""How is each contract built, when was it signed, and which figures does it give?"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from themeshift import colours, wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas, Scale, apart
from themeshift.figures.figure import Figure
from themeshift.figures.poles import year_scale
from themeshift.markup import escape

#: What the levels of `structure` are called, one and several, in the order of their rank.
LEVELS = {
    "axis": ("axis", "axes"),
    "theme": ("theme of work", "themes of work"),
    "volet": ("strand", "strands"),
    "project": ("project", "projects"),
    "transverse": ("transverse action", "transverse actions"),
    "work-line": ("work line", "work lines"),
    "action": ("action", "actions"),
    "proposal": ("axis considered", "axes considered"),
}
KINDS = {"contract": "D", "review": "o", "amendment": "s"}
GAP = 7.0


def _level(level: str, number: int) -> str:
    """So many items of a level, in words."""
    single, several = LEVELS.get(level, (level, f"{level}s"))
    return wording.count(number, single, several)


def _amount(number: int) -> str:
    return wording.cardinal(number) if number else "none"


@lru_cache(maxsize=8)
def _all_weights(package: Any) -> dict[str, list[tuple[str, float]]]:
    """Item → its themes with their weights, framing aside, in the book's order."""
    order = {theme: place for place, theme in enumerate(names.themes(package).index)}
    found: dict[str, list[tuple[str, float]]] = {}
    for row in package.structure_themes.itertuples():
        if row.theme != names.NONE:
            found.setdefault(row.item_id, []).append((row.theme, float(row.weight)))
    return {item: sorted(weights, key=lambda one: order[one[0]]) for item, weights in found.items()}


def _weights(package: Any, item_id: str) -> list[tuple[str, float]]:
    """Themes of an item with their weights, framing aside, in the book's order."""
    return _all_weights(package).get(item_id, [])


class _Boxes:
    """Lays the items of an architecture out as boxes, two abreast, with their themes' colours."""

    def __init__(self, package: Any, canvas: Canvas) -> None:
        self.package = package
        self.canvas = canvas
        self.themes = names.themes(package)

    def lines(self, item: Any, width: float) -> tuple[list[str], list[tuple[str, float]]]:
        return style.wrap(item.label, width - 20, style.BODY), _weights(self.package, item.item_id)

    def height(self, item: Any, width: float) -> float:
        label, weights = self.lines(item, width)
        return 9 + 13 * len(label) + 12.5 * max(len(weights), 1) + 3

    def leaf(self, item: Any, x: float, y: float, width: float, height: float) -> None:
        canvas = self.canvas
        label, weights = self.lines(item, width)
        dashes = "dashed" if item.level == "proposal" else "solid"
        canvas.box(
            x, y, width, height, colours.PAPER, colours.NEUTRAL, 1.0, dashes, radius=4, order=1.4
        )
        start = y + 3.5
        for theme, weight in weights:
            long = (height - 7) * weight / sum(part for _, part in weights)
            canvas.box(
                x + 3.5, start, 5, max(long - 1, 1), self.themes.loc[theme, "mark"], order=1.6
            )
            start += long
        base = y + 15
        for line in label:
            canvas.text(x + 15, base, line)
            base += 13
        for theme, _ in weights:
            kind = self.themes.loc[theme]
            canvas.mark(x + 19, base - 3.6, kind["marker"], kind["mark"], 7)
            canvas.text(x + 27, base, kind["short_label"], style.SMALL, kind["text"])
            base += 12.5
        if not weights:
            canvas.text(x + 15, base, "no theme stated", style.SMALL, colours.MUTED)

    def grid(self, items: list[Any], x: float, y: float, width: float) -> float:
        """Boxes two abreast; returns the y below them."""
        half = (width - GAP) / 2
        for place in range(0, len(items), 2):
            pair = items[place : place + 2]
            height = max(self.height(item, half) for item in pair)
            for number, item in enumerate(pair):
                self.leaf(item, x + number * (half + GAP), y, half, height)
            y += height + GAP
        return y


def architecture(package: Any, phase_id: str, table: str | None = None) -> Figure:
    """The official architecture of a phase: axes, themes, strands, projects, nested as stated.

    Items that the text places under another stand inside it; the others stand by level. Raises
    ValueError for an unknown phase.
    """
    the_phase = names.the_phase(package, phase_id)
    items = package.structure[package.structure["phase_id"] == phase_id].sort_values("order")
    items = items.assign(parent_id=items["parent_id"].fillna(""))
    counts = items["level"].value_counts()
    levels = list(dict.fromkeys(items["level"]))
    poles = {}
    for pole in names.POLES:
        members = set(names.pole_themes(package, pole))
        poles[pole] = sum(
            any(theme in members for theme, _ in _weights(package, item))
            for item in items["item_id"]
        )
    whole = len(items)
    origin, destination = (names.pole(package, pole) for pole in names.POLES)
    title = (
        f"{names.upper(names.phase(package, phase_id))}: {_amount(poles['origin'])} of "
        f"{wording.count(whole, 'item')} "
        f"{'carries' if poles['origin'] == 1 else 'carry'} {origin.replace(' and ', ' or ')}, "
        f"{_amount(poles['destination'])} {destination.replace(' and ', ' or ')}"
    )
    canvas = Canvas(title, "Official architecture; colour and mark say the theme of each item")
    boxes = _Boxes(package, canvas)
    width = canvas.right - canvas.left
    y = canvas.y + 2
    tops = items[~items["parent_id"].isin(set(items["item_id"]))]
    for level in levels:
        here = list(tops[tops["level"] == level].itertuples())
        if not here:
            continue
        heading = names.upper(_level(level, len(here)))
        canvas.text(canvas.left, y + 9, heading, style.BODY, colours.MUTED, "bold")
        y += 16
        plain_ones: list[Any] = []
        for item in here:
            children = list(items[items["parent_id"] == item.item_id].itertuples())
            if not children:
                plain_ones.append(item)
                continue
            y = boxes.grid(plain_ones, canvas.left, y, width)
            plain_ones = []
            y = _nest(boxes, items, item, children, canvas.left, y, width)
        y = boxes.grid(plain_ones, canvas.left, y, width) + 6
    drawing = canvas.finish(y + 2)

    by_level = wording.listing(_level(level, int(counts[level])) for level in levels)
    finding = (
        f"{names.upper(the_phase)} names {by_level}; {_amount(poles['origin'])} of these "
        f"{wording.count(whole, 'item')} {'carries' if poles['origin'] == 1 else 'carry'} "
        f"{origin.replace(' and ', ' or ')}, {_amount(poles['destination'])} "
        f"{destination.replace(' and ', ' or ')}."
    )
    nested = ", inside the item that it is said to belong to" if len(tops) < whole else ""
    reading = (
        f"A box is an item as the texts name it{nested}; bars at its left are its themes, in "
        f"proportion to their weight.{_shared_notes(items)}"
    )
    links = ", ".join(f"[{escape(item.label)}](#u-{item.unit_id})" for item in items.itertuples())
    alt = f"Nested boxes: architecture of {the_phase}. {finding}"
    return figure.make(
        f"architecture-{phase_id}",
        drawing,
        finding,
        reading,
        items,
        alt,
        f"Passages: {links}." if links else "",
        table,
    )


def _shared_notes(items: pd.DataFrame) -> str:
    """Notes that several items share, after the levels that they speak of, in MyST."""
    told = ""
    for note, rows in items[items["note"].fillna("") != ""].groupby("note", sort=False):
        if len(rows) > 1:
            levels = wording.listing(
                LEVELS.get(level, (level, f"{level}s"))[int(count > 1)]
                for level, count in rows["level"].value_counts(sort=False).items()
            )
            told += f" {escape(names.upper(levels))}: {escape(names.lower(note))}"
    return told


def _nest(
    boxes: _Boxes,
    items: pd.DataFrame,
    item: Any,
    children: list[Any],
    x: float,
    y: float,
    width: float,
) -> float:
    """A box that holds other boxes; returns the y below it."""
    canvas = boxes.canvas
    weights = _weights(boxes.package, item.item_id)
    top = y
    y += 15
    for line in style.wrap(item.label, width - 16, style.BODY, "bold"):
        canvas.text(x + 8, y, line, weight="bold")
        y += 13
    for theme, _ in weights:
        kind = boxes.themes.loc[theme]
        canvas.mark(x + 12, y - 3.6, kind["marker"], kind["mark"], 7)
        canvas.text(x + 20, y, kind["short_label"], style.SMALL, kind["text"])
        y += 12.5
    y -= 4
    inner_x, inner = x + 8, width - 16
    for level in dict.fromkeys(child.level for child in children):
        here = [child for child in children if child.level == level]
        canvas.text(
            inner_x,
            y + 10,
            names.upper(_level(level, len(here))),
            style.SMALL,
            colours.MUTED,
            "bold",
        )
        y += 15
        leaves = []
        for child in here:
            deeper = list(items[items["parent_id"] == child.item_id].itertuples())
            if deeper:
                y = boxes.grid(leaves, inner_x, y, inner)
                leaves = []
                y = _nest(boxes, items, child, deeper, inner_x, y, inner)
            else:
                leaves.append(child)
        y = boxes.grid(leaves, inner_x, y, inner)
    canvas.box(x, top, width, y - top + 1, colours.BAND, colours.NEUTRAL, 1.0, radius=5, order=0.5)
    return y + 1 + GAP


def _entries(package: Any, measure: str) -> pd.DataFrame:
    """Values of a measure by phase, told once where several passages tell the same."""
    rows = package.indicators
    rows = rows[rows["measure"] == measure]
    merged = rows.groupby(["phase_id", "value", "scope", "unit"], sort=False, as_index=False).agg(
        qualifier=("qualifier", lambda several: list(dict.fromkeys(several))),
        indicator_id=("indicator_id", list),
    )
    order = {phase: place for place, phase in enumerate(names.phases(package).index)}
    merged["place"] = merged["phase_id"].map(order)
    return merged.sort_values("place", kind="stable").reset_index(drop=True)


def _value(row: Any) -> str:
    """A value with its qualifiers as the passages give them."""
    told = []
    for qualifier in row.qualifier:
        one = pd.Series({"value": row.value, "qualifier": qualifier, "unit": row.unit})
        told.append(wording.figure(one))
    first, others = told[0], row.qualifier[1:]
    return first + "".join(f"; also given as “{other.replace('-', ' ')}”" for other in others)


SIZE_OF_THE_SECTOR = ("companies", "jobs", "turnover", "exports")
"""Measures that `indicators` shows unless told otherwise, where the data have them."""


def indicators(
    package: Any,
    measures: tuple[str, ...] = SIZE_OF_THE_SECTOR,
    table: str = "indicators",
) -> Figure:
    """Figures of the sector side by side over the phases, each with its scope and qualifier.

    measures: names from `indicators.measure`; those without any value are left out. Where
    the data have none of the default ones, those that most phases give stand in. Raises ValueError
    when none has a value.
    """
    tables = {measure: _entries(package, measure) for measure in measures}
    tables = {measure: rows for measure, rows in tables.items() if len(rows)}
    if not tables and measures == SIZE_OF_THE_SECTOR:  # other data, with measures of their own
        recurring = package.indicators.groupby("measure", sort=False)["phase_id"].nunique()
        most = recurring.index[recurring == recurring.max()] if len(recurring) else []
        tables = {measure: _entries(package, measure) for measure in most}
    if not tables:
        raise ValueError(f"indicators.csv: no value for {', '.join(measures)}")
    labels = package.indicators.drop_duplicates("measure").set_index("measure")["label"]
    changing = [measure for measure, rows in tables.items() if rows["scope"].nunique() > 1]
    partly = [
        measure
        for measure, rows in tables.items()
        if rows["phase_id"].nunique() < len(names.phases(package))
    ]
    if changing:
        title = (
            f"{names.upper(wording.cardinal(len(changing)))} of "
            f"{wording.count(len(tables), 'measure')} "
            f"{'changes' if len(changing) == 1 else 'change'} scope: not one series"
        )
    else:
        title = "The measures keep their scope over the phases that give them"
    canvas = Canvas(title, "As each text gives them; a dot is a value, from zero at the left")
    x, y = canvas.left + 104, canvas.y + 4
    for measure, rows in tables.items():
        units = wording.listing(dict.fromkeys(rows["unit"]))
        canvas.box(
            canvas.left - 6, y - 4, canvas.right - canvas.left + 12, 18, colours.BAND, radius=4
        )
        canvas.text(canvas.left, y + 9, str(labels[measure]), weight="bold")
        if units.lower() != str(labels[measure]).lower():
            canvas.text(canvas.right, y + 9, units, style.SMALL, colours.MUTED, align="right")
        y += 20
        scale = Scale(0, float(rows["value"].max()), x + 4, canvas.right - 6)
        previous = None
        for phase in names.phases(package).index:
            here = list(rows[rows["phase_id"] == phase].itertuples())
            canvas.text(canvas.left, y + 12, names.upper(names.phase(package, phase)))
            if not here:
                canvas.text(x, y + 12, "no figure given", color=colours.MUTED)
                y += 22
                continue
            for row in here:
                y = canvas.paragraph(x, y + 12, _value(row), weight="bold") - 12
                changed = previous is not None and row.scope != previous
                if row.scope:
                    told = f"{'≠ scope: ' if changed else 'scope: '}{row.scope}"
                    color = colours.INK if changed else colours.MUTED
                    y = canvas.paragraph(x, y + 11, told, size=style.SMALL, color=color) - 11
                y += 7
                canvas.line([x + 4, canvas.right - 6], [y, y], colours.GRID, 1.2)
                canvas.line([x + 4, scale(row.value)], [y, y], colours.NEUTRAL, 2.0)
                exact = row.qualifier == ["exact"]
                canvas.mark(scale(row.value), y, "o", colours.INK, 8.5, filled=exact)
                y += 8
            previous = here[-1].scope
            y += 3
        y += 8
    y = names.key(canvas, y + 4, "Solid dot: exact in the text; hollow: about, nearly, estimated …")
    drawing = canvas.finish(y + 2)

    shown = pd.concat(tables.values())["indicator_id"].explode()
    data = package.indicators[package.indicators["indicator_id"].isin(set(shown))]
    spans = []
    for measure, rows in tables.items():
        first, last = _value(rows.iloc[0]), _value(rows.iloc[-1])
        one = first == last
        spans.append(
            f"{names.lower(str(labels[measure]))} {first}" + ("" if one else f", then {last}")
        )
    told = wording.listing(names.lower(str(labels[measure])) for measure in changing)
    finding = (
        f"What is counted changes from phase to phase for {told}."
        if changing
        else "What is counted stays the same over the phases."
    )
    if partly:
        missing = wording.listing(names.lower(str(labels[measure])) for measure in partly)
        finding += (
            " No measure is given in every phase."
            if len(partly) == len(tables)
            else f" Not every phase gives {missing}."
        )
    reading = (
        "Each row is what a text says, with its qualifier and the scope that it names; “≠” marks a "
        "scope that is worded otherwise than in the phase before. No interval: the texts give none."
    )
    links = ", ".join(
        f"[{escape(names.phase(package, row.phase_id))}: {escape(names.lower(row.label))}]"
        f"(#indicator-{row.indicator_id})"
        for row in data.itertuples()
    )
    alt = f"Rows of figures by phase: {'; '.join(spans)}. {finding}"
    return figure.make(
        "indicators", drawing, finding, reading, data, alt, f"Passages: {links}.", table
    )


def _months(first: pd.Timestamp, last: pd.Timestamp) -> int:
    return round((last - first).days / 30.44)


def _events(package: Any) -> pd.DataFrame:
    """Dated events that tell more than the phases and the documents do."""
    rows = package.events.dropna(subset=["date_earliest"])
    phases = names.phases(package)
    documents = package.documents
    days = set(documents["date"].dropna()) | set(documents["date_updated"].dropna())

    def tells_more(row: Any) -> bool:
        covers = (
            (row.date_earliest <= phases["date_earliest"])
            & (phases["date_latest"] <= row.date_latest)
        ).any()
        return not covers and not (
            row.date_earliest == row.date_latest and row.date_earliest in days
        )

    rows = rows[[tells_more(row) for row in rows.itertuples()]]
    rows = rows.drop_duplicates(["date_earliest", "date_latest", "what"])
    return rows.sort_values(["date_earliest", "date_latest"], kind="stable")


def timeline(package: Any, table: str = "timeline") -> Figure:
    """The phases, and what the texts date beside them, down a time axis.

    A phase without a day is a span; the years that a contract covers are a bar.
    """
    phases = names.phases(package)
    events = _events(package)
    publishers = package.documents.groupby("phase_id", sort=False)["publisher"].agg(list)
    entries = []
    for row in phases.itertuples():
        told = wording.day(row.date_earliest, row.date_latest)
        if row.date_latest > row.date_earliest:
            told = f"{told} (no day given)"
        sources = wording.listing(dict.fromkeys(publishers.get(row.phase_id, [])))
        entries.append(
            (
                row.date_earliest,
                row.date_latest,
                names.upper(str(row.label)),
                told,
                sources,
                row.kind,
            )
        )
    for row in events.itertuples():
        day = wording.day(row.date_earliest, row.date_latest)
        entries.append((row.date_earliest, row.date_latest, row.what, day, "", ""))
    entries.sort(key=lambda entry: (entry[0] + (entry[1] - entry[0]) / 2, entry[5] == ""))
    dates = phases.index
    start, end = phases["date_earliest"].iloc[0], phases["date_latest"].iloc[-1]
    gaps = [
        (_months(phases["date_latest"].iloc[place], phases["date_earliest"].iloc[place + 1]), place)
        for place in range(len(dates) - 1)
    ]
    title = f"{names.upper(wording.count(len(phases), 'phase'))} in {_months(start, end)} months"
    longest = ""
    if gaps:
        months, place = max(gaps, key=lambda one: one[0])
        longest = (
            f"the longest wait, about {months} months, lies between "
            f"{names.the_phase(package, dates[place])} and "
            f"{names.the_phase(package, dates[place + 1])}"
        )
        title += f"; {longest}"
    canvas = Canvas(title, "Bold: phases; plain: other dates that the texts give")
    covered = [row for row in phases.itertuples() if not pd.isna(row.covers_from)]
    ordinals = [day.toordinal() for entry in entries for day in entry[:2]]
    ordinals += [pd.Timestamp(int(row.covers_to), 12, 31).toordinal() for row in covered]
    axis, text_x = canvas.left + 44, canvas.left + 76
    top = canvas.y + 6
    heights = [(44 if entry[5] else 28) for entry in entries]
    length = max(380.0, sum(heights) * 1.3)
    along, years = year_scale(min(ordinals), max(ordinals), top, top + length)
    wished, rooms = [], []
    for entry, room in zip(entries, heights, strict=True):
        lines = len(style.wrap(entry[2], canvas.right - text_x, style.BODY, "bold"))
        more = len(style.wrap(entry[4], canvas.right - text_x, style.SMALL)) if entry[4] else 1
        rooms.append(room + 13 * (lines - 1) + 11 * (more - 1))
        wished.append(along((entry[0].toordinal() + entry[1].toordinal()) / 2) - 4)
    places = apart(wished, rooms, top)
    low = places[-1] + rooms[-1]
    bottom = max(top + length, low)
    canvas.line([axis, axis], [top, top + length], colours.NEUTRAL, 1.4)
    for year in years:
        y = along(pd.Timestamp(year, 1, 1).toordinal())
        canvas.line([axis - 5, axis], [y, y], colours.NEUTRAL, 1.0)
        canvas.text(axis - 8, y + 3.5, str(year), style.SMALL, colours.MUTED, align="right")
    for row in covered:
        begin = along(pd.Timestamp(int(row.covers_from), 1, 1).toordinal())
        until = along(pd.Timestamp(int(row.covers_to), 12, 31).toordinal())
        canvas.line([axis + 9, axis + 9], [begin, until], colours.NEUTRAL, 4.0, order=1)
    for entry, at in zip(entries, places, strict=True):
        first, last = along(entry[0].toordinal()), along(entry[1].toordinal())
        middle = (first + last) / 2
        if last > first + 1:
            wide = 11 if entry[5] else 6
            edge = colours.INK if entry[5] else colours.NEUTRAL
            canvas.box(
                axis - wide / 2,
                first,
                wide,
                last - first,
                colours.PAPER,
                edge,
                1.3,
                radius=2,
                order=3,
            )
        if entry[5]:
            size = 9 if last > first + 1 else 12
            canvas.mark(axis, middle, KINDS.get(entry[5], "o"), colours.INK, size)
        elif last <= first + 1:
            canvas.mark(axis, middle, "o", colours.NEUTRAL, 7, filled=False)
        canvas.line(
            [axis + 8, text_x - 12, text_x - 4], [middle, at + 4, at + 4], colours.NEUTRAL, 0.9
        )
        weight = "bold" if entry[5] else "normal"
        y = canvas.paragraph(text_x, at + 8, entry[2], weight=weight)
        canvas.text(text_x, y - 1, entry[3], style.SMALL, colours.MUTED)
        if entry[4]:
            canvas.paragraph(text_x, y + 11, entry[4], size=style.SMALL, color=colours.MUTED)
    y = bottom + 10
    if covered:
        told = wording.listing(
            f"{names.the_phase(package, row.phase_id)} ({row.covers_from}–{row.covers_to})"
            for row in covered
        )
        y = names.key(canvas, y + 6, f"Broad line: years that the text says are covered: {told}.")
    undated = phases[phases["date_latest"] > phases["date_earliest"]]
    if len(undated):
        y = names.key(
            canvas,
            y + (0 if covered else 6),
            "Open box on the axis: no day is given; somewhere in this time.",
        )
    drawing = canvas.finish(y)

    finding = (
        f"{names.upper(wording.count(len(phases), 'phase'))} from {wording.day(start)} to "
        f"{wording.day(phases['date_earliest'].iloc[-1], end)}"
        + (f"; {longest}." if longest else ".")
    )
    reading = (
        "Time runs downwards. Marks differ by kind: "
        + wording.listing(
            f"{_SHAPES[KINDS[kind]]} for {escape(kind)}s"
            for kind in dict.fromkeys(phases["kind"])
            if kind in KINDS
        )
        + "."
    )
    columns = ["what", "date_earliest", "date_latest", "kind"]
    data = pd.DataFrame(
        [(entry[2], entry[0], entry[1], entry[5] or "event") for entry in entries], columns=columns
    )
    listed = "; ".join(f"{entry[2]}: {entry[3]}" for entry in entries if entry[5])
    units = ", ".join(f"[{escape(row.what)}](#u-{row.unit_id})" for row in events.itertuples())
    alt = f"Timeline. {finding} {listed}."
    return figure.make(
        "timeline",
        drawing,
        finding,
        reading,
        data,
        alt,
        f"Passages: {units}." if units else "",
        table,
    )


_SHAPES = {"D": "diamonds", "o": "discs", "s": "squares"}
