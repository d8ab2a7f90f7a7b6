"""What a reader reads on the pages that are written by hand: Markdown without its machinery."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "index.md",
    ROOT / "francais.md",
    *sorted((ROOT / "chapters").glob("*.ipynb")),
    *sorted((ROOT / "appendices").glob("*.ipynb")),
    *sorted((ROOT / "appendices").glob("*.md")),
]
NOT_PROSE = re.compile(
    r"\A---\n.*?\n---\n"  # front matter
    r"|^(?P<fence>`{3,}).*?^(?P=fence)\s*$"  # directives and blocks of code
    r"|^:{3,}.*$"  # the fences of blocks that hold prose
    r"|^#+ [^\n]*$"  # headings
    r"|^\s*\d+\. "  # the numbers of a list
    r"|^\([^\n]*\)=$"  # targets
    r"|\{[\w:-]+\}`[^`]*`|`[^`]*`|\$+[^$]*\$+"  # roles, code, formulas
    r"|(?<=\])\((?:<[^>]*>|[^)]*)\)",  # where a link leads
    re.MULTILINE | re.DOTALL,
)


def texts(path: Path) -> list[str]:
    """The Markdown of a page, cell by cell where it is a notebook."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


def read(text: str) -> str:
    """The words of a text as a reader meets them, without computed values."""
    return " ".join(NOT_PROSE.sub(" ", text).split())
