"""The dictionary coder: which terms of the codebook a passage holds, and the codes they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from themeshift import UserError
from themeshift.text import lexicon
from themeshift.text.names import Names
from themeshift.text.normalise import normalise
from themeshift.text.openings import fold
from themeshift.text.words import Token, tokens

NO_THEME = "none"


@dataclass(frozen=True, slots=True)
class Term:
    """A codebook term."""

    term_id: str
    theme: str


@dataclass(frozen=True, slots=True)
class Found:
    """A term where it stands: offsets into the normalised text."""

    term: Term
    start: int
    end: int


Words = tuple[str, ...]


@dataclass(frozen=True)
class Dictionary:
    """The terms of a codebook, ready to be looked for.

    A term that has forms is found by these and nothing else; a term without is found by the lemmas
    of its pattern. Capitals may lack their accents, and so may a word that is none without them.
    """

    spellings: Mapping[str, str]
    names: Names
    by_form: dict[str, list[tuple[Words, Term]]] = field(default_factory=dict)
    by_lemma: dict[str, list[tuple[Words, Term]]] = field(default_factory=dict)
    accented: dict[str, tuple[str, ...]] = field(default_factory=dict)
    own_words: frozenset[str] = frozenset()

    def find(self, words: Sequence[Token], text: str, base: int = 0) -> list[Found]:
        """Terms in a passage that was cut into tokens, in reading order.

        `text` is the passage, `base` its offset. The longest form that fits at a word wins and its
        words are used up; forms are whole words, so that nothing is found inside a word. Nothing is
        found inside the name of a ministry or body.
        """
        found: list[Found] = []
        number, index = len(words), 0
        while index < number:
            best = self._best(words, index, text, base)
            if best is None:
                index += 1
                continue
            length, term = best
            found.append(Found(term, words[index].start, words[index + length - 1].end))
            index += length
        if not found:
            return found
        inside = [(a + base, b + base) for a, b in self.names.spans(text)]
        if not inside:
            return found
        return [f for f in found if not any(f.start < b and a < f.end for a, b in inside)]

    def _best(
        self, words: Sequence[Token], index: int, text: str, base: int
    ) -> tuple[int, Term] | None:
        """The longest form at a word: number of words, term."""
        first = words[index]
        best: tuple[int, Term] | None = None
        for start in (first.word, *self._with_accents(first, text, base)):
            for form, term in self.by_form.get(start, ()):
                if best and len(form) <= best[0]:
                    break  # the longest come first
                if self._stands(form, words, index, text, base):
                    best = (len(form), term)
                    break
        for pattern, term in self.by_lemma.get(first.lemma, ()):
            if best and len(pattern) <= best[0]:
                break
            if pattern == tuple(word.lemma for word in words[index : index + len(pattern)]):
                best = (len(pattern), term)
                break
        return best

    def _stands(
        self, form: Words, words: Sequence[Token], index: int, text: str, base: int
    ) -> bool:
        if index + len(form) > len(words):
            return False
        for place in range(1, len(form)):
            word = words[index + place]
            if word.word != form[place] and form[place] not in self._with_accents(word, text, base):
                return False
        return True

    def _with_accents(self, word: Token, text: str, base: int) -> tuple[str, ...]:
        """Words of forms that are this one but for its accents, where these may be missing.

        They may in a word that the lexicon does not have as it stands (*ecologique*), and in
        capitals where the accented word is one of the codebook's own (*MARCHE* for *marché*, but
        not *FORME* for *formé*).
        """
        found = self.accented.get(word.word)
        if not found:
            return ()
        if not lexicon.is_known(word.word):
            return found
        spelt = text[word.start - base : word.end - base]
        if len(spelt) > 1 and spelt.isupper():
            return tuple(each for each in found if each in self.own_words)
        return ()


def compiled(
    terms: pd.DataFrame, forms: pd.DataFrame, names: pd.DataFrame, spellings: pd.DataFrame
) -> Dictionary:
    """The dictionary of a package's tables `theme_terms`, `forms`, `names` and `spellings`.

    Raises UserError for a pattern or form without a word.
    """
    variants = {
        variant.lower(): words
        for variant, words in zip(spellings["variant"], spellings["lemma"], strict=True)
    }
    known = {
        term_id: Term(term_id, theme)
        for term_id, theme in zip(terms["term_id"], terms["theme"], strict=True)
    }
    own = set()
    by_lemma: dict[str, list[tuple[Words, Term]]] = {}
    with_forms = set(forms["term_id"])
    for row, (term_id, pattern) in enumerate(
        zip(terms["term_id"], terms["pattern"], strict=True), start=2
    ):
        words = tokens(normalise(pattern), variants)
        if not words:
            raise UserError(
                f"theme_terms.csv: row {row}, column pattern: {pattern!r} found, words expected"
            )
        own.update(word.word for word in words)
        if term_id not in with_forms:
            lemmas = tuple(word.lemma for word in words)
            by_lemma.setdefault(lemmas[0], []).append((lemmas, known[term_id]))
    by_form: dict[str, list[tuple[Words, Term]]] = {}
    for row, (term_id, form) in enumerate(
        zip(forms["term_id"], forms["form"], strict=True), start=2
    ):
        words = tuple(word.word for word in tokens(normalise(form), variants))
        if not words:
            raise UserError(f"forms.csv: row {row}, column form: {form!r} found, words expected")
        if term_id in known:
            by_form.setdefault(words[0], []).append((words, known[term_id]))
    for index in (by_form, by_lemma):
        for candidates in index.values():
            candidates.sort(key=lambda pair: (-len(pair[0]), pair[1].term_id))
    accented: dict[str, set[str]] = {}
    for candidates in by_form.values():
        for words, _ in candidates:
            for word in words:
                if fold(word) != word:
                    accented.setdefault(fold(word), set()).add(word)
    return Dictionary(
        variants,
        Names.of(names),
        by_form,
        by_lemma,
        {plain: tuple(sorted(found)) for plain, found in accented.items()},
        frozenset(own | {f"{word}s" for word in own}),
    )


def codes(matches: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The dictionary's codes of passages: unit_id, rank, theme, weight.

    matches: unit_id, theme, start. units: the passages to code, with unit_id and, where passages
    are parts of one sentence, doc_id, position and part_of. A passage gets the themes of the terms
    found in it, ranked by number of matches, then by place; its weight is split evenly over them; a
    passage without a match is `none`. Where semicolons part the members of an enumeration, its
    passages share the themes of the whole sentence, as they would if commas parted them: no member
    takes the words before it, and each theme gets the same whatever the mark. Rows come in the
    order of `units`, then by rank.
    """
    if units.empty:
        columns = {"unit_id": "str", "rank": "int64", "theme": "str", "weight": "float64"}
        return pd.DataFrame(columns=list(columns)).astype(columns)
    place = {unit: number for number, unit in enumerate(units["unit_id"])}
    group = _sentences(units)
    found = matches.loc[matches["unit_id"].isin(place), ["unit_id", "theme", "start"]]
    found = found.assign(group=found["unit_id"].map(group))
    found = found.groupby(["group", "theme"], as_index=False, sort=True).agg(
        hits=("start", "size"), first=("start", "min")
    )
    found = found.sort_values(
        ["group", "hits", "first", "theme"], ascending=[True, False, True, True], kind="stable"
    )
    found["rank"] = found.groupby("group").cumcount() + 1
    found["weight"] = 1.0 / found.groupby("group")["theme"].transform("size")
    each = pd.DataFrame({"unit_id": list(place), "group": [group[unit] for unit in place]})
    coded = each.merge(found, on="group", how="left")
    coded["theme"] = coded["theme"].fillna(NO_THEME)
    coded["rank"] = coded["rank"].fillna(1).astype("int64")
    coded["weight"] = coded["weight"].astype("float64").fillna(1.0)
    coded = coded.assign(place=coded["unit_id"].map(place))
    coded = coded.sort_values(["place", "rank"], kind="stable").reset_index(drop=True)
    return coded[["unit_id", "rank", "theme", "weight"]]


def _sentences(units: pd.DataFrame) -> dict[str, str]:
    """For each passage the unit_id of the passage that opens its sentence."""
    own = dict(zip(units["unit_id"], units["unit_id"], strict=True))
    if "part_of" not in units.columns:
        return own
    parts = units.loc[units["part_of"] != "", ["unit_id", "part_of"]]
    return own | dict(zip(parts["unit_id"], parts["part_of"], strict=True))
