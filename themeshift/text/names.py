"""Names of ministries and bodies, inside which no term of the codebook counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from themeshift.text.openings import fold

#: A name of this kind goes on over what the office is in charge of, in small letters too.
MINISTRY = "ministry"
_QUALIFIER = re.compile(
    r",? (?:délégué|chargé|adjoint|général|national|régional|interministériel|ministériel|français"
    r"|européen|supérieur|fédéral)(?:e?s?|aux|les?|ne)\b|,? auprès\b| d'État\b",
    re.IGNORECASE,
)
_OF = r"de la |de l'|du |des |de |d'"
_LINK = re.compile(
    rf"(?P<part>, | et | ou |, et | & | )?(?P<of>{_OF}|à la |à l'|aux |au |en |pour (?:la |le |les "
    r"|l')?|contre (?:la |le |les |l')?|avec (?:la |le |les |l')?)(?P<noun>[^\W\d_][\w'-]*)"
)
_JOINED = re.compile(r"(?: et (?:la |le |les |l')?| & |/)(?P<noun>[A-ZÀ-Þ][\w-]*)")
_SUFFIX = (
    r"(?:iques?|el(?:le)?s?|ales?|aux|al|eure?s?|aires?|ifs?|ives?|aine?s?|oise?s?|iens?|iennes?"
    r"|ables?|ibles?|eux|euses?|ublique?s?|lics?)(?![\w'-])"
)
_ADJECTIVE = re.compile(
    rf" (?:et )?(?:[A-ZÀ-Þ][\w-]+|[^\W\d_]{{2,}}{_SUFFIX})"
    rf"|, [^\W\d_]{{2,}}{_SUFFIX}(?=(?:, [^\W\d_]+)* et [^\W\d_]{{2,}}{_SUFFIX})"
)
#: Portfolios that the list of a title names in small letters behind a comma.
_PLURAL_LIST = """
finances solidarités comptes affaires armées territoires sports transports petites
entreprises technologies relations outre-mer
"""
_PLURALS = frozenset(_PLURAL_LIST.split())
_LISTED = re.compile(r" ?\((?P<inside>[^()]{2,120})\)")
_CAPITAL = re.compile(r"[A-ZÀ-Þ]")
_PERSON = re.compile(
    r"(?<![\w-])[A-ZÀ-Þ][\w'-]+(?: (?:de |d'|du |le |Le |La )?[A-ZÀ-Þ][\w'-]+){1,2}(?= \()"
)


@dataclass(frozen=True)
class Names:
    """What opens a name, without accents and in lower case, with its kind."""

    openers: re.Pattern[str] | None
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, table: pd.DataFrame) -> Names:
        """The names of a package's table `names`."""
        kinds = {
            fold(" ".join(name.split())): kind
            for name, kind in zip(table["name"], table["kind"], strict=True)
        }
        if not kinds:
            return cls(None, kinds)
        # no name opens where its letters are not, so that most passages are not looked at
        words = "|".join(re.escape(name) for name in sorted(kinds, key=lambda n: (-len(n), n)))
        return cls(re.compile(rf"(?<![\w-])(?:{words})(?![\w-])"), kinds)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Offsets of the names in a passage.

        A name begins with words of the table and goes on over what belongs to it: *de la
        Recherche, des Finances et de la Souveraineté industrielle et numérique*. What a ministry
        is in charge of may stand in small letters; a body has a capital in its own name or in what
        follows. Portfolios in parentheses behind a title or a person's name are part of the name.
        """
        if self.openers is None:
            return []
        folded = fold(text)
        found: list[tuple[int, int]] = []
        for match in self.openers.finditer(folded):
            if found and match.start() < found[-1][1]:
                continue
            loose = self.kinds[match.group()] == MINISTRY
            shown = text[match.start() : match.end()]
            capital = shown[0].isupper()
            # in a line of capitals all letters tell nothing
            spelt = text.lower() if shown.isupper() else text
            end = _extent(spelt, match.end(), loose or capital)
            inside = text[match.start() : end]
            if loose or _CAPITAL.search(inside) and " " in inside:
                found.append((match.start(), end))
        if "(" in text and found:
            found += [
                (match.end(), match.end() + len(listed.group()))
                for match in _PERSON.finditer(text)
                if (listed := _LISTED.match(text, match.end())) and _is_list(listed["inside"])
            ]
        return found


def _extent(text: str, end: int, loose: bool) -> int:
    """Where a name that begins before `end` ends; `loose` allows small letters."""
    while True:
        qualifier = _QUALIFIER.match(text, end)
        if qualifier:
            end = qualifier.end()
            continue
        listed = _LISTED.match(text, end)
        if listed and _is_list(listed["inside"]):
            end = listed.end()
            continue
        following = _complement(text, end, loose)
        if following == end:
            return end
        end = following


def _complement(text: str, end: int, loose: bool) -> int:
    """The end of one more part of a name: *de la Santé*, *, des Finances*, *et Innovation*."""
    link = _LINK.match(text, end)
    if link:
        noun, part = link["noun"], (link["part"] or "").strip()
        capital = noun[0].isupper()
        small = (
            loose and re.match(_OF, link["of"]) and (part != "," or _may_follow(link["of"], noun))
        )
        # behind a noun with a capital: Agence de l'Innovation en santé, Cohésion des territoires
        closely = not part and link["of"].strip() in (
            "en",
            "des",
            "du",
            "pour la",
            "pour le",
            "pour l'",
        )
        if capital or small or closely:
            return _adjectives(text, link.end())
        return end
    joined = _JOINED.match(text, end)
    if joined and end and text[end - 1].isalpha():
        return _adjectives(text, joined.end())
    return end


def _may_follow(of: str, noun: str) -> bool:
    """Whether a portfolio in small letters may stand behind a comma: *, de la recherche*."""
    return of.strip() in ("de la", "de l'", "du") or noun in _PLURALS


def _adjectives(text: str, end: int) -> int:
    """The end of the adjectives that follow a noun of a name."""
    while True:
        match = _ADJECTIVE.match(text, end)
        if not match:
            return end
        end = match.end()


def _is_list(inside: str) -> bool:
    """Whether parentheses hold portfolios: each part begins with a capital, none is a sentence."""
    parts = re.split(r", |/", inside)
    return all(_CAPITAL.match(part) for part in parts) and any(len(part) > 4 for part in parts)
