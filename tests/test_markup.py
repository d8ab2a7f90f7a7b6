"""No text from a table becomes active on a page: it shows as it was written, and does nothing."""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from themeshift import markup

EXTENSIONS = [
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
    "html_admonition",
    "html_image",
    "linkify",
    "replacements",
    "smartquotes",
    "strikethrough",
    "substitution",
    "tasklist",
]
QUIET = {"replacements", "smartquotes"}  # these change how quotes look, and do nothing


@cache
def parser() -> MarkdownIt:
    """MyST with every extension that could make text active, more than the book turns on."""
    config = MdParserConfig(enable_extensions=set(EXTENSIONS) - QUIET)
    return create_md_parser(config, RendererHTML)


def tokens(source: str) -> list:
    found = []
    for token in parser().parse(source):
        found.append(token)
        found.extend(token.children or [])
    return found


ACTIVE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "![a](https://example.org/a.png)",
    "[a]: https://example.org",
    "<https://example.org>",
    "https://example.org and www.example.org and a@example.org",
    "{eval-rst}`x` {raw}`html`",
    "{{ config }}",
    "```{raw} html",
    ":::{note}",
    "$x$ $$y$$ \\begin{align}a\\end{align} \\(x\\)",
    "# heading",
    "a\n===",
    "- item",
    "1. item",
    "1) item",
    "> quote",
    "    code",
    "\tcode",
    "+++",
    "% comment",
    "(target)=",
    "a | b | c",
    "|a|\n|-|\n|b|",
    "***",
    "*a* _b_ ~~c~~ `d`",
    "&lt;script&gt; &#60;b&#62; &amp;",
    "\\<b\\>",
    "[^1] [^1]: note",
    "term\n: definition",
    ":field: value",
    "- [ ] task",
    "{#id .class}",
    "[]{#id}",
    "a\\\nb",
    "\x00\x1b[31m",
    "\u202eevil",
    "\u2028# heading",
    "line\x85# heading",
]
TEXT = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="<>[](){}`*_#+-.!|$&;:=%~^\\/\"'@ \n\tab1éx", max_size=60),
    st.lists(st.sampled_from(ACTIVE), min_size=1, max_size=3).map(" ".join),
)


def check_inert(source: str, shown: str) -> None:
    """The source is one paragraph of plain text that shows exactly ``shown``."""
    found = tokens(source)
    allowed = {"paragraph_open", "inline", "paragraph_close", "text"}
    assert {token.type for token in found} <= allowed, source
    assert "".join(t.content for t in found if t.type == "text") == shown.strip()


@settings(max_examples=400, deadline=None)
@given(text=TEXT)
def test_escaped_text_is_plain_text_that_shows_as_written(text: str) -> None:
    check_inert(markup.escape(text), markup.plain(text))


@pytest.mark.parametrize("text", ACTIVE)
def test_known_attacks_are_inert(text: str) -> None:
    check_inert(markup.escape(text), markup.plain(text))


def test_the_parser_of_these_tests_sees_what_is_active() -> None:
    """Without ``escape``, most of these are more than text: the tests can fail."""
    dull = [
        text
        for text in ACTIVE
        if {t.type for t in tokens(text)} <= {"paragraph_open", "inline", "paragraph_close", "text"}
    ]
    assert len(dull) < len(ACTIVE) / 3, dull


@settings(max_examples=200, deadline=None)
@given(text=TEXT)
def test_escaped_text_stays_in_its_table_cell(text: str) -> None:
    found = tokens(f"| a | b |\n|---|---|\n| {markup.escape(text)} | z |\n")
    cells = [t for before, t in pairwise(found) if before.type == "td_open"]
    assert len(cells) == 2
    assert [child.type for child in cells[0].children] in ([], ["text"])
    assert "".join(child.content for child in cells[0].children) == markup.plain(text).strip()
    assert cells[1].content == "z"


@settings(max_examples=200, deadline=None)
@given(text=TEXT)
@example(text="a `label` with ```")
def test_escaped_text_stays_in_the_opening_line_of_its_fence(text: str) -> None:
    found = tokens(f"```{{table}} {markup.escape(text)}\n| a |\n|---|\n| b |\n```\n")
    assert [token.type for token in found] == ["fence"]
    opened = found[0].info.removeprefix("{table}").strip()
    check_inert(opened, markup.plain(opened and text))


@settings(max_examples=200, deadline=None)
@given(text=TEXT)
def test_escaped_text_stays_in_its_link(text: str) -> None:
    found = tokens(f"see {markup.link(text, '#u-2030-port-001')} there")
    (link,) = [t for t in found if t.type == "link_open"]
    assert link.attrs["href"] == "#u-2030-port-001"
    assert not {t.type for t in found} - {
        "paragraph_open",
        "inline",
        "paragraph_close",
        "text",
        "link_open",
        "link_close",
    }


@settings(max_examples=200, deadline=None)
@given(text=TEXT)
def test_no_tag_is_left_where_html_is_taken_first(text: str) -> None:
    escaped = markup.escape(text)
    assert "<" not in escaped and ">" not in escaped
    assert not re.search(r"&(?!lt;|gt;|amp;|#96;)", escaped)
    assert html.unescape(escaped).replace("\\", "") == markup.plain(text).replace("\\", "")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("", ""),
        ("90 milliards", "90 milliards"),
        ("35.6 %", "35\\.6 \\%"),
        ("l'été\nà Paris ", "l\\'été à Paris"),
        ("a\u00a0%", "a\u00a0\\%"),
        ("R&D", "R&amp;D"),
        ("`x`", "&#96;x&#96;"),
        ("\x07", "\ufffd"),
    ],
)
def test_escape_by_example(text: str, escaped: str) -> None:
    assert markup.escape(text) == escaped


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "https://",
        "https://exa mple.org\n",
        "http://[",
        "",
        "#",
        "#a b",
        "mailto:a@example.org",
    ],
)
def test_other_targets_are_refused(target: str) -> None:
    with pytest.raises(ValueError, match="no anchor, page or http"):
        markup.link("text", target)


@pytest.mark.parametrize(
    "target",
    [
        "#theme-digital-2019-contract",
        "chapters/05-synthesis.ipynb",
        "/data/results/x.csv",
        "../appendices/codebook.md#rules",
        "https://example.org/a/b-c?d=1",
    ],
)
def test_anchors_pages_and_addresses_pass_unchanged(target: str) -> None:
    (link,) = [t for t in tokens(markup.link("text", target)) if t.type == "link_open"]
    assert link.attrs["href"] == target


@settings(max_examples=200, deadline=None)
@given(tail=TEXT)
@example(tail="a&copy;b&lt;script|x>y)z")
def test_an_address_cannot_leave_its_link(tail: str) -> None:
    try:
        source = markup.link("text", f"https://example.org/{tail}")
    except ValueError:
        return
    assert "|" not in source and "\n" not in source
    (link,) = [t for t in tokens(source) if t.type == "link_open"]
    assert re.fullmatch(r"https://example\.org/[!-~]*", link.attrs["href"])
    assert "".join(t.content for t in tokens(source) if t.type == "text") == "text"
