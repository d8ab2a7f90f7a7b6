"""Figures drawn inside the page: a wide and a narrow drawing, with links, tooltips and two themes.

A notebook shows `image/svg+xml` and, for a phone, a narrow drawing beside it. In the book both stand
in the page itself; the style sheet shows the one that fits. The directive

    ```{drawing} home
    ```

puts a figure of appendices/generated/figures/home.json into a page without code, and
`/chapters/synthesis.ipynb::fig-lines` one of a notebook.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

import notebooks
from docutils import nodes
from fontTools import subset
from fontTools.otlLib.builder import buildMathTable
from fontTools.ttLib import TTFont
from links import address, schemed
from matplotlib import get_data_path
from matplotlib.colors import to_hex
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from themeshift.figures.colours import dark
from themeshift.figures.figure import NARROW_TYPE

logger = logging.getLogger(__name__)

#: Letters of the web font: Latin, punctuation, arrows, a few signs.
LETTERS = [*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, *range(0x2190, 0x2194),
           0x2212, 0x2248, *range(0x2260, 0x2266), *range(0x25A0, 0x25D0)]  # fmt: skip
FONTS = {"figures.woff2": "DejaVuSans.ttf", "figures-bold.woff2": "DejaVuSans-Bold.ttf"}
#: Where a formula's parts stand, in hundredths of the letters' size (OpenType, table MATH): without
#: them a browser that has no font for formulas leaves subscripts on the line.
FORMULAS = {
    "AxisHeight": 31, "AccentBaseHeight": 55, "SubscriptShiftDown": 20, "SubscriptTopMax": 40,
    "SubscriptBaselineDropMin": 8, "SuperscriptShiftUp": 36, "SuperscriptBottomMin": 14,
    "SuperscriptBaselineDropMax": 25, "SubSuperscriptGapMin": 16, "SpaceAfterScript": 4,
    "FractionNumeratorShiftUp": 45, "FractionNumeratorDisplayStyleShiftUp": 70,
    "FractionDenominatorShiftDown": 45, "FractionDenominatorDisplayStyleShiftDown": 72,
    "FractionNumeratorGapMin": 6, "FractionNumDisplayStyleGapMin": 16, "FractionRuleThickness": 5,
    "FractionDenominatorGapMin": 6, "FractionDenomDisplayStyleGapMin": 16,
}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"
#: What matplotlib draws with, and what links and names.
SHAPES = {
    f"{SVG}{one}" for one in ("g", "defs", "path", "rect", "text", "use", "clipPath", "a", "title")
}
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


class drawing(nodes.General, nodes.Element):
    """A figure's drawings: `wide` and `narrow` (SVG text), and `alt`."""


class DrawingDirective(SphinxDirective):
    """Show a figure that was written beside the pages, or that a notebook shows."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"name": str}

    def run(self) -> list[nodes.Node]:
        """Return the figure with its caption."""
        argument = self.arguments[0]
        if "::" in argument:
            output = notebooks.output(self.env, argument)
            found = described(output) if output else {}
        else:
            found = notebooks.generated(self.env, f"figures/{argument}")
        if not found:
            logger.warning("no figure %s", argument, location=self.get_location())
            return []
        figure = nodes.figure("", drawing(**found))
        self.set_source_info(figure)
        caption = self.parse_text_to_nodes(found["caption"])
        figure += nodes.caption("", "", *caption[0].children)
        self.options.setdefault("name", found["name"])
        self.add_name(figure)
        return [figure]


def described(output: dict[str, Any]) -> dict[str, str]:
    """Return the texts of a figure that a notebook shows."""
    drawings = {"wide": "image/svg+xml", "narrow": NARROW_TYPE}
    shown = {width: notebooks.content(output, kind) for width, kind in drawings.items()}
    return output["metadata"]["themeshift"] | shown


class Inline(SphinxPostTransform):
    """Put the drawings of a notebook's figures into the page, in place of an image file."""

    default_priority = 3  # before myst-nb chooses among an output's formats
    formats = ("html",)

    def run(self) -> None:
        """Replace what stands in each figure that a notebook described."""
        outputs = notebooks.outputs(self.env, self.env.docname)
        for figure in self.document.findall(nodes.figure):
            named = (outputs[name] for name in figure["names"] if name in outputs)
            output = next((one for one in named if "themeshift" in one["metadata"]), None)
            shown = [one for one in figure if isinstance(one, nodes.container)]
            if output is None or not shown:
                continue
            figure.replace(shown[0], drawing(**described(output)))
        for block in list(self.document.findall(nodes.literal_block)):
            if not block.astext().strip():  # what a cell shows that has nothing to say
                block.parent.remove(block)


def visit(translator: HTML5Translator, node: drawing) -> None:
    """Write the drawings, named for those who cannot see them."""
    alt = translator.attval(node["alt"])
    shown = [inline(node[width], width, translator) for width in ("wide", "narrow")]
    translator.body += [
        f'<div class="drawing" role="group" aria-label="{alt}">\n',
        *shown,
        "</div>\n",
    ]
    raise nodes.SkipNode


def inline(svg: str, width: str, translator: HTML5Translator) -> str:
    """Return an SVG for the inside of a page: links resolved, colours for two themes.

    Elements and attributes that could do anything but draw, name and link are left out.
    """
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag not in SHAPES:
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
        link = element.attrib.pop("href", "")
        for name, value in list(element.items()):
            element.set(name, _COLOUR.sub(both, value))
            if name.startswith(("on", "{")) or name == "target":
                del element.attrib[name]
        if element.tag == "a" and link:
            page = translator.builder.current_docname
            element.set("href", address(translator.builder, page, schemed(link)))
            element.set("aria-label", element.findtext(f"{SVG}title", "passages"))
        elif link.startswith("#"):
            element.set("href", link)
    for name in ("width", "height"):
        del root.attrib[name]
    root.set("class", width)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False) + "\n"


def both(found: re.Match[str]) -> str:
    """Return a colour, written #rgb or #rrggbb, for both themes."""
    colour = to_hex(found[0])
    return f"light-dark({colour}, {dark(colour)})"


def write_fonts(app: Sphinx) -> None:
    """Write the web font of drawings and formulas, with the letters they may need, of matplotlib's."""
    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    options = subset.Options(flavor="woff2", hinting=False, notdef_outline=True,
                             layout_features=["kern"], name_IDs=[1, 2])  # fmt: skip
    for name, source in FONTS.items():
        font = TTFont(Path(get_data_path()) / "fonts" / "ttf" / source, recalcTimestamp=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=LETTERS)
        subsetter.subset(font)
        hundredth = font["head"].unitsPerEm / 100
        places = {name: part * hundredth for name, part in FORMULAS.items()}
        scales = {"ScriptPercentScaleDown": 72, "ScriptScriptPercentScaleDown": 55}
        # Some browsers drop a table MATH in which one of its three parts is missing.
        slant, heights = {"f": 5 * hundredth}, {"parenleft": [("parenleft", 100 * hundredth)]}
        buildMathTable(font, places | scales, slant, vertGlyphVariants=heights)
        subset.save_font(font, target / name, options)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register node, directive and transform; write the font first."""
    app.add_node(drawing, html=(visit, None))
    app.add_directive("drawing", DrawingDirective)
    app.add_post_transform(Inline)
    app.connect("builder-inited", write_fonts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
