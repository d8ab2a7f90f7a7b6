"""Which figures and tables of the chapters rest on a passage? Found in what the notebooks show.

A figure or table rests on what its caption or its cells lead to, and on the rows of the results
that its caption offers: on units where these have a `unit_id`, on the units of a theme in a phase
where they have a theme and a phase, on those of the themes of a pole where a pole is a column.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from themeshift.package import Package
from themeshift.tables import target

_LINK = re.compile(r"\(<?#((?:u|theme)-[a-z0-9-]+)>?\)")
_RESULT = re.compile(
    r"\(</?data/results/([a-z0-9_-]+\.csv)>\)|\(/data/results/([a-z0-9_-]+\.csv)\)"
)
_NAMED = re.compile(r"^:name: (tab-[a-z0-9-]+)$", re.MULTILINE)


def shown_in(package: Package, project: Path, pages: Iterator[str]) -> dict[str, list[str]]:
    """Anchor of a unit, or of a theme in a phase → names of figures and tables, in their order.

    pages: paths of the chapters below `project`; those that are no readable notebook are left out.
    """
    found: dict[str, list[str]] = {}
    for page in pages:
        for name, said in _shown(project / page):
            anchors = dict.fromkeys(_LINK.findall(said))
            for first, second in _RESULT.findall(said):
                anchors |= dict.fromkeys(_rows(package, first or second))
            for anchor in anchors:
                names = found.setdefault(anchor, [])
                if name not in names:
                    names.append(name)
    return found


def _shown(notebook: Path) -> Iterator[tuple[str, str]]:
    """Name and MyST of each figure and table that a notebook shows."""
    if notebook.suffix != ".ipynb":
        return
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return  # the runner tells of a broken notebook
    for cell in cells:
        for output in cell.get("outputs", []):
            figure = output.get("metadata", {}).get("themeshift", {})
            if figure.get("name"):
                yield figure["name"], figure.get("caption", "")
            text = "".join(output.get("data", {}).get("text/markdown", ""))
            if name := _NAMED.search(text):
                yield name[1], text


def _rows(package: Package, file: str) -> Iterator[str]:
    """The anchors of what the rows of a result are about."""
    path = package.root / "results" / file
    if not path.is_file():
        return
    poles = dict(zip(package.themes["theme"], package.themes["pole"], strict=True))
    phases = set(package.phases["phase_id"])
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield from _row(row, poles, phases)


def _row(row: dict[str, str], poles: dict[str, str], known: set[str]) -> Iterator[str]:
    """The anchors of what a row is about. poles: theme → its pole; known: ids of the phases."""
    if row.get("unit_id"):
        yield target("u", row["unit_id"]).removeprefix("#")
        return
    if "theme" in row:
        themes = [row["theme"]] if row["theme"] in poles else []
    else:
        themes = [theme for theme, pole in poles.items() if pole != "none" and pole in row]
    for name in ("phase_id", "from_phase", "to_phase"):
        if row.get(name) in known:
            for theme in themes:
                yield target("theme", theme, row[name]).removeprefix("#")
