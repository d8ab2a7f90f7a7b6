"""Read one CSV table against its Table Schema, and say in one line what is wrong with a cell.

The types and constraints are those of the Frictionless Table Schema
(https://specs.frictionlessdata.io/table-schema/), of which the part that the data package uses is
implemented here because a chapter must not wait for a validator to be imported;
``python -m themeshift check`` runs ``frictionless`` itself over the same descriptor.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

LONGEST_CELL = 5_000
#: Identifiers become names of files and anchors, which file systems cut at 255 bytes.
LONGEST_IDENTIFIER = 60
LARGEST_FILE = 50_000_000
TYPES = ("string", "integer", "number", "date", "year")
CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum", "maximum")

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100
# A spreadsheet runs a cell that begins so; a bare operator such as ">=" or "==" has no operand.
_FORMULA = re.compile(r"[=+\-@\t\r].*\w", re.DOTALL)
_SIGNED_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
# UTF-8 that was read as Latin-1 and saved again: "Ã©" in place of "é".
_MOJIBAKE = re.compile("[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac")
# Categories of characters that a reader cannot see or that have no agreed meaning. French needs
# none of them: its no-break spaces, U+00A0 and U+202F, are of the category Zs.
_UNSEEN = {
    "Cc": "control character",
    "Cf": "format character",
    "Cs": "half of a character",
    "Co": "private character",
    "Cn": "unassigned character",
    "Zl": "line separator",
    "Zp": "paragraph separator",
}
# Letters and marks by category that show nothing: fillers, joiners, variation selectors.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_IDENTIFIERS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case letters and digits joined by single hyphens",
    r"^[a-z0-9]+(-[a-z0-9]+)*-[0-9]{3,}$": "a document's identifier, a hyphen and three digits",
}
_PATTERN_WORDS = _IDENTIFIERS | {
    r"^[0-9a-f]{64}$": "64 hexadecimal digits in lower case",
    r"^#[0-9a-fA-F]{6}$": "a colour such as #1b9e77",
    r"^[0-9]+( [0-9]+)*$": "whole numbers separated by spaces",
    r"^[a-z]{2}$": "a language code of two lower-case letters",
    "^https?://[^\\s\"'<>]+$": "an address that begins with https:// or http://",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the data package, and where.

    ``row`` counts as a spreadsheet does: the header is row 1. ``str()`` is one line.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str
    key: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.key:
            place += f" ({self.key})"
        if self.column:
            place += f", column {self.column}"
        return one_line(f"{place}: found {self.found}, expected {self.expected}")


@dataclass(frozen=True)
class Table:
    """The cells of one table as they stand in its file, and what is wrong with them."""

    name: str
    file: str
    schema: Mapping[str, Any]
    rows: Sequence[Sequence[str]] = ()
    row_numbers: Sequence[int] = ()
    problems: Sequence[Problem] = field(default_factory=tuple)
    readable: bool = True

    @property
    def columns(self) -> list[str]:
        return [column["name"] for column in self.schema["fields"]]

    def cells(self, column: str) -> list[str]:
        """The raw text of one column."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows]


def one_line(text: str) -> str:
    """Show what cannot be printed by its number, so that a message stays one line."""
    return "".join(
        character if character.isprintable() else f"\\x{ord(character):02x}" for character in text
    )


def shown(cell: str, longest: int = 60) -> str:
    """A cell as it stands in a message: quoted, on one line, cut when long."""
    if cell == "":
        return "an empty cell"
    text = one_line(cell)
    return f'"{text}"' if len(text) <= longest else f'"{text[:longest]}…"'


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint that names the nearest known word, or nothing."""
    close = difflib.get_close_matches(word, sorted(words), n=1, cutoff=0.6)
    return f" (nearest: {close[0]})" if close else ""


def read_table(path: Path, file: str, name: str, schema: Mapping[str, Any]) -> Table:
    """Read and check the cells of one table; never raises for bad data.

    ``file`` is how messages call the file. A byte-order mark and CRLF line ends are accepted.
    """

    def unreadable(row: int | None, column: str | None, found: str, expected: str) -> Table:
        problem = Problem(file, row, column, found, expected)
        return Table(name, file, schema, problems=(problem,), readable=False)

    try:
        size = path.stat().st_size
        if not path.is_file():
            return unreadable(None, None, "a folder", "a CSV file")
        if size > LARGEST_FILE:
            return unreadable(None, None, f"{size:,} bytes", f"at most {LARGEST_FILE:,}")
        raw = path.read_bytes()
    except FileNotFoundError:
        return unreadable(None, None, "no such file", f"the table {name}")
    except OSError as error:
        return unreadable(None, None, error.strerror or "an error", "a file that can be read")

    if raw.startswith(b"PK\x03\x04"):
        return unreadable(None, None, "a spreadsheet file", "CSV (save as CSV, UTF-8, comma)")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return unreadable(None, None, "UTF-16", "UTF-8 (save as CSV, UTF-8, comma)")
    if b"\0" in raw:
        row = raw[: raw.index(b"\0")].count(b"\n") + 1
        return unreadable(row, None, "a NUL character", "text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        byte = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        return unreadable(row, None, byte, "UTF-8 (save as CSV, UTF-8, comma)")
    if not text.strip():
        return unreadable(None, None, "an empty file", f"the table {name}")
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        row = text[: text.index("\r")].count("\n") + 1
        return unreadable(row, None, "a carriage return alone", "lines that end in LF or CRLF")

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)  # keeps what came before an error, which gives its row
    except csv.Error as error:
        row = len(records) + 1
        if "field limit" in str(error):
            return unreadable(
                row, None, "a huge cell", f"at most {LONGEST_CELL:,} characters in a cell"
            )
        return unreadable(
            row, None, f"broken quotation marks ({error})", "quotes doubled inside a quoted cell"
        )

    columns = [column["name"] for column in schema["fields"]]
    fault = _header_fault(records[0], columns)
    if fault:
        return unreadable(1, *fault)
    return _check_rows(Table(name, file, schema), records[1:])


def _header_fault(header: list[str], columns: list[str]) -> tuple[str | None, str, str] | None:
    """What is wrong with the first row: column, found, expected."""
    if header == columns:
        return None
    wanted = "the columns " + ",".join(columns)
    if len(header) == 1 and len(columns) > 1:
        for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if mark in header[0]:
                return None, f"{word} between the cells", "commas (save as CSV, UTF-8, comma)"
    doubled = [column for column in columns if header.count(column) > 1]
    if doubled:
        return doubled[0], "the column twice", wanted
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    if len(missing) == 1 and len(unknown) == 1 and len(header) == len(columns):
        return missing[0], f"the column {shown(unknown[0])}", missing[0]
    if missing:
        return missing[0], "no such column", wanted
    if unknown:
        return None, f"the column {shown(unknown[0])}", wanted
    place = next(k for k, (a, b) in enumerate(zip(header, columns, strict=True)) if a != b)
    return header[place], f"the column {header[place]} where {columns[place]} belongs", wanted


def _check_rows(empty: Table, records: list[list[str]]) -> Table:
    """Check width, cells and keys of all rows below the header."""
    file, schema, columns = empty.file, empty.schema, empty.columns
    problems: list[Problem] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    blank: list[int] = []
    for number, record in enumerate(records, start=2):
        if not any(cell.strip() for cell in record):
            blank.append(number)
        elif any("\n" in cell for cell in record):
            place = next(k for k, cell in enumerate(record) if "\n" in cell)
            column = columns[place] if place < len(columns) else None
            problems.append(
                Problem(file, number, column, "a line break in a cell", "cells of one line")
            )
            return Table(empty.name, file, schema, problems=problems, readable=False)
        elif len(record) != len(columns):
            hint = " (a cell that holds a comma needs quotes)" if len(record) > len(columns) else ""
            problems.append(
                Problem(file, number, None, f"{len(record)} cells{hint}", f"{len(columns)}")
            )
        else:
            rows.append(record)
            numbers.append(number)
    if blank:
        count = f"{len(blank)} blank rows" if len(blank) > 1 else "a blank row"
        problems.append(Problem(file, blank[0], None, count, "no blank row (delete it)"))
    for place, column in enumerate(schema["fields"]):
        checker = CellChecker(column)
        for number, row in zip(numbers, rows, strict=True):
            fault = checker.fault(row[place])
            if fault:
                problems.append(Problem(file, number, column["name"], *fault))
    table = Table(empty.name, file, schema, rows, numbers)
    if not problems:
        problems.extend(_repeated(table))
    problems.sort(key=lambda problem: problem.row or 0)
    return Table(empty.name, file, schema, rows, numbers, tuple(problems))


class CellChecker:
    """Says whether one cell fits a field of a Table Schema."""

    def __init__(self, column: Mapping[str, Any]) -> None:
        self.type: str = column.get("type", "string")
        constraints = column.get("constraints", {})
        self.required: bool = constraints.get("required", False)
        self.enum: list[str] = constraints.get("enum", [])
        self.minimum = constraints.get("minimum")
        self.maximum = constraints.get("maximum")
        self.pattern: str | None = constraints.get("pattern")
        self._pattern = re.compile(self.pattern) if self.pattern else None

    def fault(self, cell: str) -> tuple[str, str] | None:
        """What was found and what was expected, or None where the cell is sound."""
        if cell == "":
            return (shown(cell), self.description) if self.required else None
        if len(cell) > LONGEST_CELL:
            return f"a cell of {len(cell):,} characters", f"at most {LONGEST_CELL:,}"
        fault = character_fault(cell)
        if fault:
            return fault
        if self.type == "string":
            return self._text_fault(cell)
        return self._value_fault(cell)

    @property
    def description(self) -> str:
        """What the column holds, in words."""
        if self.enum:
            return "one of " + ", ".join(self.enum)
        if self.pattern:
            return _PATTERN_WORDS.get(self.pattern, f"text that matches {self.pattern}")
        words = {
            "string": "text",
            "integer": "a whole number without spaces or separators",
            "number": "a number with a decimal point",
            "date": "a day that exists, written YYYY-MM-DD",
            "year": "a year of four digits",
        }[self.type]
        if self.minimum is not None and self.maximum is not None:
            return f"{words}, from {self.minimum} to {self.maximum}"
        if self.minimum is not None:
            return f"{words}, {self.minimum} or more"
        if self.maximum is not None:
            return f"{words}, at most {self.maximum}"
        return words

    def _text_fault(self, cell: str) -> tuple[str, str] | None:
        if _FORMULA.match(cell) and not _SIGNED_NUMBER.fullmatch(cell):
            return shown(cell), "text that no spreadsheet takes for a formula (no = + - @ first)"
        if self.enum and cell not in self.enum:
            return shown(cell), self.description
        if self._pattern and not self._pattern.fullmatch(cell):
            return shown(cell), self.description
        if self.pattern in _IDENTIFIERS and len(cell) > LONGEST_IDENTIFIER:
            return f"{len(cell)} characters", f"at most {LONGEST_IDENTIFIER} in an identifier"
        if not cell.strip():
            return "spaces only", self.description
        return None

    def _value_fault(self, cell: str) -> tuple[str, str] | None:
        if self.type == "date":
            sound = _DATE.fullmatch(cell) and _is_day(cell)
        elif self.type == "year":
            sound = _YEAR.fullmatch(cell) and _EARLIEST_YEAR <= int(cell) <= _LATEST_YEAR
        else:
            sound = (_INTEGER if self.type == "integer" else _NUMBER).fullmatch(cell)
            if sound and self.minimum is not None:
                sound = float(cell) >= self.minimum
            if sound and self.maximum is not None:
                sound = float(cell) <= self.maximum
        return None if sound else (shown(cell), self.description)


def character_fault(cell: str) -> tuple[str, str] | None:
    """A character that no text of the package may hold, or a form that is not the composed one.

    Controls, invisible and unassigned characters, odd spaces at the ends, letters that were taken
    apart into letter and accent (Unicode's NFC joins them), and accents garbled on the way.
    """
    if cell.isascii() and cell.isprintable():
        return None
    for character in cell:
        if character in "\ufffd\ufeff":
            return f"the stray character U+{ord(character):04X}", "text that was read as UTF-8"
        name = _UNSEEN.get(unicodedata.category(character))
        if name:
            return f"the {name} U+{ord(character):04X}", "printable text"
    blank = _BLANK.search(cell)
    if blank:
        return f"the character U+{ord(blank.group()):04X}, which shows nothing", "printable text"
    for character in (cell[0], cell[-1]):
        if character.isspace() and not character.isascii():
            found = f"the space U+{ord(character):04X} at an end of the cell"
            return found, "text that begins and ends with what can be seen"
    if _MOJIBAKE.search(cell):
        return shown(cell), "text that was read as UTF-8 (accents are garbled)"
    if not unicodedata.is_normalized("NFC", cell):
        return f"{shown(cell)} with accents apart from their letters", "composed letters (NFC)"
    return None


def _is_day(cell: str) -> bool:
    try:
        return _EARLIEST_YEAR <= datetime.date.fromisoformat(cell).year <= _LATEST_YEAR
    except ValueError:
        return False


def primary_key(schema: Mapping[str, Any]) -> list[str]:
    """The columns of the primary key."""
    key = schema.get("primaryKey", [])
    return [key] if isinstance(key, str) else list(key)


def _repeated(table: Table) -> Iterator[Problem]:
    """Rows whose primary key, or a value that must be unique, stands in an earlier row.

    Values that must be unique are compared as readers see them: without regard to capitals, to the
    kind of space or to letters that are written in two ways (Unicode's NFKC).
    """
    keys = [tuple(primary_key(table.schema))]
    alike: set[tuple[str, ...]] = set()
    for column in table.schema["fields"]:
        if column.get("constraints", {}).get("unique"):
            alike.add((column["name"],))
            if (column["name"],) not in keys:
                keys.append((column["name"],))
    for key in filter(None, keys):
        first: dict[tuple[str, ...], int] = {}
        for number, value in zip(
            table.row_numbers, zip(*map(table.cells, key), strict=True), strict=True
        ):
            if not any(value):
                continue
            same = tuple(map(_folded, value)) if key in alike else value
            if same in first:
                yield Problem(
                    table.file,
                    number,
                    ", ".join(key),
                    f"{shown(', '.join(value))} again (first in row {first[same]})",
                    "each only once",
                )
            first.setdefault(same, number)


def _folded(value: str) -> str:
    """A value as it is compared with others that must differ from it."""
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def dangling(table: Table, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Foreign keys of a table that no row of the table they point to holds.

    A value that dangles in many rows is told once, with the number of its rows. A table that is at
    fault itself is not looked into, since its keys may be what is wrong.
    """
    for foreign in table.schema.get("foreignKeys", []):
        column, reference = foreign["fields"], foreign["reference"]
        target = tables[reference["resource"] or table.name]
        if target.problems:
            continue
        known = set(target.cells(reference["fields"]))
        rows: dict[str, list[int]] = {}
        for number, value in zip(table.row_numbers, table.cells(column), strict=True):
            if value and value not in known:
                rows.setdefault(value, []).append(number)
        for value, numbers in rows.items():
            more = f" (in {len(numbers)} rows)" if len(numbers) > 1 else ""
            yield Problem(
                table.file,
                numbers[0],
                column,
                shown(value) + more,
                f"a {reference['fields']} of {target.file}{nearest(value, known)}",
            )


def frame(table: Table) -> pd.DataFrame:
    """The table as a typed frame, row for row.

    string → str (missing: ""); date → datetime64 (missing: NaT); number → float64 (missing: NaN);
    integer and year → int64, or Int64 with <NA> where a cell may be empty.
    """
    series: dict[str, pd.Series] = {}
    for column in table.schema["fields"]:
        name, kind = column["name"], column.get("type", "string")
        cells = table.cells(name)
        if kind == "string":
            series[name] = pd.Series(cells, dtype="str")
        elif kind == "date":
            series[name] = pd.Series(
                [datetime.datetime.fromisoformat(cell) if cell else pd.NaT for cell in cells],
                dtype="datetime64[s]",
            )
        elif kind == "number":
            series[name] = pd.Series(
                [float(cell) if cell else float("nan") for cell in cells], dtype="float64"
            )
        else:
            required = column.get("constraints", {}).get("required", False)
            values = [int(cell) if cell else pd.NA for cell in cells]
            series[name] = pd.Series(values, dtype="int64" if required else "Int64")
    return pd.DataFrame(series)
