"""The tables of a package while they are checked: bad rows become problems; keys must name rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any

import pandas as pd

from themeshift.problem import MOST, Problem, nearest, shown

SMALLEST_WEIGHT = 0.01  # a theme that is named at all; far above the tolerance
TOLERANCE = 1e-5  # weights are written to six decimals: .333334, .333333, .333333

Frames = Mapping[str, pd.DataFrame]


class Tables(SimpleNamespace):
    """The frames by name, and the faults that rules found in them: table and problem."""

    def __init__(self, frames: Frames, files: Mapping[str, str]) -> None:
        super().__init__(**frames)
        self.files = files
        self.faults: list[tuple[str, Problem]] = []

    def fault(self, table: str, row: int | None, column: str, found: str, expected: str) -> None:
        """Note a fault; `row` is the frame's."""
        place = None if row is None else int(row) + 2
        self.faults.append((table, Problem(self.files[table], place, column, found, expected)))

    def each(
        self, table: str, bad: pd.Series, column: str, expected: str, found: str = "", **values: Any
    ) -> None:
        """Note a fault for each row of a table where `bad` is true, the rest counted after a while.

        `expected` and `found` (by default the cell) are templates: {name} is a cell of the row, or
        the row's value in the series `name` of `values`.
        """
        mask = bad.to_numpy(bool, na_value=False)
        if not mask.any():
            return
        rows = bad.index[mask]
        for label in rows[:MOST]:
            row = getattr(self, table).loc[label]
            cells = {name: _plain(value) for name, value in row.items()}
            cells |= {name: _plain(series[label]) for name, series in values.items()}
            text = found.format_map(cells) if found else shown(cells[column])
            self.fault(table, label, column, text, expected.format_map(cells))
        if len(rows) > MOST:
            self.fault(table, None, column, f"{len(rows) - MOST:,} more such rows", "none")

    def lacking(self, table: str, column: str, found: str, names: Iterable[str], why: str) -> None:
        """Note a fault for each name that no row of a table has; {} in `found` is the name."""
        names = list(names)
        for name in names[:MOST]:
            self.fault(table, None, column, found.format(name), why)
        if len(names) > MOST:
            self.fault(table, None, column, f"{len(names) - MOST:,} more that are missing", why)


Rule = Callable[[Tables], None]


class Registry(list[tuple[tuple[str, ...], Rule]]):
    """Rules with the tables that they read, in the order in which a fault is best understood."""

    def __call__(self, *tables: str) -> Callable[[Rule], Rule]:
        """Register a rule, as a decorator."""

        def register(check: Rule) -> Rule:
            self.append((tables, check))
            return check

        return register


def problems(
    registry: Iterable[tuple[tuple[str, ...], Rule]], frames: Frames, files: Mapping[str, str]
) -> list[Problem]:
    """The problems by every rule, the tables being whole in themselves and their keys sound."""
    tables = Tables(frames, files)
    for names, check in registry:
        if not any(table in names for table, _ in tables.faults):
            check(tables)
    return [problem for _, problem in tables.faults]


def keys(frames: Frames, schemas: Mapping[str, Any], files: Mapping[str, str]) -> list[Problem]:
    """Doubled keys; where there are none, keys that name no row of another table.

    One row that names an unknown key is a mistake of that row. Several, which a key or two that
    were deleted or renamed bring, are one problem of the table in which the rows are missing.
    """
    tables = Tables(frames, files)
    for table, schema in schemas.items():
        key = schema.get("primaryKey", [])
        key = [key] if isinstance(key, str) else key
        if key and frames[table].duplicated(key).any():
            name = ", ".join(f"{{{column}}}" for column in key)
            again = frames[table].duplicated(key)
            tables.each(table, again, key[0], "each key once", f"the key ({name}) again")
    if not tables.faults:
        for (target, key), rows in _dangling(frames, schemas).items():
            _name_dangling(tables, target, key, rows)
    return [problem for _, problem in tables.faults]


def _dangling(
    frames: Frames, schemas: Mapping[str, Any]
) -> dict[tuple[str, str], list[tuple[str, int, str, str]]]:
    """By table and key, the rows that name a key that is not there: table, row, column, key."""
    dangling: dict[tuple[str, str], list[tuple[str, int, str, str]]] = {}
    known: dict[tuple[str, str], set[str]] = {}
    for table, schema in schemas.items():
        for foreign in schema.get("foreignKeys", []):
            column, target = foreign["fields"], foreign["reference"]["resource"]
            target = table if target == "" else target
            place = target, foreign["reference"]["fields"]
            if place not in known:
                known[place] = {"", *frames[target][place[1]].tolist()}
            if not known[place].issuperset(frames[table][column].tolist()):
                for row, name in frames[table][column].items():
                    if name not in known[place]:
                        dangling.setdefault(place, []).append((table, row, column, name))
    return dangling


def _name_dangling(
    tables: Tables, target: str, key: str, rows: list[tuple[str, int, str, str]]
) -> None:
    table, row, column, name = rows[0]
    hint = nearest(name, getattr(tables, target)[key])
    if len(rows) == 1:
        expected = f"{key} of a row of {tables.files[target]}{hint}"
        tables.fault(table, row, column, shown(name), expected)
        return
    more = len({each[3] for each in rows}) - 1
    found = f"no row for {shown(name)}" + (f" and {more:,} others" if more else "")
    place = f"{tables.files[table]}, row {row + 2}, and {len(rows) - 1:,} other rows"
    tables.fault(target, None, key, found, f"a row, which is named by {place}{hint}")


def _plain(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def look(names: pd.Series, table: pd.DataFrame, key: str, column: str) -> pd.Series:
    """The values of a column in the rows of a table that `names` name."""
    return names.map(dict(zip(table[key].tolist(), table[column].tolist(), strict=True)))


def not_before(t: Tables, table: str, earlier: str, later: str) -> None:
    """Where both stand, a day or year is not before another."""
    frame = getattr(t, table)
    bad = frame[later] < frame[earlier]
    t.each(table, bad, later, f"not before {earlier} {{{earlier}}}")


def weights(t: Tables, table: str, key: list[str], place: str) -> None:
    """Weights are worth a row and sum to one for each key."""
    frame = getattr(t, table)
    small = frame["weight"] < SMALLEST_WEIGHT
    t.each(table, small, "weight", f"{SMALLEST_WEIGHT:g} or more, or no row", "{weight}")
    total = frame.groupby(key, sort=False)["weight"].transform("sum").round(6)
    bad = ((total - 1).abs() > TOLERANCE) & ~frame.duplicated(key)
    t.each(table, bad, "weight", "1", f"weights that sum to {{total}} for {place}", total=total)
