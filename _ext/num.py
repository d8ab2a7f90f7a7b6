"""The roles {num}`key` and {gl}`term`: numbers and words that are links to what stands behind them.

{num}`key` is a value that this notebook glued, {num}`/chapters/synthesis.ipynb::key` one of
another notebook, and in a page without code one of appendices/generated/values.json.
{gl}`pole` or {gl}`poles <pole>` leads to the glossary at its first use on a page.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import notebooks
from docutils import nodes
from links import schemed
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxRole

logger = logging.getLogger(__name__)

VALUES = "appendices/generated/values.json"
LINK = "text/x-link"
GLOSSARY = "page:appendices/generated/glossary#term-"


class NumberRole(SphinxRole):
    """A computed number, linked where it has a link."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number; warn where there is none of that name."""
        value = self.value()
        if not value or not value["text"]:
            logger.warning("no value %s", self.text, location=self.get_location())
            return [], []
        if not value["link"]:
            return [nodes.inline(self.rawtext, value["text"], classes=["num"])], []
        link = schemed(value["link"])
        return [nodes.reference(self.rawtext, value["text"], refuri=link, classes=["num"])], []

    def value(self) -> dict[str, str] | None:
        """Return text and link of the named value, or None."""
        path, apart, key = self.text.rpartition("::")
        page = self.env.docname
        if apart:
            relative, _ = self.env.relfn2path(path)
            self.env.note_dependency(relative)
            page = self.env.path2doc(self.env.srcdir / relative) or ""
        elif not str(self.env.doc2path(page)).endswith(".ipynb"):
            self.env.note_dependency(VALUES)
            file = Path(self.env.srcdir) / VALUES
            return json.loads(file.read_text("utf-8")).get(key) if file.is_file() else None
        output = notebooks.outputs(self.env, page).get(key) if page else None
        return read(output) if output else None


def read(output: dict[str, Any]) -> dict[str, str]:
    """Return text and link of a glued value."""
    return {"text": notebooks.plain(output), "link": notebooks.content(output, LINK)}


class GlossaryRole(ReferenceRole):
    """A word of the glossary."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a link at the word's first use on a page, and plain text later."""
        used = self.env.temp_data.setdefault("glossary_terms", set())
        term = nodes.make_id(self.target)
        if term in used:
            return [nodes.Text(self.title)], []
        used.add(term)
        return [nodes.reference("", self.title, refuri=GLOSSARY + term, classes=["term"])], []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the roles."""
    app.add_role("num", NumberRole())
    app.add_role("gl", GlossaryRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
