"""What units and terms does a raw text hold?

A text is normalised, cut into paragraphs (one a line) and the paragraphs into quasi-sentences,
by rule, so that anyone who holds the text gets the same units. The unit is the quasi-sentence
of the Manifesto Project (Werner, Lacewell & Volkens, *Manifesto Coding Instructions*, 5th ed.,
2015), with one simplification: only full stops and semicolons cut, never a comma.

The module reads and writes plain files. It needs no frames, and no chapter imports it: the book
is made from what it derives, not from the texts.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from themeshift import UserError, transaction

MAXIMUM_BYTES = 2_000_000
"""Largest text accepted, in bytes; a contract of a hundred pages has about a tenth of it."""

UNIT_COLUMNS = (
    "unit_id",
    "doc_id",
    "paragraph",
    "position",
    "kind",
    "words",
    "start",
    "end",
    "gist",
)
MATCH_COLUMNS = ("unit_id", "term_id", "theme", "start", "end")
TERM_COLUMNS = ("doc_id", "lemma", "count")
SUBSTANTIVE = ("sentence", "item")
"""Kinds of unit whose words count in the base analysis."""


class IngestError(UserError):
    """A text or table that cannot be read; the message is one line naming the file."""


@dataclass(frozen=True)
class Unit:
    """A quasi-sentence: `start` and `end` are character offsets into the normalised text."""

    paragraph: int
    position: int
    kind: str
    words: int
    start: int
    end: int


@dataclass(frozen=True)
class Token:
    """A word of the text: its lemma and its character offsets into the normalised text."""

    lemma: str
    start: int
    end: int


@dataclass(frozen=True)
class Term:
    """A codebook term: `pattern` is a sequence of lemmas."""

    term_id: str
    theme: str
    pattern: tuple[str, ...]


# --- normalisation ---------------------------------------------------------------------------

_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u2032\uff07`´"), "'")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")
_REMOVED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_CHARACTERS = {**_APOSTROPHES, **_HYPHENS, **_REMOVED, **_LIGATURES}
_LINE_ENDS = re.compile(r"\r\n?|[\n\v\f\u0085\u2028\u2029]")


def normalise(text: str) -> str:
    """Return the text in the form that offsets refer to; applying it twice changes nothing.

    Unicode NFC; one kind of apostrophe and of hyphen; typographic ligatures (fi, fl, ff) spelt out,
    while the French letters œ and æ stay; soft hyphens and zero-width characters removed; every run
    of white space, non-breaking spaces included, folded to one space; empty lines dropped, so that
    each line is one paragraph or list item.
    """
    # NFC before, since it turns rare characters into the apostrophes that are folded here, and
    # after, since a mark may meet its letter once what stood between them is removed.
    text = unicodedata.normalize("NFC", text).translate(_CHARACTERS)
    text = unicodedata.normalize("NFC", text)
    lines = (" ".join(line.split()) for line in _LINE_ENDS.split(text))
    return "\n".join(line for line in lines if line)


# --- words -----------------------------------------------------------------------------------

_WORD = re.compile(
    r"\d{1,3}(?: \d{3})+(?:,\d+)?(?!\d)"  # 3 100
    r"|\d+(?:[.,]\d+)+"  # 455.000 and 35,6
    r"|aujourd'hui|quelqu'un\w*|prud'hom\w*"  # an apostrophe inside one word
    r"|[^\W\d_]+(?='[^\W_])"  # elided: l', d', qu'
    r"|[^\W_]+(?:-[^\W_]+)*",
    re.IGNORECASE,
)
_ELIDED = {
    "l": "le",
    "d": "de",
    "qu": "que",
    "n": "ne",
    "s": "se",
    "c": "ce",
    "j": "je",
    "m": "me",
    "t": "te",
    "jusqu": "jusque",
    "lorsqu": "lorsque",
    "puisqu": "puisque",
    "quoiqu": "quoique",
    "presqu": "presque",
}


_INITIALS = r"(?<![^\W_])[^\W\d_] ?& ?[^\W\d_](?![^\W_])"  # R&D
_TOKEN = re.compile(f"{_INITIALS}|{_WORD.pattern}", re.IGNORECASE)
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LONE_LETTERS = frozenset("aàyô")


def _abbreviates(spelt: str, following: str) -> bool:
    """Whether letters only abbreviate: M. and MM., n°, p., an initial, M€ and Md€, m².

    A dictionary would turn such letters into words of their own (m into *mètre*, n into *ne*).
    Of single letters only *a*, *à*, *y* and *ô* are French words, unless a full stop makes a
    capital one an initial; the letters of elided words (l', d', n') never come here.
    """
    if len(spelt) == 1:
        return spelt.lower() not in _LONE_LETTERS or (spelt.isupper() and following == ".")
    if spelt in ("MM", "mm"):
        return True
    return spelt.lower() in ("md", "mds", "mrd", "mrds") and not spelt.isupper()  # MDS is a name


def count_words(text: str) -> int:
    """Number of words of a normalised text; an elided form (the l of *l'État*) is a word."""
    return sum(1 for _ in _WORD.finditer(text))


@lru_cache(maxsize=100_000)
def _lemma(word: str) -> str:
    # imported here: its dictionary is loaded only by those who lemmatise
    from simplemma import lemmatize

    return lemmatize(word, lang="fr").lower()


def tokens(text: str, spellings: dict[str, str] | None = None, offset: int = 0) -> list[Token]:
    """Lemmatise a normalised text; numbers and what only abbreviates are left out.

    Initials that are joined (*R&D*) are one lemma. `spellings` maps a lower-case spelling variant
    to the words it stands for (one or several); it is applied before the lemma is looked up.
    Lemmas come from *simplemma* (Barbaresi 2023).
    """
    found = []
    for match in _TOKEN.finditer(text):
        spelt = match.group().rstrip(_RAISED)  # the call of a footnote is no part of the word
        if not spelt or spelt[0].isdigit():
            continue
        start, end = match.start(), match.start() + len(spelt)
        following = text[end : end + 1]
        word = spelt.lower().replace(" ", "")
        elided = following == "'" and word in _ELIDED
        if not elided and _abbreviates(spelt, following):
            continue
        variants = (spellings or {}).get(word, word).split()
        for variant in variants:
            if elided:
                lemma = _ELIDED[word]
            else:
                lemma = variant if "&" in variant else _lemma(variant)
            found.append(Token(lemma, start + offset, end + offset))
    return found


# --- units -----------------------------------------------------------------------------------

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_FURNITURE = re.compile(
    r"(?:le )?\d{1,2}[/.]\d{1,2}[/.]\d{2,4}(?: .? ?\d{1,2}[:h]\d{2})?$"
    rf"|(?:le )?\d{{1,2}}(?:er)? (?:{_MONTHS}) \d{{4}}$"
    r"|(?:[-–•] ?)?(?:publié|mise? à jour|modifié|dernière mise à jour|date de publication)\b"
    r".{0,60}$"
    r"|(?:crédits?(?: photos?)?|photos?|sources?) ?:.{0,80}$|©.{0,80}$"
    r"|\(\d{1,2}\) ?sources? ?:|[⁰¹²³⁴-⁹]"  # footnotes that cannot be taken for anything else
    r"|(?:partager|imprimer|envoyer|tweeter|télécharger|s'abonner|lire aussi)\b.{0,20}$"
    r"|\(?(?:\d{1,3}|[a-z]|[ivxl]{1,5})[.)°]\)?$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"Par (?:[^\W\d_][\w.'-]*(?: |$)){2,5}$")
_LEADERS = re.compile(  # a line of a table of contents: dots that lead to a page number
    r"(?<![.·_…])(?<![.·_…] )(?:(?:[.·_…] ?){4,}|(?:… ?){2,})\d{1,3}$"
)
_MARKER = re.compile(  # `o` is the bullet of the second level as Word pastes it
    r"(?:[-–—−•▪◦‣*·●○■□➢➔→✓✔o]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)"
)
_HEADING_MARK = re.compile(r"#{1,6} (?=\S)")
_NUMBERED = re.compile(r"(\d{1,2})\.\s+(?=\S)")
_SECTION = re.compile(  # 2.3 Title, but not 12.5 M€
    r"\d{1,2}(?:\.\d{1,2})+\.?\s+[«\"“(\s]*(?P<word>[^\W\d_]+)(?![^\W_]| ?[€$])"
)
_TERMINAL = re.compile(r"[.!?…:;,][»\"”')\]\s]*$")
_HEADING_WORDS = 15
_SECTION_WORDS = 30
_STANDFIRST_SHARE = 0.75

_CUT = re.compile(r"(?P<stop>(?<![.!?…])[.!?…]+[»\"”')\]]*(?: »)?|;)\s+(?=\S)")
_OPENING = "«\"“('[—–−-•"
_BEFORE = re.compile(r"[\w°º.-]*$")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_ABBREVIATION = 40
_ABBREVIATION_LIST = """
m mm mme mmes mlle dr drs pr prs me st ste art av bd cf chap coll dir éd env ex fig hab ibid réf
resp sté suppl tél vol vs p pp no n° nº al min max janv févr avr juil sept oct nov déc inc ltd cie
"""
_ABBREVIATIONS = frozenset(_ABBREVIATION_LIST.split())
_OPENER_LIST = """
il elle ils elles le la les l un une des ce cet cette ces en dans pour par on nous vous je c d à au
aux de du et mais or donc car si son sa ses leur leurs notre nos votre vos tout tous toute toutes
lors selon après avant depuis avec sans sur sous ainsi enfin
"""
_OPENERS = frozenset(_OPENER_LIST.split())


def _is_heading(line: str) -> bool:
    most = _SECTION_WORDS if is_section(line) else _HEADING_WORDS
    return not _TERMINAL.search(line) and count_words(line) <= most


def is_section(line: str) -> bool:
    """Whether a line opens as a numbered heading of the second level or below: *2.3 Title*."""
    found = _SECTION.match(line)
    return bool(found and found["word"][0].isupper())


def is_contents(line: str) -> bool:
    """Whether a line is one of a table of contents: dots lead to a page number."""
    return _LEADERS.search(line) is not None


def _depths(line: str) -> list[int]:
    """Depth of parentheses before each character; an unclosed one does not count."""
    depth, depths, last = 0, [], line.rfind(")")
    for index, character in enumerate(line):
        if character == ")" and depth:
            depth -= 1
        depths.append(depth)
        if character == "(" and index < last:
            depth += 1
    return depths


def _ends_sentence(line: str, match: re.Match[str]) -> bool:
    stop, first = match["stop"], line[match.end()]
    if stop == ";":
        return True
    if not (first.isupper() or first.isdigit() or first in _OPENING):
        return False
    if stop.startswith(".") and not stop.startswith(".."):
        near = line[max(0, match.start() - _LONGEST_ABBREVIATION) : match.start()]
        word = _BEFORE.search(near).group()
        last = word.rsplit(".", 1)[-1].rsplit("-", 1)[-1]
        if word.lower() in _ABBREVIATIONS and word.lower() != "etc":
            return False
        if len(last) == 1 and last.isupper():  # an initial, unless a new sentence plainly opens
            opener = _LETTERS.match(line, match.end())
            return bool(opener and opener.group().lower() in _OPENERS)
    return True


def _pieces(line: str) -> list[tuple[int, int]]:
    """Offsets, within the line, of the quasi-sentences of a paragraph (marker left out)."""
    marker = _MARKER.match(line)
    start = marker.end() if marker else 0
    depths = _depths(line)
    pieces = []
    for match in _CUT.finditer(line, start):
        # the whole sentence may stand in parentheses: (…like this one.) What follows is another
        depth = min(depths[match.start()], depths[match.end("stop")])
        if depth == 0 and _ends_sentence(line, match):
            pieces.append((start, match.end("stop")))
            start = match.end()
    pieces.append((start, len(line)))
    return [(a, b) for a, b in pieces if any(c.isalnum() for c in line[a:b])]


def _content_words(line: str) -> list[str]:
    return [token.lemma for token in tokens(line) if len(token.lemma) > 3]


def _line_kinds(lines: Sequence[str]) -> list[str]:
    """Kind of each line: title, standfirst, heading, furniture, item or paragraph."""
    often = Counter(lines)
    kinds = []
    for number, line in enumerate(lines):
        if not any(c.isalnum() for c in line):
            kind = "furniture"
        elif _HEADING_MARK.match(line):
            kind = "heading" if number else "title"
        elif _FURNITURE.match(line) or _BYLINE.match(line) or is_contents(line):
            kind = "furniture"
        elif number == 0 and not _TERMINAL.search(line) and not _MARKER.match(line):
            kind = "title"
        elif _MARKER.match(line):
            kind = "item"
        elif _is_heading(line):
            kind = "furniture" if often[line] > 1 else "heading"
        else:
            kind = "paragraph"
        kinds.append(kind)
    for number in _numbered_headings(lines, kinds):
        kinds[number] = "heading"
    first = next((i for i, kind in enumerate(kinds) if kind in ("paragraph", "item")), None)
    if first is not None and kinds[first] == "paragraph" and len(_pieces(lines[first])) == 1:
        body = [i for i in range(first + 1, len(lines)) if kinds[i] in ("paragraph", "item")]
        said = {word for i in body for word in _content_words(lines[i])}
        words = _content_words(lines[first])
        repeated = sum(word in said for word in words)
        if body and words and repeated >= _STANDFIRST_SHARE * len(words):
            kinds[first] = "standfirst"
    return kinds


def _numbered_headings(lines: Sequence[str], kinds: Sequence[str]) -> list[int]:
    """Which of the lines that open with a number and a full stop are headings: *3. Title*.

    A short line that no stop ends and that opens with a capital may be either, a heading or a list
    item. It goes with the number before it, where that is one of a heading or one of an item;
    otherwise it is a heading when it stands alone: no colon opens a list before it, and no list
    item stands next to it with the number before, or after it.
    """
    there = [number for number, kind in enumerate(kinds) if kind != "furniture"]
    headings: list[int] = []
    last_heading = last_item = -1
    for place, number in enumerate(there):
        numbered = _NUMBERED.match(lines[number]) if kinds[number] == "item" else None
        if not numbered:
            continue
        value, line = int(numbered[1]), lines[number]
        letter = next((c for c in line[numbered.end() :] if c.isalpha()), "")
        may_be = _is_heading(line) and letter.isupper() and 0 < place < len(there) - 1
        after_heading, after_item = value == last_heading + 1, value == last_item + 1
        if may_be and value > 1 and after_heading != after_item:
            is_one = after_heading
        elif may_be:
            before, following = there[place - 1], there[place + 1]
            beside = _NUMBERED.match(lines[before])
            in_list = lines[before].endswith(":") or (beside and int(beside[1]) == value - 1)
            is_one = not in_list and kinds[following] != "item"
        else:
            is_one = False
        if is_one:
            headings.append(number)
            last_heading, last_item = value, -1
        else:
            last_item = value
    return headings


def _following_kinds(kinds: Sequence[str]) -> list[str]:
    """For each line the kind of the next one that is not furniture; "" where there is none."""
    following, kind = [], ""
    for own in reversed(kinds):
        following.append(kind)
        kind = own if own != "furniture" else kind
    return following[::-1]


def segment(text: str) -> list[Unit]:
    """Cut a normalised text into units, in reading order, positions and paragraphs from 1.

    A paragraph is a line. Kinds, by rule:

    - `furniture`: date lines, author, credits, share buttons, bare list numbers, lines without a
      letter or digit, short lines without full stop that stand twice (image captions), lines of a
      table of contents (dots that lead to a page number), and footnotes that open with a raised
      figure or with a number in parentheses and *Source :*;
    - `title`: the first line, when no full stop ends it;
    - `heading`: a line that is marked with `# `; a line of at most 15 words (30 after a number such
      as 2.3) that no stop, colon, semicolon or comma ends; among them one that opens with a number
      and a full stop, when it stands alone (`_numbered_headings`);
    - `standfirst`: the first paragraph of running text, when it is one quasi-sentence and three
      quarters of its words of four letters or more come again in what follows;
    - `item`: the first quasi-sentence of a line that opens with a bullet or a number; what
      follows it on the line is `sentence`;
    - `lead-in`: the last quasi-sentence of a paragraph that is not an item, when a colon ends it
      and a list item follows;
    - `sentence`: every other quasi-sentence.

    Sentences end at a full stop, question or exclamation mark or ellipsis before a capital, a
    figure or an opening quotation mark, but not after abbreviations and initials; semicolons cut
    too. Nothing is cut inside parentheses; a sentence that ends with them is cut after them.
    """
    if not text:
        return []
    lines = text.split("\n")
    kinds = _line_kinds(lines)
    units: list[Unit] = []
    offset = 0
    following = _following_kinds(kinds)
    for number, (line, line_kind) in enumerate(zip(lines, kinds, strict=True)):
        if line_kind in ("furniture", "title", "heading"):
            mark = _HEADING_MARK.match(line)
            pieces = [(mark.end() if mark else 0, len(line))]
        else:
            pieces = _pieces(line) or [(0, len(line))]
        opens_list = following[number] == "item"
        for index, (start, end) in enumerate(pieces):
            if line_kind in ("furniture", "title", "heading", "standfirst"):
                kind = line_kind
            elif line_kind == "item" and index == 0:
                kind = "item"
            elif line[start:end].endswith(":") and index == len(pieces) - 1 and opens_list:
                kind = "lead-in"
            else:
                kind = "sentence"
            units.append(
                Unit(
                    number + 1,
                    len(units) + 1,
                    kind,
                    count_words(line[start:end]),
                    offset + start,
                    offset + end,
                )
            )
        offset += len(line) + 1
    return units


# --- terms -----------------------------------------------------------------------------------


def find_terms(words: Sequence[Token], terms: Iterable[Term]) -> list[tuple[Term, int, int]]:
    """Find codebook terms in a lemmatised unit: (term, start, end), in reading order.

    The longest pattern that fits at a word wins and its words are used up; patterns are whole
    lemmas, so that nothing is ever matched inside a word.
    """
    by_first: dict[str, list[Term]] = {}
    for term in terms:
        by_first.setdefault(term.pattern[0], []).append(term)
    for candidates in by_first.values():
        candidates.sort(key=lambda term: (-len(term.pattern), term.term_id))
    lemmas = [word.lemma for word in words]
    found, index = [], 0
    while index < len(lemmas):
        for term in by_first.get(lemmas[index], ()):
            length = len(term.pattern)
            if tuple(lemmas[index : index + length]) == term.pattern:
                found.append((term, words[index].start, words[index + length - 1].end))
                index += length
                break
        else:
            index += 1
    return found


@dataclass(frozen=True)
class Derived:
    """What one text yields: rows for `units` (gist empty), `matches` and `terms`."""

    units: list[dict[str, str]]
    matches: list[dict[str, str]]
    terms: list[dict[str, str]]
    words: int
    characters: int


def derive(doc_id: str, raw: str, terms: Sequence[Term], spellings: dict[str, str]) -> Derived:
    """Derive the rows of one document from its raw text."""
    text = normalise(raw)
    unit_rows, match_rows = [], []
    counts: Counter[str] = Counter()
    for unit in segment(text):
        unit_id = f"{doc_id}-{unit.position:03d}"
        unit_rows.append(
            {
                "unit_id": unit_id,
                "doc_id": doc_id,
                "paragraph": str(unit.paragraph),
                "position": str(unit.position),
                "kind": unit.kind,
                "words": str(unit.words),
                "start": str(unit.start),
                "end": str(unit.end),
                "gist": "",
            }
        )
        if unit.kind == "furniture":
            continue
        words = tokens(text[unit.start : unit.end], spellings, unit.start)
        match_rows += [
            {
                "unit_id": unit_id,
                "term_id": term.term_id,
                "theme": term.theme,
                "start": str(start),
                "end": str(end),
            }
            for term, start, end in find_terms(words, terms)
        ]
        if unit.kind in SUBSTANTIVE:
            counts.update(word.lemma for word in words)
    term_rows = [
        {"doc_id": doc_id, "lemma": lemma, "count": str(count)}
        for lemma, count in sorted(counts.items())
    ]
    total = sum(int(row["words"]) for row in unit_rows)
    return Derived(unit_rows, match_rows, term_rows, total, len(text))


# --- files -----------------------------------------------------------------------------------


def _shown(path: Path) -> str:
    """A path on one line, whatever is in it."""
    return " ".join(str(path).split())


def read_text(path: Path) -> str:
    """Read a raw text, UTF-8, or raise `IngestError` with one line that says what to do."""
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise IngestError(
                f"{_shown(path)}: {size:,} bytes found, at most {MAXIMUM_BYTES:,} expected: "
                "keep the text of the document alone"
            )
        content = path.read_bytes()
    except OSError as error:
        raise IngestError(
            f"{_shown(path)}: cannot be read ({error.strerror}): check that the file is "
            "there and that you may read it"
        ) from None
    if not content.strip():
        raise IngestError(f"{_shown(path)}: empty file found, a text expected: save the text again")
    if b"\0" in content:
        raise IngestError(
            f"{_shown(path)}: NUL byte at {content.index(0)} found, plain text expected: "
            "export the document as UTF-8 text"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise IngestError(
            f"{_shown(path)}: byte {error.start} is not UTF-8: save the text again with "
            "the encoding UTF-8"
        ) from None
    control = re.search(r"[\x01-\x08\x0e-\x1b\x7f]", text)
    if control:
        raise IngestError(
            f"{_shown(path)}: control character {ord(control.group()):#04x} at character "
            f"{control.start()} found, plain text expected: export it as text"
        )
    if not any(character.isalnum() for character in text):
        raise IngestError(f"{_shown(path)}: no letter or figure found, a text expected")
    return text


def read_rows(path: Path, needed: Sequence[str] = ()) -> tuple[list[str], list[dict[str, str]]]:
    """Columns and rows of a table whose rows are whole and that has the columns `needed`."""
    mend = "run `python -m themeshift check`"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = list(reader)
            columns = list(reader.fieldnames or [])
    except OSError as error:
        raise IngestError(f"{_shown(path)}: cannot be read ({error.strerror}); {mend}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise IngestError(f"{_shown(path)}: not a UTF-8 CSV table ({error}); {mend}") from None
    for column in needed:
        if column not in columns:
            raise IngestError(f"{_shown(path)}: no column {column} found; {mend}")
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise IngestError(
                f"{_shown(path)}: row {number}: {len(columns)} cells expected; {mend}"
            )
    return columns, rows


def table_bytes(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> bytes:
    """A table as canonical CSV: UTF-8, LF line ends, quotes only where needed."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, columns, lineterminator="\n", extrasaction="raise")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def read_terms(root: Path) -> list[Term]:
    """The codebook's terms, patterns lemmatised by the rules that lemmatise the texts."""
    _, rows = read_rows(root / "theme_terms.csv", ("term_id", "theme", "pattern"))
    spellings = read_spellings(root)
    terms = []
    for number, row in enumerate(rows, start=2):
        pattern = tuple(token.lemma for token in tokens(normalise(row["pattern"]), spellings))
        if not pattern:
            raise IngestError(
                f"{_shown(root / 'theme_terms.csv')}: row {number}, column pattern: "
                f"{row['pattern']!r} found, one or more words expected"
            )
        terms.append(Term(row["term_id"], row["theme"], pattern))
    return terms


def read_spellings(root: Path) -> dict[str, str]:
    """Spelling variants folded before lemmas are looked up: variant → words."""
    _, rows = read_rows(root / "spellings.csv", ("variant", "lemma"))
    return {row["variant"].lower(): row["lemma"] for row in rows}


@dataclass(frozen=True)
class Outcome:
    """What an ingest did: documents read, documents without a text here, files changed."""

    read: tuple[str, ...]
    absent: tuple[str, ...]
    changed: tuple[str, ...]


def ingest(texts: Path, root: Path) -> Outcome:
    """Re-derive `units`, `matches` and `terms` from the raw texts that are at hand.

    `texts` is a folder of `<doc_id>.txt`; `root` is the data package. Each text is checked
    against the SHA-256 in `documents.csv`. Gists are kept where a unit's id and offsets are
    unchanged. Rows of documents whose text is not at hand stay as they are.

    Raises:
        IngestError: one line that names the file and what to do; nothing on disk is changed.
    """
    with transaction.locked(root):
        return _ingest(texts, root)


def _ingest(texts: Path, root: Path) -> Outcome:
    if not texts.is_dir():
        raise IngestError(
            f"{_shown(texts)}: no such folder; put the raw texts there as <doc_id>.txt"
        )
    needed = ("doc_id", "sha256", "words", "characters")
    document_columns, documents = read_rows(root / "documents.csv", needed)
    known = {row["doc_id"] for row in documents}
    paths = {path.stem: path for path in sorted(texts.glob("*.txt"))}
    for stem, path in paths.items():
        if stem not in known:
            close = difflib.get_close_matches(stem, sorted(known), 1, 0.4)
            expected = close[0] if close else f"one of {', '.join(sorted(known))}"
            raise IngestError(
                f"{_shown(path)}: belongs to no registered document ({expected} expected): it may "
                "be removed, if its registration was taken back; else rename it, or register it "
                "with `python -m themeshift add`"
            )
    if not paths:
        raise IngestError(
            f"{_shown(texts)}: no <doc_id>.txt found; expected one or more of "
            f"{', '.join(sorted(known))}"
        )
    terms, spellings = read_terms(root), read_spellings(root)
    derived: dict[str, Derived] = {}
    for row in documents:
        path = paths.get(row["doc_id"])
        if path is None:
            continue
        raw = read_text(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest != row["sha256"]:
            raise IngestError(
                f"{_shown(path)}: SHA-256 {digest[:12]}… found, {row['sha256'][:12]}… "
                "expected (data/documents.csv): this is another version of the "
                "text; restore the one that was coded"
            )
        derived[row["doc_id"]] = derive(row["doc_id"], raw, terms, spellings)
        row["words"] = str(derived[row["doc_id"]].words)
        row["characters"] = str(derived[row["doc_id"]].characters)
    order = [row["doc_id"] for row in documents]
    tables = {
        "units.csv": (UNIT_COLUMNS, "units"),
        "matches.csv": (MATCH_COLUMNS, "matches"),
        "terms.csv": (TERM_COLUMNS, "terms"),
    }
    contents = {"documents.csv": table_bytes(document_columns, documents)}
    for name, (columns, attribute) in tables.items():
        kept = read_rows(root / name, columns)[1] if (root / name).exists() else []
        by_document: dict[str, list[dict[str, str]]] = {doc_id: [] for doc_id in order}
        for row in kept:
            by_document.setdefault(_document_of(row), []).append(row)
        if attribute == "units":
            gists = {(row["unit_id"], row["start"], row["end"]): row["gist"] for row in kept}
        for doc_id, result in derived.items():
            rows = [dict(row) for row in getattr(result, attribute)]
            if attribute == "units":
                for row in rows:
                    row["gist"] = gists.get((row["unit_id"], row["start"], row["end"]), "")
            by_document[doc_id] = rows
        contents[name] = table_bytes(
            columns, (row for rows in by_document.values() for row in rows)
        )
    changed = transaction.commit(root, contents)
    return Outcome(tuple(derived), tuple(d for d in order if d not in derived), changed)


def _document_of(row: dict[str, str]) -> str:
    return row.get("doc_id") or row["unit_id"].rsplit("-", 1)[0]
