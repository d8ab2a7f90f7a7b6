"""The role {fr}`filière`: French words in italics, marked as French for screen readers."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator


class french(nodes.inline):
    """A run of French words in English prose."""


class FrenchRole(SphinxRole):
    """Take the role's text as it stands."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return one inline node."""
        return [french(self.rawtext, self.text)], []


def visit(translator: HTML5Translator, node: french) -> None:
    """Open the element that bears the language."""
    translator.body.append('<i lang="fr">')


def depart(translator: HTML5Translator, node: french) -> None:
    """Close it."""
    translator.body.append("</i>")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the node and the role."""
    app.add_node(french, html=(visit, depart))
    app.add_role("fr", FrenchRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
