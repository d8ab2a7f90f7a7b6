"""No text from a table becomes active on a page: it shows as it was written, and does nothing."""

from __future__ import annotations

import json
from functools import cache
from html.parser import HTMLParser

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from themeshift.pages import markup
from themeshift.pages.markup import TEMPLATES, Html

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


def whatever(*examples: str):
    """A test of any text, of what is active in Markdown or HTML, and of some examples."""

    def with_examples(test):
        for text in (*ACTIVE, *examples):
            test = example(text)(test)
        return settings(max_examples=200, deadline=None)(given(TEXT)(test))

    return with_examples


@whatever()
def test_markdown_shows_as_written(text):
    """It is one paragraph of plain text that shows exactly the text."""
    every = tokens(markup.markdown(text))
    assert {token.type for token in every} <= PLAIN
    assert "".join(one.content for one in every if one.type == "text") == markup.plain(text).strip()


def test_the_parser_of_these_tests_sees_what_is_active():
    """Without escapes most of these are more than text: the tests can fail."""
    dull = [text for text in ACTIVE if {token.type for token in tokens(text)} <= PLAIN]
    assert len(dull) < len(ACTIVE) / 3, dull


@whatever("a\n\nb")
def test_html_shows_as_written_and_is_one_block_of_markdown(text):
    """However the text comes into it: formatted, added, joined or filled into a template."""
    source = Html('<p title="{}">{}').format(text, text) + text + Html("").join([text, text])
    source += Html(TEMPLATES.from_string("{{ text }}</p>").render(text=text))
    (paragraph,) = Elements(source).tags
    assert paragraph == ("p", {"title": markup.plain(text)})
    assert Elements(source).text == 5 * markup.plain(text)
    assert [token.type for token in tokens(source)] == ["html_block"]


@whatever("</script><script>alert(1)</script>", "it's")
def test_data_in_a_script_or_in_an_attribute_stay_data(text):
    data = markup.script_data({"a": text})
    assert json.loads(data) == {"a": text} and not set("<>&'`\n") & set(data)
    (element,) = Elements(f"<div data-x='{data}'></div>").tags
    assert json.loads(element[1]["data-x"]) == {"a": text}


def test_front_matter_asks_for_styles_and_scripts():
    _, head, body = markup.page("A & B", ["Block"], "a.css", "a.js b.js").split("---\n")
    assert yaml.safe_load(head) == {"styles": "a.css", "scripts": "a.js b.js"}
    assert body == "\n# A &#38; B\n\nBlock\n"


@whatever('"><script>alert(1)</script>')
def test_a_link_keeps_its_text_and_an_address_cannot_leave_its_attribute(text):
    link = Elements(markup.link(text, "u-2030-port-001"))
    assert [tag for tag, _ in link.tags] == ["a"] and link.text == markup.plain(text)
    try:
        link = Elements(markup.link("text", f"https://example.org/{text}"))
    except ValueError:
        return
    ((tag, attributes),) = link.tags
    assert tag == "a" and set(attributes) == {"href"} and link.text == "text"
    assert attributes["href"].startswith("https://example.org/")
