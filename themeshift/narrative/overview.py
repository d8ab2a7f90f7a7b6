"""What is said of the whole: first and last shares, ways of counting, claims; in two languages."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from themeshift.claims import judge, verdicts
from themeshift.measures import choices, corpus, salience, shift
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import choices as ways_in_words
from themeshift.prose import labels, links, numbers
from themeshift.prose.numbers import Language
from themeshift.prose.values import Value

FINDINGS = "chapters/synthesis"
ROBUSTNESS = "appendices/robustness"
WHEN = f"{FINDINGS}#when"
#: Words around the numbers; who coded, by the kinds of coders.
WORDS = {
    "en": {
        "text": "text",
        "all": "all {}",
        "some": "{} of {}",
        "first": "first ",
        "then": ", then ",
        "model": "by a language model",
        "person": "by people",
        "model person": "by a language model and by people",
    },
    "fr": {
        "text": "texte",
        "all": "les {}",
        "some": "{} sur {}",
        "first": "",
        "then": "\u202f; ",
        "model": "par un grand modèle de langage\u202f; personne ne les a encore codés à la main",
        "person": "par des personnes",
        "model person": "par un grand modèle de langage et par des personnes",
    },
}


def values(package: Package, language: Language = "en") -> dict[str, Value]:
    """Every value that the home page, the findings and the French page quote alike."""
    phases = package.phases["phase_id"]
    return (
        texts(package, language)
        | shares(package, phases.iloc[0], "-first", language)
        | shares(package, phases.iloc[-1], "-last", language)
        | ways(package, language)
        | _claims(package, language)
    )


def texts(package: Package, language: Language = "en") -> dict[str, Value]:
    """What the corpus is: years, first and last phase, texts, poles, passages, words, coders."""
    first, last = package.phases.iloc[0], package.phases.iloc[-1]
    counted, words = corpus.counted(package), WORDS[language]
    found = {
        "years": f"{first['date_earliest'].year}–{last['date_latest'].year}",
        "first": labels.phase(package, first["phase_id"], language),
        "last": labels.phase(package, last["phase_id"], language),
        "origin-labels": labels.pole(package, ORIGIN, language),
        "destination-labels": labels.pole(package, DESTINATION, language),
        "documents": numbers.count(len(package.documents), words["text"], language=language),
        "kinds": labels.source_kind(package, language=language, in_words=True),
        "coded-by": words[" ".join(sorted(set(coder_kinds(package))))],
        "kinds-sentence": (
            "Codings of one kind share habits and would be wrong together."
            if len(set(coder_kinds(package))) > 1
            else "All the codings come from one kind of coder, so they share habits and would make the "
            "same mistakes."
        ),
        "passages": numbers.number(len(counted), language=language),
        "words": numbers.number(counted["words"].sum(), language=language),
    }
    return {key: Value(text) for key, text in found.items()}


def coder_kinds(package: Package) -> list[str]:
    """The kind of each coding: a model's or a person's."""
    coders = package.coders
    return list(coders.loc[coders["coder_id"].isin(corpus.codings(package)), "kind"])


def shares(
    package: Package, phase: str, ending: str = "", language: Language = "en"
) -> dict[str, Value]:
    """The share of each theme, of none and of each pole in a phase, by its name and an ending."""
    table = salience.table(package)
    share = table[table["phase_id"] == phase].set_index("theme")["share"]
    names = {theme: [theme] for theme in share.index}
    names |= {pole: labels.pole_themes(package, pole) for pole in (ORIGIN, DESTINATION)}
    return {
        f"{name}{ending}": Value(
            numbers.percent(share[themes].sum(), language), links.passages(phase, theme=themes)
        )
        for name, themes in names.items()
    }


def ways(package: Package, language: Language = "en") -> dict[str, Value]:
    """How many ways of counting keep the direction, the lowest, and the part of changed pens."""
    summary = choices.summary(choices.specifications(package), choices.direction(package))
    as_are = summary["scope"] == choices.AS_THEY_ARE
    least, what, least_as_are = lowest(package, summary, language)
    steps = shift.publishers(package)
    part = steps.loc[steps["publisher_changes"], "part"].sum()
    return {
        "ways-same": _holding(summary, language),
        "ways-as-are": _holding(summary[as_are], language),
        "ways-changed": _holding(summary[~as_are], language),
        "lowest-as-are": least_as_are,
        "lowest": least,
        "lowest-what": what,
        "publisher-part": Value(numbers.percent(part, language), WHEN),
        "publisher-path": Value(_publishers(package, language)),
    }


def lowest(package: Package, summary: pd.DataFrame, language: Language) -> tuple[Value, ...]:
    """The lowest shift of a summary of ways of counting, what gives it, and that with the poles as
    they are."""
    row = summary.loc[summary["lowest"].idxmin()]
    as_are = summary.set_index("scope").loc[choices.AS_THEY_ARE, "lowest"]
    return (
        Value(numbers.points(row["lowest"], language), links.explorer(row["query"])),
        Value(ways_in_words.describe(package, row, language)),
        Value(numbers.points(as_are, language)),
    )


def _holding(summary: pd.DataFrame, language: Language) -> Value:
    """In how many of the ways of a summary the direction is the same."""
    every, same = (int(summary[column].sum()) for column in ("ways", "same_direction"))
    words = WORDS[language]["all" if same == every else "some"]
    shown = (numbers.number(number, language=language) for number in (same, every))
    return Value(words.format(*shown), ROBUSTNESS)


def _publishers(package: Package, language: Language) -> str:
    """The publishers in turn: first DeviceMed and another, then Boursier.com, then the council."""
    names = package.documents.groupby("phase_id", sort=False)["publisher"].unique()
    by_phase = [numbers.listing(names[one], language) for one in package.phases["phase_id"]]
    words = WORDS[language]
    turns = words["then"].join(name for name, _ in groupby(by_phase))
    return numbers.typographic(words["first"] + turns)


def _claims(package: Package, language: Language) -> dict[str, Value]:
    """Each claim, its verdict and the confidence in it, by the claim's id."""
    french = verdicts.FRENCH if language == "fr" else {}
    found = {}
    for one in judge.judge(package).itertuples():
        verdict = french.get(one.verdict) or numbers.capital(one.verdict)
        if one.provisional:
            verdict += f" ({labels.PROVISIONAL[language]})"
        sentence = one.sentence if language == "en" else one.sentence_fr
        found[f"claim-{one.claim_id}"] = Value(sentence)
        found[f"verdict-{one.claim_id}"] = Value(verdict, f"{FINDINGS}#claim-{one.claim_id}")
        confidence = french.get(one.confidence, one.confidence)
        found[f"confidence-{one.claim_id}"] = Value(confidence)
    return found
