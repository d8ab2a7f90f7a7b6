"""A problem of the data in one line: file, row, column, what was found and what was expected."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from themeshift import UserError

#: Problems that are listed before the rest is only counted.
MOST = 20
_LONGEST = 60


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, told in one line; the row is a spreadsheet's, the header being 1."""

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row is not None else ""
        column = f", column {self.column}" if self.column else ""
        parts = (f"{self.file}{row}{column}", f"found {self.found}", f"expected {self.expected}")
        place, found, expected = (one_line(part, 250) for part in parts)
        return f"{place}: {found}, {expected}"


class PackageError(UserError):
    """Data that cannot be used; the text is the first of its `problems`, in one line."""

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
    return "an empty cell" if cell in ("", None) else f'"{one_line(str(cell), _LONGEST)}"'


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing."""
    close = difflib.get_close_matches(word[:_LONGEST], sorted(set(words)), n=1, cutoff=0.6)
    return f" (nearest: {close[0]})" if close else ""


def complain(problems: Sequence[object], where: str) -> None:
    """Raise UserError with a line for each of the first problems and their number, if any."""
    if problems:
        lines = [str(problem) for problem in problems[:MOST]]
        lines += ["…"] if len(problems) > MOST else []
        plural = "" if len(problems) == 1 else "s"
        raise UserError("\n".join([*lines, f"{len(problems):,} problem{plural} in {where}"]))
