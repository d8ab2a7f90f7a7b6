"""Every page for every reader: axe without a violation, light and dark, wide and narrow; no
request to another host, nothing wrong on the console, and at most 1 MB loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from lxml import html
from playwright.sync_api import Browser, Page, Response, expect
from served import BOOK, PAGES

from themeshift.build import site

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RULES = """() => axe.run("html", {resultTypes: ["violations"], preload: false})
  .then((found) => found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`))"""
UNFOLD = "() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
#: Long lists are looked at whole in the first view; their rows are all made alike, so that the
#: first of them stand for all in the others.
SHORTEN = """() => {
  [...document.querySelectorAll("[data-unit]")].slice(40).forEach((one) => one.remove());
  document.querySelectorAll("main table").forEach((table) =>
    [...table.tBodies[0].rows].slice(12).forEach((row) => row.remove()));
}"""
VIEWS = ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"))
#: Controls that the tab key reaches in an article, but for the pages that are made of them; of
#: radio buttons of one name, browsers stop at the chosen one.
TAB_STOPS = 60
STOPS = """() => [...document.querySelectorAll(`article :is(a[href], button, input, select,
  textarea, summary, [tabindex])`)].filter((one) => one.tabIndex >= 0 && !one.disabled
  && (one.type !== "radio" || one.checked) && one.checkVisibility({visibilityProperty: true})).length"""
#: Words of tables and of the pager that stand on two lines.
BROKEN = """() => {
  const found = [], range = document.createRange();
  for (const part of document.querySelectorAll("article table, .prev-next-area")) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
      range.setStart(walker.currentNode, word.index);
      range.setEnd(walker.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((one) => one.top)).size > 1) found.push(word[0]);
    }
  }
  return found;
}"""
#: Boxes that scroll are within reach of the tab key.
MARKED = """() => [...document.querySelectorAll(".table-box, .pst-scrollable-table-container, div.math")]
  .every((one) => one.scrollWidth <= one.clientWidth + 1 || one.tabIndex === 0)"""
MANY_STOPS = ("appendices/generated/passages", "appendices/generated/record")


@dataclass
class Watch:
    """What a page said and asked for while it was open."""

    host: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    loaded: dict[str, Response] = field(default_factory=dict)

    def over(self, page: Page) -> None:
        """Follow a page; refuse it every other host."""
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("response", lambda response: self.loaded.setdefault(response.url, response))
        page.route("**/*", self.answer)

    def hear(self, message) -> None:
        """Note errors and warnings."""
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def answer(self, route) -> None:
        """Let what is the book's pass."""
        parts = urlsplit(route.request.url)
        if parts.scheme in ("data", "file") or parts.netloc == self.host:
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[tuple[Page, Watch]]:
    """A page of its own cache, watched."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(urlsplit(address).netloc)
    watch.over(page)
    yield page, watch
    context.close()


def test_every_page_stands_in_the_contents_of_the_book():
    """Sphinx refuses a contents that names a page which is not there."""
    home = html.parse(BOOK / "index.html")
    links = home.xpath("//div[contains(@class, 'bd-sidebar-primary')]//a/@href")
    assert set(PAGES) - {"search.html", "index.html"} == {*links} - {"#", "search.html"}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound_for_every_reader(watched, address, name):
    page, watch = watched
    page.goto(f"{address}/{name}", wait_until="load")
    page.evaluate(AXE)
    page.evaluate(UNFOLD)
    faults = {}
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(100)
        page.wait_for_function(MARKED)  # a little after the change
        faults[f"{width} {scheme}"] = page.evaluate(RULES)
        if (width, scheme) == VIEWS[0]:
            page.evaluate(SHORTEN)
    faults["other hosts"] = watch.asked
    faults["console"] = watch.said
    assert {kind: found for kind, found in faults.items() if found} == {}
    weight = sum(len(one.body()) for one in watch.loaded.values())
    assert weight <= site.MAXIMUM_WEIGHT


@pytest.mark.parametrize("name", PAGES)
def test_an_article_has_few_stops_for_the_tab_key(page, address, name):
    page.goto(f"{address}/{name}", wait_until="load")
    if not name.startswith(MANY_STOPS):
        assert page.evaluate(STOPS) <= TAB_STOPS


def test_the_book_reads_without_server_and_network(browser):
    context = browser.new_context(offline=True, reduced_motion="reduce")
    page, watch = context.new_page(), Watch("")
    watch.over(page)
    for name in PAGES:
        page.goto((BOOK / name).as_uri(), wait_until="load")
        assert page.locator("main h1:visible").first.text_content().strip(), name
    assert (watch.asked, watch.said) == ([], [])
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_script_holds_the_first_paint_up(name):
    head = (BOOK / name).read_text(encoding="utf-8").partition("</head>")[0]
    loading = [line for line in head.splitlines() if "<script" in line and "src=" in line]
    assert loading
    assert [line for line in loading if "defer" not in line] == []


def test_search_finds_a_page_by_its_title(page, address):
    page.goto(f"{address}/search.html?q=glossary", wait_until="load")
    page.locator("#search-results ul.search li a").first.wait_for()
    found = page.locator("#search-results ul.search li > a").all_inner_texts()
    assert any("Glossary" in text for text in found)


def test_what_search_shows_of_a_page_is_prose(page, address):
    page.goto(f"{address}/search.html?q=passage", wait_until="load")
    expect(page.locator("#search-results .search-summary")).to_contain_text("found")
    excerpts = page.locator("#search-results p.context")
    expect(excerpts).to_have_count(page.locator("#search-results ul.search > li").count())
    assert excerpts.count() > 5
    for text in excerpts.all_inner_texts():
        assert not re.search(
            "Show the code|Hide the code|Fran\u00e7ais|import |JavaScript|\\n", text
        )


def test_the_pager_stays_in_the_language_of_the_book(page, address):
    for name in PAGES:
        page.goto(f"{address}/{name}")
        for link in page.locator(".prev-next-area a").all():
            assert "francais" not in link.get_attribute("href"), name
    page.goto(f"{address}/index.html")
    assert page.locator(".prev-next-area a").all_text_contents()[0].split() == ["next", "Findings"]


def test_the_subscripts_of_a_formula_stand_below_the_line(page, address):
    """Also where the machine has no font for formulas."""
    page.goto(f"{address}/appendices/how-sure.html")
    page.evaluate("document.fonts.ready")
    drops = page.evaluate("""() => [...document.querySelectorAll("msub")].map(({children}) =>
      [...children].map((one) => one.getBoundingClientRect())).map(([base, below]) =>
      (below.top + below.bottom - base.top - base.bottom) / 2 / base.height)""")
    assert drops and min(drops) > 0.1


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_tables_and_pager_break_no_word(page, address, name):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{name}")
    assert page.evaluate(BROKEN) == []


def test_the_theme_can_be_switched_and_figures_follow(page, address):
    page.goto(f"{address}/index.html")
    seen = set()
    for _ in range(3):
        page.locator(".theme-switch-button").first.click()
        theme = page.evaluate("document.documentElement.dataset.theme")
        scheme = page.evaluate("getComputedStyle(document.querySelector('article')).colorScheme")
        assert scheme == theme
        ink = "getComputedStyle(document.querySelector('.drawing svg')).fill"
        seen.add((theme, page.evaluate(ink)))
    assert {theme for theme, _ in seen} == {"light", "dark"}
    assert len(seen) == 2


def test_the_marks_of_a_figure_are_one_stop_and_arrow_keys_go_round(page, address):
    page.goto(f"{address}/index.html")
    marks = page.locator(".drawing svg:visible a[href]:not([tabindex='-1'])")
    assert marks.count() == 1
    marks.first.focus()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert first and second and first != second
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == first


def test_the_tab_key_reaches_the_text_first(page, address):
    page.goto(f"{address}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main-content"


def test_the_keyboard_opens_the_contents_on_a_phone(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/index.html")
    button = page.get_by_role("button", name="Contents of the book")
    button.focus()
    page.keyboard.press("Enter")
    link = page.locator("#pst-primary-sidebar-modal nav a").nth(1)
    link.wait_for(state="visible")
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")


def test_paper_keeps_the_text_and_drops_the_frame(page, address):
    chapter = next(name for name in PAGES if name.startswith("chapters/"))
    page.goto(f"{address}/{chapter}")
    page.emulate_media(media="print", color_scheme="dark")
    for frame in (".bd-sidebar-primary", ".bd-header-article", ".prev-next-footer"):
        assert all(not box.is_visible() for box in page.locator(frame).all()), frame
    assert page.locator("article h1").first.is_visible()
    assert page.locator("h1:visible").count() == 1
    ink = page.evaluate("getComputedStyle(document.querySelector('article p')).color")
    assert ink == "rgb(31, 35, 40)"
    assert page.pdf().startswith(b"%PDF")
