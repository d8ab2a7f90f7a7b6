"""What the stock theme loads and the book does not need: left out of pages and of the site."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def lighten_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Drop the scripts that would start a kernel on another host."""
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "thebe" not in f"{script.filename}{script.attributes.get('body', '')}".lower()
    ]


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect after every other extension has added its files."""
    app.connect("html-page-context", lighten_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
