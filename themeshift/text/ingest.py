"""Derive the tables of the texts: passages, matches, lemma counts and digests of strings."""

from __future__ import annotations

import argparse
import difflib
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from themeshift import UserError, package
from themeshift.reading import plain_bytes
from themeshift.text import dictionary, files, shingles
from themeshift.text.dictionary import Dictionary
from themeshift.text.leftout import LeftOut, by_reason
from themeshift.text.normalise import normalise, one_line
from themeshift.text.openings import openings
from themeshift.text.passages import COUNTED, Passage, segment
from themeshift.text.words import tokens

__all__ = ["DERIVED", "Derived", "LeftOut", "Outcome", "by_reason", "derive", "derive_with"]
__all__ += ["command", "ingest", "options", "registered"]
#: The derived tables, with their columns.
DERIVED = {
    name: columns.split()
    for name, columns in (
        ("units", "unit_id doc_id paragraph position kind words start end gist opening part_of"),
        ("matches", "unit_id term_id theme start end"),
        ("terms", "doc_id lemma count"),
        ("shingles", "doc_id digest"),
    )
}


@dataclass(frozen=True, eq=False)
class Derived:
    """What one text yields.

    text: the normalised text, to which offsets refer. units, matches, terms, shingles: rows with
    the columns of these tables (gists are empty). codes: the dictionary's codes of the passages
    that count: unit_id, rank, theme, weight. left_out: the passages that do not count, in order;
    `words` = `counted` + the words of these.
    """

    doc_id: str
    text: str
    units: pd.DataFrame
    matches: pd.DataFrame
    terms: pd.DataFrame
    shingles: pd.DataFrame
    codes: pd.DataFrame
    left_out: tuple[LeftOut, ...]
    words: int
    counted: int
    characters: int

    @property
    def words_left_out(self) -> dict[str, int]:
        """Words left out by reason, most first."""
        return by_reason(self.left_out)


def derive(
    doc_id: str,
    text: str,
    terms: pd.DataFrame,
    forms: pd.DataFrame,
    names: pd.DataFrame,
    spellings: pd.DataFrame,
) -> Derived:
    """Derive the rows of one document from its raw text.

    terms, forms, names, spellings: the tables `theme_terms`, `forms`, `names` and `spellings` of a
    package. Raises UserError for a term or form without a word.
    """
    return derive_with(doc_id, text, dictionary.compiled(terms, forms, names, spellings))


def derive_with(doc_id: str, raw: str, terms: Dictionary) -> Derived:
    """Derive the rows of one document with a dictionary that is ready."""
    text = normalise(raw)
    passages = segment(text)
    opening = openings(text, [(passage.start, passage.end) for passage in passages])
    units: list[tuple] = []
    matches: list[tuple] = []
    left_out: list[LeftOut] = []
    lemmas: Counter[str] = Counter()
    for passage, words in zip(passages, opening, strict=True):
        unit_id = _unit_id(doc_id, passage.position)
        units.append(_unit(doc_id, passage, words))
        content = text[passage.start : passage.end]
        if passage.kind not in COUNTED:
            left_out.append(LeftOut(unit_id, content, passage.words, passage.reason))
        if passage.kind == "furniture":
            continue
        found = tokens(content, terms.spellings, passage.start)
        matches += [
            (unit_id, place.term.term_id, place.term.theme, place.start, place.end)
            for place in terms.find(found, content, passage.start)
        ]
        if passage.kind in COUNTED:
            lemmas.update(token.lemma for token in found)
    unit_frame = _frame(units, DERIVED["units"])
    match_frame = _frame(matches, DERIVED["matches"])
    counted = unit_frame[unit_frame["kind"].isin(COUNTED)]
    return Derived(
        doc_id=doc_id,
        text=text,
        units=unit_frame,
        matches=match_frame,
        terms=_frame(
            [(doc_id, lemma, count) for lemma, count in sorted(lemmas.items())], DERIVED["terms"]
        ),
        shingles=_frame(
            [(doc_id, digest) for digest in shingles.digests(text)], DERIVED["shingles"]
        ),
        codes=dictionary.codes(match_frame, counted),
        left_out=tuple(left_out),
        words=sum(passage.words for passage in passages),
        counted=int(counted["words"].sum()),
        characters=len(text),
    )


def _unit_id(doc_id: str, position: int) -> str:
    return f"{doc_id}-{position:03d}"


def _unit(doc_id: str, passage: Passage, opening: str) -> tuple:
    part_of = _unit_id(doc_id, passage.part_of) if passage.part_of else ""
    return (
        _unit_id(doc_id, passage.position), doc_id, passage.paragraph, passage.position,
        passage.kind, passage.words, passage.start, passage.end, "", opening, part_of,
    )  # fmt: skip


def _frame(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    """Rows as a frame with the types that a loaded package has."""
    frame = pd.DataFrame(rows, columns=columns)
    whole = {"paragraph", "position", "words", "start", "end", "count"}
    return frame.astype({c: "Int64" if c in whole else "str" for c in columns})


# --- the package -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What an ingest did: documents read, documents without a text here, tables that change."""

    read: tuple[str, ...]
    absent: tuple[str, ...]
    changed: tuple[str, ...]


def ingest(texts: Path, data: package.Package, check: bool = False) -> Outcome:
    """Re-derive units (all but gists), matches, terms and shingles from the texts at hand.

    `texts` is a folder of `<doc_id>.txt`. Each text is checked against the SHA-256 in
    `documents.csv`. Gists are kept where a passage's id and offsets are unchanged; rows of
    documents whose text is not at hand stay as they are. With `check` nothing is written.

    Raises UserError, one line that names the file and what to do; nothing on disk is changed then.
    """
    paths = _texts(texts, list(data.documents["doc_id"]))
    compiled = dictionary.compiled(data.theme_terms, data.forms, data.names, data.spellings)
    derived: dict[str, Derived] = {}
    for document in data.documents.itertuples():
        path = paths.get(document.doc_id)
        if path is not None:
            derived[document.doc_id] = derive_with(
                document.doc_id, registered(path, document.sha256), compiled
            )
    contents = {f"{name}.csv": _table(data, name, derived) for name in DERIVED}
    contents["documents.csv"] = _documents(data, derived)
    changed = [
        name for name, content in contents.items() if (data.root / name).read_bytes() != content
    ]
    if not check:
        for name in changed:
            (data.root / name).write_bytes(contents[name])
    absent = tuple(d for d in data.documents["doc_id"] if d not in derived)
    return Outcome(tuple(derived), absent, tuple(sorted(changed)))


def registered(path: Path, sha256: str) -> str:
    """The raw text at `path`, which is the one that was coded.

    Raises UserError for a text that cannot be read or whose SHA-256 is another.
    """
    content = plain_bytes(path, files.LARGEST_TEXT, links=True)
    digest = hashlib.sha256(content).hexdigest()
    if digest != sha256:
        raise UserError(
            f"{files.name(path)}: SHA-256 {digest[:12]}… found, {sha256[:12]}… expected "
            "(documents.csv): this is another version of the text; restore the one that was coded"
        )
    return content.decode("utf-8-sig")


def _texts(folder: Path, known: list[str]) -> dict[str, Path]:
    """Texts at hand by document."""
    shown = one_line(str(folder), 100)
    if not folder.is_dir():
        raise UserError(f"{shown}: no such folder; put the raw texts there as <doc_id>.txt")
    paths = {path.stem: path for path in sorted(folder.glob("*.txt"))}
    for stem, path in paths.items():
        if stem not in known:
            close = difflib.get_close_matches(stem, sorted(known), 1, 0.4)
            expected = close[0] if close else f"one of {', '.join(sorted(known))}"
            raise UserError(
                f"{files.name(path)}: belongs to no registered document ({expected} expected): "
                "rename it, remove it, or register it with `python -m themeshift add`"
            )
    if not paths:
        raise UserError(
            f"{shown}: no <doc_id>.txt found; expected one or more of {', '.join(sorted(known))}"
        )
    return paths


def _table(data: package.Package, name: str, derived: dict[str, Derived]) -> bytes:
    """A derived table as CSV: documents in their order, rows of absent texts as they are."""
    kept = getattr(data, name)
    document = kept["doc_id"] if "doc_id" in kept else kept["unit_id"].map(_document_of)
    parts = []
    for doc_id in data.documents["doc_id"]:
        if doc_id not in derived:
            parts.append(kept[document == doc_id])
            continue
        fresh = getattr(derived[doc_id], name)
        if name == "units":
            gists = {
                (row.unit_id, row.start, row.end): row.gist
                for row in kept[document == doc_id].itertuples()
            }
            fresh = fresh.assign(
                gist=[
                    gists.get(key, "")
                    for key in zip(fresh["unit_id"], fresh["start"], fresh["end"], strict=True)
                ]
            )
        parts.append(fresh)
    frame = pd.concat(parts, ignore_index=True)[DERIVED[name]]
    return frame.to_csv(index=False, lineterminator="\n").encode()


def _document_of(unit_id: str) -> str:
    return unit_id.rsplit("-", 1)[0]


def _documents(data: package.Package, derived: dict[str, Derived]) -> bytes:
    """`documents.csv` with the words and characters of the texts that were read."""
    documents = data.documents.copy()
    for number, doc_id in enumerate(documents["doc_id"]):
        if doc_id in derived:
            documents.loc[number, "words"] = derived[doc_id].words
            documents.loc[number, "characters"] = derived[doc_id].characters
    return documents.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode()


# --- the command -----------------------------------------------------------------------------


def options(parser: argparse.ArgumentParser) -> None:
    """Declare what `ingest` takes."""
    parser.add_argument("texts", nargs="?", type=Path, help="folder of <doc_id>.txt (data/texts)")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    parser.add_argument("--data", type=Path, help="another data package")


def command(arguments: Any) -> None:
    """Derive the tables of the texts at hand, or with --check compare them."""
    data = package.load(arguments.data)
    outcome = ingest(arguments.texts or data.root / "texts", data, arguments.check)
    if arguments.check and outcome.changed:
        raise UserError(
            f"{', '.join(outcome.changed)}: the texts give other rows; `python -m themeshift "
            "ingest` writes them"
        )
    changed = ", ".join(outcome.changed) or "nothing"
    print(f"{len(outcome.read)} texts read; {changed} changed")
    if outcome.absent:
        print(f"not at hand, rows left as they are: {', '.join(outcome.absent)}")
