"""A word or term in its contexts, from the texts that are at hand (keyword in context, Luhn 1960).

One line for each place, the keyword aligned, with the id of the passage. The texts stay on this
machine: nothing is written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from themeshift import UserError
from themeshift.package import Package, load
from themeshift.problem import nearest, one_line
from themeshift.text import dictionary, ingest
from themeshift.text.normalise import normalise
from themeshift.text.runs import fold
from themeshift.text.words import tokens

#: Characters that may be shown on either side of the keyword.
WIDEST = 500


@dataclass(frozen=True)
class Line:
    """One place: the passage, and what stands left of the keyword, the keyword, what follows."""

    unit_id: str
    left: str
    keyword: str
    right: str


def texts(package: Package, folder: Path) -> tuple[dict[str, str], str]:
    """Normalised texts at hand, each on one line, by document; and one line that names the others.

    Raises UserError as `ingest.at_hand`.
    """
    read = ingest.at_hand(folder, package)
    absent = ", ".join(f"{doc}.txt" for doc in package.documents["doc_id"] if doc not in read)
    rest = f"not searched: {absent}: put them in {folder} (texts are not distributed)"
    found = {doc: normalise(text).replace("\n", " ") for doc, text in read.items()}
    return found, rest if absent else ""


def lines(package: Package, at_hand: Mapping[str, str], term: str) -> list[Line]:
    """Every place of `term`, in any form, in reading order; `at_hand` as `texts` gives it.

    `term` is one or more French words. A term of the codebook is found in all its forms; other
    words in the plural and, where they are verbs, in every person. Accents may be missing. Nothing
    is found inside a word or across two passages. Raises UserError for a term without a word, or
    one that no text holds (the nearest word is named).
    """
    asked = " ".join(normalise(term).lower().split())
    words = tokens(asked)
    shown = repr(one_line(term, 60))
    if not words:
        raise UserError(f"{shown}: no word to look for")
    wanted = _wanted(package, asked)
    found = []
    for unit in package.units[package.units["doc_id"].isin(at_hand)].itertuples():
        text = at_hand[unit.doc_id]
        for place in wanted.find(text[unit.start : unit.end], unit.start):
            start, end = place.start, place.end
            left, right = text[max(0, start - WIDEST) : start], text[end : end + WIDEST]
            found.append(Line(unit.unit_id, left, text[start:end], right))
    if not found:
        held = {word.lemma for text in at_hand.values() for word in tokens(text)}
        lost = next((word.lemma for word in words if word.lemma not in held), None)
        hint = nearest(lost, held) if lost else " (its words occur, but not in this order)"
        raise UserError(f"{shown}: not found in {', '.join(at_hand)}{hint}")
    return found


def _wanted(package: Package, asked: str) -> dictionary.Dictionary:
    """A dictionary of one term: what was asked for, in all its forms, names aside."""
    forms, terms, plain = package.forms, package.theme_terms, fold(asked)
    named = terms.loc[terms["pattern"].map(fold) == plain, "term_id"]
    named = {*named, *forms.loc[forms["form"].map(fold) == plain, "term_id"]}
    every = {asked, *forms.loc[forms["term_id"].isin(named), "form"]}
    lemmas = package.terms["lemma"].unique()
    for word in {asked, *(lemma for lemma in lemmas if fold(lemma) == plain)}:  # without accents
        every.update(dictionary.propose(word))
    one = SimpleNamespace(
        theme_terms=terms.iloc[:1].assign(term_id="wanted", pattern=asked),
        forms=pd.DataFrame({"term_id": "wanted", "form": sorted(every)}),
        names=package.names.iloc[:0],
        spellings=package.spellings,
    )
    return dictionary.compiled(one)


def show(found: list[Line], width: int) -> Iterator[str]:
    """Lines for the terminal: passage, left context flush right, keyword, right context."""
    ids = max(len(line.unit_id) for line in found)
    for line in found:
        left = line.left[-width:] if width else ""
        yield f"{line.unit_id:<{ids}}  {left:>{width}}{line.keyword}{line.right[:width]}".rstrip()


# --- the command -----------------------------------------------------------------------------


def command(term: str, width: int, folder: Path | None) -> None:
    """Show a term in its contexts."""
    package = load()
    at_hand, rest = texts(package, folder or package.root / "texts")
    if rest:
        print(rest, file=sys.stderr)
    for line in show(lines(package, at_hand, term), width):
        print(one_line(line, 3 * WIDEST))
