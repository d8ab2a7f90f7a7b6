"""Bad data get one clear line, which names the table at fault first; nothing is written.

A case damages one file of the miniature and says which file, row and column the first line must
name, and words that it must have. Rows count as in a spreadsheet, the header being the first.
"""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from typing import Any, NamedTuple

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
from themeshift.problem import MOST, Problem, complain

NO_BREAK, NARROW = "\u00a0", "\u202f"


class Case(NamedTuple):
    """A damage and the place and words of the line that must name it."""

    name: str
    table: str
    damage: Damage
    row: int | None
    column: str | None
    words: str


FILES = [
    Case("emptied", "codes", lambda raw: b"", 1, "unit_id", "found an empty cell"),
    Case("blank", "codes", lambda raw: b"\n\n", 1, "unit_id", "found an empty cell"),
    Case("cut in half", "codes", half, 15, None, "expected 8"),
    Case("header alone", "units", header_only, None, "unit_id", "and 63 others"),
    Case("header alone", "documents", header_only, None, "doc_id", "and 122 others"),
    Case("header alone", "codes", header_only, None, "coder", "no code by alpha"),
    Case("header alone", "themes", header_only, None, "theme", "no row for"),
    Case("header alone", "shingles", header_only, None, "doc_id", "no row of 2030-gazette"),
    Case("NUL", "units", swap("A contract", "A\0contract"), 4, "gist", "U+0000"),
    Case("Latin-1", "themes", encoded("latin-1"), 3, None, "not UTF-8"),
    Case("Windows-1252", "units", lambda raw: raw.replace(b"clean", b"cl\x8can"), 12, None, "0x8c"),
    Case("UTF-16", "terms", encoded("utf-16"), 1, None, "0xff"),
    Case("a spreadsheet", "terms", lambda raw: b"PK\x03\x04\x90" + raw, 1, None, "save as CSV"),
    Case("semicolons", "phases", swap(",", ";", -1), 1, "phase_id", "comma)"),
    Case("tabs", "phases", swap(",", "\t", -1), 1, "phase_id", "comma)"),
    Case("open quote", "glossary", swap("A change", '"A change'), 3, None, "quotation"),
    Case("blank rows", "terms", lambda raw: raw + b"\n\n", 8, None, "0 cells"),
    Case("blank row within", "terms", swap("2030-port", "\n2030-port"), 4, None, "0 cells"),
    Case("cells of nothing", "terms", lambda raw: raw + b",,\n", 8, "doc_id", "an empty cell"),
    Case("huge cell", "units", swap("A contract", "A" * 200_000), 4, "gist", "200,011 characters"),
    Case("missing column", "codes", rows(lambda r: [x.pop(4) for x in r]), 1, "weight", '"rule"'),
    Case("renamed column", "units", swap("words", "wrods"), 1, "words", '"wrods"'),
    Case("extra column", "terms", rows(lambda r: [x.append("n") for x in r]), 1, None, 'found "n"'),
    Case("swapped columns", "matches", swap("start,end", "end,start"), 1, "start", '"end"'),
    Case("doubled column", "terms", swap("lemma,count", "lemma,lemma"), 1, "count", '"lemma"'),
    Case("no header", "terms", without(1), 1, "doc_id", "doc_id,lemma,count"),
    Case("short row", "terms", swap("moteur,1", "moteur"), 2, None, "2 cells"),
    Case("long row", "terms", swap("moteur,1", "moteur,1,1"), 2, None, "quotes round one with"),
    Case("decimal comma", "codes", swap(",0.5,", ",0,5,"), 4, None, "9 cells"),
    Case("mojibake", "themes", swap("Rivières", "RiviÃ¨res"), 3, "label_fr", "garbled"),
    Case("accents apart", "themes", swap("Rivières", "Rivie\u0300res"), 3, "label_fr", "NFC"),
    Case("doubled row", "terms", rows(lambda r: r.append(r[2])), 8, "doc_id", "again"),
    Case("dangling parent", "structure", swap(",2030-axis-boats,", ",2030-axis-boat,"), 3,
         "parent_id", "nearest: 2030-axis-boats"),
    Case("dangling coding", "codes", swap(",beta,", ",gamma,", -1), None, None, '"gamma"'),
    Case("deleted passage", "units", without(4), None, "unit_id", 'no row for "2030-gazette-003"'),
    Case("phase without text", "phases",
         row_with(4, phase_id="2033-review", order="4", label="R", short_label="R"), None, None,
         "no text on 2033-review"),
    Case("out of order", "units", exchanged(4, 5), 4, "position", "3 (from 1, in order)"),
    Case("id against place", "units", swap("2032-port-001", "2032-port-011"), 15, "unit_id",
         "2032-port-001"),
    Case("text of titles", "units", rows(lambda r: [x.__setitem__(4, "title") for x in r[7:9]]), None,
         "doc_id", "no sentence or item of 2030-port"),
    Case("no lemma", "terms", without(4), None, "doc_id", "no row of 2030-port"),
    Case("rule of no theme", "rules", swap("machines rivers", "machines river"), 2, "themes",
         "nearest: rivers"),
    Case("uncoded passage", "codes", without(9), None, "unit_id", "no code of 2031-gazette-003"),
    Case("coding without codes", "coders", row_with(3, coder_id="gamma", order="4"), None, None,
         "no code by gamma"),
    Case("uneven without rule", "codes",
         rows(lambda r: [r[13].__setitem__(5, ""), r[14].__setitem__(5, "")]), 14, "weight",
         "the rule that parts 2032-port-003"),
    Case("weight of dust", "codes",
         rows(lambda r: [r[3].__setitem__(4, "0.999"), r[4].__setitem__(4, "0.001")]), 5, "weight",
         "minimum"),
    Case("matches overlap", "matches", row_with(2, start="137"), 16, "start", "a place in"),
    Case("deep structure", "structure",
         rows(lambda r: r.extend(
             [f"a-{n}", *r[2][1:8], f"a-{n - 1}" if n else r[2][0], *r[2][9:]] for n in range(9))),
         11, "parent_id", "at most 8 levels"),
    Case("place twice", "structure", row_with(3, item_id="a"), 5, "order", "its own under"),
    Case("status missing", "project_status", without(4), None, "project_id",
         "no row for robots in 2032-amendment"),
    Case("project nowhere", "projects", row_with(3, project_id="canal", order="3", label="C"),
         None, None, "no row for canal in 2030-contract"),
    Case("fact of an absent project", "project_facts",
         swap("robots,2030-contract,2030-port-001", "robots,2032-amendment,2032-port-003"), 2,
         "unit_id", "absent"),
]  # fmt: skip
#: A cell of the miniature that is set: table, row, column, value; words of the line, which names it.
CELLS = [
    ("codes", 4, "weight", "0,5", '"0,5"'), ("codes", 2, "weight", "1.5", "not to 1.5"),
    ("codes", 2, "weight", "0.9", "not to 0.9"), ("codes", 2, "rule", "two", '"two"'),
    ("codes", 3, "theme", "machines ", '"machines "'),
    ("codes", 3, "theme", "machine", "nearest: machines"), ("codes", 2, "rule", "9", "of rules.csv"),
    ("codes", 3, "unit_id", "2030-gazette-999", "units.csv"), ("codes", 5, "theme", "machines", "each theme once"),
    ("codes", 2, "unit_id", "2030-gazette-001", "a sentence or an item"),
    ("alternatives", 2, "weight", "0.5", "sum to 1, not to 0.5"), ("alternatives", 2, "variant", "beta", "coding"),
    ("claims", 2, "headline", "TRUE", "true"), ("coders", 2, "blind", "VRAI", "true"),
    ("claims", 2, "evidence", "2032-port-009", "theme:phase"),
    ("titles", 2, "phase_id", "2040-x", "phases"),
    ("indicators", 2, "value", "1 200", '"1 200"'), ("indicators", 2, "value", "nan", "a number with"),
    ("indicators", 2, "value", "-inf", '"-inf"'), ("indicators", 2, "value", "1.2E+03", "E+03"),
    ("indicators", 2, "unit", "percent", "100 percent", "value"),
    ("indicators", 2, "target_year", "2029", "not before year 2030"),
    ("indicators", 2, "doc_id", "2030-gazette", "2030-port, as of its passage"),
    *((table, 2, "phase_id", "2031-review", "2030-contract, as of its passage")
      for table in ("actors", "instruments", "places", "events", "project_facts")),
    ("terms", 2, "count", "-2", "minimum"), ("terms", 2, "count", "2" + "0" * 30, '"2000'),
    ("terms", 2, "count", "900", "at most the 20 coded"),
    ("phases", 2, "date_latest", "2030-02-30", "exists"),
    ("phases", 2, "date_latest", "02/05/2030", "YYYY-MM"), ("phases", 2, "covers_to", "33", "four digits"),
    ("phases", 4, "order", "2", "same as"), ("phases", 2, "covers_to", "2029", "covers_from"),
    ("phases", 3, "date_latest", "2030-12-31", "not before date_earliest 2031-01-01"),
    ("phases", 4, "date_earliest", "2029-01-01", "not before 2031-01-01, that of"),
    ("documents", 2, "sha256", "c6fd", "pattern"), ("documents", 2, "url", "javascript:a()", "https?"),
    ("documents", 2, "url", "https://a/<b>", "pattern"),
    ("documents", 2, "date", "2030-05-09", "before date 2030-05-09", "date_latest"),
    ("documents", 4, "date_earliest", "2029-12-31", "2030 to 2041, in reach"),
    ("documents", 2, "date_latest", "2044-01-01", "2029 to 2040"),
    ("events", 2, "date_latest", "2030-05-01", "not before"), ("events", 2, "date_latest", "", "both days"),
    ("units", 2, "words", "five", '"five"'), ("units", 2, "words", "5.0", "a whole number"),
    ("units", 2, "words", "٣", "whole number"), ("units", 2, "words", "", "an empty cell"),
    ("units", 2, "start", "-1", "minimum"), ("units", 2, "kind", "titel", "standfirst"),
    ("units", 4, "gist", "=HYPERLINK(1)", "formula"), ("units", 4, "gist", "+cmd", "formula"),
    ("units", 4, "gist", "- cmd|' /C calc'!A0", "formula"), ("units", 4, "gist", "@SUM", "formula"),
    ("units", 4, "gist", "lâ€™eau", "garbled"), ("units", 4, "gist", "A\ncontract", "U+000A"),
    ("units", 5, "gist", "", "an empty cell"), ("units", 5, "gist", rules.GIST_TO_WRITE, "was coded"),
    ("units", 3, "unit_id", "2030-gazette-001", "again"), ("units", 3, "position", "3", "2 (from 1"),
    ("units", 7, "paragraph", "4", "5 or more"), ("units", 5, "start", "80", "105 or more"),
    ("units", 5, "end", "106", "more than start 106"), ("units", 20, "end", "1117", "at most"),
    ("units", 8, "words", "0", "1 or more"), ("units", 5, "opening", "a b c d e f", "pattern"),
    ("units", 5, "opening", "La", "no other passage"),
    ("units", 5, "part_of", "2030-gazette-005", "before it in 2030-gazette"),
    ("units", 9, "part_of", "2030-gazette-003", "before it in 2030-port"),
    ("themes", 2, "colour", "blue", '"blue"'), ("themes", 3, "colour", "#0072B2", "same as"),
    ("themes", 6, "pole", "origin", "none for the theme"), ("theme_terms", 3, "pattern", "moteur", "again"),
    ("rules", 3, "doubts", "2030-x-001", "units"), ("rules", 2, "text", "  ", "U+0020 at an end"),
    ("forms", 2, "form", "Moteur", '"moteur"'), ("names", 2, "name", "la  mer", '"la mer"'),
    ("places", 2, "place_id", "Yard", "pattern"), ("project_facts", 2, "project_id", "robot", "robots"),
    ("matches", 2, "start", "100", "a place in"), ("matches", 2, "end", "190", "before 190", "start"),
    ("matches", 2, "theme", "crews", "machines, as of its term"),
    ("structure", 4, "parent_id", "2030-axis-boats", "a parent of the phase"),
    ("structure", 2, "parent_id", "2030-axis-boats", "none below itself"),
    ("project_status", 2, "unit_id", "", "shows the status launched"),
    ("project_units", 4, "unit_id", "2032-port-003", "robots is absent"),
    ("alternatives", 2, "variant", "base", "pattern"),
]  # fmt: skip
#: A cell whose fault is named elsewhere: in a row or table that it leaves without its match.
ELSEWHERE = [
    Case("word count", "units", cell(5, "words", "5"), None, None, "the sum of its passages"),
    Case(
        "weights above one",
        "codes",
        cell(5, "weight", "0.6"),
        4,
        "weight",
        "not to 1.1, for 2030-g",
    ),
    Case("weights of almost one", "codes", cell(5, "weight", "0.495"), 4, "weight", "not to 0.995"),
    Case("words left out", "units", cell(5, "words", "1"), None, None, "the sum of its passages"),
    Case("rank left out", "codes", cell(5, "rank", "3"), 4, "rank", "ranks from 1, each once"),
    Case("structure weights", "structure_themes", cell(3, "weight", "0.4"), 2, "weight", "0.9"),
    Case(
        "renamed theme", "themes", cell(5, "theme", "sailors"), None, "theme", 'no row for "crews"'
    ),
    Case("pole without theme", "themes", cell(2, "pole", "none"), None, "pole", "origin"),
]


def _set(**values: object) -> Any:
    return lambda content: content.update(values)


def _codes(**values: object) -> Damage:
    return resource("codes", _set(**values))


def _constraint(table: str, column: str, **values: object) -> Damage:
    return field(
        table, column, lambda content: content.setdefault("constraints", {}).update(values)
    )


def _foreign(change: Any) -> Damage:
    return resource("units", lambda content: change(content["schema"]["foreignKeys"][0]))


DESCRIPTORS = {
    "broken JSON": (swap('"name"', "name"), "JSONDecodeError"),
    "cut JSON": (half, "JSONDecodeError"),
    "emptied": (lambda raw: b"", "JSONDecodeError"),
    "Latin-1": (encoded("latin-1"), "utf-8"),
    "a list": (lambda raw: b"[]", "cannot be used"),
    "resources of text": (lambda raw: b'{"resources": ["a"]}', "cannot be used"),
    "absurd depth": (lambda raw: b"[" * 200_000, "recursion"),
    "absurd number": (lambda raw: b"1" * 9_000, "digits"),
    "key twice": (swap('"path": "codes', '"path": "x.csv", "path": "codes'), 'the key "path" twice'),
    "NaN": (swap('"minimum": 0', '"minimum": NaN'), "NaN"),
    "missing resource": (descriptor(lambda d: d["resources"].pop(3)), '0 tables named "themes"'),
    "resource twice": (descriptor(lambda d: d["resources"].append(d["resources"][0])), '2 tables'),
    "unknown table": (_codes(name="extra"), 'tables named "extra"'),
    "path outside": (_codes(path="../codes.csv"), '"../codes.csv", expected "codes.csv"'),
    "absolute path": (_codes(path="/etc/passwd"), "/etc/passwd"),
    "path of another": (_codes(path="units.csv"), '"units.csv"'),
    "address": (_codes(path="https://example.org/a.csv"), "example.org"),
    "list of paths": (_codes(path=["codes.csv"]), '["codes.csv"]'),
    "compression": (_codes(compression="zip"), '"compression"'),
    "data inside": (_codes(data=[]), '"data"'),
    "another format": (_codes(format="xlsx"), "xlsx"),
    "another encoding": (_codes(encoding="utf-16"), "utf-16"),
    "another dialect": (_codes(dialect={"csv": {"delimiter": ";"}}), "dialect"),
    "no schema": (resource("codes", lambda c: c.pop("schema")), "schema"),
    "unknown type": (field("units", "words", _set(type="integr")), 'type "integr" of "words"'),
    "number as text": (field("units", "words", _set(type="string", constraints={})), "the sum of"),
    "unknown constraint": (_constraint("units", "words", mininum=1), "mininum"),
    "no constraints": (field("units", "words", _set(constraints=[])), "cannot be used"),
    "no such word": (resource("units", lambda c: c["schema"]["fields"][9].update(name="class")),
                     "class"),
    "broken pattern": (_constraint("units", "gist", pattern="["), "cannot be used"),
    "minimum in words": (_constraint("units", "words", minimum="abc"), "cannot be used"),
    "choice of nothing": (_constraint("units", "kind", enum=5), "enum"),
    "key to nowhere": (_foreign(lambda k: k["reference"].update(resource="x")), "cannot be used"),
    "key of no table": (_foreign(lambda k: k.pop("reference")), "cannot be used"),
}  # fmt: skip
CASES = [
    *FILES,
    *(
        Case(f"{column} {value[:20]}", table, cell(row, column, value), row, (*other, column)[0], words)
        for table, row, column, value, words, *other in CELLS
    ),
    *ELSEWHERE,
    *(Case(name, "", damage, None, None, words) for name, (damage, words) in DESCRIPTORS.items()),
    Case("column left out", "", resource("codes", lambda c: c["schema"]["fields"].pop(4)), 1, None,
         "weight"),
]  # fmt: skip


def problems(folder: Path) -> list[Problem]:
    """What loading refuses, or else what a check finds."""
    try:
        package.load(folder)
    except package.PackageError as error:
        assert isinstance(error, UserError) and "\n" not in str(error)
        return list(error.problems)
    return package.check(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}: {case.name}")
def test_damage_is_named_first_and_in_one_line(case: Case, small_folder: Path) -> None:
    file = f"{case.table}.csv" if case.table else reading.DESCRIPTOR
    inflict(small_folder / file, case.damage)
    before = {path.name: path.read_bytes() for path in small_folder.iterdir()}
    found = problems(small_folder)
    assert found, "nothing was found"
    line = str(found[0])
    assert case.words in line, line
    if case.row or case.column:
        assert (found[0].row, case.column or found[0].column) == (case.row, found[0].column), line
    if case.table and case.column:
        assert line.startswith(f"data/{file}"), line
    assert line.isprintable() and len(line) < 800
    assert re.fullmatch(r"data/[^:]+: found .+, expected .+", line), line
    assert {path.name: path.read_bytes() for path in small_folder.iterdir()} == before


def _socket(path: Path) -> None:
    os.chdir(path.parent)  # a socket's path may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)


@pytest.mark.parametrize("file", ["codes.csv", reading.DESCRIPTOR])
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "a folder, pipe or device"),
        (os.mkfifo, "a folder, pipe or device"),
        (_socket, "a folder, pipe or device"),
        (lambda path: path.symlink_to("/dev/zero"), "a folder, pipe or device"),
        (lambda path: path.symlink_to(path), "no such file"),
        (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 10**12), "larger"),
    ],
)
def test_only_plain_files_of_some_size_are_read(
    file: str, make: Any, words: str, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path.cwd())
    (small_folder / file).unlink()
    make(small_folder / file)
    (problem,) = problems(small_folder)
    assert str(problem).startswith(f"data/{file}: found ") and words in str(problem)


@pytest.mark.parametrize(
    ("path", "words"),
    [("/dev/zero", "device"), ("/dev/null", "device"), ("/nowhere", "no such file"),
     ("a\0b", "no such file"), ("a" * 5_000, "name too long")],
)  # fmt: skip
def test_a_device_is_not_read(path: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as refusal:
        reading.plain_bytes(Path(path), 1000)
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


@pytest.mark.parametrize("count", [20_000, pytest.param(200_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("codes", "2030-gazette-003,alpha,{n},none,heavy,,,"),  # no number
        ("codes", "2030-gazette-003,alpha,{n},none,7,,,"),  # too large a number
        ("codes", "2030-x-{n:06d},alpha,1,none,1,,,"),  # no passage
        ("terms", "2030-gazette,moteur,1"),  # the same key
        ("terms", "2030-gazette,w{n}"),  # a cell too few
        ("terms", "2030-gazette,w{n},999"),  # too many words
    ],
)
def test_bad_rows_without_end_are_some_twenty_lines(
    table: str, row: str, count: int, small_folder: Path
) -> None:
    with (small_folder / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.writelines(row.format(n=n) + "\n" for n in range(2, count + 2))
    found = package.check(small_folder)
    assert found
    with pytest.raises(UserError) as refusal:
        complain(found, "the data")
    lines = str(refusal.value).splitlines()
    assert len(lines) <= MOST + 2
    assert lines[-1].startswith(f"{len(found):,} problem")
    assert {problem.file for problem in found if "no row" not in problem.found} <= {
        f"data/{table}.csv"
    }


def test_several_broken_tables_are_each_named(small_folder: Path) -> None:
    inflict(small_folder / "units.csv", encoded("utf-16"))
    inflict(small_folder / "codes.csv", half)
    files = [problem.file for problem in package.check(small_folder)]
    assert files == ["data/units.csv", "data/codes.csv"]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_what_a_spreadsheet_does_harmlessly_is_accepted(
    line_end: bytes, small_folder: Path, small: package.Package
) -> None:
    """A byte-order mark and other line ends change no cell."""
    for path in small_folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", line_end))
    assert package.check(small_folder) == []
    after = package.load(small_folder)
    for name in package.TABLES:
        assert getattr(small, name).equals(getattr(after, name)), name


@pytest.mark.parametrize(
    ("table", "damage"),
    [
        ("themes", cell(2, "definition", f"«{NO_BREAK}Robots{NARROW}» : l’État, œuvre – ½ — ΔΩ.")),
        ("units", cell(4, "gist", "- A dash before words")),
        ("units", cell(4, "gist", "-5")),
        ("units", cell(4, "opening", "")),
        ("units", cell(5, "part_of", "2030-gazette-003")),
        ("documents", cell(4, "date_latest", "2041-06-30")),
        ("indicators", cell(2, "measure", "sales-growth")),
        ("forms", header_only),
        ("alternatives", header_only),
        ("claims", header_only),
        ("codes", without(19)),
        ("units", rows(lambda r: r.append(r.pop(6)))),
    ],
)
def test_sound_data_are_accepted(table: str, damage: Damage, small_folder: Path) -> None:
    """Also a coding that covers some passages only."""
    inflict(small_folder / f"{table}.csv", damage)
    assert problems(small_folder) == []
