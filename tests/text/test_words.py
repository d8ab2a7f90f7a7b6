"""Words and lemmas. Every French text here was written for the tests."""

from __future__ import annotations

import pytest

from themeshift.text.normalise import normalise
from themeshift.text.words import count_words, is_known, tokens


def lemmas(text: str, spellings: dict[str, str] | None = None) -> list[str]:
    return [token.lemma for token in tokens(normalise(text), spellings)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("l'eau d'ici", 4),  # an elided form is a word
        ("aujourd'hui, quelqu'un passe", 3),
        ("3 100 marins et 455.000 bateaux, 35,6 %", 6),
        ("du nord-ouest", 2),
        ("« ... » – ;", 0),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text: str, count: int) -> None:
    assert count_words(text) == count


def test_elision_is_split_before_the_lemma_is_looked_up() -> None:
    assert lemmas("L\u2019eau d'ici") == ["le", "eau", "de", "ici"]


def test_numbers_have_no_lemma() -> None:
    assert lemmas("12 ports, 3 100 et 4,5") == ["port", "et"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12,5 M€, 3 Md€ et 2 Mds d'euros", ["et", "de", "euro"]),
        ("M. Dupont, MM. Roux", ["dupont", "roux"]),
        ("A. Y. Roux, J.-P. Lenoir", ["roux", "lenoir"]),
        ("le quai n° 3, N° 4, p. 12", ["le", "quai"]),
        ("12 m² et 3 m de quai", ["et", "de", "quai"]),
        ("le plan B", ["le", "plan"]),
    ],
)
def test_letters_that_only_abbreviate_have_no_lemma(text: str, words: list[str]) -> None:
    assert lemmas(text) == words


def test_letters_that_are_words_or_elided_words_keep_their_lemma() -> None:
    assert lemmas("Il y a ; à l'eau, ô port") == ["il", "y", "avoir", "à", "le", "eau", "ô", "port"]
    assert lemmas("n'est, m'a, d'or, MDS") == ["ne", "être", "me", "avoir", "de", "or", "mds"]


def test_joined_initials_are_one_lemma() -> None:
    assert lemmas("R&D, R & D, 'R&D', IA & Santé") == [*["r&d"] * 3, "ia", "santé"]


def test_the_call_of_a_footnote_is_no_part_of_its_word() -> None:
    assert lemmas("ports¹ et quais²³ ³") == ["port", "et", "quai"]


def test_spelling_variants_fold_into_one_lemma() -> None:
    folded = {"eco-quai": "écoquai", "in-situ": "in situ"}
    assert lemmas("Eco-quai in-situ", folded) == ["écoquai", "in", "situ"]


def test_the_lexicon_knows_words_that_look_like_plurals_and_no_joined_compounds() -> None:
    assert all(map(is_known, ("succès", "formation", "formations", "Marchés")))
    assert not any(map(is_known, ("soustraitants", "forma-tion", "qzx")))
