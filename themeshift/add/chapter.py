"""The chapter of a new phase: cells of Markdown and code, not yet executed."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

_NUMBER = re.compile(r"(\d+)-")
#: What may mean something to Markdown, HTML or mathematics; a backslash makes it plain.
_MARKUP = re.compile(r"""([!"#$%&*+/;<=>?@\[\\\]^_`{|}~])""")

#: Kind of each cell and its text; `{{label}}` and `{{phase_id}}` are filled in. Every value that a
#: sentence quotes is there for any phase but the first.
CELLS = (
    (
        "markdown",
        """
# {{label}}

The account of this phase dates from {glue:text}`date`. In the {glue:text}`documents` on it,
{glue:text}`origin-labels` take {num}`origin` of the passages, against {num}`origin-before` in the
{glue:text}`before`, and {glue:text}`destination-labels` {num}`destination`, against
{num}`destination-before`.
""",
    ),
    (
        "setup",
        """
from themeshift import figures, package
from themeshift import results
from themeshift.measures import salience
from themeshift.narrative import notice, phases
from themeshift.pages import phase_tables

data = package.load()
phase = "{{phase_id}}"
results.write(salience.table(data).query("phase_id == @phase"), f"shares-{phase}")
notice.notice(data, phase)
""",
    ),
    (
        "glue",
        """
from themeshift.prose import values

values.glue_all(phases.values(data, phase), "{{read}}")
""",
    ),
    (
        "markdown",
        """
What follows describes {glue:text}`passages` passages ({glue:text}`words` words) by
{glue:text}`publishers`.

## What the texts talk about

The largest themes are {glue:text}`leading`. Another {num}`none` of the passages argue no theme.
{glue:text}`silent-sentence`
""",
    ),
    ("code", "figures.profile(data, phase)"),
    ("markdown", "## The projects"),
    ("code", "phase_tables.projects(data, phase)"),
    ("markdown", "## The figures given"),
    ("code", "phase_tables.figures(data, phase)"),
    (
        "markdown",
        """
## What changed since the phase before

The balance between the two pairs of themes moves by {num}`since-balance` ({num}`since-interval`)
since the {glue:text}`before`. The largest rise is {glue:text}`rise`, the largest fall
{glue:text}`fall`.

## What cannot be known

With {glue:text}`passages` passages, a theme's share can only be given as a wide range. What the
texts leave out may still be in the contract.
""",
    ),
)
#: The values that the chapter's sentences read.
READ = sorted(
    {key for kind, text in CELLS if kind == "markdown" for key in re.findall(r"\}`([\w-]+)`", text)}
)
_TAGS = {"setup": ["hide-input"], "code": ["hide-input"], "glue": ["remove-cell"]}


def name(folder: Path, kind: str, year: str) -> str:
    """The file of the next chapter: the number after the highest, its kind and year."""
    numbers = [_NUMBER.match(path.name) for path in folder.glob("[0-9]*-*.ipynb")]
    last = max((int(number[1]) for number in numbers if number), default=0)
    return f"{last + 1:02d}-{kind}-{year}.ipynb"


def notebook(phase_id: str, label: str) -> str:
    """The text of the notebook; its title is the label of the phase, made inert."""
    blanks = {
        "{{read}}": " ".join(READ),
        "{{phase_id}}": phase_id,
        "{{label}}": _MARKUP.sub(r"\\\1", label),
    }
    cells = []
    for number, (kind, text) in enumerate(CELLS):
        source = _unwrapped(text.strip()) if kind == "markdown" else text.strip()
        for blank, value in blanks.items():
            source = source.replace(blank, value)
        identity = hashlib.sha256(f"{phase_id} {number}".encode()).hexdigest()[:8]
        cell = {"cell_type": "markdown", "id": identity, "metadata": {}}
        if kind != "markdown":
            cell |= {"cell_type": "code", "execution_count": None, "outputs": []}
            cell["metadata"] = {"tags": _TAGS[kind]}
        cells.append(cell | {"source": source.splitlines(keepends=True)})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _unwrapped(text: str) -> str:
    """A paragraph a line, as the other chapters have it."""
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in text.split("\n\n"))
