"""SVG text of a drawing: plain attributes that a style sheet can overrule, and its links."""

from __future__ import annotations

import io
import re
import warnings
from xml.etree import ElementTree

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG

from themeshift.figures import colours, style

#: The page's web font of figures, and what stands in for it elsewhere.
_FAMILY = f"Figures, '{style.FONT}', Verdana, sans-serif"
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_FONT = re.compile(r"(?:(?P<weight>bold|[1-9]00) )?(?P<size>[\d.]+)px")
_LONG = re.compile(r"\d+\.\d{3,}")
_DEFAULTS = {"stroke-linejoin": "round", "text-anchor": "start", "font-weight": "400"}

ElementTree.register_namespace("", _NAMESPACE.strip("{}"))


def render(drawing: style.Sheet) -> str:
    """The drawing as SVG text, the same bytes each time."""
    target = io.BytesIO()
    with matplotlib.rc_context(style.SETTINGS), warnings.catch_warnings():
        # A letter that the font lacks is drawn by the reader's own.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        FigureCanvasSVG(drawing).print_svg(target, metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(target.getvalue())
    _simplify(root)
    width, height = (f"{side:g}" for side in drawing.bbox.size)
    root.attrib = {"width": width, "height": height, "viewBox": f"0 0 {width} {height}",
                   "font-family": _FAMILY, "stroke-linejoin": "round"}  # fmt: skip
    root.extend(_link(link, drawing.bbox.height) for link in drawing.links)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def bitmap(svg: str, scale: float) -> bytes:
    """An SVG of ours as PNG on a light page."""
    import resvg_py

    fonts = f"{matplotlib.get_data_path()}/fonts/ttf"
    look = {"font_dirs": [fonts], "zoom": scale, "background": colours.PAPER}
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, **look))


def _simplify(parent: ElementTree.Element) -> None:
    """Drop what says nothing, and turn styles into attributes."""
    for child in list(parent):
        _simplify(child)
        empty = child.tag == f"{_NAMESPACE}defs" and not len(child)
        if empty or child.tag in (f"{_NAMESPACE}metadata", f"{_NAMESPACE}style"):
            parent.remove(child)
            continue
        _attributes(child)
        if child.tag != f"{_NAMESPACE}g":
            continue
        child.attrib.pop("id", "")
        if not child.attrib:
            # A group without a style of its own: its parts stand for it.
            place = list(parent).index(child)
            parent[place : place + 1] = list(child)


def _attributes(element: ElementTree.Element) -> None:
    """The element's style as attributes, its numbers to two places."""
    for part in filter(None, element.attrib.pop("style", "").split(";")):
        name, _, value = (one.strip() for one in part.partition(":"))
        if name == "font":
            found = _FONT.search(value)
            element.set("font-size", f"{float(found['size']):g}")
            if found["weight"]:
                element.set("font-weight", found["weight"])
        elif _DEFAULTS.get(name) != value:
            element.set(name, value)
    element.attrib.pop("font-family", None)
    if "font-size" in element.attrib:
        element.set("font-size", element.attrib["font-size"].removesuffix("px"))
    if _HREF in element.attrib:
        element.set("href", element.attrib.pop(_HREF))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for name in {"d", "x", "y", "transform", "width", "height"} & set(element.attrib):
        shortened = _LONG.sub(lambda found: f"{float(found[0]):.2f}", element.attrib[name])
        element.set(name, " ".join(shortened.split()))


def _link(link: style.Link, height: float) -> ElementTree.Element:
    """A link over its place, with a title that a tooltip shows and a screen reader says."""
    look = {"href": link.target, "fill": "none", "pointer-events": "all"}
    found = ElementTree.Element("a", look | ({"tabindex": "-1"} if link.quiet else {}))
    ElementTree.SubElement(found, "title").text = link.title
    box = link.place
    place = {"x": box.xmin, "y": height - box.ymax, "width": box.xmax - box.xmin,
             "height": box.ymax - box.ymin}  # fmt: skip
    ElementTree.SubElement(found, "rect", {name: f"{one:.2f}" for name, one in place.items()})
    return found
