"""Ways to damage a file of a data package, as functions from its bytes to others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Damage = Callable[[bytes], bytes]


def swap(old: str, new: str, times: int = 1) -> Damage:
    """Replace a passage, which must stand in the file; `times` -1 for each."""

    def damage(raw: bytes) -> bytes:
        assert old.encode() in raw, old
        return raw.replace(old.encode(), new.encode(), times)

    return damage


def rows(change: Callable[[list[list[str]]], Any]) -> Damage:
    """Change the rows of a table in place, the header being the first."""

    def damage(raw: bytes) -> bytes:
        content = list(csv.reader(io.StringIO(raw.decode(), newline="")))
        change(content)
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows(content)
        return stream.getvalue().encode()

    return damage


def cell(row: int, column: str, value: str) -> Damage:
    """Set a cell; rows count as in a spreadsheet."""

    def change(content: list[list[str]]) -> None:
        place = content[0].index(column)
        assert content[row - 1][place] != value
        content[row - 1][place] = value

    return rows(change)


def row_with(model: int, /, **cells: str) -> Damage:
    """Add a copy of a row with other cells."""

    def change(content: list[list[str]]) -> None:
        new = list(content[model - 1])
        for column, value in cells.items():
            new[content[0].index(column)] = value
        content.append(new)

    return rows(change)


def without(row: int) -> Damage:
    return rows(lambda content: content.pop(row - 1))


def exchanged(first: int, second: int) -> Damage:
    def change(content: list[list[str]]) -> None:
        content[first - 1], content[second - 1] = content[second - 1], content[first - 1]

    return rows(change)


def encoded(encoding: str) -> Damage:
    return lambda raw: raw.decode().encode(encoding, "replace")


def half(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def header_only(raw: bytes) -> bytes:
    return raw.split(b"\n")[0] + b"\n"


def descriptor(change: Callable[[dict[str, Any]], Any]) -> Damage:
    """Change the content of the descriptor in place."""

    def damage(raw: bytes) -> bytes:
        content = json.loads(raw)
        change(content)
        return json.dumps(content, ensure_ascii=False).encode()

    return damage


def resource(table: str, change: Callable[[dict[str, Any]], Any]) -> Damage:
    """Change the resource of a table in the descriptor."""
    return descriptor(
        lambda content: change(next(each for each in content["resources"] if each["name"] == table))
    )


def field(table: str, column: str, change: Callable[[dict[str, Any]], Any]) -> Damage:
    """Change a field of a table's schema."""
    return resource(
        table,
        lambda content: change(
            next(each for each in content["schema"]["fields"] if each["name"] == column)
        ),
    )


def inflict(path: Path, damage: Damage) -> None:
    """Damage a file."""
    raw = path.read_bytes()
    damaged = damage(raw)
    assert damaged != raw, "the damage changes nothing"
    path.write_bytes(damaged)
