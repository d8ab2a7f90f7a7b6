"""The prose: numbers are computed, the old wordings are gone, few links, short chapters."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from prose import PAGES, ROOT, read, texts

from themeshift.measures import uncertainty

CHAPTERS = sorted((ROOT / "chapters").glob("[0-9]*.ipynb"))
MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
)
DAYS = re.compile(rf"\b(?:\d{{1,2}} )?(?:{MONTHS}) (?=(?:19|20)\d\d\b)|\b(?:19|20)\d\d\b")
NUMBER = re.compile(
    r"(?<![\w.,])\d[\d.,/]*(?:\s?%)?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|sixty|hundred|thousand|half|thirds?|quarters?|twice|thrice)\b",
    re.IGNORECASE,
)
A_PAIR = "the measure has two sides, whatever the data"
OF_ONE_TEXT = "what one text states, which no other text changes"
NAMED = "what the same or the next sentence names, one by one"
#: Numbers that may be typed, each with its reason. Longer ones first.
EXCEPTIONS = {
    "The two pairs of themes": A_PAIR,
    "the two pairs of themes": A_PAIR,
    "for the two pairs, one theme": A_PAIR,
    "The two pairs came": A_PAIR,
    "set two themes against two": A_PAIR,
    "Outside the two pairs": A_PAIR,
    "These two are exact": NAMED,
    "half a passage for each of the two pairs": "the prior, compared with the code below",
    "half a passage for the rest": "the prior, compared with the code below",
    "The ranges are 95%": "the level, compared with the code below",
    "shares near 0% and 100%": "the ends of every share",
    "exchanging two texts": A_PAIR,
    "The target is 95%": "the level, compared with the code below",
    "prior for three cells": A_PAIR,
    "towards one half by twice": "how a support is moved, compared with the code below",
    "CC BY 4.0": "the name of a licence",
    "The two reports differ": OF_ONE_TEXT,
    "although one of the three": OF_ONE_TEXT,
    "three ministers": OF_ONE_TEXT,
    "three members": OF_ONE_TEXT,
    "about ten representatives": OF_ONE_TEXT,
    "four themes of work": OF_ONE_TEXT,
    "four main projects": OF_ONE_TEXT,
    "two cross-cutting actions": OF_ONE_TEXT,
    "four themes, four projects": OF_ONE_TEXT,
    "two further ministers": OF_ONE_TEXT,
    "goes by two names": NAMED,
    "four axes": OF_ONE_TEXT,
    "The four axes": OF_ONE_TEXT,
    "three strands": OF_ONE_TEXT,
    "five strands": OF_ONE_TEXT,
    "It has two structures": NAMED,
    "The two do not match": NAMED,
    "four fifths": "from where a text is a copy, compared with the code below",
    "bag of twenty words": "an example",
    "Covid-19": "the name of a disease",
    "Read ten summaries": "what the explorer asks for",
}
#: Tables of French words and of digests.
FRENCH = ("terms", "spellings", "forms", "theme_terms", "shingles", "matches", "names")
#: Wordings of the first edition that readers stumbled over.
OLD_WORDS = re.compile(
    r"\brelocation|\bdecarbonation|\btransverse (?:action|project)|\bsmaller firms"
    r"|path of the patient|Industries and technologies of health|\bundertaking|\bone may\b"
    r"|enters by|part them|stands? in the texts|by construction|cry wolf in"
    r"|carried by what|bind themselves|counts what they argue|turns early|both told by"
    r"|hold the truth in|under doubt|come along as|phases in time|Who stands|stand in the table"
    r"|words only frame|without a word|Mind these|Money enters|Called a must|cares for care"
    r"|lead with them throughout|At a day that|no day is invented|keeps the doubt"
    r"|lie one upon the other|has its word|less wandering|a woman\.|has no word left|be seen\."
    r"|How it is built|other days that|that stays changes|do not bear it|said of medicines"
    r"|reading by persons|bootstrap's holds|can be dealt|would code alike|pieces of furniture",
    re.IGNORECASE,
)


def typed(text: str) -> list[str]:
    """Each number that is typed in a text, with the words around it."""
    words = DAYS.sub("", read(text))
    for known in sorted(EXCEPTIONS, key=len, reverse=True):
        words = words.replace(known, "")
    return [words[max(0, one.start() - 40) : one.end() + 40] for one in NUMBER.finditer(words)]


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path.name != "francais.md"], ids=lambda path: path.stem
)
def test_no_number_is_typed(path: Path) -> None:
    if path.stem in ("rerun", "sources"):
        return  # how the project is used: its numbers are those of commands and licences
    assert [around for text in texts(path) for around in typed(text)] == []


def test_no_exception_outlives_its_sentence() -> None:
    everything = " ".join(read(text) for path in PAGES for text in texts(path))
    assert [known for known in EXCEPTIONS if known not in everything] == []


@pytest.mark.parametrize("text", ["It gained 12 points.", "A share of 3.5 %.", "Half of them."])
def test_a_typed_number_is_seen(text: str) -> None:
    assert typed(text)


def test_settings_that_the_prose_spells_out_are_those_of_the_code(data: object) -> None:
    from themeshift.measures import corpus

    assert uncertainty.LEVEL == 0.95
    assert corpus.COPY == 0.8
    prior = uncertainty.prior(corpus.corpus(data))
    poles = corpus.corpus(data).poles
    for pole in ("origin", "destination"):
        assert sum(p for p, name in zip(prior, poles, strict=True) if name == pole) == 0.5
    assert prior.sum() == pytest.approx(1.5)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_none_of_the_old_wordings_is_left(path: Path) -> None:
    assert OLD_WORDS.findall(" ".join(map(read, texts(path)))) == []


def test_none_of_the_old_wordings_is_left_in_the_tables(data: object) -> None:
    from themeshift.package import TABLES

    left = []
    for name in TABLES:
        frame = getattr(data, name)
        if name in FRENCH or name == "codes":
            continue  # the remarks of a coding are its own
        for column in frame.columns:
            if column.endswith(("_fr", "url", "opening", "term")):
                continue
            left += [
                value for value in frame[column].dropna().astype(str) if OLD_WORDS.search(value)
            ]
    assert left == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_paragraph_has_at_most_five_links(path: Path) -> None:
    for text in texts(path):
        for paragraph in text.split("\n\n"):
            if paragraph.startswith((":::", "|", "- ")):
                continue
            links = len(re.findall(r"\]\(|\{num\}`", paragraph))
            assert links <= 5, paragraph[:200]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_its_title_from_the_table(path: Path, data: object) -> None:
    source = "".join(
        "".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]
    )
    (phase,) = set(re.findall(r'^phase = "([a-z0-9-]+)"$', source, re.MULTILINE))
    titles = dict(zip(data.phases["phase_id"], data.phases["label"], strict=True))
    titles |= dict(zip(data.titles["phase_id"], data.titles["title"], strict=True))
    assert texts(path)[0].startswith(f"# {titles[phase]}\n")


def test_english_prose_has_no_space_before_a_percent_sign() -> None:
    for path in PAGES:
        if path.name != "francais.md":
            assert not re.search(r"\d %", " ".join(map(read, texts(path)))), path


def test_french_prose_follows_french_typography() -> None:
    words = read(texts(ROOT / "francais.md")[0])
    assert not re.search(r"\w[?!;]|\"|(?<=\w)'", words)
