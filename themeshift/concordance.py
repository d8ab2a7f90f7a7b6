"""Where do the texts use a word, and in which company?

Keyword in context (Luhn 1960) from the texts that are at hand in `data/texts`, one line for each
place, the keyword aligned, with the id of the unit. Texts stay on this machine: nothing is written.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from themeshift import UserError, ingest
from themeshift.package import Package
from themeshift.tabular import nearest

WIDTH = 40
"""Characters shown on either side of the keyword."""


@dataclass(frozen=True)
class Line:
    """One place: the unit, and what stands left of the keyword, the keyword, what stands right."""

    unit_id: str
    left: str
    keyword: str
    right: str


def texts(package: Package, folder: Path) -> dict[str, str]:
    """Normalised texts at hand, by document, in the order of the documents.

    Raises UserError where none is, or where one is not the text that was coded.
    """
    found = {}
    for document in package.documents.sort_values("order").itertuples():
        path = folder / f"{document.doc_id}.txt"
        if not path.is_file():
            continue
        raw = ingest.read_text(path)
        if hashlib.sha256(path.read_bytes()).hexdigest() != document.sha256:
            raise UserError(
                f"{path}: another version of the text than the one that was coded; its units "
                "would not fit: restore the coded one"
            )
        found[document.doc_id] = ingest.normalise(raw)
    if not found:
        known = ", ".join(f"{doc_id}.txt" for doc_id in package.documents["doc_id"])
        raise UserError(f"{folder}: no text here; put {known} there (texts are not distributed)")
    return found


def missing(package: Package, folder: Path) -> str:
    """One line that names the texts that are not at hand and where they belong; "" for none."""
    documents = package.documents.sort_values("order")["doc_id"]
    absent = [name for name in documents if not (folder / f"{name}.txt").is_file()]
    if not absent:
        return ""
    return (
        f"not searched: {', '.join(absent)}; put "
        f"{', '.join(f'{name}.txt' for name in absent)} in {folder} (texts are not distributed)"
    )


def lines(package: Package, folder: Path, term: str) -> list[Line]:
    """Every place of `term`, in any inflection, in reading order.

    `term` is one or more French words; it is lemmatised as the texts are, so that *moteur neuf*
    finds *moteurs neufs*, and never matches inside a word or across two units. Raises UserError
    for a term without a word, or one that no text holds (the nearest word is told).
    """
    spellings = dict(zip(package.spellings["variant"], package.spellings["lemma"], strict=True))
    wanted = tuple(token.lemma for token in ingest.tokens(ingest.normalise(term), spellings))
    if not wanted:
        raise UserError(f"{term!r}: no word to look for")
    at_hand = texts(package, folder)
    found = []
    for doc_id, text in at_hand.items():
        found += _places(package, doc_id, text, wanted, spellings)
    if not found:
        known = _lemmas(package, at_hand, spellings)
        lost = next((word for word in wanted if word not in known), None)
        hint = nearest(lost, known) if lost else " (its words occur, but not in this order)"
        rest = missing(package, folder)
        raise UserError(
            f"{term!r}: not found in {', '.join(at_hand)}{hint}{'; ' if rest else ''}{rest}"
        )
    return found


def _places(
    package: Package, doc_id: str, text: str, wanted: tuple[str, ...], spellings: dict[str, str]
) -> Iterator[Line]:
    term = ingest.Term("wanted", "", wanted)
    units = package.units[package.units["doc_id"] == doc_id]
    for unit in units.itertuples():
        words = ingest.tokens(text[unit.start : unit.end], spellings, unit.start)
        for _, start, end in ingest.find_terms(words, [term]):
            yield Line(
                unit.unit_id,
                _one_line(text[max(0, start - 2 * WIDTH) : start]),
                _one_line(text[start:end]),
                _one_line(text[end : end + 2 * WIDTH]),
            )


def _lemmas(package: Package, at_hand: dict[str, str], spellings: dict[str, str]) -> set[str]:
    counted = package.terms[package.terms["doc_id"].isin(set(at_hand))]
    return set(counted["lemma"])


def _one_line(text: str) -> str:
    """White space folded, and no character that could steer a terminal."""
    kept = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    return "".join(kept)


def show(found: list[Line], width: int = WIDTH) -> Iterator[str]:
    """Lines for the terminal: unit, left context flush right, keyword, right context."""
    ids = max(len(line.unit_id) for line in found)
    for line in found:
        left = line.left[-width:] if width else ""
        right = line.right[:width]
        yield f"{line.unit_id:<{ids}}  {left:>{width}}{line.keyword}{right}".rstrip()
