"""How does a drawing become one small SVG for both themes?

The drawing library's output is rewritten: each glyph stands once in coarse whole numbers, styles
become attributes, nothing is drawn outside need, and a style sheet turns each colour into its
partner where the reader prefers the dark theme. Same drawing, same bytes.
"""

from __future__ import annotations

import io
import re
import warnings
from string import ascii_letters
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing

from themeshift import colours
from themeshift.figures import style

_NAMESPACE = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
#: Glyphs are drawn on a grid of this many units to the font's size.
GLYPH_GRID = 800
#: The drawing library draws glyphs at this size and in 64ths.
_LIBRARY_GRID = 6400
_COMMAND = re.compile(r"([MLQCHVZz])([^MLQCHVZz]*)")
_KEPT = (
    "fill",
    "fill-opacity",
    "opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "clip-path",
)
_DEFAULTS = {
    ("stroke-dashoffset", "0"),
    ("stroke-opacity", "1"),
    ("fill-opacity", "1"),
    ("opacity", "1"),
    ("stroke-linecap", "butt"),
    ("stroke-width", "1"),
    ("stroke-linejoin", "round"),
    ("stroke-linejoin", "miter"),
}


def _number(value: float, decimals: int = 2) -> str:
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"
    text = "0" if text in ("-0", "") else text
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _joined(numbers: list[str]) -> str:
    text = ""
    for number in numbers:
        text += number if not text or number.startswith("-") else f" {number}"
    return text


def _path(data: str, decimals: int = 1) -> str:
    """Path data with absolute coordinates; small shapes that are used often need two decimals."""
    parts = []
    for command, rest in _COMMAND.findall(data):
        numbers = [_number(float(value), decimals) for value in rest.split()]
        parts.append(command + _joined(numbers))
    return "".join(parts)


def _glyph(data: str) -> str:
    """A glyph's outline, upside up, in whole relative steps of the glyph grid."""
    factor = GLYPH_GRID / _LIBRARY_GRID
    parts, here, start = [], (0, 0), (0, 0)
    for command, rest in _COMMAND.findall(data):
        if command in "Zz":
            parts.append("z")
            here = start
            continue
        values = [float(value) for value in rest.split()]
        points = [
            (round(across * factor), round(-up * factor))
            for across, up in zip(values[::2], values[1::2], strict=True)
        ]
        steps = [
            str(value - origin)
            for point in points
            for value, origin in zip(point, here, strict=True)
        ]
        parts.append(command.lower() + _joined(steps))
        here = points[-1]
        if command == "M":
            start = here
    return "".join(parts)


def _style_of(element: ElementTree.Element) -> dict[str, str]:
    declarations = dict(
        part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part
    )
    found = {name.strip(): value.strip() for name, value in declarations.items()}
    for name in _KEPT:
        if element.get(name) is not None:
            found.setdefault(name, element.get(name))
    return {name: found[name] for name in _KEPT if name in found}


def _short(number: int) -> str:
    """A name of one or two letters; a drawing holds thousands of references to glyphs."""
    first, second = divmod(number, len(ascii_letters))
    return (ascii_letters[first - 1] if first else "") + ascii_letters[second]


class _Writer:
    """Collects the shapes of one drawing."""

    def __init__(self) -> None:
        self.glyphs: dict[str, str] = {}
        self.outlines: dict[str, str] = {}
        self.shapes: dict[str, str] = {}
        self.definitions: list[str] = []
        self.lines: dict[str, int] = {}
        self.body: list[str | tuple[str, tuple[str, str]]] = []
        self.colours: set[str] = set()

    def attributes(self, element: ElementTree.Element) -> str:
        """The element's style as attributes, so that a style sheet can overrule them."""
        written = []
        for name, value in _style_of(element).items():
            if (name, value) in _DEFAULTS:
                continue
            if name in ("fill", "stroke") and value.startswith("#"):
                value = value.lower()
                self.colours.add(value)
            elif re.fullmatch(r"[\d.]+(, *[\d.]+)*", value):
                value = " ".join(_number(float(part)) for part in value.split(","))
            written.append(f" {name}={quoteattr(value)}")
        return "".join(written)

    def walk(self, element: ElementTree.Element) -> None:
        """Take over an element and what it holds."""
        tag = element.tag.removeprefix(_NAMESPACE)
        if tag == "g" and "scale(" in element.get("transform", ""):
            self.text(element)
        elif tag == "path":
            data = _path(element.get("d", ""))
            if data:
                self.body.append(f'<path d="{data}"{self.attributes(element)}/>')
        elif tag == "use":
            name = self.shapes[element.get(_HREF)[1:]]
            across, down = (_number(float(element.get(axis, "0"))) for axis in "xy")
            self.body.append(
                f'<use href="#{name}" x="{across}" y="{down}"{self.attributes(element)}/>'
            )
        elif tag == "defs":
            for path in element.iter(f"{_NAMESPACE}path"):
                self.shape(path)
        elif tag in ("svg", "g"):
            for child in element:
                self.walk(child)

    def shape(self, path: ElementTree.Element) -> None:
        """A marker's outline, kept once; its colours come from where it is used."""
        data = _path(path.get("d", ""), 2)
        if data not in self.outlines:
            self.outlines[data] = f"_{len(self.outlines)}"
            self.definitions.append(f'<path id="{self.outlines[data]}" d="{data}"/>')
        self.shapes[path.get("id", "")] = self.outlines[data]

    def text(self, group: ElementTree.Element) -> None:
        """A line of text as references to glyphs, at its place and size."""
        for path in group.iter(f"{_NAMESPACE}path"):
            name = path.get("id", "")
            if name not in self.glyphs:
                outline = _glyph(path.get("d", ""))
                self.glyphs[name] = _short(len(self.glyphs)) if outline else ""
                if outline:
                    self.definitions.append(f'<path id="{self.glyphs[name]}" d="{outline}"/>')
        letters = []
        for use in group.iter(f"{_NAMESPACE}use"):
            name = self.glyphs[use.get(_HREF)[1:]]
            shift = re.search(r"translate\(([-\d.]+)", use.get("transform", ""))
            across = round(float(shift[1]) * GLYPH_GRID / 100) if shift else 0
            if name:
                letters.append(f'<use href="#{name}"' + (f' x="{across}"/>' if across else "/>"))
        if letters:
            place, size = _placed(group)
            line = f'<g{self.attributes(group)} transform="{size}">{"".join(letters)}</g>'
            self.lines[line] = self.lines.get(line, 0) + 1
            self.body.append((line, place))

    def written(self) -> tuple[str, str]:
        """Definitions and body; a line of text that comes several times is defined once."""
        names = {}
        for line, times in self.lines.items():
            if times > 1:
                names[line] = f"_t{len(names)}"
        definitions = [*self.definitions]
        definitions += [f'<g id="{name}"{line[2:]}' for line, name in names.items()]
        body = []
        for part in self.body:
            if isinstance(part, str):
                body.append(part)
                continue
            line, (across, down) = part
            if line in names:
                body.append(f'<use href="#{names[line]}" x="{across}" y="{down}"/>')
            else:
                moved = f'transform="translate({across} {down})'
                body.append(line.replace('transform="', moved, 1))
        return "".join(definitions), "\n".join(body)


def _placed(group: ElementTree.Element) -> tuple[tuple[str, str], str]:
    """Where a line of text stands; and how it is turned and its size on the glyph grid."""
    transform = group.get("transform", "")
    place = re.search(r"translate\(([-\d.e]+) ([-\d.e]+)\)", transform)
    size = re.search(r"scale\(([\d.]+) ", transform)
    turn = re.search(r"rotate\(([-\d.]+)\)", transform)
    at = (_number(float(place[1])), _number(float(place[2]))) if place else ("0", "0")
    scale = _number(float(size[1]) * 100 / GLYPH_GRID, 6)
    return at, (f"rotate({turn[1]})" if turn else "") + f"scale({scale})"


def text_sizes(svg: str) -> list[float]:
    """Sizes of all lines of text of a finished SVG, in its units."""
    scales = re.findall(r'<g[^>]* transform="[^"]*scale\(([\d.]+)\)', svg)
    return [round(float(scale) * GLYPH_GRID, 2) for scale in scales]


def view(svg: str) -> tuple[float, float]:
    """Width and height of a finished SVG, in its units."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    return float(found[1]), float(found[2])


def render(drawing: Drawing, title: str) -> str:
    """The drawing as SVG text with its title, a background and rules for the dark theme."""
    with matplotlib.rc_context(style.SETTINGS), warnings.catch_warnings():
        # A letter that the font lacks shows as a box; the page's own text has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        target = io.BytesIO()
        FigureCanvasSVG(drawing).print_svg(target, metadata={"Date": None, "Creator": None})
    root = ElementTree.fromstring(target.getvalue())
    writer = _Writer()
    writer.walk(root)
    width, height = (float(part) for part in root.get("viewBox", "").split()[2:])
    definitions, body = writer.written()
    shown = style.SHOWN_WIDTH
    used = sorted(writer.colours | {colours.PAPER})
    rules = "".join(
        f'[{name}="{colour}"]{{{name}:{colours.dark(colour)}}}'
        for colour in used
        for name in ("fill", "stroke")
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{shown}"'
        f' height="{_number(shown * height / width, 1)}"'
        f' viewBox="0 0 {_number(width)} {_number(height)}" stroke-linejoin="round" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>\n"
        f'<rect width="{_number(width)}" height="{_number(height)}" rx="6" fill="{colours.PAPER}"/>\n'
        f"<defs>{definitions}</defs>\n{body}\n</svg>\n"
    )


def bitmap(drawing: Drawing, scale: float = 3.0) -> bytes:
    """The drawing as PNG in the light theme, `scale` pixels to a unit."""
    with matplotlib.rc_context(style.SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        target = io.BytesIO()
        drawing.savefig(
            target,
            format="png",
            dpi=72 * scale,
            facecolor=colours.PAPER,
            metadata={"Software": None},
        )
    return target.getvalue()
