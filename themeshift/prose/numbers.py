"""Values in words: shares, points, intervals, counts, dates and lists, in English and French.

Shares are fractions of one and read as whole percents; differences of shares read as points. A
negative number has a minus sign (U+2212), a missing value is a dash. English writes 3,100 and 24%;
French 3 100 and 24 %, with narrow no-break spaces (U+202F) and a decimal comma (Imprimerie
nationale, *Lexique des règles typographiques*).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

import pandas as pd

Language = Literal["en", "fr"]

MISSING = "–"
MINUS = "\u2212"
NARROW = "\u202f"
_CARDINALS = {
    "en": ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
           "eleven", "twelve"],
    "fr": ["aucun", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
           "onze", "douze"],
}  # fmt: skip
# Not strftime's %B, which follows the locale of the machine.
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"]  # fmt: skip
_QUALIFIERS = {
    "exact": "",
    "about": "about ",
    "more-than": "more than ",
    "at-least": "at least ",
    "nearly": "nearly ",
    "estimated": "an estimated ",
    "initial": "an initial ",
}
_SINGULARS = {"axes": "axis", "people": "person"}
_TO = {"en": "to", "fr": "à"}
_AND = {"en": "and", "fr": "et"}


def number(value: float, decimals: int | None = None, language: Language = "en") -> str:
    """A number with thousands separated: 3,100; 35.6; in French 3 100; 35,6.

    Without `decimals`, as many places as the number has, at most four.
    """
    if pd.isna(value):
        return MISSING
    text = f"{float(value):,.{4 if decimals is None else decimals}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    return _minus(_local(text, language))


def percent(share: float, language: Language = "en") -> str:
    """A fraction of one as a whole percent: 24%. What is there but rounds to none is under 1%."""
    if pd.isna(share):
        return MISSING
    if 0 < share < 0.005:
        return f"under 1{_percent(language)}" if language == "en" else f"moins de 1{_percent('fr')}"
    return f"{_whole(share, language)}{_percent(language)}"


def interval(low: float, high: float, language: Language = "en") -> str:
    """An interval of shares: 18–31%; with a negative end −4% to 12%."""
    if pd.isna(low) or pd.isna(high):
        return MISSING
    first, last, sign = _whole(low, language), _whole(high, language), _percent(language)
    if first == last:
        return f"{first}{sign}"
    if low < 0 or high < 0:
        return f"{first}{sign} {_TO[language]} {last}{sign}"
    return f"{first}–{last}{sign}"


def support(share: float) -> str:
    """A share of draws, to one decimal and never rounded to all or none: 97.3%, over 99.9%."""
    if pd.isna(share):
        return MISSING
    if 0.9995 <= share < 1:
        return "over 99.9%"
    if 0 < share < 0.0005:
        return "under 0.1%"
    return f"{number(100 * share, 1)}%"


def points(difference: float, language: Language = "en") -> str:
    """A difference of shares without its sign: 1 point, 24 points."""
    if pd.isna(difference):
        return MISSING
    hundredths = abs(_hundredths(difference))
    space = "\u00a0" if language == "fr" else " "
    return f"{_local(f'{hundredths:,}', language)}{space}{_points(hundredths, language)}"


def signed_points(difference: float) -> str:
    """A difference of shares with its sign: +24 points, −1 point."""
    if pd.isna(difference):
        return MISSING
    hundredths = _hundredths(difference)
    return f"{signed(hundredths, 0)} {_points(abs(hundredths), 'en')}"


def points_interval(low: float, high: float, language: Language = "en") -> str:
    """An interval of differences: 33 to 84 points; with a negative end −4 to +31 points."""
    if pd.isna(low) or pd.isna(high):
        return MISSING
    ends = _hundredths(low), _hundredths(high)
    if min(ends) < 0:
        first, last = (signed(end, 0, language) for end in ends)
    else:
        first, last = (_local(f"{end:,}", language) for end in ends)
    return f"{first} {_TO[language]} {last} {_points(max(map(abs, ends)), language)}"


def signed(value: float, decimals: int = 2, language: Language = "en") -> str:
    """A number that always has its sign: +1.24, −0.50; zero has none."""
    if pd.isna(value):
        return MISSING
    text = f"{float(value):+,.{decimals}f}"
    if not text.strip("+-0.,"):
        return _local(text[1:], language)
    return _minus(_local(text, language))


def cardinal(value: int, language: Language = "en", feminine: bool = False) -> str:
    """A whole number, in words up to twelve: no, one, four, 13; in French aucun, une, quatre."""
    value = int(value)
    words = _CARDINALS[language]
    if not 0 <= value < len(words):
        return number(value, language=language)
    return f"{words[value]}e" if feminine and language == "fr" and value < 2 else words[value]


def count(
    value: int,
    singular: str,
    plural: str | None = None,
    language: Language = "en",
    feminine: bool = False,
) -> str:
    """So many of something: no passages, one passage, 13 passages; aucune phase, deux phases."""
    one = int(value) == 1 if language == "en" else int(value) < 2
    return f"{cardinal(value, language, feminine)} {singular if one else plural or f'{singular}s'}"


def ordinal(value: int) -> str:
    """A rank: 1st, 2nd, 11th."""
    value = int(value)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value:,}{'th' if value % 100 in (11, 12, 13) else ending}"


def figure(row: Any) -> str:
    """A figure as its text gives it: about 100 billion euros, a factor of 100, 40%, 4th place.

    row: anything with the attributes value, qualifier and unit of the table `indicators`.
    """
    qualifier = _QUALIFIERS.get(row.qualifier, f"{row.qualifier} " if row.qualifier else "")
    value = number(row.value)
    if row.unit == "ordinal":
        return f"{qualifier}{ordinal(row.value)}"
    if row.unit == "rank":
        return f"{qualifier}{ordinal(row.value)} place"
    if row.unit == "factor":
        return f"a factor of {qualifier}{value}"
    if row.unit == "percent":
        return f"{qualifier}{value}%"
    unit = row.unit
    if row.value == 1 and " " not in unit:
        unit = _SINGULARS.get(unit) or re.sub("ies$", "ys", unit).removesuffix("s")
    return f"{qualifier}{value} {unit}".rstrip()


def day(first: Any, last: Any = None) -> str:
    """A day, or the time between two days: 4 February 2019; July to December 2020; 2023 to 2026.

    Whole months and years are named as such. Missing days give a dash.
    """
    last = first if last is None or pd.isna(last) else last
    first = last if pd.isna(first) else first
    if pd.isna(first):
        return MISSING
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    if first == last:
        return f"{first.day} {_month(first)} {first.year}"
    if first.day == 1 and last == last + pd.offsets.MonthEnd(0):
        if first.month == 1 and last.month == 12:
            same = first.year == last.year
            return f"{first.year}" if same else f"{first.year} to {last.year}"
        end = f"{_month(last)} {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return end
        year = "" if first.year == last.year else f" {first.year}"
        return f"{_month(first)}{year} to {end}"
    end = f"{last.day} {_month(last)} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {end}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {_month(first)}{year} to {end}"


def listing(items: Iterable[str], language: Language = "en", last: str = "") -> str:
    """Items in running text: a; a and b; a, b and c; in French a, b et c.

    last: the word before the last item, "and" unless said otherwise.
    """
    items = [str(item) for item in items]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last or _AND[language]} {items[-1]}"


def typographic(text: str) -> str:
    """The text with typographic apostrophes and closing quotes: the committee’s, l’avenant."""
    return text.replace("'", "’")


def capital(text: str) -> str:
    """The text with a capital first letter, to open a sentence."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a full stop, where it has no mark at its end."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def _hundredths(share: float) -> int:
    """A fraction of one in whole hundredths, halves away from zero.

    Rounded first to ten places: the last bits change with the processor and could tip a half.
    """
    hundredths = int(abs(round(float(share), 10)) * 100 + 0.5 + 1e-9)
    return -hundredths if share < 0 else hundredths


def _whole(share: float, language: Language) -> str:
    return _minus(_local(f"{_hundredths(share):,}", language))


def _percent(language: Language) -> str:
    return "%" if language == "en" else f"{NARROW}%"


def _points(hundredths: int, language: Language) -> str:
    one = hundredths == 1 if language == "en" else hundredths < 2
    return "point" if one else "points"


def _local(text: str, language: Language) -> str:
    """A number as Python writes it with commas for thousands, in the marks of the language."""
    if language == "en":
        return text
    return text.replace(",", NARROW).replace(".", ",")


def _minus(text: str) -> str:
    """The sign of arithmetic in place of the hyphen; none before zero."""
    if text.startswith("-"):
        return text[1:] if not text.strip(f"-0.,{NARROW}") else MINUS + text[1:]
    return text


def _month(date: pd.Timestamp) -> str:
    return _MONTHS[date.month - 1]
