"""The roles {num}`key`, {gl}`term` and {fr}`filière`: words that lead somewhere or are French.

{num}`key` is a value that this notebook glued, {num}`/chapters/synthesis.ipynb::key` one of
another notebook, and in a page without code one of appendices/generated/values.json; it is a link
to what stands behind it. {gl}`pole` or {gl}`poles <pole>` leads to the glossary at its first use on
a page. {fr} sets French words in italics, marked as French for screen readers.
"""

from __future__ import annotations

import notebooks
from docutils import nodes
from docutils.parsers.rst import roles
from links import schemed
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxRole

from themeshift.prose.values import LINK_TYPE

logger = logging.getLogger(__name__)

GLOSSARY = "page:appendices/generated/glossary#term-"


class NumberRole(SphinxRole):
    """A computed number, linked where it has a link."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number; warn where there is none of that name."""
        text, link = self.value()
        if not text:
            logger.warning("no value %s", self.text, location=self.get_location())
            return [], []
        if not link:
            return [nodes.inline(self.rawtext, text, classes=["num"])], []
        return [nodes.reference(self.rawtext, text, refuri=schemed(link), classes=["num"])], []

    def value(self) -> tuple[str, str]:
        """Return text and link of the named value, both empty where there is none."""
        if "::" not in self.text and not self.env.doc2path(self.env.docname).endswith(".ipynb"):
            value = notebooks.generated(self.env, "values").get(self.text, {})
            return value.get("text", ""), value.get("link", "")
        output = notebooks.output(self.env, self.text)
        if output is None:
            return "", ""
        return notebooks.plain(output), notebooks.content(output, LINK_TYPE)


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
    emphasis = roles.GenericRole("fr", nodes.emphasis)
    app.add_role("fr", roles.CustomRole("fr", emphasis, {"class": ["language-fr"]}))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
