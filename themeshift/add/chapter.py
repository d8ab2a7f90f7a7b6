"""The chapter of a new phase: the notebook `chapter.ipynb` of this folder with its blanks filled in.

Every value that its sentences quote is there for any phase but the first.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

_TEMPLATE = Path(__file__).with_name("chapter.ipynb")
#: What may mean something to Markdown, HTML or mathematics; a backslash makes it plain.
_MARKUP = re.compile(r"""([!"#$%&*+/;<=>?@\[\\\]^_`{|}~])""")


def write(root: Path, made: Path, given: Mapping[str, str]) -> str:
    """Write the chapter of a new phase below `made`; its path in the project `root`.

    Its number follows the highest there, its name gives the phase's kind and year.
    """
    numbers = [int(path.name[:2]) for path in (root / "chapters").glob("[0-9][0-9]-*.ipynb")]
    year = given["date_earliest"][:4]
    path = f"chapters/{max(numbers, default=0) + 1:02d}-{given['kind']}-{year}.ipynb"
    (made / "chapters").mkdir(parents=True)
    text = notebook(given["phase_id"], given["label"])
    (made / path).write_text(text, encoding="utf-8")
    return path


def notebook(phase_id: str, label: str) -> str:
    """The text of the notebook, not yet executed; its title is the label, made inert."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    inert = _MARKUP.sub(r"\\\1", label)
    for blank, value in (("{{phase_id}}", phase_id), ("{{label}}", inert)):
        text = text.replace(blank, json.dumps(value, ensure_ascii=False)[1:-1])
    return text
