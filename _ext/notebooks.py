"""What executed notebooks hold under a name: glued values and figures, read from their files."""

from __future__ import annotations

import ast
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sphinx.environment import BuildEnvironment

GLUED = "application/papermill.record/"


@lru_cache(maxsize=64)
def _outputs(path: Path, changed: int) -> dict[str, dict[str, Any]]:
    """Return the named outputs of a notebook file."""
    found = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            metadata = output.get("metadata", {})
            for kind in ("scrapbook", "themeshift"):
                if name := metadata.get(kind, {}).get("name"):
                    found[name] = output
    return found


def outputs(env: BuildEnvironment, page: str) -> dict[str, dict[str, Any]]:
    """Return the named outputs of a page's notebook; none where the page is no notebook."""
    path = Path(env.doc2path(page))
    if path.suffix != ".ipynb" or not path.is_file():
        return {}
    return _outputs(path, path.stat().st_mtime_ns)


def content(output: dict[str, Any], kind: str) -> str:
    """Return an output in one format, glued or shown, or nothing."""
    data = output.get("data", {})
    found = data.get(kind) or data.get(GLUED + kind) or ""
    return found if isinstance(found, str) else "".join(found)


def plain(output: dict[str, Any]) -> str:
    """Return an output's plain text, without the quotes of a string's repr."""
    text = content(output, "text/plain")
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, str) else text
