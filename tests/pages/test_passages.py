"""The passages page shows every passage once, and what it shows adds up to the book's numbers."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import hostile
import long
import pytest
from test_markup import Elements, parser

from themeshift import package as packages
from themeshift import pages
from themeshift.claims import judge
from themeshift.measures import corpus as corpora
from themeshift.measures import salience
from themeshift.pages import corpus, passages

PASSAGE = re.compile(r"<article .*?</article>", re.DOTALL)


def articles(text: str) -> dict[str, dict[str, str | None]]:
    """Passage → the attributes of its article on a page."""
    found = [attributes for tag, attributes in Elements(text).tags if tag == "article"]
    return {one["data-unit"]: one for one in found}


def article(text: str, unit: str) -> str:
    return next(one for one in PASSAGE.findall(text) if f'id="u-{unit}"' in one)


@pytest.fixture(params=["data", "small"])
def package(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def page(package) -> str:
    return passages.pages(package)["passages.md"]


def test_every_passage_has_its_anchor_once(package, page):
    anchors = [given["id"] for _, given in Elements(page).tags if given.get("id", "")[:2] == "u-"]
    assert sorted(anchors) == sorted("u-" + package.units["unit_id"])


def test_page_elements_are_no_passages(package, page):
    units = package.units
    assert list(articles(page)) == list(units.loc[units["kind"] != "furniture", "unit_id"])


def test_the_passages_of_a_phase_and_theme_add_up_to_its_share(package, page):
    """What a linked number opens sums to that number: weights over the counted passages."""
    base = corpora.corpus(package)
    totals, shares = salience.totals(base), salience.shares(base)
    shown = articles(page).values()
    for row, phase in enumerate(base.phases):
        counted = [one for one in shown if one["data-phase"] == phase and "data-counted" in one]
        weights = [json.loads(one["data-themes"]) for one in counted]
        for column, theme in enumerate(base.themes):
            total = sum(one.get(theme, 0) for one in weights)
            assert total == pytest.approx(totals[row, column], abs=1e-3)
            assert total / len(counted) == pytest.approx(shares[row, column], abs=1e-4)


def test_only_counted_passages_have_themes(page):
    for one in articles(page).values():
        themes = json.loads(one["data-themes"])
        assert bool(themes) == ("data-counted" in one)
        if themes:
            assert sum(themes.values()) == pytest.approx(1, abs=1e-5)


def test_claims_are_a_join_of_their_evidence(package, page):
    shown = articles(page)
    for row in package.claims.itertuples():
        bearing = {
            unit
            for unit, one in shown.items()
            if row.claim_id in (one.get("data-claims") or "").split()
        }
        assert bearing == set(judge.evidence(package, row))


def test_differences_between_codings_are_marked_and_agreement_is_said(small):
    page = passages.pages(small)["passages.md"]
    # alpha: machines and crews; beta: crews alone.
    differing = article(page, "2030-gazette-006")
    assert "the codings differ" in differing
    marked = re.findall(r'class="theme differs"[^>]*>(\w+)', differing)
    assert marked == ["Machines"]
    assert "both codings agree" in article(page, "2030-gazette-005")
    assert "one coding" in article(page, "2031-gazette-003")


def test_a_passage_gives_what_the_tables_say_of_it(small):
    page = passages.pages(small)["passages.md"]
    port = Elements(article(page, "2030-port-002")).text
    assert "Sailors: 1,200 jobs" in port and "It trains 1,200 sailors." in port
    gazette = Elements(article(page, "2030-gazette-003")).text
    assert "Ministère des Ports" in gazette and "Signature of the contract (2 May 2030)" in gazette


def test_the_link_opens_the_publishers_page_at_the_passage():
    """Hyphens, commas and ampersands have a meaning in a text fragment and are encoded."""
    address = corpus.public_address("https://example.org/a%2Db", "l'axe, R&D – bio-tech")
    page, mark, text = address.partition("#:~:text=")
    assert page == "https://example.org/a-b" and mark
    assert not set("-,&#") & set(text)
    assert unquote(text) == "l'axe, R&D – bio-tech"


def test_without_an_opening_the_link_is_the_plain_address():
    assert corpus.public_address("https://example.org/a") == "https://example.org/a"
    assert (
        corpus.public_address("https://example.org/a#b", "c") == "https://example.org/a#b:~:text=c"
    )
    assert corpus.public_address("javascript:alert(1)", "c") == ""
    assert corpus.public_address("") == ""


def test_authors_of_the_texts_are_not_among_those_whom_it_names(data):
    page = passages.pages(data)["passages.md"]
    authors = set(data.actors.loc[data.actors["capacity"] == "author", "name"])
    others = set(data.actors.loc[data.actors["capacity"] != "author", "name"])
    assert authors - others and not [
        name for name in authors - others if f"<dd>{name}" in page or f"; {name}" in page
    ]


# --- long texts ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    return packages.load(long.write(tmp_path_factory.mktemp("long") / "data"))


def test_long_texts_get_pages_of_their_own_and_each_passage_stands_on_one(grown):
    made = passages.pages(grown)
    assert "passages.md" in made and len(made) > len(grown.phases)
    places: dict[str, list[str]] = {}
    for name, text in made.items():
        for unit in articles(text):
            places.setdefault(unit, []).append(name)
    units = grown.units
    assert list(places) == list(units.loc[units["kind"] != "furniture", "unit_id"])
    assert {len(names) for names in places.values()} == {1}
    assert not articles(made["passages.md"])
    anchors = {given.get("id") for _, given in Elements(made["passages.md"]).tags}
    assert {f"u-{unit}" for unit in units["unit_id"]} <= anchors


def test_the_map_of_long_texts_knows_where_each_passage_that_counts_stands(grown):
    made = passages.pages(grown)
    (known,) = [
        json.loads(given["data-corpus"])
        for _, given in Elements(made["passages.md"]).tags
        if "data-corpus" in given
    ]
    placed = {f"{one['page']}.md": set() for one in known["passages"]}
    for one in known["passages"]:
        placed[f"{one['page']}.md"].add(one["id"])
    assert placed == {
        name: {unit for unit, one in articles(made[name]).items() if "data-counted" in one}
        for name in placed
    }


def test_no_page_of_long_texts_is_heavy(grown):
    """A built page weighs at most 1 MB, of which styles and scripts take some 600 kB."""
    assert max(len(text.encode()) for text in passages.pages(grown).values()) < 400_000


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
