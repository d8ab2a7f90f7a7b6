"""The data package: read its tables into one object, and check them."""

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift import reading, rules
from themeshift.problem import PackageError, Problem, shown

NO_THEME, SUBSTANTIVE, GIST_TO_WRITE = rules.NO_THEME, rules.SUBSTANTIVE, rules.GIST_TO_WRITE
ORIGIN, DESTINATION = rules.ORIGIN, rules.DESTINATION
#: What a descriptor raises that makes no sense.
_SENSELESS = (AttributeError, LookupError, TypeError, ValueError, RecursionError, re.error)
#: How the rows of a table are sorted, in this order; a key counts by the place of its row.
_SORTED_BY = {
    **{name: ["order"] for name in ("phases", "themes", "coders", "projects", "claims")},
    "documents": ["phase_id", "order"],
    "units": ["doc_id", "position"],
    "codes": ["unit_id", "coder", "rank"],
}
_KEYS = {"phase_id": "phases", "doc_id": "documents", "unit_id": "units", "coder": "coders"}


@dataclass(frozen=True, eq=False)
class Package:
    """One frame for each table, with the columns that the descriptor names.

    Rows are sorted once, under a plain 0…n-1 index: phases, themes, coders, projects and claims by
    their order, documents by phase, passages by document, codes by passage and coding. Missing
    text is "", a missing number NaN, a missing whole number <NA>, a missing day NaT. `digest` is
    the SHA-256 of the tables' bytes.
    """

    root: Path
    digest: str
    descriptor: Mapping[str, Any]
    phases: pd.DataFrame
    documents: pd.DataFrame
    units: pd.DataFrame
    themes: pd.DataFrame
    rules: pd.DataFrame
    theme_terms: pd.DataFrame
    forms: pd.DataFrame
    names: pd.DataFrame
    coders: pd.DataFrame
    codes: pd.DataFrame
    alternatives: pd.DataFrame
    matches: pd.DataFrame
    terms: pd.DataFrame
    spellings: pd.DataFrame
    shingles: pd.DataFrame
    structure: pd.DataFrame
    structure_themes: pd.DataFrame
    projects: pd.DataFrame
    project_units: pd.DataFrame
    project_status: pd.DataFrame
    project_facts: pd.DataFrame
    indicators: pd.DataFrame
    actors: pd.DataFrame
    instruments: pd.DataFrame
    places: pd.DataFrame
    events: pd.DataFrame
    glossary: pd.DataFrame
    claims: pd.DataFrame
    titles: pd.DataFrame


TABLES = tuple(field.name for field in dataclasses.fields(Package))[3:]


def default_root() -> Path:
    """The folder `data` of the project that this code stands in."""
    return Path(__file__).resolve().parent.parent / "data"


def load(root: Path | str | None = None) -> Package:
    """Read the data package at `root` (by default the project's `data`).

    Raises PackageError where a cell cannot be read, a key names no row or a rule is broken. What
    else the schemas say is left to `check`, and so is what no text may hold.
    """
    return _sorted(_sound(root, [rules.problems]))


def check(root: Path | str | None = None) -> list[Problem]:
    """The problems of the data package at `root`, those of the table at fault first and alone.

    Five levels, each only where the one before found nothing: files and the types of cells; what
    no text may hold; each table against its schema, by frictionless; keys between tables; rules.
    """
    try:
        _sound(root, [_unnamed, _unclean, _against_schemas, rules.problems])
    except PackageError as error:
        return list(error.problems)
    return []


def _sound(
    root: Path | str | None, levels: Sequence[Callable[[Package], Iterable[Problem]]]
) -> Package:
    """The package in file order, under the row numbers of a spreadsheet.

    Raises PackageError with what the first level finds that finds anything.
    """
    folder = Path(root) if root is not None else default_root()
    problems: Sequence[Problem] = []
    try:
        package = _read(folder)
        for level in levels:
            problems = problems or list(level(package))
    except PackageError as error:
        problems = error.problems
    except _SENSELESS as error:
        found = f"a descriptor that cannot be used ({type(error).__name__}: {error})"
        expected = "JSON in UTF-8, with the tables, columns and keys of the repository's"
        problems = [Problem(reading.DESCRIPTOR, None, None, found, expected)]
    if problems:
        raise PackageError(
            [dataclasses.replace(each, file=f"{folder.name}/{each.file}") for each in problems]
        )
    return package


def _read(folder: Path) -> Package:
    """Every table; raises PackageError with what is wrong in each that cannot be read."""
    descriptor = reading.descriptor(folder, TABLES)
    tables, problems, digest = {}, [], hashlib.sha256()
    for resource in descriptor["resources"]:
        file = f"{resource['name']}.csv"
        try:
            raw, tables[resource["name"]] = reading.table(folder / file, resource["schema"])
            digest.update(file.encode() + b"\0" + raw)
        except PackageError as error:
            problems += error.problems
    if problems:
        raise PackageError(problems)
    return Package(folder, digest.hexdigest(), descriptor, **tables)


def _unnamed(package: Package) -> Iterator[Problem]:
    """CSV and JSON files beside the tables that the descriptor does not name."""
    named = {reading.DESCRIPTOR, *(f"{table}.csv" for table in TABLES)}
    for path in sorted(package.root.iterdir()):
        if path.suffix.lower() in (".csv", ".json") and path.name not in named:
            yield Problem(path.name, None, None, "a file that nothing describes", "none")


def _unclean(package: Package) -> Iterator[Problem]:
    """Cells with characters that no text may hold."""
    for table in TABLES:
        for column, cells in getattr(package, table).select_dtypes("str").items():
            for row, cell in cells.items():
                if fault := reading.text_fault(cell):
                    yield Problem(f"{table}.csv", row, column, *fault)


def _against_schemas(package: Package) -> Iterator[Problem]:
    """What frictionless finds in each table by itself; keys are left to the rules."""
    import frictionless

    for resource in package.descriptor["resources"]:
        alone = {"fields": resource["schema"]["fields"], "missingValues": [""]}
        try:
            table = frictionless.Resource.from_descriptor(
                {**resource, "schema": alone}, basepath=str(package.root)
            )
            report = table.validate()
        except frictionless.FrictionlessException as error:
            reason = " ".join(each.message for each in error.reasons) or error
            raise ValueError(f"{resource['name']}: {reason}") from None
        parts = ["rowNumber", "fieldName", "cell", "title", "note"]
        for row, column, cell, title, note in report.flatten(parts):
            found, expected = shown(cell) if column else title, f"cells as its schema says ({note})"
            yield Problem(resource["path"], row, column, found, expected)


def _sorted(package: Package) -> Package:
    """The package with its rows in the order in which the book shows them, under a plain index."""
    tables = {name: getattr(package, name) for name in TABLES}

    def places(keys: pd.Series) -> pd.Series:
        """The place in its table of the row that a key names; numbers as they are."""
        if keys.name not in _KEYS:
            return keys
        rows = tables[_KEYS[keys.name]]
        return keys.map(pd.Series(range(len(rows)), index=rows.iloc[:, 0]))

    for name, columns in _SORTED_BY.items():
        tables[name] = tables[name].sort_values(columns, key=places)
    tables = {name: frame.reset_index(drop=True) for name, frame in tables.items()}
    return dataclasses.replace(package, **tables)
