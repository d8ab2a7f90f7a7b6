"""How does a value read in a sentence or a table?

Pure functions from values to words, one way for the whole book: shares are fractions of one and
read as whole percents, differences of shares as points, negative numbers have a minus sign (U+2212)
and a missing value is a dash.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

MISSING = "–"
MINUS = "\u2212"
_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_BEFORE = {
    "exact": "",
    "about": "about ",
    "more-than": "more than ",
    "at-least": "at least ",
    "nearly": "nearly ",
    "estimated": "an estimated ",
    "initial": "an initial ",
}
_SINGULAR = {"axes": "axis"}
# Not strftime's %B, which follows the locale of the machine.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def number(value: float, decimals: int | None = None) -> str:
    """A number with thousands separated: 3,100; 35.6; 11.75.

    Without `decimals`, as many places as the number has, at most four.
    """
    if pd.isna(value):
        return MISSING
    value = float(value)
    text = f"{value:,.{4 if decimals is None else decimals}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return _minus(text)


def percent(share: float) -> str:
    """A fraction of one as a whole percent: 24%. What is there but rounds to none is under 1%."""
    if pd.isna(share):
        return MISSING
    if 0 < share < 0.005:
        return "under 1%"
    return f"{_whole(share)}%"


def interval(low: float, high: float) -> str:
    """An interval of shares: 18–31%."""
    if pd.isna(low) or pd.isna(high):
        return MISSING
    first, last = _whole(low), _whole(high)
    between = " to " if low < 0 or high < 0 else "–"
    return f"{first}%" if first == last else f"{first}{between}{last}%"


def points(difference: float) -> str:
    """A difference of shares, without its sign: 1 point, 24 points."""
    if pd.isna(difference):
        return MISSING
    shown = _whole(abs(difference))
    return f"{shown} {'point' if shown == '1' else 'points'}"


def signed(value: float, decimals: int = 2) -> str:
    """A number that always has its sign: +1.24, −0.50; zero has none."""
    if pd.isna(value):
        return MISSING
    text = f"{float(value):+,.{decimals}f}"
    return text[1:] if not text.strip("+-0.,") else _minus(text)


def signed_interval(low: float, high: float, decimals: int = 2) -> str:
    """An interval of signed numbers: −0.50 to +1.24."""
    if pd.isna(low) or pd.isna(high):
        return MISSING
    return f"{signed(low, decimals)} to {signed(high, decimals)}"


def signed_points(difference: float) -> str:
    """A difference of shares with its sign: +24 points."""
    if pd.isna(difference):
        return MISSING
    shown = _signed_whole(difference)
    return f"{shown} {'point' if shown.strip('+' + MINUS) == '1' else 'points'}"


def signed_points_interval(low: float, high: float) -> str:
    """An interval of differences of shares: −4 to +31 points."""
    if pd.isna(low) or pd.isna(high):
        return MISSING
    return f"{_signed_whole(low)} to {_signed_whole(high)} points"


def cardinal(value: int) -> str:
    """A whole number, in words up to twelve: no, one, four, 13."""
    value = int(value)
    return _WORDS[value] if 0 <= value < len(_WORDS) else number(value)


def count(value: int, singular: str, plural: str | None = None) -> str:
    """So many of something: no units, one unit, four units, 13 units."""
    noun = singular if int(value) == 1 else plural or f"{singular}s"
    return f"{cardinal(value)} {noun}"


def ordinal(value: int) -> str:
    """A rank: 1st, 2nd, 3rd, 4th, 11th."""
    value = int(value)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value:,}{'th' if value % 100 in (11, 12, 13) else ending}"


def figure(row: Any) -> str:
    """A figure as its text gives it: about 100 billion euros, a factor of at least 100, 40%.

    row: anything with the attributes value, qualifier and unit of the table `indicators`.
    """
    qualifier = _BEFORE.get(row.qualifier, f"{row.qualifier} " if row.qualifier else "")
    if row.unit == "ordinal":
        return f"{qualifier}{ordinal(row.value)}"
    if row.unit == "rank":
        return f"{qualifier}{ordinal(row.value)} place"
    value = number(row.value)
    if row.unit == "factor":
        return f"a factor of {qualifier}{value}"
    if row.unit == "percent":
        return f"{qualifier}{value}%"
    unit = row.unit
    if row.value == 1 and " " not in unit:
        unit = _SINGULAR.get(unit) or (
            f"{unit[:-3]}y" if unit.endswith("ies") else unit.removesuffix("s")
        )
    return f"{qualifier}{value} {unit}".rstrip()


def day(first: Any, last: Any = None) -> str:
    """A day, or the time between two days: 4 February 2019; July to December 2020; 2023 to 2026.

    Whole months and years are named as such. Missing days give a dash.
    """
    if last is None or pd.isna(last):
        last = first
    if pd.isna(first):
        first = last
    if pd.isna(first):
        return MISSING
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    if first == last:
        return f"{first.day} {_month(first)} {first.year}"
    if first.day == 1 and last == last + pd.offsets.MonthEnd(0):
        if first.month == 1 and last.month == 12:
            years = (first.year, last.year)
            return f"{years[0]}" if years[0] == years[1] else f"{years[0]} to {years[1]}"
        end = f"{_month(last)} {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return end
        start = _month(first) if first.year == last.year else f"{_month(first)} {first.year}"
        return f"{start} to {end}"
    end = f"{last.day} {_month(last)} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {end}"
    start = f"{first.day} {_month(first)}"
    return f"{start} to {end}" if first.year == last.year else f"{start} {first.year} to {end}"


def listing(items: Iterable[str]) -> str:
    """Items in running text: a; a and b; a, b and c."""
    items = [str(item) for item in items]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def _hundredths(share: float) -> int:
    """A fraction of one in whole hundredths, halves away from zero.

    Rounded first to ten places: the last bits change with the processor and could tip a half.
    """
    hundredths = int(abs(round(float(share), 10)) * 100 + 0.5 + 1e-9)
    return -hundredths if share < 0 else hundredths


def _whole(share: float) -> str:
    return _minus(f"{_hundredths(share):,}")


def _signed_whole(share: float) -> str:
    return signed(_hundredths(share), 0)


def _month(date: pd.Timestamp) -> str:
    return _MONTHS[date.month - 1]


def _minus(text: str) -> str:
    """The sign of arithmetic in place of the hyphen; none before zero."""
    if text.startswith("-"):
        return text[1:] if not text.strip("-0.,") else MINUS + text[1:]
    return text
