"""How values read in English and in French."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themeshift.prose import numbers as n

SHARES = st.floats(-1, 1, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (3100, None, "3,100", "3\u202f100"),
        (35.6, None, "35.6", "35,6"),
        (11.75, None, "11.75", "11,75"),
        (455000, None, "455,000", "455\u202f000"),
        (-1234.5, 1, "\u22121,234.5", "\u22121\u202f234,5"),
        (-0.001, 2, "0.00", "0,00"),
        (100, None, "100", "100"),
        (float("nan"), None, "–", "–"),
    ],
)
def test_numbers(value, decimals, english, french):
    assert n.number(value, decimals) == english
    assert n.number(value, decimals, "fr") == french


@pytest.mark.parametrize(
    ("share", "english", "french"),
    [
        (0.2449, "24%", "24\u202f%"),
        (0.245, "25%", "25\u202f%"),  # halves away from zero
        (0.285, "29%", "29\u202f%"),  # 28.499999… as a float times 100
        (-0.04, "\u22124%", "\u22124\u202f%"),
        (0.004, "under 1%", "moins de 1\u202f%"),
        (0.006, "1%", "1\u202f%"),
        (0, "0%", "0\u202f%"),
        (1, "100%", "100\u202f%"),
    ],
)
def test_shares_read_as_whole_percents(share, english, french):
    assert n.percent(share) == english
    assert n.percent(share, "fr") == french


def test_intervals():
    assert n.interval(0.18, 0.31) == "18–31%"
    assert n.interval(0.18, 0.31, "fr") == "18–31\u202f%"
    assert n.interval(-0.01, 0.68) == "\u22121% to 68%"
    assert n.interval(0.181, 0.184) == "18%"


def test_a_missing_value_is_a_dash():
    nan = float("nan")
    assert {say(nan) for say in (n.number, n.percent, n.points, n.signed_points)} == {"–"}
    assert n.interval(nan, nan) == "–"


def test_points():
    assert n.points(-0.24) == "24 points"
    assert n.points(0.01) == "1 point"
    assert n.points(0) == "0 points"
    assert n.points(0, "fr") == "0\u00a0point"  # in French, the plural begins at two
    assert n.signed_points(0.24) == "+24 points"
    assert n.signed_points(-0.01) == "\u22121 point"
    assert n.points_interval(0.33, 0.84) == "33 to 84 points"
    assert n.points_interval(-0.04, 0.31, "fr") == "\u22124 à +31\u00a0points"


def test_support_never_reads_as_all_or_none_when_it_is_not():
    assert n.support(0.99999) == "over 99.9%"
    assert n.support(0.00001) == "under 0.1%"
    assert n.support(1) == "100.0%"
    assert n.support(0.9734) == "97.3%"


def test_counts_in_words():
    assert n.count(0, "passage") == "no passages"
    assert n.count(1, "passage") == "one passage"
    assert n.count(13, "passage") == "13 passages"
    assert n.count(2, "axis", "axes") == "two axes"
    assert n.count(0, "texte", language="fr") == "aucun texte"
    assert n.cardinal(0, "fr", feminine=True) == "aucune"
    assert n.cardinal(1, "fr", feminine=True) == "une"
    assert n.count(2, "texte", language="fr") == "deux textes"


@pytest.mark.parametrize(
    ("value", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd")]
)
def test_ordinals(value, words):
    assert n.ordinal(value) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2019-02-04", None, "4 February 2019"),
        ("2021-06-01", "2021-06-01", "1 June 2021"),
        ("2020-07-01", "2020-12-31", "July to December 2020"),
        ("2023-01-01", "2026-12-31", "2023 to 2026"),
        ("2019-01-01", "2019-12-31", "2019"),
        ("2018-07-01", "2018-07-31", "July 2018"),
        ("2019-02-04", "2019-02-05", "4 to 5 February 2019"),
        ("2019-02-04", "2029-02-04", "4 February 2019 to 4 February 2029"),
        (None, None, "–"),
    ],
)
def test_days_and_ranges(first, last, words):
    assert n.day(first, last) == words


def test_lists_and_quotation_marks():
    assert n.listing(["a"]) == "a"
    assert n.listing(["a", "b", "c"]) == "a, b and c"
    assert n.listing(["a", "b", "c"], "fr") == "a, b et c"


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "text"),
    [
        (100, "about", "billion euros", "about 100 billion euros"),
        (100, "at-least", "factor", "a factor of at least 100"),
        (40, "exact", "percent", "40%"),
        (4, "exact", "rank", "4th place"),
        (8, "exact", "ordinal", "8th"),
        (2, "exact", "strands", "2 strands"),
    ],
)
def test_figures_as_a_text_gives_them(value, qualifier, unit, text):
    assert n.figure(SimpleNamespace(value=value, qualifier=qualifier, unit=unit)) == text


@given(SHARES)
def test_french_and_english_give_the_same_digits(share):
    for function in (n.percent, n.points):
        digits = [re.sub(r"[^\d+\u2212]", "", function(share, one)) for one in ("en", "fr")]
        assert digits[0] == digits[1]


@given(SHARES)
def test_no_hyphen_stands_for_a_minus(share):
    assert "-" not in n.percent(share) + n.number(share, 2, sign="+") + n.signed_points(share)
