"""The page on which readers change the choices: by hand, by keyboard, by address, on every screen."""

from __future__ import annotations

import dataclasses
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect
from served import BOOK, PAGES
from test_access import AXE, RULES, STOPS, TAB_STOPS
from test_layout import WIDTHS, faults

from themeshift.measures import choices
from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, ORIGIN
from themeshift.pages import explorer as written
from themeshift.prose import labels, numbers

NAME = "appendices/explore.html"
READY = "#explorer[data-ready]"
POLES = (ORIGIN, DESTINATION)
EVIL = '"><img src=x onerror="window.hit=1"><script>window.hit=1</script>'


@pytest.fixture
def explorer(page: Page, address: str) -> Page:
    """The explorer with the book's own choices; every error of the page fails the test."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/{NAME}")
    page.wait_for_selector(READY)
    yield page
    assert said == []


def show(page: Page, query: str) -> None:
    """Open the explorer with a state."""
    page.goto(f"{page.url.partition('?')[0]}?{query}")
    page.wait_for_selector(READY)


def shift(page: Page) -> float:
    """The shift that the verdict gives."""
    return float(page.locator(".explorer-verdict").get_attribute("data-shift"))


def total(package, **way) -> float:
    """The shift that Python counts."""
    counted = corpora.corpus(package, **way)
    balance = corpora.shares(counted) @ counted.sign
    return float(balance[-1] - balance[0])


def test_opens_with_the_book_s_numbers_in_the_book_s_words(explorer, data):
    base = corpora.corpus(data)
    share = corpora.shares(base)
    assert shift(explorer) == pytest.approx(total(data), abs=1e-9)
    words = explorer.locator(".explorer-verdict").inner_text()
    assert numbers.signed_points(total(data)) in words
    for pole in POLES:
        assert labels.pole(data, pole) in words.lower()
    explorer.get_by_text("The numbers").click()
    cells = [[numbers.percent(row[base.pole(pole)].sum()) for pole in POLES] for row in share]
    rows = explorer.locator("tr[data-phase]").all()
    assert [row.locator("td").all_inner_texts()[:2] for row in rows] == cells
    label = explorer.locator("#explorer .explorer-lines").first.get_attribute("aria-label")
    assert all(cell in label for row in cells for cell in row)


def test_choices_by_hand_are_those_of_the_address(explorer, data):
    dictionary = choices.every_coding(data)[-1]
    explorer.get_by_role("radio", name="Dictionary alone").check()
    explorer.get_by_role("radio", name=re.compile("^words")).check()
    explorer.get_by_role("radio", name="are left out").check()
    expected = total(data, coding=dictionary, measure="words", framing=False)
    assert shift(explorer) == pytest.approx(expected, abs=1e-9)
    assert parse_qs(urlsplit(explorer.url).query) == {
        "coding": [dictionary], "measure": ["words"], "framing": ["out"],
    }  # fmt: skip
    explorer.reload()
    explorer.wait_for_selector(READY)
    assert shift(explorer) == pytest.approx(expected, abs=1e-9)
    explorer.get_by_role("button", name="The book’s choices").click()
    assert shift(explorer) == pytest.approx(total(data), abs=1e-9)
    assert urlsplit(explorer.url).query == ""


def test_a_text_and_a_paragraph_can_be_left_out(explorer, data):
    base = corpora.corpus(data)
    explorer.locator("fieldset", has_text="Texts that count").get_by_role("checkbox").nth(
        1
    ).uncheck()
    expected = total(data, without_document=base.documents[1])
    assert shift(explorer) == pytest.approx(expected, abs=1e-9)
    explorer.get_by_role("button", name="The book’s choices").click()
    unit = base.unit_ids[-3]
    explorer.locator(f'#explorer [data-passage="{unit}"]').click()
    explorer.get_by_role("button", name="Leave out its paragraph").click()
    paragraph = base.paragraphs[base.paragraph[-3]]
    assert shift(explorer) == pytest.approx(total(data, without_paragraph=paragraph), abs=1e-9)
    explorer.get_by_role("button", name="Put back its paragraph").click()
    assert shift(explorer) == pytest.approx(total(data), abs=1e-9)


def test_a_passage_is_coded_by_a_click_and_the_lines_move(explorer, data):
    base = corpora.corpus(data)
    theme = labels.pole_themes(data, ORIGIN)[0]
    unit = base.unit_ids[-1]
    drawn = explorer.locator("#explorer .line.origin").first.get_attribute("d")
    explorer.locator(f'#explorer [data-passage="{unit}"]').click()
    chips = explorer.get_by_role("toolbar", name="Themes that you give this passage")
    chips.get_by_role("button", name=labels.theme_title(data, theme, short=True)).click()
    moved = -(1 - base.weights[-1] @ base.sign * -1) / (base.phase == base.phase[-1]).sum()
    assert shift(explorer) == pytest.approx(total(data) + moved, abs=1e-9)
    assert explorer.locator("#explorer .line.origin").first.get_attribute("d") != drawn
    assert parse_qs(urlsplit(explorer.url).query)["recode"] == [f"{unit}:{theme}"]
    explorer.get_by_role("button", name="As coded").click()
    assert shift(explorer) == pytest.approx(total(data), abs=1e-9)


def test_a_theme_changes_sides_and_an_empty_side_is_refused(explorer, data):
    verdict = explorer.locator(".explorer-verdict")
    for theme in labels.pole_themes(data, DESTINATION):
        title = labels.theme_title(data, theme, short=True)
        explorer.get_by_role("radio", name=f"{title}: Neither").check()
    expect(verdict).to_have_attribute("data-kind", "refused")
    text = explorer.locator("#explorer").inner_text()
    assert not re.search(r"NaN|undefined|null|Infinity", text)
    explorer.get_by_role("button", name="The book’s choices").click()
    expect(verdict).to_have_attribute("data-kind", "book")


def test_exchanged_sides_turn_no_finding(explorer, data):
    origin, destination = (",".join(labels.pole_themes(data, pole)) for pole in POLES)
    show(explorer, f"origin={destination}&destination={origin}")
    verdict = explorer.locator(".explorer-verdict")
    expect(verdict).to_have_attribute("data-kind", "themes")
    assert "turns round" not in verdict.inner_text()
    assert shift(explorer) == pytest.approx(-total(data), abs=1e-9)


def test_the_keyboard_reaches_and_works_everything(explorer, data):
    base = corpora.corpus(data)
    seen: list[str] = []
    explorer.locator("#explorer button").first.focus()
    for _ in range(TAB_STOPS):
        seen.append(
            explorer.evaluate(
                "(document.activeElement.className + ' ' + document.activeElement.type)"
            )
        )
        if "corpus-block" in seen[-1]:
            break
        explorer.keyboard.press("Tab")
    assert {"radio", "checkbox"} <= {one.split()[-1] for one in seen}
    explorer.keyboard.press("ArrowRight")
    explorer.keyboard.press("Enter")
    expect(explorer.locator(".explorer-panel")).to_be_focused()
    assert parse_qs(urlsplit(explorer.url).query)["passage"] == [base.unit_ids[1]]
    for _ in range(3):
        explorer.keyboard.press("Tab")
    explorer.keyboard.press("ArrowRight")
    explorer.keyboard.press("Space")
    second = data.themes["theme"].iloc[1]
    assert parse_qs(urlsplit(explorer.url).query)["recode"] == [f"{base.unit_ids[1]}:{second}"]
    expect(explorer.locator(":focus")).to_have_attribute("aria-pressed", "true")


def test_the_verdict_is_announced(explorer):
    assert explorer.locator(".explorer-verdict").get_attribute("role") == "status"


def test_ten_passages_end_with_the_agreement(explorer, data):
    game = explorer.locator("#explorer-ten")
    game.get_by_role("button", name="Start").click()
    chips = game.get_by_role("toolbar")
    count = min(10, len(corpora.corpus(data).unit_ids))
    game.get_by_role("button", name="Next").click()
    expect(game).to_contain_text("Choose at least one theme")
    for number in range(1, count + 1):
        expect(game.locator("h3")).to_have_text(f"Passage {number} of {count}")
        if number == 2:
            game.get_by_role("button", name="Skip").click()
            continue
        chips.get_by_role("button").nth(number % 3).click()
        game.get_by_role("button", name=re.compile("Next|See the result")).click()
    expect(game.locator("h3")).to_have_text(f"You coded {count - 1} passages")
    rows = game.locator("tr[data-coding]").all()
    assert [row.get_attribute("data-coding") for row in rows] == list(corpora.codings(data))
    for row in rows:
        assert sum(map(int, row.locator("td").all_inner_texts())) == count - 1
    said = game.locator(".explorer-effect").inner_text()
    game.get_by_role("button", name="Put my codes into the lines").click()
    assert numbers.signed_points(shift(explorer)) in said
    explorer.reload()
    explorer.wait_for_selector(READY)
    assert len(parse_qs(urlsplit(explorer.url).query)["mine"][0].split(";")) == count - 1
    expect(game).to_contain_text("Passage 2 of")


def test_the_search_ends_with_the_lowest_and_sets_it(explorer, data):
    explorer.get_by_role("button", name="Start the search").click()
    explorer.wait_for_selector("[data-done]", timeout=60_000)
    lowest = choices.summary(choices.specifications(data))["lowest"]
    found = {
        row.get_attribute("data-stage"): float(row.get_attribute("data-shift"))
        for row in explorer.locator(".explorer-ladder li").all()
    }
    assert [found["counting"], found["themes"]] == pytest.approx(list(lowest), abs=1e-9)
    least = min(found, key=found.get)
    done = explorer.locator("#explorer-search [role=status]").inner_text()
    assert numbers.signed_points(found[least]) in done
    explorer.locator(f"[data-stage={least}]").get_by_role("button").click()
    assert shift(explorer) == pytest.approx(found[least], abs=1e-9)
    assert "search=lowest" in explorer.url


def test_the_search_is_shown_as_it_goes_where_motion_is_welcome(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/{NAME}")
    page.get_by_role("button", name="Start the search").click()
    expect(page.locator(".explorer-tried")).to_contain_text("so far")
    early = page.locator(".explorer-tried").inner_text()
    expect(page.locator(".explorer-tried")).not_to_have_text(early)
    page.wait_for_selector("[data-done]", timeout=60_000)
    context.close()


def with_data(page: Page, package) -> None:
    """Let the page take the data of another package."""
    script = written.script(package)
    answer = {"content_type": "text/javascript; charset=utf-8", "body": script}
    page.route("**/explorer-data.js*", lambda route: route.fulfill(**answer))


def test_any_other_package_is_counted_as_well(explorer, small):
    with_data(explorer, small)
    show(explorer, "search=lowest&ten=1")
    assert shift(explorer) == pytest.approx(total(small), abs=1e-9)
    assert numbers.signed_points(total(small)) in explorer.locator(".explorer-verdict").inner_text()
    explorer.wait_for_selector("[data-done]", timeout=60_000)
    assert {width: found for width in WIDTHS if (found := faults(explorer, width))} == {}


def test_markup_in_any_field_shows_as_it_is_written(explorer, small):
    changed = dataclasses.replace(
        small,
        themes=small.themes.assign(label_en=EVIL, short_label=EVIL, definition=EVIL),
        units=small.units.assign(gist=EVIL),
        documents=small.documents.assign(publisher=EVIL),
        phases=small.phases.assign(label=EVIL, short_label=EVIL),
        coders=small.coders.assign(saw=EVIL),
    )
    with_data(explorer, changed)
    unit = corpora.corpus(small).unit_ids[0]
    show(explorer, f"search=lowest&ten=1&passage={unit}&mine={unit}:none&coding=alpha")
    explorer.wait_for_selector("[data-done]", timeout=60_000)
    assert "onerror" in explorer.locator("#explorer").inner_text()
    for part in ("explorer", "explorer-ten", "explorer-search"):
        assert explorer.locator(f"#{part}").locator("img, script").count() == 0
    assert explorer.evaluate("window.hit") is None


@pytest.mark.parametrize(
    "query",
    [
        *(f"{name}={quote(EVIL)}" for name in
          ("coding", "measure", "framing", "leave", "origin", "recode", "passage", "ten", "mine")),
        f"{quote(EVIL)}=1",
        "coding=%E0%A4",
        "constructor=1&__proto__=2",
    ],
)  # fmt: skip
def test_what_an_address_holds_is_text(explorer, query):
    show(explorer, query)
    notice = explorer.locator(".explorer-notice")
    expect(notice).to_be_visible()
    assert explorer.evaluate("window.hit") is None
    assert explorer.locator("#explorer img, #explorer script").count() == 0


def test_the_link_is_copied(browser, address):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/{NAME}?measure=words")
    page.get_by_role("button", name="Copy a link").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    context.close()


def test_works_from_a_file(browser):
    context = browser.new_context(offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{(BOOK / NAME).as_uri()}?framing=out")
    page.wait_for_selector(READY)
    before = page.locator(".explorer-verdict").get_attribute("data-shift")
    page.get_by_role("radio", name=re.compile("^words")).check()
    assert page.locator(".explorer-verdict").get_attribute("data-shift") != before
    assert page.url.endswith("?measure=words&framing=out")
    context.close()


def test_without_scripts_the_numbers_stand_in_a_table(browser, address, data):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{NAME}")
    expect(page.locator("#explorer")).to_contain_text("needs JavaScript")
    assert page.locator("#explorer tbody tr").count() == len(corpora.corpus(data).phases)
    context.close()


def states(data) -> list[str]:
    """Addresses that show every part of the page and the longest words."""
    base = corpora.corpus(data)
    wide = ",".join(data.themes["theme"].iloc[4:9])
    first = base.unit_ids[0]
    return [
        f"passage={first}&recode={first}:{data.themes['theme'].iloc[0]}&leave={base.paragraphs[0]}",
        "search=lowest&ten=1&measure=words&framing=out",
        f"origin={wide}&reading=lowest&ten=1",
        f"origin=&coding={'x' * 90}&leave={base.documents[0]}",
    ]


@pytest.mark.parametrize("number", range(4))
def test_in_every_state_nothing_overlaps_and_axe_is_content(explorer, data, number):
    query = states(data)[number]
    show(explorer, query)
    if "search" in query:
        explorer.wait_for_selector("[data-done]", timeout=60_000)
    assert explorer.evaluate(STOPS) <= TAB_STOPS + 12
    found = {width: faults(explorer, width) for width in WIDTHS}
    explorer.evaluate(AXE)
    for width, scheme in ((1280, "dark"), (390, "light")):
        explorer.set_viewport_size({"width": width, "height": 900})
        explorer.emulate_media(color_scheme=scheme)
        explorer.wait_for_timeout(250)
        found[f"axe {width} {scheme}"] = explorer.evaluate(RULES)
    assert {where: what for where, what in found.items() if what} == {}


def test_no_other_page_loads_the_explorer_s_scripts():
    loading = [name for name in PAGES if "explorer-model.js" in (BOOK / name).read_text("utf-8")]
    assert loading == [NAME]


def test_prints_the_answer_without_the_controls(explorer):
    explorer.emulate_media(media="print")
    assert explorer.locator(".explorer-verdict").is_visible()
    assert not explorer.locator(".explorer-counting").is_visible()
