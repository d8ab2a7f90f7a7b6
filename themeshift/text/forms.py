"""Propose the forms of the codebook's terms: plurals, feminines, verbs in every person and tense.

What is proposed goes into `data/forms.csv`, where editors add and remove forms; the dictionary and
the concordance read the table alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product

import pandas as pd

from themeshift.text import lexicon
from themeshift.text.normalise import normalise
from themeshift.text.words import tokens

#: Words between those of a term that change: they agree with nothing.
_LINKS = frozenset(["à", "au", "aux", "de", "des", "en", "et", "le"])
#: Plurals that no rule gives.
_PLURALS: Mapping[str, str] = {"nouvel": "nouveaux", "prise": "prises", "actif": "actifs"}
#: More forms than a noun or adjective has: those of a verb.
_MOST_OF_A_NOUN = 12
_FEMININE = (
    ("al", ("ale", "aux", "ales")),
    ("if", ("ive", "ifs", "ives")),
    ("el", ("elle", "els", "elles")),
    ("ain", ("aine", "ains", "aines")),
    ("ant", ("ante", "ants", "antes")),
)
_ENDINGS = (
    "er e es ent ons ez ais ait aient ions iez a as âmes âtes èrent ai era eras erai erons erez "
    "eront erais erait erions eriez eraient ant é ée és ées"
)
_SILENT = frozenset(["e", "es", "ent"])  # before these é opens: fédérer, fédère


def conjugated(verb: str) -> set[str]:
    """The forms of a regular verb in -er, participles in gender and number among them."""
    stem = verb[:-2]
    found = set()
    for ending in _ENDINGS.split():
        base = stem
        if ending in _SILENT:
            base = re.sub(r"é([^\Waeiouyéèê]{1,2})$", r"è\1", stem)
        if base.endswith("g") and ending[0] in "aoâ":
            base += "e"
        if base.endswith("c") and ending[0] in "aoâ":
            base = f"{base[:-1]}ç"
        found.add(base + ending)
    return found


def plural(word: str) -> str:
    """The regular plural; that of a proper name or abbreviation is the word itself."""
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith(("s", "x", "z")) or "&" in word:
        return word
    if word.endswith("al"):
        return f"{word[:-1]}ux"
    return f"{word}x" if word.endswith(("eau", "eu")) else f"{word}s"


def of_word(word: str, base: str) -> set[str]:
    """Forms of a word that is a term by itself; `base` is its lemma."""
    known = {form for form in lexicon.inverted().get(base, ()) if form.islower()}
    if base.endswith("er") and (len(known) > _MOST_OF_A_NOUN or base.endswith("iser")):
        return conjugated(base) | known
    if len(known) > _MOST_OF_A_NOUN:  # a noun that looks like a form of some verb
        known = set()
    found = {word, *known}
    for ending, others in _FEMININE:
        stem = base[: -len(ending)]
        if base.endswith(ending) and any(stem + other in known for other in others):
            found |= {stem + other for other in others}
    return found | {word if "&" in word else plural(word)}


def propose(pattern: str, spellings: Mapping[str, str] | None = None) -> list[str]:
    """Forms of a term, sorted.

    A single word in all its forms; of several words, the groups between *de*, *à*, *et* and the
    like each in the singular and in the plural, in every combination.
    """
    pattern = normalise(pattern).lower()
    words = tokens(pattern, spellings)
    if len(words) == 1:
        return sorted(of_word(words[0].word, words[0].lemma))
    groups: list[list[str]] = [[]]
    for spelt in re.findall(r"[^\s']+'?", pattern):
        if spelt.rstrip("'") in _LINKS or spelt.endswith("'"):
            groups += [[spelt], []]
        else:
            groups[-1].append(spelt)
    choices = []
    for group in groups:
        both = {" ".join(group)}
        if group and group[0].rstrip("'") not in _LINKS and not group[0].endswith("'"):
            both.add(" ".join(plural(word) for word in group))
        choices.append(sorted(both))
    return sorted(
        {re.sub(r"' ", "'", " ".join(filter(None, choice))).strip() for choice in product(*choices)}
    )


def missing(terms: pd.DataFrame, forms: pd.DataFrame, spellings: pd.DataFrame) -> pd.DataFrame:
    """Rows for `forms`, with term_id, form and an empty note, of terms that have none yet.

    A term that has forms was edited and is left alone.
    """
    variants = dict(zip(spellings["variant"], spellings["lemma"], strict=True))
    edited = set(forms["term_id"])
    rows = [
        (term_id, form, "")
        for term_id, pattern in zip(terms["term_id"], terms["pattern"], strict=True)
        if term_id not in edited
        for form in propose(pattern, variants)
    ]
    return pd.DataFrame(rows, columns=["term_id", "form", "note"])
