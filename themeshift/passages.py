"""What does a link to a passage show before it is followed? Its gist, its text and its paragraph.

The passages stand in one small script that pages load when a reader first points at such a link:
a script, since a page opened without a server may not read any other kind of file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from themeshift import wording
from themeshift.package import Package
from themeshift.pages.source import Source
from themeshift.seal import replace
from themeshift.tables import phase_label, target, theme_label

NAME = "passages.js"
VARIABLE = "bookPassages"
#: How many passages of a theme are shown beside a link to all of them.
MOST_SHOWN = 3


def write(package: Package, folder: Path | str) -> Path:
    """Write the script into `folder` where its content changed; return its path."""
    path = Path(folder) / NAME
    content = f"window.{VARIABLE} = {json.dumps(shown(package), indent=0)};\n".encode()
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, content)
    return path


def shown(package: Package) -> dict[str, dict[str, Any]]:
    """Anchor → what stands there: `where` (text), `says` (list of gists), `more` (number left out).

    Units without a gist have no entry, nor have themes that a phase does not speak of.
    """
    source = Source(package, None)
    documents = {row.doc_id: row for row in source.documents}
    entries: dict[str, dict[str, Any]] = {}
    for unit in package.units[package.units["gist"] != ""].itertuples():
        document = documents[unit.doc_id]
        day = wording.day(document.date_earliest, document.date_latest)
        where = f"{document.publisher}, {day}: paragraph {unit.paragraph}"
        entries[_anchor("u", unit.unit_id)] = {"where": where, "says": [unit.gist], "more": 0}
    base = source.coders[0] if source.coders else ""
    for phase, units in source.counted.items():
        for theme in source.themes:
            gists = [
                unit.gist
                for unit in units
                if any(row.theme == theme for row in source.codes[unit.unit_id].get(base, []))
            ]
            if gists:
                passages = wording.count(len(gists), "passage")
                where = f"{theme_label(package, theme)}, {phase_label(package, phase)}: {passages}"
                entries[_anchor("theme", theme, phase)] = {
                    "where": where,
                    "says": gists[:MOST_SHOWN],
                    "more": max(0, len(gists) - MOST_SHOWN),
                }
    return entries


def _anchor(kind: str, *ids: str) -> str:
    return target(kind, *ids).removeprefix("#")
