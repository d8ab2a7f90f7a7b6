"""A word or term in its contexts, from the texts that are at hand (keyword in context, Luhn 1960).

One line for each place, the keyword aligned, with the id of the passage. The texts stay on this
machine: nothing is written.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from themeshift import UserError
from themeshift.package import Package, load
from themeshift.problem import nearest
from themeshift.text import dictionary, forms, ingest
from themeshift.text.dictionary import Dictionary, Term
from themeshift.text.names import Names
from themeshift.text.normalise import normalise, one_line
from themeshift.text.openings import fold
from themeshift.text.words import tokens

#: Characters shown on either side of the keyword.
WIDTH = 40
WIDEST = 500


@dataclass(frozen=True)
class Line:
    """One place: the passage, and what stands left of the keyword, the keyword, what follows."""

    unit_id: str
    left: str
    keyword: str
    right: str


def texts(package: Package, folder: Path) -> dict[str, str]:
    """Normalised texts at hand, by document, in the order of the documents.

    Raises UserError where none is, or where one is not the text that was coded.
    """
    found = {}
    for document in package.documents.itertuples():
        path = folder / f"{document.doc_id}.txt"
        if path.exists():
            found[document.doc_id] = normalise(ingest.registered(path, document.sha256))
    if not found:
        known = ", ".join(f"{doc_id}.txt" for doc_id in package.documents["doc_id"])
        raise UserError(f"{folder}: no text here; put {known} there (texts are not distributed)")
    return found


def missing(package: Package, folder: Path) -> str:
    """One line that names the texts that are not at hand and where they belong; "" for none."""
    absent = [
        f"{name}.txt"
        for name in package.documents["doc_id"]
        if not (folder / f"{name}.txt").exists()
    ]
    if not absent:
        return ""
    return f"not searched: {', '.join(absent)}: put them in {folder} (texts are not distributed)"


def lines(package: Package, folder: Path, term: str) -> list[Line]:
    """Every place of `term`, in any form, in reading order.

    `term` is one or more French words. A term of the codebook is found in all its forms, inside
    names too; other words by their lemmas, plurals and, where they are verbs, in every person.
    Accents may be missing. Nothing is found inside a word or across two passages. Raises UserError
    for a term without a word, or one that no text holds (the nearest word is named).
    """
    spellings = dict(zip(package.spellings["variant"], package.spellings["lemma"], strict=True))
    words = tokens(normalise(term), spellings)
    if not words:
        raise UserError(f"{one_line(term, 60)!r}: no word to look for")
    at_hand = texts(package, folder)
    wanted = _wanted(package, term, spellings)
    found = [
        line for doc_id, text in at_hand.items() for line in _places(package, doc_id, text, wanted)
    ]
    if not found:
        held = {word.lemma for text in at_hand.values() for word in tokens(text, spellings)}
        lost = next((word.lemma for word in words if word.lemma not in held), None)
        hint = nearest(lost, held) if lost else " (its words occur, but not in this order)"
        rest = missing(package, folder)
        raise UserError(
            f"{one_line(term, 60)!r}: not found in {', '.join(at_hand)}{hint}"
            f"{'; ' if rest else ''}{rest}"
        )
    return found


def _wanted(package: Package, term: str, spellings: Mapping[str, str]) -> Dictionary:
    """A dictionary of one term: what was asked for, in all its forms."""
    asked = " ".join(normalise(term).lower().split())
    known = package.forms
    same = known["form"].map(fold) == fold(asked)
    named = package.theme_terms["pattern"].str.lower().map(fold) == fold(asked)
    terms = {*known.loc[same, "term_id"], *package.theme_terms.loc[named, "term_id"]}
    every = {
        asked,
        *forms.propose(asked, spellings),
        *known.loc[known["term_id"].isin(terms), "form"],
    }
    held = set(package.terms["lemma"])
    every |= {lemma for lemma in held if fold(lemma) == asked}  # typed without accents
    rows = package.forms.iloc[:0].reindex(range(len(every)))
    rows = rows.assign(term_id="wanted", form=sorted(every), note="")
    one = package.theme_terms.iloc[:1].assign(term_id="wanted", pattern=asked)
    made = dictionary.compiled(one, rows, package.names.iloc[:0], package.spellings)
    lemmas = [tuple(word.lemma for word in tokens(form, spellings)) for form in sorted(every)]
    by_lemma: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
    for pattern in lemmas if asked in held or not terms else []:
        by_lemma.setdefault(pattern[0], []).append((pattern, Term("wanted", "")))
    return dataclasses.replace(made, by_lemma=by_lemma, names=Names(None, {}))


def _places(package: Package, doc_id: str, text: str, wanted: Dictionary) -> Iterator[Line]:
    units = package.units[package.units["doc_id"] == doc_id]
    for unit in units.itertuples():
        content = text[unit.start : unit.end]
        words = tokens(content, wanted.spellings, unit.start)
        for place in wanted.find(words, content, unit.start):
            yield Line(
                unit.unit_id,
                one_line(f"|{text[max(0, place.start - 600) : place.start]}|")[1:-1],
                one_line(text[place.start : place.end]),
                one_line(f"|{text[place.end : place.end + 600]}|")[1:-1],
            )


def show(found: list[Line], width: int = WIDTH) -> Iterator[str]:
    """Lines for the terminal: passage, left context flush right, keyword, right context."""
    ids = max(len(line.unit_id) for line in found)
    for line in found:
        left = line.left[-width:] if width else ""
        yield f"{line.unit_id:<{ids}}  {left:>{width}}{line.keyword}{line.right[:width]}".rstrip()


# --- the command -----------------------------------------------------------------------------


def options(parser: argparse.ArgumentParser) -> None:
    """Declare what `concordance` takes."""
    parser.add_argument("term", metavar="WORD", nargs="+", help="one or more French words")
    parser.add_argument("--width", type=int, default=WIDTH, help="characters on either side")
    parser.add_argument("--texts", type=Path, help="folder of the texts, if not data/texts")
    parser.add_argument("--data", type=Path, help="another data package")


def command(arguments: Any) -> None:
    """Show a term in its contexts."""
    package = load(arguments.data)
    folder = arguments.texts or package.root / "texts"
    if not 0 <= arguments.width <= WIDEST:
        raise UserError(f"--width {arguments.width}: 0 to {WIDEST} expected")
    for line in show(lines(package, folder, " ".join(arguments.term)), arguments.width):
        print(line)
    absent = missing(package, folder)
    if absent:
        print(absent, file=sys.stderr)
