"""Every figure, in both drawings: readable, apart, the same each time, and safe in a page."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import matplotlib
import pytest
from drawn import NAMES, draw
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from themeshift import package
from themeshift.figures import poles, style
from themeshift.figures.figure import Figure
from themeshift.prose import links

PACKAGES = ("data", "small", "two_phases", "long_labels")
#: Tallest drawings that fit a laptop's and a phone's screen with their caption.
TALLEST = {style.WIDE: 620, style.NARROW: 740}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=[(one, name) for one in PACKAGES for name in NAMES], ids="-".join)
def figure(request: pytest.FixtureRequest, made) -> Figure:
    return made(*request.param)


def faults(drawing: style.Sheet) -> list[str]:
    """What of a drawing's texts is cut off or overlaps, by the renderer's own measure."""
    with matplotlib.rc_context(style.SETTINGS):
        canvas = FigureCanvasAgg(drawing)
        drawing.draw_without_rendering()
        boxes = [
            (text.get_text(), Text.get_window_extent(text, canvas.get_renderer()).padded(-1))
            for text in drawing.findobj(Text)
            if text.get_visible() and text.get_text().strip()
        ]
    width, height = drawing.get_size_inches() * style.DPI
    found = [
        f"{text!r} is cut off"
        for text, box in boxes
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]
    return found + [
        f"{text!r} overlaps {other!r}"
        for (text, box), (other, another) in combinations(boxes, 2)
        if box.overlaps(another)
    ]


def test_no_text_overlaps_another_or_is_cut_off(figure: Figure) -> None:
    for drawing in figure.drawings:
        assert faults(drawing) == []


def test_the_measure_of_overlap_finds_what_overlaps_and_what_is_cut() -> None:
    drawing = style.Sheet(200, 100)
    drawing.text(0.1, 0.5, "one label")
    drawing.text(0.2, 0.5, "another")
    drawing.text(0.9, 0.1, "over the edge")
    assert len(faults(drawing)) == 2


@pytest.mark.parametrize("name", NAMES)
def test_each_drawing_of_the_book_fits_its_screen(made, name: str) -> None:
    """Text has 12 pixels or more in columns of 736, the widest that the page gives, and of 350."""
    figure = made("data", name)
    shown = zip(figure.drawings, (figure.wide, figure.narrow), (736, 350), strict=True)
    for (drawing, svg, column), width in zip(shown, TALLEST, strict=True):
        across, down = drawing.get_size_inches() * style.DPI
        assert across == pytest.approx(width) and down <= TALLEST[width]
        sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", svg)]
        assert sizes and min(sizes) * column / width >= 12


def test_title_opens_caption_and_alternative_text(figure: Figure) -> None:
    assert re.sub(r"\\(.)", r"\1", figure.caption).startswith(f"**{figure.title}.** ")
    assert f"{figure.alt} ".startswith(f"{figure.title}. ")
    assert not re.search(r"(?<!\\)<", figure.caption), "markup in a label is text"


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_the_same_each_time(made, small: package.Package, name: str) -> None:
    one, other = made("small", name), draw(small, name)
    assert (one.wide, one.narrow) == (other.wide, other.narrow)
    for foreign in ("matplotlib", "dc:date", "<metadata"):
        assert foreign not in one.wide


def test_no_two_drawings_share_an_id(made) -> None:
    """A page holds several: a mark would take the look of another's."""
    drawings = [
        getattr(made("data", name), width) for name in NAMES for width in ("wide", "narrow")
    ]
    ids = re.findall(r' id="([^"]+)"', "".join(drawings))
    assert ids and len(set(ids)) == len(ids)


def test_every_link_has_a_target_in_the_book_and_a_title(figure: Figure) -> None:
    for svg in (figure.wide, figure.narrow):
        root = ElementTree.fromstring(svg)
        assert not [one for one in root.iter() if "script" in one.tag], "markup in a label is text"
        for link in root.iter(f"{SVG}a"):
            target = link.get("href", "").partition("?")
            links.href(target[0] if "/" in target[0] else "".join(target))
            assert link.findtext(f"{SVG}title")
            (place,) = link.iter(f"{SVG}rect")
            assert min(float(place.get(side)) for side in ("width", "height")) >= 9


def test_links_of_two_lines_open_the_passages_of_phase_and_pole(made) -> None:
    targets = re.findall(r'href="([^"#][^"]*)"', made("small", "two_lines").wide)
    assert "phase=2030-contract&amp;theme=machines" in targets
    assert "phase=2032-amendment&amp;theme=rivers,ports" in targets
    assert len(targets) == 2 * 3


def test_few_marks_stop_the_tab_key(made, data: package.Package) -> None:
    most = max(2 * len(data.phases), len(data.themes), len(data.projects))
    for name in NAMES:
        marks = ElementTree.fromstring(made("data", name).wide).iter(f"{SVG}a")
        assert len([one for one in marks if one.get("tabindex") != "-1"]) <= most


def test_the_card_is_the_size_that_social_media_ask_for(data: package.Package) -> None:
    card = poles.card(data)
    size = [int.from_bytes(card[start : start + 4], "big") for start in (16, 20)]
    assert card.startswith(b"\x89PNG") and size == [1200, 630]


def test_a_notebook_shows_both_drawings_and_what_they_say(made) -> None:
    bundle, said = made("small", "two_lines")._repr_mimebundle_()
    narrow = "application/vnd.themeshift.narrow+xml"
    assert set(bundle) == {"image/svg+xml", narrow, "text/plain"}
    assert set(said["themeshift"]) == {"name", "caption", "alt"}


def test_what_is_shortened_in_tags_stays_in_texts() -> None:
    label = 'a font-family, text-anchor: start  id="a_1" xlink:href 0.1234'

    def draw(width: float) -> style.Sheet:
        sheet = style.Sheet(width, 40)
        sheet.text(0, 0.5, label)
        sheet.text(0, 0, "another")
        return sheet

    root = ElementTree.fromstring(Figure("a", draw, "A", "", "", "a").wide)
    assert [one.text for one in root.iter(f"{SVG}text")] == [label, "another"]
