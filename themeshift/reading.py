"""Read the descriptor and the CSV tables of a data package; say which cells cannot be read.

Only plain files up to a size are opened. Types are those of the Frictionless Table Schema
(https://specs.frictionlessdata.io/table-schema/) in the strict spelling that a spreadsheet writes.
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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from themeshift import UserError
from themeshift.problem import PackageError, Problem, capped, one_line, shown

DESCRIPTOR = "datapackage.json"
LARGEST_TABLE = 20_000_000
LARGEST_DESCRIPTOR = 5_000_000
LONGEST_CELL = 5_000
csv.field_size_limit(LARGEST_TABLE)  # a cell too long is told as such, below


_TYPES = {
    "string": "text",
    "integer": "a whole number without spaces or separators",
    "number": "a number with a decimal point",
    "year": "a year of four digits",
    "date": "a day that exists, written YYYY-MM-DD",
}
_SPELLING = {
    "integer": re.compile(r"-?(0|[1-9][0-9]{0,14})"),
    "number": re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?"),
    "year": re.compile(r"(19|20)[0-9]{2}"),
    "date": re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"),
}
_RESOURCE = {
    "name", "path", "title", "description", "profile", "format", "mediatype", "encoding",
    "dialect", "schema",
}  # fmt: skip
#: What each resource says; frictionless would otherwise guess that semicolons part the cells.
_PLAIN = {"format": "csv", "encoding": "utf-8", "dialect": {"csv": {"delimiter": ","}}}
_STRING = pd.Series([], dtype="str").dtype
_HOW_TO_SAVE = "(save as CSV, UTF-8, comma)"
# UTF-8 that was read as Latin-1 or Windows-1252 and saved again: "Ã©" for é, "Å“" for œ, "â€™" for ’.
_TAIL = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_GARBLED = re.compile(f"[ÂÃÅ]{_TAIL}|â{_TAIL}{_TAIL}")
_UNSEEN = {"Cc": "control", "Cf": "format", "Cs": "half", "Co": "private", "Cn": "unassigned"}
_UNSEEN |= {"Zl": "line-separating", "Zp": "paragraph-separating"}
# Letters and marks by category that show nothing: fillers, joiners, variation selectors.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\ufffc\uffa0"
    "\U000e0100-\U000e01ef]"
)
# A spreadsheet runs a cell that begins so; a list dash before words is none.
_FORMULA = re.compile(r"[=@].*\w|[+-](?! ).*\w|[+-].*[(|!]", re.DOTALL)
_AT_AN_END = re.compile(r"^(?:[^\S\n]|[=@+-])|[^\S\n]$", re.MULTILINE)
_SIGNED_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def plain_bytes(path: Path, largest: int, links: bool = False) -> bytes:
    """The bytes of a plain file of at most `largest` bytes.

    Raises UserError, in one line that begins with the file's name, for whatever is no plain file
    (and, unless `links`, for a symbolic link), is too large or cannot be read. Never waits for a
    pipe or a device.
    """
    name = one_line(path.name, 100)
    try:
        flags = os.O_RDONLY | os.O_NONBLOCK | (0 if links else os.O_NOFOLLOW)
        mode = (path.stat() if links else path.lstat()).st_mode
        if not stat.S_ISREG(mode):
            raise UserError(f"{name}: found {_kind(mode)}, expected a plain file")
        with open(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UserError(f"{name}: found no plain file any more, expected one")
            raw = file.read(largest + 1)
    except FileNotFoundError:
        raise UserError(f"{name}: found no such file, expected one") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", "") or "an unusable name").lower()
        raise UserError(f"{name}: found an error ({reason}), expected a plain file") from None
    if len(raw) > largest:
        raise UserError(f"{name}: found a larger file, expected at most {largest:,} bytes")
    return raw


def _kind(mode: int) -> str:
    """What stands in the place of a plain file."""
    kinds = ((stat.S_ISLNK, "a symbolic link"), (stat.S_ISDIR, "a folder"))
    kinds += ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    return next((words for test, words in kinds if test(mode)), "a device")


# --- the descriptor -------------------------------------------------------------------------


def descriptor(folder: Path, tables: Sequence[str]) -> dict[str, Any]:
    """The descriptor of the package; it describes each of `tables` once, as a plain CSV file.

    Raises PackageError; whether the schemas are sound beyond their types is left to frictionless.
    """
    file = f"{folder.name}/{DESCRIPTOR}"

    def wrong(found: str, expected: str, row: int | None = None) -> PackageError:
        return PackageError([Problem(file, row, None, found, expected)])

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        content = dict(items)
        if len(content) < len(items):
            names = [name for name, _ in items]
            twice = next(name for name in names if names.count(name) > 1)
            raise wrong(f"the key {shown(twice)} twice in one object", "each key once")
        return content

    def constant(name: str) -> None:
        raise wrong(f"the number {name}", "JSON, which has no such number")

    try:
        raw = plain_bytes(folder / DESCRIPTOR, LARGEST_DESCRIPTOR)
        text = raw.decode("utf-8-sig")
        content = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise wrong(f"broken JSON ({error.msg})", "JSON", error.lineno) from None
    except UnicodeDecodeError:
        raise wrong("text that is not UTF-8", "JSON in UTF-8") from None
    except RecursionError:
        raise wrong("lists or objects nested too deeply", "the descriptor of a package") from None
    except PackageError:
        raise
    except UserError as error:
        found, _, expected = str(error).partition(": found ")[2].partition(", expected ")
        raise wrong(found, expected) from None
    except ValueError:
        raise wrong("a number too long to read", "JSON") from None
    for found, expected in _descriptor_faults(content, tables):
        raise wrong(found, expected)
    return content


def _descriptor_faults(content: Any, tables: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What keeps the code from reading the tables: found, expected."""
    resources = content.get("resources") if isinstance(content, dict) else None
    if not isinstance(resources, list) or not all(isinstance(each, dict) for each in resources):
        yield "no list of resources", "an object with a list of resources, each an object"
        return
    names = [each.get("name") for each in resources]
    for name in tables:
        if names.count(name) != 1:
            count = "no table" if name not in names else "more than one table"
            yield f"{count} named {name}", f"the tables {', '.join(tables)}"
    for resource in resources:
        name = shown(resource.get("name", ""))
        if resource.get("name") not in tables:
            yield f"the table {name}, which the code does not know", "a resource for known tables"
        for key in resource.keys() - _RESOURCE:
            yield f"{shown(key)} in the resource {name}", "plain CSV (remove it)"
        for key, value in _PLAIN.items():
            if resource.get(key) != value:
                found = f"{key} {shown(json.dumps(resource.get(key)))} in the resource {name}"
                yield found, f"{json.dumps(value)}: plain CSV in UTF-8 with commas"
        path = resource.get("path")
        if not isinstance(path, str) or not re.fullmatch(r"[a-z0-9_]+\.csv", path):
            yield (
                f"the path {shown(path)} in the resource {name}",
                "a CSV file beside datapackage.json",
            )
        elif sum(other.get("path") == path for other in resources) > 1:
            yield f"the path {shown(path)} twice", "a file for each table"
        yield from _schema_faults(resource.get("schema"), name)


def _schema_faults(schema: Any, name: str) -> Iterator[tuple[str, str]]:
    """What keeps the code from reading one table by its schema."""
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(f, dict) for f in fields):
        yield f"no fields in the schema of {name}", "a list of fields"
        return
    for field in fields:
        if not isinstance(field.get("name"), str):
            yield f"a field without a name in the schema of {name}", "a name for each"
        elif not isinstance(field.get("type"), str) or field["type"] not in _TYPES:
            found = f"the type {shown(field.get('type', ''))} of {field['name']} in {name}"
            yield found, f"one of {', '.join(_TYPES)}"
        elif not isinstance(field.get("constraints", {}), dict):
            yield f"no object as constraints of {field['name']} in {name}", "an object"
    if not isinstance(schema.get("foreignKeys", []), list):
        yield f"no list of foreign keys in the schema of {name}", "a list"


# --- a table --------------------------------------------------------------------------------


def table(
    folder: Path, resource: Mapping[str, Any]
) -> tuple[bytes, pd.DataFrame | None, list[Problem]]:
    """The bytes of one table, its typed frame in file order, and what is wrong with its cells.

    The frame is None where there is a problem. A byte-order mark and CRLF line ends are accepted.
    string → str (missing: ""), integer and year → Int64 (<NA>), number → float64 (NaN),
    date → datetime64 (NaT).
    """
    file = f"{folder.name}/{resource['path']}"
    fields = resource["schema"]["fields"]
    try:
        raw = plain_bytes(folder / resource["path"], LARGEST_TABLE)
    except UserError as error:
        found, _, expected = str(error).partition(": found ")[2].partition(", expected ")
        return b"", None, [Problem(file, None, None, found, expected)]
    try:
        records = _records(raw, [field["name"] for field in fields])
    except _Unreadable as error:
        return raw, None, [Problem(file, *error.args)]
    problems = [Problem(file, *fault) for fault in _row_faults(records, len(fields))]
    if problems:
        return raw, None, capped(problems)
    columns = list(zip(*records[1:], strict=True)) or [()] * len(fields)
    for field, cells in zip(fields, columns, strict=True):
        problems += [
            Problem(file, row, field["name"], *fault) for row, *fault in _cell_faults(cells, field)
        ]
    if problems:
        problems.sort(key=lambda problem: problem.row or 0)
        return raw, None, capped(problems)
    typed = {
        field["name"]: _typed(cells, field["type"])
        for field, cells in zip(fields, columns, strict=True)
    }
    return raw, pd.DataFrame(typed, copy=False), []


class _Unreadable(Exception):
    """A file that gives no rows: row, column, found, expected."""


def _records(raw: bytes, columns: list[str]) -> list[list[str]]:
    """The rows of a CSV file, the header first; raises _Unreadable."""
    if raw.startswith(b"PK\x03\x04"):
        raise _Unreadable(None, None, "a spreadsheet file", f"CSV {_HOW_TO_SAVE}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Unreadable(None, None, "UTF-16", f"UTF-8 {_HOW_TO_SAVE}")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        raise _Unreadable(row, None, found, f"UTF-8 {_HOW_TO_SAVE}") from None
    if not text.strip():
        raise _Unreadable(None, None, "an empty file", "a header and rows")
    for mark, word in (("\0", "a NUL character"), ("\r", "a carriage return alone")):
        if mark in text:
            row = text[: text.index(mark)].count("\n") + 1
            raise _Unreadable(row, None, word, "text in lines that end in LF or CRLF")
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:  # the rows before the error were kept
        found, expected = "broken quotation marks", "quotes doubled inside a quoted cell"
        raise _Unreadable(len(records) + 1, None, found, expected) from None
    fault = _header_fault(records[0], columns)
    if fault:
        raise _Unreadable(1, *fault)
    return records


def _header_fault(header: list[str], columns: list[str]) -> tuple[str | None, str, str] | None:
    """What is wrong with the first row: column, found, expected."""
    if header == columns:
        return None
    wanted = "the columns " + ",".join(columns)
    if len(header) == 1 and len(columns) > 1:
        for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if mark in header[0]:
                return None, f"{word} between the cells", f"commas {_HOW_TO_SAVE}"
    doubled = [column for column in header if header.count(column) > 1]
    if doubled:
        return doubled[0], "the column twice", wanted
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns]
    if len(missing) == 1 and len(unknown) == 1:
        return missing[0], f"the column {shown(unknown[0])}", missing[0]
    if missing:
        return missing[0], "no such column", wanted
    if unknown:
        return None, f"the column {shown(unknown[0])}", wanted
    place = next(k for k, (a, b) in enumerate(zip(header, columns, strict=True)) if a != b)
    return header[place], f"the column {header[place]} where {columns[place]} belongs", wanted


def _row_faults(records: list[list[str]], width: int) -> Iterator[tuple[int, str | None, str, str]]:
    """Rows that are blank or not as wide as the header: row, column, found, expected."""
    blank = [row for row, cells in enumerate(records, 1) if not any(map(str.strip, cells))]
    if blank:
        count = f"{len(blank):,} blank rows" if len(blank) > 1 else "a blank row"
        yield blank[0], None, count, "no blank row (delete it)"
    for row, cells in enumerate(records, start=1):
        if len(cells) != width and any(cells):
            hint = " (a cell that holds a comma needs quotes)" if len(cells) > width else ""
            yield row, None, f"{len(cells)} cells{hint}", str(width)
        elif any("\n" in cell for cell in cells):
            yield row, None, "a line break in a cell", "cells of one line"


def _cell_faults(cells: Sequence[str], field: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    """Cells of one column that cannot be read: row, found, expected."""
    constraints, kind = field.get("constraints", {}), field["type"]
    expected = _TYPES[kind]
    if isinstance(constraints.get("enum"), list):
        expected = "one of " + ", ".join(map(str, constraints["enum"]))
    if constraints.get("required") and "" in cells:
        yield from (
            (row, "an empty cell", expected) for row, cell in enumerate(cells, 2) if not cell
        )
    if kind == "string":
        if not _plainly_sound(cells):
            for row, cell in enumerate(cells, start=2):
                fault = text_fault(cell)
                if fault:
                    yield row, *fault
        return
    spelling = _SPELLING[kind]
    for row, cell in enumerate(cells, start=2):
        if cell and (not spelling.fullmatch(cell) or (kind == "date" and not _is_day(cell))):
            yield row, shown(cell), expected


def _plainly_sound(cells: Sequence[str]) -> bool:
    """Whether no cell of a column can have a fault; a quick look at all of them together."""
    text = "\n".join(cells)
    printable = text.replace("\n", "").replace("\u00a0", "").replace("\u202f", "").isprintable()
    if not printable or _AT_AN_END.search(text) or max(map(len, cells), default=0) > LONGEST_CELL:
        return False
    if text.isascii():
        return True
    garbled = _GARBLED.search(text) or _BLANK.search(text) or "\ufffd" in text
    return not garbled and unicodedata.is_normalized("NFC", text)


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
    if _FORMULA.match(cell) and not _SIGNED_NUMBER.fullmatch(cell):
        return shown(cell), "text that no spreadsheet takes for a formula (no = + - @ first)"
    if cell.isascii() and cell.isprintable():
        return None
    for character in cell:
        if character in "\ufffd\ufeff" or _BLANK.match(character):
            return f"the stray character U+{ord(character):04X}", f"text in UTF-8 {_HOW_TO_SAVE}"
        category = unicodedata.category(character)
        if category in _UNSEEN:
            return f"the {_UNSEEN[category]} character U+{ord(character):04X}", "printable text"
    if _GARBLED.search(cell):
        return f"garbled accents in {shown(cell)}", f"text in UTF-8 {_HOW_TO_SAVE}"
    if not unicodedata.is_normalized("NFC", cell):
        return f"an accent apart from its letter in {shown(cell)}", "composed characters (NFC)"
    return None


def _is_day(cell: str) -> bool:
    try:
        datetime.date.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _typed(cells: Sequence[str], kind: str) -> ExtensionArray | np.ndarray:
    """One column with the type of its field; the cells are known to be readable."""
    if kind == "string":
        return pd.array(list(cells), dtype=_STRING)
    if kind == "number":
        return np.array([float(cell or "nan") for cell in cells], dtype="float64")
    if kind == "date":
        return np.array([cell or "NaT" for cell in cells], dtype="datetime64[s]")
    missing = np.array([not cell for cell in cells], dtype=bool)
    return pd.arrays.IntegerArray(np.array([int(cell or 0) for cell in cells], "int64"), missing)
