"""A way of counting in words: what it does otherwise than the base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from themeshift.measures.choices import AS_THEY_ARE, LEAST
from themeshift.measures.corpus import MEAN, MEASURES, dictionaries
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, numbers
from themeshift.prose.numbers import Language

#: Also the words of the explorer, whose script fills them in.
WORDS = {
    "en": {
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
    },
    "fr": {
        "base": "rien de changé",
        "lowest": "chaque passage lu au plus défavorable",
        "highest": "chaque passage lu au plus favorable",
        "dictionary": "les seuls codes du dictionnaire",
        "coding": "le seul codage « {coding} »",
        "words": "des mots au lieu de passages",
        "out": "les passages sans thème laissés de côté",
        "document": "sans {document}",
        "paragraph": "sans le paragraphe {number} de {document}",
        "added": "{theme} rangé avec « {pole} »",
        "dropped": "{theme} rangé nulle part",
        "swapped": "{theme} à la place de {other}",
    },
}


def describe(package: Package, row: Mapping[str, Any], language: Language = "en") -> str:
    """What a row of `choices.specifications` does otherwise than the base, as a list in words."""
    return numbers.listing(_parts(package, row, language), language) or WORDS[language]["base"]


def coding(package: Package, coder: str, language: Language = "en") -> str:
    """One coding in place of the mean: the rules coding alone."""
    if coder in dictionaries(package):
        return WORDS[language]["dictionary"]
    name = labels.coding(package, coder) if language == "en" else coder
    return WORDS[language]["coding"].format(coding=name)


def _parts(package: Package, row: Mapping[str, Any], language: Language) -> Iterator[str]:
    words = WORDS[language]
    if row["coding"] == LEAST:
        yield words["lowest"]
    elif row["coding"] != MEAN:
        yield coding(package, row["coding"], language)
    if row["measure"] != MEASURES[0]:
        yield words["words"]
    if row["framing"] == "out":
        yield words["out"]
    if row["leave"]:
        document, _, paragraph = row["leave"].partition(":")
        name = labels.short_document(package, document)
        yield words["paragraph" if paragraph else "document"].format(
            document=name, number=paragraph
        )
    if row["poles"] != AS_THEY_ARE:
        yield _poles(package, row, language)


def _poles(package: Package, row: Mapping[str, Any], language: Language) -> str:
    """The one theme that is added to a pole, dropped from it or put in the place of another."""
    for pole in (ORIGIN, DESTINATION):
        before, after = set(labels.pole_themes(package, pole)), set(row[pole].split())
        if before != after:
            kind = "added" if after > before else "dropped" if after < before else "swapped"
            changed = (*(after - before), *(before - after))
            names = [labels.theme(package, theme, language) for theme in changed]
            into = labels.pole(package, pole, language)
            return WORDS[language][kind].format(theme=names[0], other=names[-1], pole=into)
    raise ValueError(f"poles are {row['poles']!r}, expected one theme to differ")
