"""Copies told by their five-word strings; openings that browsers find. All French is ours."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themeshift.text import runs
from themeshift.text.normalise import normalise
from themeshift.text.runs import LONGEST, fold, openings
from themeshift.text.words import count_words


def test_a_digest_is_that_of_five_lower_case_words() -> None:
    expected = [
        hashlib.sha256(words.encode()).hexdigest()[:16]
        for words in ("le port de l eau", "port de l eau vive")
    ]
    assert runs.digests("Le port de l'eau vive.") == sorted(expected)
    assert runs.digests("Un texte court.") == []


def test_strings_that_come_twice_count_once() -> None:
    assert len(runs.digests("un deux trois quatre cinq " * 3)) == 5


RELEASE = "Le port signe un contrat avec la ville pour garder les quais propres pendant dix ans."


@pytest.mark.parametrize(
    ("other", "copy"),
    [
        (RELEASE, True),
        (f"{RELEASE} (AFP)", True),
        (f"La ville est belle. {RELEASE} On verra ce que les marins du port en diront.", True),
        (
            "Le port et la ville se mettent d'accord : dix ans de quais propres, dit le contrat.",
            False,
        ),
    ],
)
def test_a_text_that_repeats_another_is_a_copy(other: str, copy: bool) -> None:
    share = runs.shared(runs.digests(RELEASE), runs.digests(other))
    assert (share >= runs.COPY) == copy


@given(st.sets(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_the_share_is_symmetric_and_that_of_the_smaller(a: set[int], b: set[int]) -> None:
    first, second = [str(x) for x in a], [str(x) for x in b]
    share = runs.shared(first, second)
    assert share == runs.shared(second, first)
    assert share == (len(a & b) / min(len(a), len(b)) if a and b else 0)


def opened(*passages: str) -> list[str]:
    """Openings of passages that make up a text."""
    text, spans, start = "\n".join(passages), [], 0
    for passage in passages:
        spans.append((start, start + len(passage)))
        start += len(passage) + 1
    return openings(text, spans)


def test_an_opening_is_the_shortest_run_that_is_unique() -> None:
    assert opened("Le port ouvre.", "Le quai ferme.", "Puis il rouvre.") == [
        "Le port",
        "Le quai",
        "Puis",
    ]


def test_letter_case_and_accents_do_not_make_a_run_unique() -> None:
    assert opened("Été au port.", "ete a la mer.")[0] == "Été au"


def test_a_run_is_unique_as_whole_words_only() -> None:
    assert opened("Port neuf.", "Les portes.")[0] == "Port"
    assert opened("Port neuf.", "Le port-franc.")[0] == "Port neuf"


def test_what_is_never_unique_within_five_words_has_no_opening() -> None:
    assert opened("un deux trois quatre cinq six", "un deux trois quatre cinq sept") == ["", ""]


def test_an_opening_begins_at_its_first_word_and_never_ends_in_an_elision() -> None:
    assert opened("« L'eau monte.", "Fin.")[0] == "L'eau"


@given(st.lists(st.text("ab éÉ'-\n", min_size=1, max_size=30), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_openings_are_short_and_stand_once(parts: list[str]) -> None:
    passages = [p for part in parts for p in normalise(part).split("\n") if p]
    text = "\n".join(passages)
    for found in opened(*passages) if passages else []:
        if found:
            assert count_words(found) <= LONGEST
            whole = rf"(?<![^\W_]){re.escape(fold(found))}(?![^\W_])"
            assert len(re.findall(f"(?={whole})", fold(text))) == 1
