"""Has anybody touched the tables since they were last agreed on?

The seal of a table is the ``hash`` and ``bytes`` of its resource in ``datapackage.json``, as the
Data Resource specification defines them. ``write`` sets it; ``broken`` says where a table differs.
What the descriptor says of a table (its schema above all) has a seal beside these, ``schemaHash``:
without it a looser constraint or a description that is no longer true would go unnoticed.
The seal alone knows only that something differs; where the project is a git repository, the
sealed version of the table is looked up there, and the message names row and column.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from themeshift import transaction
from themeshift.tabular import Problem, Table, primary_key, shown

COMMAND = "python -m themeshift seal"
#: What the seal of a table adds to its resource.
KEYS = ("hash", "bytes", "schemaHash")
_MOST_DIFFERENCES = 5
_MOST_VERSIONS = 50


def fingerprint(raw: bytes) -> tuple[str, int]:
    """Hash (as ``sha256:…``) and length of a table's bytes."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}", len(raw)


def description(resource: Mapping[str, Any]) -> str:
    """Hash (as ``sha256:…``) of all that the descriptor says of a table, but for its seal."""
    said = {key: value for key, value in resource.items() if key not in KEYS}
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return fingerprint(text.encode("ascii"))[0]


def plain(raw: bytes) -> bytes:
    """A table without byte-order mark and with LF line ends."""
    return raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


def write(root: Path | str | None = None) -> list[str]:
    """Seal all tables and return the names of those whose seal changed.

    Byte-order marks and CRLF are taken out of the files first. Raises ``PackageError``, and
    changes nothing, where the package is not sound.
    """
    from themeshift import package

    folder = Path(root) if root is not None else package.default_root()
    with transaction.locked(folder):
        return _write(folder)


def _write(folder: Path) -> list[str]:
    from themeshift import package

    found = package.problems(folder, sealed=False)
    if found:
        raise package.PackageError(found)
    path = folder / package.DESCRIPTOR
    descriptor = json.loads(path.read_bytes().decode("utf-8-sig"))
    changed = []
    for place, resource in enumerate(descriptor["resources"]):
        table = folder / resource["path"]
        raw = table.read_bytes()
        if raw != plain(raw):
            raw = plain(raw)
            replace(table, raw)
        digest, size = fingerprint(raw)
        sealed = {"hash": digest, "bytes": size, "schemaHash": description(resource)}
        if any(resource.get(key) != value for key, value in sealed.items()):
            changed.append(resource["name"])
        bare = {key: value for key, value in resource.items() if key not in KEYS}
        schema = bare.pop("schema")
        descriptor["resources"][place] = bare | sealed | {"schema": schema}
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    if text.encode() != path.read_bytes():
        replace(path, text.encode())
    return changed


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: aside first, then renamed over the old one."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def broken(
    folder: Path, descriptor: Mapping[str, Any], tables: Mapping[str, Table]
) -> Iterator[Problem]:
    """Where a table differs from its seal, down to the cell where git knows the sealed version.

    What the descriptor says of the table is compared as well.
    """
    for resource in descriptor["resources"]:
        table = tables[resource["name"]]
        if resource.get("schemaHash") != description(resource):
            file = f"{folder.resolve().name}/datapackage.json"
            found = f"a schema or description of {table.name} that differs from its seal"
            wanted = f"the sealed one (if the change is meant: {COMMAND})"
            yield Problem(file, None, None, found, wanted)
        if not table.readable:
            continue
        sealed = resource.get("hash"), resource.get("bytes")
        if None in sealed:
            yield Problem(table.file, None, None, "no seal", f"one (to set it: {COMMAND})")
            continue
        raw = (folder / resource["path"]).read_bytes()
        if sealed in map(fingerprint, (raw, plain(raw), _rewritten(raw))):
            continue
        old = _sealed_version(folder, resource["path"], sealed)
        if old is None:
            yield Problem(
                table.file,
                None,
                None,
                "content that differs from its seal",
                f"the sealed content (if the change is meant: {COMMAND})",
            )
        else:
            yield from _differences(table, old)


def _rewritten(raw: bytes) -> bytes:
    """The same cells as a program writes them that quotes only where it must."""
    stream = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(plain(raw).decode("utf-8"), newline=""))
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git answers, or None where it cannot."""
    command = ["git", "-C", str(folder), *arguments]
    # A hook that runs the checks sets GIT_DIR and the like, which would point elsewhere.
    plainly = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(command, capture_output=True, timeout=30, check=True, env=plainly)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _sealed_version(folder: Path, path: str, sealed: tuple[str, int]) -> bytes | None:
    """The latest committed version of a table that fits its seal."""
    commits = _git(folder, "log", f"-n{_MOST_VERSIONS}", "--format=%H", "--", path)
    for commit in (commits or b"").decode().split():
        raw = _git(folder, "show", f"{commit}:./{path}")
        if raw is not None and fingerprint(raw) == sealed:
            return raw
    return None


def _differences(table: Table, old: bytes) -> Iterator[Problem]:
    """The cells in which a table differs from its sealed version, the first few of them."""
    header, *sealed_rows = csv.reader(io.StringIO(old.decode("utf-8-sig"), newline=""))
    if header != table.columns:
        found, expected = (f"the columns {','.join(c)}" for c in (table.columns, header))
        yield Problem(table.file, 1, None, found, f"{expected} (if meant: {COMMAND})")
        return
    found = list(_changed_cells(table, sealed_rows))
    yield from found[:_MOST_DIFFERENCES]
    if len(found) > _MOST_DIFFERENCES:
        more = f"{len(found) - _MOST_DIFFERENCES} more differences from the seal"
        yield Problem(table.file, None, None, more, f"none (if all are meant: {COMMAND})")


def _changed_cells(table: Table, old: Sequence[Sequence[str]]) -> Iterator[Problem]:
    columns = table.columns
    key_places = [columns.index(column) for column in primary_key(table.schema)]
    meant = f"(if the change is meant: {COMMAND})"

    def key_of(row: Sequence[str]) -> tuple[str, ...]:
        return tuple(row[place] for place in key_places)

    def compare(number: int, before: Sequence[str], now: Sequence[str]) -> Iterator[Problem]:
        for column, was, cell in zip(columns, before, now, strict=False):
            if was != cell:
                name = ", ".join(key_of(before))
                wanted = f"the sealed {shown(was)} {meant}"
                yield Problem(table.file, number, column, shown(cell), wanted, key=name)

    now_by_key = {
        key_of(row): (number, row)
        for number, row in zip(table.row_numbers, table.rows, strict=True)
    }
    old_keys = [key_of(row) for row in old]
    now_keys = list(now_by_key)
    lost = [key for key in old_keys if key not in now_by_key]
    added = [key for key in now_keys if key not in set(old_keys)]
    if len(old) == len(table.rows) and len(lost) == len(added) == 1:  # a key was changed
        lost, added = [], []
        pairs = zip(old, table.row_numbers, table.rows, strict=True)
        now_by_key = {key_of(before): (number, row) for before, number, row in pairs}
        now_keys = list(now_by_key)
    for before, key in zip(old, old_keys, strict=True):
        if key in now_by_key:
            yield from compare(now_by_key[key][0], before, now_by_key[key][1])
    for key in lost:
        yield Problem(table.file, None, None, f"no row {shown(', '.join(key))}", f"it {meant}")
    for key in added:
        number = now_by_key[key][0]
        found = f"the row {shown(', '.join(key))}"
        yield Problem(table.file, number, None, found, f"no such row {meant}")
    if not lost and not added and old_keys != now_keys:
        place = next(
            k for k, pair in enumerate(zip(old_keys, now_keys, strict=True)) if len(set(pair)) > 1
        )
        yield Problem(
            table.file,
            table.row_numbers[place],
            None,
            f"the row {shown(', '.join(now_keys[place]))}",
            f"the row {shown(', '.join(old_keys[place]))} in the sealed order {meant}",
        )
