"""The passages page shows every passage once, and what it shows adds up to the book's numbers."""

from __future__ import annotations

import json
import re
from typing import Any

import hostile
import long
import pytest
from test_markup import Elements, parser

from themeshift import package as packages
from themeshift import pages
from themeshift.claims import judge
from themeshift.measures import corpus as corpora
from themeshift.measures import salience
from themeshift.pages import passages

PASSAGE = re.compile(r"<article .*?</article>", re.DOTALL)


def articles(text: str) -> list[str]:
    """The passages that have an article on a page."""
    return [given["data-unit"] for tag, given in Elements(text).tags if tag == "article"]


def mapped(text: str) -> dict[str, dict[str, Any]]:
    """Passage → what the map of a page knows of it."""
    (known,) = (given["data-corpus"] for _, given in Elements(text).tags if "data-corpus" in given)
    columns = json.loads(known)["passages"]
    rows = (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
    return {one["id"]: one for one in rows}


def article(text: str, unit: str) -> str:
    return next(one for one in PASSAGE.findall(text) if f'id="u-{unit}"' in one)


@pytest.fixture(params=["data", "small"])
def package(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def page(package) -> str:
    return passages.pages(package)["passages.md"]


def test_every_passage_has_its_anchor_once_and_page_elements_are_no_passages(package, page):
    units = package.units
    anchors = [given["id"] for _, given in Elements(page).tags if given.get("id", "")[:2] == "u-"]
    assert sorted(anchors) == sorted("u-" + units["unit_id"])
    expected = list(units.loc[units["kind"] != "furniture", "unit_id"])
    assert articles(page) == list(mapped(page)) == expected


def test_the_passages_of_a_phase_and_theme_add_up_to_its_share(package, page):
    """What a linked number opens sums to that number: weights over the counted passages."""
    base = corpora.corpus(package)
    totals, shares = salience.totals(base), salience.shares(base)
    phase_of = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    shown = [one for one in mapped(page).values() if one["counted"]]
    for row, phase in enumerate(base.phases):
        counted = [one for one in shown if phase_of[one["text"]] == phase]
        weights = [one["themes"] for one in counted]
        for column, theme in enumerate(base.themes):
            total = sum(one.get(theme, 0) for one in weights)
            assert total == pytest.approx(totals[row, column], abs=1e-3)
            assert total / len(counted) == pytest.approx(shares[row, column], abs=1e-4)


def test_only_counted_passages_have_themes(page):
    for one in mapped(page).values():
        assert sum(one["themes"].values()) == pytest.approx(int(one["counted"]), abs=1e-5)


def test_claims_are_a_join_of_their_evidence(package, page):
    shown = mapped(page)
    for row in package.claims.itertuples():
        bearing = {unit for unit, one in shown.items() if row.claim_id in one["claims"]}
        assert bearing == set(judge.evidence(package, row))


def test_differences_between_codings_are_marked_and_agreement_is_said(small):
    page = passages.pages(small)["passages.md"]
    # alpha: machines and crews; beta: crews alone.
    differing = article(page, "2030-gazette-006")
    assert "the codings differ" in differing
    marked = re.findall(r'class="theme differs"[^>]*>(\w+)', differing)
    assert marked == ["Machines"]
    assert "the codings agree" in article(page, "2030-gazette-005")
    assert "one coding" in article(page, "2031-gazette-003")


def test_a_passage_gives_what_the_tables_say_of_it(small):
    page = passages.pages(small)["passages.md"]
    port = Elements(article(page, "2030-port-002")).text
    assert "Sailors: 1,200 jobs" in port and "It trains 1,200 sailors." in port
    gazette = Elements(article(page, "2030-gazette-003")).text
    assert "Ministère des Ports" in gazette and "Signature of the contract (2 May 2030)" in gazette


@pytest.mark.parametrize(
    ("url", "opening", "address"),
    [
        # Hyphens, commas and ampersands have a meaning in a text fragment and are encoded.
        ("https://example.org/a%2Db", "l'axe, R&D – bio-tech",
         "https://example.org/a-b#:~:text=l%27axe%2C%20R%26D%20%E2%80%93%20bio%2Dtech"),
        ("https://example.org/a", "", "https://example.org/a"),
        ("https://example.org/a#b", "c", "https://example.org/a#b:~:text=c"),
        ("javascript:alert(1)", "c", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_link_opens_the_publishers_page_at_the_passage(url, opening, address):
    assert passages.public_address(url, opening) == address


# --- long texts ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    return packages.load(long.write(tmp_path_factory.mktemp("long") / "data"))


@pytest.fixture(scope="module")
def long_pages(grown) -> dict[str, str]:
    return passages.pages(grown)


def test_long_texts_get_pages_of_their_own_and_each_passage_stands_on_one(grown, long_pages):
    first, units = long_pages["passages.md"], grown.units
    assert len(long_pages) > len(grown.phases) and not articles(first)
    stands = [unit for text in long_pages.values() for unit in articles(text)]
    assert stands == list(units.loc[units["kind"] != "furniture", "unit_id"])
    anchors = {given.get("id") for _, given in Elements(first).tags}
    assert {f"u-{unit}" for unit in units["unit_id"]} <= anchors


def test_the_map_of_long_texts_knows_where_each_passage_stands(long_pages):
    stands = {
        unit: name.removesuffix(".md")
        for name, text in long_pages.items()
        for unit in articles(text)
    }
    known = mapped(long_pages["passages.md"])
    assert {unit: one["page"] for unit, one in known.items()} == stands


def test_no_page_of_long_texts_is_heavy(long_pages):
    """A built page weighs at most 1 MB, of which styles and scripts take some 600 kB."""
    assert max(len(text.encode()) for text in long_pages.values()) < 400_000


# --- whatever the tables hold ----------------------------------------------------------------


@pytest.fixture
def poisoned(small_folder):
    assert hostile.poison(small_folder) > 150
    return packages.load(small_folder)


ALLOWED = {
    "a", "article", "br", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3", "i", "li", "p",
    "section", "small", "span", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def test_no_field_of_any_table_becomes_active_on_any_page(poisoned):
    shown = 0
    for name, text in pages.texts(poisoned).items():
        body = text.split("---\n", 2)[2]
        html = Elements(parser().render(body))
        assert {tag for tag, _ in html.tags} <= ALLOWED, name
        for tag, given in html.tags:
            assert not [one for one in given if one.startswith("on")], (name, tag, given)
            address = given.get("href") or ""
            assert not re.match(r"\s*(javascript|data|vbscript):", address), (name, address)
            assert "evil.example" not in address
        shown += html.text.count(f"window.{hostile.MARK}=")
    assert shown > 100, "the attacks did not reach the pages: nothing was tested"


def test_the_pages_of_poisoned_tables_have_the_headings_of_clean_ones(poisoned, small):
    def headings(package):
        return {
            name: [token.tag for token in parser().parse(text) if token.type == "heading_open"]
            for name, text in pages.texts(package).items()
        }

    assert headings(poisoned) == headings(small)
