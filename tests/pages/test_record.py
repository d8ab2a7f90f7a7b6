"""The record, the codebook and the glossary hold what the tables say, a row for each thing."""

from __future__ import annotations

import re
import zipfile

import pandas as pd
import pytest
from docutils.nodes import make_id
from test_markup import Elements

from themeshift import package as packages
from themeshift import pages
from themeshift.measures import corpus as corpora
from themeshift.pages import codebook, phase_tables, record, tables
from themeshift.prose import numbers


@pytest.fixture(params=["data", "small"])
def package(request):
    return request.getfixturevalue(request.param)


def column(table: tables.Table, place: int = 0) -> list[str]:
    return [tables.plain(row[place]) for row in table.rows]


def written(texts) -> list[str]:
    return sorted(set(map(numbers.typographic, texts)))


def test_a_project_a_person_and_a_figure_have_one_row_each(package):
    assert len(record.projects(package).rows) == len(package.projects)
    assert len(record.figures(package).rows) == package.indicators["measure"].nunique()
    named = package.actors[package.actors["capacity"] != "author"]
    person = named["kind"] == "person"
    assert sorted(column(record.people(package))) == written(named.loc[person, "name"])
    others = record.organisations(package)
    assert sorted(column(others)) == written(named.loc[~person, "name"])


def test_nothing_that_a_table_states_is_missing_from_the_record(package):
    shown = Elements(record.page(package)).text
    said = pd.concat(
        [
            package.projects["description"],
            package.project_facts["value"].str.rstrip("."),
            # A figure goes by the label of its first row.
            package.indicators.drop_duplicates("measure")["label"],
            package.indicators["scope"],
            package.instruments["name"],
            package.instruments["description"],
            package.places["role"],
            package.structure["label"],
            record.named(package)["name"],
        ]
    )
    assert [text for text in said if numbers.typographic(text) not in shown] == []


def test_whoever_wrote_or_photographed_is_not_named(data):
    author = data.actors["capacity"] == "author"
    authors = set(data.actors.loc[author, "name"]) - set(data.actors.loc[~author, "name"])
    assert authors and not [name for name in authors if name in record.page(data)]
    # The page of passages names some as publishers.
    stated = re.findall(r"<dt>Who</dt><dd>(.*?)</dd>", pages.texts(data)["passages.md"])
    assert stated and authors.isdisjoint(name for line in stated for name in line.split("; "))


def test_dates_stand_in_order_of_time_and_dates_of_publication_stand_elsewhere(data):
    kinds = dict(zip(data.units["unit_id"], data.units["kind"], strict=True))
    published = {row.what for row in data.events.itertuples() if kinds[row.unit_id] == "furniture"}
    dates = record.dates(data)
    text = " ".join(column(dates, 1))
    assert published and not [what for what in published if what in text]
    years = [re.findall(r"\d{4}", day) for day in column(dates) if day != numbers.MISSING]
    starts = [min(map(int, found)) for found in years]
    assert starts and starts == sorted(starts)


def test_every_table_has_its_file_and_can_be_filtered(package):
    for heading, made in record.SECTIONS.items():
        table = made(package)
        assert table.filtered and (package.root / table.csv).is_file(), heading


def test_the_tables_of_a_phase_are_about_the_phase(small):
    projects = phase_tables.projects(small, "2030-contract")
    assert column(projects) == ["Robots; launched", "School; announced"]
    assert column(phase_tables.projects(small, "2032-amendment"))[0].startswith("School")
    assert column(phase_tables.figures(small, "2030-contract"), 1) == ["1,200 jobs"]


def test_the_codebook_has_a_place_for_each_theme_and_rule_and_counts_what_it_links(small, data):
    for package in (small, data):
        ids = {given.get("id") for _, given in Elements(codebook.page(package)).tags}
        assert {f"codebook-{theme}" for theme in package.themes["theme"]} <= ids
        assert {f"rule-{rule}" for rule in package.rules["rule"]} <= ids
    base = corpora.corpus(small)
    given = base.weights[:, base.themes.index("machines")] > 0
    first = int((given & (base.phase == 0)).sum())
    assert f'?phase=2030-contract&amp;theme=machines">{first}</a>' in codebook.page(small)


def test_a_project_says_how_it_went_and_whether_the_last_phase_names_it(small):
    rows = {
        tables.plain(row[0]).split("; ")[0]: tables.plain(row[2])
        for row in record.projects(small).rows
    }
    assert rows == {
        "Robots": "2030 launched → 2031 continued → no longer named",
        "School": "2030 announced → 2032 continued",
    }


def test_each_term_of_the_glossary_has_the_anchor_that_its_role_leads_to(package):
    ids = [given["id"] for _, given in Elements(codebook.glossary(package)).tags if "id" in given]
    assert sorted(ids) == sorted(f"term-{make_id(one)}" for one in package.glossary["term"])
    assert len(ids) == len(set(ids))


def test_the_book_explains_its_own_words(data):
    french = data.glossary["language"] == "fr"
    asked = {"pole", "balance", "passage", "framing", "coding", "interval", "draws", "verdict",
             "confidence", "reshoring", "phase", "provisional", "gist", "point"}  # fmt: skip
    assert asked <= set(data.glossary.loc[~french, "term"])
    assert (data.glossary.loc[french, "english"] != "").all()


def test_pages_say_first_what_they_hold(package):
    """The first paragraph also describes the page to search engines."""
    for name, text in pages.texts(package).items():
        assert re.search(r"^# .+\n\n\w.{60,}$", text, re.MULTILINE), name


def test_writing_twice_gives_the_same_bytes_and_leaves_no_page_behind(small_folder, monkeypatch):
    monkeypatch.setattr(pages.home, "files", lambda package: {})  # draws, which takes long
    small = packages.load(small_folder)
    folder = small_folder.parent / pages.FOLDER

    def written() -> dict[str, bytes]:
        pages.write(small)
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    first = written()
    (folder / "old.md").write_text("old", encoding="utf-8")
    assert written() == first and {"record.md", "explorer-data.js"} <= set(first)
    with zipfile.ZipFile(folder / pages.ARCHIVE) as bundle:
        assert "data/datapackage.json" in bundle.namelist()
        assert bundle.read("data/codes.csv") == (small_folder / "codes.csv").read_bytes()
