"""A word or term in its contexts, from the texts that are at hand (keyword in context, Luhn 1960).

One line for each place, the keyword aligned, with the id of the passage. The texts stay on this
machine: nothing is written.
"""

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path

from themeshift import UserError
from themeshift.package import Package, load
from themeshift.problem import nearest, one_line
from themeshift.text import ingest
from themeshift.text.dictionary import Dictionary, compiled
from themeshift.text.normalise import normalise
from themeshift.text.runs import fold
from themeshift.text.words import tokens

#: The passage, what stands left of the keyword, the keyword, what follows.
Place = tuple[str, str, str, str]


def lines(package: Package, at_hand: Mapping[str, str], term: str, width: int) -> list[Place]:
    """Every place of `term`, in any form, in reading order; `at_hand` as `ingest.at_hand` gives it.

    `term` is one or more French words, `width` the number of characters on either side. A term of
    the codebook is found in all its forms, other words in those that are `words.alike`. Accents may
    be missing. Nothing is found inside a word or across two passages. Raises UserError for a term
    without a word, or one that no text holds (the nearest word is named).
    """
    every = compiled(package)
    asked = tokens(normalise(term), every.spellings)
    shown = repr(one_line(term, 60))
    if not asked:
        raise UserError(f"{shown}: no word to look for")
    texts = {doc_id: normalise(raw).replace("\n", " ") for doc_id, raw in at_hand.items()}
    wanted = _narrowed(every, package, tuple(word.word for word in asked))
    found = []
    for unit in package.units[package.units["doc_id"].isin(texts)].itertuples():
        text = texts[unit.doc_id]
        for place in wanted.find(text[unit.start : unit.end]):
            start, end = unit.start + place.start, unit.start + place.end
            left, right = text[max(0, start - width) : start], text[end : end + width]
            found.append((unit.unit_id, left, text[start:end], right))
    if not found:
        held = {word.lemma for text in texts.values() for word in tokens(text)}
        lost = next((word.lemma for word in asked if word.lemma not in held), None)
        hint = nearest(lost, held) if lost else " (its words occur, but not in this order)"
        raise UserError(f"{shown}: not found in {', '.join(texts)}{hint}")
    return found


def _narrowed(every: Dictionary, package: Package, asked: tuple[str, ...]) -> Dictionary:
    """The dictionary of what was asked for: words, and terms of which these are a form.

    What is inside a name is found too.
    """
    plain = tuple(map(fold, asked))
    terms = {term for _, term in every.forms.get(plain, ())}
    forms = {key: [form for form in of if form[1] in terms] for key, of in every.forms.items()}
    lemmas = {(lemma,) for lemma in package.terms["lemma"] if (fold(lemma),) == plain}
    patterns = dict.fromkeys([asked, *sorted(lemmas)], ("", ""))
    return dataclasses.replace(every, names=lambda _: [], forms=forms, patterns=patterns)


def command(term: str, width: int, folder: Path | None) -> None:
    """Print passage, left context flush right, term and right context of each place."""
    package = load()
    folder = folder or package.root / "texts"
    at_hand = ingest.at_hand(folder, package)
    if absent := [f"{doc}.txt" for doc in package.documents["doc_id"] if doc not in at_hand]:
        hint = f"put them in {folder} (texts are not distributed)"
        print(f"not searched: {', '.join(absent)}: {hint}", file=sys.stderr)
    found = lines(package, at_hand, term, width)
    ids = max(len(unit_id) for unit_id, *_ in found)
    for unit_id, left, keyword, right in found:
        print(one_line(f"{unit_id:<{ids}}  {left:>{width}}{keyword}{right}", 2_000).rstrip())
