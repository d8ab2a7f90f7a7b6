"""Which words are French: the dictionary of *simplemma* (Barbaresi 2023), and lemmas from it."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

#: Common words that look like plurals: the dictionary holds only forms that differ from others.
_INVARIABLE_LIST = """
accès succès progrès procès excès décès congrès campus processus consensus corpus virus discours
concours cours secours parcours recours encours temps printemps corps poids puits avis permis
compromis repas bras choix prix taux travaux fois mois pays univers revers envers divers plus
moins mais dans sans sous vers très après dès alors dehors toujours ailleurs volontiers
à au aux du et ou où un une le la les je tu il on ce de en y a
"""
_INVARIABLE = frozenset(_INVARIABLE_LIST.split())


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """The lemma of a word in lower case; the word itself where the dictionary has none."""
    # imported here: its dictionary is loaded only by those who lemmatise
    from simplemma import lemmatize

    return lemmatize(word, lang="fr").lower()


@lru_cache(maxsize=100_000)
def is_known(word: str) -> bool:
    """Whether the dictionary has the word, in lower case."""
    from simplemma import is_known as known

    word = word.lower()
    return word in _INVARIABLE or known(word, lang="fr")


@lru_cache(maxsize=1)
def inverted() -> dict[str, tuple[str, ...]]:
    """The dictionary inverted: lemma → its forms, sorted."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form, base in DefaultDictionaryFactory().get_dictionary("fr").items():
        forms[base].append(form)
    return {base: tuple(sorted(found)) for base, found in forms.items()}
