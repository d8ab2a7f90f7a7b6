"""The dictionary coder: which terms of the codebook a passage holds, and the codes they give.

The forms of the codebook's terms stand in `data/forms.csv`, where editors add and remove forms; a
term that has none there is found where words are `words.alike` to its own.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from themeshift import UserError
from themeshift.package import NO_THEME
from themeshift.text import names
from themeshift.text.normalise import normalise
from themeshift.text.runs import fold
from themeshift.text.words import Token, alike, is_known, tokens

_Run = tuple[str, ...]
_Term = tuple[str, str]


class Found(NamedTuple):
    """A term where it stands: offsets into the passage."""

    term_id: str
    theme: str
    start: int
    end: int


@dataclass(frozen=True)
class Dictionary:
    """The forms of a codebook's terms, ready to be looked for.

    forms: by their words without accents, the forms with their term_id and theme. patterns: the
    same of terms without forms, by their own words. own_words: words of the terms themselves.
    """

    spellings: Mapping[str, str]
    names: Callable[[str], list[tuple[int, int]]]
    forms: Mapping[_Run, Sequence[tuple[_Run, _Term]]]
    patterns: Mapping[_Run, _Term]
    own_words: Collection[str]

    def find(self, text: str) -> list[Found]:
        """Terms in a passage, in reading order.

        The longest form that fits at a word wins and its words are used up; forms are whole words,
        so that nothing is found inside a word. Nothing is found inside the name of a ministry or
        body.
        """
        words = tokens(text, self.spellings)
        longest = max(map(len, [*self.forms, *self.patterns]), default=0)
        found: list[Found] = []
        used = 0
        for index, word in enumerate(words):
            for end in range(min(index + longest, len(words)), index, -1):
                spelt = text[word.start : words[end - 1].end]
                if index >= used and (term := self._term(words[index:end], spelt)):
                    used = end
                    found.append(Found(*term, word.start, words[end - 1].end))
        inside = self.names(text) if found else []
        return [f for f in found if not any(f.start < b and a < f.end for a, b in inside)]

    def _term(self, words: Sequence[Token], spelt: str) -> _Term | None:
        """The term that a run of words is; None for none.

        Accents may be missing in a word that the lexicon does not have as it stands (*ecologique*),
        and in capitals where the accented word is one of the codebook's own (*MARCHE* for *marché*,
        but not *FORME* for *formé*).
        """
        run = tuple(word.word for word in words)
        capitals = self.own_words if len(spelt) > 1 and spelt.isupper() else ()
        for form, term in self.forms.get(tuple(map(fold, run)), ()):
            pairs = zip(run, form, strict=True)
            if all(a == b or not is_known(a) or b in capitals for a, b in pairs):
                return term
        for pattern, term in self.patterns.items():
            if len(pattern) == len(run) and all(map(alike, pattern, run)):
                return term
        return None


def compiled(package: Any) -> Dictionary:
    """The dictionary of a package's tables `theme_terms`, `forms`, `names` and `spellings`.

    A term that has forms is found by these and nothing else. Raises UserError for a pattern or form
    without a word.
    """
    variants = package.spellings["variant"].str.lower()
    spellings = dict(zip(variants, package.spellings["lemma"], strict=True))

    def words(name: str, column: str) -> list[tuple[str, _Run]]:
        """Term_id and words of the rows of a table, in the order of the terms."""
        found = []
        for row in getattr(package, name)[["term_id", column]].itertuples():
            run = tuple(word.word for word in tokens(normalise(row[2]), spellings))
            if not run:
                place = f"{name}.csv: row {row[0] + 2}, column {column}"
                raise UserError(f"{place}: {row[2]!r} found, words expected")
            found.append((row[1], run))
        return sorted(found)

    themes = dict(zip(package.theme_terms["term_id"], package.theme_terms["theme"], strict=True))
    forms: defaultdict[_Run, list[tuple[_Run, _Term]]] = defaultdict(list)
    for term_id, run in words("forms", "form"):
        forms[tuple(map(fold, run))].append((run, (term_id, themes[term_id])))
    listed, terms = set(package.forms["term_id"]), words("theme_terms", "pattern")
    patterns = {run: (each, themes[each]) for each, run in terms if each not in listed}
    own = {word + plural for _, run in terms for word in run for plural in ("", "s")}
    return Dictionary(spellings, names.finder(package.names), forms, patterns, own)


def codes(matches: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The dictionary's codes of passages: unit_id, rank, theme, weight.

    matches: unit_id, theme, start. units: the passages to code, with unit_id and, where passages
    are parts of one sentence, part_of. A passage gets the themes of the terms found in it, ranked
    by number of matches, then by place; its weight is split evenly over them; a passage without a
    match is `none`. Where semicolons part the members of an enumeration, its passages share the
    themes of the whole sentence, as they would if commas parted them: no member takes the words
    before it, and each theme gets the same whatever the mark. Rows come in the order of `units`,
    then by rank.
    """
    part_of = units.get("part_of", units["unit_id"])
    coded = units[["unit_id"]].assign(sentence=units["unit_id"].where(part_of == "", part_of))
    found = matches.merge(coded).groupby(["sentence", "theme"])["start"].agg(["size", "min"])
    ranked = found.reset_index().sort_values(
        ["size", "min", "theme"], ascending=[False, True, True]
    )
    codes = coded.merge(ranked, how="left").fillna({"theme": NO_THEME})
    of_unit = codes.groupby("unit_id")["theme"]
    codes = codes.assign(rank=of_unit.cumcount() + 1, weight=1 / of_unit.transform("size"))
    return codes[["unit_id", "rank", "theme", "weight"]]
