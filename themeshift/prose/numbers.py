"""Values in words: shares, points, intervals, counts, dates and lists, in English and French.

Shares are fractions of one and read as whole percents; differences of shares read as points. A
negative number has a minus sign (U+2212), a missing value is a dash. English writes 3,100 and 24%;
French 3 100 and 24 %, with narrow no-break spaces (U+202F) and a decimal comma (Imprimerie
nationale, *Lexique des règles typographiques*).
"""

from collections.abc import Iterable
from typing import Any, Literal

import pandas as pd

Language = Literal["en", "fr"]

MISSING = "–"
MINUS = "\u2212"
NARROW = "\u202f"
_CARDINALS = {
    "en": "no one two three four five six seven eight nine ten eleven twelve",
    "fr": "aucun un deux trois quatre cinq six sept huit neuf dix onze douze",
}
#: Qualifiers of a figure that are not said as they are written.
_QUALIFIERS = {"exact": "", "estimated": "an estimated ", "initial": "an initial "}
_TO = {"en": "to", "fr": "à"}
#: Numbers that take the singular.
_ONE = {"en": ("1",), "fr": ("0", "1")}
_AND = {"en": "and", "fr": "et"}
_UNDER = {"en": "under", "fr": "moins de"}
_PERCENT = {"en": "%", "fr": f"{NARROW}%"}


def number(
    value: float, decimals: int | None = None, language: Language = "en", sign: str = ""
) -> str:
    """A number with thousands separated: 3,100; 35.6; in French 3 100; 35,6.

    Without `decimals`, as many places as the number has, at most four. sign: "+" to write the sign
    of a positive number too; zero has none.
    """
    if pd.isna(value):
        return MISSING
    text = f"{float(value):{sign},.{4 if decimals is None else decimals}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    if not text.strip("+-0.,"):
        text = text.strip("+-")
    if language == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return text.replace("-", MINUS)


def percent(share: float, language: Language = "en") -> str:
    """A fraction of one as a whole percent: 24%. What is there but rounds to none is under 1%."""
    if pd.isna(share):
        return MISSING
    under = f"{_UNDER[language]} 1" if 0 < share < 0.005 else ""
    return f"{under or _hundredths(share, language)}{_PERCENT[language]}"


def interval(low: float, high: float, language: Language = "en") -> str:
    """An interval of shares or parts: 18–31%; with a negative end −4% to 12%."""
    if pd.isna(low):
        return MISSING
    first, last, sign = _hundredths(low), _hundredths(high), _PERCENT[language]
    if first == last:
        return f"{first}{sign}"
    between = f"{sign} {_TO[language]} " if low < 0 else "–"
    return f"{first}{between}{last}{sign}"


def support(share: float) -> str:
    """A share of draws, to one decimal and never rounded to all or none: 97.3%, over 99.9%."""
    if 0.9995 <= share < 1:
        return "over 99.9%"
    return "under 0.1%" if 0 < share < 0.0005 else f"{number(100 * share, 1)}%"


def points(difference: float, language: Language = "en") -> str:
    """A difference of shares without its sign: 1 point, 24 points."""
    return f"{_hundredths(abs(difference), language)}{_points(difference, language)}"


def signed_points(difference: float) -> str:
    """A difference of shares with its sign: +24 points, −1 point."""
    return f"{_hundredths(difference, sign='+')}{_points(difference, 'en')}"


def points_interval(low: float, high: float, language: Language = "en") -> str:
    """An interval of differences: 33 to 84 points; with a negative end −4 to +31 points."""
    sign = "+" if MINUS in _hundredths(low) else ""
    first, last = (_hundredths(end, language, sign) for end in (low, high))
    unit = _points(max(abs(low), abs(high)), language)
    return f"{first} {_TO[language]} {last}{unit}"


def cardinal(value: int, language: Language = "en", feminine: bool = False) -> str:
    """A whole number, in words up to twelve: no, one, four, 13; in French aucun, une, quatre."""
    value, words = int(value), _CARDINALS[language].split()
    if not 0 <= value < len(words):
        return number(value, language=language)
    return f"{words[value]}e" if feminine and language == "fr" and value < 2 else words[value]


def count(value: int, singular: str, plural: str = "", language: Language = "en") -> str:
    """So many of something: no passages, one passage, 13 passages; aucun texte, deux textes."""
    noun = singular if str(int(value)) in _ONE[language] else plural or f"{singular}s"
    return f"{cardinal(value, language)} {noun}"


def ordinal(value: int) -> str:
    """A rank: 1st, 2nd, 11th."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{int(value):,}{'th' if value % 100 in (11, 12, 13) else ending}"


def figure(row: Any) -> str:
    """A figure as its text gives it: about 100 billion euros, a factor of 100, 40%, 4th place.

    row: anything with the attributes value, qualifier and unit of the table `indicators`.
    """
    qualifier = _QUALIFIERS.get(row.qualifier, f"{row.qualifier.replace('-', ' ')} ")
    value, place = f"{qualifier}{number(row.value)}", f"{qualifier}{ordinal(row.value)}"
    special = {
        "ordinal": place,
        "rank": f"{place} place",
        "factor": f"a factor of {value}",
        "percent": f"{value}%",
    }
    return special.get(row.unit, f"{value} {row.unit}")


def day(first: Any, last: Any = None) -> str:
    """A day, or the time between two: 4 February 2019; whole months and years, 2023 to 2026; –."""
    days = [pd.Timestamp(one) for one in (first, last) if not pd.isna(one)]
    if not days:
        return MISSING
    first, last = days[0], days[-1]
    whole_years = first.is_year_start and last.is_year_end
    whole_months = first.is_month_start and last.is_month_end
    start, end = (
        [str(one.day), one.month_name(), str(one.year)][whole_months + whole_years :]
        for one in (first, last)
    )
    # What both ends share is said once: 4 to 5 February 2019.
    own = next(place for place in range(4) if start[place:] == end[place:])
    return " to ".join(" ".join(words) for words in (start[:own], end) if words)


def listing(items: Iterable[str], language: Language = "en", last: str = "") -> str:
    """Items in running text: a, b and c; in French a, b et c. last: another word for "and"."""
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


def _hundredths(share: float, language: Language = "en", sign: str = "") -> str:
    """A fraction of one in whole hundredths, halves away from zero.

    Rounded first to ten places: the last bits change with the processor and could tip a half.
    """
    hundredths = (abs(round(float(share), 10)) * 100 + 0.5 + 1e-9) // 1
    return number(-hundredths if share < 0 else hundredths, 0, language, sign)


def _points(difference: float, language: Language) -> str:
    """The noun after a number of points, and the space before it, where French breaks no line."""
    if pd.isna(difference):
        return ""
    noun = "point" if _hundredths(abs(difference)) in _ONE[language] else "points"
    return f"\u00a0{noun}" if language == "fr" else f" {noun}"
