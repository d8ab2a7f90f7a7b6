"""SVG text of a drawing: plain attributes that a style sheet can overrule, and marks as links."""

from __future__ import annotations

import io
import re
import warnings
from xml.etree import ElementTree

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from themeshift.figures import colours, style

#: The page's web font of figures, and what stands in for it elsewhere.
FAMILY = f"Figures, '{style.FONT}', Verdana, sans-serif"
#: What the id of a mark that links begins with: one that the tab key reaches, and one that it skips.
LINK, QUIET_LINK = "link:", "quiet:"
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_FONT = re.compile(r"(?:(?P<weight>bold|[1-9]00) )?(?P<size>[\d.]+)px")
_LONG = re.compile(r"\d+\.\d{3,}")
_SHAPES = (f"{_NAMESPACE}path", f"{_NAMESPACE}use")
_DEFAULTS = {"stroke-linejoin": "round", "text-anchor": "start", "font-weight": "400"}

ElementTree.register_namespace("", _NAMESPACE.strip("{}"))


def render(drawing: Figure) -> str:
    """The drawing as SVG text, the same bytes each time."""
    target = io.BytesIO()
    with matplotlib.rc_context(style.SETTINGS), warnings.catch_warnings():
        # A letter that the font lacks is drawn by the reader's own.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        FigureCanvasSVG(drawing).print_svg(target, metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(target.getvalue())
    _simplify(root)
    width, height = (float(part) for part in root.get("viewBox", "").split()[2:])
    root.attrib = {
        "width": f"{width:g}",
        "height": f"{height:g}",
        "viewBox": f"0 0 {width:g} {height:g}",
        "font-family": FAMILY,
        "stroke-linejoin": "round",
    }
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def bitmap(svg: str, scale: float = 1.0, page: str = colours.PAPER) -> bytes:
    """An SVG of ours as PNG on a page of that colour; in the dark theme where the page is dark."""
    import resvg_py

    if page == colours.DARK_PAPER:
        svg = re.sub(r"#[0-9a-f]{6}", lambda found: colours.dark(found[0]), svg)
    paper = f'<rect width="100%" height="100%" fill="{page}"/>'
    svg = re.sub(r"(<svg[^>]*>)", rf"\1{paper}", svg, count=1)
    fonts = f"{matplotlib.get_data_path()}/fonts/ttf"
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_dirs=[fonts], zoom=scale))


def _simplify(parent: ElementTree.Element) -> None:
    """Drop what says nothing, turn styles into attributes and make links of the marks."""
    for child in list(parent):
        if child.tag in (f"{_NAMESPACE}metadata", f"{_NAMESPACE}style"):
            parent.remove(child)
            continue
        _simplify(child)
        if child.tag == f"{_NAMESPACE}defs" and not len(child):
            parent.remove(child)
            continue
        _attributes(child)
        if child.tag != f"{_NAMESPACE}g":
            continue
        name = child.attrib.pop("id", "")
        if name.startswith((LINK, QUIET_LINK)):
            _link(child, *name.partition(":")[::2])
        elif not child.attrib:
            # A group without a style of its own: its parts stand for it.
            place = list(parent).index(child)
            parent.remove(child)
            for offset, part in enumerate(list(child)):
                parent.insert(place + offset, part)


def _attributes(element: ElementTree.Element) -> None:
    """The element's style as attributes, its numbers to two places."""
    style_text = element.attrib.pop("style", "")
    for part in filter(None, (one.strip() for one in style_text.split(";"))):
        name, _, value = (one.strip() for one in part.partition(":"))
        if name == "font":
            found = _FONT.search(value)
            element.set("font-size", f"{float(found['size']):g}")
            if found["weight"]:
                element.set("font-weight", found["weight"])
        elif _DEFAULTS.get(name) != value:
            element.set(name, value.lower() if value.startswith("#") else value)
    if element.get(_HREF):
        element.set("href", element.attrib.pop(_HREF))
    element.attrib.pop("font-family", None)
    if "font-size" in element.attrib:
        element.set("font-size", element.get("font-size", "").removesuffix("px"))
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    for name in ("d", "x", "y", "transform", "width", "height"):
        if name in element.attrib:
            shortened = _LONG.sub(lambda found: f"{float(found[0]):.2f}", element.get(name, ""))
            element.set(name, " ".join(shortened.split()))


def _link(group: ElementTree.Element, kind: str, title: str) -> None:
    """Make a mark's group a link with a title, which a tooltip shows and a screen reader says."""
    kept = list(group.iter(f"{_NAMESPACE}defs"))
    defined = {part for one in kept for part in one.iter()}
    inside = [part for part in group.iter() if part.tag in _SHAPES and part not in defined]
    target = next(part.get("href", "") for part in group.iter(f"{_NAMESPACE}a"))
    group.clear()
    group.tag = f"{_NAMESPACE}a"
    group.attrib = {"href": target, "fill": "none", "pointer-events": "all"}
    if kind == QUIET_LINK.rstrip(":"):
        group.set("tabindex", "-1")
    ElementTree.SubElement(group, f"{_NAMESPACE}title").text = title
    for shape in inside:
        for name in ("fill", "stroke", "opacity", "stroke-linejoin"):
            shape.attrib.pop(name, None)
    for part in (part for one in kept for part in one):
        part.attrib.pop("stroke", None)
    group.extend([*kept, *inside])
