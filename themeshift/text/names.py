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


@dataclass(frozen=True)
class Names:
    """What opens a name, without accents and in lower case, with its kind; what goes on with it.

    loose: what goes on with the name of a ministry or a name that opens with a capital, where nouns
    in small letters may follow; strict: with any other.
    """

    openers: re.Pattern[str]
    kinds: Mapping[str, str]
    loose: re.Pattern[str]
    strict: re.Pattern[str]

    @classmethod
    def of(cls, table: pd.DataFrame) -> Names:
        """The names of a package's table `names`.

        A portfolio is a noun that the list of a title may name in small letters behind a comma.
        """
        opening = table[table["kind"] != PORTFOLIO]
        kinds = dict(zip(opening["name"].map(fold), opening["kind"], strict=True))
        # no name opens where its letters are not, so that most passages are not looked at
        words = "|".join(re.escape(name) for name in sorted(kinds, key=lambda n: (-len(n), n)))
        listed = "|".join(map(re.escape, table.loc[table["kind"] == PORTFOLIO, "name"]))
        small = (
            rf"(?: et | ou |, et | & | )?{_OF}{_NOUN}|, (?:de la |de l'|du ){_NOUN}"
            rf"|, {_OF}(?:{listed or '(?!)'})(?![\w'-])"
        )
        loose, strict = (
            re.compile(rf"(?:{_QUALIFIER}|{_LISTED}|(?:{part}){_ADJECTIVES})*")
            for part in (f"{_PART}|{small}", _PART)
        )
        openers = re.compile(rf"(?<![\w-])(?:{words or '(?!)'})(?![\w-])")
        return cls(openers, kinds, loose, strict)

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
            rest = self.loose if ministry or shown[0].isupper() else self.strict
            end = rest.match(spelt, end).end()  # type: ignore[union-attr]  # it matches anything
            inside = text[start:end]
            if ministry or (re.search("[A-ZÀ-Þ]", inside) and " " in inside):
                found.append((start, end))
        for match in _PERSON.finditer(text) if found and "(" in text else ():
            if listed := re.compile(_LISTED).match(text, match.end()):
                found.append(listed.span())
        return found
