"""The data package: read its tables into one object, and check them."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from themeshift import reading, rules
from themeshift.problem import PackageError, Problem, shown

NO_THEME, SUBSTANTIVE, GIST_TO_WRITE = rules.NO_THEME, rules.SUBSTANTIVE, rules.GIST_TO_WRITE
ORIGIN, DESTINATION = rules.ORIGIN, rules.DESTINATION
#: Errors of one table after which frictionless stops reading it.
FRICTIONLESS_MOST = 1000
#: What a schema raises that makes no sense.
_OF_BROKEN_SCHEMAS = (AttributeError, KeyError, TypeError, ValueError, re.error)


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
    source = _read(root)
    if problems := source.problems or _against_each_other(source):
        raise PackageError(_in_folder(source, problems))
    _sort(source.rows)
    frames = {
        name: reading.frame(source.rows[name], schema["fields"])
        for name, schema in source.schemas.items()
    }
    return Package(source.folder, source.digest, source.descriptor, **frames)


def check(root: Path | str | None = None) -> list[Problem]:
    """The problems of the data package at `root`, those of the table at fault first and alone.

    Five levels, each only where the one before found nothing: files and the types of cells; what
    no text may hold; each table against its schema, by frictionless; keys between tables; rules.
    """
    source = _read(root)
    levels = (_unnamed, _unclean, _against_schemas, _against_each_other)
    problems = source.problems or next(filter(None, (list(level(source)) for level in levels)), [])
    return _in_folder(source, problems)


class _Source(NamedTuple):
    """What the files hold, in file order."""

    folder: Path
    descriptor: dict[str, Any]
    schemas: dict[str, Any]
    rows: dict[str, list[Any]]
    digest: str
    problems: Sequence[Problem]


def _read(root: Path | str | None) -> _Source:
    folder = Path(root) if root is not None else default_root()
    try:
        descriptor = reading.descriptor(folder, TABLES)
    except PackageError as error:
        return _Source(folder, {}, {}, {}, "", error.problems)
    schemas, rows, problems, digest = {}, {}, [], hashlib.sha256()
    for resource in descriptor["resources"]:
        name, schemas[resource["name"]] = resource["name"], resource["schema"]
        raw, rows[name], faults = reading.table(folder, resource)
        digest.update(f"{name}.csv".encode() + b"\0" + raw)
        problems += faults
    return _Source(folder, descriptor, schemas, rows, digest.hexdigest(), problems)


def _in_folder(source: _Source, problems: Sequence[Problem]) -> list[Problem]:
    """The problems, the file of each named with its folder."""
    return [
        dataclasses.replace(problem, file=f"{source.folder.name}/{problem.file}")
        for problem in problems
    ]


def _unnamed(source: _Source) -> Iterator[Problem]:
    """CSV and JSON files beside the tables that the descriptor does not name."""
    named = {reading.DESCRIPTOR, *(f"{table}.csv" for table in TABLES)}
    for path in sorted(source.folder.iterdir()):
        if path.suffix.lower() in (".csv", ".json") and path.name not in named:
            yield Problem(path.name, None, None, "a file that nothing describes", "none")


def _unclean(source: _Source) -> Iterator[Problem]:
    """Cells with characters that no text may hold."""
    for table, schema in source.schemas.items():
        fields = list(enumerate(schema["fields"], start=1))
        texts = [(place, field["name"]) for place, field in fields if field["type"] == "string"]
        for row in source.rows[table]:
            for place, column in texts:
                if fault := reading.text_fault(row[place]):
                    yield Problem(f"{table}.csv", row.row_number, column, *fault)


def _against_schemas(source: _Source) -> Iterator[Problem]:
    """What frictionless finds in each table by itself; keys are left to the rules."""
    import frictionless

    for resource in source.descriptor["resources"]:
        alone = {"fields": resource["schema"]["fields"], "missingValues": [""]}
        try:
            table = frictionless.Resource.from_descriptor(
                {**resource, "schema": alone}, basepath=str(source.folder)
            )
            report = table.validate(limit_errors=FRICTIONLESS_MOST)
        except (frictionless.FrictionlessException, *_OF_BROKEN_SCHEMAS) as error:
            reason = next(iter(getattr(error, "reasons", [])), error)
            found = f"the schema of {resource['name']}, which frictionless refuses ({reason})"
            yield Problem(reading.DESCRIPTOR, None, None, found, "a Table Schema")
            continue
        for error in [*report.errors, *(each for task in report.tasks for each in task.errors)]:
            column, row = getattr(error, "field_name", None), getattr(error, "row_number", None)
            found = shown(error.cell) if column else error.title
            yield Problem(
                resource["path"], row, column, found, f"cells as its schema says ({error.note})"
            )


def _against_each_other(source: _Source) -> Sequence[Problem]:
    """Keys and rules; a schema that these cannot read is a problem too."""
    try:
        return rules.problems(source.rows, source.schemas)
    except _OF_BROKEN_SCHEMAS as error:
        found = f"a schema that the rules cannot use ({type(error).__name__}: {error})"
        expected = "the columns, types and keys of the repository's descriptor"
        return [Problem(reading.DESCRIPTOR, None, None, found, expected)]


def _sort(rows: Mapping[str, list[Any]]) -> None:
    """Sort the rows into the order in which the book shows them."""

    def places(table: str) -> dict[str, int]:
        return {key: place for place, key in enumerate(rules.by_key(rows[table]))}

    for table in ("phases", "themes", "coders", "projects", "claims"):
        rows[table].sort(key=attrgetter("order"))
    phase, coder = places("phases"), places("coders")
    rows["documents"].sort(key=lambda row: (phase[row.phase_id], row.order))
    document = places("documents")
    rows["units"].sort(key=lambda row: (document[row.doc_id], row.position))
    unit = places("units")
    rows["codes"].sort(key=lambda row: (unit[row.unit_id], coder[row.coder], row.rank))
