"""Propose the forms of a term: plurals, feminines, verbs in every person and tense.

What is proposed for the codebook's terms stands in `data/forms.csv`, where editors add and remove
forms; a term that has none there is looked for in the forms that are proposed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby, product

from themeshift.text.normalise import normalise
from themeshift.text.words import lemma, tokens

#: Words between those of a term that change: they agree with nothing.
_LINKS = frozenset(["à", "au", "aux", "de", "des", "en", "et", "le"])
#: More forms than a noun or adjective has: those of a verb.
_MOST_OF_A_NOUN = 12
_ENDINGS = (
    "er e es ent ons ez ais ait aient ions iez a as âmes âtes èrent ai era eras erai erons erez "
    "eront erais erait erions eriez eraient ant é ée és ées"
)


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
