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
def _outputs(path: Path) -> dict[str, dict[str, Any]]:
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
    return _outputs(path) if path.suffix == ".ipynb" and path.is_file() else {}


def output(env: BuildEnvironment, argument: str) -> dict[str, Any] | None:
    """Return an output of this page's notebook by its name, or of another's by path::name."""
    path, _, name = argument.rpartition("::")
    page = env.docname
    if path:
        relative, _ = env.relfn2path(path)
        env.note_dependency(relative)
        page = env.path2doc(relative) or ""
    return outputs(env, page).get(name)


def generated(env: BuildEnvironment, name: str) -> dict[str, Any]:
    """Return what a JSON file of appendices/generated holds; nothing where there is none."""
    path = f"appendices/generated/{name}.json"
    env.note_dependency(path)
    file = Path(env.srcdir) / path
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def content(output: dict[str, Any], kind: str) -> str:
    """Return an output in one format, glued or shown, or nothing."""
    data = output["data"]
    return "".join(data.get(kind) or data.get(GLUED + kind) or "")


def plain(output: dict[str, Any]) -> str:
    """Return an output's plain text, without the quotes of a string's repr."""
    text = content(output, "text/plain")
    return ast.literal_eval(text) if text.startswith(("'", '"')) else text
