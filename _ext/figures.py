"""Figures drawn inside the page: a wide and a narrow drawing, with links, tooltips and two themes.

A notebook shows `image/svg+xml` and, for a phone, a narrow drawing beside it. In the book both stand
in the page itself; the style sheet shows the one that fits. The directive

    ```{drawing} home
    ```

puts a figure of appendices/generated/figures/home.json into a page without code, and
`/chapters/synthesis.ipynb::fig-lines` one of a notebook.
"""

from __future__ import annotations

import json
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
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from themeshift.figures.colours import dark
from themeshift.figures.figure import NARROW_TYPE

logger = logging.getLogger(__name__)

GENERATED = "appendices/generated/figures"
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
SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
SHAPES = {
    "svg", "g", "defs", "a", "title", "desc", "path", "rect", "circle", "ellipse", "line",
    "polyline", "polygon", "text", "tspan", "use", "clipPath", "pattern",
}  # fmt: skip
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_OWN = re.compile(r"url\(#([^)]+)\)")


class drawing(nodes.General, nodes.Element):
    """A figure's drawings: `wide` and `narrow` (SVG text; the latter may be empty), `alt`, `name`."""


class DrawingDirective(SphinxDirective):
    """Show a figure that was written beside the pages, or that a notebook shows."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"name": str}

    def run(self) -> list[nodes.Node]:
        """Return the figure with its caption."""
        found = self.found(self.arguments[0])
        if found is None:
            logger.warning("no figure %s", self.arguments[0], location=self.get_location())
            return []
        figure = nodes.figure("", drawing(**found))
        self.set_source_info(figure)
        caption = self.parse_text_to_nodes(found["caption"]) if found["caption"] else []
        if caption:
            figure += nodes.caption("", "", *caption[0].children)
        self.options.setdefault("name", found["name"])
        self.add_name(figure)
        return [figure]

    def found(self, argument: str) -> dict[str, str] | None:
        """Return the texts of a figure, or None where there is none."""
        path, apart, name = argument.rpartition("::")
        if not apart:
            relative = f"{GENERATED}/{name}.json"
            self.env.note_dependency(relative)
            file = Path(self.env.srcdir) / relative
            return {"narrow": "", **json.loads(file.read_text("utf-8"))} if file.is_file() else None
        relative, _ = self.env.relfn2path(path)
        self.env.note_dependency(relative)
        page = self.env.path2doc(self.env.srcdir / relative) or ""
        output = notebooks.outputs(self.env, page).get(name)
        return described(output) if output else None


def described(output: dict[str, Any]) -> dict[str, str]:
    """Return the texts of a figure that a notebook shows."""
    said = output["metadata"]["themeshift"]
    return {
        "name": said["name"],
        "caption": said.get("caption", ""),
        "alt": said["alt"],
        "wide": notebooks.content(output, "image/svg+xml"),
        "narrow": notebooks.content(output, NARROW_TYPE),
    }


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
    translator.body.append(f'<div class="drawing" role="group" aria-label="{alt}">\n')
    for width in ("wide", "narrow") if node["narrow"] else ("wide",):
        kind = width if node["narrow"] else "only"
        translator.body.append(inline(node[width], f"{node['name']}-{width}-", kind, translator))
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def inline(svg: str, prefix: str, kind: str, translator: HTML5Translator) -> str:
    """Return an SVG for the inside of a page: own ids, links resolved, colours for two themes.

    Elements and attributes that could do anything but draw, name and link are left out.
    """
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", svg))
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.removeprefix(SVG) not in SHAPES:
                parent.remove(child)
    for element in root.iter():
        tag = element.tag = element.tag.removeprefix(SVG)
        link = element.attrib.pop(XLINK, "") or element.attrib.pop("href", "")
        for name, value in list(element.items()):
            if name.startswith(("on", "{")) or name == "target":
                del element.attrib[name]
            elif name == "id":
                element.set(name, prefix + value)
            elif name != "aria-label":
                value = _OWN.sub(lambda found: f"url(#{prefix}{found[1]})", value)
                element.set(name, _COLOUR.sub(lambda found: both(found[0]), value))
        if tag == "use":
            element.set("href", f"#{prefix}{link.removeprefix('#')}")
        elif tag == "a" and link:
            page = translator.builder.current_docname
            element.set("href", address(translator.builder, page, schemed(link)))
            if not any(one.tag.removeprefix(SVG) == "text" for one in element.iter()):
                title = next((one.text for one in element.iter(f"{SVG}title") if one.text), "")
                element.set("aria-label", element.get("aria-label") or title or "passages")
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("class", kind)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False) + "\n"


def both(colour: str) -> str:
    """Return a colour, written #rgb or #rrggbb, for both themes."""
    colour = colour.lower() if len(colour) == 7 else "#" + "".join(2 * one for one in colour[1:])
    return f"light-dark({colour}, {dark(colour)})"


def write_fonts(app: Sphinx) -> None:
    """Write the web font of drawings and formulas, with the letters they may need, of matplotlib's."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static"
    target.mkdir(parents=True, exist_ok=True)
    options = subset.Options(flavor="woff2", hinting=False, notdef_outline=True)
    options.layout_features, options.name_IDs, options.recalc_timestamp = ["kern"], [1, 2], False
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
