"""Packages of other sizes than the book's, made from the miniature."""

from __future__ import annotations

import re
from collections.abc import Callable

import miniature
import pytest

from themeshift import package

#: A year of the miniature that is left out, and one that is repeated as further phases.
LEFT_OUT, REPEATED = "2031", "2032"
FURTHER = ("2033", "2034")
#: Tables whose rows are numbered throughout.
NUMBERED = ("phases", "documents")

Change = Callable[[miniature.Rows], miniature.Rows]


def _names(row: dict[str, str], year: str) -> bool:
    """Whether a row is of the year's phase: an identifier in it begins with the year."""
    return any(re.match(rf"{year}-[a-z]|[a-z]+-{year}$", value) for value in row.values())


def _numbered(rows: miniature.Rows) -> miniature.Rows:
    return [row | {"order": str(number)} for number, row in enumerate(rows, start=1)]


def _without(rows: miniature.Rows) -> miniature.Rows:
    return [row for row in rows if not _names(row, LEFT_OUT)]


def _repeated(rows: miniature.Rows) -> miniature.Rows:
    result = list(rows)
    for year in FURTHER:
        for row in rows:
            if _names(row, REPEATED):
                copy = {key: value.replace(REPEATED, year) for key, value in row.items()}
                if "digest" in copy:  # another wording: else it would count as a copy
                    copy["digest"] = year + copy["digest"][4:]
                result.append(copy)
    return result


def _changes(change: Change) -> dict[str, Change]:
    return {
        name: (lambda rows: _numbered(change(rows))) if name in NUMBERED else change
        for name in miniature.tables()
    }


@pytest.fixture(scope="session")
def two_phases(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """The miniature without its middle phase."""
    folder = tmp_path_factory.mktemp("two") / "data"
    return package.load(miniature.write(folder, **_changes(_without)))


@pytest.fixture(scope="session")
def five_phases(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """The miniature with two phases more."""
    folder = tmp_path_factory.mktemp("five") / "data"
    return package.load(miniature.write(folder, **_changes(_repeated)))


@pytest.fixture(scope="session")
def long_labels(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """Five phases with long names of phases, themes and projects."""
    changes = _changes(_repeated)
    numbered = changes["phases"]

    def phases(rows: miniature.Rows) -> miniature.Rows:
        longer = numbered(rows)
        return [row | {"short_label": row["short_label"] + " and addendum"} for row in longer]

    def themes(rows: miniature.Rows) -> miniature.Rows:
        long = "Transformation of everything"
        return [
            row | {"short_label": f"Transformation{n}", "label_en": f"{long} {n}"}
            for n, row in enumerate(rows)
        ]

    def projects(rows: miniature.Rows) -> miniature.Rows:
        return [row | {"label": f"{row['label']} and autonomous inland vessels"} for row in rows]

    changes |= {"phases": phases, "themes": themes, "projects": projects}
    return package.load(miniature.write(tmp_path_factory.mktemp("long") / "data", **changes))
