"""The chapter of a new phase: the notebook `chapter.ipynb` of this folder with its blanks filled in.

Every value that its sentences quote is there for any phase but the first.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

_TEMPLATE = Path(__file__).with_name("chapter.ipynb")
#: What may mean something to Markdown, HTML or mathematics; a backslash makes it plain.
_MARKUP = re.compile(r"""([!"#$%&*+/;<=>?@\[\\\]^_`{|}~])""")


def name(folder: Path, kind: str, year: str) -> str:
    """The file of the next chapter: the number after the highest, its kind and year."""
    numbers = [int(path.name.split("-")[0]) for path in folder.glob("[0-9][0-9]-*.ipynb")]
    return f"{max(numbers, default=0) + 1:02d}-{kind}-{year}.ipynb"


def notebook(phase_id: str, label: str) -> str:
    """The text of the notebook, not yet executed; its title is the label, made inert."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    inert = _MARKUP.sub(r"\\\1", label)
    for blank, value in (("{{phase_id}}", phase_id), ("{{label}}", inert)):
        text = text.replace(blank, json.dumps(value, ensure_ascii=False)[1:-1])
    return text
