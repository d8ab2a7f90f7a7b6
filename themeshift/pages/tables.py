"""One table for the whole book: caption, header cells, links on numbers, French marked as French.

A `Table` shows itself as HTML in the book and in Jupyter, and as plain text elsewhere. Its cells
are inert: any text of the data is escaped, and the only markup is what the pieces make. A cell is
text, a number, None (a dash), `Link`, `French`, or a tuple of such pieces and of `BREAK`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from themeshift.package import Package
from themeshift.pages import markup
from themeshift.prose import labels, links, numbers

Cell = Any  # str | int | float | None | Link | French | tuple of cells
#: A piece of a cell that begins a new line in it.
BREAK = "\n"


@dataclass(frozen=True)
class Link:
    """Text that leads to a target of `prose.links`: a choice of passages, a passage, a page."""

    text: str
    target: str


@dataclass(frozen=True)
class French:
    """A French term: in italics, and marked as French for screen readers."""

    text: str


def shown(cell: Cell, root: str = links.GENERATED_ROOT) -> str:
    """A cell as HTML, seen from a page `root` below the book's root."""
    if isinstance(cell, tuple):
        return "".join(shown(piece, root) for piece in cell)
    if isinstance(cell, Link):
        return markup.link(cell.text, cell.target, root)
    if isinstance(cell, French):
        return markup.french(cell.text)
    if isinstance(cell, str) and cell == BREAK:
        return "<br>"
    text = plain(cell)
    # Between pieces a space at either end is part of the text.
    before, after = " " * text.startswith(" "), " " * text.endswith(" ")
    return f"{before}{markup.inert(text)}{after}" if text.strip() else before


def plain(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, tuple):
        return "".join(plain(piece) for piece in cell)
    if isinstance(cell, Link | French):
        return markup.plain(cell.text)
    if isinstance(cell, str):
        return "; " if cell == BREAK else cell
    return numbers.MISSING if cell is None else numbers.number(cell)


def joined(cells: Iterable[Cell], separator: str = ", ") -> Cell:
    """Cells side by side, with `separator` between them; None where there are none."""
    pieces: list[Cell] = []
    for cell in cells:
        pieces += [separator, cell] if pieces else [cell]
    return tuple(pieces) or None


def cited(text: str, unit_id: str) -> Cell:
    """Text that leads to the passage that says so, or the text alone where none is given."""
    return Link(text, links.passage(unit_id)) if unit_id else text


def weighed(package: Package, themes: Iterable[tuple[str, float]]) -> dict[str, str]:
    """Theme → its name and weight, the heaviest first: Skills 75%, Digital 25%; one alone Skills."""
    ranked = sorted(themes, key=lambda one: -one[1])
    return {
        theme: labels.theme_title(package, theme, short=True)
        + (f" {numbers.percent(weight)}" if len(ranked) > 1 else "")
        for theme, weight in ranked
    }


@dataclass(frozen=True, repr=False)
class Table:
    """A table of the book.

    name: its id is `tab-<name>`. caption: a cell. columns: headers. rows: cells; the first cell of
    a row is its header. align: l (left) or r (right) for each column, all left where empty. csv:
    the file below `data/` that holds its numbers, or several, parted by spaces. filtered: whether the reader can filter and sort
    it (the page then asks for `tables.js`). anchors: an id for each row. A row with too few or too
    many cells raises ValueError where the table is shown. Three columns of text or more stand below
    each other on a phone, each with its header.
    """

    name: str
    caption: Cell
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    align: str = ""
    csv: str = ""
    filtered: bool = False
    anchors: Sequence[str] = ()

    def html(self, root: str = links.GENERATED_ROOT) -> str:
        """The table for a page `root` below the book's root, as one block of Markdown.

        Where it has no rows, a line says so.
        """
        caption = shown(self.caption, root)
        if not self.rows:
            return f'<p class="table-empty" id="tab-{self.name}">{caption} None is recorded.</p>'
        files = self.csv.split()
        for file in files:
            name = f"CSV of {PurePath(file).stem}" if len(files) > 1 else "CSV"
            caption += f" {markup.link(name, f'data/{file}', root)}"
        kind = "table book-table" + " filtered" * self.filtered + " stacked" * self._stacked
        anchors = [f' id="{one}"' for one in self.anchors] or [""] * len(self.rows)
        return "\n".join(
            [
                '<div class="table-box">',
                f'<table class="{kind}" id="tab-{self.name}">',
                f"<caption>{caption}</caption>",
                f"<thead><tr>{self._cells(self.columns, 'col', root)}</tr></thead>",
                "<tbody>",
                *(
                    f"<tr{anchor}>{self._cells(row, 'row', root)}</tr>"
                    for anchor, row in zip(anchors, self.rows, strict=True)
                ),
                "</tbody>",
                "</table>",
                "</div>",
            ]
        )

    @property
    def _stacked(self) -> bool:
        return not self.align and len(self.columns) > 2

    def _cells(self, cells: Sequence[Cell], scope: str, root: str) -> str:
        """A row: headers of columns, or a header of the row and its cells."""
        made = []
        align = self.align or "l" * len(self.columns)
        for place, (cell, side) in enumerate(zip(cells, align, strict=True)):
            tag = "td" if scope == "row" and place else "th"
            attributes = f' scope="{scope}"' if tag == "th" else ""
            attributes += ' class="right"' if side == "r" else ""
            if tag == "td" and self._stacked:
                attributes += f' data-label="{markup.inert(self.columns[place])}"'
            made.append(f"<{tag}{attributes}>{shown(cell, root)}</{tag}>")
        return "".join(made)

    def _repr_html_(self) -> str:
        return self.html(links.ROOT)

    def __repr__(self) -> str:
        rows = [self.columns, *(tuple(map(plain, row)) for row in self.rows)]
        return "\n".join([plain(self.caption), *(" | ".join(row) for row in rows)])
