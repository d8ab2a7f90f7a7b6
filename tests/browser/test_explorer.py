"""The explorer counts as Python does and prints the same words, whatever is chosen and however:
by hand, by keyboard, by address; on every screen, with any data.
"""

from __future__ import annotations

import dataclasses
import math
import re
from itertools import product
from urllib.parse import parse_qs, quote

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect
from served import BOOK, ROOT
from test_access import AXE, RULES, STOPS, TAB_STOPS
from test_layout import WIDTHS, faults

from themeshift.measures import choices
from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, ORIGIN
from themeshift.pages import explorer as written
from themeshift.prose import choices as in_words
from themeshift.prose import labels, numbers

NAME = "appendices/explore.html"
READY = "#explorer[data-ready]"
BOOK_S = "The book’s own choices"
EVIL = '"><img src=x onerror="window.hit=1"><script>window.hit=1</script>'
POLES = (ORIGIN, DESTINATION)
#: What a list of addresses gives: numbers, words, the verdict, and what the address is again.
FOUND = """(model, data, queries) => queries.map((query) => {
  const {state, problems} = model.parse(query);
  const found = model.outcome(state);
  const {percent, signedPoints} = themeshift;
  const said = found.phases.map(({origin, destination, balance}) =>
    [percent(origin), percent(destination), signedPoints(balance)]);
  const ends = [found.first, found.last].map((p) => data.phases[p]?.id);
  return {share: found.share, shift: found.shift, ...model.verdict(state, found), ends, said,
    problems, again: model.query(state), words: model.describe(state)};
})"""


@pytest.fixture
def run(page: Page):
    for name in ("common.js", "explorer-model.js"):
        page.add_script_tag(content=(ROOT / "_scripts" / name).read_text("utf-8"))

    def evaluate(package, function, argument=None):
        page.evaluate(written.script(package))
        given = "themeshift.model(themeshift.explorer), themeshift.explorer"
        return page.evaluate(f"(argument) => ({function})({given}, argument)", argument)

    return evaluate


@pytest.fixture
def copied(small):
    """A package in which one text says what another of its phase says."""
    strings = small.shingles[small.shingles["doc_id"] == "2030-gazette"].assign(doc_id="2030-port")
    rest = small.shingles[small.shingles["doc_id"] != "2030-port"]
    return dataclasses.replace(small, shingles=pd.concat([rest, strings], ignore_index=True))


@pytest.mark.parametrize("name", ["data", "small", "copied"])
def test_every_way_of_counting_gives_the_numbers_and_words_of_python(run, request, name):
    package = request.getfixturevalue(name)
    specified = choices.specifications(package)
    same = specified["poles"] == choices.AS_THEY_ARE
    chosen = pd.concat([specified[same], specified[~same].iloc[::97]])  # all would take minutes
    found = run(package, FOUND, list(chosen["query"]))
    np.testing.assert_allclose([one["shift"] for one in found], chosen["shift"], atol=1e-9)
    for row, one in zip(chosen.to_dict("records"), found, strict=True):
        assert one["problems"] == [], row["query"]
        assert one["ends"] == [row["from_phase"], row["to_phase"]], row["query"]
        assert one["words"] == in_words.describe(package, row)
        assert set(one["again"].split("&")) <= set(row["query"].split("&")) | {""}
    base = corpora.corpus(package)
    options = {
        "coding": corpora.every_coding(package),
        "measure": corpora.MEASURES,
        "framing": choices.FRAMING,
        "leave": ("", *base.documents, *base.paragraphs),
    }
    rows = [dict(zip(options, way, strict=True)) for way in product(*options.values())]
    queries = ["&".join(f"{name}={value}" for name, value in row.items() if value) for row in rows]
    found = run(package, FOUND, queries)
    shares = np.full((len(rows), len(base.phases), len(base.themes)), np.nan)
    for row, share in zip(rows, shares, strict=True):
        framing = row["framing"] == "in"
        counted = corpora.corpus(package, row["coding"], row["measure"], framing, row["leave"])
        share[np.isin(base.phases, counted.phases)] = corpora.shares(counted)
    np.testing.assert_allclose([one["share"] for one in found], shares, atol=1e-9)
    poles = [shares @ base.signs(pole) for pole in POLES]
    for origin, destination, one in zip(*poles, found, strict=True):
        for before, after, said in zip(origin, destination, one["said"], strict=True):
            shown = [numbers.percent(before), numbers.percent(after)]
            assert said == [*shown, numbers.signed_points(after - before)]


def test_words_for_numbers_round_as_python_does(run, small):
    halves = [k / 2000 for k in range(-2100, 2101)]
    values = [half + nearly for half in halves for nearly in (0, 1e-15, -1e-15, 3e-11, -3e-11)]
    values += [1e-12, -1e-12, 0.0049999999, 0.00499999999999, 1 / 3, 2 / 3, -0.0, math.nan]
    function = """(model, data, values, {percent, points, signedPoints} = themeshift) =>
      values.map((value) => [percent, points, signedPoints].map((say) => say(value ?? NaN)))"""
    found = run(small, function, [None if math.isnan(value) else value for value in values])
    says = (numbers.percent, numbers.points, numbers.signed_points)
    assert found == [[say(value) for say in says] for value in values]


@pytest.mark.parametrize("name", ["data", "small"])
def test_the_search_and_the_readings_find_what_python_finds(run, request, name):
    package = request.getfixturevalue(name)
    function = """(model) => {
      const found = [...model.search()].at(-1);
      const lowest = found.lowest.map(({shift, state}) => [shift, model.query(state)]);
      return {...found, lowest, ways: found.different.size};
    }"""
    found = run(package, function)
    specified = choices.specifications(package)
    assert found["tried"] == found["total"]
    assert found["ways"] == len(specified)
    lowest, queries = zip(*found["lowest"], strict=True)
    direction = choices.direction(package)
    tables = (specified, choices.specifications(package, readings=True))
    summed = pd.concat([choices.summary(one, direction) for one in tables])
    assert list(lowest) == pytest.approx(list(summed["lowest"]), abs=1e-9)
    again = [one["shift"] for one in run(package, FOUND, queries)]
    assert again == pytest.approx(list(lowest), abs=1e-9)
    for row in choices.extremes(package).itertuples():
        way = f"measure={row.measure}&framing={row.framing}&reading="
        ends = [one["shift"] for one in run(package, FOUND, [f"{way}lowest", f"{way}highest"])]
        assert ends == pytest.approx([row.lowest, row.highest], abs=1e-9)


def test_the_verdict_compares_themes_and_refuses_what_leaves_nothing(run, small):
    ways = {
        "": "book", "measure=words": "same", "origin=": "refused",
        "origin=rivers,ports&destination=machines": "themes",  # the sides exchanged
        "recode=" + ";".join(f"2032-port-00{n}:machines" for n in (2, 3, 4)): "turned",
        "origin=rivers,ports&destination=machines&measure=words": "same",
        "leave=2030-gazette,2030-port,2032-port": "refused",
    }  # fmt: skip
    for kind, found in zip(ways.values(), run(small, FOUND, list(ways)), strict=True):
        said = " ".join([found["headline"], *found["sentences"]])
        assert found["kind"] == kind
        assert ("turns round" in said) == (kind == "turned")
        assert math.isnan(found["shift"]) == (kind == "refused")
        assert kind != "themes" or "rivers and ports gained 95 points on machines" in said
        assert not re.search("NaN|undefined|null", said)


def test_what_an_address_holds_that_is_unknown_is_named_and_ignored(run, small):
    unknown = {
        "coding=<img src=x>": "<img src=x>", "measure=letters": "letters", "__proto__=a": "__pro",
        "leave=2031-gazette,nowhere": "nowhere", "origin=machines,x": "x", "search=all": "all",
        "origin=machines&destination=machines": "machines", "recode=2030-port-001:y": "y",
        "recode=z:crews": "z", "recode=2030-port-001": "2030-port-001", "coding=%E0%A4": "\ufffd",
        "ten=0": "0", "ten=1&mine=nobody:crews": "nobody", "constructor=b": "constructor",
        "passage=2030-gazette-001": "2030-gazette-001",  # does not count
    }  # fmt: skip
    found = run(small, FOUND, list(unknown))
    for named, one in zip(unknown.values(), found, strict=True):
        assert any(named in problem for problem in one["problems"]), named
    again = run(small, FOUND, [one["again"] for one in found])
    assert [one["problems"] for one in again] == [[]] * len(unknown)


def test_every_state_comes_back_from_its_address(run, small):
    query = (
        "coding=beta&measure=words&framing=out&leave=2030-port,2031-gazette:2&origin=rivers"
        "&destination=machines,crews&reading=highest&passage=2032-port-002&ten=7"
        "&mine=2030-gazette-006:crews&search=lowest&recode=2030-port-001:rivers,crews"
    )
    alone = "recode=2030-port-001:rivers"
    full, bare = run(small, FOUND, [query, f"{alone},none"])
    assert sorted(full["again"].split("&")) == sorted(query.split("&"))
    assert (full["problems"], bare["again"]) == ([], alone)


def test_ten_passages_are_the_same_each_time_and_come_from_all_phases(data):
    found = written.content(data)
    assert found["sets"] == written.content(data)["sets"]
    first, other = (found["sets"][number] for number in ("1", "2"))
    assert first != other
    phase = {one["id"]: one["phase"] for one in found["texts"]}
    drawn = {phase[found["passages"][place]["paragraph"].split(":")[0]] for place in first}
    assert len(drawn) == len(found["phases"])
    assert len(set(first)) == min(10, len(corpora.counted(data)))


def test_agreement_counts_passages_with_the_same_themes(run, small):
    mine = {
        "2030-port-001": ["machines"],  # alpha the same, beta some
        "2030-gazette-006": ["crews"],  # alpha some, beta the same
        "2031-gazette-002": ["machines"],  # alpha the same, beta did not read it
        "2032-port-006": ["crews"],  # neither
    }
    found = run(small, "(model, data, mine) => model.agreement(mine)", mine)
    assert [(one["all"], one["some"], one["none"]) for one in found] == [(2, 1, 1), (1, 1, 1)]


@pytest.fixture
def explorer(page: Page, address: str):
    """The explorer with the book's own choices; every error of the page fails the test."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/{NAME}")
    page.wait_for_selector(READY)
    yield page
    assert said == []


def show(page: Page, query: str) -> None:
    page.goto(f"{page.url.partition('?')[0]}?{query}")
    page.wait_for_selector("[data-done]" if "search" in query else READY)


def shift(page: Page) -> float:
    return float(page.locator(".explorer-verdict").get_attribute("data-shift"))


def asked(page: Page) -> dict[str, str]:
    """What the address holds now: Playwright's own copy of it comes a little later."""
    query = page.evaluate("location.search.slice(1)")
    return {name: values[0] for name, values in parse_qs(query).items()}


def total(package, **way):
    """The shift that Python counts, to be compared."""
    counted = corpora.corpus(package, **way)
    balance = corpora.shares(counted) @ counted.sign
    return pytest.approx(balance[-1] - balance[0], abs=1e-9)


def test_choices_by_hand_move_the_lines_and_stand_in_the_address(explorer, data):
    base = corpora.corpus(data)
    book = explorer.get_by_role("button", name=BOOK_S)
    expect(explorer.locator(".explorer-notice")).to_be_empty()
    dictionary = corpora.every_coding(data)[-1]
    for name in ("Dictionary coding", re.compile("^words"), "are left out"):
        explorer.get_by_role("radio", name=name).check()
    changed = total(data, coding=dictionary, measure="words", framing=False)
    assert shift(explorer) == changed
    assert asked(explorer) == {"coding": dictionary, "measure": "words", "framing": "out"}
    explorer.reload()
    assert shift(explorer) == changed
    book.click()
    assert (asked(explorer), shift(explorer)) == ({}, total(data))
    explorer.get_by_role("checkbox").nth(1).uncheck()
    assert shift(explorer) == total(data, leave=base.documents[1])
    book.click()
    unit, theme = base.unit_ids[-1], labels.pole_themes(data, ORIGIN)[0]
    line = explorer.locator("#explorer .line.origin")
    drawn = line.get_attribute("d")
    explorer.locator(f'#explorer [data-passage="{unit}"]').click()
    explorer.get_by_role("button", name="Leave out its paragraph").click()
    paragraph = base.paragraphs[base.paragraph[-1]]
    assert shift(explorer) == total(data, leave=paragraph)
    explorer.get_by_role("button", name="Put back its paragraph").click()
    chips = explorer.get_by_role("group", name="Themes that you give this passage")
    chips.get_by_role("checkbox", name=labels.theme_title(data, theme, short=True)).check()
    moved = (-1 - base.weights[-1] @ base.sign) / (base.phase == base.phase[-1]).sum()
    assert shift(explorer) - moved == total(data)
    assert line.get_attribute("d") != drawn
    assert asked(explorer)["recode"] == f"{unit}:{theme}"
    explorer.get_by_role("button", name="As coded").click()
    assert shift(explorer) == total(data)


def test_the_keyboard_reaches_and_works_everything(explorer, data):
    verdict = explorer.locator(".explorer-verdict[role=status]")  # announced as it changes
    for theme in labels.pole_themes(data, DESTINATION):
        title = labels.theme_title(data, theme, short=True)
        explorer.get_by_role("radio", name=f"{title}: To").focus()
        explorer.keyboard.press("ArrowLeft")
    expect(verdict).to_have_attribute("data-kind", "refused")
    assert not re.search("NaN|undefined|null", explorer.locator("#explorer").inner_text())
    explorer.get_by_role("button", name=BOOK_S).press("Enter")
    expect(verdict).to_have_attribute("data-kind", "book")
    for _ in range(TAB_STOPS):
        explorer.keyboard.press("Tab")
        if explorer.evaluate("document.activeElement.matches('.corpus-block')"):
            break
    for key in ("ArrowRight", "Enter", "Tab", "Tab", "Space"):
        explorer.keyboard.press(key)
    second, unit = data.themes["theme"].iloc[1], corpora.corpus(data).unit_ids[1]
    assert asked(explorer) == {"passage": unit, "recode": f"{unit}:{second}"}
    expect(explorer.locator(":focus")).to_be_checked()


def test_what_is_left_out_is_left_out_of_every_heading(explorer, data):
    base = corpora.corpus(data)
    first = (base.phase == 0).sum()
    for document in set(base.document[base.phase == 0]):
        explorer.get_by_role("checkbox").nth(int(document)).uncheck()
    expect(explorer.locator("#explorer h2").nth(1)).to_have_text(
        f"The {len(base.unit_ids) - first} passages that count"
    )
    ends = [labels.phase(data, base.phases[place]) for place in (1, -1)]
    expect(explorer.locator(".explorer-themes")).to_contain_text(" to ".join(ends))


def test_points_stand_above_their_phase_and_nothing_is_written_on_the_lines(explorer):
    assert explorer.locator(".explorer-lines text").count() == 0
    places = explorer.evaluate("""() => {
      const box = document.querySelector("#explorer .explorer-drawing");
      const [{left}, heads] = [box.querySelector(".dot").getBoundingClientRect(),
        [...box.querySelectorAll("thead th")].map((one) => one.getBoundingClientRect())];
      const right = box.querySelector(".dot").getBoundingClientRect().right;
      return [[left, heads[0]], [right, heads.at(-1)]].map(([x, head]) => x - head.left - head.width / 2);
    }""")
    assert max(map(abs, places)) < 6


def test_ten_passages_end_with_the_agreement(explorer, data):
    game = explorer.locator("#explorer-ten")
    game.get_by_role("button", name="Start").click()
    count = min(10, len(corpora.corpus(data).unit_ids))
    for number in range(1, count + 1):
        expect(game.locator("h3")).to_have_text(f"Passage {number} of {count}")
        if number != 2:
            game.get_by_role("checkbox").nth(number % 3).check()
        game.get_by_role("button", name=re.compile("Skip|Next|See the result")).click()
    rows = [row.locator("td").all_inner_texts() for row in game.locator("tr[data-coding]").all()]
    assert [sum(map(int, row)) for row in rows] == [count - 1] * len(corpora.codings(data))
    said = game.locator(".explorer-effect").inner_text()
    game.get_by_role("button", name="Put my codes into the lines").click()
    assert numbers.signed_points(shift(explorer)) in said
    explorer.reload()
    assert len(asked(explorer)["mine"].split(";")) == count - 1
    expect(game).to_contain_text(f"Passage 2 of {count}")


def test_the_search_is_shown_as_it_goes_and_its_lowest_can_be_set(explorer):
    explorer.evaluate("""() => { window.seen = new Set();
      new MutationObserver(() => seen.add(document.querySelector(".explorer-tried").textContent))
        .observe(document.getElementById("explorer-search"), {subtree: true, childList: true}); }""")
    explorer.get_by_role("button", name="Start the search").click()
    explorer.wait_for_selector("[data-done]")
    assert explorer.evaluate("[...seen].filter((line) => line.includes('so far')).length") > 1
    rows = explorer.locator(".explorer-ladder li").all()
    found = [float(row.get_attribute("data-shift")) for row in rows]
    said = explorer.locator("#explorer-search [role=status]").inner_text()
    assert numbers.signed_points(min(found)) in said
    assert ("turns the finding round" in said) and "every passage as any one coding" in said
    rows[found.index(min(found))].get_by_role("button").click()
    assert shift(explorer) == pytest.approx(min(found), abs=1e-9)
    assert asked(explorer)["search"] == "lowest"


def test_another_package_with_markup_in_every_field_is_counted_and_inert(explorer, small):
    def use(package):
        answer = {"content_type": "text/javascript", "body": written.script(package)}
        explorer.route("**/explorer-data.js*", lambda route: route.fulfill(**answer))

    use(small)
    show(explorer, "search=lowest&ten=1")
    assert shift(explorer) == total(small)
    assert {width: found for width in WIDTHS if (found := faults(explorer, width))} == {}
    use(dataclasses.replace(
        small, units=small.units.assign(gist=EVIL), documents=small.documents.assign(publisher=EVIL),
        themes=small.themes.assign(label_en=EVIL, short_label=EVIL, definition=EVIL),
        phases=small.phases.assign(label=EVIL, short_label=EVIL),
        coders=small.coders.assign(saw=EVIL),
    ))  # fmt: skip
    unit = corpora.corpus(small).unit_ids[0]
    names = ["coding", "measure", "leave", "origin", "recode", "passage", "ten", "mine", EVIL]
    hostile = "&".join(f"{quote(name)}={quote(EVIL)}" for name in names)
    for query in (f"search=lowest&ten=1&passage={unit}&mine={unit}:none&coding=alpha", hostile):
        show(explorer, query)
        assert "onerror" in explorer.locator("#explorer").inner_text()
        assert explorer.locator(".explorer :is(img, script)").count() == 0
        assert explorer.evaluate("window.hit") is None
    assert explorer.locator(".explorer-notice").inner_text().count("onerror") == len(names)


def test_works_from_a_file_and_stands_as_a_table_without_scripts(browser, data):
    for scripts in (True, False):
        context = browser.new_context(offline=True, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{(BOOK / NAME).as_uri()}?framing=out")
        if scripts:
            page.get_by_role("radio", name=re.compile("^words")).check()
            assert shift(page) == total(data, measure="words", framing=False)
            assert page.evaluate("location.search") == "?measure=words&framing=out"
        else:
            base = corpora.corpus(data)
            first = [corpora.shares(base)[0] @ base.signs(pole) for pole in POLES]
            cells = page.locator("#explorer tbody td:nth-child(3)").all_inner_texts()
            assert cells[:2] == list(map(numbers.percent, first))
        context.close()


@pytest.mark.parametrize("number", range(3))
def test_in_every_state_nothing_overlaps_and_axe_is_content(explorer, data, number):
    base, themes = corpora.corpus(data), list(data.themes["theme"])
    unit = base.unit_ids[0]
    show(explorer, [
        f"passage={unit}&recode={unit}:{themes[0]}&leave={base.paragraphs[0]}&search=lowest&ten=1",
        f"origin={','.join(themes[4:9])}&reading=lowest&measure=words&framing=out",
        f"origin=&coding={'x' * 90}&leave={base.documents[0]}",
    ][number])  # fmt: skip
    assert explorer.evaluate(STOPS) <= TAB_STOPS
    found = {width: faults(explorer, width) for width in WIDTHS}
    explorer.evaluate(AXE)
    for width, scheme in ((1280, "dark"), (390, "light")):
        explorer.set_viewport_size({"width": width, "height": 900})
        explorer.emulate_media(color_scheme=scheme)
        found[f"axe {width} {scheme}"] = explorer.evaluate(RULES)
    assert {where: what for where, what in found.items() if what} == {}
