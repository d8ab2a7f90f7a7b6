"""One table for the whole book: caption, header cells, links on numbers, French marked as French.

A table is a function that yields its rows, the headers first, with `table` above it. A cell is text,
which becomes inert, a number, None (a dash), or `Html`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from themeshift.package import Package
from themeshift.pages.markup import TEMPLATES, Html, link
from themeshift.prose import labels, links, numbers

Cell = Any  # str | int | float | None | Html
Rows = Iterator[tuple[Cell, ...]]
BREAK = Html("<br>")


def table(
    csv: str = "", *noun: str, align: str = "", filtered: bool = False, **values: Any
) -> Callable[[Callable[..., Rows]], Callable[..., Table]]:
    """Make a function that yields headers, then rows, return a `Table`.

    The function's name, with its argument where that is a text, is the table's, and its docstring
    the caption: {} is the number of rows, counted with the noun (and its plural), a name in braces
    one of the values, or what it makes of the function's arguments. The rest is as in `Table`.
    """

    def decorated(rows: Callable[..., Rows]) -> Callable[..., Table]:
        @functools.wraps(rows)
        def made(*arguments: Any) -> Table:
            columns, *found = rows(*arguments)
            number = numbers.count(len(found), *(noun or ["row"]))
            named = {key: one(*arguments) if callable(one) else one for key, one in values.items()}
            caption = " ".join(rows.__doc__.split()).format(number, **named)
            name = "-".join([rows.__name__, *(one for one in arguments if isinstance(one, str))])
            return Table(name.replace("_", "-"), caption, columns, found, align, csv, filtered)

        return made

    return decorated


def shown(cell: Cell) -> Html:
    """A cell as HTML; one that is empty is a dash."""
    words = cell if isinstance(cell, str) else numbers.number(cell)
    return Html.escape(words or numbers.MISSING)


def plain(cell: Cell) -> str:
    """A cell as text."""
    return shown(cell).replace(BREAK, "; ").striptags()


def joined(cells: Iterable[Cell], separator: str = ", ") -> Html:
    """Cells that are not empty side by side, each once."""
    return Html.escape(separator).join(dict.fromkeys(cell for cell in cells if cell))


def cited(text: str, unit_id: str, root: str = links.GENERATED_ROOT) -> Html:
    """Text that leads to the passage that says so."""
    return link(text, links.passage(unit_id), root)


def weighed(package: Package, weights: Mapping[str, float]) -> dict[str, str]:
    """Theme of some weight → name and weight, heaviest first: Skills 75%, Digital 25%; or Skills."""
    given = {theme: weight for theme, weight in weights.items() if weight > 0}
    return {
        theme: labels.theme_title(package, theme, short=True)
        + (f" {numbers.percent(given[theme])}" if len(given) > 1 else "")
        for theme in sorted(given, key=given.get, reverse=True)
    }


_TABLE = TEMPLATES.from_string("""\
<div class="table-box">
<table class="table book-table{{ " filtered" * filtered }}{{ " stacked" * stacked }}" id="tab-{{ name }}">
<caption>{{ caption }}{% if not rows %} None is recorded.{% endif %}
{%- for file in files %} {{ link("CSV of " ~ file.stem if files[1:] else "CSV", "data/" ~ file, root) }}{% endfor %}</caption>
<thead><tr>
{%- for title, side in heads %}<th scope="col"{{ side }}>{{ title }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in rows %}
<tr>
{%- for (title, side), cell in row %}
{%- if loop.first %}<th scope="row"{{ side }}>{{ cell }}</th>
{%- else %}<td{{ side }}{% if stacked %} data-label="{{ title }}"{% endif %}>{{ cell }}</td>{% endif %}
{%- endfor %}</tr>
{% endfor %}
</tbody>
</table>
</div>""")


@dataclass(frozen=True, repr=False)
class Table:
    """A table of the book, as HTML there and in Jupyter, as plain text elsewhere.

    name: its id is `tab-<name>`. columns: headers. rows: cells, the first of which is the row's
    header. align: l (left) or r (right) for each column, all left where empty. csv: the file below
    `data/` that holds its numbers, or several, parted by spaces. filtered: whether the reader can
    filter and sort it (the page then asks for `tables.js`). Three columns of text or more stand
    below each other on a phone, each with its header.
    """

    name: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[Cell, ...]]
    align: str = ""
    csv: str = ""
    filtered: bool = False

    def html(self, root: str = links.GENERATED_ROOT) -> Html:
        """The table for a page `root` below the book's root, as one block of Markdown.

        Where it has no rows, its caption says so. Raises ValueError where a row does not fit the columns.
        """
        sides = {"l": "", "r": Html(' class="right"')}
        align = self.align or "l" * len(self.columns)
        heads = [(title, sides[side]) for title, side in zip(self.columns, align, strict=True)]
        rows = [list(zip(heads, map(shown, row), strict=True)) for row in self.rows]
        files = list(map(PurePosixPath, self.csv.split()))
        stacked = not self.align and len(self.columns) > 2
        made = {"root": root, "heads": heads, "rows": rows, "files": files, "stacked": stacked}
        return Html(_TABLE.render(vars(self) | made))

    def _repr_html_(self) -> str:
        return self.html(links.ROOT)

    def __repr__(self) -> str:
        rows = [" | ".join(map(plain, row)) for row in (self.columns, *self.rows)]
        return "\n".join([self.caption, *rows])
