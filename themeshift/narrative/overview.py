"""What is said of the whole: first and last shares, ways of counting, claims; in two languages."""

from __future__ import annotations

import pandas as pd

from themeshift.claims import judge, verdicts
from themeshift.measures import choices, corpus, shift
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import choices as ways_in_words
from themeshift.prose import labels, links, numbers
from themeshift.prose.numbers import Language
from themeshift.prose.values import Value

FINDINGS = "chapters/synthesis"
ROBUSTNESS = "appendices/robustness"
WHEN = f"{FINDINGS}#when"


def values(package: Package, language: Language = "en") -> dict[str, Value]:
    """Every value that the home page, the findings and the French page quote alike.

    years, first, last, documents, kinds, coded-by, kinds-sentence, passages, words; origin and destination with
    the endings -labels, -first, -last; ways-same, ways-as-are, ways-changed, lowest, lowest-what,
    lowest-as-are, publisher-part, publisher-path; claim-, verdict- and confidence- with the id of each claim.
    """
    return (
        texts(package, language)
        | _ends(package, language)
        | ways(package, language)
        | _claims(package, language)
    )


def texts(package: Package, language: Language = "en") -> dict[str, Value]:
    """What the corpus is: years, first and last phase, texts, passages, words."""
    first, last = package.phases.iloc[0], package.phases.iloc[-1]
    counted = corpus.counted(package)
    number = len(package.documents)
    noun = ("text", None) if language == "en" else ("texte", None)
    return {
        "years": Value(f"{first['date_earliest'].year}–{last['date_latest'].year}"),
        "first": Value(labels.phase(package, first["phase_id"], language)),
        "last": Value(labels.phase(package, last["phase_id"], language)),
        "documents": Value(numbers.count(number, *noun, language=language)),
        "kinds": Value(labels.source_kind(package, language=language, in_words=True)),
        "coded-by": Value(_coded_by(package, language)),
        "kinds-sentence": Value(_one_kind(package)),
        "passages": Value(numbers.number(len(counted), language=language)),
        "words": Value(numbers.number(int(counted["words"].sum()), language=language)),
    }


def _coded_by(package: Package, language: Language) -> str:
    """Who coded the passages: a language model, people, or both."""
    coders = package.coders[package.coders["coder_id"].isin(corpus.codings(package))]
    kinds = set(coders["kind"])
    if language == "fr":
        model = "par un grand modèle de langage"
        if "person" not in kinds:
            return f"{model} ; personne ne les a encore codés à la main"
        return f"{model} et par des personnes" if "model" in kinds else "par des personnes"
    if kinds == {"model"}:
        return "by a language model"
    return "by a language model and by people" if "model" in kinds else "by people"


def _one_kind(package: Package) -> str:
    """What agreement between codings of one kind is worth, or that people have coded too."""
    coders = package.coders[package.coders["coder_id"].isin(corpus.codings(package))]
    if coders["kind"].nunique() < 2:
        return "All the codings are of one kind, so they share habits and would be wrong together."
    return "Codings of one kind share habits and would be wrong together."


def _ends(package: Package, language: Language) -> dict[str, Value]:
    poles = shift.poles(package).set_index("phase_id")
    found = {}
    for pole in (ORIGIN, DESTINATION):
        label = labels.pole(package, pole, language)
        found[f"{pole}-labels"] = Value(label)
        for end, phase in (("first", poles.index[0]), ("last", poles.index[-1])):
            found[f"{pole}-{end}"] = Value(
                numbers.percent(poles.loc[phase, pole], language),
                links.passages(phase, theme=labels.pole_themes(package, pole)),
            )
    return found


def ways(package: Package, language: Language = "en") -> dict[str, Value]:
    """How many ways of counting keep the direction, the lowest, and the part of changed pens."""
    frame = choices.specifications(package)
    if frame.empty:
        return {}
    summary = choices.summary(frame, choices.direction(package)).set_index("scope")

    def holding(rows: pd.DataFrame) -> Value:
        number, same = int(rows["ways"].sum()), int(rows["same_direction"].sum())
        every, kept = (numbers.number(value, language=language) for value in (number, same))
        words = ("all", "of") if language == "en" else ("les", "sur")
        text = f"{words[0]} {every}" if same == number else f"{kept} {words[1]} {every}"
        return Value(text, ROBUSTNESS)

    as_are = summary.index == choices.AS_THEY_ARE
    lowest = summary.loc[summary["lowest"].idxmin()]
    steps = shift.publishers(package)
    part = steps.loc[steps["publisher_changes"], "part"].sum()
    return {
        "ways-same": holding(summary),
        "ways-as-are": holding(summary[as_are]),
        "ways-changed": holding(summary[~as_are]),
        "lowest-as-are": Value(numbers.points(summary.loc[as_are, "lowest"].min(), language)),
        "lowest": Value(
            numbers.points(lowest["lowest"], language), links.explorer(lowest["query"])
        ),
        "lowest-what": Value(ways_in_words.describe(package, lowest, language)),
        "publisher-part": Value(numbers.percent(part, language), WHEN),
        "publisher-path": Value(_publishers(package, language)),
    }


def _publishers(package: Package, language: Language) -> str:
    """The publishers in turn: first DeviceMed and another, then Boursier.com, then the council."""
    names = package.documents.groupby("phase_id", sort=False)["publisher"].unique()
    by_phase = [
        numbers.listing(map(numbers.typographic, names[phase]), language)
        for phase in package.phases["phase_id"]
    ]
    first, then = ("first", "then") if language == "en" else ("d’abord", "puis")
    turns = [one for one, before in zip(by_phase, ["", *by_phase], strict=False) if one != before]
    return f"{first} {f', {then} '.join(turns)}"


def _claims(package: Package, language: Language) -> dict[str, Value]:
    found = {}
    for one in judge.judge(package).itertuples():
        anchor = f"{FINDINGS}#claim-{one.claim_id}"
        verdict = one.verdict if language == "en" else verdicts.FRENCH[one.verdict]
        shown = numbers.capital(verdict) if language == "en" else verdict
        if one.provisional:
            shown += f" ({labels.PROVISIONAL[language]})"
        found[f"claim-{one.claim_id}"] = Value(
            one.sentence if language == "en" else one.sentence_fr
        )
        found[f"verdict-{one.claim_id}"] = Value(shown, anchor)
        level = one.confidence
        found[f"confidence-{one.claim_id}"] = Value(
            level if language == "en" else verdicts.FRENCH[level]
        )
    return found
