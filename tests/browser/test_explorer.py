"""The explorer counts in the browser what the robustness analysis counts in Python."""

from __future__ import annotations

import gzip
import math
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect
from served import BOOK, PAGES

from themeshift import explorer, robustness, salience, wording

NAME = "appendices/explore.html"
SEED = 20231127
COMBINATIONS = 80
CLOSE = 1e-9

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
RULES = """() => axe.run(document, { resultTypes: ["violations"], preload: false }).then((found) =>
  found.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`))"""
TOO_WIDE = """() => [...document.querySelectorAll(".explorer, .explorer *:not(.explorer-hidden)")]
  .filter((box) => box.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((box) => box.outerHTML.slice(0, 120))"""
SHOW = """hash => new Promise(resolve => {
  const before = location.href;
  addEventListener("hashchange", () => resolve(), { once: true });
  location.hash = hash;
  if (location.href === before) resolve();
})"""
READ = """() => {
  const number = (cell) => cell.dataset.value === "null" ? null : Number(cell.dataset.value);
  const root = document.getElementById("explorer-shift");
  return {
    phases: [...root.querySelectorAll("tr[data-phase]")].map((row) =>
      [row.dataset.phase, ...[...row.querySelectorAll("td")].map(number)].map(String)),
    shown: [...root.querySelectorAll("tr[data-phase]")].map((row) =>
      [...row.querySelectorAll("td")].map((cell) => cell.textContent)),
    theta_shift: root.dataset.thetaShift,
    share_shift: root.dataset.shareShift,
    standing: root.querySelector(".explorer-verdict").dataset.standing,
    verdict: root.querySelector(".explorer-verdict").textContent,
  };
}"""


@pytest.fixture(scope="module")
def reader(browser: Browser, address: str) -> Iterator[Page]:
    """One page with the explorer, for the tests that only set choices by the address."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/{NAME}")
    page.wait_for_selector("#explorer-shift[data-ready]")
    yield page
    context.close()


@pytest.fixture
def fresh(browser: Browser, address: str) -> Iterator[Page]:
    """A page of its own, with the explorer as a reader first finds it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/{NAME}")
    page.wait_for_selector("#explorer-shift[data-ready]")
    yield page
    context.close()


def number(text: str) -> float:
    """A number as the browser writes it."""
    return float(text.replace("Infinity", "inf"))


def alike(found: float, expected: float) -> bool:
    """Equal up to the last bits; infinite and undefined values only to themselves."""
    if math.isnan(expected) or math.isinf(expected):
        return found == expected or (math.isnan(found) and math.isnan(expected))
    return math.isclose(found, expected, rel_tol=CLOSE, abs_tol=CLOSE)


def shown(page: Page, hash_: str) -> dict:
    """What the page says under the choices that an address holds."""
    page.evaluate(SHOW, hash_)
    return page.evaluate(READ)


def expected(real, monkeypatch, choices: dict) -> dict:
    """The same specification by the plain road of the robustness analysis."""
    monkeypatch.setitem(robustness.KINDS, "chosen", tuple(choices["kinds"]))
    themes = real.themes.assign(
        pole=[choices["poles"].get(theme, "none") for theme in real.themes["theme"]]
    )
    return robustness.specification(
        replace(real, themes=themes),
        moved_project=choices["project"],
        kinds="chosen",
        coding=choices["coding"],
        weighting=choices["weighting"],
        measure=choices["measure"],
        none="included" if choices["framing"] else "excluded",
        left_out=choices["without"],
        merged=robustness.MERGED[1 if choices["merged"] else 0],
        moved=choices["moved"],
        prior=choices["prior"],
    )


def address_of(choices: dict) -> str:
    """The choices as the page's address keeps them, each of them named."""
    poles = choices["poles"]
    parts = {
        "coding": choices["coding"],
        "weighting": choices["weighting"],
        "measure": choices["measure"],
        "kinds": ".".join(choices["kinds"]),
        "framing": "included" if choices["framing"] else "excluded",
        "without": choices["without"],
        "merged": "yes" if choices["merged"] else "no",
        "project": choices["project"],
        "moved": choices["moved"],
        "prior": f"{choices['prior']:g}",
        "origin": ".".join(theme for theme, pole in poles.items() if pole == "origin"),
        "destination": ".".join(theme for theme, pole in poles.items() if pole == "destination"),
    }
    return "&".join(f"{name}={quote(str(value))}" for name, value in parts.items())


def random_choices(real, generator: random.Random) -> dict:
    """One option of each choice, those that the multiverse does not cross included."""
    options = robustness.options(real)
    kinds = [
        kind
        for kind in (*salience.SUBSTANTIVE, *salience.REPEATING)
        if (real.units["kind"] == kind).any()
    ]
    poles = dict(zip(real.themes["theme"], real.themes["pole"], strict=True))
    if generator.random() < 0.5:
        poles = {
            theme: generator.choice(("origin", "destination", "none"))
            for theme in poles
            if theme != salience.NONE
        }
    projects = sorted(set(real.project_units["project_id"]))
    return {
        "coding": generator.choice(options["coding"]),
        "weighting": generator.choice(options["weighting"]),
        "measure": generator.choice(options["measure"]),
        "kinds": [kind for kind in kinds if kind == kinds[0] or generator.random() < 0.5],
        "framing": generator.random() < 0.5,
        "without": generator.choice(options["left_out"]),
        "poles": poles,
        "merged": generator.random() < 0.3,
        "project": generator.choice([robustness.MOVED_PROJECT, *projects]),
        "moved": generator.choice(options["moved"]),
        "prior": generator.choice(options["prior"]),
    }


def same_numbers(found: dict, reference: dict) -> list[str]:
    """What differs between the page and Python, in words."""
    faults = []
    if [row[0] for row in found["phases"]] != [row[0] for row in reference["phases"]]:
        return [f"phases {found['phases']}"]
    for row, (phase, d_units, o_units, theta, balance) in zip(
        found["phases"], reference["phases"], strict=True
    ):
        _, _, origin, destination, shown_balance, shown_theta = (row[0], *map(number, row[1:]))
        if not alike(shown_theta, theta):
            faults.append(f"{phase}: theta {shown_theta}, expected {theta}")
        if not alike(shown_balance, balance):
            faults.append(f"{phase}: balance {shown_balance}, expected {balance}")
        if not math.isclose(destination * o_units, origin * d_units, abs_tol=1e-8):
            faults.append(f"{phase}: shares {origin}, {destination}, units {o_units}, {d_units}")
        if not alike(destination - origin, balance):
            faults.append(f"{phase}: shares {origin}, {destination}, balance {balance}")
    for name in ("theta_shift", "share_shift"):
        if len(reference["phases"]) > 1 and not alike(number(found[name]), reference[name]):
            faults.append(f"{name} {found[name]}, expected {reference[name]}")
    return faults


def test_starts_with_the_book_s_result_to_the_last_digit_shown(reader, real):
    found = shown(reader, "")
    reference = robustness.specification(real)
    assert same_numbers(found, reference) == []
    built = salience.corpus(real)
    share = salience.shares(built)
    origin, destination = (
        share[:, built.pole(name)].sum(axis=1) for name in ("origin", "destination")
    )
    assert found["shown"] == [
        [
            str(units),
            f"{wording.number(100 * o, 1)}%",
            f"{wording.number(100 * d, 1)}%",
            wording.signed(100 * balance, 1),
            wording.signed(theta, 2),
        ]
        for units, o, d, (_, _, _, theta, balance) in zip(
            built.units_per_phase, origin, destination, reference["phases"], strict=True
        )
    ]
    assert found["standing"] == "book"
    assert wording.points(reference["share_shift"]) in found["verdict"]
    assert wording.signed(reference["theta_shift"], 2) in found["verdict"]


def test_each_option_alone_equals_the_multiverse(reader, real):
    specifications = robustness.one_at_a_time(robustness.multiverse(real))
    for row in specifications.itertuples():
        kinds = ".".join(robustness.KINDS[row.kinds])
        parts = [f"kinds={kinds}", f"coding={row.coding}", f"weighting={row.weighting}"]
        parts += [f"measure={row.measure}", f"framing={row.none}", f"without={row.left_out}"]
        parts += [f"merged={'yes' if row.merged == robustness.MERGED[1] else 'no'}"]
        parts += [f"moved={quote(row.moved)}", f"prior={row.prior:g}"]
        found = shown(reader, "&".join(parts))
        assert alike(number(found["theta_shift"]), row.theta_shift), row
        assert alike(number(found["share_shift"]), row.share_shift), row
        said = found["standing"] in ("book", "same")
        assert said == bool(row.same_sign_share and row.same_size_share), row


def test_combinations_of_choices_equal_python(reader, real, monkeypatch):
    generator = random.Random(SEED)
    codings = robustness.options(real)["coding"]
    known = {coding: robustness._plain_codes(real, coding) for coding in codings}  # slow: once
    monkeypatch.setattr(robustness, "_plain_codes", lambda package, coding: known[coding])
    compared, faults = 0, []
    while compared < COMBINATIONS:
        choices = random_choices(real, generator)
        try:
            reference = expected(real, monkeypatch, choices)
        except ZeroDivisionError:  # a phase in which nothing is left to count
            continue
        compared += 1
        found = shown(reader, address_of(choices))
        faults += [(choices, fault) for fault in same_numbers(found, reference)]
    assert faults == []


def label_of(real, pole: str) -> tuple[str, str]:
    """The last theme that counts for a pole, and what the page calls it."""
    themes = real.themes[(real.themes["pole"] == pole) & (real.themes["theme"] != salience.NONE)]
    return themes["theme"].iloc[-1], themes["short_label"].iloc[-1]


def test_a_reader_s_hand_changes_what_the_address_changes(fresh, real, monkeypatch):
    (joining, joining_label), (leaving, leaving_label) = (
        label_of(real, pole) for pole in ("none", "origin")
    )
    before = fresh.evaluate(READ)
    fresh.get_by_label("Whose codes").select_option(label="dictionary")
    fresh.get_by_role("radio", name="passages", exact=True).check()
    fresh.get_by_label("title (coded by dictionary)").check()
    fresh.get_by_label("passages without a theme count in it").uncheck()
    fresh.get_by_label(f"{joining_label}: Destination").check()
    fresh.get_by_label(f"{leaving_label}: Neither").check()
    fresh.get_by_role("radio", name="to origin").check()
    fresh.get_by_role("radio", name="1", exact=True).check()
    poles = dict(zip(real.themes["theme"], real.themes["pole"], strict=True))
    choices = {
        "coding": "dictionary",
        "weighting": "base",
        "measure": "units",
        "kinds": ["sentence", "item", "title"],
        "framing": False,
        "without": "nothing",
        "poles": poles | {joining: "destination", leaving: "none"},
        "merged": False,
        "project": robustness.MOVED_PROJECT,
        "moved": "to origin",
        "prior": 1.0,
    }
    found = fresh.evaluate(READ)
    assert found["theta_shift"] != before["theta_shift"]
    assert same_numbers(found, expected(real, monkeypatch, choices)) == []
    again = fresh.context.new_page()
    again.goto(fresh.url)
    again.wait_for_selector("#explorer-shift[data-ready]")
    assert again.evaluate(READ) == found
    fresh.get_by_role("button", name="Back to the book’s choices").click()
    assert fresh.evaluate(READ) == before
    assert "#" not in fresh.url


def test_works_by_keyboard_alone(fresh):
    choice = fresh.get_by_label("Whose codes")
    fresh.locator("#change-the-choices h2").click()  # where the Tab key starts from
    for _ in range(3):
        fresh.keyboard.press("Tab")
        if choice.evaluate("box => box === document.activeElement"):
            break
    expect(choice).to_be_focused()
    assert fresh.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    before = fresh.evaluate(READ)
    fresh.keyboard.press("End")
    assert fresh.evaluate(READ)["verdict"] != before["verdict"]
    reached = set()
    for _ in range(40):
        fresh.keyboard.press("Tab")
        name = fresh.evaluate(
            "document.activeElement.textContent || document.activeElement.type || ''"
        )
        reached.add(name)
        if name == "Back to the book’s choices":
            break
    assert {"checkbox", "radio", "Back to the book’s choices"} <= reached
    fresh.keyboard.press("Enter")
    assert fresh.evaluate(READ) == before
    expect(choice).to_be_focused()


def test_the_verdict_is_announced_and_the_drawing_described(reader):
    shown(reader, "")
    live = reader.locator(".explorer-verdict")
    assert live.get_attribute("role") == "status"
    labels = [
        svg.get_attribute("aria-label") for svg in reader.locator(".explorer-chart svg").all()
    ]
    cells = reader.locator("tr[data-phase] td").all_inner_texts()
    assert len(labels) == 2
    assert cells[1] in labels[0] and cells[4] in labels[1]


@pytest.mark.parametrize(
    ("hash_", "standing"),
    [
        ("kinds=", "unknown"),
        ("origin=&destination=", "none"),
        ("origin=&destination=&prior=0", "none"),
        ("origin={destination}&destination={origin}", "reversed"),
        ("coding=%3Cimg%20src=x%20onerror=alert(1)%3E&prior=7&without=%E0%A4", "book"),
        ("&&=&coding&prior=&origin", "book"),
    ],
)
def test_says_so_when_there_is_nothing_to_measure_or_to_understand(reader, real, hash_, standing):
    themes = real.themes.groupby("pole")["theme"].agg(".".join)
    for pole in ("origin", "destination"):
        hash_ = hash_.replace(f"{{{pole}}}", themes[pole])
    said = []
    reader.on("pageerror", lambda error: said.append(str(error)))
    assert shown(reader, hash_)["standing"] == standing
    text = reader.locator("#explorer-shift").inner_text()
    assert not re.search(r"NaN|undefined|null|Infinity", text)
    assert said == []


def fold(text: str) -> str:
    """Without case and accents."""
    plain = unicodedata.normalize("NFD", text)
    return "".join(mark for mark in plain if not unicodedata.combining(mark)).lower()


def show_all(page: Page) -> None:
    """Unfold the list of passages to its end."""
    while page.get_by_role("button", name="Show more").is_visible():
        page.get_by_role("button", name="Show more").click()


def test_units_can_be_filtered_by_phase_theme_document_and_words(fresh, real):
    content = explorer.content(real)
    units = content["units"]
    codes = content["codings"][0]["codes"]
    chosen = units["document"][-1]
    document = content["documents"][chosen]
    phase = content["phases"][document["phase"]]
    theme = content["themes"][next(
        code[0][0] for code, number_ in zip(codes, units["document"], strict=True)
        if number_ == chosen and code
    )]  # fmt: skip
    term = next(term for term in content["terms"] if fold(term) != term)
    tally = fresh.locator(".explorer-tally")
    place = content["themes"].index(theme)
    mine = [
        index
        for index, number_ in enumerate(units["document"])
        if number_ == chosen and any(code[0] == place for code in codes[index])
    ]
    assert 0 < len(mine) < len(codes)
    units_part = fresh.locator("#explorer-units")
    units_part.get_by_label("Phase", exact=True).select_option(label=phase["label"])
    units_part.get_by_label("Document", exact=True).select_option(index=chosen + 1)
    units_part.get_by_label("Theme", exact=True).select_option(label=theme["label"])
    expect(tally).to_have_attribute("data-found", str(len(mine)))
    show_all(fresh)
    assert [
        item.get_attribute("data-unit") for item in fresh.locator(".explorer-units > li").all()
    ] == [units["id"][index] for index in mine]
    fresh.get_by_role("button", name="Show all passages").click()
    hay = [
        fold(" ".join([gist, *(content["terms"][one] for one in terms)]))
        for gist, terms in zip(units["gist"], units["terms"], strict=True)
    ]
    expected_count = str(sum(all(word in text for word in fold(term).split()) for text in hay))
    search = fresh.get_by_label("Words in the gist, or a French term")
    for words in (term, fold(term), term.upper()):
        search.fill(words)
        expect(tally).to_have_attribute("data-found", expected_count)
    assert int(expected_count) > 0


def test_each_unit_leads_to_its_place_in_the_built_evidence(fresh, real):
    show_all(fresh)
    links = fresh.locator(".explorer-units > li a")
    addresses = links.evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert len(addresses) == len(explorer.content(real)["units"]["id"])
    pages = {}
    for target in addresses:
        page, anchor = target.split("#")
        path = (BOOK / NAME).parent / page
        text = pages.setdefault(path, path.read_text(encoding="utf-8"))
        assert f'id="{anchor}"' in text, target


def test_works_without_a_server(browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto((BOOK / NAME).as_uri())
    page.wait_for_selector("#explorer-shift[data-ready]")
    page.get_by_label("Several themes in a passage").select_option(index=2)
    assert page.url.endswith("#weighting=first")
    context.close()


def test_says_what_to_read_where_scripts_are_off(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{NAME}")
    assert page.locator("#explorer-shift").inner_text().strip()
    assert page.locator("#explorer-units").inner_text().strip()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_every_state_is_accessible_and_fits(browser, address, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{address}/{NAME}#coding=dictionary&prior=0&merged=yes&show-find=e&kinds=item")
    page.wait_for_selector("#explorer-shift[data-ready]")
    page.evaluate(AXE)
    assert page.evaluate(RULES) + page.evaluate(TOO_WIDE) == []
    context.close()


def test_no_other_page_loads_the_explorer_s_scripts():
    loading = [
        name for name in PAGES if "_static/explorer/" in (BOOK / name).read_text(encoding="utf-8")
    ]
    assert loading == [NAME]


def test_weighs_what_the_page_says():
    files = [path.read_bytes() for path in (BOOK / "_static" / "explorer").iterdir()]
    assert 0.28e6 < sum(map(len, files)) < 0.38e6
    assert 0.08e6 < sum(len(gzip.compress(file)) for file in files) < 0.12e6


def test_prints_the_answer_without_the_form(fresh):
    fresh.emulate_media(media="print")
    assert fresh.locator(".explorer-table").is_visible()
    assert fresh.locator(".explorer-verdict").is_visible()
    assert not fresh.locator(".explorer-form").is_visible()
    assert fresh.pdf().startswith(b"%PDF")
