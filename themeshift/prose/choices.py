"""A way of counting in words: what it does otherwise than the base."""

from collections.abc import Iterator, Mapping
from typing import Any

from themeshift.measures.choices import AS_THEY_ARE, LEAST
from themeshift.measures.corpus import MEAN, MEASURES, dictionaries
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, numbers

#: Also the words of the explorer, whose script fills them in.
WORDS = {
    "base": "nothing changed",
    "lowest": "each passage read as is worst for the finding",
    "highest": "each passage read as is best for the finding",
    "dictionary": "the dictionary’s codes alone",
    "coding": "the {coding} alone",
    "words": "words in place of passages",
    "out": "passages without a theme left out",
    "document": "without {document}",
    "paragraph": "without paragraph {number} of {document}",
    "added": "{theme} counted with {pole}",
    "dropped": "{theme} counted with neither",
    "swapped": "{theme} in place of {other}",
}


def describe(package: Package, row: Mapping[str, Any]) -> str:
    """What a row of `choices.specifications` does otherwise than the base, as a list in words."""
    return numbers.listing(_parts(package, row)) or WORDS["base"]


def coding(package: Package, coder: str) -> str:
    """One coding in place of the mean: the rules coding alone."""
    if coder in dictionaries(package):
        return WORDS["dictionary"]
    return WORDS["coding"].format(coding=labels.coding(coder))


def _parts(package: Package, row: Mapping[str, Any]) -> Iterator[str]:
    if row["coding"] == LEAST:
        yield WORDS["lowest"]
    elif row["coding"] != MEAN:
        yield coding(package, row["coding"])
    if row["measure"] != MEASURES[0]:
        yield WORDS["words"]
    if row["framing"] == "out":
        yield WORDS["out"]
    if row["leave"]:
        document, _, number = row["leave"].partition(":")
        name = labels.short_document(package, document)
        yield WORDS["paragraph" if number else "document"].format(document=name, number=number)
    if row["poles"] != AS_THEY_ARE:
        yield _poles(package, row)


def _poles(package: Package, row: Mapping[str, Any]) -> str:
    """The one theme that is added to a pole, dropped from it or put in the place of another."""
    sides = {pole: set(labels.pole_themes(package, pole)) for pole in (ORIGIN, DESTINATION)}
    pole = next(pole for pole, themes in sides.items() if themes != set(row[pole].split()))
    before, after = sides[pole], set(row[pole].split())
    kind = "added" if after > before else "dropped" if after < before else "swapped"
    names = [labels.theme(package, theme) for theme in (*(after - before), *(before - after))]
    into = labels.pole(package, pole)
    return WORDS[kind].format(theme=names[0], other=names[-1], pole=into)
