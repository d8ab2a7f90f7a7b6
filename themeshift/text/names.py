"""Names of ministries and bodies, inside which no term of the codebook counts."""

import re
from collections.abc import Callable

import pandas as pd

from themeshift.text.runs import fold

_CAPITAL = r"[A-ZÀ-Þ][\w'-]*"
_NOUN = r"[^\W\d_][\w'-]*"
_THE = r"(?:la |le |les |l')?"
_QUALIFIER = (
    r"(?i:,? (?:délégué|chargé|adjoint|général|national|régional|interministériel|ministériel"
    r"|français|européen|supérieur|fédéral)(?:e?s?|aux|les?|ne)\b|,? auprès\b| d'État\b)"
)
_SUFFIX = (
    r"(?:iques?|el(?:le)?s?|ales?|aux|al|eure?s?|aires?|ifs?|ives?|aine?s?|oise?s?|iens?|iennes?"
    r"|ables?|ibles?|eux|euses?|ublique?s?|lics?)(?![\w'-])"
)
_ADJECTIVE = rf"[^\W\d_]{{2,}}{_SUFFIX}"
_ADJECTIVES = (
    rf"(?: (?:et )?(?:[A-ZÀ-Þ][\w-]+|{_ADJECTIVE})"
    rf"|, {_ADJECTIVE}(?=(?:, [^\W\d_]+)* et {_ADJECTIVE}))*"
)
#: Portfolios in parentheses: parts with capitals, none of them a sentence.
_LISTED = (
    r" ?\((?=[^()]{0,115}[^()/,]{5})(?=[^()]{2,120}\))[A-ZÀ-Þ][^()/,]*"
    r"(?:(?:, |/)[A-ZÀ-Þ][^()/,]*)*\)"
)
_PERSON = re.compile(
    r"(?<![\w-])[A-ZÀ-Þ][\w'-]+(?: (?:de |d'|du |le |Le |La )?[A-ZÀ-Þ][\w'-]+){1,2}(?= \()"
)
_OF = "(?:de la |de l'|du |des |de |d')"
_TO = rf"(?:à la |à l'|aux |au |en |(?:pour|contre|avec) {_THE})"
#: One more part of any name: a noun with a capital (*, des Finances*), or any noun that follows
#: closely (*Cohésion des territoires*).
_PART = (
    rf"(?:, | et | ou |, et | & | )?(?:{_OF}|{_TO}){_CAPITAL}"
    rf"| ?(?:en |des |du |pour (?:la |le |l')){_NOUN}"
    rf"|(?<=[^\W\d_])(?: et {_THE}| & |/)[A-ZÀ-Þ][\w-]*"
)


def finder(table: pd.DataFrame) -> Callable[[str], list[tuple[int, int]]]:
    """What gives the offsets of the names in a passage, by a package's table `names`.

    A name begins with words of the table and goes on over what belongs to it: *de la Recherche, des
    Finances et de la Souveraineté industrielle et numérique*. What a ministry is in charge of may
    stand in small letters, behind a comma only where it is a portfolio of the table; a body has a
    capital in its own name or in what follows. Portfolios in parentheses behind a title or a
    person's name are part of the name.
    """
    longest_first = table.sort_values("name", key=lambda names: -names.str.len(), kind="stable")
    words = longest_first.groupby("kind")["name"].agg(lambda names: "|".join(map(re.escape, names)))
    ministries, bodies, listed = (words.get(k, "(?!)") for k in ("ministry", "body", "portfolio"))
    openers = re.compile(rf"(?<![\w-])(?:({fold(ministries)})|{fold(bodies)})(?![\w-])")
    small = (
        rf"(?: et | ou |, et | & | )?{_OF}{_NOUN}|, (?:de la |de l'|du ){_NOUN}"
        rf"|, {_OF}(?:{listed})(?![\w'-])"
    )
    loose, strict = (
        re.compile(rf"(?:{_QUALIFIER}|{_LISTED}|(?:{part}){_ADJECTIVES})*")
        for part in (f"{_PART}|{small}", _PART)
    )

    def spans(text: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for match in openers.finditer(fold(text)):
            start, end = match.span()
            if found and start < found[-1][1]:
                continue
            shown = text[start:end]
            # in a line of capitals all letters tell nothing
            spelt = text.lower() if shown.isupper() else text
            rest = loose if match[1] or shown[0].isupper() else strict
            end = rest.match(spelt, end).end()  # type: ignore[union-attr]  # it matches anything
            inside = text[start:end]
            if match[1] or (re.search("[A-ZÀ-Þ]", inside) and " " in inside):
                found.append((start, end))
        for match in _PERSON.finditer(text) if found and "(" in text else ():
            if portfolios := re.compile(_LISTED).match(text, match.end()):
                found.append(portfolios.span())
        return found

    return spans
