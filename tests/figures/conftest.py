"""Packages of other sizes than the book's, made from the miniature."""

from __future__ import annotations

from pathlib import Path

import miniature
import pytest

from themeshift import package

#: A year of the miniature that is left out, and one that is repeated as further phases.
LEFT_OUT, REPEATED = "2031", "2032"
FURTHER = ("2033", "2034")
LONG = {
    "themes": ("short_label", "Transformations"),
    "projects": ("label", "Robots and autonomous vessels for inland navigation"),
}


def _touches(row: dict[str, str], year: str) -> bool:
    return any(value.startswith(f"{year}-") and not value[5:7].isdigit() for value in row.values())


def _without(rows: miniature.Rows) -> miniature.Rows:
    return [row for row in rows if not _touches(row, LEFT_OUT)]


def _repeated(rows: miniature.Rows) -> miniature.Rows:
    result = list(rows)
    for year in FURTHER:
        for row in rows:
            if _touches(row, REPEATED):
                copy = {key: value.replace(REPEATED, year) for key, value in row.items()}
                if "digest" in copy:  # another wording: else it would count as a copy
                    copy["digest"] = year + copy["digest"][4:]
                if copy.get("order") and "label" in copy and "kind" in copy:
                    copy["order"] = str(int(copy["order"]) + int(year) - int(REPEATED))
                result.append(copy)
    return result


def _changed(change, names=None):
    return {name: change for name in (names or miniature.tables())}


@pytest.fixture(scope="session")
def two_phases(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """The miniature without its middle phase."""
    folder = tmp_path_factory.mktemp("two") / "data"
    return package.load(miniature.write(folder, **_changed(_without)))


@pytest.fixture(scope="session")
def five_phases(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """The miniature with two phases more."""
    folder = tmp_path_factory.mktemp("five") / "data"
    return package.load(miniature.write(folder, **_changed(_repeated)))


@pytest.fixture(scope="session")
def long_labels(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """Five phases with long names of phases, themes and projects."""
    folder: Path = tmp_path_factory.mktemp("long") / "data"
    changes = _changed(_repeated)

    def phases(rows: miniature.Rows) -> miniature.Rows:
        rows = _repeated(rows)
        return [row | {"short_label": row["short_label"] + " and addendum"} for row in rows]

    def themes(rows: miniature.Rows) -> miniature.Rows:
        long = "Transformation of everything"
        return [
            row | {"short_label": f"Transformation{n}", "label_en": f"{long} {n}"}
            for n, row in enumerate(rows)
        ]

    def projects(rows: miniature.Rows) -> miniature.Rows:
        return [row | {"label": f"{row['label']} and autonomous inland vessels"} for row in rows]

    return package.load(
        miniature.write(
            folder, **(changes | {"phases": phases, "themes": themes, "projects": projects})
        )
    )
