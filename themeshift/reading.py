"""Read the descriptor and the CSV tables of a data package; say which cells cannot be read.

Only plain files up to a size are opened. Types are those of the Frictionless Table Schema
(https://specs.frictionlessdata.io/table-schema/) in the strict spelling that a spreadsheet writes.
Problems name a file without its folder.
"""

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift.problem import PackageError, Problem, shown

DESCRIPTOR = "datapackage.json"
LARGEST = 20_000_000
LONGEST_CELL = 5_000
csv.field_size_limit(LARGEST)  # a cell too long is told as such, below

_YEAR, _WHOLE = "(19|20)[0-9]{2}", "-?(0|[1-9][0-9]{0,14})"
#: Of each type: what it is, how its cells are spelled, and what a frame holds.
TYPES = {
    "string": ("text", "(?s:.*)", "str"),
    "integer": ("a whole number without separators", _WHOLE, "Int64"),
    "number": ("a number with a decimal point", rf"{_WHOLE}(\.[0-9]{{1,15}})?", "float64"),
    "year": ("a year of four digits", _YEAR, "Int64"),
    "date": ("a day that exists, as YYYY-MM-DD", f"{_YEAR}(-[0-9]{{2}}){{2}}", "datetime64[s]"),
}
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


def plain_bytes(path: Path, largest: int) -> bytes:
    """The bytes of a plain file of at most `largest` bytes; a pipe or a device is never read.

    Raises PackageError, in one line that begins with the file's name, for anything else.
    """
    try:
        if path.is_file() and path.stat().st_size <= largest:
            return path.read_bytes()
        found = "a larger file" if path.is_file() else "a folder, pipe or device"
        found = found if path.exists() else "no such file"
    except OSError as error:
        found = f"an error ({error.strerror})"
    expected = f"a plain file of at most {largest:,} bytes"
    raise PackageError([Problem(path.name, None, None, found, expected)])


def descriptor(folder: Path, tables: Sequence[str]) -> dict[str, Any]:
    """The descriptor of the package; it describes each of `tables` once, as a plain CSV file.

    Raises PackageError where it cannot be read, and an error of Python's where it has another
    shape; whether the schemas are sound beyond their types is left to frictionless.
    """
    text = plain_bytes(folder / DESCRIPTOR, LARGEST).decode("utf-8-sig")
    content = json.loads(text, object_pairs_hook=_keys_once, parse_constant=_no_number)
    names = Counter(resource["name"] for resource in content["resources"])
    for name in [*names, *tables]:
        if names[name] != tables.count(name):
            raise ValueError(f"{names[name]} tables named {shown(name)}")
    for resource in content["resources"]:
        plain = _PLAIN | {"name": resource["name"], "path": f"{resource['name']}.csv"}
        words = ("title", "description", "schema")
        for key in sorted({*resource, *plain} - {*words}):
            if resource.get(key) != plain.get(key):
                found, expected = json.dumps(resource.get(key)), json.dumps(plain.get(key))
                raise ValueError(
                    f"{shown(key)} of {resource['name']}: {found}, expected {expected}"
                )
        for field in resource["schema"]["fields"]:
            if field["type"] not in TYPES:
                raise ValueError(f"the type {shown(field['type'])} of {shown(field['name'])}")
    return content


def _keys_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON, of whose doubled keys Python would silently take the last."""
    for key, number in Counter(key for key, _ in pairs).items():
        if number > 1:
            raise ValueError(f"the key {shown(key)} twice")
    return dict(pairs)


def _no_number(word: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError(f"{word}, which is no JSON")


def table(path: Path, schema: Mapping[str, Any]) -> tuple[bytes, pd.DataFrame]:
    """The bytes of a table and its rows in file order, under the row numbers of a spreadsheet.

    Cells are str (missing: ""), Int64 (<NA>), float64 (NaN) or datetime64 (NaT). A byte-order mark
    and CRLF line ends are accepted. Raises PackageError for whatever cannot be read.
    """
    raw, columns = plain_bytes(path, LARGEST), [field["name"] for field in schema["fields"]]
    records: list[list[str]] = []
    try:
        text = raw.decode("utf-8-sig")
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = f"the byte 0x{raw[error.start]:02x}, which is not UTF-8"
        _refuse(path.name, row, None, found, f"UTF-8 {_HOW_TO_SAVE}")
    except csv.Error:  # the rows before the error were kept
        expected = "quotes doubled inside a quoted cell"
        _refuse(path.name, len(records) + 1, None, "broken quotation marks", expected)
    header, *rows = records or [[]]
    for column, name in zip_longest(columns, header):
        if column != name:
            expected = f"the columns {','.join(columns)} {_HOW_TO_SAVE}"
            _refuse(path.name, 1, column, shown(name), expected)
    expected = f"{len(columns)} (quotes round one with a comma)"
    problems = [
        Problem(path.name, number, None, f"{len(cells)} cells", expected)
        for number, cells in enumerate(rows, start=2)
        if len(cells) != len(columns)
    ]
    if problems:
        raise PackageError(problems)
    frame = pd.DataFrame(rows, pd.RangeIndex(2, len(rows) + 2), columns, dtype="str")
    for field in schema["fields"]:
        cells, (words, spelling, dtype) = frame[field["name"]], TYPES[field["type"]]
        bad = (cells == "") & bool(field.get("constraints", {}).get("required"))
        if dtype != "str":
            spelled = cells.where(cells.str.fullmatch(spelling))
            days = pd.to_datetime(spelled, format="%Y-%m-%d", errors="coerce")
            values = days if field["type"] == "date" else spelled
            bad |= values.isna() & (cells != "")
            frame[field["name"]] = values.astype(dtype)
        problems += [
            Problem(path.name, row, field["name"], shown(cell), words)
            for row, cell in cells[bad].items()
        ]
    if problems:
        raise PackageError(sorted(problems, key=lambda problem: problem.row or 0))
    return raw, frame


def _refuse(file: str, row: int | None, column: str | None, found: str, expected: str) -> None:
    raise PackageError([Problem(file, row, column, found, expected)])


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
    for character in cell:
        hidden = not character.isprintable() and unicodedata.category(character) != "Zs"
        if hidden or _UNSEEN.match(character):
            name = "line break" if character == "\n" else "character"
            return f"the {name} U+{ord(character):04X}", f"printable text {_HOW_TO_SAVE}"
    if GARBLED.search(cell):
        return f"garbled accents in {shown(cell)}", f"text in UTF-8 {_HOW_TO_SAVE}"
    if not unicodedata.is_normalized("NFC", cell):
        return f"an accent apart from its letter in {shown(cell)}", "composed characters (NFC)"
    return None
