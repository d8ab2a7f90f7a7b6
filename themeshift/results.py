"""What have the chapters computed, and is it still of these data?

Results are CSV files in ``data/results``. Beside them stands a manifest that says which chapter
wrote each file, from which data and with which content, so that no chapter reads a result that is
missing, altered by hand or computed from other data.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift import UserError
from themeshift.package import Package
from themeshift.seal import plain, replace

FOLDER = "results"
MANIFEST = "manifest.csv"
COMMAND = "make run"
#: The last bits of exp, log and matrix products change with the processor; ten digits do not.
SIGNIFICANT_DIGITS = 10
#: What is left of a difference of equal numbers is noise, which significant digits would keep.
SMALLEST = 1e-12
_NAME = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")


class ResultsError(UserError):
    """A result is missing, altered or stale; the text names the command that mends it."""


@dataclass(frozen=True)
class Entry:
    """One row of the manifest: a result, its chapter, the digest of its data and its content."""

    file: str
    chapter: str
    data: str
    sha256: str


def path(name: str, package: Package) -> Path:
    """Where a result of this name stands. Raises ValueError for a name that is no file name."""
    if not _NAME.fullmatch(name) or name == MANIFEST.removesuffix(".csv"):
        raise ValueError(f"a result needs a name of lower-case words, not {name!r}")
    return package.root / FOLDER / f"{name}.csv"


def write(frame: pd.DataFrame, name: str, chapter: str, package: Package) -> None:
    """Write a frame to ``data/results/<name>.csv`` and enter it in the manifest.

    Rows and columns keep their order; a named index becomes the first columns. Numbers are rounded
    to ten significant digits. Both files are written aside and renamed. Raises ValueError for a
    name that is no file name, doubled columns, an infinite number, or a cell with a line break.
    """
    target = path(name, package)
    content = _table_bytes(frame, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace(target, content)
    entry = Entry(target.name, chapter, package.digest, hashlib.sha256(content).hexdigest())
    _write_manifest(package, [*(e for e in manifest(package) if e.file != entry.file), entry])


def keep(figure: Any, chapter: str, package: Package) -> Any:
    """Write the numbers of a figure as the result that its caption links to; return the figure."""
    write(figure.data, figure.table, chapter, package)
    return figure


def read(name: str, package: Package) -> pd.DataFrame:
    """Read a result that ``write`` wrote from the same data.

    Missing text is "", a missing number NaN. Raises ``ResultsError`` for a result that is missing,
    altered since it was written, or computed from other data.
    """
    file = path(name, package)
    fault = _fault(file, package)
    if fault:
        raise ResultsError(fault)
    text = plain(file.read_bytes()).decode("utf-8")
    frame = pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=[""])
    for column in frame.columns:
        if isinstance(frame[column].dtype, pd.StringDtype):
            frame[column] = frame[column].fillna("")
    return frame


def collect(name: str, package: Package) -> pd.DataFrame:
    """The results ``<name>-<phase_id>`` of all phases that have a text, in order, in one frame."""
    told = set(package.documents.phase_id)
    order = [p for p in package.phases.sort_values("order").phase_id if p in told]
    return pd.concat([read(f"{name}-{phase}", package) for phase in order], ignore_index=True)


def problems(package: Package) -> list[str]:
    """One line for each result that is missing, altered, stale, or in no manifest."""
    folder = package.root / FOLDER
    try:
        known = {entry.file for entry in manifest(package)}
    except ResultsError as error:
        return [str(error)]
    present = {file.name for file in folder.glob("*.csv")} - {MANIFEST}
    faults = (_fault(folder / file, package) for file in sorted(known | present))
    return [fault for fault in faults if fault]


def prune(package: Package, keep: Iterable[str]) -> list[str]:
    """Remove results whose names are not in ``keep``, which no chapter writes any more."""
    kept = {f"{name}.csv" for name in keep} | {MANIFEST}
    removed = [
        file for file in sorted((package.root / FOLDER).glob("*.csv")) if file.name not in kept
    ]
    entries = [entry for entry in manifest(package) if entry.file in kept]
    if entries != manifest(package):
        _write_manifest(package, entries)
    for file in removed:
        file.unlink()
    return [file.stem for file in removed]


def manifest(package: Package) -> list[Entry]:
    """What the manifest says, by file. Raises ``ResultsError`` where it cannot be read."""
    file = package.root / FOLDER / MANIFEST
    try:
        text = plain(file.read_bytes()).decode("utf-8")
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        if header != list(Entry.__dataclass_fields__):
            raise ValueError("header")
        entries = [Entry(*row) for row in rows]
        if not all(_NAME.fullmatch(entry.file.removesuffix(".csv")) for entry in entries):
            raise ValueError("a file that is no result")
        return entries
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, ValueError, TypeError, csv.Error):
        raise ResultsError(
            f"{_shown(file)} cannot be read as a manifest: remove it and run `{COMMAND}`"
        ) from None


def _write_manifest(package: Package, entries: Iterable[Entry]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(Entry.__dataclass_fields__)
    writer.writerows(astuple(entry) for entry in sorted(entries, key=lambda entry: entry.file))
    replace(package.root / FOLDER / MANIFEST, stream.getvalue().encode())


def _shown(file: Path) -> str:
    """A result as messages call it, without the folders of the machine."""
    return f"{file.parent.parent.resolve().name}/{FOLDER}/{file.name}"


def _fault(file: Path, package: Package) -> str:
    """What keeps a result from being used, in one sentence; empty where nothing does."""
    entry = next((entry for entry in manifest(package) if entry.file == file.name), None)
    chapter = f" (it is written by {entry.chapter})" if entry else ""
    if file.is_symlink():
        return f"{_shown(file)} is a symbolic link{chapter}: remove it and run `{COMMAND}`"
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return f"{_shown(file)} is missing{chapter}: run `{COMMAND}`"
    except OSError as error:
        return f"{_shown(file)} cannot be read ({error.strerror}): run `{COMMAND}`"
    if entry is None:
        return f"{_shown(file)} is not in the manifest of results: run `{COMMAND}`"
    if entry.sha256 not in (hashlib.sha256(form).hexdigest() for form in (raw, plain(raw))):
        return f"{_shown(file)} was altered after it was computed{chapter}: run `{COMMAND}`"
    if entry.data != package.digest:
        return f"{_shown(file)} was computed from other data{chapter}: run `{COMMAND}`"
    return ""


def _table_bytes(frame: pd.DataFrame, name: str) -> bytes:
    """The frame as CSV: UTF-8, LF, numbers in their shortest form of ten digits."""
    if any(level is not None for level in frame.index.names):
        frame = frame.reset_index()
    columns = [str(column) for column in frame.columns]
    if len(set(columns)) < len(columns):
        raise ValueError(f"the result {name} has a column twice: {', '.join(columns)}")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=2):
        try:
            writer.writerow([_cell(value) for value in row])
        except ValueError as error:
            raise ValueError(f"the result {name}, row {number}: {error}") from None
    return stream.getvalue().encode("utf-8")


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool) or not isinstance(value, float):  # numpy's float64 is a float
        text = f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
        if "\n" in text or "\r" in text:
            raise ValueError("a line break in a cell")
        return text
    if math.isnan(value):
        return ""
    if math.isinf(value):
        raise ValueError("an infinite number")
    if abs(value) < SMALLEST:
        return "0"
    return f"{value:.{SIGNIFICANT_DIGITS}g}"
