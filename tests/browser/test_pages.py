"""What a reader gets: on a wide screen and a phone, light and dark, with and without a server."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page
from served import BOOK, PAGES, ROOT

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RULES = """() => axe.run("html", {resultTypes: ["violations"], preload: false})
    .then((found) => found.violations.map(
      (one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`))"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const inside = (box) => { for (let e = box; e; e = e.parentElement)
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX)) return true; };
  const wide = [...document.querySelectorAll("main *")].filter((box) =>
    box.getBoundingClientRect().right > width + 1 && box.getClientRects().length && !inside(box));
  const over = document.documentElement.scrollWidth - width;
  return wide.map((box) => box.outerHTML.slice(0, 120)).concat(over > 0 ? [`${over} px`] : []);
}"""
SCREENSHOTS = ROOT / "_build" / "screenshots"
VIEWS = ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"))
"""Width in pixels and theme: every rule of axe is asked in each of them."""

TALLEST = 12_000
"""Pixels of a page that a screenshot shows at most."""


@dataclass
class Watch:
    """What a page said, and asked for from elsewhere, while it was open."""

    host: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Follow a page; refuse it every other host."""
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("requestfailed", self.miss)
        page.route("**/*", self.answer)

    def miss(self, request) -> None:
        """Note what could not be loaded, but for what the next page cut short."""
        if request.failure != "net::ERR_ABORTED":
            self.said.append(f"failed: {request.url}")

    def hear(self, message) -> None:
        """Note errors and warnings; the theme's own chatter is neither."""
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


@pytest.fixture(scope="module")
def watched(browser: Browser, address: str) -> Iterator[tuple[Page, Watch]]:
    """Return one page for all of the book, watched."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    watch = Watch(urlsplit(address).netloc)
    watch.over(page)
    yield page, watch
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound_for_every_reader(watched, address, name):
    page, watch = watched
    watch.said.clear()
    watch.asked.clear()
    page.goto(f"{address}/{name}", wait_until="load")
    page.evaluate(AXE)
    faults = {}
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if scheme == "light":
            page.wait_for_timeout(400)  # boxes that scroll are marked a little after the change
        view = f"{width}-{scheme}"
        if os.environ.get("SCREENSHOTS"):
            photograph(page, SCREENSHOTS / view / f"{name[:-5].replace('/', '--')}.png")
        faults[view] = page.evaluate(RULES) + page.evaluate(TOO_WIDE)
    heading = page.locator("main h1:visible").first.text_content().strip()
    faults["heading"] = [] if heading else ["none"]
    faults["other hosts"] = watch.asked
    faults["console"] = watch.said
    assert {kind: found for kind, found in faults.items() if found} == {}


def photograph(page: Page, path: Path) -> None:
    """Write a picture of the page, cut where it is very long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    page.screenshot(path=path, clip=clip, full_page=True)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a fresh page on a wide screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield context.new_page()
    context.close()


def test_book_reads_without_a_server(page):
    watch = Watch("")
    watch.over(page)
    for name in PAGES:
        page.goto((BOOK / name).as_uri(), wait_until="load")
    assert (watch.asked, watch.said) == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_no_script_holds_a_page_up_and_one_style_sheet_serves_all(name):
    head = (BOOK / name).read_text(encoding="utf-8").partition("</head>")[0]
    scripts = re.findall(r"<script[^>]*\bsrc=[^>]*>", head)
    assert scripts
    assert [script for script in scripts if "defer" not in script] == []
    sheets = re.findall(r'<link[^>]*href="([^"]*\.css)', head)
    assert [sheet for sheet in sheets if "explorer" not in sheet] == [
        "../" * name.count("/") + "_static/styles.css"
    ]


def results(page: Page, address: str, words: str) -> list[str]:
    """Search for words and return the titles found."""
    page.goto(f"{address}/search.html?q={words}", wait_until="load")
    page.locator("#search-results .search-summary:not(:empty)").wait_for()
    page.wait_for_timeout(300)
    return page.locator("#search-results ul.search li > a").all_inner_texts()


@pytest.mark.parametrize(("accented", "plain"), [("filière", "filiere"), ("santé", "sante")])
def test_search_finds_french_terms_with_and_without_accents(page, address, accented, plain):
    found = results(page, address, accented)
    assert found
    assert sorted(found) == sorted(results(page, address, plain))


def test_theme_can_be_switched_and_figures_follow(page, address):
    page.goto(f"{address}/index.html")
    scheme = "getComputedStyle(document.querySelector('main img')).colorScheme"
    seen = set()
    for _ in range(3):
        page.locator(".theme-switch-button").first.click()
        theme = page.evaluate("document.documentElement.dataset.theme")
        seen.add(theme)
        assert page.evaluate(scheme) == theme
    assert seen == {"light", "dark"}


def test_keyboard_reaches_the_text_first(page, address):
    page.goto(f"{address}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main-content"


def test_keyboard_opens_the_contents_on_a_phone(browser, address):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/index.html")
    button = page.get_by_role("button", name="Contents of the book")
    button.focus()
    page.keyboard.press("Enter")
    link = page.locator("#pst-primary-sidebar-modal nav a").nth(1)
    link.wait_for(state="visible")
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")
    context.close()


def test_print_view_keeps_the_text_and_drops_the_frame(page, address):
    chapter = next((name for name in PAGES if name.startswith("chapters/")), PAGES[0])
    page.goto(f"{address}/{chapter}")
    page.emulate_media(media="print", color_scheme="dark")
    for frame in (".bd-sidebar-primary", ".bd-header-article", ".prev-next-footer", "summary"):
        assert all(not box.is_visible() for box in page.locator(frame).all()), frame
    assert page.locator("article h1").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('article p')).color") == (
        "rgb(0, 0, 0)"
    )
    assert page.locator("h1:visible").count() == 1
    assert page.pdf().startswith(b"%PDF")
