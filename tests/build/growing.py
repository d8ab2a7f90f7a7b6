"""The book's own data with more texts: copies of those that it has, under names of their own."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

#: Tables whose rows belong to a text, and by which column.
OF_A_TEXT = {
    "documents": "doc_id", "units": "doc_id", "terms": "doc_id", "shingles": "doc_id",
    "codes": "unit_id", "matches": "unit_id",
}  # fmt: skip


def grow(folder: Path, number: int) -> None:
    """Add so many texts, of some 600 words each on average, to the data package in `folder`."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    paths = {one["name"]: folder / one["path"] for one in descriptor["resources"]}
    texts = [row["doc_id"] for row in _rows(paths["documents"])]
    for table, column in OF_A_TEXT.items():
        rows = _rows(paths[table])
        more = []
        for place in range(number):
            text = texts[place % len(texts)]
            name = f"{text}-copy{place}"
            for row in rows:
                if row[column] == text or row[column].startswith(f"{text}-"):
                    more.append(_renamed(row, text, name, place))
        if table == "documents":
            for place, row in enumerate(more, len(rows) + 1):
                row["order"] = str(place)
        _write(paths[table], [*rows, *more])


def _renamed(row: dict[str, str], text: str, name: str, place: int) -> dict[str, str]:
    """A row of a text as a row of its copy, whose digests are those of no other text."""
    made = dict(row)
    for column in ("doc_id", "unit_id", "part_of"):
        if made.get(column):
            made[column] = name + made[column].removeprefix(text)
    if "digest" in made:
        made["digest"] = hashlib.sha256(f"{place} {row['digest']}".encode()).hexdigest()[:16]
    if "sha256" in made:
        made["sha256"] = hashlib.sha256(name.encode()).hexdigest()
        made["url"] = ""
    return made


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
