"""Read the descriptor and the CSV tables of a data package; say which cells cannot be read.

Only plain files up to a size are opened. Types are those of the Frictionless Table Schema
(https://specs.frictionlessdata.io/table-schema/) in the strict spelling that a spreadsheet writes.
Problems name a file without its folder.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import stat
import unicodedata
from collections import Counter, namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from themeshift.problem import PackageError, Problem, shown

DESCRIPTOR = "datapackage.json"
LARGEST_TABLE = 20_000_000
LARGEST_DESCRIPTOR = 5_000_000
LONGEST_CELL = 5_000
csv.field_size_limit(LARGEST_TABLE)  # a cell too long is told as such, below


class Type(NamedTuple):
    """How the cells of a field are spelled and read, and what a frame holds of them."""

    words: str
    spelling: re.Pattern[str]
    read: Callable[[str], Any]
    dtype: str

    def value(self, cell: str) -> Any:
        """What a cell holds; None where it is empty. Raises ValueError where it cannot be read."""
        if cell and not self.spelling.fullmatch(cell):
            raise ValueError(cell)
        return self.read(cell) if cell else None


_YEAR, _WHOLE = "(19|20)[0-9]{2}", "-?(0|[1-9][0-9]{0,14})"
TYPES = {
    "string": Type("text", re.compile(r"(?s:.*)"), str, "str"),
    "integer": Type("a whole number without separators", re.compile(_WHOLE), int, "Int64"),
    "number": Type(
        "a number with a decimal point", re.compile(rf"{_WHOLE}(\.[0-9]{{1,15}})?"), float, "float64"
    ),
    "year": Type("a year of four digits", re.compile(_YEAR), int, "Int64"),
    "date": Type(
        "a day that exists, written YYYY-MM-DD", re.compile(f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}"),
        datetime.date.fromisoformat, "datetime64[s]",
    ),
}  # fmt: skip
#: What each resource says beside its name, words and schema; frictionless would otherwise guess
#: that semicolons part the cells.
_PLAIN = {
    "profile": "tabular-data-resource",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"csv": {"delimiter": ","}},
}
_HOW_TO_SAVE = "(save as CSV, UTF-8, comma)"
_NOT_PRINTABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# Letters and marks by category that show nothing: fillers, joiners, variation selectors; and the
# marks that stand for what could not be read.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\ufeff\ufffc\ufffd\uffa0"
    "\U000e0100-\U000e01ef]"
)
# UTF-8 that was read as Latin-1 or Windows-1252 and saved again: "Ã©" for é, "Å“" for œ, "â€™" for ’.
_TAIL = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
GARBLED = re.compile(f"[ÂÃÅ]{_TAIL}|â{_TAIL}{_TAIL}")
# A spreadsheet runs a cell that begins so; a list dash before words is none, nor is a number.
_FORMULA = re.compile(r"(?s:(?![+-]?[0-9]+([.,][0-9]+)?$)([=@].*\w|[+-](?! ).*\w|[+-].*[(|!]))")


def plain_bytes(path: Path, largest: int, links: bool = False) -> bytes:
    """The bytes of a plain file of at most `largest` bytes.

    Raises PackageError, in one line that begins with the file's name, for whatever is no plain
    file (and, unless `links`, for a symbolic link), is too large or cannot be read. Never waits for
    a pipe or a device.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | (0 if links else os.O_NOFOLLOW)
    raw, found, expected = b"", "", "a plain file"
    try:
        found = "a symbolic link" if path.is_symlink() and not links else ""
        with open(os.open(path, flags), "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if stat.S_ISREG(mode):
                raw = file.read(largest + 1)
            else:
                found = "a pipe" if stat.S_ISFIFO(mode) else "a device"
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "an unusable name"
        found = found or f"an error ({reason.lower()})"
    if len(raw) > largest:
        found, expected = "a larger file", f"at most {largest:,} bytes"
    if found:
        raise PackageError([Problem(path.name, None, None, found, expected)])
    return raw


def descriptor(folder: Path, tables: Sequence[str]) -> dict[str, Any]:
    """The descriptor of the package; it describes each of `tables` once, as a plain CSV file.

    Raises PackageError; whether the schemas are sound beyond their types is left to frictionless.
    """

    def once(items: list[tuple[str, Any]]) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for name, value in items:
            if name in content:
                raise ValueError(f"the key {shown(name)} twice in one object")
            content[name] = value
        return content

    def constant(name: str) -> None:
        raise ValueError(f"the number {name}")

    raw = plain_bytes(folder / DESCRIPTOR, LARGEST_DESCRIPTOR)
    try:
        text = raw.decode("utf-8-sig")
        content = json.loads(text, object_pairs_hook=once, parse_constant=constant)
        faults = list(_descriptor_faults(content, tables))
    except (ValueError, RecursionError) as error:
        faults = [(f"broken JSON ({error})", "JSON in UTF-8")]
    except (AttributeError, KeyError, TypeError) as error:
        found = f"a descriptor that cannot be read ({type(error).__name__}: {error})"
        faults = [(found, "resources, each with a schema and its fields")]
    if faults:
        raise PackageError([Problem(DESCRIPTOR, None, None, *fault) for fault in faults])
    return content


def _descriptor_faults(content: Any, tables: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What keeps the code from reading the tables: found, expected."""
    names = Counter(str(resource.get("name")) for resource in content["resources"])
    for name in dict.fromkeys([*names, *tables]):
        if names[name] != tables.count(name):
            yield f"{names[name]} tables named {shown(name)}", str(tables.count(name))
    for resource in content["resources"]:
        name = str(resource.get("name"))
        plain = _PLAIN | {"name": name, "path": f"{name}.csv"}
        for key in sorted({*plain, *resource} - {"title", "description", "schema"}):
            if resource.get(key) != plain.get(key):
                found = f"{shown(key)} in the resource {name}: {json.dumps(resource.get(key))}"
                yield found, f"{json.dumps(plain.get(key))} (plain CSV in UTF-8 with commas)"
        for field in resource["schema"]["fields"]:
            if not isinstance(field.get("constraints", {}), dict):
                yield f"constraints of {shown(field['name'])} in {name}", "an object"
            if not isinstance(field["name"], str) or field["type"] not in TYPES:
                found = f"the type {shown(field['type'])} of {shown(field['name'])} in {name}"
                yield found, f"one of {', '.join(TYPES)}"


def table(folder: Path, resource: Mapping[str, Any]) -> tuple[bytes, list[Any], list[Problem]]:
    """The bytes of one table, its rows in file order, and what is wrong with its cells.

    There are no rows where there is a problem. A byte-order mark and CRLF line ends are accepted. A
    row is a named tuple of its number and its cells; text that is missing is "", all else None.
    """
    file, fields = resource["path"], resource["schema"]["fields"]
    columns = [field["name"] for field in fields]
    try:
        raw = plain_bytes(folder / file, LARGEST_TABLE)
    except PackageError as error:
        return b"", [], list(error.problems)
    records: list[list[str]] = []
    try:
        text = raw.decode("utf-8-sig")
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
        faults = _header_faults(records, columns) or [
            (row, None, f"{len(cells)} cells", f"{len(columns)} (quotes round one with a comma)")
            for row, cells in enumerate(records, start=1)
            if len(cells) != len(columns)
        ]
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        faults = [(row, None, found, f"UTF-8 {_HOW_TO_SAVE}")]
    except csv.Error:  # the rows before the error were kept
        found, expected = "broken quotation marks", "quotes doubled inside a quoted cell"
        faults = [(len(records) + 1, None, found, expected)]
    if faults:
        return raw, [], [Problem(file, *fault) for fault in faults]
    problems: list[Problem] = []
    values = [range(2, len(records) + 1)]
    for field, cells in zip(fields, zip(*records[1:], strict=True), strict=len(records) > 1):
        values.append(_values(cells, field, file, problems))
    problems.sort(key=lambda problem: problem.row or 0)
    row_type = namedtuple(resource["name"], ["row_number", *columns], rename=True)
    rows = [] if problems else list(map(row_type._make, zip(*values, strict=True)))
    return raw, rows, problems


def _header_faults(records: list[list[str]], columns: list[str]) -> list[tuple[Any, ...]]:
    """What is wrong with the first row: row, column, found, expected."""
    header = records[0] if records else []
    if header == columns:
        return []
    if not any(map(any, records)):
        return [(None, None, "an empty file", "a header and rows")]
    wanted = f"the columns {','.join(columns)}"
    if len(header) == 1 < len(columns) and re.search("[;\t]", header[0]):
        words = "semicolons" if ";" in header[0] else "tabs"
        return [(1, None, f"{words} between the cells", f"commas {_HOW_TO_SAVE}")]
    for place, column in enumerate(columns):
        if header[place : place + 1] != [column]:
            cell = shown(header[place]) if place < len(header) else "no column"
            return [(1, column, cell, f"{column} in its place: {wanted}")]
    return [(1, None, f"the column {shown(header[len(columns)])} more", wanted)]


def _values(
    cells: Sequence[str], field: Mapping[str, Any], file: str, problems: list[Problem]
) -> Sequence[Any]:
    """The cells of one column, read; what cannot be read is added to the problems."""
    kind = TYPES[field["type"]]
    if field.get("constraints", {}).get("required") and "" in cells:
        problems += [
            Problem(file, row, field["name"], "an empty cell", kind.words)
            for row, cell in enumerate(cells, start=2)
            if not cell
        ]
    if field["type"] == "string":
        return cells
    values: list[Any] = []
    for row, cell in enumerate(cells, start=2):
        try:
            values.append(kind.value(cell))
        except ValueError:  # also of a day that does not exist
            problems.append(Problem(file, row, field["name"], shown(cell), kind.words))
    return values


def frame(rows: Sequence[Any], fields: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a frame: str (missing: ""), Int64 (<NA>), float64 (NaN), datetime64 (NaT)."""
    columns = list(zip(*rows, strict=True))[1:] or [()] * len(fields)
    arrays = {
        field["name"]: pd.array(list(cells), dtype=TYPES[field["type"]].dtype)
        for field, cells in zip(fields, columns, strict=True)
    }
    return pd.DataFrame(arrays, copy=False)


def text_fault(cell: str) -> tuple[str, str] | None:
    """What no text of the package may hold: found, expected; or None.

    Characters that nobody sees, blanks at an end, accents that were garbled on the way or stand
    apart from their letters (Unicode's NFC joins them), formulas that a spreadsheet would run.
    """
    if len(cell) > LONGEST_CELL:
        return f"a cell of {len(cell):,} characters", f"at most {LONGEST_CELL:,}"
    if cell != cell.strip():
        end = cell[0] if cell != cell.lstrip() else cell[-1]
        return f"{shown(cell)} with U+{ord(end):04X} at an end", "no blank at either end"
    if _FORMULA.match(cell):
        return shown(cell), "text that no spreadsheet takes for a formula (no = + - @ first)"
    if cell.isascii() and cell.isprintable():
        return None
    for character in cell:
        if unicodedata.category(character) in _NOT_PRINTABLE or _UNSEEN.match(character):
            name = "line break" if character == "\n" else "character"
            return f"the {name} U+{ord(character):04X}", f"printable text {_HOW_TO_SAVE}"
    if GARBLED.search(cell):
        return f"garbled accents in {shown(cell)}", f"text in UTF-8 {_HOW_TO_SAVE}"
    if not unicodedata.is_normalized("NFC", cell):
        return f"an accent apart from its letter in {shown(cell)}", "composed characters (NFC)"
    return None
