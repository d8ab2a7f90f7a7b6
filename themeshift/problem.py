"""A problem of the data in one line: file, row, column, what was found and what was expected."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from themeshift import UserError

#: Problems of one kind that are listed before the rest is only counted.
MOST = 20
_LONGEST = 60
_LONGEST_PART = 300


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where; `row` counts as a spreadsheet does, the header being 1.

    `str()` is one printable line.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        place = one_line(self.file, _LONGEST)
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {one_line(self.column, _LONGEST)}"
        found, expected = (one_line(part, _LONGEST_PART) for part in (self.found, self.expected))
        return f"{place}: found {found}, expected {expected}"


class PackageError(UserError):
    """The data package cannot be used; the text names the first of its `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = len(problems) - 1
        hint = f" ({more} more: python -m themeshift check)" if more else ""
        super().__init__(f"{problems[0]}{hint}")


def one_line(text: str, longest: int = 1000) -> str:
    """Text for a terminal: shortened, and what cannot be printed shown by its number."""
    rest = len(text) - longest
    text = text if rest <= 0 else text[:longest] + f"… ({rest:,} characters more)"
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def shown(cell: object) -> str:
    """A cell as it stands in a message: quoted, or named as empty."""
    text = str(cell)
    return f'"{one_line(text, _LONGEST)}"' if text else "an empty cell"


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing."""
    close = difflib.get_close_matches(word[:_LONGEST], sorted(set(words)), n=1, cutoff=0.6)
    return f" (nearest: {close[0]})" if close else ""


def capped(problems: Sequence[Problem]) -> list[Problem]:
    """The first problems of a file, and how many there are besides."""
    first, more = list(problems[:MOST]), len(problems) - MOST
    if more > 0:
        first.append(Problem(first[0].file, None, None, f"{more:,} more problems", "none"))
    return first
