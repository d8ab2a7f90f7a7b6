"""Every number in the prose is computed; none is typed.

What is looked at is what a reader reads: the Markdown of the chapters, of the appendices that are
notebooks, of the template of a new chapter and of the index, without headings, directives, roles,
code, formulas and the targets of links. Years and days name things and may be typed. So may what
EXCEPTIONS lists, each with its reason, and settings of the code, which SETTINGS compares with it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from themeshift import calibration, keyness, narrative, robustness, runner, salience, shift

ROOT = runner.project_root()
PAGES = [ROOT / "index.md", *runner.find_notebooks(ROOT),
         *sorted((ROOT / "themeshift" / "templates").glob("*.ipynb"))]  # fmt: skip

NOT_PROSE = re.compile(
    r"^(?P<fence>`{3,}|:{3,}).*?^(?P=fence)\s*$"  # directives and blocks of code
    r"|^#+ [^\n]*$"  # headings
    r"|^\s*\d+\. "  # the numbers of a list
    r"|^\([^\n]*\)=$"  # targets
    r"|\{[\w:-]+\}`[^`]*`|`[^`]*`|\{\{\w+\}\}|\$[^$]*\$"  # roles, code, blanks, formulas
    r"|(?<=\])\((?:<[^>]*>|[^)]*)\)",  # where a link leads
    re.MULTILINE | re.DOTALL,
)
DAYS = re.compile(
    r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December) (?:\d{1,2}, )?(?=(?:19|20)\d\d\b)|\b(?:19|20)\d\d\b"
)
NUMBER = re.compile(
    r"(?<![\w.,])\d[\d.,/]*(?:\s?%)?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|hundred|thousand|dozen"
    r"|half|halves|thirds?|quarters?|fifths?|tenths?|twice|thrice)\b",
    re.IGNORECASE,
)
A_PAIR = "any two of a kind, whatever their number"
JUST_NAMED = "what the same or the last sentence names, one by one"
EXCEPTIONS = {
    "**In fifteen**": "minutes that a reader takes",
    "CC BY 4.0": "the name of a licence",
    "lies between the two": JUST_NAMED,
    "Mind these two fields": JUST_NAMED,
    "enters by three doors": JUST_NAMED,
    "goes by two names": JUST_NAMED,
    "weighs the two movements": JUST_NAMED,
    "Two architectures lie one upon the other": JUST_NAMED,
    "the third [opens to other sectors]": JUST_NAMED,
    "The two do not match": JUST_NAMED,
    "It looks back twice": JUST_NAMED,
    "weighs the two poles": "the measure is of an origin and a destination",
    "how often two codings agree": A_PAIR,
    "Between two phases": A_PAIR,
    "tell two phases apart": A_PAIR,
    "correlation: 0 when": "what a correlation is",
    "from 0 to 1": "what the divergence is",
}
SETTINGS = {
    "95% bootstrap interval": salience.LEVEL == 0.95,
    "95% interval": salience.LEVEL == 0.95,
    "95% of the resampled texts": salience.LEVEL == 0.95,
    "They promise 95%": salience.LEVEL == 0.95,
    "promises 95%": salience.LEVEL == 0.95,
    "95 corpora of a hundred": salience.LEVEL == 0.95,
    "a test at 5%": calibration.NOMINAL == 0.05,
    "cry wolf in five": calibration.NOMINAL == 0.05,
    "reject in 5% of corpora": calibration.NOMINAL == 0.05,
    "nine in ten": robustness.MIDDLE == (0.05, 0.95),
    "Nine specifications in ten": robustness.MIDDLE == (0.05, 0.95),
    "between half and twice as large": robustness.SAME_SIZE == 2,
    "one half in": shift.PRIOR == 0.5,
    "(1/2, 1/3, 1/6 for three)": salience.rank_weights(3).tolist() == [1 / 2, 1 / 3, 1 / 6],
    "words of four letters": narrative.LEAST_LETTERS == 4,
    "at least three times": keyness.LEAST_COUNT == 3,
}
"""Settings of the code that the prose spells out, and whether the code has them so."""


def prose(path: Path) -> list[tuple[str, str]]:
    """Return each text of a page with the id of its cell."""
    if path.suffix == ".md":
        return [(path.stem, path.read_text(encoding="utf-8"))]
    return [(cell.id, cell.source) for cell in runner.read(path).cells
            if cell.cell_type == "markdown"]  # fmt: skip


def read_by_readers(text: str) -> str:
    """Return the words of a text of which none may be a number."""
    return " ".join(DAYS.sub("", NOT_PROSE.sub("", text)).split())


def numbers(text: str) -> list[str]:
    """Return each number that is typed in a text, with the words around it."""
    read = read_by_readers(text)
    for known in (*EXCEPTIONS, *SETTINGS):
        read = read.replace(known, "")
    return [read[max(0, found.start() - 40) : found.end() + 40] for found in NUMBER.finditer(read)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_number_of_the_prose_is_typed(path: Path) -> None:
    assert [(cell, around) for cell, text in prose(path) for around in numbers(text)] == []


@pytest.mark.parametrize("said", SETTINGS)
def test_settings_are_told_as_they_are(said: str) -> None:
    assert SETTINGS[said]


def test_no_exception_outlives_its_sentence() -> None:
    read = " ".join(read_by_readers(text) for path in PAGES for _, text in prose(path))
    assert [known for known in (*EXCEPTIONS, *SETTINGS) if known not in read] == []


@pytest.mark.parametrize(
    "typed",
    [
        "It gained 12 points.", "A share of 3.5 % of it.", "Half of the words.", "In seven texts.",
        "**Twenty** passages, {glue:text}`more` than that.", "[40% of it](#u-1)", "two-thirds",
        "# Heading\n\nThe other nine.", "On 3 May 2023, 4 signed.",
    ],
)  # fmt: skip
def test_a_typed_number_is_seen(typed: str) -> None:
    assert len(numbers(typed)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "{glue:text}`value-2` of [the words](#u-2019-a-003), {cite:p}`lin1991`, in 2019\u20132023.",
        "## What 3 texts say\n\nOn 12 July 2020 and in July 2021.",
        "```{figure} x\n:width: 40\n```\n:::{note}\n12\n:::", "$x_1 = 2$ and `f(3)`, F1, CO2.",
        "1. One of them.\n2. Another.",
    ],
)  # fmt: skip
def test_what_is_computed_or_names_a_thing_is_left_alone(text: str) -> None:
    assert numbers(text) == []
