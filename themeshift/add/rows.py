"""The rows that a new text brings to the tables; they are added at the end of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from themeshift import UserError
from themeshift.package import GIST_TO_WRITE, Package
from themeshift.text.ingest import Derived

BY_DICTIONARY = "by the dictionary, to be confirmed"
TO_CONFIRM = "to be confirmed"
WEIGHT_DECIMALS = 6

Row = Mapping[str, object]


@dataclass(frozen=True)
class NewDocument:
    """What `documents` says of a text; days as YYYY-MM-DD, `date` "" where only bounds are known."""

    doc_id: str
    phase_id: str
    publisher: str
    genre: str
    title: str
    date_earliest: str
    date_latest: str
    date: str = ""
    date_basis: str = "Given when the text was added."
    author: str = ""
    url: str = ""
    language: str = "fr"
    rights: str = "features-only"


@dataclass(frozen=True)
class NewPhase:
    """What `phases` says of a new phase; its days are those of its first text."""

    label: str
    short_label: str
    kind: str = "contract"
    covers_from: str = ""
    covers_to: str = ""
    status: str = "in force"


def rows(
    package: Package,
    document: NewDocument,
    phase: NewPhase | None,
    derived: Derived,
    sha256: str,
) -> dict[str, list[Row]]:
    """The new rows of each table.

    Every passage waits for its gist; every passage that counts has the dictionary's codes; in a new
    phase every project is absent until somebody confirms it. Raises UserError where `coders` has no
    dictionary.
    """
    counts = {"words": derived.words, "characters": len(derived.text), "sha256": sha256}
    number = {"order": len(package.documents) + 1}
    units = derived.units.assign(
        gist=derived.units["kind"].map(lambda kind: "" if kind == "furniture" else GIST_TO_WRITE)
    )
    found: dict[str, list[Row]] = {"documents": [asdict(document) | number | counts]}
    found |= {"units": _records(units), "codes": _codes(package, derived.codes)}
    for name in ("matches", "terms", "shingles"):
        found[name] = _records(getattr(derived, name))
    if phase is not None:
        named: dict[str, object] = {"phase_id": document.phase_id}
        days = {"date_earliest": document.date_earliest, "date_latest": document.date_latest}
        place = {"order": len(package.phases) + 1}
        found["phases"] = [named | asdict(phase) | days | place]
        found["project_status"] = [
            named | {"project_id": project, "status": "absent", "note": TO_CONFIRM}
            for project in package.projects["project_id"]
        ]
    return found


def _records(frame: pd.DataFrame) -> list[Row]:
    return frame.to_dict("records")


def _codes(package: Package, codes: pd.DataFrame) -> list[Row]:
    """The dictionary's codes; the first theme of a passage takes what rounding leaves of one."""
    coders = package.coders
    dictionaries = coders.loc[coders["kind"] == "dictionary", "coder_id"]
    if dictionaries.empty:
        raise UserError("data/coders.csv: no coding of the kind dictionary, which codes new texts")
    weights = codes["weight"].round(WEIGHT_DECIMALS)
    rest = 1 - weights.where(codes["rank"] > 1, 0).groupby(codes["unit_id"]).transform("sum")
    weights = weights.where(codes["rank"] > 1, rest)
    shown = [f"{weight:.{WEIGHT_DECIMALS}f}".rstrip("0").rstrip(".") for weight in weights]
    coder = {"coder": dictionaries.iloc[0], "note": BY_DICTIONARY}
    return _records(codes.assign(weight=shown, **coder))


def append(file: Path, new: Iterable[Row]) -> None:
    """Add rows at the end of a CSV table, in the order of its columns; what stands there stays.

    Keys that the table has no column for are left out, columns without a value are empty.
    """
    old = file.read_bytes()
    header = next(csv.reader(io.StringIO(old.decode("utf-8-sig"), newline="")))
    end = "\r\n" if b"\r\n" in old[:100_000] else "\n"
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, header, "", extrasaction="ignore", lineterminator=end)
    writer.writerows(new)
    with file.open("ab") as table:
        table.write((b"" if old.endswith(b"\n") else end.encode()) + stream.getvalue().encode())
