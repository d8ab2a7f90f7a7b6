"""What are phases, themes and poles called in a figure?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pandas as pd

from themeshift import colours, wording
from themeshift.figures import style
from themeshift.figures.canvas import Canvas
from themeshift.markup import escape

NONE = "none"
POLES = ("origin", "destination")


@lru_cache(maxsize=8)
def phases(package: Any) -> pd.DataFrame:
    """The phases in order, indexed by their id."""
    return package.phases.sort_values("order").set_index("phase_id", drop=False)


@lru_cache(maxsize=8)
def themes(package: Any) -> pd.DataFrame:
    """The themes in order, indexed by their id, with `mark` and `text` colours for paper."""
    table = package.themes.sort_values("order").set_index("theme", drop=False)
    return table.assign(
        mark=[colours.mark_colour(colour) for colour in table["colour"]],
        text=[colours.text_colour(colour) for colour in table["colour"]],
    )


def phase(package: Any, phase_id: str) -> str:
    """A phase's short name: 2019 contract. Raises ValueError for an unknown phase."""
    table = phases(package)
    if phase_id not in table.index:
        found = ", ".join(table.index)
        raise ValueError(f"phases.csv: no phase {phase_id!r}; found {found}")
    row = table.loc[phase_id]
    return str(row.get("short_label") or row["label"])


def the_phase(package: Any, phase_id: str) -> str:
    """A phase in a sentence: the 2019 contract."""
    return f"the {phase(package, phase_id)}"


def years(package: Any, phase_ids: Sequence[str]) -> list[str]:
    """A mark of a few letters for each phase: its year, with a letter where years repeat."""
    table = phases(package)
    marks = [f"{table.loc[phase_id, 'date_earliest']:%Y}" for phase_id in phase_ids]
    result = []
    for place, mark in enumerate(marks):
        if marks.count(mark) > 1:
            mark += "abcdefghijklmnopqrstuvwxyz"[marks[:place].count(mark) % 26]
        result.append(mark)
    return result


def lower(label: str) -> str:
    """A label inside a sentence: a capital first letter goes, unless the word is an acronym."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def upper(sentence: str) -> str:
    """A sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def theme(package: Any, theme_id: str) -> str:
    """A theme's short name."""
    return str(themes(package).loc[theme_id, "short_label"])


def theme_in_words(package: Any, theme_id: str) -> str:
    """A theme's full name inside a sentence: firms and partnerships."""
    return lower(str(themes(package).loc[theme_id, "label_en"]))


def pole_themes(package: Any, pole: str) -> list[str]:
    """Ids of the themes of a pole, in order."""
    table = themes(package)
    return list(table.index[table["pole"] == pole])


def pole(package: Any, name: str) -> str:
    """A pole by its themes: digital and innovation."""
    return wording.listing(lower(theme(package, one)) for one in pole_themes(package, name))


def pole_row(package: Any, name: str) -> pd.Series:
    """The row of the theme that lends a pole its colour, marker and line: its first."""
    return themes(package).loc[pole_themes(package, name)[0]]


def data_order(package: Any, frame: pd.DataFrame, column: str = "phase_id") -> list[str]:
    """Ids of the phases that a frame knows, in order."""
    known = set(frame[column])
    return [phase_id for phase_id in phases(package).index if phase_id in known]


def moved(start: float, end: float) -> str:
    """A change of a share in words that stay true: rises from 1% to 28%, stays at 5%."""
    before, after = wording.percent(start), wording.percent(end)
    if before == after:
        return f"stays at {before}"
    return f"{'rises' if end > start else 'falls'} from {before} to {after}"


def theme_links(frame: pd.DataFrame, package: Any, phase_id: str) -> str:
    """Links to the passages of each theme of a phase that has any, in MyST."""
    names = themes(package)
    found = frame[(frame["phase_id"] == phase_id) & (frame["units"] > 0)]
    links = [
        f"[{escape(names.loc[row.theme, 'short_label'])}](#theme-{row.theme}-{phase_id})"
        for row in found.itertuples()
    ]
    return f"Passages: {', '.join(links)}." if links else ""


def key(canvas: Canvas, y: float, text: str) -> float:
    """A line in small muted type that explains a mark; returns the baseline after it."""
    return canvas.paragraph(canvas.left, y, text, size=style.SMALL, color=colours.MUTED)
