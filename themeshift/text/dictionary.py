"""The dictionary coder: which terms of the codebook a passage holds, and the codes they give.

The forms of the codebook's terms stand in `data/forms.csv`, where editors add and remove forms; a
term that has none there is looked for in the forms that `propose` makes with the lexicon.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, product
from typing import Any

import pandas as pd

from themeshift import UserError
from themeshift.package import NO_THEME
from themeshift.text.names import Names
from themeshift.text.normalise import normalise
from themeshift.text.runs import fold
from themeshift.text.words import Token, is_known, lemma, tokens

#: Words between those of a term that change: they agree with nothing.
_LINKS = frozenset(["à", "au", "aux", "de", "des", "en", "et", "le"])
#: More forms than a noun or adjective has: those of a verb.
_MOST_OF_A_NOUN = 12
_ENDINGS = (
    "er e es ent ons ez ais ait aient ions iez a as âmes âtes èrent ai era eras erai erons erez "
    "eront erais erait erions eriez eraient ant é ée és ées"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A term where it stands: offsets into the normalised text."""

    term_id: str
    theme: str
    start: int
    end: int


@dataclass(frozen=True)
class Dictionary:
    """The forms of a codebook's terms, ready to be looked for.

    forms: term_id and theme by the words of a form. accented: by word without accents, the words of
    forms that are it but for these. own_words: words of the terms themselves. Capitals may lack
    their accents, and so may a word that is none without them.
    """

    spellings: Mapping[str, str]
    names: Names
    forms: Mapping[tuple[str, ...], tuple[str, str]]
    accented: Mapping[str, frozenset[str]]
    own_words: frozenset[str]

    def find(self, text: str, base: int = 0, words: Sequence[Token] | None = None) -> list[Found]:
        """Terms in a passage, in reading order; `words` are its tokens, `base` its offset.

        The longest form that fits at a word wins and its words are used up; forms are whole words,
        so that nothing is found inside a word. Nothing is found inside the name of a ministry or
        body.
        """
        words = tokens(text, self.spellings, base) if words is None else words
        read = [self._readings(word, text[word.start - base : word.end - base]) for word in words]
        longest = max(map(len, self.forms), default=0)
        found: list[Found] = []
        used = 0
        for index, word in enumerate(words):
            for length in range(min(longest, len(words) - index), 0, -1):
                runs = product(*read[index : index + length]) if index >= used else ()
                term = next((self.forms[run] for run in runs if run in self.forms), None)
                if term:
                    used = index + length
                    found.append(Found(*term, word.start, words[used - 1].end))
        inside = [(a + base, b + base) for a, b in self.names.spans(text)] if found else []
        return [f for f in found if not any(f.start < b and a < f.end for a, b in inside)]

    def _readings(self, word: Token, spelt: str) -> list[str]:
        """A word and the words of forms that are it but for accents, where these may be missing.

        They may in a word that the lexicon does not have as it stands (*ecologique*), and in
        capitals where the accented word is one of the codebook's own (*MARCHE* for *marché*, but
        not *FORME* for *formé*).
        """
        found = self.accented.get(word.word, frozenset())
        if found and is_known(word.word):
            found = found & self.own_words if len(spelt) > 1 and spelt.isupper() else frozenset()
        return [word.word, *sorted(found)]


def compiled(package: Any) -> Dictionary:
    """The dictionary of a package's tables `theme_terms`, `forms`, `names` and `spellings`.

    A term that has forms is found by these and nothing else; a term without, by those that
    `propose` gives. Raises UserError for a pattern or form without a word.
    """
    spelt, words = package.spellings["variant"], package.spellings["lemma"]
    spellings = {variant.lower(): base for variant, base in zip(spelt, words, strict=True)}

    def words_of(text: str, file: str, row: int, column: str) -> tuple[str, ...]:
        found = tuple(word.word for word in tokens(normalise(text), spellings))
        if not found:
            raise UserError(f"{file}: row {row}, column {column}: {text!r} found, words expected")
        return found

    own: set[str] = set()
    listed: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in package.forms.itertuples():
        listed[row.term_id].append(words_of(row.form, "forms.csv", row.Index + 2, "form"))
    forms: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in package.theme_terms.sort_values("term_id").itertuples():
        place = ("theme_terms.csv", row.Index + 2, "pattern")
        own.update(words_of(row.pattern, *place))
        if row.term_id not in listed:
            proposed = propose(row.pattern, spellings)
            listed[row.term_id] = [words_of(form, *place) for form in proposed]
        for form in listed[row.term_id]:
            forms.setdefault(form, (row.term_id, row.theme))
    accented: defaultdict[str, set[str]] = defaultdict(set)
    for word in {word for form in forms for word in form if fold(word) != word}:
        accented[fold(word)].add(word)
    own |= {f"{word}s" for word in own}
    plain = {word: frozenset(found) for word, found in accented.items()}
    return Dictionary(spellings, Names.of(package.names), forms, plain, frozenset(own))


def codes(matches: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The dictionary's codes of passages: unit_id, rank, theme, weight.

    matches: unit_id, theme, start. units: the passages to code, with unit_id and, where passages
    are parts of one sentence, part_of. A passage gets the themes of the terms found in it, ranked
    by number of matches, then by place; its weight is split evenly over them; a passage without a
    match is `none`. Where semicolons part the members of an enumeration, its passages share the
    themes of the whole sentence, as they would if commas parted them: no member takes the words
    before it, and each theme gets the same whatever the mark. Rows come in the order of `units`,
    then by rank.
    """
    part_of = units.get("part_of", units["unit_id"])
    whole = part_of.where(part_of != "", units["unit_id"])
    of_unit = dict(zip(units["unit_id"], whole, strict=True))
    places: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for unit_id, theme, start in matches[["unit_id", "theme", "start"]].itertuples(index=False):
        places[of_unit.get(unit_id, "")][theme].append(start)
    rows = []
    for unit_id, sentence in of_unit.items():
        found = {theme: (-len(at), min(at), theme) for theme, at in places[sentence].items()}
        ranked = sorted(found, key=found.__getitem__) or [NO_THEME]
        rows += [(unit_id, n, theme, 1 / len(ranked)) for n, theme in enumerate(ranked, start=1)]
    return pd.DataFrame(rows, columns=["unit_id", "rank", "theme", "weight"])


# --- forms -----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _inverted() -> Mapping[str, list[str]]:
    """The dictionary of simplemma inverted: lemma → its forms."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form, base in DefaultDictionaryFactory().get_dictionary("fr").items():
        forms[base].append(form)
    return forms


def _conjugated(verb: str) -> set[str]:
    """The forms of a regular verb in -er, participles in gender and number among them."""
    found = set()
    for ending in _ENDINGS.split():
        stem = verb[:-2]
        if ending in ("e", "es", "ent"):  # before these é opens: fédérer, fédère
            stem = re.sub(r"é([^\Waeiouyéèê]{1,2})$", r"è\1", stem)
        if ending[0] in "aoâ":
            stem = re.sub("c$", "ç", re.sub("g$", "ge", stem))
        found.add(stem + ending)
    return found


def _plural(word: str) -> str:
    """The regular plural; that of a proper name or abbreviation is the word itself."""
    if word.endswith(("s", "x", "z")) or "&" in word:
        return word
    if word.endswith("al"):
        return f"{word[:-1]}ux"
    return f"{word}x" if word.endswith(("eau", "eu")) else f"{word}s"


def _singular(word: str) -> str:
    """The singular, where a letter less makes it."""
    return word[:-1] if lemma(word) == word[:-1] else word


def _of_word(word: str, base: str) -> set[str]:
    """Forms of a word that is a term by itself; `base` is its lemma."""
    known = {form for form in _inverted().get(base, ()) if form.islower()}
    if base.endswith("er") and (len(known) > _MOST_OF_A_NOUN or not known):
        return _conjugated(base) | known
    if len(known) > _MOST_OF_A_NOUN and not base.endswith(("ir", "re")):
        known = set()  # a noun that looks like a form of some verb
    feminine = {f"{base[:-1]}ve", f"{base[:-1]}ves"} if base.endswith("if") else ()
    return {word, base, _plural(word), *known, *feminine}


def propose(pattern: str, spellings: Mapping[str, str] | None = None) -> list[str]:
    """Forms of a term, sorted.

    A single word in all its forms; of several words, the groups between *de*, *à*, *et* and the
    like each in the singular and in the plural, in every combination.
    """
    pattern = normalise(pattern).lower()
    words = tokens(pattern, spellings)
    if len(words) == 1:
        return sorted(_of_word(words[0].word, words[0].lemma))
    choices = []
    parts = re.findall(r"[^\s']+'?", pattern)
    for link, each in groupby(parts, lambda part: part in _LINKS or part.endswith("'")):
        group = list(each)
        other = [] if link else [map(_plural, group), map(_singular, group)]
        choices.append(sorted({" ".join(words) for words in [group, *other]}))
    return sorted({" ".join(choice).replace("' ", "'") for choice in product(*choices)})
