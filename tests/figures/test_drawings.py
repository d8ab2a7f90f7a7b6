"""Every figure, in both drawings: readable, apart, the same each time, and safe in a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from xml.etree import ElementTree

import matplotlib
import miniature
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text

from themeshift import figures, package
from themeshift.figures import style
from themeshift.prose import links

PACKAGES = ("data", "small", "two_phases", "five_phases", "long_labels")
NAMES = ("two_lines", "french", "decomposition", "trajectories", "projects", "structure",
         "choices", "agreement", "first_profile", "last_profile")  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


@cache
def made(small: package.Package, name: str) -> figures.Figure:
    phases = list(small.phases["phase_id"])
    special = {
        "french": lambda: figures.two_lines(small, "fr"),
        "first_profile": lambda: figures.profile(small, phases[0]),
        "last_profile": lambda: figures.profile(small, phases[-1]),
    }
    return special.get(name, lambda: getattr(figures, name)(small))()


@pytest.fixture(params=[(one, name) for one in PACKAGES for name in NAMES], ids="-".join)
def figure(request: pytest.FixtureRequest) -> Iterator[figures.Figure]:
    table, name = request.param
    return made(request.getfixturevalue(table), name)


def faults(drawing: Drawing) -> list[str]:
    """What of a drawing's texts is cut off or overlaps, by the renderer's own measure."""
    with matplotlib.rc_context(style.SETTINGS):
        return _faults(FigureCanvasAgg(drawing))


def _faults(canvas: FigureCanvasAgg) -> list[str]:
    drawing = canvas.figure
    canvas.draw()
    width, height = drawing.get_size_inches() * style.DPI
    boxes = []
    for text in drawing.findobj(Text):
        if not text.get_visible() or not text.get_text().strip():
            continue
        box = text.get_window_extent(canvas.get_renderer())
        boxes.append((text.get_text(), box.padded(-1)))
    found = [
        f"{text!r} is cut off"
        for text, box in boxes
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1
    ]
    for (text, box), (other, another) in combinations(boxes, 2):
        if box.overlaps(another):
            found.append(f"{text!r} overlaps {other!r}")
    return found


def test_no_text_overlaps_another_or_is_cut_off(figure: figures.Figure) -> None:
    for drawing in figure.drawings:
        assert faults(drawing) == []


def test_the_measure_of_overlap_finds_what_overlaps_and_what_is_cut() -> None:
    drawing = style.sheet(200, 100)
    drawing.text(0.1, 0.5, "one label")
    drawing.text(0.2, 0.5, "another")
    drawing.text(0.9, 0.1, "over the edge")
    assert len(faults(drawing)) == 2


@pytest.mark.parametrize("name", NAMES)
def test_each_drawing_of_the_book_fits_its_screen(data: package.Package, name: str) -> None:
    for drawing, width in zip(made(data, name).drawings, style.TALLEST, strict=True):
        across, down = drawing.get_size_inches() * style.DPI
        assert across == pytest.approx(width)
        assert down <= style.TALLEST[width]


@pytest.mark.parametrize("name", NAMES)
def test_text_shows_at_twelve_pixels_or_more(data: package.Package, name: str) -> None:
    """In a column of 736 pixels, the widest that the page gives, and of 350 on a phone."""
    figure = made(data, name)
    for svg, shown in ((figure.wide, 736 / style.WIDE), (figure.narrow, 1)):
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
        assert sizes and min(sizes) * shown >= 12


def test_title_opens_caption_and_alternative_text(figure: figures.Figure) -> None:
    plain = re.sub(r"\\(.)", r"\1", figure.caption)
    assert plain.startswith(f"**{figure.title}.** ")
    assert figure.alt.startswith(f"{figure.title}. ")


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_the_same_each_time(small: package.Package, name: str) -> None:
    one, other = made(small, name), made.__wrapped__(small, name)
    assert (one.wide, one.narrow) == (other.wide, other.narrow)
    for foreign in ("matplotlib", "dc:date", "<metadata"):
        assert foreign not in one.wide


def test_every_link_has_a_target_in_the_book_and_a_title(figure: figures.Figure) -> None:
    for svg in (figure.wide, figure.narrow):
        for link in ElementTree.fromstring(svg).iter(f"{SVG}a"):
            target = link.get("href", "").partition("?")
            links.href(target[0] if "/" in target[0] else "".join(target))
            assert link.findtext(f"{SVG}title")
            shapes = [part for part in link if part.tag in (f"{SVG}path", f"{SVG}use")]
            assert shapes, "nothing to point at"
            assert not any(shape.get("id") for shape in shapes), "a definition is no mark"


def test_links_of_two_lines_open_the_passages_of_phase_and_pole(small: package.Package) -> None:
    targets = re.findall(r'href="([^"#][^"]*)"', figures.two_lines(small).wide)
    assert "phase=2030-contract&amp;theme=machines" in targets
    assert "phase=2032-amendment&amp;theme=rivers,ports" in targets
    assert len(targets) == 2 * len(small.phases)


def test_few_marks_stop_the_tab_key(data: package.Package) -> None:
    for name in NAMES:
        stops = [
            link
            for link in ElementTree.fromstring(made(data, name).wide).iter(f"{SVG}a")
            if link.get("tabindex") != "-1"
        ]
        assert len(stops) <= max(2 * len(data.phases), len(data.themes), len(data.projects))


def test_markup_in_a_label_is_text(tmp_path) -> None:
    bad = '<script>alert("x")</script>&'

    def themes(rows: miniature.Rows) -> miniature.Rows:
        return [row | {"short_label": bad + str(n)} for n, row in enumerate(rows)]

    def phases(rows: miniature.Rows) -> miniature.Rows:
        return [row | {"short_label": bad + row["short_label"]} for row in rows]

    folder = miniature.write(tmp_path / "data", themes=themes, phases=phases)
    small = package.load(folder)
    for name in NAMES:
        figure = made(small, name)
        for svg in (figure.wide, figure.narrow):
            tags = {element.tag for element in ElementTree.fromstring(svg).iter()}
            assert f"{SVG}script" not in tags and "<script" not in svg
        assert not re.search(r"(?<!\\)<script", figure.caption)


def test_the_card_is_the_size_that_social_media_ask_for(data: package.Package) -> None:
    card = ElementTree.fromstring(figures.card(data))
    assert (card.get("width"), card.get("height")) == ("1200", "630")
    inner = next(card.iter(f"{SVG}svg"), None)
    drawn = list(card)[-1]
    assert inner is not None
    assert float(drawn.get("y")) + float(drawn.get("height")) <= 630
    assert float(drawn.get("x")) + float(drawn.get("width")) <= 1200


def test_a_notebook_shows_both_drawings_and_what_they_say(small: package.Package) -> None:
    bundle, said = figures.two_lines(small)._repr_mimebundle_()
    assert set(bundle) == {
        "image/svg+xml", "application/vnd.themeshift.narrow+xml", "text/plain",
    }  # fmt: skip
    assert set(said["themeshift"]) == {"name", "caption", "alt", "data"}
