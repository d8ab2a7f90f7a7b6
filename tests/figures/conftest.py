"""Packages of other sizes than the book's, made from the miniature, and every figure of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import miniature
import pytest
from drawn import draw

from themeshift import package
from themeshift.figures.figure import Figure

#: A year of the miniature that is repeated as further phases.
REPEATED, FURTHER = "2032", ("2033", "2034")


def _of(row: dict[str, str], years: tuple[str, ...]) -> bool:
    """Whether a row is of those years' phases: an identifier in it begins or ends with one."""
    years = "|".join(years)
    return any(re.match(rf"({years})-[a-z]|[a-z]+-({years})$", value) for value in row.values())


def _two_phases(rows: miniature.Rows) -> miniature.Rows:
    return [row for row in rows if not _of(row, ("2031",))]


def _five_phases(rows: miniature.Rows) -> miniature.Rows:
    result = list(rows)
    for year in FURTHER:
        for row in (row for row in rows if _of(row, (REPEATED,))):
            copy = {key: value.replace(REPEATED, year) for key, value in row.items()}
            if "digest" in copy:  # another wording: else it would count as a copy
                copy["digest"] = year + copy["digest"][4:]
            result.append(copy)
    return result


def _changes(change: Callable[[miniature.Rows], miniature.Rows]) -> dict[str, miniature.Rows]:
    changed = {name: change(rows) for name, rows in miniature.tables().items()}
    for name in ("phases", "documents"):
        for number, row in enumerate(changed[name], start=1):
            row["order"] = str(number)
    return changed


@pytest.fixture(scope="session")
def two_phases(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """The first and the last phase of the miniature, of which nothing is claimed."""
    changes = _changes(_two_phases) | {"claims": []}
    return package.load(miniature.write(tmp_path_factory.mktemp("two") / "data", **changes))


@pytest.fixture(scope="session")
def long_labels(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """Five phases with long names of phases, themes and projects; with markup in some."""
    changes = _changes(_five_phases)
    for row in changes["phases"]:
        row["short_label"] += " and addendum"
    for number, row in enumerate(changes["themes"]):
        row["short_label"] = f"Transformation{number}"
        row["label_en"] = f"Transformation of everything {number}"
    for row in changes["projects"]:
        row["label"] += " and <script>autonomous</script> & inland vessels"
    return package.load(miniature.write(tmp_path_factory.mktemp("long") / "data", **changes))


@pytest.fixture(scope="session")
def made(
    data: package.Package,
    small: package.Package,
    two_phases: package.Package,
    long_labels: package.Package,
) -> Callable[[str, str], Figure]:
    """A figure by the name of its package and its own, drawn once."""
    packages = {"data": data, "small": small, "two_phases": two_phases, "long_labels": long_labels}

    @cache
    def make(table: str, name: str) -> Figure:
        return draw(packages[table], name)

    return make
