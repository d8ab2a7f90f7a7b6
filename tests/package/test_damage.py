"""Bad data get one clear line, which names the table at fault first; nothing is written.

A case damages one file of the miniature and says which file, row and column the first line must
name, and words that it must have. Rows count as in a spreadsheet, the header being the first.
"""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from typing import NamedTuple

import pytest
from damage import (
    Damage,
    cell,
    descriptor,
    encoded,
    exchanged,
    field,
    half,
    header_only,
    inflict,
    resource,
    row_with,
    rows,
    swap,
    without,
)

from themeshift import UserError, package, reading, rules
from themeshift.problem import MOST, Problem


class Case(NamedTuple):
    """A damage and the place and words of the line that must name it."""

    name: str
    file: str
    damage: Damage
    row: int | None
    column: str | None
    words: str


UNITS, CODES, PHASES, DOCUMENTS = "units.csv", "codes.csv", "phases.csv", "documents.csv"
THEMES, TERMS, DESCRIPTOR = "themes.csv", "terms.csv", "datapackage.json"
NO_BREAK, NARROW = "\u00a0", "\u202f"

FILES = [
    Case("emptied", CODES, lambda raw: b"", None, None, "an empty file"),
    Case("blank", CODES, lambda raw: b"\n \n", None, None, "an empty file"),
    Case("cut in half", CODES, half, 15, None, "expected 8"),
    Case("cut in half, passages", UNITS, half, None, None, "cells"),
    Case("header alone, passages", UNITS, header_only, None, "unit_id", "and 14 others"),
    Case("header alone, documents", DOCUMENTS, header_only, None, "doc_id", "and 3 others"),
    Case("header alone, codes", CODES, header_only, None, "unit_id", "no code of 2030-gazette-003"),
    Case("header alone, themes", THEMES, header_only, None, "theme", "no row for"),
    Case("NUL", UNITS, swap("A contract", "A\0contract"), 4, None, "NUL"),
    Case("Latin-1", THEMES, encoded("latin-1"), 3, None, "not UTF-8"),
    Case("Windows-1252", UNITS, lambda raw: raw.replace(b"clean", b"cl\x8can"), 12, None, "0x8c"),
    Case("UTF-16", TERMS, encoded("utf-16"), None, None, "UTF-16"),
    Case("a spreadsheet file", TERMS, lambda raw: b"PK\x03\x04" + raw, None, None, "spreadsheet"),
    Case("semicolons", PHASES, swap(",", ";", -1), 1, None, "semicolons"),
    Case("tabs", PHASES, swap(",", "\t", -1), 1, None, "tabs"),
    Case("carriage returns", TERMS, swap("\n", "\r", -1), 1, None, "carriage return"),
    Case("open quote", "glossary.csv", swap("A change", '"A change'), 3, None, "quotation"),
    Case("blank rows", TERMS, lambda raw: raw + b"\n\n,,\n", 8, None, "3 blank rows"),
    Case("blank row within", TERMS, swap("2030-port", "\n2030-port"), 4, None, "a blank row"),
    Case("huge cell", UNITS, swap("A contract", "A" * 200_000), 4, "gist", "200,011 characters"),
    Case("long cell", UNITS, swap("A contract", "A" * 6_000), 4, "gist", "characters"),
]
COLUMNS = [
    Case("missing column", CODES, rows(lambda r: [x.pop(4) for x in r]), 1, "weight", "no such"),
    Case("renamed column", UNITS, swap("words", "wrods"), 1, "words", '"wrods"'),
    Case("capital letter", UNITS, swap("words", "Words"), 1, "words", '"Words"'),
    Case("extra column", TERMS, rows(lambda r: [x.append("n") for x in r]), 1, None, '"n"'),
    Case("swapped columns", "matches.csv", swap("start,end", "end,start"), 1, "end", "belongs"),
    Case("doubled column", TERMS, swap("lemma,count", "lemma,lemma"), 1, "lemma", "twice"),
    Case("no header", TERMS, without(1), 1, "doc_id", "no such column"),
    Case("short row", TERMS, swap("moteur,1", "moteur"), 2, None, "2 cells"),
    Case("long row", TERMS, swap("moteur,1", "moteur,1,1"), 2, None, "4 cells (a cell that holds"),
    Case("decimal comma", CODES, swap(",0.5,", ",0,5,"), 4, None, "9 cells"),
]
CELLS = [
    Case("quoted decimal comma", CODES, cell(4, "weight", "0,5"), 4, "weight", '"0,5"'),
    Case("text in a number", UNITS, cell(2, "words", "five"), 2, "words", '"five"'),
    Case("decimal in a count", UNITS, cell(2, "words", "5.0"), 2, "words", "a whole number"),
    Case("Excel's TRUE", "claims.csv", cell(2, "headline", "TRUE"), 2, "headline", "true, false"),
    Case("Excel's VRAI", "coders.csv", cell(2, "blind", "VRAI"), 2, "blind", "true, false"),
    Case("thousands", "indicators.csv", cell(2, "value", "1 200"), 2, "value", '"1 200"'),
    Case("NaN", "indicators.csv", cell(2, "value", "nan"), 2, "value", "a number with"),
    Case("infinity", "indicators.csv", cell(2, "value", "-inf"), 2, "value", '"-inf"'),
    Case("scientific", "indicators.csv", cell(2, "value", "1.2E+03"), 2, "value", "E+03"),
    Case("digits of another script", UNITS, cell(2, "words", "٣"), 2, "words", "whole number"),
    Case("negative count", TERMS, cell(2, "count", "-2"), 2, "count", "1 or more"),
    Case("negative offset", UNITS, cell(2, "start", "-1"), 2, "start", "0 or more"),
    Case("huge count", TERMS, cell(2, "count", "2" + "0" * 30), 2, "count", '"2000'),
    Case("weight above one", CODES, cell(2, "weight", "1.5"), 2, "weight", "sum to 1.5"),
    Case("no such day", PHASES, cell(2, "date_latest", "2030-02-30"), 2, "date_latest", "exists"),
    Case("French day", PHASES, cell(2, "date_latest", "02/05/2030"), 2, "date_latest", "YYYY-MM"),
    Case("distant day", PHASES, cell(2, "date_latest", "0230-05-02"), 2, "date_latest", "0230"),
    Case("two-digit year", PHASES, cell(2, "covers_to", "33"), 2, "covers_to", "four digits"),
    Case("unknown kind", UNITS, cell(2, "kind", "titel"), 2, "kind", "one of title, standfirst"),
    Case("empty required cell", UNITS, cell(2, "words", ""), 2, "words", "an empty cell"),
    Case("blanks alone", "rules.csv", cell(2, "text", "  "), 2, "text", "U+0020 at an end"),
    Case("blank after a key", CODES, cell(3, "theme", "machines "), 3, "theme", '"machines "'),
    Case("capital in an id", "places.csv", cell(2, "place_id", "Yard"), 2, "place_id", "matches"),
    Case("short digest", DOCUMENTS, cell(2, "sha256", "c6fd"), 2, "sha256", "matches"),
    Case("colour by name", THEMES, cell(2, "colour", "blue"), 2, "colour", '"blue"'),
    Case("script address", DOCUMENTS, cell(2, "url", "javascript:a()"), 2, "url", "https?"),
    Case("address of markup", DOCUMENTS, cell(2, "url", "https://a/<b>"), 2, "url", "matches"),
    Case("formula", UNITS, cell(4, "gist", "=HYPERLINK(1)"), 4, "gist", "formula"),
    Case("formula with plus", UNITS, cell(4, "gist", "+cmd"), 4, "gist", "formula"),
    Case("formula with a dash", UNITS, cell(4, "gist", "- cmd|' /C calc'!A0"), 4, "gist", "formula"),
    Case("formula with at", UNITS, cell(4, "gist", "@SUM"), 4, "gist", "formula"),
    Case("accents apart", THEMES, swap("Rivières", "Rivie\u0300res"), 3, "label_fr", "NFC"),
    Case("mojibake", THEMES, swap("Rivières", "RiviÃ¨res"), 3, "label_fr", "garbled"),
    Case("mojibake of Windows", UNITS, cell(4, "gist", "lâ€™eau"), 4, "gist", "garbled"),
    Case("line break", UNITS, cell(4, "gist", "A\ncontract"), 4, None, "line break"),
    Case("rule in words", CODES, cell(2, "rule", "two"), 2, "rule", '"two"'),
]  # fmt: skip
KEYS = [
    Case("doubled key", UNITS, cell(3, "unit_id", "2030-gazette-001"), 3, "unit_id", "again"),
    Case("doubled row", TERMS, rows(lambda r: r.append(r[2])), 8, "doc_id", "again"),
    Case("doubled colour", THEMES, cell(3, "colour", "#0072B2"), 3, "colour", "once"),
    Case("dangling theme", CODES, cell(3, "theme", "machine"), 3, "theme", "nearest: machines"),
    Case("dangling passage", CODES, cell(3, "unit_id", "2030-gazette-999"), 3, "unit_id", "units"),
    Case("dangling parent", "structure.csv", swap(",2030-axis-boats,", ",2030-axis-boat,", -1),
         None, None, "nearest: 2030-axis-boats"),
    Case("dangling project", "project_facts.csv", cell(2, "project_id", "robot"), 2, "project_id",
         "nearest: robots"),
    Case("dangling coding", CODES, swap(",beta,", ",gamma,", -1), None, None, '"gamma"'),
    Case("deleted passage", UNITS, without(4), None, "unit_id", 'no row for "2030-gazette-003"'),
    Case("renamed theme", THEMES, cell(5, "theme", "sailors"), None, "theme", 'no row for "crews"'),
]  # fmt: skip
DATES = [
    Case("gap in the order", PHASES, cell(4, "order", "4"), 4, "order", "no gap"),
    Case("phase ends first", PHASES, cell(3, "date_latest", "2030-12-31"), 3, "date_latest",
         "not before date_earliest 2031-01-01"),
    Case("phases out of time", PHASES, cell(4, "date_earliest", "2029-01-01"), 4, "date_earliest",
         "not before that of 2031-review"),
    Case("covers backwards", PHASES, cell(2, "covers_to", "2029"), 2, "covers_to", "covers_from"),
    Case("day after the latest", DOCUMENTS, cell(2, "date", "2030-05-09"), 2, "date_latest", "date"),
    Case("phase without text", PHASES,
         row_with(4, phase_id="2033-review", order="4", label="R", short_label="R"), 5, "phase_id",
         "without a document"),
    Case("text long before", DOCUMENTS, cell(4, "date_earliest", "2029-12-31"), 4, "date_earliest",
         "2030-01-01 to 2041-06-30, in reach of 2031-review"),
    Case("text long after", DOCUMENTS, cell(2, "date_latest", "2044-01-01"), 2, "date_latest",
         "2029-05-02 to 2043-12-31"),
    Case("event backwards", "events.csv", cell(2, "date_latest", "2030-05-01"), 2, "date_latest",
         "not before"),
    Case("event with half a date", "events.csv", cell(2, "date_latest", ""), 2, "date_latest",
         "both days"),
    Case("target in the past", "indicators.csv", cell(2, "target_year", "2029"), 2, "target_year",
         "not before year 2030"),
]  # fmt: skip
PASSAGES = [
    Case("passages out of order", UNITS, exchanged(4, 5), 4, "position", "3 (from 1, in order)"),
    Case("passages apart", UNITS, exchanged(8, 11), 10, "doc_id", "apart"),
    Case("gap in positions", UNITS, cell(3, "position", "3"), 3, "position", "2 (from 1"),
    Case("id against position", UNITS, swap("2032-port-001", "2032-port-011"), 15, "unit_id",
         "2032-port-001"),
    Case("paragraph goes back", UNITS, cell(7, "paragraph", "4"), 7, "paragraph", "5 or more"),
    Case("overlap", UNITS, cell(5, "start", "80"), 5, "start", "105 or more"),
    Case("ends before it begins", UNITS, cell(5, "end", "106"), 5, "end", "more than start 106"),
    Case("beyond its text", UNITS, cell(20, "end", "1117"), 20, "end", "at most"),
    Case("word count", UNITS, cell(5, "words", "5"), None, "words", "35 words in the passages of"),
    Case("more words than letters", UNITS, cell(8, "words", "90"), 8, "words", "characters of"),
    Case("sentence without words", UNITS, cell(8, "words", "0"), 8, "words", "1 or more"),
    Case("missing gist", UNITS, cell(5, "gist", ""), 5, "gist", "an empty cell"),
    Case("gist left to write", UNITS, cell(5, "gist", rules.GIST_TO_WRITE), 5, "gist", "was coded"),
    Case("long opening", UNITS, cell(5, "opening", "a b c d e f"), 5, "opening", "5 words"),
    Case("opening of two", UNITS, cell(5, "opening", "La"), 5, "opening", "no other passage"),
    Case("text of titles", UNITS, rows(lambda r: [x.__setitem__(4, "title") for x in r[7:9]]), None,
         "doc_id", "no sentence or item of 2030-port"),
    Case("no lemma", TERMS, without(4), None, "doc_id", "no lemma of 2030-port"),
    Case("lemma beyond words", TERMS, cell(2, "count", "900"), 2, "count", "at most the 20 words"),
    Case("lemmas beyond words", TERMS, rows(lambda r: [x.__setitem__(2, "14") for x in r[4:6]]),
         None, "count", "28 lemmas in 2031-gazette"),
    Case("no digests", "shingles.csv", header_only, None, "doc_id", "no digest of 2030-gazette"),
]  # fmt: skip
CODINGS = [
    Case("pole without theme", THEMES, cell(2, "pole", "none"), None, "pole", "origin"),
    Case("framing in a pole", THEMES, cell(6, "pole", "origin"), 6, "pole", "none for the theme"),
    Case("rule of no theme", "rules.csv", swap("machines rivers", "machines river"), 2, "themes",
         "nearest: rivers"),
    Case("doubt of no passage", "rules.csv", cell(3, "doubts", "2030-x-001"), 3, "doubts", "units"),
    Case("term twice", "theme_terms.csv", cell(3, "pattern", "moteur"), 3, "pattern", "again"),
    Case("form in capitals", "forms.csv", cell(2, "form", "Moteur"), 2, "form", '"moteur"'),
    Case("name of two spaces", "names.csv", cell(2, "name", "la  mer"), 2, "name", '"la mer"'),
    Case("label twice", THEMES, cell(5, "label_en", "PORTS"), 5, "label_en", '"PORTS" again'),
    Case("label in wide letters", THEMES, cell(5, "short_label", "Ｐｏｒｔｓ"), 5, "short_label", "own"),
    Case("weights below one", CODES, cell(2, "weight", "0.9"), 2, "weight", "sum to 0.9"),
    Case("weights above one", CODES, cell(5, "weight", "0.6"), 4, "weight", "sum to 1.1 for 2030-g"),
    Case("weight of dust", CODES, cell(5, "weight", "0.001"), 5, "weight", "0.01 or more"),
    Case("rank left out", CODES, cell(5, "rank", "3"), 4, "rank", "ranks from 1 to 2"),
    Case("theme twice", CODES, cell(5, "theme", "machines"), 5, "theme", "twice in 2030-gazette-006"),
    Case("code of a title", CODES, cell(2, "unit_id", "2030-gazette-001"), 2, "unit_id", "kind title"),
    Case("uncoded passage", CODES, without(9), None, "unit_id", "no code of 2031-gazette-003"),
    Case("half a coding", CODES, without(19), None, "unit_id", "of 2030-gazette-003 by beta"),
    Case("coding without codes", "coders.csv", row_with(3, coder_id="gamma", order="4"), None, None,
         "no code by gamma"),
    Case("no such rule", CODES, cell(2, "rule", "9"), 2, "rule", "rule of a row of data/rules.csv"),
    Case("uneven without rule", CODES,
         rows(lambda r: [r[13].__setitem__(5, ""), r[14].__setitem__(5, "")]), 14, "weight",
         "under no rule"),
    Case("second reading", "alternatives.csv", cell(2, "weight", "0.5"), 2, "weight", "close-calls"),
    Case("match outside", "matches.csv", cell(2, "start", "100"), 2, "start", "136 to 162"),
    Case("match beyond", "matches.csv", cell(2, "end", "190"), 2, "end", "at most 162"),
    Case("match of another theme", "matches.csv", cell(2, "theme", "crews"), 2, "theme",
         "machines, the theme of"),
    Case("matches on one another", "matches.csv", row_with(2, start="137"), 16, "start", "inside"),
    *(
        Case(f"{column} {word}", f"{table}.csv", cell(2, column, word), 2, column, f'word "{word}"')
        for (table, column), words in rules.RESERVED.items()
        for word in words
        if table == "alternatives"
    ),
    Case("reading called as a coding", "alternatives.csv", cell(2, "variant", "beta"), 2, "variant",
         "which is a coding"),
]  # fmt: skip
RECORD = [
    Case("document of another passage", "indicators.csv", cell(2, "doc_id", "2030-gazette"), 2,
         "doc_id", "2030-port, the document of"),
    *(
        Case(f"phase of another passage, {table}", f"{table}.csv", cell(2, "phase_id", "2031-review"),
             2, "phase_id", "2030-contract, the phase of")
        for table in ("actors", "instruments", "places", "events", "project_facts")
    ),
    Case("parent in another phase", "structure.csv", cell(4, "parent_id", "2030-axis-boats"), 4,
         "parent_id", "of the phase 2030-contract"),
    Case("its own parent", "structure.csv", cell(2, "parent_id", "2030-axis-boats"), 2, "parent_id",
         "below itself"),
    Case("deep structure", "structure.csv",
         rows(lambda r: r.extend(
             [f"a-{n}", *r[2][1:8], f"a-{n - 1}" if n else r[2][0], *r[2][9:]] for n in range(9))),
         11, "parent_id", "more than 8 levels"),
    Case("place twice", "structure.csv", row_with(3, item_id="a"), 5, "order", "1 again"),
    Case("structure weights", "structure_themes.csv", cell(3, "weight", "0.4"), 2, "weight", "0.9"),
    Case("status missing", "project_status.csv", without(4), None, "project_id",
         "no row for robots in 2032-amendment"),
    Case("status without passage", "project_status.csv", cell(2, "unit_id", ""), 2, "unit_id",
         "shows the status launched"),
    Case("project nowhere", "projects.csv", row_with(3, project_id="canal", order="3", label="C"),
         None, None, "no row for canal in 2030-contract"),
    Case("passage of an absent project", "project_units.csv", cell(4, "unit_id", "2032-port-003"),
         4, "unit_id", "about robots in 2032-amendment"),
    Case("fact of an absent project", "project_facts.csv",
         swap("robots,2030-contract,2030-port-001", "robots,2032-amendment,2032-port-003"), 2,
         "project_id", "absent"),
    Case("more than a whole", "indicators.csv", cell(2, "unit", "percent"), 2, "value", "100 percent"),
    Case("claim on nothing", "claims.csv", cell(2, "evidence", "2032-port-009"), 2, "evidence",
         "a theme:phase pair"),
    Case("title of no phase", "titles.csv", cell(2, "phase_id", "2040-x"), 2, "phase_id", "phases"),
]  # fmt: skip


def _set(**values: object):
    return lambda content: content.update(values)


def _constraint(**values: object):
    return lambda content: content.setdefault("constraints", {}).update(values)


DESCRIPTORS = [
    Case("broken JSON", DESCRIPTOR, swap('"name"', "name"), None, None, "broken JSON"),
    Case("cut JSON", DESCRIPTOR, half, None, None, "broken JSON"),
    Case("emptied", DESCRIPTOR, lambda raw: b"", 1, None, "broken JSON"),
    Case("Latin-1", DESCRIPTOR, encoded("latin-1"), None, None, "not UTF-8"),
    Case("a list", DESCRIPTOR, lambda raw: b"[]", None, None, "no list of resources"),
    Case("key twice", DESCRIPTOR, swap('"path": "codes', '"path": "x.csv", "path": "codes'), None,
         None, 'the key "path" twice'),
    Case("absurd depth", DESCRIPTOR, lambda raw: b"[" * 200_000, None, None, "too deeply"),
    Case("absurd number", DESCRIPTOR, lambda raw: b"1" * 9_000, None, None, "found"),
    Case("NaN", DESCRIPTOR, swap('"minimum": 0', '"minimum": NaN'), None, None, "NaN"),
    Case("missing resource", DESCRIPTOR, descriptor(lambda d: d["resources"].pop(3)), None, None,
         "no table named themes"),
    Case("resource twice", DESCRIPTOR, descriptor(lambda d: d["resources"].append(d["resources"][0])),
         None, None, "more than one table named phases"),
    Case("unknown table", DESCRIPTOR, resource("codes", _set(name="extra")), None, None, "codes"),
    Case("path outside", DESCRIPTOR, resource("codes", _set(path="../codes.csv")), None, None,
         '"../codes.csv"'),
    Case("absolute path", DESCRIPTOR, resource("codes", _set(path="/etc/passwd")), None, None,
         "beside datapackage.json"),
    Case("path of another", DESCRIPTOR, resource("codes", _set(path="units.csv")), None, None,
         '"units.csv" twice'),
    Case("address for a path", DESCRIPTOR, resource("codes", _set(path="https://example.org/a.csv")),
         None, None, "example.org"),
    Case("list of paths", DESCRIPTOR, resource("codes", _set(path=["codes.csv"])), None, None, "path"),
    Case("compression", DESCRIPTOR, resource("codes", _set(compression="zip")), None, None,
         '"compression"'),
    Case("data in the descriptor", DESCRIPTOR, resource("codes", _set(data=[])), None, None, '"data"'),
    Case("another format", DESCRIPTOR, resource("codes", _set(format="xlsx")), None, None, "xlsx"),
    Case("another encoding", DESCRIPTOR, resource("codes", _set(encoding="utf-16")), None, None,
         "utf-16"),
    Case("another dialect", DESCRIPTOR,
         resource("codes", _set(dialect={"csv": {"delimiter": ";"}})), None, None, "dialect"),
    Case("no schema", DESCRIPTOR, resource("codes", lambda c: c.pop("schema")), None, None, "codes"),
    Case("unknown type", DESCRIPTOR, field("units", "words", _set(type="integr")), None, None,
         '"integr" of words'),
    Case("number as text", DESCRIPTOR, field("units", "words", _set(type="string", constraints={})),
         None, None, "the rules cannot use"),
    Case("column left out", DESCRIPTOR,
         resource("codes", lambda c: c["schema"]["fields"].pop(4)), 1, None, '"weight"'),
    Case("unknown constraint", DESCRIPTOR, field("units", "words", _constraint(mininum=1)), None,
         None, "mininum"),
    Case("broken pattern", DESCRIPTOR, field("units", "gist", _constraint(pattern="[")), None, None,
         "the schema of units, which frictionless refuses"),
    Case("minimum in words", DESCRIPTOR, field("units", "words", _constraint(minimum="abc")), None,
         None, "the schema of units"),
    Case("choice of nothing", DESCRIPTOR, field("units", "kind", _constraint(enum=5)), None, None,
         "enum"),
    Case("key to nowhere", DESCRIPTOR,
         resource("units", lambda c: c["schema"]["foreignKeys"][0]["reference"].update(resource="x")),
         None, None, "the rules cannot use"),
    Case("key of no table", DESCRIPTOR,
         resource("units", lambda c: c["schema"]["foreignKeys"][0].pop("reference")), None, None,
         "the rules cannot use"),
]  # fmt: skip
CASES = [*FILES, *COLUMNS, *CELLS, *KEYS, *DATES, *PASSAGES, *CODINGS, *RECORD, *DESCRIPTORS]


def problems(folder: Path) -> list[Problem]:
    """What loading refuses, or else what a check finds."""
    try:
        package.load(folder)
    except package.PackageError as error:
        assert isinstance(error, UserError) and "\n" not in str(error)
        return list(error.problems)
    return package.check(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}: {case.name}")
def test_damage_is_named_first_and_in_one_line(case: Case, small_folder: Path) -> None:
    inflict(small_folder / case.file, case.damage)
    before = {path.name: path.read_bytes() for path in small_folder.iterdir()}
    found = problems(small_folder)
    assert found, "nothing was found"
    line = str(found[0])
    assert case.words in line, line
    if case.row is not None or case.column is not None:
        elsewhere = case.file == DESCRIPTOR or found[0].column != case.column
        assert found[0].row == case.row, line
        assert case.column is None or not elsewhere, line
    if case.file != DESCRIPTOR and case.column is not None:
        assert line.startswith(f"data/{case.file}"), line
    assert line.isprintable() and len(line) < 800
    assert re.fullmatch(r"data/[^:]+: found .+, expected .+", line), line
    assert len(found) <= MOST + 1
    assert {path.name: path.read_bytes() for path in small_folder.iterdir()} == before


def test_forty_kinds_of_damage_are_tried() -> None:
    assert len({case.name for case in CASES}) >= 40


# --- what is no plain file ------------------------------------------------------------------


def _in_place_of(path: Path, make) -> None:
    path.unlink()
    make(path)


def _socket(path: Path) -> None:
    os.chdir(path.parent)  # a socket's path may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)


@pytest.mark.parametrize("file", [CODES, DESCRIPTOR])
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "a folder"),
        (os.mkfifo, "a pipe"),
        (_socket, "a socket"),
        (lambda path: path.symlink_to("/dev/zero"), "a symbolic link"),
        (lambda path: path.symlink_to(path), "a symbolic link"),
        (lambda path: path.symlink_to("units.csv"), "a symbolic link"),
        (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 10**12), "larger"),
    ],
)
def test_only_plain_files_of_some_size_are_read(
    file: str, make, words: str, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path.cwd())
    _in_place_of(small_folder / file, make)
    (problem,) = problems(small_folder)
    assert str(problem).startswith(f"data/{file}: found ") and words in str(problem)


@pytest.mark.parametrize(
    ("path", "words"),
    [("/dev/zero", "a device"), ("/dev/null", "a device"), ("/nowhere", "no such file"),
     ("a\0b", "unusable"), ("a" * 5_000, "name too long")],
)  # fmt: skip
def test_a_device_is_not_read(path: str, words: str) -> None:
    for links in (True, False):
        with pytest.raises(UserError, match=words) as refusal:
            reading.plain_bytes(Path(path), 1000, links=links)
        assert len(str(refusal.value)) < 400 and str(refusal.value).isprintable()


@pytest.mark.parametrize("root", ["nowhere", "codes.csv", "a\x1b[31m", "a" * 5_000, "a\0b"])
def test_a_folder_that_is_none_is_one_line(root: str, small_folder: Path) -> None:
    (problem,) = package.check(small_folder / root)
    assert str(problem).isprintable() and len(str(problem)) < 400


@pytest.mark.parametrize("name", ["notes.csv", "Notes.CSV", "notes.json"])
def test_a_table_that_nothing_describes_is_named(name: str, small_folder: Path) -> None:
    (small_folder / name).write_text("a\n1\n")
    (problem,) = package.check(small_folder)
    assert str(problem).startswith(f"data/{name}: found a file that nothing describes")


# --- many at once ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("file", "row"),
    [
        (CODES, "2030-gazette-003,alpha,{n},none,heavy,,,"),  # no number
        (CODES, "2030-gazette-003,alpha,{n},none,7,,,"),  # too large a number
        (CODES, "2030-x-{n:06d},alpha,1,none,1,,,"),  # no passage
        (TERMS, "2030-gazette,moteur,1"),  # the same key
        (TERMS, "2030-gazette,w{n}"),  # a cell too few
        (TERMS, "2030-gazette,w{n},999"),  # too many words
    ],
)
def test_bad_rows_without_end_are_some_twenty_lines(
    file: str, row: str, count: int, small_folder: Path
) -> None:
    path = small_folder / file
    bad = "\n".join(row.format(n=n) for n in range(2, count + 2))
    path.write_text(path.read_text(encoding="utf-8") + bad + "\n", encoding="utf-8")
    found = package.check(small_folder)
    assert 1 <= len(found) <= MOST + 3
    assert {problem.file for problem in found if "no row" not in problem.found} <= {f"data/{file}"}


def test_several_broken_tables_are_each_named(small_folder: Path) -> None:
    inflict(small_folder / UNITS, encoded("utf-16"))
    inflict(small_folder / CODES, half)
    assert [problem.file for problem in package.check(small_folder)] == [
        "data/units.csv",
        "data/codes.csv",
    ]


# --- what is no damage ----------------------------------------------------------------------


def test_what_a_spreadsheet_does_harmlessly_is_accepted(small_folder: Path) -> None:
    """A byte-order mark, CRLF and quotes change no cell."""
    before = package.load(small_folder)
    for path in small_folder.glob("*.csv"):
        raw = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + raw)
    assert package.check(small_folder) == []
    after = package.load(small_folder)
    for name in package.TABLES:
        assert getattr(before, name).equals(getattr(after, name)), name


@pytest.mark.parametrize(
    ("file", "damage"),
    [
        (THEMES, cell(2, "definition", f"«{NO_BREAK}Robots{NARROW}» : l’État, œuvre – ½ — ΔΩ.")),
        (UNITS, cell(4, "gist", "- A dash before words")),
        (UNITS, cell(4, "gist", "-5")),
        (UNITS, cell(4, "opening", "")),
        (DOCUMENTS, cell(4, "date_latest", "2041-06-30")),
        ("indicators.csv", cell(2, "measure", "sales-growth")),
        ("indicators.csv", rows(lambda r: r[1].__setitem__(8, "percent") or r[1].__setitem__(1, "a-rise"))),
        ("forms.csv", header_only),
        ("alternatives.csv", header_only),
        ("claims.csv", header_only),
        (CODES, rows(lambda r: r.__delitem__(slice(18, None)) or None)),
    ],
)  # fmt: skip
def test_sound_data_are_accepted(file: str, damage: Damage, small_folder: Path) -> None:
    inflict(small_folder / file, damage)
    if file == CODES:  # beta read nothing and is struck out
        inflict(small_folder / "coders.csv", rows(lambda r: (r.pop(2), r[2].__setitem__(1, "2"))))
    assert package.check(small_folder) == []
    package.load(small_folder)
