"""The role {fr}`filière`: a French term, in italics and marked as French for screen readers."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator
from sphinx.writers.latex import LaTeXTranslator


class french(nodes.inline):
    """A run of French words in English prose."""


class FrenchRole(SphinxRole):
    """Read the role's text as it stands."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return one inline node."""
        return [french(self.rawtext, self.text)], []


def visit_html(translator: HTML5Translator, node: french) -> None:
    """Open the element that bears the language."""
    translator.body.append('<i lang="fr">')


def depart_html(translator: HTML5Translator, node: french) -> None:
    """Close it."""
    translator.body.append("</i>")


def visit_latex(translator: LaTeXTranslator, node: french) -> None:
    """Open italics."""
    translator.body.append(r"\textit{")


def depart_latex(translator: LaTeXTranslator, node: french) -> None:
    """Close them."""
    translator.body.append("}")


def visit_text(translator: nodes.NodeVisitor, node: french) -> None:
    """Plain text has no mark for a language."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the node and the role."""
    app.add_node(
        french,
        html=(visit_html, depart_html),
        latex=(visit_latex, depart_latex),
        text=(visit_text, visit_text),
    )
    app.add_role("fr", FrenchRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
