"""A broken page is named, with what is wrong; a whole site passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from themeshift.build import site


def page(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>\n{body}\n</body></html>'


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A whole little site: three pages, a style sheet, an image, a table to download."""
    files = {
        "html/index.html": page(
            '<a href="chapters/01-a.html#top">chapter</a> <a href="https://example.org">far</a>'
        ),
        "html/chapters/01-a.html": page(
            '<h1 id="top">A</h1><img src="../_images/a.svg" alt="A line that rises">'
            '<a href="../generated/passages.html?phase=x#u-1">7</a><a href="#top">up</a>'
            '<a href="../data/x.csv">CSV</a><span class="pasted-text">7</span>'
            '<div class="drawing" aria-label="Two lines"><svg><use href="#m"/></svg></div>'
            "<table><tr><th>theme</th><td>none</td><td></td></tr></table>",
            '<link rel="stylesheet" href="../_static/a.css">',
        ),
        "html/generated/passages.html": page('<p id="u-1">Gist <code>](#x</code></p>'),
        "html/search.html": page("Search"),
        "html/_static/a.css": "body { background: url('a.png') } i { background: url(data:x) }"
        "@font-face { src: url(gone.woff2) }",
        "html/_static/a.png": "",
        "html/_images/a.svg": "<svg/>",
        "html/data/x.csv": "a\n1\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def faults(book: Path) -> list[str]:
    return site.faults(book / "html")


def add(book: Path, body: str) -> None:
    """Put something onto the chapter's page."""
    path = book / "html/chapters/01-a.html"
    path.write_text(path.read_text(encoding="utf-8").replace("</body>", f"{body}</body>"))


def test_a_whole_site_has_no_fault(book):
    assert faults(book) == []


def test_no_site_at_all_is_a_fault(tmp_path):
    assert site.faults(tmp_path) == ["index.html: not built"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<span class="pasted-text"></span>', "computed value is empty"),
        ('<a class="num" href="#top"> </a>', "computed value is empty"),
        ('<span class="pasted-text">nan</span>', "computed value is empty"),
        ("<table><tr><td><p>NaN</p></td></tr></table>", "cell shows no value: <td><p>NaN"),
        (
            '<img src="../_images/a.svg">',
            'no alternative text: <img src="../_images/a.svg">',
        ),
        ('<img src="../_images/a.svg" alt=" ">', "no alternative text"),
        ('<img src="../_images/a.svg" alt="../_images/a.svg">', "alternative text is a path"),
        (
            '<div class="drawing"><svg></svg></div>',
            'no alternative text: <div class="drawing">',
        ),
        (
            "<pre>Traceback (most recent call last):</pre>",
            "an error: <pre>Traceback",
        ),
        ('<div class="output traceback">x</div>', "an error: <"),
        ('<span class="problematic">x</span>', "an error: <"),
        ("<p>See {glue:text}`x`</p>", "markup shows as text: <p>See {glue:text}`x`"),
        ("<p>See [unit](#u-1)</p>", "markup shows as text"),
        ('<a href="02-b.html">b</a>', "dead link: 02-b.html"),
        ('<a href="#nowhere">b</a>', "anchor that is not there: #nowhere"),
        ('<svg><a href="#nowhere">b</a></svg>', "anchor that is not there: #nowhere"),
        ('<a href="../generated/passages.html#u-2">b</a>', "anchor that is not there"),
        ('<a href="../../outside.html">b</a>', "dead link"),
        ('<a href="javascript:alert(1)">b</a>', "link that no page should hold"),
        ('<a href="file:///etc/passwd">b</a>', "link that no page should hold"),
        ('<script src="https://cdn.example/x.js"></script>', "loads from elsewhere: https://cdn"),
        ('<img src="//cdn.example/x.png" alt="x">', "loads from elsewhere: //cdn.example/x.png"),
        ('<p style="background: url(http://cdn.example/x)">', "loads from elsewhere: http://cdn"),
        ("<style>a { background: url(http://cdn.example/x) }</style>", "loads from elsewhere"),
        ("<style>@import 'https://cdn.example/x.css';</style>", "loads from elsewhere"),
        ('<a href="#top" style="background: url(//cdn.example/x)">b</a>', "loads from elsewhere"),
        ('<iframe src="https://cdn.example"></iframe>', "loads from elsewhere"),
        ('<script src="../_static/gone.js"></script>', "loads a file that is not there"),
    ],
)
def test_a_broken_page_is_named(book, body, message):
    add(book, body)
    found = faults(book)
    assert len(found) == 1, found
    assert found[0].startswith("chapters/01-a.html, line ")
    assert message in found[0]


def test_a_style_sheet_may_not_load_from_elsewhere(book):
    (book / "html/_static/a.css").write_text("@import 'https://fonts.example/x.css';")
    assert faults(book) == ["_static/a.css: loads from elsewhere: https://fonts.example/x.css"]


def test_a_page_needs_a_language(book):
    (book / "html/search.html").write_text("<html><body></body></html>")
    (found,) = faults(book)
    assert found.startswith("search.html, line 1: no language is given")


def test_a_heavy_page_is_named_with_its_heaviest_part(book):
    (book / "html/_images/a.svg").write_bytes(b"x" * site.MAXIMUM_WEIGHT)
    (found,) = faults(book)
    assert "chapters/01-a.html: weighs 1,000," in found
    assert found.endswith("heaviest _images/a.svg")
