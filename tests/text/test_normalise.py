"""The form of a text, and what shows that it was damaged. Every French text was written here."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from themeshift.text.normalise import damage, normalise


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("l\u2019eau d\u2018ici, l\u02bcair, l`or", "l'eau d'ici, l'air, l'or"),
        ("so\u00adbrié\u00adté", "sobriété"),
        ("3\u202f100\u00a0€", "3 100 €"),
        ("un \t  mot \u2003 puis", "un mot puis"),
        ("e\u0301cole", "école"),
        ("o\ufb03ce, \ufb01l, \ufb02ux", "office, fil, flux"),
        ("cœur et æquo", "cœur et æquo"),
        ("bio\u2011énergie", "bio-énergie"),
        ("\ufeffmot\u200b", "mot"),
        ("\uf0b7 le quai\n✅\ufe0f la rive", "• le quai\n✅ la rive"),
        ("un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"),
        ("\n\n  un \n \n\ndeux  \n", "un\ndeux"),
    ],
)
def test_normalise_folds_what_only_looks_different(raw: str, normal: str) -> None:
    assert normalise(raw) == normal


@given(st.text(max_size=80))
@example("a\u1ffd")  # NFC turns it into an acute accent, which is then an apostrophe
@example("e\u00ad\u0301")  # the accent meets its letter once the soft hyphen is gone
@settings(max_examples=150, deadline=None)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    text = normalise(raw)
    assert normalise(text) == text
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("Le port.\nLa sobri\ufffdt\ufffd du quai.", ["U+FFFD", "line 2"]),
        ("La sobriÃ©tÃ© du quai.", ["UTF-8 that was read as Latin-1", "line 1"]),
        ("Un\nDeux\nlâ€™eau du quai", ["UTF-8 that was read as Latin-1", "line 3"]),
        ("La sobri´et´e du quai.", ["accents beside their letters", "´et´e"]),
        ("Une fili`ere d'aoˆut.", ["accents beside their letters", "fili`ere"]),
        ("La d´ecision du port.", ["accents beside their letters", "d´ecision"]),
        ("La sobri\x8et\x8e du quai.", ["control characters", "line 1"]),  # Mac Roman
        ("Le port.\nLa r\x82colte du quai.", ["control characters", "line 2"]),  # CP850
        ("Un port.\nLa sobriŽtŽ du quai.", ["signs of another encoding", "line 2"]),  # Mac Roman
        ("Le quai ˆ voir.", ["signs of another encoding", "line 1"]),
        ("La r‚colte du quai.", ["signs of another encoding", "line 1"]),  # CP850
        ("Le fran‡ais prŠs du quai.", ["signs of another encoding", "2 places"]),
        ("La forˆt du quai.", ["signs of another encoding", "line 1"]),
        ("La sobriÃ©té.\nLe d\ufffdfi.", ["U+FFFD", "Latin-1"]),
    ],
)
def test_letters_that_were_damaged_are_named_with_their_place(raw: str, parts: list[str]) -> None:
    assert all(part in damage(raw) for part in parts) and "\n" not in damage(raw)


@pytest.mark.parametrize(
    "sound",
    [
        "L´État et l`eau d´ici, qu`il pleuve.",  # other signs for the apostrophe
        "Île, âge, Ça, Ãlex, 5 Â, quelqu´un",
        "Željko Šimić et Žižek, le cŒur, 5 ‰ ; ŽELJKO",
        "10^6 litres, a^b, ~20 %, le «¨» seul",
    ],
)
def test_a_sound_text_is_not_taken_for_damaged(sound: str) -> None:
    assert damage(sound) == ""
