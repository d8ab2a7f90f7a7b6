"""One table for the whole book: caption, header cells, links on numbers, French marked as French.

A `Table` shows itself as HTML in the book and in Jupyter, and as plain text elsewhere. Its cells
are inert: any text of the data is escaped, and the only markup is what the pieces make.

    tables.table(frame, {"theme": "Theme", "share": "Share"}, name="shares", caption="…")

A cell is text, a number, None (a dash), `Link`, `French`, `Lines`, or a tuple of such pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from themeshift.package import Package
from themeshift.pages import markup
from themeshift.prose import labels, links, numbers

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_SIDES = ("left", "right", "center")


@dataclass(frozen=True)
class Link:
    """Text that leads to a target of `prose.links`: a choice of passages, a passage, a page."""

    text: str
    target: str


@dataclass(frozen=True)
class French:
    """A French term: in italics, and marked as French for screen readers."""

    text: str


@dataclass(frozen=True)
class Lines:
    """Cells below each other in one cell."""

    cells: tuple[Any, ...]


Cell = Any  # str | int | float | None | Link | French | Lines | tuple of cells


def shown(cell: Cell, root: str = links.ROOT) -> str:
    """A cell as HTML, seen from a page `root` below the book's root."""
    if isinstance(cell, tuple):
        return "".join(shown(piece, root) for piece in cell)
    if isinstance(cell, Lines):
        return "<br>".join(shown(piece, root) for piece in cell.cells)
    if isinstance(cell, Link):
        return markup.link(cell.text, cell.target, root)
    if isinstance(cell, French):
        return markup.french(cell.text)
    text = plain(cell)
    # Between pieces a space at either end is part of the text.
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    return f"{before}{markup.inert(text)}{after}" if text.strip() else before


def plain(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, tuple):
        return "".join(plain(piece) for piece in cell)
    if isinstance(cell, Lines):
        return "; ".join(plain(piece) for piece in cell.cells)
    if isinstance(cell, Link | French):
        return markup.plain(cell.text)
    if cell is None or (not isinstance(cell, str) and pd.isna(cell)):
        return numbers.MISSING
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell if isinstance(cell, str) else numbers.number(cell)


def joined(cells: Iterable[Cell], separator: str = ", ") -> Cell:
    """Cells side by side, with `separator` between them; None where there are none."""
    pieces: list[Cell] = []
    for cell in cells:
        pieces += [separator, cell] if pieces else [cell]
    return tuple(pieces) or None


@dataclass(frozen=True, repr=False)
class Table:
    """A table of the book.

    name: its id is `tab-<name>`. caption: a cell. columns: headers. rows: cells; the first cell of
    a row is its header. align: left, right or center for each column. csv: the file below `data/`
    that holds its numbers. root: the way from its page to the book's root. filtered: whether the
    reader can filter and sort it (the page then asks for `tables.js`). anchors: an id for each row.
    """

    name: str
    caption: Cell
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: tuple[str, ...]
    csv: str = ""
    root: str = links.ROOT
    filtered: bool = False
    anchors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"name is {self.name!r}, expected lower case, digits and hyphens")
        if not self.columns or not all(str(column).strip() for column in self.columns):
            raise ValueError(f"table {self.name}: a column without a header")
        if unknown := set(self.align) - set(_SIDES):
            raise ValueError(f"table {self.name}: align {unknown}, expected {', '.join(_SIDES)}")
        for row in (*self.rows, self.align):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.name}: {len(row)} cells, expected {len(self.columns)}"
                )
        if self.anchors and len(self.anchors) != len(self.rows):
            raise ValueError(f"table {self.name}: {len(self.anchors)} anchors")

    def _repr_html_(self) -> str:
        """The table on lines without an empty one among them, so that Markdown can hold it.

        Where it has no rows, a line says so.
        """
        caption = shown(self.caption, self.root)
        if not self.rows:
            return f'<p class="table-empty" id="tab-{self.name}">{caption} None is recorded.</p>'
        if self.csv:
            caption += f" {markup.link('CSV', f'data/{self.csv}', self.root)}"
        heads = "".join(
            f'<th scope="col"{_side(side)}>{markup.inert(column)}</th>'
            for column, side in zip(self.columns, self.align, strict=True)
        )
        kind = "table book-table filtered" if self.filtered else "table book-table"
        lines = [
            '<div class="table-box">',
            f'<table class="{kind}" id="tab-{self.name}">',
            f"<caption>{caption}</caption>",
            f"<thead><tr>{heads}</tr></thead>",
            "<tbody>",
            *(self._row(place, row) for place, row in enumerate(self.rows)),
            "</tbody>",
            "</table>",
            "</div>",
        ]
        return "\n".join(lines)

    def _row(self, place: int, row: tuple[Cell, ...]) -> str:
        anchor = f' id="{markup.slug(self.anchors[place])}"' if self.anchors else ""
        cells = []
        for number, (cell, side) in enumerate(zip(row, self.align, strict=True)):
            tag, scope = ("td", "") if number else ("th", ' scope="row"')
            cells.append(f"<{tag}{scope}{_side(side)}>{shown(cell, self.root)}</{tag}>")
        return f"<tr{anchor}>{''.join(cells)}</tr>"

    def __repr__(self) -> str:
        rows = [self.columns, *(tuple(map(plain, row)) for row in self.rows)]
        return "\n".join([plain(self.caption), *(" | ".join(row) for row in rows)])

    def within(self, root: str) -> Table:
        """The same table on a page that is elsewhere."""
        return replace(self, root=root)


def _side(side: str) -> str:
    return "" if side == "left" else f' class="{side}"'


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    name: str,
    caption: Cell,
    align: Mapping[str, str] | None = None,
    csv: str = "",
    filtered: bool = False,
    anchors: Sequence[str] = (),
) -> Table:
    """A table of some columns of a frame.

    columns: column of the frame → header, in their order; the first one heads its row. align:
    column → left, right or center; columns of numbers stand right unless said otherwise. csv: a
    file below `data/`, such as `results/salience.csv`. Raises KeyError on a column that the frame
    lacks.
    """
    sides = {
        column: "right" if pd.api.types.is_numeric_dtype(frame[column]) else "left"
        for column in columns
    }
    sides |= dict(align or {})
    return Table(
        name=name,
        caption=caption,
        columns=tuple(columns.values()),
        rows=tuple(zip(*(frame[column].tolist() for column in columns), strict=True)),
        align=tuple(sides[column] for column in columns),
        csv=csv,
        filtered=filtered,
        anchors=tuple(anchors),
    )


def passage(package: Package, unit_id: str, text: str = "") -> Cell:
    """A link to a passage, by its text and place unless `text` says otherwise; None without one."""
    if not unit_id:
        return None
    return Link(text or labels.passage(package, unit_id), links.passage(unit_id))
