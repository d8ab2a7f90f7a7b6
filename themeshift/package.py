"""What do the data say? Load and check the data package into one typed object.

``load`` is quick and is what chapters call; ``problems`` is thorough and is what
``python -m themeshift check`` prints.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift import UserError, columns, consistency, tabular, transaction
from themeshift.tabular import Problem, Table

DESCRIPTOR = "datapackage.json"
NO_THEME = consistency.NO_THEME
SUBSTANTIVE = consistency.SUBSTANTIVE
#: Lists and objects inside each other; a descriptor needs eight.
DEEPEST = 30
_LONGEST_NOTE = 200
_TABLE_NAME = re.compile(r"[a-z][a-z0-9_]*")


class PackageError(UserError):
    """The data package is not sound; ``problems`` holds each fault, the text names the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        more = len(problems) - 1
        text = str(problems[0])
        if more:
            text += f" ({more} more: python -m themeshift check)"
        super().__init__(text)


@dataclass(frozen=True, eq=False)
class Package:
    """The data package: one frame per table, with the columns that the descriptor names.

    Frames keep the row order of their files under a plain 0…n-1 index. Missing text is "", a
    missing number NaN, a missing whole number or year <NA>, a missing day NaT. ``digest`` is the
    SHA-256 of what the tables say: it does not depend on line ends, a byte-order mark, quoting,
    the folder or the machine.
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
    codes: pd.DataFrame
    alternatives: pd.DataFrame
    matches: pd.DataFrame
    terms: pd.DataFrame
    spellings: pd.DataFrame
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

    def tables(self) -> dict[str, pd.DataFrame]:
        """All frames by table name, in the order of the descriptor."""
        return {name: getattr(self, name) for name in TABLES}


TABLES = tuple(
    field.name
    for field in dataclasses.fields(Package)
    if field.name not in ("root", "digest", "descriptor")
)


def default_root() -> Path:
    """The folder ``data`` of the project that this code stands in."""
    return Path(__file__).resolve().parent.parent / "data"


def load(root: Path | str | None = None) -> Package:
    """Load the data package from ``root`` (by default the project's ``data``).

    Raises ``PackageError`` where anything but the seal is wrong with it.
    """
    folder = Path(root) if root is not None else default_root()
    transaction.recover(folder)
    descriptor, found = _read_descriptor(folder)
    if found:
        raise PackageError(found)
    tables = _read_tables(folder, descriptor)
    found, frames = _examine(tables)
    if found:
        raise PackageError(found)
    return Package(
        root=folder,
        digest=_digest(tables),
        descriptor=descriptor,
        **{name: frames[name] for name in TABLES},
    )


def problems(root: Path | str | None = None, *, sealed: bool = True) -> list[Problem]:
    """Everything that is wrong with the data package at ``root``; empty where it is sound.

    Beside what ``load`` refuses: what ``frictionless`` finds, files that the descriptor does not
    name, links and, where ``sealed``, tables that differ from their seal (see ``themeshift.seal``).
    """
    from themeshift import seal  # not needed, and so not imported, by a chapter

    folder = Path(root) if root is not None else default_root()
    transaction.recover(folder)
    descriptor, found = _read_descriptor(folder)
    if found:
        return found
    tables = _read_tables(folder, descriptor)
    found, _ = _examine(tables)
    found += _unnamed_files(folder, descriptor)
    if not found:
        found += _schema_problems(folder, descriptor, tables)
    if sealed:
        # A seal that only says "this file" adds nothing where a fault of the file is told already.
        told = {(problem.file, row) for problem in found for row in (problem.row, None)}
        found += [
            problem
            for problem in seal.broken(folder, descriptor, tables)
            if (problem.file, problem.row) not in told
        ]
    return found


def _shown_file(folder: Path, path: str) -> str:
    """How messages call a file: the name of the data folder and the file's own."""
    return f"{folder.resolve().name}/{path}"


def _read_descriptor(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The descriptor, and what is wrong with it."""
    file = _shown_file(folder, DESCRIPTOR)

    def refused(found: str, expected: str, row: int | None = None) -> tuple[dict, list[Problem]]:
        return {}, [Problem(file, row, None, found, expected)]

    path = folder / DESCRIPTOR
    try:
        text = path.read_bytes().decode("utf-8-sig")
        descriptor = json.loads(text, parse_constant=_refused_number)
    except FileNotFoundError:
        return refused("no such file", "the descriptor of the data package")
    except OSError as error:
        return refused(error.strerror or "an error", "a file that can be read")
    except UnicodeDecodeError as error:
        return refused(f"the byte 0x{error.object[error.start]:02x}, which is not UTF-8", "UTF-8")
    except json.JSONDecodeError as error:
        return refused(f"broken JSON ({error.msg}, character {error.colno})", "JSON", error.lineno)
    except NotANumberError as error:
        return refused(f"the number {error}", "JSON, which has finite numbers only")
    except (RecursionError, ValueError):
        return refused("JSON that cannot be read", "the descriptor of the data package")
    if _deeper(descriptor, DEEPEST):
        return refused(f"JSON of more than {DEEPEST} levels", "the descriptor of the data package")
    faults = [
        Problem(file, None, None, found, wanted) for found, wanted in _descriptor_faults(descriptor)
    ]
    return (descriptor, faults) if isinstance(descriptor, dict) else ({}, faults)


class NotANumberError(ValueError):
    """NaN or an infinite number, which Python reads in JSON and nobody else does."""


def _refused_number(word: str) -> None:
    raise NotANumberError(word)


def _deeper(content: Any, levels: int) -> bool:
    """Whether lists and objects stand inside each other more than this many times."""
    layer = [content]
    for _ in range(levels):
        inner = []
        for each in layer:
            if isinstance(each, dict | list):
                inner += each.values() if isinstance(each, dict) else each
        layer = inner
    return bool(layer)


def _descriptor_faults(descriptor: Any) -> Iterator[tuple[str, str]]:
    """What keeps a descriptor from being used: found, expected. Stops at the first of a table."""
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        yield "no list named resources", "a descriptor that lists its tables under resources"
        return
    schemas: dict[str, dict] = {}
    for place, resource in enumerate(descriptor["resources"], start=1):
        if not isinstance(resource, dict) or not isinstance(resource.get("name"), str):
            yield f"resource {place} without a name", "a name for each resource"
            return
        name = resource["name"]
        if name in schemas:
            yield f"two resources named {tabular.shown(name)}", "each name once"
            return
        path = resource.get("path")
        if not _TABLE_NAME.fullmatch(name) or path != f"{name}.csv":
            yield (
                f"the path {tabular.shown(str(path))} for the table {tabular.shown(name)}",
                "a lower-case name, and the same name with .csv as path",
            )
            return
        form = {"encoding": resource.get("encoding", "utf-8"), "dialect": resource.get("dialect")}
        if form != {"encoding": "utf-8", "dialect": None}:
            said = ", ".join(f"{key} {value}" for key, value in form.items() if value)
            yield f"{tabular.shown(said)} for {name}", "UTF-8 and commas, as the tables are read"
            return
        fault = _schema_fault(resource.get("schema"))
        if fault:
            yield f"{fault} in the schema of {name}", "a Table Schema (see the data dictionary)"
            return
        schemas[name] = resource["schema"]
    for name in TABLES:
        if name not in schemas:
            yield f"no table named {name}", f"all of {', '.join(TABLES)}"
            return
    for name, schema in schemas.items():
        for foreign in schema.get("foreignKeys", []):
            reference = foreign["reference"]
            target = schemas.get(reference["resource"] or name)
            if target is None or reference["fields"] not in _column_names(target):
                yield (
                    f"a foreign key of {name} to {reference['resource']}.{reference['fields']}",
                    "a column of this package",
                )
                return
    for name, schema in schemas.items():
        for found, wanted in columns.faults(name, schema):
            yield found, wanted
            return


def _column_names(schema: Mapping[str, Any]) -> list[str]:
    return [column["name"] for column in schema["fields"]]


def _schema_fault(schema: Any) -> str:
    """What is wrong with a Table Schema, in a few words; empty where it can be used."""
    try:
        names = _column_names(schema)
        if not names or not all(isinstance(name, str) and name.strip() for name in names):
            return "a missing column name"
        if len(set(names)) < len(names):
            return "a doubled column name"
        for column in schema["fields"]:
            kind = column.get("type", "string")
            if kind not in tabular.TYPES:
                return f"the type {tabular.shown(str(kind))}"
            for constraint, value in column.get("constraints", {}).items():
                fault = _constraint_fault(constraint, value, kind)
                if fault:
                    return f"{fault} of the column {tabular.shown(column['name'])}"
        key = tabular.primary_key(schema)
        foreign_keys = schema.get("foreignKeys", [])
        for foreign in foreign_keys:
            reference = foreign["reference"]
            if not all(isinstance(reference[part], str) for part in ("resource", "fields")):
                return "a foreign key that names no table and column"
        for column in (*key, *(foreign["fields"] for foreign in foreign_keys)):
            if column not in names:
                return f"a key of the unknown column {tabular.shown(str(column))}"
        if not key:
            return "no primary key"
    except re.error:
        return "a pattern that is no regular expression"
    except (TypeError, KeyError, AttributeError, IndexError, RecursionError):
        return "a fault"
    return ""


def _constraint_fault(constraint: str, value: Any, kind: str) -> str:
    """What is wrong with one constraint of a column of this type; empty where it can be used."""
    if constraint not in tabular.CONSTRAINTS:
        return f"the constraint {tabular.shown(constraint)}"
    if constraint in ("required", "unique"):
        sound = isinstance(value, bool)
    elif constraint == "enum":
        sound = isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)
        sound = sound and kind == "string" and len(set(value)) == len(value)
    elif constraint == "pattern":
        sound = isinstance(value, str) and kind == "string"
        if sound:
            re.compile(value)
    else:
        sound = isinstance(value, int | float) and not isinstance(value, bool)
        sound = sound and abs(value) <= 1e15 and kind in ("integer", "number")
    return "" if sound else f"the {constraint} {tabular.shown(str(value))}"


def _read_tables(folder: Path, descriptor: Mapping[str, Any]) -> dict[str, Table]:
    """All tables that the descriptor names."""
    return {
        resource["name"]: tabular.read_table(
            folder / resource["path"],
            _shown_file(folder, resource["path"]),
            resource["name"],
            resource["schema"],
        )
        for resource in descriptor["resources"]
    }


def _examine(tables: Mapping[str, Table]) -> tuple[list[Problem], dict[str, pd.DataFrame]]:
    """Problems of cells, keys and consistency, and the frames of the sound tables.

    A fault is told once: what rests on a table that is already at fault is not examined further.
    """
    found: list[Problem] = []
    troubled: set[str] = set()
    for name, table in tables.items():
        faults = list(table.problems)
        if table.readable and not faults:
            faults += tabular.dangling(table, tables)
        if faults:
            troubled.add(name)
            found += faults
    frames = {name: tabular.frame(tables[name]) for name in tables if name not in troubled}
    files = {name: table.file for name, table in tables.items()}
    found += consistency.problems(frames, files)
    return found, frames


def _digest(tables: Mapping[str, Table]) -> str:
    """SHA-256 over names, headers and cells of all tables."""
    content = [
        [name, table.columns, [list(row) for row in table.rows]]
        for name, table in sorted(tables.items())
    ]
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _unnamed_files(folder: Path, descriptor: Mapping[str, Any]) -> list[Problem]:
    """Tables and descriptors that nothing names, and links, which may lead out of the package."""
    named = {DESCRIPTOR, *(resource["path"] for resource in descriptor["resources"])}
    found = []
    results = folder / "results"
    inside = [] if results.is_symlink() else results.glob("*")
    for path in sorted([*folder.iterdir(), *inside]):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            seen, wanted = "a symbolic link", "a file or folder of its own"
        elif path.parent == folder and name not in named and path.suffix.lower() == ".csv":
            seen, wanted = (
                "a table that the descriptor does not name",
                f"only tables of {DESCRIPTOR}",
            )
        elif name not in named and path.suffix.lower() == ".json":
            seen, wanted = "JSON that nothing names", f"{DESCRIPTOR} alone"
        else:
            continue
        found.append(Problem(_shown_file(folder, name), None, None, seen, wanted))
    return found


def _schema_problems(
    folder: Path, descriptor: Mapping[str, Any], tables: Mapping[str, Table]
) -> list[Problem]:
    """What the reference validator finds in the descriptor and the same cells.

    Line ends, a byte-order mark and the seal are left to this package, which forgives the first
    two and says more about the third; so ``frictionless`` is given the cells.
    """
    import frictionless

    file = _shown_file(folder, DESCRIPTOR)
    report = frictionless.Package.validate_descriptor(
        {key: value for key, value in descriptor.items() if key != "resources"}
        | {"resources": [_plain(resource) for resource in descriptor["resources"]]},
        basepath=str(folder),
    )
    found = [
        Problem(file, None, None, _cut(note), "a valid Frictionless data package")
        for _, _, note in report.flatten(["rowNumber", "fieldName", "note"])
    ]
    if found:
        return found
    package = frictionless.Package(
        resources=[
            frictionless.Resource(
                name=name,
                data=[table.columns, *map(list, table.rows)],
                schema=frictionless.Schema.from_descriptor(dict(table.schema)),
            )
            for name, table in tables.items()
        ]
    )
    for task in package.validate().tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            found.append(
                Problem(
                    _shown_file(folder, f"{task.name}.csv"),
                    row,
                    getattr(error, "field_name", None),
                    _cut(error.note or error.title),
                    "what the schema in the descriptor says",
                )
            )
    return found


def _cut(note: str) -> str:
    """What the validator says, on one line of bearable length."""
    text = tabular.one_line(note)
    return text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE]}…"


def _plain(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource without its seal."""
    from themeshift import seal

    return {key: value for key, value in resource.items() if key not in seal.KEYS}
