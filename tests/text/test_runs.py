"""Copies told by their five-word strings; openings that browsers find. All French is ours."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themeshift.text import runs
from themeshift.text.normalise import normalise
from themeshift.text.words import count_words

RELEASE = "Le port signe un contrat avec la ville pour garder les quais propres pendant dix ans."


def test_a_digest_is_that_of_five_lower_case_words_that_count_once() -> None:
    strings = ("le port de l eau", "port de l eau vive")
    expected = [hashlib.sha256(words.encode()).hexdigest()[:16] for words in strings]
    assert runs.digests("Le port de l'eau vive.") == sorted(expected)
    assert runs.digests("Un texte court.") == []
    assert len(runs.digests("un deux trois quatre cinq " * 3)) == 5


@pytest.mark.parametrize(
    ("other", "copy"),
    [
        (RELEASE, True),
        (f"{RELEASE} (AFP)", True),
        (f"La ville est belle. {RELEASE} On verra ce que les marins du port en diront.", True),
        ("Le port et la ville se mettent d'accord : dix ans de quais propres, dit-on.", False),
    ],
)
def test_a_text_that_repeats_another_is_a_copy(other: str, copy: bool) -> None:
    share = runs.shared(runs.digests(RELEASE), runs.digests(other))
    assert (share >= runs.COPY) == copy


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_the_share_is_symmetric_and_that_of_the_smaller(a: set[int], b: set[int]) -> None:
    share = runs.shared(list(map(str, a)), list(map(str, b)))
    assert share == runs.shared(list(map(str, b)), list(map(str, a)))
    assert share == (len(a & b) / min(len(a), len(b)) if a and b else 0)


def opened(*passages: str) -> list[str]:
    """Openings of passages that make up a text."""
    spans = [match.span() for match in re.finditer(r"[^\n]+", "\n".join(passages))]
    return runs.openings("\n".join(passages), spans)


@pytest.mark.parametrize(
    ("passages", "openings"),
    [
        (["Le port ouvre.", "Le quai ferme.", "Puis il rouvre."], ["Le port", "Le quai", "Puis"]),
        (["Été au port.", "ete a la mer."], ["Été au", "ete a"]),  # as browsers compare
        (["Port neuf.", "Les portes."], ["Port", "Les"]),  # whole words only
        (["Port neuf.", "Le port-franc."], ["Port neuf", "Le"]),
        (["un deux trois quatre cinq six", "un deux trois quatre cinq sept"], ["", ""]),
        (["« L'eau monte.", "Fin."], ["L'eau", "Fin"]),  # never ends in an elision
    ],
)
def test_an_opening_is_the_shortest_run_that_is_unique(
    passages: list[str], openings: list[str]
) -> None:
    assert opened(*passages) == openings


@given(st.lists(st.text("ab éÉ'-\n", min_size=1, max_size=30), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_openings_are_short_and_stand_once(parts: list[str]) -> None:
    text = normalise("\n".join(parts))
    for found in filter(None, opened(*text.split("\n"))):
        assert count_words(found) <= runs.LONGEST
        whole = rf"(?<![^\W_]){re.escape(runs.fold(found))}(?![^\W_])"
        assert len(re.findall(f"(?={whole})", runs.fold(text))) == 1
