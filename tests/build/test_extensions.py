"""What our roles, directives and transforms make of a small book, built by Jupyter Book itself."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from themeshift import UserError
from themeshift.build import book, runner

ROOT = runner.project_root()
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" '
    ' height="5" viewBox="0 0 10 5"><style>* {{ color: red }}</style>'
    '<script>window.injected = 1</script><defs><clipPath id="c"><rect/></clipPath></defs>'
    '<a href="{link}" target="_top"><title>Five &lt;b&gt; passages</title>'
    '<path id="p" onclick="alert(1)" clip-path="url(#c)" style="fill: #0072B2" d="M0 0"/></a>'
    '<use href="#p"/><use href="data:,x"/><use xlink:href="data:,x"/><text fill="#fff">{text}</text></svg>'
)
QUERY = "phase=2030-contract&theme=machines,ports"
NOTEBOOK = """# Chapter

A share of {num}`share`, of {num}`page-value`, plain {num}`plain`, {glue:text}`plain`, a
{gl}`pole`, many {gl}`poles <pole>`, {fr}`filière`, [two](passages:u-2030-port-001)."""
PAGE = """---
description: What "this" is <b>.
scripts: map.js
styles: map.css
---
# Home

{num}`first` and {num}`/chapters/synthesis.ipynb::share`; $x^2$.

```{drawing} home
```

```{drawing} /chapters/synthesis.ipynb::fig-lines
:name: fig-again
```
"""


def glued(key: str, **data: str) -> nbformat.NotebookNode:
    """An output as `glue` leaves it."""
    prefix = "application/papermill.record/"
    return new_output(
        "display_data", {prefix + kind.replace("_", "/"): text for kind, text in data.items()},
        metadata={"scrapbook": {"name": key, "mime_prefix": prefix}},
    )  # fmt: skip


def project(root: Path, data: Path, index: str = PAGE, chapter: str = NOTEBOOK) -> Path:
    """Write a book of a home page, a notebook, a glossary and a page of passages."""
    shutil.copytree(data, root / "data")
    (root / "data" / "results").mkdir()
    (root / "data" / "results" / "x.csv").write_text("a\n1\n")
    for name in ("_ext", "_templates", "_static"):
        (root / name).symlink_to(ROOT / name)
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    del settings["bibtex_bibfiles"], settings["sphinx"]["config"]["bibtex_reference_style"]
    files = {
        "_config.yml": yaml.dump(settings),
        "_toc.yml": "format: jb-book\nroot: index\nchapters:\n  - file: chapters/synthesis\n"
        "  - glob: appendices/generated/*\n",
        "_scripts/map.js": "window.map = 1",
        "_scripts/map.css": "a { color: red }",
        "index.md": index,
        "appendices/generated/colours.css": "",
        "appendices/generated/card.png": "",
        "appendices/generated/glossary.md": '# Glossary\n\n<dl><dt id="term-pole">pole</dt></dl>\n',
        "appendices/generated/passages.md": '# Passages\n\n<p id="u-2030-port-001">x</p>\n',
        "appendices/generated/values.json": json.dumps(
            {"first": {"text": "5%", "link": "chapters/synthesis#fig-lines"}}
        ),
        "appendices/generated/figures/home.json": json.dumps(
            {"name": "fig-home", "alt": "A \"line\" <i>",
             "caption": "**It fell.** By phase. [CSV](page:data/results/x.csv)",
             "wide": SVG.format(link=QUERY.replace("&", "&amp;"), text="wide"),
             "narrow": SVG.format(link="u-2030-port-001", text="narrow")}
        ),
    }  # fmt: skip
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    figure = new_output(
        "display_data",
        {"image/svg+xml": SVG.format(link="u-2030-port-001", text="wide"), "text/plain": "x",
         "application/vnd.themeshift.narrow+xml": SVG.format(link="u-2030-port-001", text="slim")},
        metadata={"themeshift": {"name": "fig-lines", "alt": "Two lines",
                                 "caption": "It *fell*. [CSV](page:data/results/x.csv)"}},
    )  # fmt: skip
    values = [
        glued("share", text_plain="46%", **{"text_x-link": QUERY}),
        glued("page-value", text_plain="93%", **{"text_x-link": "index#home"}),
        glued("plain", text_plain="'13%'"),
    ]
    notebook = new_notebook()
    notebook.cells = [
        new_markdown_cell(chapter, id="a"),
        new_code_cell("glue", id="b", outputs=values, metadata={"tags": ["remove-cell"]}),
        new_code_cell("figure", id="c", outputs=[figure], metadata={"tags": ["hide-input"]}),
    ]
    runner.clean(notebook)
    notebook.cells[1].metadata["tags"] = ["remove-cell"]
    (root / "chapters").mkdir(exist_ok=True)
    nbformat.write(notebook, root / "chapters" / "synthesis.ipynb")
    return root


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, _model: Path) -> Path:
    """The folder of the built book."""
    return book.build(project(tmp_path_factory.mktemp("book"), _model))


@pytest.fixture(scope="module")
def chapter(pages: Path) -> str:
    return (pages / "chapters" / "synthesis.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def home(pages: Path) -> str:
    return (pages / "index.html").read_text(encoding="utf-8")


def links(page: str, kind: str) -> list[tuple[str, str]]:
    """Address and text of the links of a kind."""
    found = re.findall(rf'<a class="{kind}[^"]*" href="([^"]*)">([^<]*)</a>', page)
    return [(address.replace("&amp;", "&"), text) for address, text in found]


def test_a_number_is_a_link_to_its_passages_or_its_page(chapter, home):
    passages = "../appendices/generated/passages.html"
    assert links(chapter, "num") == [
        (f"{passages}?{QUERY}", "46%"), ("../index.html#home", "93%"),
    ]  # fmt: skip
    assert '<span class="num">13%</span>' in chapter
    assert f'href="{passages}#u-2030-port-001">two</a>' in chapter
    assert links(home, "num") == [
        ("chapters/synthesis.html#fig-lines", "5%"),
        (f"appendices/generated/passages.html?{QUERY}", "46%"),
    ]


def test_a_word_of_the_glossary_is_linked_at_its_first_use(chapter):
    assert links(chapter, "term") == [("../appendices/generated/glossary.html#term-pole", "pole")]
    assert "many poles" in chapter


def test_french_words_are_marked_as_french(chapter):
    assert '<em lang="fr">filière</em>' in chapter


def test_both_drawings_of_a_figure_stand_in_the_page_with_number_caption_and_name(chapter, home):
    for page, name, number in ((home, "fig-home", 1), (home, "fig-again", 2)):
        figure = re.search(rf'<figure[^>]*id="{name}">(.*?)</figure>', page, re.DOTALL)[1]
        assert re.findall(r'<svg[^>]*class="(\w+)"', figure) == ["wide", "narrow"]
        assert f"Figure {number}" in figure
        assert 'href="data/results/x.csv">CSV</a>' in figure
    assert 'role="group" aria-label="A &quot;line&quot; &lt;i&gt;"' in home
    assert '<figure class="align-default" id="fig-lines">' in chapter
    assert "<em>fell</em>" in chapter
    assert "<img" not in re.search(r"<figure.*?</figure>", chapter, re.DOTALL)[0]


def test_links_titles_and_colours_of_a_drawing(chapter):
    figure = re.search(r"<figure.*?</figure>", chapter, re.DOTALL)[0]
    wide, narrow = re.findall(r"<svg.*?</svg>", figure, re.DOTALL)
    for svg in (wide, narrow):
        assert 'href="../appendices/generated/passages.html#u-2030-port-001"' in svg
        assert "<title>Five &lt;b&gt; passages</title>" in svg
        assert 'clip-path="url(#c)"' in svg and '<use href="#p">' in svg
        assert "light-dark(#0072b2, #" in svg
        assert "light-dark(#ffffff, #" in svg


def test_nothing_in_a_drawing_is_active(pages):
    for path in pages.rglob("*.html"):
        article = path.read_text(encoding="utf-8").partition("<article")[2]
        assert "injected" not in article
        assert "onclick" not in article
        assert "javascript:" not in article and "data:,x" not in article and "_top" not in article
        assert "color: red" not in article


def test_front_matter_asks_for_scripts_styles_and_a_description(home, chapter):
    assert re.search(r'<script defer src="_static/map\.js\?v=\w+"', home)
    assert re.search(r'href="_static/map\.css\?v=\w+"', home)
    assert "map.js" not in chapter and "map.css" not in chapter
    assert '<meta name="description" content="What &#34;this&#34; is &lt;b&gt;." />' in home
    assert '<meta name="description" content="A share of 46%, of 93%, plain 13%' in chapter


def test_without_addresses_no_page_links_to_any(pages):
    for path in pages.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for part in ('rel="canonical"', "og:", "twitter:", 'rel="alternate"', "github"):
            assert part not in text, (path.name, part)


def test_with_addresses_pages_have_a_card_and_a_canonical_address(tmp_path, _model):
    root = project(tmp_path, _model)
    settings = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    settings["html"]["baseurl"] = "https://book.example/csf/"
    settings["repository"]["url"] = "https://github.com/someone/csf"
    (root / "_config.yml").write_text(yaml.dump(settings), encoding="utf-8")
    pages = book.build(root)
    home = (pages / "index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://book.example/csf/index.html"' in home
    assert (
        '<meta property="og:image" content="https://book.example/csf/_static/card.png" />' in home
    )
    assert (pages / "_static" / "card.png").is_file()


def test_formulas_are_mathml(home):
    assert re.search(r"<math [^>]*>.*<msup>", home)


def test_what_no_page_uses_is_not_loaded(chapter):
    head = chapter.partition("</head>")[0]
    for part in ("fontawesome.js", "thebe", "togglebutton", "copybutton", "searchindex"):
        assert part not in head


def test_what_is_not_there_stops_the_build_and_is_named(tmp_path, _model):
    wrong = {
        "{num}`nothing`": "no value nothing",
        "{num}`/chapters/synthesis.ipynb::none`": "no value /chapters/synthesis.ipynb::none",
        "[x](page:chapters/none)": "no page chapters/none",
        "[x](page:javascript:alert%281%29)": "no page javascript",
        "```{drawing} none\n```": "no figure none",
        "```{drawing} /chapters/synthesis.ipynb::none\n```": "no figure /chapters/synthesis.ipynb::none",
    }
    index = "---\nscripts: gone.js\n---\n# Home\n\n" + "\n\n".join(wrong)
    with pytest.raises(UserError) as error:
        book.build(project(tmp_path, _model, index=index))
    for message in (*wrong.values(), "no file gone.js"):
        assert message in str(error.value)


def test_a_page_that_the_contents_ask_for_must_be_there(tmp_path, _model):
    root = project(tmp_path, _model)
    (root / "appendices" / "generated" / "glossary.md").unlink()
    with (root / "_toc.yml").open("a", encoding="utf-8") as contents:
        contents.write("  - file: appendices/generated/glossary\n")
    with pytest.raises(UserError, match="appendices/generated/glossary"):
        book.build(root)


def test_a_word_that_the_glossary_lacks_is_not_published(tmp_path, _model):
    with pytest.raises(UserError, match="anchor that is not there: .*#term-none"):
        book.build(project(tmp_path, _model, index="# Home\n\n{gl}`none`\n"))
