"""No text from a table becomes active on a page: it shows as it was written, and does nothing."""

from __future__ import annotations

import html
import json
from functools import cache
from html.parser import HTMLParser

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from themeshift.pages import markup
from themeshift.prose.numbers import typographic

EXTENSIONS = {
    "amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist",
    "html_admonition", "html_image", "linkify", "strikethrough", "substitution", "tasklist",
}  # fmt: skip
ACTIVE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "![a](https://example.org/a.png)",
    "[a]: https://example.org",
    "<https://example.org>",
    "https://example.org and www.example.org",
    "{eval-rst}`x` {raw}`html` {glue:text}`k`",
    "{{ config }}",
    "```{raw} html",
    ":::{note}",
    "$x$ \\begin{align}a\\end{align}",
    "# heading",
    "a\n===",
    "- item",
    "1) item",
    "> quote",
    "    code",
    "+++",
    "% comment",
    "(target)=",
    "|a|\n|-|\n|b|",
    "*a* _b_ ~~c~~ `d`",
    "&lt;script&gt; &#60;b&#62; &amp;",
    "[^1] [^1]: note",
    ":field: value",
    "{#id .class}",
    "\" onmouseover=alert(1) x='",
    "\x00\x1b[31m",
    "\u202eevil",
    "\u2028# heading",
]
TEXT = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="<>[](){}`*_#+-.!|$&;:=%~^\\/\"'@ \n\tab1éx", max_size=60),
    st.lists(st.sampled_from(ACTIVE), min_size=1, max_size=3).map(" ".join),
)
PLAIN = {"paragraph_open", "inline", "paragraph_close", "text"}


@cache
def parser() -> MarkdownIt:
    """MyST with every extension that could make text active, more than the book turns on."""
    return create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), RendererHTML)


def tokens(source: str) -> list:
    every = []
    for token in parser().parse(source):
        every += [token, *(token.children or [])]
    return every


def check_inert(source: str, text: str) -> None:
    """The source is one paragraph of plain text that shows exactly `text`."""
    every = tokens(source)
    assert {token.type for token in every} <= PLAIN, source
    assert "".join(one.content for one in every if one.type == "text") == text.strip()


class Elements(HTMLParser):
    """The elements with attributes, and the text, of some HTML."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@settings(max_examples=300, deadline=None)
@given(text=TEXT)
def test_markdown_shows_as_written(text):
    check_inert(markup.markdown(text), typographic(markup.plain(text)))


@pytest.mark.parametrize("text", ACTIVE)
def test_known_attacks_are_inert_in_markdown(text):
    check_inert(markup.markdown(text), typographic(markup.plain(text)))


def test_the_parser_of_these_tests_sees_what_is_active():
    """Without escapes most of these are more than text: the tests can fail."""
    dull = [text for text in ACTIVE if {token.type for token in tokens(text)} <= PLAIN]
    assert len(dull) < len(ACTIVE) / 3, dull


@settings(max_examples=300, deadline=None)
@given(text=TEXT)
def test_html_shows_as_written(text):
    inside = Elements(f'<p title="{markup.attribute(text)}">{markup.inert(text)}</p>')
    assert [tag for tag, _ in inside.tags] == ["p"]
    assert inside.tags[0][1] == {"title": markup.plain(text)}
    assert inside.text == typographic(markup.plain(text))


@settings(max_examples=300, deadline=None)
@given(text=TEXT)
@example(text="a\n\nb")
def test_html_that_stands_in_markdown_stays_one_block(text):
    """A block of HTML ends at an empty line, and a script element at its end tag."""
    source = f"<p>{markup.inert(text)}</p>"
    assert [token.type for token in tokens(source)] == ["html_block"]


@settings(max_examples=300, deadline=None)
@given(text=TEXT)
@example(text="</script><script>alert(1)</script>")
@example(text="it's")
def test_data_in_a_script_or_in_an_attribute_stay_data(text):
    written = markup.script_data({"a": text})
    assert json.loads(written) == {"a": text}
    (element,) = Elements(f"<div data-x='{written}'></div>").tags
    assert json.loads(element[1]["data-x"]) == {"a": text}
    assert not set("<>&'`\n") & set(written)


@settings(max_examples=200, deadline=None)
@given(text=TEXT)
def test_front_matter_keeps_a_description_as_it_is(text):
    lines = markup.front_matter(text, "a.js b.js").splitlines()
    assert lines[0] == lines[-1] == "---"
    read = yaml.safe_load("\n".join(lines[1:-1]))
    assert read == {"description": typographic(markup.plain(text)), "scripts": "a.js b.js"}


@settings(max_examples=200, deadline=None)
@given(text=TEXT)
def test_a_link_keeps_its_text_and_its_address(text):
    link = Elements(markup.link(text, "u-2030-port-001"))
    assert [tag for tag, _ in link.tags] == ["a"]
    assert link.text == typographic(markup.plain(text))


@settings(max_examples=300, deadline=None)
@given(tail=TEXT)
@example(tail='"><script>alert(1)</script>')
def test_an_address_cannot_leave_its_attribute(tail):
    try:
        link = Elements(markup.link("text", f"https://example.org/{tail}"))
    except ValueError:
        return
    ((tag, attributes),) = link.tags
    assert tag == "a" and set(attributes) == {"href"} and link.text == "text"
    assert attributes["href"].startswith("https://example.org/")


def test_a_slug_has_nothing_but_letters_digits_and_hyphens():
    assert markup.slug("donneur d'ordre") == "donneur-d-ordre"
    assert markup.slug("Œuvre “é” <b>") == "oeuvre-e-b"
    assert html.escape(markup.slug('"><script>')) == "script"
