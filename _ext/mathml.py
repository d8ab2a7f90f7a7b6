"""Formulas as MathML, written at build time, so that a page needs no script to show them."""

from __future__ import annotations

import html

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


def formula(translator: HTML5Translator, node: nodes.math | nodes.math_block) -> None:
    """Write a formula with its LaTeX source as the label that is read aloud."""
    alone = isinstance(node, nodes.math_block)
    tag, display = ("div", "block") if alone else ("span", "inline")
    latex = node.astext()
    label = f'<math aria-label="{html.escape(latex)}" '
    markup = convert(latex, display=display).replace("<math ", label, 1)
    opened = translator.starttag(node, tag, "", CLASS="math notranslate")
    translator.body.append(f"{opened}{markup}</{tag}>")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer under the name `mathml`."""
    app.add_html_math_renderer("mathml", (formula, None), (formula, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
