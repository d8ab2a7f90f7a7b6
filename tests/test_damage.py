"""Bad data get one clear line each: the file, the row, the column, what was found and expected.

Each case damages one file of the miniature package and says where and how that must be told.
Rows are counted as a spreadsheet counts them, the header being row 1.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import write_miniature
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from themeshift import UserError, consistency, package

Damage = Callable[[bytes], bytes | None]


@dataclass(frozen=True)
class Case:
    """A damage to one file, and the place and words of the line that must tell it."""

    name: str
    file: str
    damage: Damage
    row: int | None
    column: str | None
    words: str
    lines: int = 1


def swap(old: str, new: str) -> Damage:
    """Replace one passage, which must stand in the file."""

    def damage(raw: bytes) -> bytes:
        assert old.encode() in raw, old
        return raw.replace(old.encode(), new.encode(), 1)

    return damage


def every(old: str, new: str) -> Damage:
    return lambda raw: raw.replace(old.encode(), new.encode())


def cell(row: int, place: int, value: str) -> Damage:
    """Set one cell of a file without quoted cells in that row."""

    def damage(raw: bytes) -> bytes:
        lines = raw.decode().split("\n")
        cells = lines[row - 1].split(",")
        assert cells[place] != value
        cells[place] = value
        lines[row - 1] = ",".join(cells)
        return "\n".join(lines).encode()

    return damage


def without_row(row: int) -> Damage:
    def damage(raw: bytes) -> bytes:
        lines = raw.split(b"\n")
        del lines[row - 1]
        return b"\n".join(lines)

    return damage


def exchanged(first: int, second: int) -> Damage:
    def damage(raw: bytes) -> bytes:
        lines = raw.split(b"\n")
        lines[first - 1], lines[second - 1] = lines[second - 1], lines[first - 1]
        return b"\n".join(lines)

    return damage


def doubled(row: int) -> Damage:
    def damage(raw: bytes) -> bytes:
        lines = raw.split(b"\n")
        return b"\n".join([*lines[:row], lines[row - 1], *lines[row:]])

    return damage


def without_column(place: int) -> Damage:
    def damage(raw: bytes) -> bytes:
        lines = [line.split(b",") for line in raw.split(b"\n")]
        return b"\n".join(b",".join(line[:place] + line[place + 1 :]) for line in lines)

    return damage


def added(text: str) -> Damage:
    return lambda raw: raw + text.encode()


def gone(raw: bytes) -> None:
    return None


def emptied(raw: bytes) -> bytes:
    return b""


def descriptor(change: Callable[[dict], object]) -> Damage:
    def damage(raw: bytes) -> bytes:
        content = json.loads(raw)
        change(content)
        return json.dumps(content).encode()

    return damage


def field_of(content: dict, table: str, column: str) -> dict:
    schema = next(r["schema"] for r in content["resources"] if r["name"] == table)
    return next(field for field in schema["fields"] if field["name"] == column)


UNITS, CODES = "units.csv", "codes.csv"
CASES = [
    # --- the file as a whole
    Case("missing file", UNITS, gone, None, None, "no such file"),
    Case("empty file", CODES, emptied, None, None, "an empty file"),
    Case("blank file", CODES, lambda raw: b"\n \n\n", None, None, "an empty file"),
    Case("NUL", UNITS, swap("A contract", "A\0contract"), 4, None, "NUL"),
    Case("Latin-1", "themes.csv", lambda r: r.decode().encode("latin-1"), 3, None, "UTF-8"),
    Case("Windows-1252", UNITS, lambda r: r.replace(b"clean", b"cl\x8can"), 12, None, "0x8c"),
    Case("UTF-16", "terms.csv", lambda r: r.decode().encode("utf-16"), None, None, "UTF-16"),
    Case("xlsx", "terms.csv", lambda r: b"PK\x03\x04" + r, None, None, "a spreadsheet file"),
    Case("semicolons", "phases.csv", every(",", ";"), 1, None, "semicolons"),
    Case("tabs", "phases.csv", every(",", "\t"), 1, None, "tabs"),
    Case("old Mac line ends", "terms.csv", every("\n", "\r"), 1, None, "carriage return"),
    Case("open quote", "glossary.csv", swap("A change", '"A change'), 2, None, "quotation"),
    Case("blank rows at the end", "terms.csv", added("\n\n,,\n"), 5, None, "3 blank rows"),
    Case("blank row within", "terms.csv", swap("2030-port", "\n2030-port"), 3, None, "a blank row"),
    # --- columns
    Case("missing column", CODES, without_column(4), 1, "weight", "no such column"),
    Case("renamed column", UNITS, swap("words", "wrods"), 1, "words", '"wrods"'),
    Case("capital letter", UNITS, swap("words", "Words"), 1, "words", '"Words"'),
    Case("additional column", "terms.csv", every("\n", ",\n"), 1, None, "an empty cell"),
    Case("swapped columns", "matches.csv", swap("start,end", "end,start"), 1, "end", "start"),
    Case("doubled column", "terms.csv", swap("lemma,count", "lemma,lemma"), 1, "lemma", "twice"),
    Case("no header", "terms.csv", without_row(1), 1, "doc_id", "no such column"),
    Case("short row", CODES, swap(",confirmed,\n", "\n"), 2, None, "6 cells"),
    Case("long row", CODES, swap("1,2,confirmed,", "1,2,confirmed,,"), 2, None, "9 cells"),
    Case("decimal comma", CODES, swap("0.5,,", "0,5,,"), 6, None, "9 cells"),
    # --- cells
    Case("quoted decimal comma", CODES, swap("0.5,,", '"0,5",,'), 6, "weight", '"0,5"'),
    Case("word for a number", UNITS, cell(2, 5, "five"), 2, "words", '"five"'),
    Case("decimal for a count", UNITS, cell(2, 5, "5.0"), 2, "words", "a whole number"),
    Case("thousands point", "indicators.csv", swap("1200", "1.200.0"), 2, "value", '"1.200.0"'),
    Case("thousands space", "indicators.csv", swap("1200", "1 200"), 2, "value", '"1 200"'),
    Case("no number", "indicators.csv", swap("35.6", "nan"), 3, "value", '"nan"'),
    Case("infinity", "indicators.csv", swap("35.6", "inf"), 3, "value", '"inf"'),
    Case("scientific notation", "indicators.csv", swap("1200", "1.2E+03"), 2, "value", "E+03"),
    Case("negative count", "terms.csv", swap("moteur,2", "moteur,-2"), 2, "count", '"-2"'),
    Case("zero count", "terms.csv", swap("moteur,2", "moteur,0"), 2, "count", "1 or more"),
    Case("huge count", "terms.csv", swap("moteur,2", "moteur,2" + "0" * 30), 2, "count", "2000"),
    Case("negative figure", "indicators.csv", swap("1200", "-1200"), 2, "value", "0 or more"),
    Case("weight above one", CODES, swap("0.75", "1.75"), 10, "weight", "from 0 to 1"),
    Case(
        "impossible day",
        "phases.csv",
        swap("2030-05-02", "2030-02-30"),
        2,
        "date_earliest",
        '"2030-02-30"',
    ),
    Case(
        "French day",
        "phases.csv",
        swap("2030-05-02", "02/05/2030"),
        2,
        "date_earliest",
        "YYYY-MM-DD",
    ),
    Case("distant day", "phases.csv", swap("2030-05-02", "0230-05-02"), 2, "date_earliest", "0230"),
    Case("two-digit year", "phases.csv", swap("2033", "33"), 2, "covers_to", "four digits"),
    Case("unknown kind", UNITS, cell(2, 4, "titel"), 2, "kind", "one of title, standfirst"),
    Case("unknown pole", "themes.csv", swap("origin", "orgin"), 2, "pole", "one of origin"),
    Case("empty required cell", CODES, cell(2, 6, ""), 2, "status", "an empty cell"),
    Case(
        "spaces only",
        "rules.csv",
        swap("Each listed project counts.", "  "),
        2,
        "text",
        "spaces only",
    ),
    Case("trailing space in a key", CODES, cell(3, 3, "machines "), 3, "theme", '"machines "'),
    Case(
        "upper-case id",
        "phases.csv",
        every("2030-contract", "2030-Contract"),
        2,
        "phase_id",
        "lower-case",
    ),
    Case(
        "short digest",
        "documents.csv",
        lambda r: re.sub(rb"[0-9a-f]{64}", b"c6fd", r, count=1),
        2,
        "sha256",
        "64 hexadecimal",
    ),
    Case("colour by name", "themes.csv", swap("#0072B2", "blue"), 2, "colour", '"blue"'),
    Case(
        "script address",
        "documents.csv",
        swap("https://example.org/a", "javascript:alert(1)"),
        2,
        "url",
        "https://",
    ),
    Case(
        "data address",
        "documents.csv",
        swap("https://example.org/a", "data:text/html"),
        2,
        "url",
        "https://",
    ),
    Case("address with markup", "documents.csv", swap("org/a", "org/<a>"), 2, "url", "<a>"),
    Case("formula", UNITS, swap("A contract is signed.", "=HYPERLINK(1)"), 4, "gist", "formula"),
    Case("formula with plus", UNITS, swap("A contract is", "+cmd is"), 4, "gist", "formula"),
    Case("formula with at", "glossary.csv", swap("A change", "@SUM"), 2, "meaning", "formula"),
    Case("formula with minus", "glossary.csv", swap("A change", "-2+3"), 2, "meaning", "formula"),
    Case("tab in a cell", UNITS, swap("A contract", "A\tcontract"), 4, "gist", "U+0009"),
    Case("escape character", UNITS, swap("A contract", "A\x1b[2J"), 4, "gist", "U+001B"),
    Case("turned direction", UNITS, swap("A contract", "A \u202econtract"), 4, "gist", "U+202E"),
    Case("replacement character", UNITS, swap("A con", "A \ufffd"), 4, "gist", "U+FFFD"),
    *(
        Case(
            f"unseen character U+{ord(mark):04X}",
            UNITS,
            swap("A contract", f"A{mark}contract"),
            4,
            "gist",
            f"U+{ord(mark):04X}",
        )
        for mark in "\u00ad\u200b\u200d\u200e\u2060\ufeff\u2028\u2029\ue000\ufdd0\uffff\u0378\U000e0041"
        "\u3164\u2800\ufe0f\u034f\U0010ffff"
    ),
    *(
        Case(
            f"space U+{ord(mark):04X} at {end} end",
            UNITS,
            swap("A contract is signed.", text.replace("_", mark)),
            4,
            "gist",
            f"U+{ord(mark):04X} at an end",
        )
        for mark in "\u00a0\u202f\u2003\u3000"
        for end, text in (("one", "_A contract."), ("the other", "A contract._"))
    ),
    Case(
        "label of unseen letters",
        "themes.csv",
        swap(",Crews,É", ",\u3164,É"),
        4,
        "label_en",
        "U+3164",
    ),
    Case("accents apart", "themes.csv", swap("Rivières", "Rivie\u0300res"), 3, "label_fr", "NFC"),
    Case(
        "label twice but for capitals",
        "themes.csv",
        swap(",Crews,É", ",RIVERS,É"),
        4,
        "label_en",
        "again",
    ),
    Case(
        "label twice in wide letters",
        "themes.csv",
        swap(",Crews,É", ",Ｒｉｖｅｒｓ,É"),
        4,
        "label_en",
        "again",
    ),
    Case(
        "label twice but for the space",
        "phases.csv",
        lambda r: r.replace(b"Amendment", "First\u00a0 contract".encode()),
        3,
        "label",
        "again",
    ),
    Case(
        "garbled accents",
        "themes.csv",
        swap("Équipages", "Ã‰quipages".replace("‰", "\x89")),
        4,
        "label_fr",
        "U+0089",
    ),
    Case(
        "garbled accents, printable",
        "themes.csv",
        swap("Rivières", "RiviÃ¨res"),
        3,
        "label_fr",
        "garbled",
    ),
    Case("huge cell", UNITS, swap("A contract", "A" * 6000), 4, "gist", "characters"),
    Case("enormous cell", UNITS, swap("A contract", "A" * 200_000), 4, None, "a huge cell"),
    Case(
        "line break in a cell",
        UNITS,
        swap("A contract is signed.", '"A\ncontract"'),
        4,
        "gist",
        "line break",
    ),
    Case("rule in words", CODES, cell(2, 5, "two"), 2, "rule", "whole numbers"),
    # --- keys
    Case(
        "duplicate id",
        UNITS,
        swap("2030-gazette-002", "2030-gazette-001"),
        3,
        "unit_id",
        "first in row 2",
    ),
    Case("doubled row", "terms.csv", doubled(3), 4, "doc_id, lemma", "again"),
    Case("doubled colour", "themes.csv", swap("#D55E00", "#0072B2"), 3, "colour", "again"),
    Case("unknown theme", CODES, cell(3, 3, "machine"), 3, "theme", "nearest: machines"),
    Case("unknown unit", CODES, cell(3, 0, "2030-gazette-999"), 3, "unit_id", "unit_id of"),
    Case(
        "unknown phase",
        "documents.csv",
        every("2032-amendment", "2033-amendment"),
        4,
        "phase_id",
        "nearest: 2032-amendment",
    ),
    Case("unknown term", "matches.csv", swap("machines-02", "machines-09"), 4, "term_id", "09"),
    Case(
        "unknown parent",
        "structure.csv",
        swap(",2030-axis-boats,\n", ",2030-axis-boat,\n"),
        3,
        "parent_id",
        "nearest: 2030-axis-boats",
    ),
    Case(
        "unknown project",
        "project_facts.csv",
        swap(",robots,", ",robot,"),
        2,
        "project_id",
        "nearest: robots",
    ),
    Case(
        "renamed theme", "themes.csv", swap("crews,3", "sailors,3"), None, None, '"crews"', lines=4
    ),
    # --- phases and documents
    Case("gap in the order of phases", "phases.csv", swap(",2,", ",3,"), 3, "order", "no gap"),
    Case(
        "phase ends before it begins",
        "phases.csv",
        swap("2032-03-31", "2031-03-31"),
        3,
        "date_latest",
        "not before date_earliest",
    ),
    Case(
        "phases out of time",
        "phases.csv",
        swap("2032-01-01,2032-03-31", "2029-01-01,2029-03-31"),
        3,
        "date_earliest",
        "2030-contract",
    ),
    Case(
        "covers backwards",
        "phases.csv",
        swap("2030,2033", "2033,2030"),
        2,
        "covers_to",
        "covers_from",
    ),
    Case(
        "document after its latest day",
        "documents.csv",
        swap("2030-05-03,2030-05-03,2030-05-03", "2030-05-04,2030-05-03,2030-05-03"),
        2,
        "date_latest",
        "not before date",
    ),
    Case(
        "document without units",
        UNITS,
        lambda r: b"".join(line for line in r.splitlines(True) if b"2030-port" not in line),
        None,
        None,
        "2030-port",
        lines=9,
    ),
    Case("document without lemmas", "terms.csv", without_row(3), None, None, "without lemmas"),
    Case(
        "phase without document",
        "phases.csv",
        added("2033-review,3,R,R,review,2033-01-01,2033-01-01,,,,\n"),
        4,
        "phase_id",
        "a document each",
    ),
    Case(
        "document of titles alone",
        UNITS,
        lambda r: re.sub(rb"(2030-port,1,.),sentence", rb"\1,title", r),
        None,
        None,
        "without a sentence",
        lines=7,
    ),
    # --- units
    Case("unordered units", UNITS, exchanged(4, 5), 4, "position", "4"),
    Case("units apart", UNITS, exchanged(10, 11), 11, "doc_id", "apart"),
    Case(
        "id against position",
        UNITS,
        lambda r: r.replace(b"2032-port-001", b"2032-port-011"),
        11,
        "unit_id",
        "2032-port-001",
    ),
    Case("gap in positions", UNITS, cell(3, 3, "3"), 3, "position", "2 (from 1"),
    Case("paragraph goes back", UNITS, cell(7, 2, "3"), 7, "paragraph", "4 or more"),
    Case("overlapping units", UNITS, cell(5, 6, "80"), 5, "start", "90 or more"),
    Case("unit ends before it begins", UNITS, cell(5, 7, "91"), 5, "end", "more than start"),
    Case("unit beyond its text", UNITS, cell(14, 7, "1117"), 14, "end", "at most 117"),
    Case("word count", UNITS, cell(5, 5, "7"), None, "words", "37 words in the units of 2030-g"),
    Case("more words than letters", UNITS, cell(8, 5, "90"), 8, "words", "characters of the unit"),
    Case("sentence without words", UNITS, cell(8, 5, "0"), 8, "words", "1 or more"),
    Case("missing gist", UNITS, cell(5, 8, ""), 5, "gist", "an empty cell"),
    Case(
        "gist left to write",
        UNITS,
        swap("A contract is signed.", consistency.GIST_TO_WRITE),
        4,
        "gist",
        "whose codes are confirmed",
    ),
    # --- the codebook
    Case("pole without theme", "themes.csv", swap("origin", "none"), None, "pole", "origin"),
    Case(
        "framing theme in a pole",
        "themes.csv",
        swap("none,4,none", "none,4,origin"),
        5,
        "pole",
        "none for the theme none",
    ),
    Case(
        "rule of unknown theme",
        "rules.csv",
        swap("machines rivers", "machines river"),
        2,
        "themes",
        "nearest: rivers",
    ),
    Case("term twice", "theme_terms.csv", swap("robot", "moteur"), 3, "pattern", "again"),
    # --- codes
    Case("weights below one", CODES, cell(2, 4, "0.9"), 2, "weight", "sum to 0.9"),
    Case("weights above one", CODES, cell(7, 4, "0.6"), 6, "weight", "sum to 1.1"),
    Case(
        "uneven without a rule",
        CODES,
        lambda r: r.replace(b"machines,0.5,", b"machines,0.6,").replace(
            b"crews,0.5,", b"crews,0.4,"
        ),
        6,
        "weight",
        "under no rule",
    ),
    Case(
        "zero weight",
        CODES,
        lambda r: r.replace(b"machines,0.5,", b"machines,0,").replace(b"crews,0.5,", b"crews,1,"),
        6,
        "weight",
        "above 0",
    ),
    Case("rank missing", CODES, cell(7, 2, "3"), 6, "rank", "1 to 2"),
    Case("theme twice in a unit", CODES, cell(7, 3, "machines"), 7, "theme", "twice"),
    Case("code on a title", CODES, cell(5, 0, "2030-gazette-001"), 5, "unit_id", "of kind title"),
    Case("uncoded unit", CODES, without_row(4), None, "unit_id", "no code for 2030-gazette-006"),
    Case("half a second coding", CODES, without_row(14), None, "unit_id", 'the coder "second"'),
    Case("unknown rule", CODES, cell(2, 5, "9"), 2, "rule", "a rule of rules.csv"),
    Case(
        "second reading below one",
        "alternatives.csv",
        swap("machines,1", "machines,0.5"),
        2,
        "weight",
        "in the variant strict",
    ),
    Case(
        "second reading of a title",
        "alternatives.csv",
        swap("2030-port-001", "2030-gazette-001"),
        2,
        "unit_id",
        "of kind title",
    ),
    # --- matches
    Case("match outside its unit", "matches.csv", swap("95,102", "85,92"), 2, "start", "91 to 129"),
    Case("match beyond its unit", "matches.csv", swap("95,102", "95,192"), 2, "end", "at most 129"),
    Case("swapped offsets", "matches.csv", swap("95,102", "102,95"), 2, "end", "more than 102"),
    Case(
        "theme of another term",
        "matches.csv",
        swap("machines-01,machines", "machines-01,rivers"),
        2,
        "theme",
        "machines, the theme of",
    ),
    # --- what rests on units
    Case(
        "document of another unit",
        "indicators.csv",
        swap("2030-port,", "2030-gazette,"),
        2,
        "doc_id",
        "2030-port, the document of the unit",
    ),
    Case(
        "phase of another document",
        "actors.csv",
        swap("2030-contract", "2032-amendment"),
        2,
        "phase_id",
        "2030-contract, the phase of the unit",
    ),
    Case(
        "phase of another document, structure",
        "structure.csv",
        swap("2030-contract", "2032-amendment"),
        2,
        "phase_id",
        "2030-contract, the phase of the unit",
    ),
    Case(
        "phase of another document, project_facts",
        "project_facts.csv",
        swap("2030-contract", "2032-amendment"),
        2,
        "phase_id",
        "2030-contract, the phase of the unit",
    ),
    Case(
        "phase of another document, instruments",
        "instruments.csv",
        swap("2030-contract", "2032-amendment"),
        2,
        "phase_id",
        "2030-contract, the phase of the unit",
    ),
    Case(
        "phase of another document, places",
        "places.csv",
        swap("2030-contract", "2032-amendment"),
        2,
        "phase_id",
        "2030-contract, the phase of the unit",
    ),
    Case(
        "phase of another document, events",
        "events.csv",
        swap("2030-contract", "2032-amendment"),
        2,
        "phase_id",
        "2030-contract, the phase of the unit",
    ),
    Case(
        "status shown by another phase",
        "project_status.csv",
        swap("2032-port-004", "2030-port-001"),
        3,
        "phase_id",
        "2030-contract, the phase of the unit",
    ),
    Case(
        "parent in another phase",
        "structure.csv",
        swap("Rivers,rivières,,", "Rivers,rivières,2030-axis-boats,"),
        4,
        "parent_id",
        "of the phase",
    ),
    Case(
        "its own parent",
        "structure.csv",
        swap("Boats,bateaux,,", "Boats,bateaux,2030-axis-boats,"),
        2,
        "parent_id",
        "circle",
    ),
    Case(
        "circle of parents",
        "structure.csv",
        swap("Boats,bateaux,,", "Boats,bateaux,2030-project-robots,"),
        2,
        "parent_id",
        "circle",
    ),
    Case(
        "structure weights",
        "structure_themes.csv",
        swap("crews,0.5", "crews,0.4"),
        2,
        "weight",
        "sum to 0.9",
    ),
    Case(
        "status missing",
        "project_status.csv",
        without_row(5),
        None,
        "project_id",
        "no row for school in 2032-amendment",
    ),
    Case(
        "status without unit",
        "project_status.csv",
        swap("2032-port-004", ""),
        3,
        "unit_id",
        "the unit that shows",
    ),
    Case(
        "fact of an absent project",
        "project_facts.csv",
        swap("robots,2030-contract,2030-port-001", "school,2032-amendment,2032-port-004"),
        2,
        "project_id",
        "absent",
    ),
    Case(
        "unit of an absent project",
        "project_units.csv",
        swap("2030-gazette-007", "2032-port-004"),
        3,
        "unit_id",
        "absent",
    ),
    Case(
        "target in the past",
        "indicators.csv",
        swap("2030,2032", "2032,2030"),
        2,
        "target_year",
        "not before year",
    ),
    Case(
        "event ends before it begins",
        "events.csv",
        swap("2030-05-02,2030-05-02", "2030-05-02,2030-05-01"),
        2,
        "date_latest",
        "not before",
    ),
    Case(
        "event with half a date",
        "events.csv",
        swap("2030-05-02,2030-05-02", "2030-05-02,"),
        2,
        "date_latest",
        "both dates",
    ),
    Case(
        "claim on nothing",
        "claims.csv",
        swap("2032-port-002", "2032-port-009"),
        2,
        "evidence",
        "a theme:phase pair",
    ),
    Case("gap in the order of claims", "claims.csv", cell(2, 1, "2"), 2, "order", "1 (from 1"),
    # --- lengths and depths
    Case(
        "long phase", "phases.csv", swap("2030-contract", "a" * 61), 2, "phase_id", "61 characters"
    ),
    Case("long theme", "themes.csv", swap("crews,", "a" * 300 + ","), 4, "theme", "at most 60"),
    Case(
        "long unit", UNITS, swap("2030-gazette-001", "a" * 57 + "-001"), 2, "unit_id", "at most 60"
    ),
    Case(
        "deep structure",
        "structure.csv",
        lambda r: (
            r
            + b"".join(
                b"a-%d,2030-contract,2030-gazette,2030-gazette-005,1,axis,A,,%s,\n"
                % (n, b"a-%d" % (n - 1) if n else b"2030-axis-boats")
                for n in range(3000)
            )
        ),
        12,
        "parent_id",
        "more than 8 levels",
    ),
    # --- what cannot be
    Case(
        "place twice under a parent",
        "structure.csv",
        added("2030-a,2030-contract,2030-gazette,2030-gazette-005,1,axis,A,,,\n"),
        5,
        "order",
        "beside 2030-axis-boats",
    ),
    Case(
        "weight of dust",
        CODES,
        lambda r: r.replace(b"machines,0.5,", b"machines,0.999999,").replace(
            b"crews,0.5,", b"crews,0.000001,"
        ),
        7,
        "weight",
        "0.01 or more",
    ),
    Case(
        "weight of dust in the structure",
        "structure_themes.csv",
        lambda r: r.replace(b"machines,0.5", b"machines,0.999").replace(
            b"crews,0.5", b"crews,0.001"
        ),
        3,
        "weight",
        "0.01 or more",
    ),
    Case(
        "lemma beyond words",
        "terms.csv",
        swap("moteur,2", "moteur,9000"),
        2,
        "count",
        "at most its",
    ),
    Case(
        "lemmas beyond words",
        "terms.csv",
        swap("2032-port,rivière,2", "2032-port,avenant,8\n2032-port,rivière,8"),
        4,
        "count",
        "16 lemmas in 2032-port",
    ),
    Case(
        "matches of a term on one another",
        "matches.csv",
        lambda r: (
            r
            + re.sub(
                rb"(2032-port-002,rivers-01,rivers),(\d+),(\d+).*",
                lambda m: b"%s,%d,%s" % (m[1], int(m[2]) + 1, m[3]),
                next(x for x in r.split(b"\n") if b"port-002,rivers" in x),
            )
            + b"\n"
        ),
        None,
        "start",
        "inside another match of rivers-01",
    ),
    Case(
        "text long before its phase",
        "documents.csv",
        every("2032-01-01", "2030-12-31"),
        4,
        "date_earliest",
        "2031-01-01 to 2042-03-31",
    ),
    Case(
        "text long after its phase",
        "documents.csv",
        every("2032-03-31", "2042-04-01"),
        4,
        "date_latest",
        "in reach of 2032-amendment",
    ),
    Case(
        "text long after the years of its phase",
        "documents.csv",
        every("2030-05-03", "2044-01-01"),
        2,
        "date_latest",
        "2029-05-02 to 2043-12-31",
        lines=2,
    ),
    Case(
        "more than a whole",
        "indicators.csv",
        swap("35.6", "135.6"),
        3,
        "value",
        "at most 100 percent",
    ),
    # --- reserved words
    *(
        Case(
            f"theme called {word}",
            "themes.csv",
            added(f"{word},5,none,A,A,A,A.,,,,#123456,o,solid\n"),
            6,
            "theme",
            f'the reserved word "{word}"',
        )
        for word in consistency.RESERVED["themes", "theme"]
    ),
    *(
        Case(
            f"phase called {word}",
            "phases.csv",
            added(f"{word},3,A,A,contract,2033-01-01,2033-01-01,,,,\n"),
            4,
            "phase_id",
            f'the reserved word "{word}"',
        )
        for word in consistency.RESERVED["phases", "phase_id"]
    ),
    Case(
        "document called nothing",
        "documents.csv",
        lambda r: (
            r
            + re.sub(
                rb"2032-port(.*?),3,(.*),[0-9a-f]{64},",
                rb"nothing\1,4,\2,%b," % (b"0" * 64),
                r.split(b"\n")[3],
            )
            + b"\n"
        ),
        5,
        "doc_id",
        'the reserved word "nothing"',
    ),
    Case(
        "coder called dictionary",
        CODES,
        every(",second,", ",dictionary,"),
        13,
        "coder",
        'the reserved word "dictionary"',
    ),
    Case(
        "variant called base",
        "alternatives.csv",
        swap("strict", "base"),
        2,
        "variant",
        'the reserved word "base"',
    ),
    Case(
        "variant called as a coder",
        "alternatives.csv",
        swap("strict", "second"),
        2,
        "variant",
        "who is a coder",
    ),
    # --- the descriptor
    Case("missing descriptor", "datapackage.json", gone, None, None, "no such file"),
    Case("broken descriptor", "datapackage.json", swap('"name"', "name"), 3, None, "broken JSON"),
    Case("cut descriptor", "datapackage.json", lambda r: r[: len(r) // 2], None, None, "JSON"),
    Case(
        "descriptor in Latin-1",
        "datapackage.json",
        lambda r: r.decode().encode("cp1252", "replace"),
        None,
        None,
        "not UTF-8",
    ),
    Case("list for a descriptor", "datapackage.json", lambda r: b"[]", None, None, "resources"),
    Case(
        "table left out",
        "datapackage.json",
        descriptor(lambda d: d["resources"].pop(3)),
        None,
        None,
        "no table named themes",
    ),
    Case(
        "table outside",
        "datapackage.json",
        descriptor(lambda d: d["resources"][0].update(path="../phases.csv")),
        None,
        None,
        '"../phases.csv"',
    ),
    Case(
        "unknown type",
        "datapackage.json",
        descriptor(lambda d: field_of(d, "units", "words").update(type="integr")),
        None,
        None,
        '"integr"',
    ),
    Case(
        "unknown constraint",
        "datapackage.json",
        descriptor(lambda d: field_of(d, "units", "words").update(constraints={"mininum": 1})),
        None,
        None,
        '"mininum"',
    ),
    Case(
        "broken pattern",
        "datapackage.json",
        descriptor(lambda d: field_of(d, "units", "gist").update(constraints={"pattern": "["})),
        None,
        None,
        "no regular expression",
    ),
    Case(
        "no schema",
        "datapackage.json",
        descriptor(lambda d: d["resources"][2].pop("schema")),
        None,
        None,
        "schema of units",
    ),
    Case(
        "foreign key to nowhere",
        "datapackage.json",
        descriptor(
            lambda d: d["resources"][2]["schema"]["foreignKeys"][0]["reference"].update(
                resource="document"
            )
        ),
        None,
        None,
        "document.doc_id",
    ),
    *(
        Case(
            f"{constraint} {str(value)[:20]} of {column}",
            "datapackage.json",
            descriptor(
                lambda d, c=constraint, v=value, n=column: field_of(d, "units", n).update(
                    constraints={"required": True, c: v}
                )
            ),
            None,
            None,
            words or f"the {constraint} ",
        )
        for constraint, value, column, words in (
            ("minimum", "abc", "words", ""),
            ("minimum", "0", "words", ""),
            ("minimum", [1], "words", ""),
            ("minimum", {}, "words", ""),
            ("minimum", True, "words", ""),
            ("maximum", 10**400, "words", ""),
            ("minimum", 1, "kind", ""),
            ("minimum", float("-inf"), "words", "-Infinity"),
            ("maximum", float("nan"), "words", "NaN"),
            ("enum", 5, "kind", ""),
            ("enum", True, "kind", ""),
            ("enum", [1, 2], "kind", ""),
            ("enum", [["a"]], "kind", ""),
            ("enum", [], "kind", ""),
            ("required", "no", "words", ""),
            ("unique", 1, "words", ""),
            ("pattern", 5, "kind", ""),
        )
    ),
    *(
        Case(
            f"foreign key to the table {value!r}",
            "datapackage.json",
            descriptor(
                lambda d, v=value: d["resources"][2]["schema"]["foreignKeys"][0][
                    "reference"
                ].update(resource=v)
            ),
            None,
            None,
            words,
        )
        for value, words in (
            (["documents"], "names no table"),
            ({"a": 1}, "names no table"),
            (None, "names no table"),
            ("phases", "phases.doc_id"),
        )
    ),
    Case(
        "number as text",
        "datapackage.json",
        descriptor(lambda d: field_of(d, "units", "words").update(type="string", constraints={})),
        None,
        None,
        "the type string of units.words",
    ),
    Case(
        "needed cell that may be empty",
        "datapackage.json",
        descriptor(lambda d: field_of(d, "units", "words").pop("constraints")),
        None,
        None,
        "units.words, which may be empty",
    ),
    Case(
        "foreign keys removed",
        "datapackage.json",
        descriptor(lambda d: d["resources"][2]["schema"].pop("foreignKeys")),
        None,
        None,
        "units.doc_id as a key of no table",
    ),
    Case(
        "another primary key",
        "datapackage.json",
        descriptor(lambda d: d["resources"][2]["schema"].update(primaryKey=["doc_id", "position"])),
        None,
        None,
        "the primary key doc_id, position of units",
    ),
    Case(
        "another encoding",
        "datapackage.json",
        descriptor(lambda d: d["resources"][0].update(encoding="utf-16")),
        None,
        None,
        '"encoding utf-16" for phases',
    ),
    Case(
        "another dialect",
        "datapackage.json",
        descriptor(lambda d: d["resources"][0].update(dialect={"delimiter": ";"})),
        None,
        None,
        "UTF-8 and commas",
    ),
    Case(
        "deep descriptor",
        "datapackage.json",
        lambda r: r.replace(
            b'"resources"', b'"deep": ' + b"[" * 600 + b"]" * 600 + b', "resources"'
        ),
        None,
        None,
        "more than 30 levels",
    ),
    Case(
        "very deep descriptor",
        "datapackage.json",
        lambda r: b"[" * 200_000,
        None,
        None,
        "JSON",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_damage_is_told_in_one_line_and_refused(case: Case, mini_root: Path) -> None:
    path = mini_root / case.file
    damaged = case.damage(path.read_bytes())
    if damaged is None:
        path.unlink()
    else:
        assert damaged != path.read_bytes(), "the case damages nothing"
        path.write_bytes(damaged)
    before = {file.name: file.read_bytes() for file in mini_root.iterdir()}

    with pytest.raises(package.PackageError) as refusal:
        package.load(mini_root)

    problem = refusal.value.problems[0]
    line = str(problem)
    assert isinstance(refusal.value, UserError)
    assert "\n" not in str(refusal.value) and len(line) < 400
    assert case.words in line
    assert line.index("found ") < line.index("expected ")
    if case.row is not None:
        assert line.startswith(f"data/{case.file}, row {case.row}")
    if case.column is not None:
        assert problem.column == case.column
    assert len(refusal.value.problems) == case.lines, list(map(str, refusal.value.problems))
    assert {file.name: file.read_bytes() for file in mini_root.iterdir()} == before


def test_what_a_spreadsheet_does_harmlessly_is_accepted(mini_root: Path) -> None:
    """A byte-order mark, CRLF and quotes around every cell change nothing, the seal included."""
    before = package.load(mini_root)
    for path in mini_root.glob("*.csv"):
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(rows)
        path.write_bytes(b"\xef\xbb\xbf" + stream.getvalue().encode())
    after = package.load(mini_root)
    assert package.problems(mini_root) == []
    assert after.digest == before.digest
    for name, frame in before.tables().items():
        assert_frame_equal(frame, after.tables()[name])


def test_french_spaces_inside_a_text_are_accepted(mini_root: Path) -> None:
    themes = mini_root / "themes.csv"
    themes.write_bytes(
        swap("Engines and robots.", "«\u00a0Robots\u202f» : l’État.")(themes.read_bytes())
    )
    assert package.load(mini_root).themes.at[0, "definition"] == "«\u00a0Robots\u202f» : l’État."


def test_a_growth_may_exceed_a_hundred_percent(mini_root: Path) -> None:
    path = mini_root / "indicators.csv"
    path.write_bytes(
        path.read_bytes().replace(b"share,Share", b"sales-growth,Growth").replace(b"35.6", b"135.6")
    )
    assert package.load(mini_root).indicators["value"].max() == 1200


def test_a_text_may_look_back_on_its_phase_from_years_later(mini_root: Path) -> None:
    path = mini_root / "documents.csv"
    path.write_bytes(path.read_bytes().replace(b"2032-03-31", b"2041-12-31"))
    assert len(package.load(mini_root).documents) == 3


def test_a_spelling_of_several_words_gives_room_for_their_lemmas(mini_root: Path) -> None:
    (mini_root / "spellings.csv").write_text("variant,lemma,note\nin-vitro,in vitro,\n")
    terms = mini_root / "terms.csv"
    text = terms.read_text().replace("2032-port,rivière,2", "2032-port,in,8\n2032-port,vitro,8")
    terms.write_text(text)
    assert len(package.load(mini_root).terms) == 4


def test_a_missing_folder_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(package.PackageError, match="^nowhere/datapackage.json: found no such file"):
        package.load(tmp_path / "nowhere")


def test_a_table_that_no_schema_describes_is_told(mini_root: Path) -> None:
    (mini_root / "extra.csv").write_text("a\n1\n")
    (problem,) = package.problems(mini_root)
    assert str(problem).startswith("data/extra.csv: found a table that the descriptor does not")


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("notes.json", lambda path: path.write_text("{}"), "JSON that nothing names"),
        ("notes.json", lambda path: path.symlink_to("/etc/hostname"), "a symbolic link"),
        ("notes.csv", lambda path: path.symlink_to("nowhere"), "a symbolic link"),
        ("notes.json", lambda path: path.mkdir(), "JSON that nothing names"),
        ("Notes.CSV", lambda path: path.write_text("a\n"), "a table that the descriptor does not"),
        ("results", lambda path: path.symlink_to("/etc"), "a symbolic link"),
    ],
)
def test_what_stands_beside_the_tables_unnamed_is_told(
    mini_root: Path, name: str, make: Callable[[Path], object], words: str
) -> None:
    make(mini_root / name)
    (problem,) = package.problems(mini_root)
    assert str(problem).startswith(f"data/{name}: found {words}")


def test_the_reference_validator_is_asked_too(
    mini_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that our own reading let pass is still found by frictionless."""
    codes = mini_root / "codes.csv"
    codes.write_bytes(cell(2, 6, "perhaps")(cell(3, 3, "machine")(codes.read_bytes())))
    assert len(package.problems(mini_root, sealed=False)) == 1
    monkeypatch.setattr(package, "_examine", lambda tables: ([], {}))
    found = [str(problem) for problem in package.problems(mini_root, sealed=False)]
    assert any(line.startswith("data/codes.csv, row 2, column status") for line in found)
    assert any('"machine"' in line and "lookup table" in line for line in found)


def test_the_real_descriptor_is_valid_to_frictionless_itself(real_root: Path) -> None:
    """Anyone may validate the package with the reference tool, seal and all."""
    import frictionless

    report = frictionless.validate(str(real_root / "datapackage.json"))
    errors = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert report.valid, errors


@pytest.mark.parametrize("command", ["check", "seal"])
def test_the_command_line_ends_with_one_and_no_traceback(mini_root: Path, command: str) -> None:
    codes = mini_root / CODES
    codes.write_bytes(cell(3, 3, "machine")(codes.read_bytes()))
    before = {file.name: file.read_bytes() for file in mini_root.iterdir()}
    done = subprocess.run(
        [sys.executable, "-m", "themeshift", command, "--data", str(mini_root)],
        cwd=Path(package.__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "data/codes.csv" in line]
    assert 'row 3, column theme: found "machine"' in line
    assert {file.name: file.read_bytes() for file in mini_root.iterdir()} == before


def test_check_tells_claims_that_cannot_be_evaluated(mini_root: Path) -> None:
    """The book would stop at the first of them, in the middle of a notebook."""
    path = mini_root / "claims.csv"
    path.write_bytes(swap("{value}", "{vaule}")(path.read_bytes()))
    done = subprocess.run(
        [sys.executable, "-m", "themeshift", "check", "--unsealed", "--data", str(mini_root)],
        cwd=Path(package.__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    line, count = done.stderr.splitlines()
    assert line.startswith("data/claims.csv, row 2 (rivers-rise), column sentence: found {vaule}")
    assert count == "1 fault in the data package"


NASTY = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", '"', ",", "\n", "\r\n", "\0", ";", "=1+1", "1e999", "-", "٣", "²", "NaN", "\ud7ff"]
    ),
)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_miniature(tmp_path_factory.mktemp("fuzz") / "data")


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_content_of_a_cell_crashes_the_loader(fuzzed: Path, data: st.DataObject) -> None:
    """Any text in any cell is loaded, or refused in one line that names the file."""
    path = data.draw(st.sampled_from(sorted(fuzzed.glob("*.csv"))))
    original = path.read_bytes()
    rows = list(csv.reader(io.StringIO(original.decode(), newline="")))
    row = data.draw(st.integers(0, len(rows) - 1))
    place = data.draw(st.integers(0, len(rows[0]) - 1))
    rows[row][place] = data.draw(NASTY)
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    loads_or_refuses(fuzzed, path, stream.getvalue().encode("utf-8", "surrogatepass"))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_bytes_crash_the_loader(fuzzed: Path, data: st.DataObject) -> None:
    """Any bytes spliced into any file, the descriptor included, are loaded or refused."""
    path = data.draw(st.sampled_from(sorted(fuzzed.iterdir())))
    original = path.read_bytes()
    start = data.draw(st.integers(0, len(original)))
    stop = data.draw(st.integers(start, min(len(original), start + 30)))
    piece = data.draw(st.one_of(st.binary(max_size=30), NASTY.map(lambda text: text.encode())))
    loads_or_refuses(fuzzed, path, original[:start] + piece + original[stop:])


def loads_or_refuses(root: Path, path: Path, content: bytes) -> None:
    original = path.read_bytes()
    try:
        path.write_bytes(content)
        package.load(root)
    except package.PackageError as error:
        assert "\n" not in str(error)
        assert all(problem.file.startswith("data/") for problem in error.problems)
    finally:
        path.write_bytes(original)
