"""Names of ministries and bodies, inside which no term of the codebook counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from themeshift.text.runs import fold

#: A name of this kind goes on over what the office is in charge of, in small letters too.
MINISTRY = "ministry"
PORTFOLIO = "portfolio"
_THE = r"(?:la |le |les |l')?"
_QUALIFIER = re.compile(
    r",? (?:délégué|chargé|adjoint|général|national|régional|interministériel|ministériel|français"
    r"|européen|supérieur|fédéral)(?:e?s?|aux|les?|ne)\b|,? auprès\b| d'État\b",
    re.IGNORECASE,
)
#: What links a name with one more noun: *de la Santé*, *, des Finances*, *et de l'Innovation*.
_LINK = re.compile(
    r"(?P<part>, | et | ou |, et | & | )?(?:(?P<of>de la |de l'|du |des |de |d')"
    rf"|à la |à l'|aux |au |en |(?:pour|contre|avec) {_THE})(?P<noun>[^\W\d_][\w'-]*)"
)
_JOINED = re.compile(rf"(?<=[^\W\d_])(?: et {_THE}| & |/)[A-ZÀ-Þ][\w-]*")
_SUFFIX = (
    r"(?:iques?|el(?:le)?s?|ales?|aux|al|eure?s?|aires?|ifs?|ives?|aine?s?|oise?s?|iens?|iennes?"
    r"|ables?|ibles?|eux|euses?|ublique?s?|lics?)(?![\w'-])"
)
_ADJECTIVES = re.compile(
    rf"(?: (?:et )?(?:[A-ZÀ-Þ][\w-]+|[^\W\d_]{{2,}}{_SUFFIX})"
    rf"|, [^\W\d_]{{2,}}{_SUFFIX}(?=(?:, [^\W\d_]+)* et [^\W\d_]{{2,}}{_SUFFIX}))*"
)
_LISTED = re.compile(r" ?\((?P<inside>[^()]{2,120})\)")
_CAPITAL = re.compile(r"[A-ZÀ-Þ]")
_PERSON = re.compile(
    r"(?<![\w-])[A-ZÀ-Þ][\w'-]+(?: (?:de |d'|du |le |Le |La )?[A-ZÀ-Þ][\w'-]+){1,2}(?= \()"
)


@dataclass(frozen=True)
class Names:
    """What opens a name, without accents and in lower case, with its kind; and portfolios.

    A portfolio is a noun that the list of a title may name in small letters behind a comma.
    """

    openers: re.Pattern[str]
    kinds: Mapping[str, str]
    portfolios: frozenset[str]

    @classmethod
    def of(cls, table: pd.DataFrame) -> Names:
        """The names of a package's table `names`."""
        portfolio = table["kind"] == PORTFOLIO
        opening = table[~portfolio]
        kinds = dict(zip(opening["name"].map(fold), opening["kind"], strict=True))
        # no name opens where its letters are not, so that most passages are not looked at
        words = "|".join(re.escape(name) for name in sorted(kinds, key=lambda n: (-len(n), n)))
        return cls(
            re.compile(rf"(?<![\w-])(?:{words or '(?!)'})(?![\w-])"),
            kinds,
            frozenset(table.loc[portfolio, "name"]),
        )

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Offsets of the names in a passage.

        A name begins with words of the table and goes on over what belongs to it: *de la
        Recherche, des Finances et de la Souveraineté industrielle et numérique*. What a ministry
        is in charge of may stand in small letters; a body has a capital in its own name or in what
        follows. Portfolios in parentheses behind a title or a person's name are part of the name.
        """
        found: list[tuple[int, int]] = []
        for match in self.openers.finditer(fold(text)):
            start, end = match.span()
            if found and start < found[-1][1]:
                continue
            ministry, shown = self.kinds[match.group()] == MINISTRY, text[start:end]
            # in a line of capitals all letters tell nothing
            spelt = text.lower() if shown.isupper() else text
            end = self._extent(spelt, end, ministry or shown[0].isupper())
            inside = text[start:end]
            if ministry or (_CAPITAL.search(inside) and " " in inside):
                found.append((start, end))
        for match in _PERSON.finditer(text) if found and "(" in text else ():
            end = _after_list(text, match.end())
            found += [(match.end(), end)] if end > match.end() else []
        return found

    def _extent(self, text: str, end: int, loose: bool) -> int:
        """Where a name that begins before `end` ends; `loose` allows small letters."""
        while True:
            qualifier = _QUALIFIER.match(text, end)
            following = qualifier.end() if qualifier else _after_list(text, end)
            if following == end:
                following = self._complement(text, end, loose)
            if following == end:
                return end
            end = following

    def _complement(self, text: str, end: int, loose: bool) -> int:
        """The end of one more part of a name, with its adjectives: *, des Finances publiques*."""
        link = _LINK.match(text, end)
        if link:
            noun, part, of = link["noun"], (link["part"] or "").strip(), (link["of"] or "").strip()
            # a portfolio in small letters may stand behind a comma: *, de la recherche*
            listed = part != "," or of in ("de la", "de l'", "du") or noun in self.portfolios
            # behind a noun with a capital: Agence de l'Innovation en santé, Cohésion des territoires
            closely = not part and re.match(r"en |des |du |pour (?:la |le |l')", link[0].lstrip())
            belongs = _CAPITAL.match(noun) or (loose and of and listed) or closely
            link = link if belongs else None
        else:
            link = _JOINED.match(text, end)
        adjectives = _ADJECTIVES.match(text, link.end()) if link else None
        return adjectives.end() if adjectives else end


def _after_list(text: str, start: int) -> int:
    """The end of parentheses that hold portfolios: parts with capitals, none of them a sentence."""
    listed = _LISTED.match(text, start)
    parts = re.split(r", |/", listed["inside"]) if listed else []
    if all(map(_CAPITAL.match, parts)) and any(len(part) > 4 for part in parts):
        return listed.end()  # type: ignore[union-attr]  # there are parts
    return start
