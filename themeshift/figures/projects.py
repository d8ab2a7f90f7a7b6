"""What became of each project, and who signed and spoke for each phase?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from themeshift import colours, wording
from themeshift.figures import figure, names, style
from themeshift.figures.canvas import Canvas
from themeshift.figures.figure import Figure
from themeshift.markup import escape

#: Each status has its shape, solid or hollow, so that it can be told without colour or words.
STATUSES = {
    "announced": ("o", True),
    "launched": (">", True),
    "continued": ("s", True),
    "extended": ("P", True),
    "widened": ("D", True),
    "proposed": ("o", False),
}
#: Statuses that make a project larger than it was.
LARGER = ("extended", "widened")
ABSENT = "absent"

CAPACITIES = {
    "signatory": ("s", True, "signed"),
    "speaker": ("o", True, "spoke"),
    "announcer": ("^", True, "announced or mandated"),
    "mandated": ("D", False, "was mandated"),
    "represented": ("s", False, "was represented"),
}


def _status_marks(package: Any) -> pd.DataFrame:
    """Status of each project in each phase, projects × phases, in the order of first naming."""
    phases = list(names.phases(package).index)
    table = package.project_status.pivot(index="project_id", columns="phase_id", values="status")
    table = table.reindex(columns=phases).fillna(ABSENT)
    order = package.projects.set_index("project_id")["order"]
    first = (table != ABSENT).to_numpy().argmax(axis=1)
    never = (table == ABSENT).all(axis=1).to_numpy()
    table = table.assign(
        first_place=[
            len(phases) if gone else place for place, gone in zip(first, never, strict=True)
        ],
        project_order=order.reindex(table.index).to_numpy(),
    )
    return table.sort_values(["first_place", "project_order"], kind="stable")


def _main_theme(package: Any, project_id: str) -> str | None:
    """The theme most argued for a project, framing aside; None where the texts argue none.

    Units that name several projects tell nothing of one of them: the words of those about this
    project alone decide (first coder), else the themes of the official item that bears its name.
    """
    named = package.project_units
    wanted = set(named.loc[named["project_id"] == project_id, "unit_id"])
    alone = wanted - set(named.loc[named["project_id"] != project_id, "unit_id"])
    codes = package.codes[package.codes["unit_id"].isin(alone)]
    codes = codes[codes["coder"] == package.codes["coder"].iloc[0]]
    words = package.units.set_index("unit_id")["words"]
    room = (codes["weight"] * codes["unit_id"].map(words)).groupby(codes["theme"]).sum()
    if not room.drop(names.NONE, errors="ignore").sum():
        row = package.projects.set_index("project_id").loc[project_id]
        labels = {str(row["label"]).casefold(), str(row["label_fr"]).casefold()}
        items = package.structure[package.structure["unit_id"].isin(wanted)]
        same = items["label"].str.casefold().isin(labels)
        same |= items["label_fr"].str.casefold().isin(labels)
        themes = package.structure_themes
        themes = themes[themes["item_id"].isin(set(items.loc[same, "item_id"]))]
        room = themes.groupby("theme")["weight"].sum()
    room = room.drop(names.NONE, errors="ignore")
    order = [theme for theme in names.themes(package).index if room.get(theme, 0) > 0]
    return str(room.reindex(order).idxmax()) if order else None


def _heads(package: Any, canvas: Canvas, xs: list[float], column: float, y: float) -> float:
    """A year and, where there is room, a kind above each phase's column; the y below them."""
    table = names.phases(package)
    kinds = [str(kind) for kind in table["kind"]]
    widths = [style.text_width(kind, style.SMALLEST) for kind in kinds]
    fits = all((one + other) / 2 + 3 <= column for one, other in pairwise(widths))
    # The last one may not reach over the edge of the sheet.
    fits = fits and xs[-1] + widths[-1] / 2 <= style.WIDTH - 2
    for x, year, kind in zip(xs, names.years(package, list(table.index)), kinds, strict=True):
        canvas.text(x, y, year, weight="bold", align="center")
        if fits:
            canvas.text(x, y + 12, kind, style.SMALLEST, colours.MUTED, align="center")
    return y + 20


def lineage(package: Any, table: str = "lineage") -> Figure:
    """The fate of each project over the phases: a ribbon per project, a mark per status.

    Projects stand in the order in which they are first named. A ribbon widens where a project is
    extended or widened, is dashed while it is only proposed, and stops where it is not mentioned.
    """
    table_of_marks = _status_marks(package)
    phases = list(names.phases(package).index)
    projects = package.projects.set_index("project_id")
    catalogue = names.themes(package)
    present = table_of_marks[phases] != ABSENT
    named_in_all = list(present.index[present.all(axis=1)])
    last = phases[-1]
    left_at_last = int(present[last].sum())
    new_at_last = int((table_of_marks["first_place"] == len(phases) - 1).sum())
    first_count = int(present[phases[0]].sum())
    still = int((present[phases[0]] & present[last]).sum())
    title = (
        f"Of {wording.count(first_count, 'project')} named in "
        f"{names.the_phase(package, phases[0])}, {wording.cardinal(still)} "
        f"{'is' if still == 1 else 'are'} still named in {names.the_phase(package, last)}"
    )
    canvas = Canvas(title, "A row is a project; below its name, its main theme")
    label_width = 113.0 if len(phases) <= 4 else 96.0
    start = canvas.left + label_width
    column = (canvas.right - start) / len(phases)
    xs = [start + column * (place + 0.5) for place in range(len(phases))]
    widest = max(style.text_width(status, style.SMALLEST) for status in STATUSES)
    words_fit = widest <= column - 1
    y = _heads(package, canvas, xs, column, canvas.y + 8)
    group = None
    for row in table_of_marks.itertuples():
        if row.first_place != group and row.first_place < len(phases):
            group = row.first_place
            y += 3
            canvas.box(
                canvas.left - 6, y, canvas.right - canvas.left + 12, 16, colours.BAND, radius=4
            )
            canvas.text(
                canvas.left,
                y + 11.5,
                f"First named in {names.the_phase(package, phases[group])}",
                style.SMALL,
                colours.MUTED,
                "bold",
            )
            y += 17
        theme = _main_theme(package, row.Index)
        kind = catalogue.loc[theme] if theme else None
        color = kind["mark"] if theme else colours.NEUTRAL
        label = str(projects.loc[row.Index, "label"])
        lines = style.wrap(label, label_width - 3, style.BODY)
        row_height = max(32.0 if words_fit else 30.0, 12.0 * len(lines) + (18 if theme else 6))
        middle = y + (row_height / 2 - (4.5 if words_fit else 0))
        base = y + row_height / 2 + 4 - 6 * (len(lines) - 1 + bool(theme))
        for line in lines:
            canvas.text(canvas.left, base, line)
            base += 12
        if theme:
            canvas.text(canvas.left, base - 0.5, kind["short_label"], style.SMALLEST, kind["text"])
        statuses = [table_of_marks.loc[row.Index, phase] for phase in phases]
        _ribbons(canvas, xs, column, middle, statuses, color)
        for x, status in zip(xs, statuses, strict=True):
            if status == ABSENT:
                canvas.text(x, middle + 3.5, "–", style.BODY, colours.MUTED, align="center")
                continue
            marker, filled = STATUSES.get(status, ("h", True))
            canvas.mark(x, middle, marker, color, 11, filled)
            if words_fit:
                canvas.text(x, middle + 17.5, status, style.SMALLEST, align="center")
        y += row_height
        canvas.line([canvas.left, canvas.right], [y, y], colours.GRID, 0.8, order=0.5)
    y += 16
    y = _status_key(canvas, y, set(table_of_marks[phases].to_numpy().ravel()))
    drawing = canvas.finish(y + 2)

    data = package.project_status.merge(package.projects[["project_id", "label"]], on="project_id")
    finding = (
        f"{names.upper(wording.count(first_count, 'project'))} "
        f"{'is' if first_count == 1 else 'are'} named in {names.the_phase(package, phases[0])}, "
        f"{wording.cardinal(left_at_last)} in {names.the_phase(package, last)}, of which "
        f"{wording.cardinal(new_at_last)} for the first time."
    )
    through = [names.lower(str(projects.loc[one, "label"])) for one in named_in_all]
    if through:
        finding += f" Named in every phase: {wording.listing(through)}."
    reading = (
        "A ribbon runs between phases that follow each other and both name the project; it is "
        "dashed from a mere proposal and grows where the project is extended or widened. A dash "
        "means that the texts of the phase do not mention it, not that it has ended."
    )
    links = ", ".join(
        f"[{escape(projects.loc[one, 'label'])}](#project-{one})" for one in table_of_marks.index
    )
    alt = f"Ribbons of {wording.count(len(projects), 'project')} over the phases. {finding}"
    return figure.make(
        "lineage", drawing, finding, reading, data, alt, f"Passages: {links}.", table
    )


def _ribbons(
    canvas: Canvas, xs: list[float], column: float, middle: float, statuses: list[str], color: str
) -> None:
    """Bands between neighbouring phases that both name a project; dots across a silence."""
    thickness = []
    size = 3.5
    for status in statuses:
        if status in LARGER:
            size = min(size + 2.5, 8.5)
        thickness.append(size)
    known = [place for place, status in enumerate(statuses) if status != ABSENT]
    for before, after in pairwise(known):
        if after > before + 1:
            canvas.line(
                [xs[before] + 9, xs[after] - 9], [middle] * 2, color, 1.2, "dotted", order=1.2
            )
            continue
        proposed = statuses[before] == "proposed"
        canvas.ribbon(
            xs[before],
            middle - thickness[before],
            middle + thickness[before],
            xs[after],
            middle - thickness[after],
            middle + thickness[after],
            color,
            alpha=0.12 if proposed else 0.4,
            edge=color if proposed else None,
            dashes="dashed" if proposed else "solid",
        )


def _status_key(canvas: Canvas, y: float, used: set[str]) -> float:
    """Marks of the statuses that occur, with their names; returns the baseline after them."""
    x = canvas.left
    for status, (marker, filled) in STATUSES.items():
        if status not in used:
            continue
        width = 18 + style.text_width(status, style.SMALL) + 12
        if x + width - 12 > canvas.right:
            x, y = canvas.left, y + 15
        canvas.mark(x + 6, y - 3.5, marker, colours.NEUTRAL, 9, filled)
        canvas.text(x + 15, y, status, style.SMALL, colours.MUTED)
        x += width
    text = "– not mentioned"
    if ABSENT in used:
        if x + style.text_width(text, style.SMALL) > canvas.right:
            x, y = canvas.left, y + 15
        canvas.text(x, y, text, style.SMALL, colours.MUTED)
    return y + 12


def voices(package: Any, table: str = "voices") -> Figure:
    """Who signed, spoke, announced, was mandated or represented, by phase.

    A row is a person or body, under the side for which they act; a mark is a capacity.
    """
    phases = list(names.phases(package).index)
    actors = package.actors[package.actors["capacity"].isin(CAPACITIES)]
    actors = actors.assign(on_behalf_of=actors["on_behalf_of"].fillna(""))
    order = {phase: place for place, phase in enumerate(phases)}
    sides: dict[str, str] = {}
    for row in actors.itertuples():
        side = row.on_behalf_of or ("Government" if row.kind == "government" else "")
        sides[row.name] = sides.get(row.name) or side
    table_of_voices = (
        actors.assign(side=actors["name"].map(sides), place=actors["phase_id"].map(order))
        .sort_values("place", kind="stable")
        .groupby(["side", "name"], sort=False)
    )
    grouped: dict[str, list[tuple[str, pd.DataFrame]]] = {}
    for (side, name), rows in table_of_voices:
        grouped.setdefault(side, []).append((name, rows))
    sides_in_order = sorted(
        grouped, key=lambda side: (side == "", -sum(len(rows) for _, rows in grouped[side]))
    )
    persons = actors[actors["kind"] == "person"]
    signed = persons[persons["capacity"] == "signatory"].groupby("phase_id")["name"].nunique()
    phases_of = persons.groupby("name")["phase_id"].nunique()
    longest = list(phases_of.index[phases_of == phases_of.max()]) if len(phases_of) else []
    if longest and phases_of.max() > 1:
        title = (
            f"{wording.listing(longest)} {'has' if len(longest) == 1 else 'have'} a voice in "
            f"{wording.cardinal(int(phases_of.max()))} of {wording.count(len(phases), 'phase')}"
        )
    else:
        title = "No person has a voice in more than one phase"
    canvas = Canvas(title, "Who signed and spoke, by phase, as the texts name them")
    label_width = 138.0 if len(phases) <= 4 else 104.0
    start = canvas.left + label_width
    column = (canvas.right - start) / len(phases)
    xs = [start + column * (place + 0.5) for place in range(len(phases))]
    y = _heads(package, canvas, xs, column, canvas.y + 8)
    for side in sides_in_order:
        canvas.box(canvas.left - 6, y, canvas.right - canvas.left + 12, 16, colours.BAND, radius=4)
        heading = f"For: {side}" if side else "For themselves or unsaid"
        canvas.text(canvas.left, y + 11.5, heading, style.SMALL, colours.MUTED, "bold")
        y += 19
        for name, rows in grouped[side]:
            lines = style.wrap(name, label_width - 6, style.BODY)
            height = max(20.0, 13.0 * len(lines) + 5)
            base = y + height / 2 + 3.8 - 6.5 * (len(lines) - 1)
            for line in lines:
                canvas.text(canvas.left, base, line)
                base += 13
            for x, phase in zip(xs, phases, strict=True):
                held = set(rows.loc[rows["phase_id"] == phase, "capacity"])
                shown = [capacity for capacity in CAPACITIES if capacity in held]
                for number, capacity in enumerate(shown):
                    marker, filled, _ = CAPACITIES[capacity]
                    shift = (number - (len(shown) - 1) / 2) * 15
                    canvas.mark(x + shift, y + height / 2, marker, colours.INK, 10.5, filled)
            y += height
            canvas.line([canvas.left, canvas.right], [y, y], colours.GRID, 0.8, order=0.5)
        y += 6
    y += 10
    x = canvas.left
    for capacity, (marker, filled, word) in CAPACITIES.items():
        if capacity not in set(actors["capacity"]):
            continue
        width = 18 + style.text_width(word, style.SMALL) + 10
        if x + width - 10 > canvas.right:
            x, y = canvas.left, y + 15
        canvas.mark(x + 6, y - 3.5, marker, colours.INK, 9, filled)
        canvas.text(x + 15, y, word, style.SMALL, colours.MUTED)
        x += width
    drawing = canvas.finish(y + 10)

    counts = [f"{names.phase(package, phase)} {int(signed.get(phase, 0))}" for phase in phases]
    finding = f"{title}. Persons who signed, by name or office: {', '.join(counts)}."
    reading = (
        "A row is a person or body as the texts name them, under the side that they act for; a "
        "phase may have several marks. A body may stand for persons whom another text names."
    )
    firsts = actors.drop_duplicates("name")
    links = ", ".join(
        f"[{escape(row.name)}](#u-{row.unit_id})" for row in firsts.itertuples(index=False)
    )
    alt = (
        "Grid of "
        f"{wording.count(actors['name'].nunique(), 'person or body', 'persons and bodies')} "
        f"by phase, with marks for signing and speaking. {finding}"
    )
    return figure.make(
        "voices",
        drawing,
        finding,
        reading,
        actors,
        alt,
        f"Passages: {links}." if links else "",
        table,
    )
