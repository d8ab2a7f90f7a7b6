"""The one table of the book: accessible, inert, and the same in Jupyter and in the book."""

from __future__ import annotations

import pytest
from test_markup import ACTIVE, Elements, tokens

from themeshift.pages.markup import Html, french, link
from themeshift.pages.tables import BREAK, Table, joined, table

ROWS = [
    ("Rivers", link("43%", "phase=2032-amendment&theme=rivers", "../"), 2.125),
    ("Ports", None, 3100),
]


def made(rows=ROWS, **more) -> Table:
    return Table("shares", "Shares of two themes.", ("Theme", "Share", "Passages"), rows,
                 align="llr", **more)  # fmt: skip


def test_a_table_has_a_caption_and_header_cells_for_rows_and_columns():
    html = Elements(made()._repr_html_())
    heads = [attributes for tag, attributes in html.tags if tag == "th"]
    assert [head["scope"] for head in heads] == ["col"] * 3 + ["row"] * 2
    assert [tag for tag, _ in html.tags][:3] == ["div", "table", "caption"]
    assert ("table", {"class": "table book-table", "id": "tab-shares"}) in html.tags
    assert "Shares of two themes." in html.text


def test_three_columns_of_text_stand_below_each_other_on_a_phone():
    words = ("Theme", "Text", "Remark")
    for columns, align, stacked in (
        (words, "", True), (words[:2], "", False), (words, "llr", False),
    ):  # fmt: skip
        html = Table("t", "A table.", columns, [columns], align=align).html()
        assert ("stacked" in html) == stacked
        assert ('data-label="Text"' in html) == stacked


def test_numbers_read_as_the_book_writes_them_and_a_missing_value_is_a_dash():
    html = made()._repr_html_()
    assert '<td class="right">3,100</td>' in html and '<td class="right">2.125</td>' in html
    assert repr(made()).splitlines() == [
        "Shares of two themes.", "Theme | Share | Passages", "Rivers | 43% | 2.125",
        "Ports | – | 3,100",
    ]  # fmt: skip


def test_a_number_is_a_link_to_its_passages_and_the_file_stands_in_the_caption():
    shares = made(csv="results/salience.csv")
    for root, html in (("../", shares._repr_html_()), ("../../", shares.html())):
        assert [given["href"] for tag, given in Elements(html).tags if tag == "a"] == [
            f"{root}data/results/salience.csv",
            "../appendices/generated/passages.html?phase=2032-amendment&theme=rivers",
        ]


def test_french_is_marked_as_french_and_a_cell_may_have_lines():
    row = (french("l'axe") + " (an axis)", joined(["one", "two"], BREAK), 1)
    html = made([row])._repr_html_()
    assert '<i lang="fr">l’axe</i> (an axis)' in html and "one<br>two" in html


@pytest.mark.parametrize("text", ACTIVE)
def test_text_in_any_part_of_a_table_stays_text(text):
    mixed = Html("{}{}").format(text, link(text, "u-a-1")) + french(text) + text
    rows = [(text, joined([text, mixed]), mixed)]
    html = Table("shares", text, (text, text, text), rows)._repr_html_()
    inside = Elements(html)
    allowed = {tag for tag, _ in Elements(made()._repr_html_()).tags} | {"i"}
    assert {tag for tag, _ in inside.tags} <= allowed
    attributes = {name for _, given in inside.tags for name in given}
    assert attributes <= {"class", "id", "scope", "href", "lang", "data-label"}
    # In a page of Markdown the table is one block of HTML, whatever it holds.
    assert [token.type for token in tokens(html)] == ["html_block"]


def test_a_table_whose_rows_do_not_fit_its_columns_is_refused_and_one_without_rows_says_so():
    with pytest.raises(ValueError):
        made([("Rivers", "43%")])._repr_html_()
    assert "Shares of two themes. None is recorded." in Elements(made([])._repr_html_()).text


def test_the_docstring_is_the_caption_and_counts_the_rows():
    @table("a.csv", "port", times="twice")
    def some_ports(names):
        """The {} that are named
        {times}.
        """
        yield ("Port",)
        for name in names:
            yield (name,)

    made = some_ports(["Brest", "Sète"])
    assert (made.name, made.caption) == ("some-ports", "The two ports that are named twice.")
    assert repr(made).splitlines()[1:] == ["Port", "Brest", "Sète"]
