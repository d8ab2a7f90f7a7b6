"""Data for the page on which readers change the choices: one script, and the table without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from themeshift.measures import corpus as corpora
from themeshift.measures import shift
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.pages import markup
from themeshift.prose import labels, numbers

SCRIPT = "explorer-data.js"
TABLE = "explorer-table.html"


def content(package: Package) -> dict[str, Any]:
    """All that the page counts with, as plain lists and dictionaries in a fixed order.

    Codes of a passage are [place of the theme, weight]; None where a coding did not read it.
    """
    units = corpora.counted(package)
    ids = list(units["unit_id"])
    names, by_coding, dictionary = corpora.readings(package, ids)
    documents = package.documents[package.documents["doc_id"].isin(set(units["doc_id"]))]
    phases = [one for one in package.phases["phase_id"] if one in set(documents["phase_id"])]
    alternatives = _alternatives(package, ids)
    return {
        "phases": [_phase(package, phase) for phase in phases],
        "documents": [
            {
                "id": row.doc_id,
                "phase": phases.index(row.phase_id),
                "label": markup.plain(numbers.typographic(_label(package, row))),
                "copies": _copied(package, row.doc_id, row.phase_id),
            }
            for row in documents.itertuples()
        ],
        "themes": [
            {
                "id": row.theme,
                "label": markup.plain(row.label_en),
                "short": markup.plain(row.short_label),
                "definition": markup.plain(row.definition),
                "pole": row.pole,
                "colour": row.colour,
                "framing": row.theme == NO_THEME,
            }
            for row in package.themes.itertuples()
        ],
        "codings": [
            {**_coding(package, name), "codes": [_sparse(row) for row in rows]}
            for name, rows in zip(names, by_coding, strict=True)
        ],
        "dictionaries": [
            coder
            for coder, kind in zip(package.coders["coder_id"], package.coders["kind"], strict=True)
            if kind == corpora.DICTIONARY
        ],
        "dictionary": [_sparse(row) for row in dictionary],
        "passages": [
            {
                "id": row.unit_id,
                "document": row.doc_id,
                "paragraph": int(row.paragraph),
                "position": int(row.position),
                "words": int(row.words),
                "gist": markup.plain(numbers.typographic(row.gist)),
                "alternatives": [_sparse(weights) for weights in alternatives.get(row.unit_id, [])],
            }
            for row in units.itertuples()
        ],
    }


def _label(package: Package, row: Any) -> str:
    """A text by its publisher, with its date where the publisher has several texts of the phase."""
    documents = package.documents
    same = documents[documents["phase_id"] == row.phase_id]["publisher"] == row.publisher
    return labels.document(package, row.doc_id) if same.sum() > 1 else row.publisher


def _phase(package: Package, phase: str) -> dict[str, Any]:
    """A phase with the middle of its dates as a year with decimals."""
    row = package.phases.set_index("phase_id").loc[phase]
    ends = [pd.Timestamp(row[name]) for name in ("date_earliest", "date_latest")]
    middle = ends[0] + (ends[1] - ends[0]) / 2
    return {
        "id": phase,
        "label": markup.plain(labels.phase_title(package, phase)),
        "short": markup.plain(labels.phase(package, phase)),
        "year": round(middle.year + (middle.day_of_year - 1) / 365.25, 3),
        "source": labels.source_kind(package, phase),
    }


def _coding(package: Package, coder: str) -> dict[str, str]:
    row = package.coders.set_index("coder_id").loc[coder]
    return {
        "id": coder,
        "label": markup.plain(numbers.capital(labels.coding(package, coder))),
        "saw": markup.plain(row["saw"]),
    }


def _copied(package: Package, document: str, phase: str) -> list[str]:
    """Texts of the same phase that hold so much of this one that it is a copy of them."""
    digests = corpora.strings(package)
    own = digests.get(document)
    if not own:
        return []
    others = package.documents.loc[package.documents["phase_id"] == phase, "doc_id"]
    return [
        other
        for other in others
        if other != document
        and len(own & digests.get(other, frozenset())) >= corpora.COPY * len(own)
    ]


def _sparse(weights: Any) -> list[list[float]] | None:
    """Weights of a passage as [place of the theme, weight]; None for a row of nan."""
    if pd.isna(weights).any():
        return None
    return [[place, float(weight)] for place, weight in enumerate(weights) if weight]


def _alternatives(package: Package, ids: list[str]) -> dict[str, list[Any]]:
    """Listed alternative readings of each passage: weights by theme."""
    place = {theme: number for number, theme in enumerate(package.themes["theme"])}
    rows = package.alternatives[package.alternatives["unit_id"].isin(ids)]
    found: dict[str, list[Any]] = {}
    for (_, unit), group in rows.groupby(["variant", "unit_id"], sort=False):
        weights = np.zeros(len(place))
        np.add.at(weights, group["theme"].map(place).to_numpy(int), group["weight"].to_numpy(float))
        found.setdefault(str(unit), []).append(weights / weights.sum())
    return found


def script(package: Package) -> str:
    """The data as a script that sets `window.themeshift.explorer`."""
    data = markup.script_data(content(package))
    return f"(window.themeshift=window.themeshift||{{}}).explorer={data};\n"


def table(package: Package) -> str:
    """What stands in the page's place where JavaScript is off: the shares of the book, as HTML."""
    poles = shift.poles(package)
    names = [numbers.capital(labels.pole(package, pole)) for pole in (ORIGIN, DESTINATION)]
    heads = "".join(f'<th scope="col">{markup.inert(name)}</th>' for name in ("Phase", *names))
    rows = "".join(
        f'<tr><th scope="row">{markup.inert(labels.phase_title(package, row.phase_id))}</th>'
        f"<td>{numbers.percent(row.origin)}</td><td>{numbers.percent(row.destination)}</td></tr>"
        for row in poles.itertuples()
    )
    return (
        '<div id="explorer" class="explorer">\n<div class="explorer-static">\n'
        "<p>Changing the choices needs JavaScript, which is off or missing here. This is what the "
        "book’s own choices give, as shares of the passages of each phase.</p>\n"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>\n</div>\n</div>\n"
    )


def write(package: Package, folder: Path) -> list[Path]:
    """Write script and table into `folder`; the same data give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in ((SCRIPT, script(package)), (TABLE, table(package))):
        (folder / name).write_bytes(text.encode())
        written.append(folder / name)
    return written
