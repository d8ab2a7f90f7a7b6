"""The text of a file as it comes: plain text, web page or PDF, and what of it was left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from themeshift import UserError
from themeshift.text import files
from themeshift.text.ingest import LeftOut

SUFFIXES = {".txt": "text", ".html": "page", ".htm": "page", ".pdf": "pdf"}


@dataclass(frozen=True)
class Extracted:
    """The text of a file, one paragraph or list item a line, and what was left out of it."""

    text: str
    left_out: tuple[LeftOut, ...] = ()


def read(path: Path) -> Extracted:
    """The text of a file. Raises UserError, in one line, for what cannot be read."""
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise UserError(
            f"{files.name(path)}: a file in {', '.join(SUFFIXES)} expected: save it as one"
        )
    return Extracted(files.read_text(path))
