"""What is within reach of a reader: passages beside links, tables in order, files to take along."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect
from served import BOOK, PAGES

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
CHAPTER = next((name for name in PAGES if name.startswith("chapters/")), "index.html")
UNIT = "main a[href*='#u-']"
ROWS = "rows => rows.filter(row => row.checkVisibility()).map(row => row.cells[0].innerText.trim())"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A chapter, opened as a file: without a server, and without a network."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, offline=True, reduced_motion="reduce"
    )
    opened = context.new_page()
    opened.goto((BOOK / CHAPTER).as_uri())
    yield opened
    context.close()


@pytest.fixture
def table(page: Page):
    """A table long enough to be folded and filtered, its fold opened by keyboard."""
    fold = page.locator("main details.sd-dropdown:has(.filter)").first
    fold.locator("summary").press("Enter")
    return fold


def shown_rows(table) -> list[str]:
    return table.locator("tbody tr").evaluate_all(ROWS)


def by_keyboard(page: Page, link) -> None:
    """Come to a link as one does with a keyboard, which a script's focus alone is not."""
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")


def test_a_focused_link_shows_its_passage_and_says_so(page):
    link = page.locator(f"{UNIT}:visible").first
    by_keyboard(page, link)
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    anchor = link.get_attribute("href").partition("#")[2]
    where = tip.inner_text()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    assert link.get_attribute("aria-describedby") is None
    link.press("Enter")
    page.wait_for_url(f"**#{anchor}")
    passage = page.locator(f"[id='{anchor}']").inner_text()
    assert where.splitlines()[-1] in passage
    assert re.search(r"paragraph \d+", where)[0] in passage


def test_a_pointed_at_link_shows_its_passage_as_long_as_one_reads_it(page):
    page.locator(f"{UNIT}:visible").first.hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(600)
    expect(tip).to_be_visible()
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_a_link_to_a_theme_shows_some_passages_and_counts_the_rest(page):
    page.goto((BOOK / "index.html").as_uri())
    by_keyboard(page, page.locator("main a[href*='#theme-']:visible").first)
    expect(page.get_by_role("tooltip")).to_contain_text("passage")


def test_the_passage_fits_a_phone_and_is_accessible(page):
    page.set_viewport_size({"width": 390, "height": 700})
    by_keyboard(page, page.locator(f"{UNIT}:visible").last)
    box = page.get_by_role("tooltip")
    expect(box).to_be_visible()
    seen = box.bounding_box()
    assert seen["x"] >= 0 and seen["x"] + seen["width"] <= 390
    assert seen["y"] >= 0 and seen["y"] + seen["height"] <= 700
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE)
        rules = "() => axe.run('main', {preload: false}).then(f => f.violations.map(v => v.id))"
        assert page.evaluate(rules) == []


def test_passages_are_loaded_only_when_asked_for(page):
    loaded = "!!document.querySelector('script[src*=passages]')"
    assert page.evaluate(loaded) is False
    by_keyboard(page, page.locator(f"{UNIT}:visible").first)
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert page.evaluate(loaded) is True


def test_a_heading_sorts_up_down_and_back_by_keyboard(table):
    head = table.locator("thead th").first
    before = shown_rows(table)
    button = head.get_by_role("button")
    button.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    up = shown_rows(table)
    button.press("Space")
    expect(head).to_have_attribute("aria-sort", "descending")
    down = shown_rows(table)
    button.press("Enter")
    expect(head).to_have_attribute("aria-sort", "none")
    assert shown_rows(table) == before
    assert sorted(up) == sorted(down) == sorted(before)
    assert up[0] == down[-1] and up[-1] == down[0] and up[0] != up[-1]
    assert [name.casefold()[0] for name in up if name[0].isascii()] == sorted(
        name.casefold()[0] for name in up if name[0].isascii()
    )


def test_numbers_days_and_gaps_sort_as_what_they_are(page):
    cells = ["10%", "2%", "\u2013", "\u22123%", "1,200%"]
    days = ["8 June 2021", "27 November 2023", "", "4 February 2019", "10 June 2021"]
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in zip(cells, days, strict=True))
    page.route("**/sorted.html", lambda route: route.fulfill(
        content_type="text/html; charset=utf-8",
        body="<main><table id='tab-x'><thead><tr><th>share</th><th>day</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></main><script>{(BOOK / '_static/tables.js').read_text()}"
        "</script>",
    ))  # fmt: skip
    page.context.set_offline(False)
    page.goto("http://book.invalid/sorted.html")
    column = "(n) => [...document.querySelectorAll(`td:nth-child(${n})`)].map(c => c.textContent)"
    page.get_by_role("button", name="share").click()
    assert page.evaluate(column, 1) == ["\u22123%", "2%", "10%", "1,200%", "\u2013"]
    page.get_by_role("button", name="share").click()
    assert page.evaluate(column, 1) == ["1,200%", "10%", "2%", "\u22123%", "\u2013"]
    page.get_by_role("button", name="day").click()
    assert page.evaluate(column, 2) == [days[3], days[0], days[4], days[1], ""]


def test_a_long_table_can_be_filtered_without_accents_or_case(table):
    rows = shown_rows(table)
    accented = next(name for name in rows if re.search("[éèê]", name))
    plain = re.sub("[éèê]", "e", accented.split("\n")[0]).upper()
    field = table.get_by_label("Filter rows")
    field.fill(plain)
    left = shown_rows(table)
    assert accented in left and len(left) < len(rows)
    expect(table.locator(".filter output")).to_have_text(f"{len(left)} of {len(rows)} rows")
    field.fill("")
    assert shown_rows(table) == rows


def test_without_scripts_tables_are_plain_tables(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((BOOK / CHAPTER).as_uri())
    assert page.locator("main table").count() and not page.locator("main th button").count()
    context.close()


def test_print_shows_folded_tables_whole_and_no_controls(page):
    page.emulate_media(media="print")
    for folded in page.locator("main details.sd-dropdown").all():
        assert folded.locator("tbody tr").last.is_visible()
        assert not folded.locator(".filter").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    folds = page.locator("main details.sd-dropdown")
    assert folds.count() == page.locator("main details.sd-dropdown[open]").count() > 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details.sd-dropdown[open]").count() == 0


FIGURE = re.compile(r'<figure[^>]* id="(fig-[a-z0-9-]+)">(.*?)</figure>', re.DOTALL)
TABLE = re.compile(r'<table[^>]* id="(tab-[a-z0-9-]+)">\s*<caption>(.*?)</caption>', re.DOTALL)
ADDRESS = re.compile(r'href="([^"#]+\.(svg|png|csv))"')


def offered(page: str, part: str) -> dict[str, Path]:
    """Kind of file → the file that a caption leads to."""
    return {kind: (BOOK / page).parent / address for address, kind in ADDRESS.findall(part)}


def test_every_figure_is_offered_as_svg_and_png_and_its_numbers_as_csv():
    seen = 0
    for name in PAGES:
        for figure, part in FIGURE.findall((BOOK / name).read_text(encoding="utf-8")):
            seen += 1
            files = offered(name, part)
            assert set(files) == {"svg", "png", "csv"}, figure
            shown = re.search(r'<img[^>]* src="([^"]+)"', part)[1]
            assert files["svg"].read_bytes() == ((BOOK / name).parent / shown).read_bytes()
            assert files["png"].read_bytes().startswith(b"\x89PNG")
            assert list(csv.reader(io.StringIO(files["csv"].read_text(encoding="utf-8"))))[1:]
    assert seen


def test_every_numbered_table_is_offered_as_csv():
    for name in PAGES:
        for table, caption in TABLE.findall((BOOK / name).read_text(encoding="utf-8")):
            file = offered(name, caption).get("csv")
            assert file is not None and file.is_file(), table
            rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
            assert len(rows) > 1 and len({len(row) for row in rows}) == 1, table


def test_the_data_package_can_be_taken_along():
    found = sorted(BOOK.glob("_downloads/*/themeshift-data.zip"))
    assert len(found) == 1
    with zipfile.ZipFile(found[0]) as packed:
        assert packed.testzip() is None
        assert {"data/datapackage.json", "data/units.csv"} <= set(packed.namelist())
