"""The one table of the book: accessible, inert, and the same in Jupyter and in the book."""

from __future__ import annotations

import pandas as pd
import pytest
from test_markup import ACTIVE, Elements, tokens

from themeshift.pages import tables
from themeshift.pages.tables import French, Lines, Link, Table

FRAME = pd.DataFrame(
    {
        "theme": ["Rivers", "Ports"],
        "share": [Link("43%", "phase=2032-amendment&theme=rivers"), "20%"],
        "passages": [2.125, 3100],
    }
)
COLUMNS = {"theme": "Theme", "share": "Share", "passages": "Passages"}


def made(**more) -> Table:
    return tables.table(FRAME, COLUMNS, name="shares", caption="Shares of two themes.", **more)


def test_a_table_has_a_caption_and_header_cells_for_rows_and_columns():
    html = Elements(made()._repr_html_())
    heads = [attributes for tag, attributes in html.tags if tag == "th"]
    assert [head["scope"] for head in heads] == ["col"] * 3 + ["row"] * 2
    assert [tag for tag, _ in html.tags][:3] == ["div", "table", "caption"]
    assert ("table", {"class": "table book-table", "id": "tab-shares"}) in html.tags
    assert "Shares of two themes." in html.text


def test_numbers_stand_right_and_read_as_the_book_writes_them():
    html = made()._repr_html_()
    assert '<td class="right">3,100</td>' in html and '<td class="right">2.125</td>' in html


def test_a_number_is_a_link_to_its_passages_and_the_file_stands_in_the_caption():
    html = made(csv="results/salience.csv")._repr_html_()
    links = [attributes["href"] for tag, attributes in Elements(html).tags if tag == "a"]
    assert links == [
        "../data/results/salience.csv",
        "../appendices/generated/passages.html?phase=2032-amendment&theme=rivers",
    ]
    elsewhere = made().within("../../")._repr_html_()
    assert 'href="../../appendices/generated/passages.html?' in elsewhere


def test_french_is_marked_as_french():
    frame = pd.DataFrame({"a": [(French("l'axe"), " (an axis)")], "b": [Lines(("one", "two"))]})
    html = tables.table(frame, {"a": "A", "b": "B"}, "x", "X")._repr_html_()
    assert '<i lang="fr">l’axe</i> (an axis)' in html and "one<br>two" in html


def test_a_missing_value_is_a_dash_and_an_absent_cell_too():
    frame = pd.DataFrame({"a": ["x", "y"], "b": [1.5, None], "c": [None, "z"]})
    text = repr(tables.table(frame, {"a": "A", "b": "B", "c": "C"}, "x", "X"))
    assert text.splitlines() == ["X", "A | B | C", "x | 1.5 | –", "y | – | z"]


@pytest.mark.parametrize("text", ACTIVE)
def test_text_in_any_part_of_a_table_stays_text(text):
    plain = made()._repr_html_()
    frame = pd.DataFrame({"a": [text, (text, Link(text, "u-a-1"), French(text))]})
    html = tables.table(frame, {"a": text}, "shares", text)._repr_html_()
    allowed = {tag for tag, _ in Elements(plain).tags} | {"i"}
    inside = Elements(html)
    assert {tag for tag, _ in inside.tags} <= allowed
    attributes = {name for _, given in inside.tags for name in given}
    assert attributes <= {"class", "id", "scope", "href", "lang"}
    # In a page of Markdown the table is one block of HTML, whatever it holds.
    assert [token.type for token in tokens(html)] == ["html_block"]


def test_the_same_frame_gives_the_same_bytes():
    assert made()._repr_html_() == made()._repr_html_()
    assert repr(made()) == repr(made())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "Not a name"}, "lower case"),
        ({"columns": ("A", "")}, "without a header"),
        ({"rows": (("1",),)}, "1 cells, expected 2"),
        ({"align": ("left", "middle")}, "middle"),
    ],
)
def test_a_table_that_could_not_be_read_is_refused(change, message):
    parts = {
        "name": "x", "caption": "X", "columns": ("A", "B"), "rows": (("1", "2"),),
        "align": ("left", "left"),
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        Table(**parts | change)
