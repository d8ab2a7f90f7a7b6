"""Generated pages: every target is there, every link leads to one, nothing in them is active."""

from __future__ import annotations

import dataclasses
import functools
import html
import re

import pandas as pd
import pytest

from themeshift import architecture, lineage, pages, salience, tables
from themeshift.pages import themes
from themeshift.pages.source import Source

TARGET = re.compile(r"^\(([a-z0-9-]+)\)=$|\{#([a-z0-9-]+)\}", re.MULTILINE)
LINK = re.compile(r"\(<#([^>]+)>\)")
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) ]{#evil} `{fr}` {{y}} {raw}`z`"


def targets(made: dict[str, str]) -> list[str]:
    """All targets of these pages."""
    return [one or other for text in made.values() for one, other in TARGET.findall(text)]


@pytest.fixture(params=["real", "mini"])
def package(request):
    return request.getfixturevalue(request.param)


@functools.cache
def texts_of(package):
    """The pages of a package, made once."""
    return pages.texts(package)


@pytest.fixture
def made(package):
    return texts_of(package)


def test_every_row_has_its_target_once(package, made):
    found = targets(made)
    assert len(found) == len(set(found))
    expected = [
        *("u-" + package.units["unit_id"]),
        *("document-" + package.documents["doc_id"]),
        *("codebook-" + package.themes["theme"]),
        *("rule-" + package.rules["rule"].astype(str)),
        *("indicator-" + package.indicators["indicator_id"]),
        *("project-" + package.projects["project_id"]),
        *("actor-" + package.actors["actor_id"]),
        *("instrument-" + package.instruments["instrument_id"]),
        *("place-" + package.places["place_id"]),
        *("event-" + package.events["event_id"]),
        *("structure-" + package.structure["item_id"]),
        *(f"theme-{theme}-{phase}" for theme in package.themes["theme"]
          for phase in package.phases["phase_id"]),
        *(f"table-{name.replace('_', '-')}" for name in package.tables()),
    ]  # fmt: skip
    assert set(expected) <= set(found)


def test_every_link_leads_to_a_target(made):
    known = set(targets(made))
    for name, text in made.items():
        assert set(LINK.findall(text)) <= known, name


def test_tables_of_the_chapters_lead_to_targets_of_these_pages(package, made):
    known = set(targets(made))
    shares = salience.salience(salience.corpus(package), draws=20)
    beside = architecture.beside(package, shares)
    shown = [tables.lineage(package), tables.indicators_side_by_side(package),
             tables.documents(package)]  # fmt: skip
    for phase in lineage.phase_ids(package):
        shown += [tables.salience(package, shares, phase),
                  tables.architecture(package, beside, phase)]  # fmt: skip
        for make in (tables.structure, tables.projects, tables.indicators, tables.actors,
                     tables.instruments, tables.events, tables.places):  # fmt: skip
            shown.append(make(package, phase))
    for table in shown:
        assert set(LINK.findall(table._repr_markdown_())) <= known, table.name


def test_the_share_of_a_theme_is_that_of_its_units(package):
    corpus = salience.corpus(package)
    shares, source = salience.shares(corpus), Source(package, None)
    coders = salience.coders(package)
    for row, phase in enumerate(corpus.phases):
        for column, theme in enumerate(corpus.themes):
            first = themes.theme_shares(source, theme, phase)[0]
            assert first.coder == coders[0]
            assert first.share == pytest.approx(shares[row, column], abs=1e-9)


def test_units_that_weigh_most_come_first(mini):
    text = pages.texts(mini)["theme-01-machines.md"]
    listed = re.findall(r"^- \[[^\]]+\]\(<#u-([^>]+)>\)", text, re.MULTILINE)
    # 2030: 6, 5 and half of 5 words; 2032: 5 words and a quarter of 5.
    assert listed == ["2030-gazette-004", "2030-gazette-006", "2030-port-001",
                      "2032-port-004", "2032-port-003"]  # fmt: skip


def test_a_theme_that_a_phase_does_not_name_says_so(mini):
    text = pages.texts(mini)["theme-02-rivers.md"]
    assert "(theme-rivers-2030-contract)=\n## 2030\\: 0\\%" in text
    assert "No passage\\: none of the" in text


def test_units_show_gist_codes_rules_terms_and_where_they_are_used(mini):
    text = pages.texts(mini)["evidence-01-2030-gazette.md"]
    block = text[text.index("(u-2030-gazette-006)=") : text.index("(u-2030-gazette-007)=")]
    assert "**Passage 6** · item · paragraph 5 · 5 words" in block
    assert "Engines and robots on board\\." in block
    assert "[Machines](<#theme-machines-2030-contract>), by [rule 1](<#rule-1>)" in block
    assert "{fr}`moteur` \\(Machines\\)" in block and "{fr}`robot` \\(Machines\\)" in block
    assert "(<#project-robots>)" in block and "(<#structure-2030-project-robots>)" in block


def test_furniture_stands_with_position_and_kind_alone(mini):
    text = pages.texts(mini)["evidence-01-2030-gazette.md"]
    assert "(u-2030-gazette-002)=" in text
    assert "**Passage 2** · furniture · not counted" in text


def test_each_coder_and_each_other_reading_shows(mini):
    text = pages.texts(mini)["evidence-02-2030-port.md"]
    assert "**First coding:** [Machines](<#theme-machines-2030-contract>) 50\\%" in text
    assert "**Second coding:** [Machines]" in text
    assert "**Other reading \\(strict\\):** [Machines]" in text


def test_a_second_complete_coding_gets_its_own_shares(mini):
    first = mini.codes[mini.codes["coder"] == "first"]
    both = pd.concat([first, first.assign(coder="second")], ignore_index=True)
    text = pages.texts(dataclasses.replace(mini, codes=both))["theme-01-machines.md"]
    assert text.count("### First coding") == text.count("### Second coding") == 2


def test_provisional_codes_are_called_so(mini):
    made = pages.texts(mini)
    block = made["evidence-03-2032-port.md"].split("(u-2032-port-004)=")[1]
    assert "provisional" in block
    phase = made["theme-01-machines.md"].split("(theme-machines-2032-amendment)=")[1]
    assert "provisional" in phase


def test_claims_are_named_where_they_rest(mini):
    made = pages.texts(mini)
    assert "“rivers rise”" in made["evidence-03-2032-port.md"].split("(u-2032-port-002)=")[1]
    assert "“rivers rise”" in made["projects.md"]
    assert "“rivers rise”" in made["theme-02-rivers.md"]


def test_the_page_of_a_publisher_is_linked_with_plain_hyphens(mini):
    documents = mini.documents.assign(url="https://example.org/a%2Db")
    text = pages.texts(dataclasses.replace(mini, documents=documents))
    assert "(<https://example.org/a-b>)" in text["evidence-01-2030-gazette.md"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_an_address_of_another_kind_is_no_link(mini, address):
    documents = mini.documents.assign(url=address)
    text = pages.texts(dataclasses.replace(mini, documents=documents))
    assert f"(<{address}" not in text["evidence-01-2030-gazette.md"]


def test_no_field_of_the_data_becomes_active(mini):
    def hostile(frame):
        kept = ("level", "theme", "themes", "rule", "status", "coder", "pole", "evidence")
        columns = [
            name
            for name in frame
            if pd.api.types.is_string_dtype(frame[name])
            and not name.endswith("_id")
            and name not in kept
        ]
        return frame.assign(**{name: HOSTILE for name in columns})

    attacked = dataclasses.replace(
        mini, **{name: hostile(frame) for name, frame in mini.tables().items()}
    )
    for name, text in pages.texts(attacked).items():
        for active in ("<script", "](javascript", "{#evil}", "{{y", "{raw}`"):
            assert active not in text, f"{active} in {name}"


def test_headings_have_no_angle_brackets_since_they_come_out_unescaped(mini):
    """The theme prints titles a second time, and the search shows them from its index."""
    hostile = "<img src=x>"
    attacked = dataclasses.replace(
        mini,
        documents=mini.documents.assign(publisher=hostile),
        rules=mini.rules.assign(title=hostile),
    )
    made = pages.texts(attacked)
    for name in ("evidence-01-2030-gazette.md", "codebook.md"):
        headings = re.findall(r"^#+ .+$", made[name], re.MULTILINE)
        assert any("‹img src" in heading for heading in headings)
        assert not any("<" in heading or "&lt;" in heading for heading in headings)


def test_pages_name_every_column_of_the_package(real):
    text = texts_of(real)["data-dictionary.md"]
    for resource in real.descriptor["resources"]:
        section = text.split(f"(table-{resource['name'].replace('_', '-')})=")[1]
        section = html.unescape(section.split("\n(table-")[0].replace("\\", ""))
        for column in resource["schema"]["fields"]:
            assert f"**{column['name']}**" in section
            assert column["description"].rstrip(".") in section


def test_writing_twice_changes_nothing_and_stale_pages_go(mini, tmp_path):
    folder = tmp_path / "appendices" / "generated"
    written = pages.write(mini, folder)
    assert {path.name for path in folder.iterdir()} == {path.name for path in written}
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in written}
    (folder / "theme-99-gone.md").write_text(pages.MARK + "\n\n# Gone\n")
    (folder / "mine.md").write_text("# By hand\n")
    assert pages.write(mini, folder) == written
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in written} == before
    assert not (folder / "theme-99-gone.md").exists()
    assert (folder / "mine.md").exists()


def test_chapters_and_claims_are_linked_where_the_book_has_them(mini, tmp_path):
    (tmp_path / "_toc.yml").write_text("- file: chapters/01-boats\n- file: chapters/02-all\n")
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    (chapters / "01-boats.md").write_text('# Boats\n\nphase = "2030-contract"\n')
    (chapters / "02-all.md").write_text("# All claims\n\nclaims.table(data)\n")
    (chapters / "03-draft.md").write_text('# Draft\n\nphase = "2032-amendment"\n')
    made = pages.texts(mini, tmp_path)
    assert "[Boats](<../../chapters/01-boats.md>)" in made["evidence-01-2030-gazette.md"]
    assert "Draft" not in made["evidence-03-2032-port.md"]
    assert "“rivers rise” ([All claims](<../../chapters/02-all.md>))" in made["projects.md"]
