"""The data package: read its tables into one object, and check them."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift import UserError, reading, record_rules, rules, tables
from themeshift.problem import PackageError, Problem, capped, shown

#: The theme of passages that only frame.
NO_THEME = rules.NO_THEME
#: Kinds of passage that are coded and counted.
SUBSTANTIVE = rules.SUBSTANTIVE
ORIGIN, DESTINATION = rules.ORIGIN, rules.DESTINATION
#: The gist of a passage that nobody has read yet.
GIST_TO_WRITE = rules.GIST_TO_WRITE
#: Errors of one table after which frictionless stops reading it.
FRICTIONLESS_MOST = 1000
#: What frictionless lets through where a constraint makes no sense.
_OF_BROKEN_SCHEMAS = (AttributeError, KeyError, TypeError, ValueError, re.error)
#: Columns by which the rows of a table are sorted once, at load.
ORDER = {
    "phases": ("order",),
    "themes": ("order",),
    "coders": ("order",),
    "projects": ("order",),
    "claims": ("order",),
}


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


TABLES = tuple(
    field.name
    for field in dataclasses.fields(Package)
    if field.name not in ("root", "digest", "descriptor")
)


def default_root() -> Path:
    """The folder `data` of the project that this code stands in."""
    return Path(__file__).resolve().parent.parent / "data"


def load(root: Path | str | None = None) -> Package:
    """Read the data package at `root` (by default the project's `data`).

    Raises PackageError where a cell cannot be read, a key names no row or a rule is broken. What
    the schemas say beyond types is left to `check`.
    """
    folder = Path(root) if root is not None else default_root()
    source = _read(folder)
    problems = source.problems or _against_each_other(source)
    if problems:
        raise PackageError(problems)
    return Package(
        root=folder,
        digest=source.digest,
        descriptor=source.descriptor,
        **_sorted(source.frames),
    )


def check(root: Path | str | None = None) -> list[Problem]:
    """The problems of the data package at `root`, those of the table at fault first and alone.

    Four levels, each only where the one before found nothing: the files and their cells; each table
    against its schema, by frictionless; keys between tables; rules. Raises UserError where
    frictionless is not installed.
    """
    folder = Path(root) if root is not None else default_root()
    try:
        source = _read(folder)
    except PackageError as error:
        return list(error.problems)
    beside = _unnamed(folder, source)
    problems = source.problems or _against_schemas(source) or _against_each_other(source)
    return [*beside, *problems]


@dataclass(frozen=True)
class _Source:
    """What the files hold, in file order; `frames` lacks the tables that have problems."""

    folder: Path
    descriptor: dict[str, Any]
    frames: dict[str, pd.DataFrame]
    problems: list[Problem]
    digest: str

    @property
    def files(self) -> dict[str, str]:
        """How messages call the file of each table."""
        return {
            resource["name"]: f"{self.folder.name}/{resource['path']}"
            for resource in self.descriptor["resources"]
        }


def _read(folder: Path) -> _Source:
    content = reading.descriptor(folder, TABLES)
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    total = hashlib.sha256()
    for resource in content["resources"]:
        raw, frame, faults = reading.table(folder, resource)
        total.update(resource["path"].encode() + b"\0" + raw)
        problems += faults
        if frame is not None:
            frames[resource["name"]] = frame
    return _Source(folder, content, frames, problems, total.hexdigest())


def _against_schemas(source: _Source) -> list[Problem]:
    """What frictionless finds in each table by itself; keys are left to the rules."""
    try:
        import frictionless
    except ImportError:
        raise UserError("frictionless is not installed: make install") from None
    problems: list[Problem] = []
    for resource in source.descriptor["resources"]:
        file = source.files[resource["name"]]
        schema = {
            key: value
            for key, value in resource["schema"].items()
            if key not in ("primaryKey", "foreignKeys")
        }
        try:
            table = frictionless.Resource.from_descriptor(
                {**resource, "schema": schema}, basepath=str(source.folder)
            )
            report = table.validate(limit_errors=FRICTIONLESS_MOST)
        except (frictionless.FrictionlessException, *_OF_BROKEN_SCHEMAS) as error:
            reasons = getattr(error, "reasons", None) or [getattr(error, "error", None)]
            note = getattr(reasons[0], "note", f"{type(error).__name__}: {error}")
            found = f"the schema of {resource['name']}, which frictionless refuses ({note})"
            problems.append(Problem(_descriptor_file(source), None, None, found, "a Table Schema"))
            continue
        fields = {field["name"]: field for field in schema["fields"]}
        found = [_problem(file, error, fields) for task in report.tasks for error in task.errors]
        problems += capped(found)
    return problems


def _problem(file: str, error: Any, fields: Mapping[str, Any]) -> Problem:
    """An error of frictionless in one line of ours."""
    column, row = getattr(error, "field_name", None), getattr(error, "row_number", None)
    if column not in fields:
        return Problem(file, row, None, error.note, f"a table that is valid ({error.title})")
    constraints = fields[column].get("constraints", {})
    name = error.note.split('"')[1] if error.note.startswith("constraint") else error.type
    value = constraints.get(name, "")
    words = {
        "required": "a value",
        "unique-error": "each value once",
        "enum": f"one of {', '.join(map(str, value)) if isinstance(value, list) else value}",
        "pattern": f"text that matches {value}",
        "minimum": f"{value} or more",
        "maximum": f"{value} or less",
        "maxLength": f"at most {value} characters",
    }
    return Problem(file, row, column, shown(error.cell), words.get(name, error.note))


def _against_each_other(source: _Source) -> list[Problem]:
    """Keys that name no row, and the rules; a schema that these cannot read is a problem too."""
    registry = (*rules.rule, *record_rules.rule)
    schemas = {each["name"]: each["schema"] for each in source.descriptor["resources"]}
    try:
        problems = tables.keys(source.frames, schemas, source.files)
        problems = problems or tables.problems(registry, source.frames, source.files)
    except _OF_BROKEN_SCHEMAS as error:
        found = f"a schema that the rules cannot use ({type(error).__name__}: {error})"
        expected = "the columns, types and keys of the repository's descriptor"
        return [Problem(_descriptor_file(source), None, None, found, expected)]
    return problems


def _descriptor_file(source: _Source) -> str:
    return f"{source.folder.name}/{reading.DESCRIPTOR}"


def _unnamed(folder: Path, source: _Source) -> list[Problem]:
    """CSV and JSON files beside the tables that the descriptor does not name."""
    named = {resource["path"] for resource in source.descriptor["resources"]}
    named.add(reading.DESCRIPTOR)
    return [
        Problem(f"{folder.name}/{path.name}", None, None, "a file that nothing describes", "none")
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in (".csv", ".json") and path.name not in named
    ]


def _sorted(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The frames in the order in which the book shows them."""
    frames = dict(frames)
    for table, columns in ORDER.items():
        frames[table] = frames[table].sort_values(list(columns), kind="stable")
    place = {
        "phase_id": _places(frames["phases"]["phase_id"]),
        "coder": _places(frames["coders"]["coder_id"]),
    }
    documents = frames["documents"]
    frames["documents"] = documents.assign(_phase=documents["phase_id"].map(place["phase_id"]))
    frames["documents"] = frames["documents"].sort_values(["_phase", "order"], kind="stable")
    frames["documents"] = frames["documents"].drop(columns="_phase")
    documents = _places(frames["documents"]["doc_id"])
    units = frames["units"]
    units = units.assign(_document=units["doc_id"].map(documents))
    units = units.sort_values(["_document", "position"], kind="stable").drop(columns="_document")
    frames["units"] = units
    codes = frames["codes"]
    codes = codes.assign(
        _unit=codes["unit_id"].map(_places(units["unit_id"])),
        _coder=codes["coder"].map(place["coder"]),
    )
    codes = codes.sort_values(["_unit", "_coder", "rank"], kind="stable")
    frames["codes"] = codes.drop(columns=["_unit", "_coder"])
    return {name: frame.reset_index(drop=True) for name, frame in frames.items()}


def _places(values: pd.Series) -> dict[str, int]:
    return {value: place for place, value in enumerate(values)}
