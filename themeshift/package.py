"""The data package: read its tables into one object, and check them against their schemas."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

DESCRIPTOR = "datapackage.json"
#: The theme of passages that only frame.
NO_THEME = "none"
#: Kinds of passage that are coded and counted.
SUBSTANTIVE = ("sentence", "item")
ORIGIN = "origin"
DESTINATION = "destination"
#: Columns by which the rows of a table are sorted once, at load.
ORDER = {
    "phases": ("order",),
    "themes": ("order",),
    "coders": ("order",),
    "projects": ("order",),
    "claims": ("order",),
}
_TYPES = {"integer": "Int64", "year": "Int64", "number": "float64", "string": "str"}


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
    """Read the data package at `root` (by default the project's `data`)."""
    folder = Path(root) if root is not None else default_root()
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    frames = {
        resource["name"]: _read(folder / resource["path"], resource["schema"])
        for resource in descriptor["resources"]
    }
    return Package(
        root=folder,
        digest=digest(folder, descriptor),
        descriptor=descriptor,
        **_sorted(frames),
    )


def digest(folder: Path, descriptor: Mapping[str, Any]) -> str:
    """SHA-256 over the names and bytes of all tables, in the order of the descriptor."""
    total = hashlib.sha256()
    for resource in descriptor["resources"]:
        total.update(resource["path"].encode() + b"\0" + (folder / resource["path"]).read_bytes())
    return total.hexdigest()


def _read(path: Path, schema: Mapping[str, Any]) -> pd.DataFrame:
    """One table with the types of its schema."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    for field in schema["fields"]:
        column = frame[field["name"]]
        if field["type"] == "date":
            frame[field["name"]] = pd.to_datetime(column.replace("", None), format="%Y-%m-%d")
        elif field["type"] in ("integer", "year"):
            frame[field["name"]] = pd.to_numeric(column.replace("", None)).astype("Int64")
        elif field["type"] == "number":
            frame[field["name"]] = pd.to_numeric(column.replace("", None)).astype("float64")
    return frame


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
