"""Formulas as MathML, written at build time, so that a page needs no script to show them."""

from __future__ import annotations

import html

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


def formula(translator: HTML5Translator, node: nodes.Element, tag: str, display: str) -> None:
    """Write a formula with its LaTeX source as the label that is read aloud."""
    latex = node.astext()
    markup = convert(latex, display=display).replace(
        "<math ", f'<math aria-label="{html.escape(latex)}" ', 1
    )
    opened = translator.starttag(node, tag, "", CLASS="math notranslate")
    translator.body.append(f"{opened}{markup}</{tag}>")
    raise nodes.SkipNode


def inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula that stands in a sentence."""
    formula(translator, node, "span", "inline")


def block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands alone."""
    formula(translator, node, "div", "block")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer under the name `mathml`."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
